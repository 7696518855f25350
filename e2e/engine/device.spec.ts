import { readRecords } from '../../model-config/models/read-records.ts';
import { ask, stateIs } from './ask.ts';
import { expect, load, MODEL, type Page, test } from './harness.ts';

const STORY = [{ role: 'user' as const, content: 'Tell me a long story.' }];
const GREEDY = { temperature: 0, maxTokens: 12 };

/** Has the engine's worker destroy its GPU device when it next makes so many bind groups: one for each kernel it runs. */
async function destroyDeviceAfterKernels(page: Page, kernels: number): Promise<void> {
  const worker = page.workers().at(-1)!;
  await worker.evaluate((count) => {
    let left = count;
    const { createBindGroup } = GPUDevice.prototype;
    GPUDevice.prototype.createBindGroup = function (this: GPUDevice, descriptor) {
      if (left-- === 0) this.destroy();
      return createBindGroup.call(this, descriptor);
    };
  }, kernels);
}

test('a device lost while a prompt is read: the model comes back and the question is answered', async ({ page }) => {
  await load(page);
  const expected = await ask(page, { messages: STORY, options: GREEDY });
  await destroyDeviceAfterKernels(page, 5);
  const answer = await ask(page, { messages: STORY, options: GREEDY });
  expect(answer).toMatchObject({ failed: null, text: expected.text });
  expect(await page.evaluate(() => window.hakui.engine.status.state)).toBe('ready');
});

test('a device lost in the middle of an answer ends it with the loss, and a second loss is final', async ({ page }) => {
  await load(page);
  const perToken = await kernelsOfOneToken(page);
  await destroyDeviceAfterKernels(page, perToken * 4);
  const answer = await ask(page, { messages: STORY, options: { ...GREEDY, maxTokens: 60 } });
  expect(answer.failed).toMatchObject({ code: 'device-lost' });
  expect(answer.pieces).toBeGreaterThan(0);
  await stateIs(page, 'ready');
  expect((await ask(page, { messages: STORY, options: GREEDY })).failed).toBeNull();

  await destroyDeviceAfterKernels(page, 5);
  expect((await ask(page, { messages: STORY, options: GREEDY })).failed).toMatchObject({ code: 'device-lost' });
  expect(await page.evaluate(() => window.hakui.engine.status.state)).toBe('failed');
});

test('a model too large for the device is told as that, and a smaller one may follow', async ({ page }) => {
  // One layer's cache would be 1.5 GB: web-llm asks for buffers of 1 GiB at most.
  const { kvHeads, headDim } = readRecords().find(({ id }) => id === MODEL)!.architecture;
  const contextWindow = Math.round(1.5e9 / (2 * kvHeads * headDim * Float32Array.BYTES_PER_ELEMENT));
  const { failed, details } = await load(page, { contextWindow });
  expect(failed).toBe('out-of-memory');
  expect(details?.reason).toMatch(/exceeds the max/);
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
});

test.describe('without WebGPU', () => {
  test.use({ webgpu: false });

  test('the engine says so before anything is fetched', async ({ page, server }) => {
    const { failed } = await load(page);
    expect(['no-webgpu', 'no-adapter', 'no-variant']).toContain(failed);
    expect(server.requests.filter((url) => url.includes('/resolve/'))).toEqual([]);
    const { state } = await page.evaluate(async (id) => {
      const { hakui } = window;
      const record = hakui.records.find((each) => each.id === id)!;
      return hakui.availabilityOf(record, undefined, await hakui.describeDevice());
    }, MODEL);
    expect(state).toBe('cannot-run');
  });
});

async function kernelsOfOneToken(page: Page): Promise<number> {
  const worker = page.workers().at(-1)!;
  await worker.evaluate(() => {
    const { createBindGroup } = GPUDevice.prototype;
    const counter = { kernels: 0 };
    Object.assign(self, { counter });
    GPUDevice.prototype.createBindGroup = function (this: GPUDevice, descriptor) {
      counter.kernels += 1;
      return createBindGroup.call(this, descriptor);
    };
  });
  const count = () => worker.evaluate(() => (self as unknown as { counter: { kernels: number } }).counter.kernels);
  await ask(page, { prompt: 'One, two,', options: { maxTokens: 1 } });
  const one = await count();
  await ask(page, { prompt: 'One, two,', options: { maxTokens: 3 } });
  return Math.round(((await count()) - 2 * one) / 2);
}
