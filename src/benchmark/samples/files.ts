/*
 * The bundled sample questions (public/samples): three files for each block, with IgakuQA's fields. Set-up links
 * them into `dist` with the rest of `public`, so they come from the page's own address.
 */

const BLOCKS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
/** Questions in Japanese, their translation, and what is known about them. */
const PARTS = ['', '_translate', '_metadata'] as const;

/** Addresses relative to the page. */
export const SAMPLE_FILES: readonly string[] = BLOCKS.flatMap((block) =>
  PARTS.map((part) => `samples/sample-${block}${part}.jsonl`),
);
