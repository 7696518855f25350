import { expect, modelReady, passFirstRun, questionBox, test } from './app.ts';

test.use({ ofServer: true });

test('a fresh profile is led through four steps, by keyboard alone, and only once', async ({ page }) => {
  const heading = page.getByRole('heading', { level: 1 });
  const press = async (name: string) => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
  };
  await expect(heading).toHaveText('Language');
  await press('Next');
  await expect(heading).toHaveText('This device');
  await expect(heading).toBeFocused();
  await expect(page.getByText('WebGPU is available')).toBeVisible();
  await press('Next');
  await expect(heading).toHaveText('Model');
  await page.getByRole('radio', { name: /Hakui tiny/ }).focus();
  await page.keyboard.press('Space');
  await press('Back');
  await expect(heading).toHaveText('This device');
  await press('Next');
  await expect(page.getByRole('radio', { name: /Hakui tiny/ })).toBeChecked();
  await press('Next');
  await expect(heading).toHaveText('About Hakui');
  await expect(page.getByText('Its answers mean nothing')).toBeVisible();
  await press('Start');

  // For research only: that is asked by itself, and Escape would mean "not now".
  await expect(page.getByRole('dialog')).toContainText('Research only');
  await expect(page.getByRole('button', { name: 'Not now' }).last()).toBeFocused();
  await press('Accept');
  await expect(questionBox(page)).toBeVisible();
  await modelReady(page);
  await page.reload();
  await expect(questionBox(page)).toBeVisible();
  // The model of last time loads by itself.
  await modelReady(page);
});

test.describe('without a GPU to compute on', () => {
  test.use({ webgpu: false, expectedComplaints: /No available adapters/ });

  test('the first run and the models say so, and what to do', async ({ page }) => {
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText('No usable GPU was found')).toBeVisible();
    await expect(page.getByText(/Turn on hardware acceleration/)).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByText(/No model can run on this device/)).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    const cannot = page.getByRole('region', { name: "Can't run on this device" });
    await expect(cannot.getByText('No usable GPU was found.').first()).toBeVisible();
    await expect(page.getByRole('region', { name: 'Here', exact: true }).getByText('None yet.')).toBeVisible();
  });
});

test.describe('a Japanese browser', () => {
  test.use({ contextOptions: { locale: 'ja-JP', viewport: { width: 1280, height: 800 } } });

  test('is met in Japanese', async ({ page }) => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('言語');
    await expect(page.locator('html')).toHaveAttribute('lang', /^ja/);
    await passFirstRun(page, 'ja');
    await modelReady(page, 'ja');
  });
});
