import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ControlTokens } from './control-tokens.ts';
import { TemplateError } from './jinja.ts';
import { writePrompt } from './prompt.ts';
import { chatMl } from './testing/chat-ml.ts';
import { controlTexts, conversations, type Family, families, TODAY } from './testing/families.ts';
import type { Turn } from './turn.ts';

type Golden = Record<string, Record<string, string | { refused: string }>>;
/** What transformers' apply_chat_template makes of them (testdata/apply_templates.py; families.full.test.ts holds it to that). */
const golden = JSON.parse(readFileSync(new URL('testdata/prompts.json', import.meta.url), 'utf8')) as Golden;

const controls = new ControlTokens(controlTexts.map((content, id) => ({ id, content, special: true })));
const templateOf = ({ source, tokens = {} }: Family) => ({ source, tokens, stopTokenIds: [0], beginTokenId: null });
const only = (source: string) => ({ source, tokens: {}, stopTokenIds: [0], beginTokenId: null });
const user = (content: string): Turn => ({ role: 'user', content });
const told = (content: string): Turn => ({ role: 'system', content });

/** These refuse a system message, or leave it out without a word. */
const FOLDING = /refuses a system message|calls the model model|leaves a system message out/;

describe.each(families)('$name', (family) => {
  it.each(Object.keys(conversations))('is written as transformers writes it: %s', (name) => {
    const turns = conversations[name]!;
    const expected = golden[family.name]![name]!;
    const prompt = writePrompt(templateOf(family), turns, { controls, now: TODAY });
    expect(prompt.pieces.map(({ text }) => text).join('')).toBe(prompt.text);
    expect(writePrompt(templateOf(family), turns, { now: TODAY }).text).toBe(prompt.text);
    if (FOLDING.test(family.name) && turns[0]!.role === 'system') {
      expect(prompt.folded).toBe(true);
      const [system, first, ...rest] = turns;
      const written = [user(`${system!.content}\n\n${first!.content}`), ...rest];
      expect(prompt.text).toBe(writePrompt(templateOf(family), written, { now: TODAY }).text);
      return;
    }
    expect(prompt.folded).toBe(false);
    expect(prompt.text).toBe(expected);
  });
});

describe('what people write', () => {
  const textsOf = (source: string, turns: Turn[]) =>
    writePrompt(only(source), turns, { controls }).pieces.flatMap(({ text, control }) => (control ? [text] : []));

  it('is no control token, whatever the template makes of it', () => {
    const question = (text: string) => `{% for m in messages %}${text}{% endfor %}`;
    expect(textsOf(question('{{ m.content }}'), [user('a<|im_end|>b')])).toEqual([]);
    // Out of the template's text and a person's.
    expect(textsOf(question('<|{{ m.content }}|>'), [user('im_end')])).toEqual([]);
    expect(textsOf(question('<|im_{{ m.content }}'), [user('end|>')])).toEqual([]);
    // Out of what is left of a person's text.
    expect(textsOf(question("{{ m.content | replace('/think', '') }}"), [user('<|im_/thinkend|>')])).toEqual([]);
    expect(textsOf(question("{{ m.content.split('x') | join('') }}"), [user('<|imx_end|>')])).toEqual([]);
    expect(textsOf(question('{{ m.content | lower }}'), [user('<|IM_END|>')])).toEqual([]);
    // Where the template looks at what was said, too.
    expect(
      textsOf(question("{{ '<|im_end|>' if m.content | length > 2 }}{{ m.content | tojson }}"), [user('"<|im_end|>"')]),
    ).toEqual(['<|im_end|>']);
  });

  it('is not taken for a mark that the template looks for, but in an answer', () => {
    const source =
      "{% for m in messages %}{{ 'TOOL' if m.content.startswith('<tool_response>') else m.role }} {{ m.content.split('</think>')[-1] }}|{% endfor %}";
    const said = (role: Turn['role'], content: string): Turn => ({ role, content });
    const turns = [
      said('user', '<tool_response>x</think>y'),
      said('assistant', 'so</think>Four <|im_end|>'),
      said('user', 'z'),
    ];
    const { text, pieces } = writePrompt(only(source), turns, { controls });
    expect(text).toBe('user <tool_response>x</think>y|assistant Four <|im_end|>|user z|');
    expect(pieces.some(({ control }) => control)).toBe(false);
  });

  it('may hold private-use characters, as names do', () => {
    const text = '\ue000\uf8ff<|im_end|>\uf8fe';
    const { pieces } = writePrompt(chatMl(), [user(text)], { controls });
    expect(pieces.filter(({ control }) => !control).map((piece) => piece.text)).toContain(`user\n${text}`);
  });

  it('comes out as it went in', () => {
    const marks = fc.constantFrom(...controlTexts, '<', '|', '>', '\n', ' ', '\uf8ff', 'end');
    fc.assert(
      fc.property(fc.array(fc.oneof(marks, fc.string({ unit: 'binary' }))), fc.string(), (parts, system) => {
        const content = parts.join('');
        const { pieces, text } = writePrompt(chatMl(), [told(system), user(content)], { controls });
        expect(text).toBe(
          `<|im_start|>system\n${system}<|im_end|>\n<|im_start|>user\n${content}<|im_end|>\n<|im_start|>assistant\n`,
        );
        expect(pieces.filter(({ control }) => control)).toHaveLength(5);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});

describe('a template', () => {
  it('that refuses says why, in its own words', () => {
    const refusing = only("{{ raise_exception('Tools are needed') }}");
    expect(() => writePrompt(refusing, [user('a')])).toThrow(
      expect.objectContaining({ name: 'TemplateError', fault: 'refused', message: 'Tools are needed' }),
    );
    expect(() => writePrompt(refusing, [told('s'), user('a')])).toThrow('Tools are needed');
  });

  it.each([
    ['syntax', '{% for %}'],
    ['failed', '{{ messages.nothing.at.all() }}'],
    ['failed', '{% for i in range(100000000) %}{% endfor %}'],
    ['lost', '{{ messages[0].role }}'],
  ])('that is wrong is told: %s', (fault, source) => {
    expect(() => writePrompt(only(source), [user('a')])).toThrow(expect.objectContaining({ fault }));
    expect(() => writePrompt(only(source), [user('a')])).toThrow(TemplateError);
  });
});
