import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonOf } from '../../../../model-config/convert/testing/checkpoints.ts';
import { formOf } from '../../../../model-config/prompt/forms.ts';
import { hash } from '../../download/testing/test-device';
import { checkpointFiles, closingAt, ImportDevice } from '../testing/import-device';

const COMMIT = 'c0ffee'.padEnd(40, '0');
const at = (path: string) => `/owner/Tuned-7B/resolve/${COMMIT}/${path}`;
const WEIGHTS = at('model.safetensors');

let d: ImportDevice;
let weights: Uint8Array;

beforeEach(async () => {
  d = new ImportDevice();
  await d.start();
  const files = checkpointFiles();
  weights = files['model.safetensors']!;
  for (const [path, bytes] of Object.entries(files)) d.server.files.set(at(path), bytes);
  const info = { sha: COMMIT, gated: false, cardData: { license: 'cc-by-nc-sa-4.0' } };
  d.server.files.set('/api/models/owner/Tuned-7B/revision/main', jsonOf(info));
  d.server.files.set(`/api/models/owner/Tuned-7B/tree/${COMMIT}?recursive=true`, jsonOf(tree()));
});

/** As the hub lists the files. */
const tree = () =>
  [...d.server.files].flatMap(([url, bytes]) => {
    if (!url.startsWith(at(''))) return [];
    const [path, size] = [url.slice(at('').length), bytes.byteLength];
    const lfs = path.endsWith('.safetensors') ? { lfs: { oid: hash('sha256', bytes), size } } : {};
    return [{ type: 'file', path, size, ...lfs }];
  });

afterEach(() => d.server.stop());

type Page = ReturnType<ImportDevice['openPage']>;

async function planned(page: Page): Promise<void> {
  await page.act.askHub('https://huggingface.co/owner/Tuned-7B');
  expect(page.standing()).toMatchObject({ step: 'planned' });
}

/** Bytes of the weights that are on the disk. */
function heldOfWeights(): number {
  const imports = d.disk.folders.get('hakui')?.folders.get('imports')?.folders.get('tuned-7b');
  return imports?.files.get('model.safetensors')?.byteLength ?? 0;
}

/** Where each request for the weights began, and those for their head ended. */
const starts = () =>
  d.server.requestsFor(WEIGHTS).flatMap((range) => {
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? 'bytes=0-')!;
    return to === '' ? [Number(from)] : [];
  });
const heads = () =>
  d.server.requestsFor(WEIGHTS).flatMap((range) => Number(/^bytes=\d+-(\d+)$/.exec(range ?? '')?.[1] ?? []));

test('a repository is described by its small files, and its licence is shown, before its weights are asked for', async () => {
  const page = d.openPage();
  await planned(page);
  expect(page.standing()).toMatchObject({
    plan: { record: { name: 'Tuned-7B', licence: { id: 'cc-by-nc-sa-4.0', researchOnly: true } } },
  });
  expect(starts()).toEqual([]);
  const headBytes = 8 + new DataView(weights.buffer, weights.byteOffset).getUint32(0, true);
  expect(heads().at(-1)).toBe(headBytes - 1);
  await page.act.cancel();
  expect(d.paths()).toEqual([]);
});

test('one without a template is asked for one before its weights are asked for, and nothing of it stays if none is given', async () => {
  d.server.files.set(at('tokenizer_config.json'), jsonOf({ eos_token: '<|im_end|>' }));
  d.server.files.set(`/api/models/owner/Tuned-7B/tree/${COMMIT}?recursive=true`, jsonOf(tree()));
  const page = d.openPage();
  await page.act.askHub('owner/Tuned-7B');
  expect(page.standing()).toMatchObject({ step: 'template-wanted', error: { details: { conversion: 'no-template' } } });
  page.act.dismiss();
  expect(d.paths()).toEqual([]);

  await page.act.askHub('owner/Tuned-7B');
  await page.act.giveTemplate({ source: formOf('chatml')!.source, name: 'ChatML' });
  expect(page.standing()).toMatchObject({ step: 'planned', plan: { description: { templateGiven: true } } });
  expect(starts()).toEqual([]);
});

test.each<[string, RegExp, (t: Record<string, unknown> & { model: Record<string, unknown> }) => void]>([
  ['a Unigram tokenizer', /Unigram.*BPE is/, ({ model }) => (model.type = 'Unigram')],
  [
    'a token beyond its embedding',
    /token 260 has no embedding/,
    ({ model }) => Object.assign(model.vocab as object, { more: 260 }),
  ],
  ['an unknown pre-tokenizer', /pre_tokenizer/, (t) => (t.pre_tokenizer = { type: 'OneOfTomorrow' })],
])('one with %s is refused before its weights are asked for, and nothing of it stays', async (_, says, spoil) => {
  const tokenizer = JSON.parse(new TextDecoder().decode(d.server.files.get(at('tokenizer.json'))));
  spoil(tokenizer);
  d.server.files.set(at('tokenizer.json'), jsonOf(tokenizer));
  d.server.files.set(`/api/models/owner/Tuned-7B/tree/${COMMIT}?recursive=true`, jsonOf(tree()));
  const page = d.openPage();
  await page.act.askHub('owner/Tuned-7B');
  const details = { conversion: 'unsupported-tokenizer', reason: expect.stringMatching(says) };
  expect(page.standing()).toMatchObject({ step: 'failed', error: { code: 'conversion', details } });
  expect(starts()).toEqual([]);
  expect(d.paths()).toEqual([]);
});

