import { z } from 'zod';

const share = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** How far a converted model's next-token distributions are from its source's. */
export const FidelityFigures = z.strictObject({
  tokens: z.int().positive(),
  /** KL(source ‖ converted), nats a token. */
  meanKl: z.number().nonnegative(),
  p99Kl: z.number().nonnegative(),
  /** Of how many of the tokens the likeliest next token is the same. */
  sameToken: share,
  /** Of questions with options A to E: how many get the same likeliest letter, and KL among the letters. */
  letters: z
    .strictObject({ questions: z.int().positive(), same: z.int().nonnegative(), meanKl: z.number().nonnegative() })
    .nullable(),
});
export type FidelityFigures = z.infer<typeof FidelityFigures>;

/** How 4-bit weights come about: `s = max/7`, a search for the scale, or fitted to a text. */
export const RuleName = z.enum(['plain', 'searched', 'calibrated']);
export type RuleName = z.infer<typeof RuleName>;

/** How a model's 4-bit weights were made. */
export const Weights = z.strictObject({
  rule: RuleName,
  /** SHA-256 over the texts they were fitted to; null where they were not. */
  calibration: sha256.nullable(),
});
export type Weights = z.infer<typeof Weights>;

/** Measured by set-up over a text that no weights were fitted to (docs/fidelity.md). */
export const Fidelity = z.strictObject({
  /** SHA-256 over the texts it was measured with. */
  heldOut: sha256,
  all: FidelityFigures,
  parts: z.array(FidelityFigures.extend({ language: z.enum(['ja', 'en']), kind: z.enum(['prose', 'chat', 'exam']) })),
});
export type Fidelity = z.infer<typeof Fidelity>;
