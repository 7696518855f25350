import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../../setup/run/paths.ts';
import { acceptLicence, lastAnswer, questionBox } from '../app/app.ts';
import { expect, test } from '../browser.ts';
import { makeTestBundle, SUB_PATH, type TestBundle } from '../bundle/make.ts';
import { type Served, serveSirv } from '../bundle/servers.ts';
import { kioskReady } from '../kiosk/kiosk-page.ts';

/* Every state of a kiosk, in both languages, light and dark, wide and narrow: into .build/kiosk-shots, to be looked at. */

const PIN = '2468';

const WORDS = {
  en: {
    name: 'English',
    start: 'Start',
    stop: 'Stop',
    staff: 'Staff',
    stay: "I'm still here",
    question: 'What does the heart do?',
    refused: 'That PIN is wrong.',
  },
  ja: {
    name: '日本語',
    start: 'はじめる',
    stop: '止める',
    staff: '職員用',
    stay: '続ける',
    question: '心臓は何をしますか。',
    refused: '暗証番号が違います。',
  },
} as const;

let bundle: TestBundle;
let served: Served;
test.beforeAll(async () => {
  bundle = makeTestBundle({ more: ['--idle', '20', '--countdown', '12'], pin: PIN });
  served = await serveSirv(bundle.root);
});
test.afterAll(async () => {
  await served.close();
  bundle.remove();
});

for (const language of ['en', 'ja'] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      test.describe(`${language} ${colorScheme} ${width}`, () => {
        test.use({
          contextOptions: { locale: 'en-US', colorScheme, viewport: { width, height: width > 400 ? 800 : 720 } },
        });

        test('the kiosk in every state', async ({ context }) => {
          const words = WORDS[language];
          const folder = join(paths.build, 'kiosk-shots');
          mkdirSync(folder, { recursive: true });
          const page = await context.newPage();
          const shot = (state: string) =>
            page.screenshot({ path: join(folder, `${state}-${language}-${colorScheme}-${width}.png`) });
          const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

          await page.goto(`${served.url}${SUB_PATH}`);
          await expect(page.getByRole('dialog')).toBeVisible();
          await shot('licence');
          await acceptLicence(page);
          await page.getByText(words.name).click();
          await shot('attract-loading');
          await kioskReady(page);
          await shot('attract-ready');
          await press(words.start);
          await shot('visit-empty');
          await questionBox(page, language).fill(words.question);
          await questionBox(page, language).press('Enter');
          await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true');
          await shot('visit-streaming');
          await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'false', { timeout: 120_000 });
          await shot('visit-answered');
          await expect(page.getByRole('button', { name: words.stay })).toBeVisible({ timeout: 30_000 });
          await shot('countdown');
          await press(words.stay);
          await press(words.staff);
          const pin = page.getByRole('dialog').getByRole('textbox');
          await pin.pressSequentially('13');
          await shot('pin');
          await pin.pressSequentially('57');
          await page.keyboard.press('Enter');
          await expect(page.getByText(words.refused)).toBeVisible();
          await shot('pin-wrong');
          await pin.pressSequentially(PIN);
          await page.keyboard.press('Enter');
          await expect(page).toHaveURL(/#\/chat$/);
          await page.getByRole('textbox').waitFor();
          await shot('staff');
        });
      });
    }
  }
  test.describe(language, () => {
    test.use({ contextOptions: { locale: language, viewport: { width: 1280, height: 800 } } });
    test('a kiosk that keeps its history, before its passphrase is set and locked', async ({ context }) => {
      const keeping = makeTestBundle({ more: ['--history', 'encrypted'] });
      const server = await serveSirv(keeping.root);
      const page = await context.newPage();
      const shot = (state: string) =>
        page.screenshot({ path: join(paths.build, 'kiosk-shots', `${state}-${language}.png`) });
      await page.goto(`${server.url}${SUB_PATH}`);
      await acceptLicence(page, 'en');
      await page.getByText(WORDS[language].name).click();
      await shot('needs-passphrase');
      await page.getByRole('button', { name: /^(Set a passphrase…|パスフレーズを設定…)$/ }).click();
      const fields = page.getByRole('dialog').getByRole('textbox');
      await fields.first().fill('three plain words');
      await fields.last().fill('three plain words');
      await page.getByRole('checkbox').check();
      await shot('makes-passphrase');
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await page.getByRole('button', { name: WORDS[language].start }).waitFor();
      await shot('attract-encrypted');
      await page.reload();
      await page.getByRole('textbox').waitFor();
      await shot('locked');
      await server.close();
      keeping.remove();
    });

    test('a configuration that is not understood', async ({ context }) => {
      const broken = makeTestBundle();
      const file = join(broken.folder, 'hakui-config.json');
      rmSync(file);
      writeFileSync(file, '{"format": 1, "kiosk": {"model": "hakui-tiny", "idleSeconds": 10, "staffPin": "2468"}}');
      const server = await serveSirv(broken.root);
      const page = await context.newPage();
      await page.goto(`${server.url}${SUB_PATH}`);
      await page.getByText('kiosk.staffPin').waitFor();
      await page.screenshot({ path: join(paths.build, 'kiosk-shots', `config-error-${language}.png`) });
      await server.close();
      broken.remove();
    });
  });
}