test('it becomes a model, its downloads are gone, and no file was asked for twice', async () => {
  const page = d.openPage();
  await planned(page);
  await page.act.start();
  expect(page.standing()).toEqual({ step: 'done', id: 'tuned-7b', name: 'Tuned-7B', unlisted: null });
  expect(d.paths().filter((path) => path.startsWith('hakui/'))).toEqual(['hakui/models/tuned-7b.json']);
  const { record } = (await d.stored.read()).manifests.get('tuned-7b')!;
  expect(record?.source).toMatchObject({ kind: 'huggingface', repository: 'owner/Tuned-7B', revision: COMMIT });
  const asked = d.server.requests.filter(({ range }) => range === null).map(({ path }) => path);
  expect(asked).toHaveLength(new Set(asked).size);
  expect(asked).not.toContain(at('README.md'));
});

test('after twenty cuts and reloads every byte was fetched once', async () => {
  const size = weights.byteLength;
  const random = (n: number) => (Math.imul(n + 1, 2_654_435_761) >>> 0) / 2 ** 32;
  let page = d.openPage();
  await planned(page);
  for (let n = 0; n < 20; n++) {
    // Six times nothing comes, so that the download gives up: then the page is closed and opened again.
    const cut = { kind: 'cut', afterBytes: Math.floor((random(n) * size) / 10) } as const;
    const silent = Array.from({ length: 6 }, () => ({ kind: 'status', status: 503 }) as const);
    d.server.fail(WEIGHTS, cut, ...silent);
    const held = heldOfWeights();
    const asked = starts().length;
    await (n === 0 ? page.act.start() : page.act.continue());
    expect(starts()[asked]).toBe(held);
    expect(page.standing()).toMatchObject({ step: 'interrupted', error: { code: 'network' } });
    page = d.openPage();
    await page.act.look();
    expect(page.standing()).toMatchObject({ step: 'interrupted', kind: 'hub', needsSource: false });
  }
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'done' });
  const from = starts();
  expect(from.length).toBeGreaterThan(20);
  expect(from).toEqual(from.toSorted((a, b) => a - b));
  expect(new Set(from).size).toBeGreaterThan(10);
  for (const small of ['config.json', 'tokenizer.json']) expect(d.server.requestsFor(at(small))).toHaveLength(1);
}, 30_000);

test('a page that is closed in the middle of the weights goes on with a range', async () => {
  let page = d.openPage(closingAt(d.carryOut(), (_, bytes) => bytes > weights.byteLength / 2));
  d.server.fail(WEIGHTS, { kind: 'cut', afterBytes: Math.floor(weights.byteLength * 0.7) });
  await planned(page);
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'interrupted', error: null });
  page = d.openPage();
  await page.act.look();
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'done' });
  expect(starts().at(-1)).toBeGreaterThan(0);
});

test('a wrong byte is refused by name; the other files stay, and the right one is taken the next time', async () => {
  const page = d.openPage();
  await planned(page);
  const wrong = weights.slice();
  wrong[wrong.length - 1]! ^= 1;
  d.server.files.set(WEIGHTS, wrong);
  await page.act.start();
  expect(page.standing()).toMatchObject({
    step: 'interrupted',
    error: { code: 'wrong-hash', details: { url: 'model.safetensors' } },
  });
  d.server.files.set(WEIGHTS, weights);
  await page.act.continue();
  expect(page.standing()).toMatchObject({ step: 'done' });
  expect(d.server.requestsFor(at('tokenizer.json'))).toHaveLength(1);
});

test('a busy hub is given the time it asks for', async () => {
  const page = d.openPage();
  await planned(page);
  d.server.fail(WEIGHTS, { kind: 'status', status: 429, headers: { 'retry-after': '9' } });
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'done' });
  expect(d.waits).toEqual([9_000]);
});

test('room is needed for the download and the result', async () => {
  const page = d.openPage();
  await planned(page);
  const { plan } = page.standing() as Extract<ReturnType<Page['standing']>, { step: 'planned' }>;
  expect(plan.downloadBytes).toBeGreaterThan(weights.byteLength);
  d.quota = d.disk.disk.used + plan.resultBytes;
  await page.act.start();
  expect(page.standing()).toMatchObject({ step: 'interrupted', error: { code: 'storage-full' } });
  expect(starts()).toEqual([]);
});

test.each([
  ['not a name', 'bad-id'],
  ['owner/missing', 'no-repository'],
])('%s is refused: %s', async (text, code) => {
  const page = d.openPage();
  await page.act.askHub(text);
  expect(page.standing()).toMatchObject({ step: 'failed', error: { code: 'hub', details: { hub: code } } });
  expect(d.paths().filter((path) => path.startsWith('hakui/'))).toEqual([]);
});
