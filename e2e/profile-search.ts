import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which of the phrases lie anywhere in a browser's profile folder, each with the file it was found in. */
export function searchProfile(folder: string, phrases: readonly string[]): string[] {
  const forms = phrases.map((phrase) => [phrase, formsOf(phrase)] as const);
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = contentOf(file);
    if (bytes === null) continue;
    for (const [phrase, itsForms] of forms) {
      if (itsForms.some((form) => bytes.includes(form))) found.push(`${phrase} in ${file.slice(folder.length)}`);
    }
  }
  return found;
}

/** Null where it is gone since: a running browser goes on writing. */
function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** As a browser may write a text down. */
function formsOf(phrase: string): Buffer[] {
  const utf16 = Buffer.from(phrase, 'utf16le');
  return [Buffer.from(phrase), utf16, Buffer.from(utf16).swap16(), Buffer.from(encodeURIComponent(phrase))];
}

/** Ends every process of the browser with this profile at once, as a power cut would. */
export async function killBrowser(profile: string): Promise<void> {
  for (;;) {
    const processes = processesOf(profile);
    if (processes.length === 0) return;
    for (const process_ of processes) {
      try {
        process.kill(process_, 'SIGKILL');
      } catch {
        // It went with another.
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function processesOf(profile: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // A dead process that nobody has asked about yet has no command any more.
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`--user-data-dir=${profile}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}
