import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { argon2id } from 'hash-wasm';
import { PIN } from '../../src/privacy/kiosk/config.ts';
import { SetupError } from '../run/errors.ts';

/** In which a script may hand the PIN over: an argument would stand in the shell's history and in the list of processes. */
const VARIABLE = 'HAKUI_KIOSK_PIN';

const DIGITS = 'A PIN has 4 to 12 digits. The more it has, the longer it takes to find it from its hash.';

/** A person's PIN: from the environment, else typed twice on the terminal, which does not show it. Throws SetupError. */
export async function askPin(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const given = env[VARIABLE];
  if (given !== undefined) return checked(given, VARIABLE);
  if (!process.stdin.isTTY) {
    throw new SetupError('There is no terminal to ask for the PIN on.', `Put it into the environment as ${VARIABLE}.`);
  }
  const pin = checked(await askUnseen('PIN of the staff (not shown): '), 'The PIN');
  if ((await askUnseen('The same once more: ')) === pin) return pin;
  throw new SetupError('The two PINs differ.', 'Run the same command again.');
}

/** As argon2 writes a hash down, with its costs and a salt of its own: of the same PIN another each time. */
export function hashPin(pin: string): Promise<string> {
  const costs = { parallelism: 1, iterations: 3, memorySize: 65_536, hashLength: 32 };
  return argon2id({ password: pin, salt: randomBytes(16), ...costs, outputType: 'encoded' });
}

function checked(pin: string, name: string): string {
  if (PIN.test(pin)) return pin;
  throw new SetupError(`${name} is no PIN.`, DIGITS);
}

/** readline echoes what is typed into its output: that goes nowhere. */
async function askUnseen(question: string): Promise<string> {
  process.stdout.write(question);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: unseen, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
}
