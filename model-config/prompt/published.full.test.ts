import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { venvPython } from '../../setup/system/python.ts';
import { folderSource } from '../convert/node/files.ts';
import { readTokenizer } from '../convert/safetensors/tokenizer.ts';
import { checkpointTemplate } from '../convert/template.ts';
import type { Template } from '../models/record.ts';
import { TemplateError } from './jinja.ts';
import { writePrompt } from './prompt.ts';
import type { TokenizerJson } from './prompt-tokenizer.ts';
import { byteTokenizerJson, promptTokenizer } from './testing/byte-tokenizer.ts';
import { conversations, TODAY } from './testing/families.ts';
import { publishedTemplates, publishedTokenizers } from './testing/published.ts';
import type { Turn } from './turn.ts';

interface Applied {
  text?: string;
  ids?: number[];
  refused?: string;
}

// A tokenizer of 150,000 tokens is read twice.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'hakui-published-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = fileURLToPath(new URL('testdata/apply_templates.py', import.meta.url));
const cases = Object.values(conversations).flatMap((messages) => [true, false].map((opened) => ({ messages, opened })));

/** What transformers' apply_chat_template makes of all conversations, with the tokenizer of this file; for each template. */
function transformers(tokenizer: string, written: readonly Pick<Template, 'source' | 'tokens'>[]): Applied[][] {
  const today = [TODAY.getFullYear(), TODAY.getMonth() + 1, TODAY.getDate(), TODAY.getHours(), TODAY.getMinutes()];
  const prompts = written.flatMap(({ source, tokens }) => cases.map((each) => ({ source, tokens, ...each })));
  const stdio: ['pipe', 'pipe', 'ignore'] = ['pipe', 'pipe', 'ignore'];
  const input = JSON.stringify({ tokenizer, today, prompts });
  const all = JSON.parse(execFileSync(venvPython, [script], { input, stdio, maxBuffer: 1 << 28 }).toString());
  return written.map((_, at) => all.slice(at * cases.length, (at + 1) * cases.length));
}

type Tokenizer = Awaited<ReturnType<typeof promptTokenizer>>;

/** "same": text and ids; "folded": transformers has no place for the instructions; "refused". Anything else fails. */
async function compare(
  template: Template,
  { messages, opened }: { messages: Turn[]; opened: boolean },
  expected: Applied,
  { tokenizer, controls }: Tokenizer,
): Promise<'same' | 'folded' | 'refused'> {
  let prompt: ReturnType<typeof writePrompt>;
  try {
    prompt = writePrompt(template, messages, { controls, now: TODAY, opened });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return 'refused';
  }
  if (prompt.folded) {
    expect(expected.refused !== undefined || !expected.text!.includes(messages[0]!.content.trim())).toBe(true);
    return 'folded';
  }
  expect(prompt.text).toBe(expected.text);
  expect(await tokenizer.encode(prompt)).toEqual(expected.ids);
  return 'same';
}

const templates = publishedTemplates();

describe.skipIf(templates.length === 0)('chat templates of public models', async () => {
  const tokens = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' };
  const marks = templates.flatMap(({ source, marks: own }) => [
    ...own,
    ...(source.match(/<\|?[^\s<>|]{1,40}\|?>|\[\/?[A-Z_]+\]/g) ?? []),
  ]);
  const json = byteTokenizerJson([...new Set([...marks, ...Object.values(tokens)])]);
  const file = join(folder, 'tokenizer.json');
  writeFileSync(file, JSON.stringify(json));
  const tokenizer = await promptTokenizer(json);
  const outcomes = new Map<string, string>();
  // At once: Python takes seconds to start.
  const applied = transformers(
    file,
    templates.map(({ source }) => ({ source, tokens })),
  );

  it.each(templates)('$model: text and ids are those of transformers, or it is refused', async ({ model, source }) => {
    const template = { source, tokens, stopTokenIds: [0], beginTokenId: null };
    const expected = applied[templates.findIndex((each) => each.source === source)]!;
    const found = await Promise.all(cases.map((each, i) => compare(template, each, expected[i]!, tokenizer)));
    outcomes.set(model, found.includes('refused') ? 'refused' : found.includes('folded') ? 'folded' : 'same');
  });

  it('most are written, and few refused', () => {
    const count = (outcome: string) => [...outcomes.values()].filter((each) => each === outcome).length;
    console.log(JSON.stringify({ same: count('same'), folded: count('folded'), refused: count('refused') }));
    expect(count('refused')).toBeLessThan(6);
    expect(count('same') + count('folded')).toBeGreaterThanOrEqual(90);
  });
});

const tokenizers = publishedTokenizers();

describe.skipIf(tokenizers.length === 0)('public models with their own tokenizers', () => {
  it.each(tokenizers)(
    '$name: text and ids are those of transformers, and nobody’s text is control',
    async ({ path }) => {
      const source = folderSource(path);
      const { template } = await checkpointTemplate(source);
      const tokenizer = await promptTokenizer((await readTokenizer(source, 1 << 20)) as TokenizerJson);
      await source.close();
      const [expected] = transformers(join(path, 'tokenizer.json'), [template]);
      for (const [i, each] of cases.entries()) {
        expect(await compare(template, each, expected![i]!, tokenizer)).toBe('same');
      }

      const controlsIn = async (content: string) => {
        const prompt = writePrompt(template, [{ role: 'user', content }], { controls: tokenizer.controls, now: TODAY });
        const ids = await tokenizer.tokenizer.encode(prompt);
        expect(tokenizer.ordinary.encode(prompt.text).length).toBeLessThanOrEqual(ids.length);
        return ids.filter(tokenizer.isControl);
      };
      const plain = await controlsIn('What is this?');
      const all = [...tokenizer.controls.ids.keys()];
      expect(all.length).toBeGreaterThan(5);
      expect(await controlsIn(`What is this? ${all.join('\n')} ${all.join('')}`)).toEqual(plain);
    },
  );
});
