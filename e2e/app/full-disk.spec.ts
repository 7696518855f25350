import { expect, lastAnswer, modelReady, type Page, passFirstRun, questionBox, streamedPast, test } from './app.ts';

/* The browser's own quota, really used up: no fault is played. */

/** Bytes that the origin may use beyond what it does; null: as many as without a test. */
async function leaveRoom(page: Page, bytes: number | null): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(bytes !== null && { quotaSize: usage + bytes }),
  });
}

/** Writes rows of `bytes` of its own beside the app's, at most so many. Gives what the last was refused with, or null. */
const write = (page: Page, bytes: number, most: number): Promise<string | null> =>
  page.evaluate(
    async ([size, count]) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('another page of this site');
        request.onupgradeneeded = () => request.result.createObjectStore('rows', { autoIncrement: true });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const writeOne = () =>
        new Promise<string | null>((resolve) => {
          const transaction = database.transaction('rows', 'readwrite');
          transaction.objectStore('rows').add(crypto.getRandomValues(new Uint8Array(size)));
          transaction.oncomplete = () => resolve(null);
          transaction.onabort = () => resolve(transaction.error?.name ?? 'aborted');
        });
      try {
        for (let written = 0; written < count; written++) {
          const refused = await writeOne();
          if (refused !== null) return refused;
        }
        return null;
      } finally {
        database.close();
      }
    },
    [bytes, most] as const,
  );

/** The browser goes by what it knew of the room for half a minute. */
async function untilFull(page: Page): Promise<void> {
  await expect.poll(() => write(page, 100, 1), { timeout: 60_000 }).toBe('QuotaExceededError');
}

test('a question that finds no room is told of and kept; an answer that fills the disk ends whole, and is saved later', async ({
  page,
}) => {
  await passFirstRun(page);
  await modelReady(page);
  await leaveRoom(page, 0);
  await untilFull(page);
  const question = 'Tell me about the heart.';
  await questionBox(page).fill(question);
  await questionBox(page).press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'could not be saved' })).toContainText('is full');
  await expect(page.getByRole('article')).toHaveCount(0);

  await leaveRoom(page, 300_000);
  await expect(questionBox(page)).toHaveValue(question);
  await questionBox(page).press('Enter');
  await streamedPast(page, 40);
  for (const bytes of [50_000, 1_000, 10]) {
    expect(await write(page, bytes, 1_000)).toBe('QuotaExceededError');
  }
  const notSaved = page.getByRole('alert').filter({ hasText: 'This answer is not saved' });
  await expect(notSaved).toContainText("The disk, or the browser's share of it, is full");
  await page.keyboard.press('Escape');
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false');
  await expect(notSaved.getByRole('button', { name: 'Save as a file' })).toBeVisible();
  const text = await lastAnswer(page).locator('p').first().innerText();

  await leaveRoom(page, null);
  await notSaved.getByRole('button', { name: 'Try again' }).click();
  await expect(notSaved).toBeHidden();
  await page.reload();
  await expect(lastAnswer(page)).toContainText(text);
});
