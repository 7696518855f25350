import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { db } from '@/db/schema';
import { fileOf, jsonOf, smallAdapter } from '../../../model-config/convert/testing/checkpoints.ts';
import { rawGguf, setField, splitGguf, value } from '../../../model-config/convert/testing/raw-gguf.ts';
import { smallGguf } from '../../../model-config/convert/testing/small-model.ts';
import type { Manifest } from '../../../model-config/models/manifest.ts';
import { formOf } from '../../../model-config/prompt/forms.ts';
import { contents, hash } from '../download/testing/test-device';
import type { ModelEntry } from '../shelves';
import { baseManifest, checkpointFiles, closingAt, found, ImportDevice, smallFile } from './testing/import-device';

let d: ImportDevice;

beforeEach(async () => {
  d = new ImportDevice();
  await d.start();
  await db.importHandles.clear();
});

afterEach(() => d.server.stop());

type Page = ReturnType<ImportDevice['openPage']>;

const entry = ({ models }: Page, id: string): ModelEntry | undefined =>
  models.getState().entries.find(({ record }) => record.id === id);

/** The SHA-256 of every file that the model's manifest lists, as the disk has it. */
async function keptHashes(page: Page, id: string): Promise<(string | null)[]> {
  const { availability } = entry(page, id)!;
  if (availability.state !== 'ready') throw new Error(`${id} is ${availability.state}`);
  return Promise.all(
    availability.artifacts.files.map(async ({ url, scope, bytes, sha256 }) => {
      const file = await d.artifacts.find({ url, scope, bytes, digest: { algorithm: 'sha256', value: sha256! } });
      return file && hash('sha256', new Uint8Array(await file.arrayBuffer()));
    }),
  );
}

async function expectWhole(page: Page, id: string): Promise<void> {
  const { availability } = entry(page, id)!;
  if (availability.state !== 'ready') throw new Error(`${id} is ${availability.state}`);
  expect(await keptHashes(page, id)).toEqual(availability.artifacts.files.map(({ sha256 }) => sha256));
  // Nothing but the model and its manifest is left of the import.
  const names = d.paths().filter((path) => !path.startsWith('tvmjs-opfs-store/'));
  expect(names).toEqual([`hakui/models/${id}.json`]);
}

const small = (name = 'My model.gguf') => found({ [name]: smallFile() });

async function imported(page: Page): Promise<void> {
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'planned', plan: { libraryOf: 'Small', gated: false } });
  await page.act.start();
}

test('a GGUF file becomes a model that stands on the shelf and needs no server', async () => {
  const page = d.openPage();
  await imported(page);
  expect(page.standing()).toEqual({ step: 'done', id: 'my-model', name: 'My model', unlisted: null });
  expect(entry(page, 'my-model')).toMatchObject({ origin: 'imported', shelf: 'here' });
  await d.server.stop();
  await expectWhole(page, 'my-model');
});

test('what was broken off is found again, goes on behind its finished shards and comes out the same', async () => {
  const whole = new ImportDevice();
  await whole.start();
  const unbroken = whole.openPage();
  await unbroken.act.give(small());
  await unbroken.act.start();

  let page = d.openPage(closingAt(d.carryOut(), (step) => step === 14));
  await imported(page);
  const [journal] = await d.journals.read();
  const { written } = journal!.task as { written: { files: { path: string }[] } };
  expect(written.files.length).toBeGreaterThan(2);

  page = d.openPage();
  await page.act.look();
  expect(page.standing()).toMatchObject({ step: 'interrupted', id: 'my-model', kind: 'gguf', needsSource: false });
  const rewritten: string[] = [];
  const { create } = d.artifacts;
  d.artifacts.create = (place) => {
    rewritten.push(place.url.slice(place.url.lastIndexOf('/') + 1));
    return create(place);
  };
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'interrupted', needsSource: true });
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'done' });
  await expectWhole(page, 'my-model');
  const finished = written.files.map(({ path }) => path);
  expect(rewritten.filter((name) => finished.includes(name))).toEqual([]);

  const stored = async (device: ImportDevice) => (await device.stored.read()).manifests.get('my-model')!.variants;
  expect(await stored(d)).toEqual(await stored(whole));
  await whole.server.stop();
});

