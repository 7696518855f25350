import { lastAnswer } from '../../app/app.ts';
import { PASSPHRASE } from '../../app/vault-page.ts';
import type { Page } from '../../browser.ts';
import { Person, Told } from '../person.ts';
import type { Scenario } from '../scenario.ts';
import { beginWithChat } from './chat.ts';

const OTHER = 'four other plain words';

const lockScreen = (page: Page) => page.getByRole('heading', { level: 1, name: 'Hakui is locked' });
const panel = (page: Page) => page.getByRole('region', { name: 'Vault' });
const button = (page: Page, name: string) => panel(page).getByRole('button', { name });
const field = (page: Page, name: string) => page.getByRole('dialog').getByRole('textbox', { name });

async function openPrivacy(person: Person): Promise<void> {
  await person.press(person.page.getByRole('link', { name: 'Privacy', exact: true }));
  await person.sees(panel(person.page));
}

async function make(person: Person): Promise<void> {
  const { page } = person;
  await person.press(button(page, 'Set a passphrase…'));
  await person.type(field(page, 'New passphrase'), PASSPHRASE);
  await person.type(field(page, 'The same once more'), PASSPHRASE);
  await person.press(page.getByRole('dialog').getByRole('checkbox'));
  await person.press(page.getByRole('dialog').getByRole('button', { name: 'Encrypt' }));
  await person.seesNo(page.getByRole('dialog'));
  await person.sees(button(page, 'Lock now'));
}

/** Tries each passphrase that may be the one. */
async function unlock(person: Person, passphrases: readonly string[]): Promise<void> {
  const { page } = person;
  const open = page.getByRole('link', { name: 'Privacy', exact: true });
  const typed = page.getByRole('textbox', { name: 'Passphrase' });
  for (const passphrase of passphrases) {
    await person.type(typed, passphrase);
    await person.press(page.getByRole('button', { name: 'Unlock' }));
    const tried = async () =>
      (await open.isVisible()) ||
      (passphrases.length > 1 && (await typed.inputValue({ timeout: 1_000 }).catch(() => passphrase)) === '');
    await person.until('sees what came of the passphrase', tried);
    if (await open.isVisible()) return;
  }
}

async function remove(person: Person, passphrases: readonly string[]): Promise<void> {
  const { page } = person;
  const made = button(page, 'Set a passphrase…');
  await person.press(button(page, 'Remove the vault…'));
  for (const passphrase of passphrases) {
    await person.type(field(page, 'Present passphrase'), passphrase);
    await person.press(page.getByRole('dialog').getByRole('button', { name: 'Decrypt everything' }));
    const tried = async () =>
      (await made.isVisible()) ||
      (passphrases.length > 1 && (await page.getByRole('dialog').getByRole('alert').isVisible()));
    await person.until('sees what came of the passphrase', tried);
    if (await made.isVisible()) return;
  }
}

/** To where there is none, whatever was left. */
async function withoutVault(page: Page): Promise<void> {
  const person = Person.whoGoesOn(page);
  // What could not be put back in its place is put there when the page is loaded anew, as the dialog says.
  if (await page.getByRole('dialog').isVisible()) await person.reload();
  try {
    await openAndRemove(person);
  } catch (error) {
    // A clock that is set right goes on by hours, and the vault locks.
    if (!(error instanceof Told)) throw error;
    person.endsAt = null;
    await openAndRemove(person);
  }
}

async function openAndRemove(person: Person): Promise<void> {
  const { page } = person;
  const link = page.getByRole('link', { name: 'Privacy', exact: true });
  await person.until('sees a screen', async () => link.or(lockScreen(page)).first().isVisible());
  if (await lockScreen(page).isVisible()) await unlock(person, [PASSPHRASE, OTHER]);
  person.endsAt = lockScreen(page);
  await openPrivacy(person);
  const none = button(page, 'Set a passphrase…');
  await person.until('sees the vault', async () => none.or(button(page, 'Lock now')).first().isVisible());
  if (!(await none.isVisible())) await remove(person, [PASSPHRASE, OTHER]);
}

async function begin(page: Page): Promise<void> {
  await beginWithChat(page);
  await openPrivacy(Person.whoGoesOn(page));
}

/** Sealed and opened again, each row is what it was. */
const ROWS = /^hakui/;

/** A vault is made around a chat, and taken away. */
export const vaultMade: Scenario = {
  name: 'vault',
  begin,
  async act(person) {
    person.endsAt = lockScreen(person.page);
    await make(person);
    await remove(person, [PASSPHRASE]);
  },
  back: withoutVault,
  takesAway: ROWS,
  slow: true,
  changes: /^hakui-audit|^$/,
};

/** A vault is locked, opened, given another passphrase and opened with that. */
export const vaultUsed: Scenario = {
  name: 'unlock',
  async begin(page) {
    await begin(page);
    await make(Person.whoGoesOn(page));
  },
  async act(person) {
    const { page } = person;
    person.endsAt = lockScreen(page);
    await change(person, PASSPHRASE, OTHER);
    person.endsAt = null;
    await person.press(button(page, 'Lock now'));
    await person.sees(lockScreen(page));
    await unlock(person, [OTHER]);
    person.endsAt = lockScreen(page);
    await person.press(page.getByRole('link', { name: 'Chat', exact: true }));
    await person.press(page.getByRole('complementary', { name: 'Chats' }).getByRole('list').getByRole('link').first());
    await person.sees(lastAnswer(page));
    await openPrivacy(person);
    await change(person, OTHER, PASSPHRASE);
  },
  async back(page) {
    await withoutVault(page);
    await make(Person.whoGoesOn(page));
  },
  takesAway: ROWS,
  slow: true,
  changes: ROWS,
};

async function change(person: Person, from: string, to: string): Promise<void> {
  const { page } = person;
  await person.press(button(page, 'Change the passphrase…'));
  await person.type(field(page, 'Present passphrase'), from);
  await person.type(field(page, 'New passphrase'), to);
  await person.type(field(page, 'The same once more'), to);
  await person.press(page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }));
  await person.seesNo(page.getByRole('dialog'));
}
