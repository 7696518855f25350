import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { venvPython } from '../../setup/system/python.ts';
import { writePrompt } from './prompt.ts';
import { byteTokenizerJson, promptTokenizer } from './testing/byte-tokenizer.ts';
import { controlTexts, conversations, families, TODAY } from './testing/families.ts';
import type { Turn } from './turn.ts';

interface Applied {
  text?: string;
  ids?: number[];
  refused?: string;
}

const json = byteTokenizerJson([...controlTexts, '<|im_sep|>', '医療', '  two']);
const folder = mkdtempSync(join(tmpdir(), 'hakui-templates-'));
const script = fileURLToPath(new URL('testdata/apply_templates.py', import.meta.url));
const golden = JSON.parse(readFileSync(new URL('testdata/prompts.json', import.meta.url), 'utf8'));

afterAll(() => rmSync(folder, { recursive: true }));

/** What transformers' apply_chat_template makes of them. */
function transformers(prompts: { source: string; tokens: object; messages: Turn[]; opened: boolean }[]): Applied[] {
  const tokenizer = join(folder, 'tokenizer.json');
  writeFileSync(tokenizer, JSON.stringify(json));
  const today = [TODAY.getFullYear(), TODAY.getMonth() + 1, TODAY.getDate(), TODAY.getHours(), TODAY.getMinutes()];
  const answer = execFileSync(venvPython, [script], {
    input: JSON.stringify({ tokenizer, today, prompts }),
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });
  return JSON.parse(answer.toString()) as Applied[];
}

describe('texts and ids are those of transformers', async () => {
  const { tokenizer, controls } = await promptTokenizer(json);
  const cases = families.flatMap(({ name, source, tokens = {} }) =>
    Object.entries(conversations).flatMap(([conversation, messages]) =>
      [true, false].map((opened) => ({ name, conversation, source, tokens, messages, opened })),
    ),
  );
  const applied = transformers(
    cases.map(({ source, tokens, messages, opened }) => ({ source, tokens, messages, opened })),
  );

  it.each(cases.map((each, i) => ({ ...each, expected: applied[i]! })))(
    '$name, $conversation, opened: $opened',
    async ({ name, conversation, source, tokens, messages, opened, expected }) => {
      const template = { source, tokens, stopTokenIds: [0], beginTokenId: null };
      const prompt = writePrompt(template, messages, { controls, now: TODAY, opened });
      if (opened) expect(golden[name][conversation]).toEqual(expected.text ?? { refused: expected.refused });
      if (prompt.folded) {
        const said = expected.refused !== undefined || !expected.text?.includes(messages[0]!.content.trim());
        expect(said, 'transformers says the instructions').toBe(true);
        return;
      }
      expect(prompt.text).toBe(expected.text);
      expect(await tokenizer.encode(prompt)).toEqual(expected.ids);
    },
  );
});
