import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { expect, lastAnswer, modelReady, passFirstRun, questionBox, test } from '../app/app.ts';

/* The Privacy screen with something in it, and what stands after deleting everything: into .build/privacy-shots, to be looked at. */

const WORDS = {
  en: { privacy: 'Privacy', wipe: /^Delete everything/, gone: 'Nothing is left' },
  ja: { privacy: 'プライバシー', wipe: /^すべて削除/, gone: '何も残っていません' },
} as const;

for (const [language, locale] of [
  ['en', 'en-US'],
  ['ja', 'ja-JP'],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      test.describe(`${language} ${colorScheme} ${width}`, () => {
        test.use({ contextOptions: { locale, colorScheme, viewport: { width, height: 3600 } } });

        test('what went out, what is kept, and how to be rid of it', async ({ page }) => {
          const words = WORDS[language];
          const folder = join(paths.build, 'privacy-shots');
          mkdirSync(folder, { recursive: true });
          const shot = (state: string) =>
            page.screenshot({ path: join(folder, `${state}-${language}-${colorScheme}-${width}.png`) });
          await passFirstRun(page, language);
          await modelReady(page, language);
          await questionBox(page, language).fill('What does the heart do?');
          await questionBox(page, language).press('Enter');
          await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 120_000 });
          await page.getByRole('link', { name: words.privacy }).click();
          await page
            .getByText(/Hakui tiny/)
            .last()
            .waitFor();
          for (const closed of await page.locator('main [aria-expanded=false]').all()) await closed.click();
          await shot('privacy');
          await page.getByRole('button', { name: words.wipe }).click();
          await shot('question');
          await page.getByRole('dialog').getByRole('button', { name: words.wipe }).click();
          await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.gone);
          await shot('proof');
        });
      });
    }
  }
}