test('what was begun by another rule of rounding is not gone on with: half of the model would be of either', async () => {
  let page = d.openPage(closingAt(d.carryOut(), (step) => step === 14));
  await imported(page);
  const [journal] = await d.journals.read();
  await d.journals.write({ ...journal!, format: 1 as never });
  page = d.openPage();
  await page.act.look();
  expect(page.standing()).toEqual({ step: 'idle' });
  await imported(page);
  expect(page.standing()).toMatchObject({ step: 'done' });
  await expectWhole(page, 'my-model');
});

test('another file than the one that was begun is refused, and nothing is lost', async () => {
  let page = d.openPage(closingAt(d.carryOut(), (step) => step === 14));
  await imported(page);
  page = d.openPage();
  await page.act.look();
  const other = smallFile();
  other[other.length - 1]! ^= 1;
  await page.act.continue();
  await page.act.give(found({ 'My model.gguf': other }));
  expect(page.standing()).toMatchObject({
    step: 'interrupted',
    error: { code: 'other-source', details: { file: 'My model.gguf' } },
  });
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'done' });
});

test('a pause goes on without asking for the file, a cancel leaves no byte', async () => {
  const page = d.openPage();
  await page.act.give(small());
  const usedBefore = d.disk.disk.used;
  const stopAt = (step: number, stop: () => void) => {
    let seen = 0;
    return page.imports.subscribe(({ standing }) => {
      if (standing.step === 'working' && standing.progress && seen++ === step) stop();
    });
  };
  let unsubscribe = stopAt(8, () => page.act.pause());
  await page.act.start();
  unsubscribe();
  expect(page.standing()).toMatchObject({ step: 'interrupted', needsSource: false, error: null });

  unsubscribe = stopAt(4, () => void page.act.cancel());
  await page.act.continue();
  unsubscribe();
  expect(page.standing()).toEqual({ step: 'idle' });
  expect(d.paths()).toEqual([]);
  expect(d.disk.disk.used).toBe(usedBefore);
});

test('an interrupted import is discarded with all that was written', async () => {
  let page = d.openPage(closingAt(d.carryOut(), (step) => step === 14));
  await imported(page);
  page = d.openPage();
  await page.act.look();
  await page.act.cancel();
  expect(page.standing()).toEqual({ step: 'idle' });
  expect(d.paths()).toEqual([]);
  expect(d.disk.disk.used).toBe(0);
});

test('what a crash left of files that were being written is cleared away', async () => {
  const scope = await (await d.disk.getDirectoryHandle('tvmjs-opfs-store', { create: true })).getDirectoryHandle(
    'webllm',
    { create: true },
  );
  const models = await scope.getDirectoryHandle('model', { create: true });
  models.files.set('abc.bin', new Uint8Array());
  models.files.set('abc.bin.crswap', new Uint8Array(10));
  const lost = await (await d.disk.getDirectoryHandle('hakui', { create: true })).getDirectoryHandle('imports', {
    create: true,
  });
  (await lost.getDirectoryHandle('gone', { create: true })).files.set('model.safetensors', new Uint8Array(10));
  const writing = await d.artifacts.create({ url: 'http://x/models/m/a.bin', scope: 'webllm/model' });
  await d.openPage().act.look();
  await writing.close(null);
  expect(await d.artifacts.addresses()).toHaveLength(1);
  // While somebody writes, nobody can tell what is left over from what is under way.
  await d.openPage().act.look();
  expect(await d.artifacts.addresses()).toHaveLength(1);
  expect(d.paths().filter((path) => /abc|gone/.test(path))).toEqual([]);
});

test.each([
  ['a PDF', 'paper.pdf', () => new TextEncoder().encode(`%PDF-1.7\n${'x'.repeat(5000)}`), 'not-gguf', 'paper.pdf'],
  ['a file cut short', 'cut.gguf', () => smallFile().slice(0, 3000), 'truncated', 'cut.gguf'],
])('%s is refused with its name, and nothing is kept', async (_, name, bytes, conversion, file) => {
  const page = d.openPage();
  await page.act.give(found({ [name]: bytes() }));
  const details = { conversion, reason: expect.stringContaining(file) };
  expect(page.standing()).toMatchObject({ step: 'failed', error: { code: 'conversion', details } });
  expect(d.paths()).toEqual([]);
});

