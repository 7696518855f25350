import type { EngineError } from '../../src/engine/errors.ts';
import { ask, stateIs } from './ask.ts';
import { expect, load, MODEL, open, test } from './harness.ts';

test('one tab has the engine; another is told, and can take it over', async ({ page, context, server }) => {
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
  const other = await context.newPage();
  await open(other, server);
  const before = Date.now();
  const refused = await load(other);
  expect(refused).toMatchObject({ failed: 'other-tab', details: { model: MODEL, doing: 'ready' } });
  expect(refused.details?.since).toBeLessThan(before);
  expect((await ask(page, { prompt: 'One, two,', options: { maxTokens: 1 } })).failed).toBeNull();

  await test.step('a tab that is stuck keeps nobody waiting', async () => {
    const stuck = page.evaluate(() => {
      for (const end = Date.now() + 4_000; Date.now() < end; );
    });
    const started = Date.now();
    expect(await load(other)).toMatchObject({ failed: 'other-tab' });
    expect(Date.now() - started).toBeLessThan(3_500);
    await stuck;
  });

  await other.evaluate(() => window.hakui.engine.takeOver());
  await stateIs(page, 'failed');
  expect(await page.evaluate(() => (window.hakui.engine.status as { error?: { code: string } }).error?.code)).toBe(
    'other-tab',
  );
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await load(other)).toMatchObject({ model: { id: MODEL } });

  // What the tab that lost it may say of the one that has it.
  const told = () => page.evaluate(() => (window.hakui.engine.status as { error?: EngineError }).error?.details);
  await expect.poll(told).toMatchObject({ model: MODEL, doing: 'ready' });
  await other.close();
  await expect.poll(told).toEqual({ doing: 'gone' });
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
});
