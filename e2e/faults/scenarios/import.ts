import { join } from 'node:path';
import { paths } from '../../../setup/run/paths.ts';
import { modelReady, passFirstRun } from '../../app/app.ts';
import type { Page } from '../../browser.ts';
import { Person } from '../person.ts';
import type { Scenario } from '../scenario.ts';

const TINY = join(paths.sources, 'hakui-tiny.gguf');
/** The other name is that of the model beside the page. */
const NAME = 'Hakui tiny 2';

const panel = (page: Page) => page.getByRole('region', { name: 'Add a model' });
const card = (page: Page) =>
  page.getByRole('region', { name: 'Here', exact: true }).getByRole('article', { name: NAME, exact: true });

async function remove(person: Person): Promise<void> {
  const { page } = person;
  await person.press(card(page).getByRole('button', { name: `More for ${NAME}` }));
  await person.press(page.getByRole('menuitem', { name: 'Delete from this browser' }));
  await person.press(page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
  await person.seesNo(card(page));
}

/** A model is made of a file, and deleted. */
export const importModel: Scenario = {
  name: 'import',
  async begin(page) {
    await passFirstRun(page);
    await modelReady(page);
    await page.getByRole('link', { name: 'Models', exact: true }).click();
  },
  async act(person) {
    const { page } = person;
    const file = panel(page).locator('input[type="file"]').first();
    await person.until('can choose a file', async () => (await file.count()) > 0);
    await file.setInputFiles(TINY);
    await person.press(panel(page).getByRole('checkbox'));
    await person.press(panel(page).getByRole('button', { name: 'Start' }));
    await person.sees(panel(page).getByRole('heading', { name: `${NAME} has been added` }));
    await person.sees(card(page));
    await remove(person);
    await person.press(panel(page).getByRole('button', { name: 'Add another' }));
  },
  async back(page) {
    const person = Person.whoGoesOn(page);
    // "Try again. If it is the same again, close other tabs of Hakui and load the page again."
    if (await page.getByRole('alert').first().isVisible()) await person.reload();
    await person.press(page.getByRole('link', { name: 'Models', exact: true }));
    const choose = panel(page).getByRole('button', { name: 'Choose a file' });
    const ends = panel(page).getByRole('button', { name: /^(Discard|Choose another|Don't add it|Add another)$/ });
    await person.until('sees where the import stands', async () => choose.or(ends).first().isVisible());
    if (await ends.isVisible()) await person.press(ends);
    await person.sees(choose);
    await person.seesNo(ends);
    if (await card(page).isVisible()) await remove(person);
  },
  slow: true,
  changes: /^hakui\/settings\/"acceptedLicences"$/,
};
