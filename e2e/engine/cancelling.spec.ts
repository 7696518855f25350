import { readRecords } from '../../model-config/models/read-records.ts';
import { ask, stateIs } from './ask.ts';
import { expect, load, MODEL, test } from './harness.ts';

const STORY = [{ role: 'user' as const, content: 'Tell me a long story.' }];

test('cancelling an answer ends it at once, and the next question is answered', async ({ page, complaints }) => {
  await load(page);
  const cancelled = await ask(page, { messages: STORY, cancelAfterPieces: 3 });
  // The worker is still at it: the answer did not wait for the kernels.
  expect(cancelled).toMatchObject({ pieces: 3, failed: { code: 'cancelled' }, stateAtEnd: 'stopping' });

  const next = await ask(page, { messages: STORY, options: { maxTokens: 2, temperature: 0 } });
  expect(next).toMatchObject({ failed: null, finish: 'length' });
  await stateIs(page, 'ready');
  expect(complaints).toEqual([]);
});

test('cancelling while a long prompt is read answers at once, whatever the kernels do', async ({ page }) => {
  await load(page);
  const { contextWindow } = readRecords().find(({ id }) => id === MODEL)!.limits;
  // Every word is a token at least; the last ones leave room for what the tokenizer may add.
  const prompt = 'a '.repeat(contextWindow / 2 - 50);
  const cancelled = await ask(page, { prompt, cancelAfterPieces: 0 });
  expect(cancelled).toMatchObject({ pieces: 0, failed: { code: 'cancelled' }, stateAtEnd: 'stopping' });

  const next = await ask(page, { messages: STORY, options: { maxTokens: 2 } });
  expect(next).toMatchObject({ failed: null, finish: 'length' });
});

test('cancelling a load leaves the engine idle at once, and a later load goes on with what was whole', async ({
  page,
  server,
}) => {
  const path = `/models/${MODEL}/`;
  // Shards come last.
  const last = (url: string) => url.endsWith('params_shard_1.bin');
  server.fate = (url) => (last(url) ? 'silence' : 'well');
  const state = await page.evaluate(async (id) => {
    const { engine, store, ...hakui } = window.hakui;
    const { manifests } = await hakui.readPrepared();
    const record = hakui.records.find((each) => each.id === id)!;
    const artifacts = hakui.resolveArtifacts(record, manifests.get(id), await hakui.describeDevice());
    const whole = artifacts.files.filter(({ url }) => !url.endsWith('params_shard_1.bin'));
    const allStored = async () => {
      const found = await Promise.all(whole.map((file) => store.find({ ...file, digest: null })));
      return found.every((file) => file !== null);
    };
    const controller = new AbortController();
    const loading = engine.load(artifacts, undefined, controller.signal).catch((error) => error.code);
    while (!(await allStored())) await new Promise(requestAnimationFrame);
    controller.abort();
    const failure = await loading;
    return { failure, state: engine.status.state };
  }, MODEL);
  expect(state).toMatchObject({ failure: 'cancelled', state: 'idle' });

  server.fate = () => 'well';
  server.requests.length = 0;
  expect(await load(page)).toMatchObject({ model: { id: MODEL } });
  const fetched = server.requests.filter((url) => url.startsWith(path) && !url.endsWith('manifest.json'));
  expect(fetched.filter((url) => !last(url))).toEqual([]);
  expect(fetched.filter(last)).toHaveLength(1);
});
