import { expect, type Page } from './app.ts';

export const PASSPHRASE = 'three plain words';

/** Sets a passphrase under Privacy, and goes back to the chat. */
export async function makeVault(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Privacy' }).click();
  await page.getByRole('button', { name: 'Set a passphrase…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'New passphrase' }).fill(PASSPHRASE);
  await dialog.getByRole('textbox', { name: 'The same once more' }).fill(PASSPHRASE);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Encrypt' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Chat', exact: true }).click();
}
