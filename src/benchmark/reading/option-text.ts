/**
 * The options whose texts an answer gives, ascending by the order shown; null where it gives none. The whole
 * answer or its first line that is not blank must be option texts with commas between, whatever their case,
 * width and spacing, each perhaps with its letter or in quotes, the first perhaps behind "Answer:". Half an
 * option is none, and so are two without anything between: "100" is not 10 and 0.
 */
export function readOptionTexts(output: string, options: readonly string[]): number[] | null {
  const texts = options.map(plain);
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  for (const answer of [plain(output), lines.map(plain).join(', '), plain(lines[0] ?? '')]) {
    const found = readList(answer, texts) ?? readList(answer.replace(ANSWER, ''), texts);
    if (found !== null) return found;
  }
  return null;
}

const ANSWER =
  /^(?:the )?(?:(?:correct|final|best) )?answers?(?: is| are|:)+ *|^(?:答え|正解|解答|回答|正答)(?:は|:)、? */;
/** "a. ", "(b) ", "c:" and a quote before an option. */
const BEFORE = /^[-・]? ?(?:\(?[a-j][.):、] ?)?["'「『]?/;
/** What ends an option in a list: a joint, or the end of all. */
const BEHIND = /^["'」』]?(?:です|である|だ)?[.。]?(?: ?(?:, ?(?:and )?|、|;|・) ?| and |と|および|$)/;

function readList(list: string, texts: readonly string[]): number[] | null {
  // The longest first: one option's text may begin another's.
  const order = texts.map((_, index) => index).sort((a, b) => texts[b]!.length - texts[a]!.length);
  const found = new Set<number>();
  for (let rest = list; rest !== ''; ) {
    const ends = order.flatMap((index) => {
      const own = texts[index]!;
      // An option may itself begin like one with its letter: "C. difficile".
      const begun = own === '' ? undefined : [rest, rest.replace(BEFORE, '')].find((each) => each.startsWith(own));
      const behind = begun === undefined ? null : BEHIND.exec(begun.slice(own.length));
      return behind ? [{ index, rest: begun!.slice(own.length + behind[0].length) }] : [];
    });
    const [next] = ends;
    if (next === undefined) return null;
    found.add(next.index);
    rest = next.rest;
  }
  return found.size > 0 ? [...found].sort((a, b) => a - b) : null;
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[*`]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[ .。]+$/, '')
    .trim();
