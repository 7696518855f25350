import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repository } from './run/paths.ts';

/** A project in which each file down to missing.ts breaks a rule; a circle is reported once. */
const files = {
  'src/db/reaches-a-feature.ts': "export { chat } from '../chat/chat';",
  'src/ui/reaches-by-alias.ts': "export { chat } from '@/chat/chat';",
  'src/engine/reaches-by-type.ts': "import type { Chat } from '../chat/chat'; export type C = Chat;",
  'setup/reaches-the-app.ts': "export { app } from '../src/app/app';",
  'model-config/models/reaches-out.ts': "export { chat } from '../../src/chat/chat';",
  'src/privacy/needs-node.ts': "export { readFile } from 'node:fs';",
  'src/chat/round.ts': "import './about'; export const round = 1;",
  'src/chat/about.ts': "import './round'; export const about = 1;",
  'src/i18n/alone.ts': 'export const alone = 1;',
  'src/chat/missing.ts': "export { gone } from './gone';",
  'src/app/app.ts': "import { chat } from '@/chat/chat'; export const app = chat;",
  'src/chat/chat.ts': "import { schema } from '@/db/schema'; export const chat = schema; export type Chat = string;",
  'src/db/schema.ts': "import type { Db } from './types'; export const schema: Db = 1;",
  'src/db/types.ts': 'export type Db = number;',
};

let folder: string;
let violations: { rule: string; from: string }[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zones-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  cpSync(join(repository, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  const program = join(repository, 'node_modules/.bin/depcruise');
  const args = ['--config', join(repository, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const { stdout } = spawnSync(program, [...args, 'src', 'model-config', 'setup'], { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  violations = summary.violations.map(({ from, rule }) => ({ rule: rule.name, from }));
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['zone:src/db', 'src/db/reaches-a-feature.ts'],
  ['zone:src/ui', 'src/ui/reaches-by-alias.ts'],
  ['zone:src/engine', 'src/engine/reaches-by-type.ts'],
  ['zone:setup', 'setup/reaches-the-app.ts'],
  ['zone:model-config/models', 'model-config/models/reaches-out.ts'],
  ['node-only-outside-the-page', 'src/privacy/needs-node.ts'],
  ['no-circular', 'src/chat/about.ts'],
  ['no-orphans', 'src/i18n/alone.ts'],
  ['no-unresolvable', 'src/chat/missing.ts'],
])('%s catches %s', (rule, from) => {
  expect(violations).toContainEqual({ rule, from });
});

it('finds nothing else', () => {
  expect(violations).toHaveLength(9);
});
