import { z } from 'zod';

/** No published question has more options than letters. */
export const MOST_OPTIONS = 26;

/** A text with something in it. Texts are kept as published, spaces around them too: the published evaluator shows and compares them so. */
export const Text = z.string().refine((text) => text.trim() !== '', { message: 'empty' });

export const Options = z.array(z.string()).max(MOST_OPTIONS);

/** An id may be a number in one file and a text in the next. */
export const Id = z
  .union([z.string(), z.number()])
  .transform((id) => String(id).trim())
  .refine((id) => id !== '', { message: 'empty' })
  .refine((id) => id.length <= 200, { message: 'too-long' });
