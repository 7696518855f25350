import { CACHING, isolationHeaders, MIME_TYPES } from '../../src/privacy/headers.ts';
import type { PolicyMode } from '../../src/privacy/policy.ts';

/*
 * Ready configuration for other servers, from the one source of the headers. Two things are to be changed in each: the
 * place of the folder and the address. Each serves the bundle at whatever path it lies below that place.
 */

/** What stands for the folder to serve. */
export const PLACE = '/srv/hakui';
/** WebGPU is there only for pages of this machine or over HTTPS. */
export const ADDRESS = { host: '127.0.0.1', port: '8080' } as const;

const LISTEN = `${ADDRESS.host}:${ADDRESS.port}`;

/** A file in each server's language, by its path in the bundle. */
export function serverConfigs(policy: PolicyMode): Record<string, string> {
  return {
    'server/Caddyfile': caddy(policy),
    'server/apache.conf': apache(policy),
    'server/nginx.conf': nginx(policy),
  };
}

/** None of the three would read a quote in a quoted value as it is meant, nor nginx and Caddy their signs of a variable. */
function quoted(value: string): string {
  if (/["\\$`]|\{[a-z]/.test(value)) throw new Error(`Not to be quoted: ${value}`);
  return `"${value}"`;
}

const headersOf = (policy: PolicyMode): [name: string, value: string][] =>
  Object.entries(isolationHeaders(policy)).map(([name, value]) => [name, quoted(value)]);

const indented = (lines: readonly string[], by: string): string[] => lines.map((line) => `${by}${line}`);

const text = (...lines: (string | string[])[]): string => `${lines.flat().join('\n')}\n`;

function nginx(policy: PolicyMode): string {
  const types = Object.entries(MIME_TYPES).map(([extension, type]) => `${quoted(type)} ${extension};`);
  return text(
    '# For nginx: copy it to /etc/nginx/conf.d/hakui.conf. Change root, and listen where others shall reach it.',
    'map $uri $hakui_caching {',
    // A regular expression with braces has to be quoted, and a dollar sign at its end is one all the same.
    `    "~${CACHING.hashed.path}" "${CACHING.hashed.value}";`,
    `    default "${CACHING.others}";`,
    '}',
    '',
    'server {',
    `    listen ${LISTEN};`,
    `    server_name localhost ${ADDRESS.host};`,
    `    root ${PLACE};`,
    '    index index.html;',
    '    server_tokens off;',
    '',
    '    default_type application/octet-stream;',
    '    types {',
    indented(types, '        '),
    '    }',
    '',
    '    add_header Cache-Control $hakui_caching always;',
    headersOf(policy).map(([name, value]) => `    add_header ${name} ${value} always;`),
    '}',
  );
}

function caddy(policy: PolicyMode): string {
  const types = Object.entries(MIME_TYPES).flatMap(([extension, type]) => [
    `@${extension} path *.${extension}`,
    `header @${extension} Content-Type ${quoted(type)}`,
  ]);
  return text(
    '# For Caddy: copy it to /etc/caddy/Caddyfile. Change root, and the addresses where others shall reach it.',
    `http://localhost:${ADDRESS.port}, http://${LISTEN} {`,
    `\tbind ${ADDRESS.host}`,
    `\troot * ${PLACE}`,
    '\tfile_server',
    '',
    '\theader {',
    headersOf(policy).map(([name, value]) => `\t\t${name} ${value}`),
    '\t}',
    '',
    `\t@hashed path_regexp ${CACHING.hashed.path}`,
    `\t@others not path_regexp ${CACHING.hashed.path}`,
    `\theader @hashed Cache-Control "${CACHING.hashed.value}"`,
    `\theader @others Cache-Control "${CACHING.others}"`,
    '',
    indented(types, '\t'),
    '}',
  );
}

function apache(policy: PolicyMode): string {
  return text(
    '# For Apache 2.4 with its modules dir, mime and headers (a2enmod headers): copy it to',
    '# /etc/apache2/sites-available/hakui.conf. Change both places, and Listen where others shall reach it.',
    `Listen ${LISTEN}`,
    `<VirtualHost ${LISTEN}>`,
    '    ServerName localhost',
    `    DocumentRoot "${PLACE}"`,
    `    <Directory "${PLACE}">`,
    '        Require all granted',
    '        Options None',
    '        AllowOverride None',
    '        DirectoryIndex index.html',
    '    </Directory>',
    '',
    Object.entries(MIME_TYPES).map(([extension, type]) => `    AddType ${quoted(type)} .${extension}`),
    '',
    headersOf(policy).map(([name, value]) => `    Header always set ${name} ${value}`),
    `    Header always set Cache-Control "${CACHING.others}"`,
    `    <LocationMatch "${CACHING.hashed.path}">`,
    `        Header always set Cache-Control "${CACHING.hashed.value}"`,
    '    </LocationMatch>',
    '</VirtualHost>',
  );
}
