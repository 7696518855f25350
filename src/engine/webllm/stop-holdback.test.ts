import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StopHoldback } from './stop-holdback';

test('the beginning of a stop string is held back until it is something else', () => {
  const holdback = new StopHoldback(['\n\n###']);
  expect(holdback.push('Paris.\n')).toBe('Paris.');
  expect(holdback.push('\n#')).toBe('');
  expect(holdback.push('1')).toBe('\n\n#1');
});

test('whatever is shown stands before the stop string, and only its beginnings are missing', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 6 });
  const stop = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(word), fc.array(stop, { maxLength: 3 }), (pieces, stops) => {
      const holdback = new StopHoldback(stops);
      let whole = '';
      let shown = '';
      for (const piece of pieces) {
        whole += piece;
        if (stops.some((each) => whole.includes(each))) return; // web-llm ends the stream here
        shown += holdback.push(piece);
        expect(whole.startsWith(shown)).toBe(true);
        const missing = whole.slice(shown.length);
        expect(missing === '' || stops.some((each) => each.startsWith(missing))).toBe(true);
      }
    }),
  );
});
