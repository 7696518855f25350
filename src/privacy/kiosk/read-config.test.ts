import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConfigProblem, readKioskConfig } from './read-config';

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
    expect(await read()).toEqual({ model: 'b', language: 'ja' });
    withConfig({ format: 1, kiosk: { model: 'a' } });
    expect(await read()).toEqual({ model: 'a' });
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
