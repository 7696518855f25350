const graphemes = new Intl.Segmenter();

/** Width, capitals and the shape of a final sigma make no difference to what is looked for. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');

/** A text folded, and where in the text each place of the folded one was. */
export function foldWithPlaces(text: string): { folded: string; placeOf: (at: number) => number } {
  const whole = fold(text);
  // Nearly every text: nothing in it is composed or widened, so nothing moves.
  if (text.normalize('NFKC') === text && whole.length === text.length) return { folded: whole, placeOf: (at) => at };
  let folded = '';
  const places: number[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const part = fold(segment);
    folded += part;
    for (let unit = 0; unit < part.length; unit++) places.push(index);
  }
  return { folded, placeOf: (at) => places[at] ?? text.length };
}
