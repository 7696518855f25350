import { expect } from 'vitest';
import { readDataset } from '../datasets/read-dataset';
import { sniffDatasets } from '../datasets/sniff';
import { itWithPublished, publishedSources } from '../datasets/testing/published';
import { datasetOf } from '../datasets/testing/sources';
import { seeded } from '../random';
import { readLetters } from './reasoned-letter';

/*
 * Answers as models write them, around real options: read as what they state, or not at all, and never as
 * something else. HAKUI_SHAPES: how many.
 */

const COUNT = Number(process.env.HAKUI_SHAPES ?? 3_000);

interface Said {
  /** The right options' letters and words, and those of the others. */
  right: { letter: string; words: string }[];
  others: { letter: string; words: string }[];
  language: 'ja' | 'en';
}

const lower = (text: string) => text.toLowerCase();
const wide = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
const letters = ({ right }: Said, by = '、', form = (letter: string) => letter) =>
  right.map(({ letter }) => form(letter)).join(by);
const both = ({ right }: Said, by: string, form: (letter: string, words: string) => string) =>
  right.map(({ letter, words }) => form(letter, words)).join(by);
const one = ({ others }: Said) => others[0]!;

const JA: ((said: Said) => string)[] = [
  (s) => `答え：${letters(s)}`,
  (s) => `【回答】${letters(s, ',', lower)}`,
  (s) => `正解は${letters(s, 'と')}です。`,
  (s) => `正解は${both(s, 'と', (l, w) => `${l}（${w}）`)}です。`,
  (s) => `正解は${both(s, 'と', (l, w) => `${w}（${l}）`)}です。`,
  (s) => `答え:\n${both(s, '\n', (l, w) => `${l}. ${w}`)}`,
  (s) => `答え:\n${both(s, '\n', (l, w) => `- ${l}) ${w}`)}`,
  (s) => `したがって、${letters(s, '、')}が正しい。`,
  (s) => `以上より、正解は${letters(s, 'および', wide)}である。`,
  (s) => `**${letters(s, ', ')}**`,
  (s) => `${letters(s, '・', lower)}`,
  (s) => `${one(s).letter}は誤りである。よって答えは${letters(s)}。`,
  (s) => `${one(s).letter}も考えられるが、最も適切なのは${letters(s, 'と')}である。`,
  (s) => `答えは${one(s).letter}、いや、${letters(s, 'と')}です。`,
  (s) => `答えは${one(s).letter}ではなく${letters(s, 'と')}です。`,
  (s) => `最初は${one(s).letter}と考えたが、${letters(s, 'と')}が正しい。`,
  (s) => `答え：${letters(s)}\n\n問題: 次のうち正しいのはどれか。\nA. ア\nB. イ\n答え: ${one(s).letter}`,
  (s) =>
    `答え：${letters(s)}<|im_end|>\n<|im_start|>user\n次は？<|im_end|>\n<|im_start|>assistant\n答え：${one(s).letter}`,
  (s) => `<think>\n答えは${one(s).letter}かもしれない。いや、わからない。\n</think>\n\n正解は${letters(s, 'と')}です。`,
  (s) => `<think>\n${one(s).letter}が正解です。\n</think>\n${both(s, '\n', (l, w) => `${l}. ${w}`)}`,
  (s) => `答え: ${letters(s)}（${s.right.map(({ words }) => words).join('、')}）`,
  (s) => `答え: ${letters(s, ' ')}`,
  (s) =>
    `${[...s.right, ...s.others].map(({ letter }) => `${letter}：${s.right.some((each) => each.letter === letter) ? '正しい' : '誤り'}`).join('\n')}`,
  (s) =>
    `${[...s.right, ...s.others].map(({ letter, words }) => `${letter}. ${words} → ${s.right.some((each) => each.letter === letter) ? '○' : '×'}`).join('\n')}`,
  (s) =>
    `| 選択肢 | 判定 |\n|---|---|\n${[...s.right, ...s.others].map(({ letter }) => `| ${letter} | ${s.right.some((each) => each.letter === letter) ? '○' : '×'} |`).join('\n')}`,
  (s) => `\\boxed{${letters(s, ', ')}}`,
  (s) => `{"answer": "${letters(s, ', ')}"}`,
  (s) => `正解：${letters(s)}\n解説：${one(s).letter}は頻度が低く、適切ではない。${one(s).words}は別の疾患で用いる。`,
  (s) => `この症例では${both(s, 'と', (l, w) => `${l}の「${w}」`)}が最も適切です。`,
  (s) => `${letters(s, 'と')}を選択します。${one(s).letter}は不適切だからです。`,
  (s) => `誤っている選択肢は除く。${one(s).letter}は正しくない。正答は${letters(s, '、', lower)}。`,
  (s) => `选项${one(s).letter}不正确。正确答案是${letters(s, '和')}。`,
  (s) => `因此，答案是 ${letters(s, '、')}。`,
  (s) => `정답은 ${letters(s, ', ')}입니다.`,
];
const EN: ((said: Said) => string)[] = [
  (s) => `Answer: ${letters(s, ', ')}`,
  (s) => `The answer is (${letters(s, ') and (')}).`,
  (s) => `The correct answer is ${both(s, ' and ', (l, w) => `**${l}. ${w}**`)}`,
  (s) => `${letters(s, ' and ')} ${s.right.length > 1 ? 'are' : 'is'} correct.`,
  (s) => `${one(s).letter} is incorrect because it is rare. Therefore, the answer is ${letters(s, ' and ')}.`,
  (s) => `The answer is not ${one(s).letter} but ${letters(s, ' and ')}.`,
  (s) => `The answer is ${one(s).letter}. Wait, no, the answer is ${letters(s, ' and ')}.`,
  (s) => `I would choose ${letters(s, ' and ', (each) => `option ${each}`)}, not ${one(s).letter}.`,
  (s) => `Let's go through it. ${one(s).words} is seen elsewhere.\n\n**Answer:** ${letters(s, ', ')}`,
  (s) => `<think>It could be ${one(s).letter}. The answer is ${one(s).letter}?</think>\n\n${letters(s, ', ')}`,
  (s) =>
    `<|channel|>analysis<|message|>Answer ${one(s).letter}<|end|><|start|>assistant<|channel|>final<|message|>Answer: ${letters(s, ', ')}`,
  (s) => `Answer: ${letters(s, ', ')}\nUser: next question\nAssistant: Answer: ${one(s).letter}`,
  (s) => `Final Answer: The final answer is $\\boxed{${letters(s, ', ')}}$. I hope it is correct.`,
];

