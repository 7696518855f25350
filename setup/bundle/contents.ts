import { SetupError } from '../run/errors.ts';

/** One file of a bundle, under its path in it with '/' between: a file of this machine, or a text. */
export type BundleFile = { path: string } & (
  | {
      from: string;
      /** What the file must be, where somebody stated it before. */
      sha256?: string;
      /** A second name will do where the disk has them: nobody edits weights and questions in a bundle. */
      link?: boolean;
    }
  | { text: string }
);

/** What the size report tells apart. */
export interface Part {
  name: string;
  files: BundleFile[];
}

/** What a stick's file system, Windows or a line of SHA256SUMS can't hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPORTABLE = /[\x00-\x1f\x7f<>:"|?*\\]|[. ](\/|$)/;

/** The parts' files in the order of their paths, whatever order they were chosen in. Throws SetupError for a path that does not travel. */
export function sortedFiles(parts: readonly Part[]): BundleFile[] {
  const files = parts.flatMap((part) => part.files);
  const unportable = files.find(({ path }) => UNPORTABLE.test(path));
  if (unportable) {
    throw new SetupError(
      `${JSON.stringify(unportable.path)} has a character that not every system allows in a name.`,
      'Give the file another name where it comes from, add it again, then run the same command again.',
    );
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
