import { expect } from '../browser.ts';
import { test } from './bench.ts';
import type { Scenario } from './scenario.ts';
import { tryPoint } from './try-point.ts';

/* The bench itself, on a page whose one act is broken in a way of its own: it must find each of them. */

/** Saves a number. What it does where that fails is what follows. */
const pageThat = (onFailure: string) => `<!doctype html><h1>0</h1><button>Save</button><p role="alert"></p>
<script type="module">
  const heading = document.querySelector('h1');
  const alert = document.querySelector('p');
  const ended = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const opening = indexedDB.open('numbers');
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
  const database = await ended(opening);
  const put = (value, key) => ended(database.transaction('rows', 'readwrite').objectStore('rows').put(value, key));
  await put('precious', 'old');
  let number = 0;
  document.querySelector('button').onclick = async () => {
    try {
      await put(number + 1, 'number');
      heading.textContent = ++number;
    } catch (error) {
      ${onFailure}
    }
  };
  document.title = 'ready';
</script>`;

const save: Scenario = {
  name: 'save',
  begin: async () => undefined,
  async act(person) {
    const { page } = person;
    const next = Number(await page.getByRole('heading').innerText()) + 1;
    await person.press(page.getByRole('button', { name: 'Save' }));
    await person.sees(page.getByRole('heading', { name: String(next), exact: true }));
  },
  changes: /\/"number"$/,
};

const CASES: [what: string, onFailure: string, found: RegExp | null][] = [
  ['says so and can be tried again', 'alert.textContent = "It could not be saved.";', null],
  ['saves it at a second try', 'await put(number + 1, "number"); heading.textContent = ++number;', null],
  ['says nothing', '', /^neither an ending nor a word/],
  ['says so and is not caught', 'alert.textContent = "It could not be saved."; throw error;', /^uncaught: /],
  [
    'says so and waits on',
    'alert.textContent = "It could not be saved."; heading.setAttribute("aria-busy", "true");',
    /^waits without an end/,
  ],
  [
    'says so and has lost another row',
    'alert.textContent = "It could not be saved."; await put("", "old");',
    /^changed: numbers\/rows\/"old"/,
  ],
  ['says so for ever', 'alert.textContent = "It could not be saved."; heading.remove();', /^the next try failed too/],
];

for (const [what, onFailure, found] of CASES) {
  test(`a page that ${what}`, async ({ page, address }) => {
    await page.route(`${address}proof`, (route) =>
      route.fulfill({ contentType: 'text/html', body: pageThat(onFailure) }),
    );
    await page.goto(`${address}proof`);
    await expect(page).toHaveTitle('ready');
    const { fired, wrong } = await tryPoint(page, save, { thread: 'page', op: 'indexedDB.put', nth: 1, way: 'error' });
    expect(fired?.about).toBe('numbers/rows');
    if (found === null) expect(wrong).toEqual([]);
    else expect(wrong).toEqual(expect.arrayContaining([expect.stringMatching(found)]));
  });
}
