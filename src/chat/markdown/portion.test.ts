import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portionOf } from './portion';

const text = fc
  .array(
    fc.constantFrom(
      'words of a line',
      '',
      '| a | b |',
      '$$x$$',
      '- point',
      `${' '.repeat(60)}- deep`,
      '😀'.repeat(300),
    ),
  )
  .map((lines) => lines.join('\n'));

test('what is drawn and the rest are the text; what is drawn ends at a line', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 100, max: 3_000 }), (markdown, budget) => {
      const { drawn, rest } = portionOf(markdown, budget);
      expect(drawn + rest).toBe(markdown);
      if (markdown !== '') expect(drawn).not.toBe('');
      if (rest !== '' && drawn.includes('\n')) expect(drawn.endsWith('\n')).toBe(true);
      expect(drawn.isWellFormed()).toBe(true);
      expect(drawn.length).toBeLessThanOrEqual(budget + 1);
    }),
  );
});

test.each([
  ['rows of a table', '| a | b | c |\n', 2_000],
  ['formulae', '$$x$$ $$y$$\n', 500],
  ['a deep list', '', 200],
])('of %s, fewer are drawn than of plain words', (_, line, count) => {
  const markdown =
    line === ''
      ? Array.from({ length: count }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')
      : line.repeat(count);
  const plain = 'x'.repeat(markdown.length).replace(/.{20}/g, '$&\n');
  expect(portionOf(markdown, 5_000).drawn.length).toBeLessThan(portionOf(plain, 5_000).drawn.length);
});