test('a fault that shows only in the middle removes what was written', async () => {
  const page = d.openPage();
  const raw = smallGguf();
  // The last tensor of all, a vector of float32, is not a number.
  new Uint32Array(raw.tensors.at(-1)!.data.buffer)[0] = 0x7fc00000;
  await page.act.give(found({ 'My model.gguf': rawGguf(raw) }));
  await page.act.start();
  expect(page.standing()).toMatchObject({
    step: 'failed',
    error: { code: 'conversion', details: { conversion: 'not-finite' } },
  });
  expect(d.paths()).toEqual([]);
  expect(d.disk.disk.used).toBe(0);
});

test('without a library of the shape it says so before anything is converted', async () => {
  d.manifests = [];
  const page = d.openPage();
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'failed', error: { code: 'no-library', details: { layers: 1 } } });
});

test('a disk that is too small is told before, and one that fills up leaves something to continue', async () => {
  d.quota = 1_000;
  const page = d.openPage();
  await page.act.give(small());
  expect(page.standing()).toMatchObject({ step: 'planned', freeBytes: 1_000 });
  await page.act.start();
  expect(page.standing()).toMatchObject({
    step: 'interrupted',
    error: { code: 'storage-full', details: { freeBytes: expect.any(Number), neededBytes: expect.any(Number) } },
  });
  d.quota = 1e9;
  d.disk.disk.quota = 8_000;
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'interrupted', error: { code: 'storage-full' } });
  d.disk.disk.quota = 1e9;
  await page.act.continue();
  await expectWhole(page, 'my-model');
});

test('one tab at a time: the other sees it, and what came of it', async () => {
  const first = d.openPage();
  await first.act.give(small());
  const second = d.openPage();
  await second.act.look();
  expect(second.standing()).toEqual({ step: 'elsewhere' });
  await first.act.start();
  await expect.poll(() => second.standing()).toEqual({ step: 'idle' });
  await expect.poll(() => entry(second, 'my-model')?.shelf).toBe('here');
});

const checkpoint = (folder: string) =>
  Object.fromEntries(Object.entries(checkpointFiles()).map(([name, bytes]) => [`${folder}/${name}`, bytes]));
const adapter = (folder: string, { config, weights } = smallAdapter()) => ({
  [`${folder}/adapter_config.json`]: jsonOf(config),
  [`${folder}/adapter_model.safetensors`]: fileOf(weights),
});

test('a folder of safetensors is converted, with an adapter another model comes out', async () => {
  const page = d.openPage();
  await page.act.give(found(checkpoint('plain')));
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'done', id: 'plain' });
  page.act.dismiss();
  await page.act.give(found(checkpoint('tuned')));
  await page.act.giveAdapter(found(adapter('lora')));
  await page.act.start();
  expect(page.standing()).toEqual({ step: 'done', id: 'tuned-lora', name: 'tuned + lora', unlisted: null });
  const weights = async (id: string) => {
    const { files } = (await d.stored.read()).manifests.get(id)!.variants[0]!;
    return files.filter(({ path }) => path.includes('shard')).map(({ sha256 }) => sha256);
  };
  expect(await weights('tuned-lora')).not.toEqual(await weights('plain'));
});

test('a GGUF file that was split is one model, and the parts that are missing are named', async () => {
  const [first, second] = splitGguf(smallGguf(), 9).map(rawGguf) as [Uint8Array, Uint8Array];
  const names = ['small-00001-of-00002.gguf', 'small-00002-of-00002.gguf'] as const;
  const page = d.openPage();
  await page.act.give(found({ [names[1]]: second }));
  expect(page.standing()).toMatchObject({
    step: 'failed',
    error: { code: 'conversion', details: { conversion: 'missing-file', reason: expect.stringContaining(names[0]) } },
  });
  page.act.dismiss();
  await page.act.give(found({ [names[1]]: second, [names[0]]: first }));
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'done', name: 'small' });
});

