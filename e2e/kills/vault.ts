import { expect, type Page } from '../app/app.ts';
import { makeVault, PASSPHRASE } from '../app/vault-page.ts';
import type { Act } from './act.ts';
import { expectEarlierKept } from './act.ts';
import type { Prepared } from './prepare.ts';

/** A vault made around what was written before. */
export function vault(prepared: Prepared): Act {
  return {
    name: 'a vault made',
    perform: makeVault,
    async check(page) {
      const locked = page.getByRole('heading', { level: 1, name: 'Hakui is locked' });
      const open = page.getByRole('link', { name: 'Privacy' });
      await expect(locked.or(open).first()).toBeVisible();
      if (await locked.isVisible()) await unlock(page);
      else await makeVault(page);
      await expectEarlierKept(page, prepared);
    },
  };
}

async function unlock(page: Page): Promise<void> {
  const passphrase = page.getByRole('textbox', { name: 'Passphrase' });
  await passphrase.fill(PASSPHRASE);
  await passphrase.press('Enter');
  await expect(page.getByRole('link', { name: 'Privacy' })).toBeVisible();
}
