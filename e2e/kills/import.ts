import { basename, join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { expect, type Page } from '../app/app.ts';
import type { Act } from './act.ts';

const panel = (page: Page) => page.getByRole('region', { name: 'Add a model' });
const added = (page: Page) => panel(page).getByRole('heading', { name: / has been added$/ });
const choose = (page: Page) => panel(page).getByRole('button', { name: 'Choose a file' });
const goOn = (page: Page) => panel(page).getByRole('button', { name: 'Continue' });

/** Every file of the browser's private file system with its SHA-256. */
type Files = Record<string, string>;

export interface Source {
  file: string;
  /** What the page calls the model it makes of it. */
  name: RegExp;
}

export const TINY: Source = { file: join(paths.sources, 'hakui-tiny.gguf'), name: /^Hakui tiny 2$/ };
export const SMOLLM2: Source = { file: join(paths.sources, 'smollm2-135m-instruct.gguf'), name: /^Smollm2 135M/ };

/** What each source became where nothing broke it off. */
const unbroken = new Map<Source, { before: Files; after: Files }>();

/** An import of a file. The first of each source is to be let end. */
export function importOf(source: Source): Act {
  let before: Files = {};

  async function start(page: Page): Promise<void> {
    await panel(page).locator('input[type="file"]').first().setInputFiles(source.file);
    await panel(page).getByRole('checkbox').check();
    await panel(page).getByRole('button', { name: 'Start' }).click();
    await expect(added(page)).toBeVisible({ timeout: 90_000 });
  }

  const here = (page: Page) =>
    page.getByRole('region', { name: 'Here', exact: true }).getByRole('article', { name: source.name });

  return {
    name: `an import of ${basename(source.file)}`,
    async perform(page) {
      await openModels(page);
      if (!unbroken.has(source)) before = await filesOf(page);
      await start(page);
      if (!unbroken.has(source)) unbroken.set(source, { before, after: await filesOf(page) });
    },
    async check(page, shown) {
      const known = unbroken.get(source)!;
      await openModels(page);
      // What is offered before the page has looked at what was left changes after that.
      const hasJournal = Object.keys(await filesOf(page)).some((path) => path.startsWith('hakui/imports/'));
      await expect((hasJournal ? goOn(page) : choose(page)).or(here(page)).first()).toBeVisible();
      if (await goOn(page).isVisible()) {
        await goOn(page).click();
        await panel(page).locator('input[type="file"]').first().setInputFiles(source.file);
        await expect(added(page)).toBeVisible({ timeout: 90_000 });
      } else if (!(await here(page).isVisible())) {
        const wasShown = shown.some(({ headings }) =>
          [...headings.values()].some((text) => / has been added$/.test(text)),
        );
        expect(wasShown, 'it was said to be added').toBe(false);
        await expect.poll(() => filesOf(page), 'what is left of an import that had not begun').toEqual(known.before);
        await start(page);
      }
      await expect(here(page)).toBeVisible();
      await expect.poll(() => filesOf(page)).toEqual(known.after);
    },
  };
}

async function openModels(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Models' }).click();
  await expect(panel(page)).toBeVisible();
}

function filesOf(page: Page): Promise<Files> {
  return page.evaluate(async () => {
    const found: Record<string, string> = {};
    const walk = async (folder: FileSystemDirectoryHandle, at: string): Promise<void> => {
      for await (const entry of folder.values()) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle, `${at}${entry.name}/`);
        else {
          const bytes = await (await (entry as FileSystemFileHandle).getFile()).arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
          found[at + entry.name] = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        }
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found;
  });
}
