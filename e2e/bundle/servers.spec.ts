import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { SERVER_NAMES } from '../../setup/checks/test-servers.ts';
import { cacheControl, isolationHeaders, mimeType } from '../../src/privacy/headers.ts';
import { makeTestBundle, SUB_PATH, type TestBundle } from './make.ts';
import { serveConfigured } from './servers.ts';

/* The configuration that lies in a bundle, read by the servers it is for. */

let bundle: TestBundle;
test.beforeAll(() => {
  bundle = makeTestBundle();
});
test.afterAll(() => bundle.remove());

for (const name of SERVER_NAMES) {
  test(`${name} sends what Hakui's own server sends`, async () => {
    const { root, folder } = bundle;
    const served = await serveConfigured(name, { root, bundle: folder, work: join(bundle.work, name) });
    test.skip(served === null, `${name} is not here`);
    const script = readdirSync(join(folder, 'assets')).find((file) => file.endsWith('.js'))!;
    const paths = ['index.html', `assets/${script}`, 'models/hakui-tiny/lib/q4f32_1-gpu.wasm', 'models/index.json'];
    try {
      const isolation = Object.entries(isolationHeaders('kiosk'));
      for (const path of [
        ...paths,
        'LICENSES.txt',
        'service-worker.js',
        'manifest.webmanifest',
        'icons/hakui-192.png',
      ]) {
        const response = await fetch(`${served!.url}${SUB_PATH}${path}`);
        await response.arrayBuffer();
        expect(response.status, path).toBe(200);
        for (const [header, value] of isolation) expect(response.headers.get(header), `${path} ${header}`).toBe(value);
        expect(response.headers.get('content-type')?.toLowerCase(), path).toBe(mimeType(path));
        expect(response.headers.get('cache-control'), path).toBe(cacheControl(`/${path}`));
        expect(response.headers.get('etag'), path).toBeTruthy();
      }
      const page = await fetch(`${served!.url}${SUB_PATH}`);
      expect(await page.text()).toContain('<div id="root">');
      const missing = await fetch(`${served!.url}${SUB_PATH}no-such-file`);
      expect(missing.status).toBe(404);
      for (const [header, value] of isolation) expect(missing.headers.get(header), `404 ${header}`).toBe(value);
      expect(cacheControl(`/assets/${script}`)).toContain('immutable');
      expect(cacheControl('/service-worker.js')).toBe('no-cache');
    } finally {
      await served?.close();
    }
  });
}
