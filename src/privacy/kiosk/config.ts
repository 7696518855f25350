import { z } from 'zod';

/*
 * `hakui-config.json` beside index.html: how a kiosk comes up. The bundle command writes it, the page reads it at its
 * start, and a kiosk's owner may edit it. Strict: a name that is not understood is an error, not silence.
 */

/** Beside index.html. */
export const KIOSK_CONFIG_FILE = 'hakui-config.json';

export const KIOSK_LANGUAGES = ['ja', 'en'] as const;

/** What becomes of a visit at its end: nothing of it was on the disk, or it stays there, enciphered. */
export const KIOSK_HISTORY = ['none', 'encrypted'] as const;

/** What staff type to leave the kiosk. */
export const PIN = /^\d{4,12}$/;

/** As argon2 writes a hash down: costs, salt and hash. A cost beyond these would freeze the page for minutes. */
const ENCODED_PIN =
  /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;

/** Seconds, both ends included. */
export const IDLE_SECONDS = { least: 15, most: 3600, usual: 120 } as const;
export const COUNTDOWN_SECONDS = { least: 5, most: 120, usual: 20 } as const;

const seconds = ({ least, most, usual }: { least: number; most: number; usual: number }) =>
  z.int().min(least).max(most).default(usual);

/** An owner's own words, in one language or both. */
const words = (longest: number) =>
  z.strictObject({ ja: z.string().min(1).max(longest).optional(), en: z.string().min(1).max(longest).optional() });

const Kiosk = z
  .strictObject({
    /** Loaded at every start. */
    model: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be the id of a model'),
    /** Absent: the browser's. */
    language: z.enum(KIOSK_LANGUAGES).optional(),
    history: z.enum(KIOSK_HISTORY).default('none'),
    /** So long nobody touches anything until a visit is over, the countdown included. */
    idleSeconds: seconds(IDLE_SECONDS),
    /** The last of them, announced on the screen. */
    countdownSeconds: seconds(COUNTDOWN_SECONDS),
    /** Absent: there is no way out of the kiosk. */
    staffPin: z
      .string()
      .regex(ENCODED_PIN, 'must be a hash by argon2id, as npm run bundle -- --pin makes it')
      .optional(),
    /** In place of "Hakui" on the first screen. */
    title: words(60).optional(),
    /** Below it. */
    welcome: words(400).optional(),
  })
  .refine(({ idleSeconds, countdownSeconds }) => countdownSeconds < idleSeconds, {
    path: ['countdownSeconds'],
    message: 'must be less than idleSeconds, of which it is the last part',
  });
export type Kiosk = z.infer<typeof Kiosk>;

export const KioskConfig = z.strictObject({
  format: z.literal(1),
  /** Null: the whole app, for people who know it, on a page that connects to nothing but its own server. */
  kiosk: Kiosk.nullable(),
});
export type KioskConfig = z.infer<typeof KioskConfig>;
