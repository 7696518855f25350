import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { KIOSK_LANGUAGES, type KioskConfig } from '../../src/privacy/kiosk/config.ts';
import type { PolicyMode } from '../../src/privacy/policy.ts';
import { SetupError } from '../run/errors.ts';
import { paths } from '../run/paths.ts';

const USAGE =
  'npm run bundle -- --model ID… [--datasets ID…] [--kiosk] [--language ja|en] [--for gpu|software|all] [--out DIR] [--split SIZE]';

const FOR = ['gpu', 'software', 'all'] as const;
/** Which libraries a bundle holds, and with them which weights. */
export type BundleFor = (typeof FOR)[number];

export interface Wanted {
  /** Each once, the first is the one that a kiosk starts with. */
  models: string[];
  datasets: string[];
  policy: PolicyMode;
  /** That a kiosk comes up in; null: the browser's. */
  language: KioskConfig['kiosk']['language'] | null;
  for: BundleFor;
  /** Absolute. */
  out: string;
  /** Every zip is smaller than so many bytes; null: a folder instead of zips. */
  splitBytes: number | null;
}

const options = {
  model: { type: 'string', multiple: true },
  datasets: { type: 'string', multiple: true },
  kiosk: { type: 'boolean' },
  language: { type: 'string' },
  for: { type: 'string' },
  out: { type: 'string' },
  split: { type: 'string' },
} as const;

/** Ids follow their option, several or one at a time, also with commas between. Throws SetupError. */
export function parseWanted(args: string[]): Wanted {
  const { values, tokens } = read(args);
  const lists = { model: new Set<string>(), datasets: new Set<string>() };
  let list: Set<string> | null = null;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'option') list = token.name === 'model' || token.name === 'datasets' ? lists[token.name] : null;
    if (list === null && token.kind === 'positional')
      throw new SetupError(`"${token.value}" follows no option.`, USAGE);
    for (const id of token.value?.split(',') ?? []) list?.add(id.trim());
  }
  const models = [...lists.model].filter(Boolean);
  if (models.length === 0) throw new SetupError('A bundle needs a model.', USAGE);
  const isKiosk = values.kiosk ?? false;
  if (values.language !== undefined && !isKiosk) {
    throw new SetupError('--language is for a kiosk; elsewhere the page follows the browser.', USAGE);
  }
  return {
    models,
    datasets: [...lists.datasets].filter(Boolean),
    policy: isKiosk ? 'kiosk' : 'online',
    language: values.language === undefined ? null : oneOf('language', KIOSK_LANGUAGES, values.language),
    for: oneOf('for', FOR, values.for ?? 'all'),
    out: resolve(values.out ?? paths.bundle),
    splitBytes: values.split === undefined ? null : parseSize(values.split),
  };
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true, tokens: true });
  } catch (error) {
    throw new SetupError((error as Error).message, USAGE);
  }
}

function oneOf<T extends string>(option: string, choices: readonly T[], text: string): T {
  const choice = choices.find((each) => each === text);
  if (choice) return choice;
  throw new SetupError(`--${option} is "${text}".`, `Choose one of: ${choices.join(', ')}`);
}

const UNITS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

/** "4GiB" → 4294967296. */
function parseSize(text: string): number {
  const [, number, unit = 'B'] = /^(\d+(?:\.\d+)?) ?([KMG]?i?B)?$/i.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase() as keyof typeof UNITS];
  if (number !== undefined && factor !== undefined && Number(number) > 0) return Math.floor(Number(number) * factor);
  throw new SetupError(`--split is "${text}".`, 'Give a size such as 4GiB (what FAT32 holds in one file) or 650MB.');
}
