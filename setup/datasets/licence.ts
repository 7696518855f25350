import { createInterface } from 'node:readline';
import { SetupError } from '../run/errors.ts';
import type { CatalogueEntry } from './catalog.ts';

/** Asks a person; null where there is none to ask. */
export type Ask = ((question: string) => Promise<string>) | null;

/** Asks on the terminal, where both ends are one. No answer (Ctrl+D, Ctrl+C) is ''. */
export function askOnTerminal(): Ask {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  return (question) =>
    new Promise((resolve) => {
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      terminal.once('close', () => resolve(''));
      terminal.question(question, (answer) => {
        resolve(answer);
        terminal.close();
      });
    });
}

/** Shows every licence and has each accepted. Throws SetupError where one is not: then nothing is fetched at all. */
export async function acceptLicences(
  entries: readonly CatalogueEntry[],
  { isAccepted, ask }: { isAccepted: boolean; ask: Ask },
): Promise<void> {
  for (const { id, name, publisher, licence } of entries) {
    console.log(`${name}, from ${publisher}`);
    console.log(`  Licence: ${licence.name} (${licence.statedIn})`);
    console.log(`  Allows:  ${licence.allows}`);
    if (isAccepted) continue;
    if (ask === null) {
      throw new SetupError(
        `There is no terminal to ask whether you accept the licence of ${name}.`,
        `Read it, and if you do: npm run datasets -- add ${id} --accept-licence`,
      );
    }
    if (/^\s*y(es)?\s*$/i.test(await ask('  Fetch it under these terms? y/N '))) continue;
    throw new SetupError(`The licence of ${name} was not accepted: nothing was fetched.`, 'Nothing has to be done.');
  }
}
