const LONGEST = 48;

/** A conversation's title: the first line of its first question, cut at a character (never within one). */
export function titleFrom(question: string): string {
  const line = question.trim().split(/\r?\n/, 1)[0]!.trim().replace(/\s+/g, ' ');
  const characters = Array.from(new Intl.Segmenter().segment(line), (part) => part.segment);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : line;
}
