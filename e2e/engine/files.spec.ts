import { ask } from './ask.ts';
import { expect, load, MODEL, open, test } from './harness.ts';

const FOLDER = `/models/${MODEL}/`;
const weights = (url: string) => url.startsWith(FOLDER) && !url.endsWith('manifest.json');

test('a model that was loaded once is loaded again without the network', async ({ page, server, complaints }) => {
  const first = await load(page);
  expect(first.phases.map(({ phase }) => phase)).toEqual([
    'checking',
    'downloading',
    'reading',
    'compiling',
    'warming',
  ]);
  await page.evaluate(() => window.hakui.engine.unload());
  test.info().annotations.push({ type: 'first load', description: JSON.stringify(first.phases) });

  server.requests.length = 0;
  await server.close();
  const second = await load(page);
  expect(second).toMatchObject({ model: { id: MODEL } });
  expect(second.phases.map(({ phase }) => phase)).toEqual(['checking', 'reading', 'compiling', 'warming']);
  expect(server.requests.filter(weights)).toEqual([]);
  test.info().annotations.push({ type: 'load from cache', description: JSON.stringify(second.phases) });
  expect((await ask(page, { prompt: 'One, two,', options: { maxTokens: 2 } })).failed).toBeNull();
  expect(complaints.filter((text) => !text.includes('Failed to load resource'))).toEqual([]);
});

test('on an address that says "localhost" nothing is fetched twice either', async ({ page, server }) => {
  server.url = server.url.replace('127.0.0.1', 'localhost');
  await open(page, server);
  await load(page);
  server.requests.length = 0;
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
  expect(server.requests.filter(weights)).toEqual([]);
});

test('wrong, missing and cut files are told apart, nothing bad is kept, and a mended server mends it', async ({
  page,
  server,
}) => {
  const shard = (url: string) => url.endsWith('params_shard_0.bin');
  server.fate = (url) => (shard(url) ? 'flip-last-byte' : 'well');
  const wrong = await load(page);
  expect(wrong).toMatchObject({ failed: 'wrong-hash' });
  expect(wrong.details).toMatchObject({ url: expect.stringContaining('params_shard_0.bin') });
  expect(await kept(page)).not.toContainEqual(expect.stringContaining('params_shard_0.bin'));

  server.fate = (url) => (shard(url) ? 'missing' : 'well');
  const missing = await load(page);
  expect(missing).toMatchObject({ failed: 'missing-file', details: { status: 404 } });
  expect(await page.evaluate(() => window.hakui.engine.status.state)).toBe('failed');

  let cuts = 0;
  server.fate = (url) => {
    if (!shard(url) || cuts === 2) return 'well';
    cuts += 1;
    return { cutAfterBytes: 50_000 };
  };
  server.requests.length = 0;
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
  expect(cuts).toBe(2);
  expect(server.requests.filter(shard)).toHaveLength(3);
  expect((await ask(page, { prompt: 'One, two,', options: { maxTokens: 2 } })).failed).toBeNull();
});

test('a published model, of which only tensor-cache.json states anything, is learnt from it', async ({
  page,
  server,
}) => {
  const stated = await page.evaluate(async (id) => {
    const { hakui } = window;
    const { manifests } = await hakui.readPrepared();
    const record = hakui.records.find((each) => each.id === id)!;
    return hakui.resolveArtifacts(record, manifests.get(id), await hakui.describeDevice()).files;
  }, MODEL);
  const files = stated
    .filter(({ url }) => !url.endsWith('.bin'))
    .map((file) => ({ ...file, bytes: null, sha256: null }));

  server.fate = (url) => (url.endsWith('params_shard_0.bin') ? 'flip-last-byte' : 'well');
  expect(await load(page, { files })).toMatchObject({ failed: 'wrong-hash' });
  server.fate = () => 'well';
  expect(await load(page, { files })).toMatchObject({ model: { id: MODEL } });
  server.requests.length = 0;
  expect(await load(page, { files })).toMatchObject({ model: { id: MODEL } });
  expect(server.requests.filter(weights)).toEqual([]);
});

function kept(page: Parameters<typeof load>[0]): Promise<string[]> {
  return page.evaluate(async () => (await window.hakui.store.addresses()).map(({ url }) => url));
}
