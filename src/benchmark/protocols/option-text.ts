/**
 * The options whose texts an answer gives, ascending by the order shown; null where it gives none. The first
 * line that is not blank counts: it must be option texts with commas or nothing between them, whatever their
 * case, width and spacing, each perhaps with its letter before it. Half an option is none.
 */
export function readOptionTexts(output: string, options: readonly string[]): number[] | null {
  const line = plain(output.split('\n').find((each) => each.trim() !== '') ?? '');
  const texts = options.map(plain);
  // The longest first: one option's text may begin another's.
  const order = texts.map((_, index) => index).sort((a, b) => texts[b]!.length - texts[a]!.length);
  const found = new Set<number>();
  let rest = line;
  while (rest !== '') {
    const next = order.find((index) => texts[index] !== '' && withoutLabel(rest).startsWith(texts[index]!));
    if (next === undefined) return null;
    found.add(next);
    rest = withoutLabel(rest)
      .slice(texts[next]!.length)
      .replace(/^[\s,、，;；・.。]+/, '');
  }
  return found.size > 0 ? [...found].sort((a, b) => a - b) : null;
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s.。]+$/, '')
    .trim();

/** "a. ", "(b) ", "c:" before an option. */
const withoutLabel = (text: string) => text.replace(/^\(?[a-j][.):、]\s*/, '');
