import { afterEach, describe, expect, it, vi } from 'vitest';
import { KioskConfigError } from './config-error';
import { readKioskConfig, watchConfig } from './read-config';

const STAFF_PIN = '$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const BASE = 'http://localhost:4173/some/where/';

const SHA = 'a'.repeat(64);
const manifest = (id: string) => ({
  format: 1,
  id,
  convertedFrom: SHA,
  variants: [{ quantization: 'q4f32_1', files: [{ path: 'a', bytes: 1, sha256: SHA }], libraries: [] }],
});
const BESIDE = {
  'models/index.json': { format: 1, models: ['a', 'b'] },
  'models/a/manifest.json': manifest('a'),
  'models/b/manifest.json': manifest('b'),
};

/** A server that has these files in the kiosk's folder. */
function serve(files: Record<string, unknown>): void {
  vi.stubGlobal('fetch', async (url: string) => {
    const file = files[url.slice(BASE.length)];
    if (file instanceof Error) throw file;
    if (file instanceof Response) return file.clone();
    if (file === undefined) return new Response('', { status: 404 });
    return new Response(typeof file === 'string' ? file : JSON.stringify(file));
  });
}

const read = async () => (await readKioskConfig(BASE)).kiosk;
const withConfig = (config: unknown) => serve({ 'hakui-config.json': config, ...BESIDE });

async function failure(): Promise<KioskConfigError> {
  const error = await read().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KioskConfigError);
  return error as KioskConfigError;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('hakui-config.json', () => {
  it('is read from beside the page, wherever that is', async () => {
    withConfig({ format: 1, kiosk: { model: 'b', language: 'ja' } });
    expect(await read()).toMatchObject({ model: 'b', language: 'ja' });
    withConfig({ format: 1, kiosk: { model: 'a' } });
    expect(await read()).toEqual({ model: 'a', history: 'none', idleSeconds: 120, countdownSeconds: 20 });
  });

  it('says all that an owner may want', async () => {
    const kiosk = {
      ...{ model: 'a', history: 'encrypted', idleSeconds: 15, countdownSeconds: 14, staffPin: STAFF_PIN },
      ...{ title: { ja: '相談コーナー', en: 'Ask here' }, welcome: { ja: 'どなたでも使えます。' } },
    };
    withConfig({ format: 1, kiosk });
    expect(await read()).toEqual(kiosk);
  });

  it('may say that there is none', async () => {
    withConfig({ format: 1, kiosk: null });
    expect(await read()).toBeNull();
  });

  it.each([
    [{ format: 1, kiosk: { model: 'a', langauge: 'ja' } }, 'kiosk.langauge'],
    [{ format: 1, kiosk: { model: 'a', language: 'fr' } }, 'kiosk.language'],
    [{ format: 1, kiosk: { model: '../a' } }, 'kiosk.model'],
    [{ format: 1, kiosk: { model: 'c' } }, 'kiosk.model'],
    [{ format: 1, kiosk: {} }, 'kiosk.model'],
    [{ format: 1, kiosk: { model: 'a', history: 'all' } }, 'kiosk.history'],
    [{ format: 1, kiosk: { model: 'a', idleSeconds: 14 } }, 'kiosk.idleSeconds'],
    [{ format: 1, kiosk: { model: 'a', idleSeconds: 3601 } }, 'kiosk.idleSeconds'],
    [{ format: 1, kiosk: { model: 'a', idleSeconds: 60.5 } }, 'kiosk.idleSeconds'],
    [{ format: 1, kiosk: { model: 'a', idleSeconds: '60' } }, 'kiosk.idleSeconds'],
    [{ format: 1, kiosk: { model: 'a', countdownSeconds: 4 } }, 'kiosk.countdownSeconds'],
    [{ format: 1, kiosk: { model: 'a', countdownSeconds: 121 } }, 'kiosk.countdownSeconds'],
    [{ format: 1, kiosk: { model: 'a', idleSeconds: 20 } }, 'kiosk.countdownSeconds'],
    [{ format: 1, kiosk: { model: 'a', staffPin: '1234' } }, 'kiosk.staffPin'],
    [{ format: 1, kiosk: { model: 'a', staffPin: STAFF_PIN.replace('m=65536', 'm=9999999') } }, 'kiosk.staffPin'],
    [{ format: 1, kiosk: { model: 'a', staffPin: STAFF_PIN.replace('argon2id', 'argon2i') } }, 'kiosk.staffPin'],
    [{ format: 1, kiosk: { model: 'a', title: 'Ask here' } }, 'kiosk.title'],
    [{ format: 1, kiosk: { model: 'a', title: { fr: 'Ici' } } }, 'kiosk.title.fr'],
    [{ format: 1, kiosk: { model: 'a', welcome: { en: 'x'.repeat(401) } } }, 'kiosk.welcome.en'],
    [{ format: 2, kiosk: { model: 'a' } }, 'format'],
    [{ format: 1, kiosk: { model: 'a' }, pin: '1234' }, 'pin'],
  ])('is refused as %j, naming %s', async (config, field) => {
    withConfig(config);
    const { file, problems } = await failure();
    expect(file).toBe('hakui-config.json');
    const fields = problems.map(({ fault, details }) => (fault === 'other-model' ? 'kiosk.model' : details.field));
    expect(fields).toContain(field);
  });

  it('says which models there are in place of one that is not', async () => {
    withConfig({ format: 1, kiosk: { model: 'c' } });
    expect((await failure()).problems[0].details).toEqual({ model: 'c', found: 'a, b' });
  });
});

