import type { Fidelity, FidelityFigures } from '../../model-config/models/fidelity.ts';
import { KINDS, type Kind, LANGUAGES, type Language } from './passages.ts';

/** What was measured of one passage. */
export interface Measured {
  kind: Kind;
  language: Language;
  /** KL(source ‖ converted) of each next-token distribution, nats. */
  kl: number[];
  /** Whether the likeliest token is the same. */
  same: boolean[];
  /** Logits of the letters A to E behind the passage, of source and converted; null where no letter is asked for. */
  letters: [number[], number[]] | null;
}

/** Means and counts over all passages, and over each language and kind by itself. */
export function figuresOf(measured: readonly Measured[]): Pick<Fidelity, 'all' | 'parts'> {
  const parts = LANGUAGES.flatMap((language) =>
    KINDS.flatMap((kind) => {
      const some = measured.filter((each) => each.language === language && each.kind === kind);
      return some.length === 0 ? [] : [{ language, kind, ...figures(some) }];
    }),
  );
  return { all: figures(measured), parts };
}

function figures(measured: readonly Measured[]): FidelityFigures {
  const kl = measured.flatMap((each) => each.kl).sort((a, b) => a - b);
  const letters = measured.flatMap((each) => (each.letters ? [each.letters] : []));
  return {
    tokens: kl.length,
    meanKl: mean(kl),
    // The nearest rank: no value between two that were measured.
    p99Kl: kl[Math.ceil(0.99 * kl.length) - 1]!,
    sameToken: mean(measured.flatMap((each) => each.same).map(Number)),
    letters: letters.length === 0 ? null : letterFigures(letters),
  };
}

const letterFigures = (letters: readonly [number[], number[]][]) => ({
  questions: letters.length,
  same: letters.filter(([source, converted]) => likeliest(source) === likeliest(converted)).length,
  meanKl: mean(letters.map(([source, converted]) => divergence(source, converted))),
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const likeliest = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));

/** KL of the distributions among the letters alone, nats. */
function divergence(source: readonly number[], converted: readonly number[]): number {
  const [p, q] = [logSoftmax(source), logSoftmax(converted)];
  const sum = p.reduce((total, value, i) => total + Math.exp(value) * (value - q[i]!), 0);
  return Math.max(0, sum);
}

function logSoftmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const partition = largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return logits.map((value) => value - partition);
}