test('an adapter that cannot be merged is refused before the start', async () => {
  const page = d.openPage();
  const lora = smallAdapter();
  lora.config.use_dora = true;
  await page.act.give(found({ ...checkpoint('model'), ...adapter('model/lora', lora) }));
  expect(page.standing()).toMatchObject({
    step: 'failed',
    error: { code: 'conversion', details: { conversion: 'unsupported-adapter' } },
  });
});

/** What a prepared model's folder holds. */
function exported(): Record<string, Uint8Array> {
  const shard = contents(5, 4_000);
  const library = contents(6, 3_000);
  const file = (path: string, bytes: Uint8Array) => ({ path, bytes: bytes.byteLength, sha256: hash('sha256', bytes) });
  const manifest: Manifest = {
    ...baseManifest,
    variants: [
      {
        quantization: 'q4f32_1',
        files: [file('resolve/q4f32_1/params_shard_0.bin', shard)],
        libraries: [{ ...file('lib/q4f32_1-software.wasm', library), adapterClass: 'software' }],
      },
    ],
  };
  return {
    'stick/small/manifest.json': jsonOf(manifest),
    'stick/small/resolve/q4f32_1/params_shard_0.bin': shard,
    'stick/small/lib/q4f32_1-software.wasm': library,
  };
}

test('an exported model is copied file by file and stands in its place of the catalog', async () => {
  d.manifests = [];
  const page = d.openPage();
  await page.act.give(found(exported()));
  expect(page.standing()).toMatchObject({ step: 'planned', plan: { resultBytes: 7_000, libraryOf: null } });
  await page.act.start();
  expect(page.standing()).toEqual({ step: 'done', id: 'small', name: 'Small', unlisted: null });
  expect(entry(page, 'small')).toMatchObject({ origin: 'imported', shelf: 'here' });
  await expectWhole(page, 'small');

  page.act.dismiss();
  await page.act.give(found(exported()));
  expect(page.standing()).toMatchObject({ step: 'failed', error: { code: 'already-here' } });
});

test('an exported model with a wrong byte is refused by the name of the file', async () => {
  d.manifests = [];
  const page = d.openPage();
  const files = exported();
  files['stick/small/lib/q4f32_1-software.wasm']![7]! ^= 1;
  await page.act.give(found(files));
  await page.act.start();
  expect(page.standing()).toMatchObject({
    step: 'failed',
    error: { code: 'wrong-hash', details: { url: 'lib/q4f32_1-software.wasm' } },
  });
  expect(d.paths()).toEqual([]);
});

const bare = (name = 'My model.gguf') => {
  const raw = smallGguf();
  setField(raw, 'tokenizer.chat_template', value.text(''));
  return found({ [name]: rawGguf(raw) });
};
const chatml = { source: formOf('chatml')!.source, name: 'ChatML' };

test('a model without a template becomes one with the template that a person gives, which stays with it', async () => {
  const page = d.openPage();
  await page.act.give(bare());
  expect(page.standing()).toMatchObject({
    step: 'template-wanted',
    error: { code: 'conversion', details: { conversion: 'no-template', forms: 'chatml alpaca vicuna' } },
    refused: null,
  });
  await page.act.giveTemplate({ source: 'always the same', name: 'pasted' });
  expect(page.standing()).toMatchObject({
    step: 'template-wanted',
    error: { details: { conversion: 'no-template' } },
    refused: {
      template: { name: 'pasted' },
      error: { details: { reason: expect.stringMatching(/^pasted: .*leaves/) } },
    },
  });
  await page.act.giveTemplate(chatml);
  expect(page.standing()).toMatchObject({ step: 'planned', plan: { description: { templateGiven: true } } });
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'done' });
  expect(entry(page, 'my-model')?.record.template).toMatchObject({ source: chatml.source, stopTokenIds: [259] });

  // The next one has its own.
  await page.act.give(small('Other.gguf'));
  expect(page.standing()).toMatchObject({ plan: { description: { templateGiven: false } } });
});
