import { modelReady, passFirstRun } from '../../app/app.ts';
import { mostItems, openBenchmark, row } from '../../app/benchmark-page.ts';
import type { Scenario } from '../scenario.ts';

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
    const runs = row(page, /Letter/);
    const before = await runs.count();
    if ((await mostItems(page).inputValue()) !== '2') await person.type(mostItems(page), '2');
    await person.press(page.getByRole('button', { name: 'Run', exact: true }));
    await person.until('sees another run', async () => (await runs.count()) > before);
    await person.sees(runs.first().getByText('Done', { exact: true }));
  },
  changes: /^$/,
};
