import { expect } from 'vitest';
import { readDataset } from '../datasets/read-dataset';
import { sniffDatasets } from '../datasets/sniff';
import { itWithPublished, publishedSources } from '../datasets/testing/published';
import { datasetOf } from '../datasets/testing/sources';
import { LETTERS } from '../protocols/render-prompt';
import { readOptionTexts } from './option-text';
import { readLetters } from './reasoned-letter';

type Form = (letter: string, option: string) => string;
const FORMS: Record<'ja' | 'en', Form[]> = {
  ja: [
    (letter, option) => `答え：${letter}. ${option}`,
    (letter, option) => `正解は${letter.toLowerCase()}の「${option}」です。`,
    (letter, option) => `${letter}の${option}が正解です。`,
    (letter, option) => `【正解】${letter}\n【解説】${option}が最も適切である。`,
  ],
  en: [
    (letter, option) => `Answer: ${letter}. ${option}`,
    (letter, option) => `The correct answer is ${letter}) ${option}.`,
    (letter, option) => `Option ${letter} (${option}) is the correct answer.`,
    (letter, option) => `**Answer: (${letter}) ${option}**\n\nThis is typical.`,
  ],
};

itWithPublished(
  'igakuqa/2018',
  'every real option is read by its letter and by its text, and lists of options are no answer',
  async () => {
    const { groups } = await sniffDatasets(await publishedSources('igakuqa/2018'));
    const { items } = datasetOf(await readDataset(groups[0]!));
    const wrong: string[] = [];
    for (const { texts } of items) {
      for (const language of ['ja', 'en'] as const) {
        const options = texts[language]?.options ?? [];
        // Drawn in a picture, or letters of a picture.
        if (options.length === 0 || options.some((option) => option.normalize('NFKC').trim().length < 2)) continue;
        const list = options.map((option, index) => `${LETTERS[index]}. ${option}`).join('\n');
        if (readLetters(`Options:\n${list}`, options) !== null) wrong.push(list);
        options.forEach((option, index) => {
          if (readOptionTexts(option, options)?.includes(options.indexOf(option)) !== true) wrong.push(option);
          for (const form of FORMS[language]) {
            const answer = form(LETTERS[index]!, option);
            if (readLetters(answer, options)?.join() !== String(index)) wrong.push(answer);
          }
        });
      }
    }
    expect(wrong).toEqual([]);
    expect(items.length).toBeGreaterThan(300);
  },
);
