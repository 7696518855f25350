import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConfigProblem, readKioskConfig } from './read-config';

const STAFF_PIN = '$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const BASE = 'http://localhost:4173/some/where/';

/** A server that has these files in the kiosk's folder. */
function serve(files: Record<string, unknown>): void {
  vi.stubGlobal('fetch', async (url: string) => {
    const file = files[url.slice(BASE.length)];
    if (file instanceof Error) throw file;
    if (file instanceof Response) return file;
    if (file === undefined) return new Response('', { status: 404 });
    return new Response(typeof file === 'string' ? file : JSON.stringify(file));
  });
}

const read = () => readKioskConfig(BASE);
const withConfig = (config: unknown) =>
  serve({ 'hakui-config.json': config, 'models/index.json': { format: 1, models: ['a', 'b'] } });

async function problems(): Promise<readonly ConfigProblem[]> {
  const error = await read().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'KioskConfigError' });
  return (error as { problems: readonly ConfigProblem[] }).problems;
}

afterEach(() => vi.unstubAllGlobals());

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

  it('may lack, also where a server answers with its page', async () => {
    serve({});
    expect(await read()).toBeNull();
    serve({ 'hakui-config.json': new Response('<html>', { headers: { 'content-type': 'text/html' } }) });
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
    ['{"format": 1,', null],
    ['[]', null],
    [new Error('gone'), null],
    [new Response('', { status: 500 }), null],
  ])('is refused as %j, naming %s', async (config, field) => {
    withConfig(config);
    expect((await problems()).map((problem) => problem.field)).toEqual(
      field === null ? [null] : expect.arrayContaining([field]),
    );
  });

  it('says which models there are in place of one that is not', async () => {
    withConfig({ format: 1, kiosk: { model: 'c' } });
    expect((await problems())[0]?.reason).toContain('a, b');
  });
});
