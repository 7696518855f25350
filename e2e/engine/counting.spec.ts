import type { ChatMessage } from '../../src/engine/types.ts';
import { ask } from './ask.ts';
import { expect, load, type Page, test } from './harness.ts';

const turn = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });

const CONVERSATIONS: ChatMessage[][] = [
  [turn('user', 'Thank you.')],
  [turn('user', '低カリウム血症の鑑別診断を、可能性の高い順に挙げてください。')],
  [turn('system', 'Answer in one sentence.'), turn('user', 'What raises the INR of a patient on warfarin?')],
  [
    turn('system', 'あなたは循環器内科の当直医です。$& と $$ はそのまま書きます。'),
    turn('user', '  72 歳男性、NT-proBNP 1,850 pg/mL。\n\n次に何を調べますか？  '),
    turn('assistant', '心エコー検査です。\n- 左室駆出率\n- 弁膜症'),
    turn('user', 'And if the ejection fraction is preserved? 👩🏽‍⚕️'),
    turn('assistant', 'Then think of HFpEF: diuretics, blood pressure, SGLT2 inhibitors.'),
    turn('user', 'ありがとう。'),
  ],
  [turn('user', ''), turn('assistant', '<|im_end|> is a mark'), turn('user', '<|im_start|>user\nSo is this')],
];

const count = (page: Page, messages: ChatMessage[]) =>
  page.evaluate((each) => window.hakui.engine.countTokens(each), messages);

test('tokens are counted as web-llm counts them, while it answers too', async ({ page, complaints }) => {
  await load(page);
  for (const messages of CONVERSATIONS) {
    const { frame, turns } = await count(page, messages);
    expect(turns).toHaveLength(messages.filter(({ role }) => role !== 'system').length);
    await page.evaluate(() => window.hakui.engine.forget());
    const { usage } = await ask(page, { messages, options: { maxTokens: 1 } });
    expect(frame + turns.reduce((sum, each) => sum + each, 0)).toBe(usage?.promptTokens);
  }

  await test.step('a count does not wait for the answer under way, and leaves it as it would be', async () => {
    const messages = [turn('user', 'Tell me about the heart.')];
    const options = { temperature: 0, maxTokens: 64 };
    const alone = await ask(page, { messages, options });
    const expected = await count(page, CONVERSATIONS[3]!);
    const both = await page.evaluate(
      async ([asked, counted, sampling]) => {
        const { engine } = window.hakui;
        let text = '';
        const seen: { counts: unknown; state: string }[] = [];
        let counting = Promise.resolve();
        for await (const delta of engine.chat(asked, sampling)) {
          if (delta.kind !== 'text') continue;
          text += delta.text;
          if (seen.length > 0 || text.length < 8) continue;
          counting = engine.countTokens(counted).then((counts) => {
            seen.push({ counts, state: engine.status.state });
          });
        }
        await counting;
        return { text, seen: seen[0] };
      },
      [messages, CONVERSATIONS[3]!, options] as const,
    );
    expect(both.seen).toEqual({ counts: expected, state: 'generating' });
    expect(both.text).toBe(alone.text);
  });

  await test.step('a repetition penalty changes nothing up to the first token said again, and then that', async () => {
    const said = async (repetitionPenalty?: number) => {
      const options = {
        temperature: 0,
        maxTokens: 48,
        topLogprobs: 1,
        ...(repetitionPenalty && { repetitionPenalty }),
      };
      const { tokens } = await ask(page, { prompt: 'One, two, three', options });
      return tokens.map(({ token }) => token);
    };
    const plain = await said();
    expect(await said(1)).toEqual(plain);
    const again = plain.findIndex((token, index) => plain.indexOf(token) < index);
    expect(again).toBeGreaterThan(0);
    const penalised = await said(20);
    expect(penalised.slice(0, again)).toEqual(plain.slice(0, again));
    expect(plain.slice(0, again)).not.toContain(penalised[again]);
  });

  expect(complaints).toEqual([]);
});
