import { describe, expect, it } from 'vitest';
import { CACHING, isolationHeaders, MIME_TYPES } from '../../src/privacy/headers.ts';
import { serverConfigs } from './server-config.ts';

/* That the servers themselves read it as it is meant is shown in e2e/bundle/servers.spec.ts. */

describe.each(['kiosk', 'online'] as const)('%s', (policy) => {
  it.each(Object.entries(serverConfigs(policy)))('%s has every header, type and rule of caching', (_, text) => {
    for (const [name, value] of Object.entries(isolationHeaders(policy))) expect(text).toContain(`${name} "${value}"`);
    for (const type of Object.values(MIME_TYPES)) expect(text).toContain(`"${type}"`);
    expect(text).toContain(CACHING.hashed.path);
    expect(text).toContain(CACHING.hashed.value);
    expect(text).toContain(CACHING.others);
  });
});