const asPage = (text: string) => new Response(text, { headers: { 'content-type': 'text/html; charset=utf-8' } });
const UNUSABLE: [unknown, string][] = [
  [undefined, 'missing'],
  [new Response('', { status: 410 }), 'missing'],
  [asPage('<html>'), 'page'],
  [asPage('{"format": 1, "kiosk": null}'), 'page'],
  [new Response('', { status: 500 }), 'status'],
  [new Response('{"format": 1, "kiosk": null}', { status: 403 }), 'status'],
  [new Response(null, { status: 204 }), 'status'],
  ['', 'empty'],
  [' \n', 'empty'],
  ['<html>', 'not-json'],
  ['{"format": 1,', 'not-json'],
  ['null', 'field'],
  ['[]', 'field'],
  ['{}', 'field'],
  ['{"format": 1}', 'field'],
  [new TypeError('Failed to fetch'), 'unreachable'],
];

describe.each(['hakui-config.json', 'models/index.json', 'models/a/manifest.json'])('without a readable %s', (name) => {
  it.each(UNUSABLE)('(%o: %s) a kiosk does not start', async (answer, fault) => {
    serve({ 'hakui-config.json': { format: 1, kiosk: { model: 'a' } }, ...BESIDE, [name]: answer });
    const { file, problems } = await failure();
    expect([file, problems[0].fault]).toEqual([name, fault]);
  });
});

it.each([
  [{ ...manifest('a'), id: 'b' }],
  [{ ...manifest('a'), variants: [] }],
  [{ ...manifest('a'), variants: [{ quantization: 'q4f32_1', files: [{ path: 'a', bytes: 1 }], libraries: [] }] }],
])("a manifest that is another model's, or names no file with its SHA-256, is refused: %j", async (wrong) => {
  serve({ 'hakui-config.json': { format: 1, kiosk: { model: 'a' } }, ...BESIDE, 'models/a/manifest.json': wrong });
  expect(await failure()).toMatchObject({ file: 'models/a/manifest.json', problems: [{ fault: 'field' }] });
});

it('the whole app needs no model to start', async () => {
  serve({ 'hakui-config.json': { format: 1, kiosk: null } });
  expect(await read()).toBeNull();
});

/** Cache Storage that has one copy of the configuration. */
function keep(text: string): void {
  const match = async (url: string) => (url.endsWith('hakui-config.json') ? new Response(text) : undefined);
  vi.stubGlobal('caches', { open: async () => ({ match, put: async () => undefined }) });
}

const gone = { 'hakui-config.json': new TypeError('Failed to fetch') };

describe('with its server gone', () => {
  it('an earlier copy counts where it can be read, and nothing else does', async () => {
    serve(gone);
    keep('{"format": 1, "kiosk": null}');
    expect(await readKioskConfig(BASE)).toMatchObject({ kiosk: null, kept: true });
    keep('{"format": 1, "kio');
    expect((await failure()).problems[0].fault).toBe('not-json');
  });

  it('an earlier copy counts for nothing where the server answers, whatever it answers', async () => {
    keep('{"format": 1, "kiosk": null}');
    for (const answer of [undefined, asPage('<html>'), new Response('', { status: 502 })]) {
      serve({ ...BESIDE, 'hakui-config.json': answer });
      await failure();
    }
  });

  it.each([
    ['another', { format: 1, kiosk: { model: 'a' } }, true],
    ['none any more', undefined, true],
    ['the same', '{"format": 1, "kiosk": null}', false],
  ])('starts anew once the server is back and has %s', async (_, answer, expected) => {
    vi.useFakeTimers();
    serve(gone);
    keep('{"format": 1, "kiosk": null}');
    const changed = vi.fn();
    watchConfig(BASE, await readKioskConfig(BASE), changed);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(changed).not.toHaveBeenCalled();
    serve({ ...BESIDE, 'hakui-config.json': answer });
    await vi.advanceTimersByTimeAsync(180_000);
    expect(changed).toHaveBeenCalledTimes(expected ? 1 : 0);
  });
});
