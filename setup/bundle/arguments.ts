import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  COUNTDOWN_SECONDS,
  IDLE_SECONDS,
  KIOSK_HISTORY,
  KIOSK_LANGUAGES,
  type Kiosk,
} from '../../src/privacy/kiosk/config.ts';
import type { PolicyMode } from '../../src/privacy/policy.ts';
import { SetupError } from '../run/errors.ts';
import { paths } from '../run/paths.ts';

const USAGE =
  'npm run bundle -- --model ID… [--datasets ID…] [--for gpu|software|all] [--out DIR] [--split SIZE] ' +
  '[--kiosk [--language ja|en] [--history none|encrypted] [--idle SECONDS] [--countdown SECONDS] [--pin]]';

const FOR = ['gpu', 'software', 'all'] as const;
/** Which libraries a bundle holds, and with them which weights. */
export type BundleFor = (typeof FOR)[number];

/** What the arguments say of hakui-config.json: all but its model, which is the first one, and the PIN itself. */
export interface WantedKiosk extends Pick<Kiosk, 'language' | 'history' | 'idleSeconds' | 'countdownSeconds'> {
  /** Whether a person is to be asked for one. */
  pin: boolean;
}

export interface Wanted {
  /** Each once, the first is the one that a kiosk starts with. */
  models: string[];
  datasets: string[];
  policy: PolicyMode;
  /** Null for a page that is no kiosk. */
  kiosk: WantedKiosk | null;
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
  history: { type: 'string' },
  idle: { type: 'string' },
  countdown: { type: 'string' },
  pin: { type: 'boolean' },
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
  const stray = KIOSK_ONLY.find((option) => values[option] !== undefined);
  if (stray !== undefined && !isKiosk) throw new SetupError(`--${stray} is for a kiosk.`, 'Give --kiosk with it.');
  return {
    models,
    datasets: [...lists.datasets].filter(Boolean),
    policy: isKiosk ? 'kiosk' : 'online',
    kiosk: isKiosk ? parseKiosk(values) : null,
    for: oneOf('for', FOR, values.for ?? 'all'),
    out: resolve(values.out ?? paths.bundle),
    splitBytes: values.split === undefined ? null : parseSize(values.split),
  };
}

const KIOSK_ONLY = ['language', 'history', 'idle', 'countdown', 'pin'] as const;

function parseKiosk({ language, history, idle, countdown, pin }: ReturnType<typeof read>['values']): WantedKiosk {
  const idleSeconds = secondsOf('idle', IDLE_SECONDS, idle);
  // A countdown of the usual length would not fit into the shortest times.
  const usual = Math.min(COUNTDOWN_SECONDS.usual, Math.floor(idleSeconds / 2));
  const countdownSeconds = secondsOf('countdown', { ...COUNTDOWN_SECONDS, usual }, countdown);
  if (countdownSeconds >= idleSeconds) {
    const next = `Give less than --idle, which is ${idleSeconds} s, and of which it is the last part.`;
    throw new SetupError(`--countdown is ${countdownSeconds} s.`, next);
  }
  return {
    ...(language === undefined ? {} : { language: oneOf('language', KIOSK_LANGUAGES, language) }),
    history: oneOf('history', KIOSK_HISTORY, history ?? 'none'),
    idleSeconds,
    countdownSeconds,
    pin: pin ?? false,
  };
}

function secondsOf(option: string, range: { least: number; most: number; usual: number }, text?: string): number {
  if (text === undefined) return range.usual;
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= range.least && seconds <= range.most) return seconds;
  throw new SetupError(`--${option} is "${text}".`, `Give whole seconds, from ${range.least} to ${range.most}.`);
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
