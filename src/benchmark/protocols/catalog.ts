import letter from './files/letter.json' with { type: 'json' };
import optionText from './files/option-text.json' with { type: 'json' };
import ownAlpacaShape from './files/own-alpaca-shape.json' with { type: 'json' };
import reasonThenLetter from './files/reason-then-letter.json' with { type: 'json' };
import { Protocol } from './protocol';

/** Hakui's own protocols, the usual one first. */
export const protocols: readonly Protocol[] = [letter, reasonThenLetter, optionText, ownAlpacaShape].map((file) =>
  Protocol.parse(file),
);
