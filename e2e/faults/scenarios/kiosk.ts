import { acceptLicence, lastAnswer, questionBox } from '../../app/app.ts';
import type { Page } from '../../browser.ts';
import { makeTestBundle, SUB_PATH } from '../../bundle/make.ts';
import { serveSirv } from '../../bundle/servers.ts';
import { kioskReady } from '../../kiosk/kiosk-page.ts';
import { Person } from '../person.ts';
import type { Scenario } from '../scenario.ts';

const start = (page: Page) => page.getByRole('button', { name: 'Start', exact: true });
const finish = (page: Page) => page.getByRole('button', { name: 'Finish and erase' });

/** A visitor begins, asks and ends. */
export const kioskVisit: Scenario = {
  name: 'kiosk',
  async serve() {
    const bundle = makeTestBundle();
    const served = await serveSirv(bundle.root);
    return {
      url: served.url + SUB_PATH,
      publish: () => Promise.reject(new Error('A bundle has one version here.')),
      async remove() {
        await served.close();
        bundle.remove();
      },
    };
  },
  async begin(page) {
    await acceptLicence(page);
    await kioskReady(page);
  },
  async act(person) {
    const { page } = person;
    await person.press(start(page));
    await person.seesNo(start(page));
    // A clock that was turned ends a visit, as hours without a touch do.
    person.endsAt = start(page);
    await person.type(questionBox(page), 'What does the heart do?');
    await person.press(page.getByRole('button', { name: 'Ask', exact: true }));
    await person.sees(lastAnswer(page));
    const stop = page.getByRole('button', { name: 'Stop', exact: true });
    const another = page.getByRole('button', { name: 'Ask another question' });
    const canStop = async () => (await stop.isVisible()) && (await stop.isEnabled());
    await person.until('can stop the answer', async () => (await another.isVisible()) || (await canStop()));
    if (await stop.isVisible()) await stop.click({ timeout: 1_000 }).catch(() => undefined);
    // Where the answer has ended by itself, the button that is pressed in its place asks another question.
    await person.until('sees the end', async () => another.or(questionBox(page)).first().isVisible());
    await person.press(finish(page));
    person.endsAt = null;
    await person.sees(start(page));
    await person.seesNo(page.getByText('What does the heart do?'));
  },
  async back(page) {
    const person = Person.whoGoesOn(page);
    await person.until('sees a screen of the kiosk', async () => start(page).or(finish(page)).first().isVisible());
    if (await finish(page).isVisible()) await person.press(finish(page));
    await person.sees(start(page));
    await kioskReady(page);
  },
  slow: true,
  changes: /^$/,
};
