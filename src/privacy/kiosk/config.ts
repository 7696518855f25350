import { z } from 'zod';

/*
 * `hakui-config.json` beside index.html: how a kiosk comes up. The bundle command writes it, the page reads it at its
 * start, and a kiosk's owner may edit it. Strict: a name that is not understood is an error, not silence.
 */

/** Beside index.html. */
export const KIOSK_CONFIG_FILE = 'hakui-config.json';

export const KIOSK_LANGUAGES = ['ja', 'en'] as const;

export const KioskConfig = z.strictObject({
  format: z.literal(1),
  kiosk: z.strictObject({
    /** Loaded at every start. */
    model: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be the id of a model'),
    /** Absent: the browser's. */
    language: z.enum(KIOSK_LANGUAGES).optional(),
  }),
});
export type KioskConfig = z.infer<typeof KioskConfig>;
