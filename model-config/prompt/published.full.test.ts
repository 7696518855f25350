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
import { formOf } from './forms.ts';
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
vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'hakui-published-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = fileURLToPath(new URL('testdata/apply_templates.py', import.meta.url));
interface Case {
  messages: Turn[];
  opened: boolean;
}

const cases: Case[] = Object.values(conversations).flatMap((messages) =>
  [true, false].map((opened) => ({ messages, opened })),
);

/**
 * What transformers' apply_chat_template makes of these conversations; for each template. `tokenizer`: a tokenizer.json, or a
 * folder, whose tokens then are its own, as its template is where the source is null.
 */
function transformers(
  tokenizer: string,
  written: readonly { source: string | null; tokens: Template['tokens'] }[],
  cases: readonly Case[],
): Applied[][] {
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
  { messages, opened }: Case,
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
    cases,
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

/** Texts that tokenizers cut up each in their own way. */
const LETTERS: Case = {
  messages: [
    {
      role: 'user',
      content: [
        "I'LL we've 'S don’t 1234567 3.14e-10 ½ ² Ⅷ ①  x=y;  {\"a\":[1,2]}\t\tend   ",
        '\n\n\n \n    if (a) {\r\n\t\treturn;\r\n    }',
        'が か\u3099 Å A\u030a ﬁ ｶﾅ 全角ＡＢＣ　空白 低カリウム血症：３．５ｍＥｑ／Ｌ 東京都港区',
        'naïve Ünïcödé Привет مرحبا שלום ไทย हिन्दी 한국어 👩🏽‍⚕️🇯🇵 ∑∫ €µ °C\u00a0±\u200b\ufeff𠮷',
        '▁ ▁▁ <0x0A> Ġ Ċ <| |> [ ]',
      ].join('\n'),
    },
  ],
  opened: true,
};

const ALPACA = { source: formOf('alpaca')!.source, name: 'alpaca' };

/**
 * Why each of the following is not taken. Byte-level tokenizers all are, and so are those that were SentencePiece's and have
 * fallen back to bytes since, as long as their files say all of them.
 */
const REFUSED: Record<string, RegExp> = {
  // Its file lacks the marks of its turns, and their numbers leave gaps that no library would number them with.
  chatglm3: /tokenizer_config\.json, field "added_tokens_decoder\.64790": "\[gMASK\]" would be token 64789/,
  // It has marks in the place of others, which stand in its vocabulary still.
  internlm2: /"<\|plugin\|>" would be token 92544, the file says 92538/,
};

describe.skipIf(tokenizers.length === 0)('public models with their own tokenizers', () => {
  it.each(tokenizers)(
    '$name: text and ids are those of transformers, and nobody’s text is control',
    async ({ name, path }) => {
      const source = folderSource(path);
      const read = readTokenizer(source, 1 << 20);
      if (REFUSED[name]) {
        await expect(read).rejects.toThrow(REFUSED[name]);
        return source.close();
      }
      const written = (await read) as TokenizerJson;
      // Not every one of them has a template; then any does that has no marks.
      const own = await checkpointTemplate(source, written).catch(() => null);
      const { template } = own ?? (await checkpointTemplate(source, written, ALPACA));
      const tokenizer = await promptTokenizer(written);
      await source.close();
      const asked = [...cases, LETTERS];
      const [expected] = transformers(path, [{ source: own ? null : template.source, tokens: {} }], asked);
      for (const [i, each] of asked.entries()) {
        expect(await compare(template, each, expected![i]!, tokenizer)).toBe('same');
      }

      const controlsIn = async (content: string) => {
        const prompt = writePrompt(template, [{ role: 'user', content }], { controls: tokenizer.controls, now: TODAY });
        const ids = await tokenizer.tokenizer.encode(prompt);
        expect(tokenizer.ordinary.encode(prompt.text).length).toBeLessThanOrEqual(ids.length);
        return ids.filter(tokenizer.isControl);
      };
      const plain = await controlsIn('What is this?');
      // Of thousands that are not in use, every fortieth.
      const all = [...tokenizer.controls.ids.keys()];
      const marks = all.filter((_, at) => at < 300 || at % 40 === 0);
      expect(await controlsIn(`What is this? ${marks.join('\n')} ${marks.join('')}`)).toEqual(plain);
    },
  );
});
