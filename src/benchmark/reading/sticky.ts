/** What a sticky expression finds at one place. */
export function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

/** Where the text goes on behind what a sticky expression finds; `from` where it finds nothing. */
export const after = (sticky: RegExp, text: string, from: number): number =>
  from + (matchAt(sticky, text, from)?.[0].length ?? 0);
