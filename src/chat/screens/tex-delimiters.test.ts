import { expect, test } from 'vitest';
import { dollarMath } from './tex-delimiters';

test('formulae in a line and on their own become dollars', () => {
  expect(dollarMath('a \\(x^2\\) b')).toBe('a $$x^2$$ b');
  expect(dollarMath('a\n\\[\n\\frac{1}{2}\n\\]\nb')).toBe('a\n\n$$\n\\frac{1}{2}\n$$\n\nb');
});

test.each(['`\\(x\\)`', '```\n\\[x\\]\n```', '~~~\n\\(x\\)\n~~~', '```\nstill open \\(x\\)', 'single $5 dollars'])(
  'code and money stay as they are: %s',
  (text) => {
    expect(dollarMath(text)).toBe(text);
  },
);
