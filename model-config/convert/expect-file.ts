import type { ByteSource } from './byte-source.ts';
import { ConversionError } from './errors.ts';

/** As they begin, in lower case. Both are of some hundred bytes to some kilobytes, and bear the file's name. */
const STAND_INS = [
  [/^version https:\/\/git-lfs\.github\.com\/spec\//, 'this is a Git LFS pointer, not the file: download the real one'],
  [/^\s*(?:<!doctype html|<html\b)/, 'this is a web page, not the file: download the file itself'],
] as const;
const HEAD_BYTES = 128;

/** Throws ConversionError `not-the-file` for what was saved in a file's place under its name. */
export async function expectFile(source: ByteSource): Promise<void> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  const text = new TextDecoder('latin1').decode(head).toLowerCase();
  for (const [begins, problem] of STAND_INS) {
    if (begins.test(text)) throw new ConversionError('not-the-file', { file: source.name }, problem);
  }
}
