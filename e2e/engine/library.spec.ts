import { moduleOf } from '../../src/engine/webllm/library/testing/libraries.ts';
import { CALLED } from '../../src/engine/webllm/library/web-llm-abi.ts';
import type { ModelArtifacts } from '../../src/models/artifacts.ts';
import { expect, load, MODEL, type Page, test } from './harness.ts';

/** MODEL's files with another library in the place of its own, of which nothing is stated: as a publisher's would be. */
async function withLibrary(page: Page, path: string): Promise<Partial<ModelArtifacts>> {
  return page.evaluate(
    async ([id, libraryPath]) => {
      const { hakui } = window;
      const { manifests } = await hakui.readPrepared();
      const record = hakui.records.find((each) => each.id === id)!;
      const { files } = hakui.resolveArtifacts(record, manifests.get(id), await hakui.describeDevice());
      const libraryUrl = new URL(libraryPath, document.baseURI).href;
      const others = files.filter(({ scope }) => scope !== 'webllm/wasm');
      return { libraryUrl, files: [...others, { url: libraryUrl, scope: 'webllm/wasm', bytes: null, sha256: null }] };
    },
    [MODEL, path] as const,
  );
}

const OWN = `models/${MODEL}/lib/q4f32_1-software.wasm`;
const isShard = (url: string) => url.endsWith('.bin');

test('a library that does not fit is found before a byte of the weights is asked for', async ({ page, server }) => {
  const old = moduleOf(['TVMWasmPackedCFunc'], ['memory', '_initialize', 'TVMWasmAllocSpace', 'TVMWasmFreeSpace']);
  const silent = moduleOf([], CALLED);
  const made: Record<string, Buffer> = {
    '/old.wasm': Buffer.from(old),
    '/silent.wasm': Buffer.from(silent),
    '/page.wasm': Buffer.from('<!doctype html><title>Not found</title>'),
  };
  await page.route(
    (url) => url.pathname in made,
    (route) => route.fulfill({ body: made[new URL(route.request().url()).pathname]! }),
  );
  const cases: [path: string, details: Record<string, unknown>, failed?: string][] = [
    [
      'models/smollm2-135m-instruct/lib/q4f32_1-software.wasm',
      { context: 'parameter', parameter: 'model.embed_tokens.q_weight', expected: '49152 × 72 uint32' },
    ],
    [`models/${MODEL}/lib/q4f16_1-gpu.wasm`, { context: 'setting', expected: 'q4f32_1', found: 'q4f16_1' }],
    ['old.wasm', { context: 'version', reason: 'it has no TVMFFIWasmFunctionCreate' }],
    ['silent.wasm', { context: 'version' }],
    ['page.wasm', { context: 'page' }, 'not-the-file'],
  ];
  for (const [path, details, failed = 'bad-library'] of cases) {
    const changes = await withLibrary(page, path);
    expect(await load(page, changes), path).toMatchObject({ failed, details });
    // Nobody states what it must be, so another may be had: this one is not kept.
    const kept = await page.evaluate(async () => (await window.hakui.store.addresses()).map(({ url }) => url));
    expect(kept).not.toContain(changes.libraryUrl);
  }
  expect(server.requests.filter(isShard)).toEqual([]);

  // The same door lets in what fits.
  expect(await load(page, await withLibrary(page, OWN))).toMatchObject({ model: { id: MODEL } });
  expect(server.requests.filter(isShard).length).toBeGreaterThan(0);
});

test('a library that came cut is found before the weights, and comes whole the next time', async ({ page, server }) => {
  const changes = await withLibrary(page, OWN);
  // A proxy that ends an answer early and says that it is whole.
  await page.route(`**/${OWN}`, async (route) => {
    const body = await (await route.fetch()).body();
    await route.fulfill({ body: body.subarray(0, body.length >> 1) });
  });
  expect(await load(page, changes)).toMatchObject({ failed: 'bad-library', details: { context: 'damaged' } });
  expect(server.requests.filter(isShard)).toEqual([]);
  await page.unroute(`**/${OWN}`);
  expect(await load(page, changes)).toMatchObject({ model: { id: MODEL } });
});
