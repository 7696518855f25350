import { modelReady, passFirstRun } from '../../app/app.ts';
import { mostItems, openBenchmark, row } from '../../app/benchmark-page.ts';
import type { Page } from '../../browser.ts';
import type { Scenario } from '../scenario.ts';

/** Where each run of the list leads to. A clock that is turned changes their order. */
const links = (page: Page) =>
  row(page, /Letter/)
    .getByRole('link')
    .evaluateAll((all) => all.map((each) => each.getAttribute('href')!));

export const run: Scenario = {
  name: 'run',
  async begin(page) {
    await passFirstRun(page);
    await modelReady(page);
    await openBenchmark(page);
    await mostItems(page).fill('2');
  },
  async act(person) {
    const { page } = person;
    const before = new Set(await links(page));
    if ((await mostItems(page).inputValue()) !== '2') await person.type(mostItems(page), '2');
    await person.press(page.getByRole('button', { name: 'Run', exact: true }));
    const added = async () => (await links(page)).find((link) => !before.has(link));
    await person.until('sees another run', async () => (await added()) !== undefined);
    const its = row(page, /Letter/).filter({ has: page.locator(`a[href="${await added()}"]`) });
    await person.sees(its.getByText('Done', { exact: true }));
  },
  async back(page) {
    await openBenchmark(page);
    await modelReady(page);
  },
  changes: /^$/,
};
