import { ask, stateIs } from './ask.ts';
import { expect, load, MODEL, open, test } from './harness.ts';

test('one tab has the engine; another is told, and can take it over', async ({ page, context, server }) => {
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
  const other = await context.newPage();
  await open(other, server);
  expect(await load(other)).toMatchObject({ failed: 'other-tab' });
  expect((await ask(page, { prompt: 'One, two,', options: { maxTokens: 1 } })).failed).toBeNull();

  await other.evaluate(() => window.hakui.engine.takeOver());
  await stateIs(page, 'failed');
  expect(await page.evaluate(() => (window.hakui.engine.status as { error?: { code: string } }).error?.code)).toBe(
    'other-tab',
  );
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await load(other)).toMatchObject({ model: { id: MODEL } });

  await other.close();
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
});
