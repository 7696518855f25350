import { changeSettings, lastAnswer, modelReady, passFirstRun, questionBox } from '../../app/app.ts';
import type { Page } from '../../browser.ts';
import { Person } from '../person.ts';
import type { Scenario } from '../scenario.ts';

/** A few tokens are an answer too. */
const MOST_TOKENS = '6';

/** A chat with one answer, of a model that says little. */
export async function beginWithChat(page: Page): Promise<void> {
  await passFirstRun(page);
  await modelReady(page);
  await changeSettings(page, [[/^Longest answer/, MOST_TOKENS]]);
  await ask.act(Person.whoGoesOn(page));
}

/** The chat's own screen, also when the page was loaded anew. */
const backToChat = (page: Page) => Person.whoGoesOn(page).sees(lastAnswer(page));

const title = (page: Page) => page.getByRole('heading', { level: 1 });

async function endsAnswered(person: Person): Promise<void> {
  const answer = lastAnswer(person.page);
  await person.sees(answer.getByText(/^Hakui tiny · \d+ tok/));
  await person.until('sees a whole answer', async () => (await answer.getAttribute('aria-busy')) === 'false');
}

export const ask: Scenario = {
  name: 'ask',
  begin: beginWithChat,
  async act(person) {
    const { page } = person;
    await person.press(page.getByRole('link', { name: 'New chat' }));
    await person.sees(page.getByRole('heading', { level: 1, name: 'New chat' }));
    await person.type(questionBox(page), 'What does the heart do?');
    await person.press(page.getByRole('button', { name: 'Send' }));
    await endsAnswered(person);
  },
  changes: /^$/,
};

const position = (page: Page) => page.getByText(/^\d+\/\d+$/).last();

export const answerAgain: Scenario = {
  name: 'answer-again',
  begin: beginWithChat,
  async act(person) {
    const { page } = person;
    await person.sees(lastAnswer(page));
    const before = (await position(page).isVisible()) ? Number((await position(page).innerText()).split('/')[1]) : 1;
    await person.press(page.getByRole('button', { name: 'Answer again' }).last());
    await person.sees(page.getByText(`${before + 1}/${before + 1}`));
    await endsAnswered(person);
    await person.press(page.getByRole('button', { name: 'Previous answer' }));
    await person.sees(page.getByText(`${before}/${before + 1}`));
    await person.press(page.getByRole('button', { name: 'Next answer' }));
    await person.sees(page.getByText(`${before + 1}/${before + 1}`));
  },
  back: backToChat,
  changes: /^hakui\/conversations\//,
};

async function choose(person: Person, item: string): Promise<void> {
  const { page } = person;
  const name = await title(page).innerText();
  await person.press(page.getByRole('button', { name: `Actions for "${name}"` }));
  await person.press(page.getByRole('menuitem', { name: item }));
}

const draft = (page: Page) => questionBox(page);
let drafts = 0;
/** A question that is typed and not sent, and is there again after another screen. */
export const edit: Scenario = {
  name: 'edit',
  begin: beginWithChat,
  async act(person) {
    const { page } = person;
    const text = `What does the liver do, asked ${++drafts} times?`;
    await person.press(page.getByRole('link', { name: 'Chat', exact: true }));
    await person.type(draft(page), text);
    await person.press(page.getByRole('link', { name: 'Models', exact: true }));
    await person.sees(page.getByRole('heading', { level: 1, name: 'Models' }));
    await person.press(page.getByRole('link', { name: 'Chat', exact: true }));
    await person.until('sees what was typed', async () => (await draft(page).inputValue()) === text);
  },
  changes: /^hakui\/drafts\//,
};

let names = 0;
export const rename: Scenario = {
  name: 'rename',
  begin: beginWithChat,
  async act(person) {
    const { page } = person;
    const next = `Ward ${++names}`;
    await choose(person, 'Rename');
    await person.type(page.getByRole('textbox', { name: 'New name' }), next);
    await page.keyboard.press('Enter');
    await person.sees(page.getByRole('heading', { level: 1, name: next, exact: true }));
    await person.sees(page.getByRole('link', { name: next, exact: true }));
  },
  back: backToChat,
  changes: /^hakui\/conversations\//,
};

export const deleteAndUndo: Scenario = {
  name: 'delete-undo',
  begin: beginWithChat,
  async act(person) {
    const { page } = person;
    const name = await title(page).innerText();
    await choose(person, 'Delete');
    await person.sees(page.getByText(`"${name}" was deleted`));
    await person.press(page.getByRole('button', { name: 'Undo' }).last());
    await person.press(page.getByRole('link', { name, exact: true }));
    await person.sees(lastAnswer(page));
  },
  async back(page) {
    const person = Person.whoGoesOn(page);
    const undo = page.getByRole('button', { name: 'Undo' });
    // A clock that was turned may have put it under another day.
    const chat = page.getByRole('complementary', { name: 'Chats' }).getByRole('list').getByRole('link').first();
    await person.until('sees the chat or a way to have it back', async () => await chat.or(undo).first().isVisible());
    if (!(await chat.isVisible()) && (await undo.isVisible())) await person.press(undo.last());
    await person.press(chat);
    await person.sees(lastAnswer(page));
  },
  tells: /was deleted/,
  takesAway: /^hakui\/(conversations|messages)\//,
  changes: /^$/,
};
