// @vitest-environment jsdom
import { render } from '@testing-library/react';
import fc from 'fast-check';
import { Fragment } from 'react';
import { expect, test } from 'vitest';
import { Markdown } from '../screens/markdown-block';
import { type Blocks, blocksOf } from './blocks';

const LINES = [
  'A paragraph of some words, long enough to be worth it.',
  'another line',
  '',
  '',
  '# Heading',
  'Setext',
  '===',
  '---',
  '- point',
  '  - deeper',
  '    - deeper still',
  '  goes on',
  '* other point',
  '1. first',
  '2. second',
  '   goes on',
  '7) seventh',
  '- [x] done',
  '> quoted',
  '> - point in it',
  '```',
  '```js',
  '   ```',
  '~~~',
  'code | with `ticks`',
  '    indented code',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '$$',
  'x^2',
  '$$y^2$$ in a line',
  '<div>',
  '</div>',
  '<!-- comment',
  '-->',
  '<script>',
  '**bold** and *italic*',
  '**open',
  '[text](https://example.org)',
  '[refers][label]',
  '[label]: https://example.org/label',
  'note[^1]',
  '[^1]: the note',
  '\\',
  '&amp; &lt;',
  '***',
  '\t- tabbed',
];

/** Long enough to be taken apart. */
const text = fc
  .array(fc.constantFrom(...LINES), { minLength: 5, maxLength: 24 })
  .map((lines) => `${'Begin. '.repeat(220)}\n\n${lines.join('\n')}`);

const drawn = (blocks: readonly string[]) => {
  const view = render(
    <div>
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they stand in order
        <Fragment key={at}>
          {at > 0 && '\n'}
          <Markdown markdown={block} />
        </Fragment>
      ))}
    </div>,
  );
  const html = view.container.innerHTML.replace(/\n*<\/div>$/, '');
  view.unmount();
  return html;
};

test('drawn in parts, a text looks as it does whole, however it came', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(400), { maxLength: 6 }), (markdown, pieces) => {
      let blocks: Blocks | null = null;
      let at = 1_540;
      for (const piece of pieces) {
        at = Math.min(markdown.length, at + piece);
        blocks = blocksOf(markdown.slice(0, at), blocks);
        expect([...blocks.settled, blocks.open].join('')).toBe(markdown.slice(0, at));
      }
      for (const ended of [false, true]) {
        const { settled, open } = blocksOf(markdown, blocks, ended);
        expect(drawn([...settled, open])).toBe(drawn([markdown]));
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('what is settled stays as it is while the text grows', () => {
  fc.assert(
    fc.property(text, (markdown) => {
      let before: Blocks | null = null;
      for (let at = 1_540; at <= markdown.length; at += 7) {
        const blocks = blocksOf(markdown.slice(0, at), before);
        // Where a definition turns up, the text stays whole from there on.
        if (before && blocks.settled.length > 0)
          expect(blocks.settled.slice(0, before.settled.length)).toEqual(before.settled);
        before = blocks;
      }
    }),
    { numRuns: 20 },
  );
}, 60_000);

test('a text that is another one is taken apart anew', () => {
  const one = `${'one '.repeat(400)}\n\nsecond\n\nthird\n`;
  const other = `${'two '.repeat(400)}\n\nfourth\n\nfifth\n`;
  expect(blocksOf(other, blocksOf(one, null))).toEqual(blocksOf(other, null));
});
