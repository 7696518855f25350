import { formatBytes } from '../run/units.ts';
import type { Part } from './contents.ts';
import type { LaidFile } from './lay.ts';

const LARGEST = 5;

/** What takes how much, as lines for the terminal. */
export function sizeReport(parts: readonly Part[], laid: readonly LaidFile[]): string[] {
  const sizes = new Map(laid.map(({ path, bytes }) => [path, bytes]));
  const sum = (paths: readonly string[]) => paths.reduce((all, path) => all + (sizes.get(path) ?? 0), 0);
  const row = (name: string, files: number, bytes: number) =>
    `  ${name.padEnd(44)} ${String(files).padStart(5)} files ${formatBytes(bytes).padStart(9)}`;
  const largest = [...laid].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)).slice(0, LARGEST);
  return [
    ...parts.map(({ name, files }) => row(name, files.length, sum(files.map(({ path }) => path)))),
    row('Together', laid.length, sum(laid.map(({ path }) => path))),
    '  Largest files:',
    ...largest.map(({ path, bytes }) => `    ${formatBytes(bytes).padStart(9)}  ${path}`),
  ];
}