itWithPublished('igakuqa/2018', 'answers of many shapes are read as what they state, or not', async () => {
  const { groups } = await sniffDatasets(await publishedSources('igakuqa/2018'));
  const { items } = datasetOf(await readDataset(groups[0]!));
  const random = seeded(Number(process.env.HAKUI_SEED ?? 20261201), 'shapes');
  const misread: string[] = [];
  const unread: string[] = [];
  for (let done = 0; done < COUNT; ) {
    const language = random.below(2) === 0 ? 'ja' : 'en';
    const options = items[random.below(items.length)]!.texts[language]?.options ?? [];
    if (options.length < 4 || new Set(options).size < options.length) continue;
    if (options.some((option) => option.normalize('NFKC').trim().length < 2 || option.includes('\n'))) continue;
    const all = options.map((words, index) => ({ letter: 'ABCDEFGHIJ'[index]!, words }));
    const first = random.below(all.length);
    const count = random.below(3) === 0 ? 2 : 1;
    const chosen = new Set(count === 2 ? [first, (first + 1 + random.below(all.length - 1)) % all.length] : [first]);
    const right = all.filter((_, index) => chosen.has(index));
    const others = all.filter((_, index) => !chosen.has(index));
    others.unshift(...others.splice(random.below(others.length), 1));
    const shapes = language === 'ja' ? JA : EN;
    const output = shapes[random.below(shapes.length)]!({ right, others, language });
    const got =
      readLetters(output, options)
        ?.map((index) => all[index]!.letter)
        .join('') ?? null;
    done += 1;
    if (got === null) unread.push(output);
    else if (got !== right.map(({ letter }) => letter).join('')) misread.push(`${got}: ${output}`);
  }
  expect(misread).toEqual([]);
  expect(unread.length, unread.slice(0, 20).join('\n---\n')).toBeLessThanOrEqual(0.03 * COUNT);
});
