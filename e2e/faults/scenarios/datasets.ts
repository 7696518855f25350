import { modelReady, passFirstRun } from '../../app/app.ts';
import { choosing, openBenchmark } from '../../app/benchmark-page.ts';
import type { Scenario } from '../scenario.ts';

/** In MedQA's form, with words of our own. */
const QUESTIONS = ['worn', 'swallowed'].map((how, at) => ({
  question: `Which of these is ${how}?`,
  options: { A: 'A white coat', B: 'A tablet', C: 'A chart', D: 'A corridor' },
  answer: ['A white coat', 'A tablet'][at],
  answer_idx: 'AB'[at],
  meta_info: 'step1',
}));
const FILE = {
  name: 'phrases_test.jsonl',
  mimeType: 'text/plain',
  buffer: Buffer.from(QUESTIONS.map((each) => `${JSON.stringify(each)}\n`).join('')),
};

/** A data set is added from a file, and deleted. */
export const datasets: Scenario = {
  name: 'datasets',
  async begin(page) {
    await passFirstRun(page);
    // What loads meanwhile would be counted.
    await modelReady(page);
    await openBenchmark(page);
  },
  async act(person) {
    const { page } = person;
    const added = page.getByRole('region', { name: 'Data sets' }).getByRole('article', { name: /MedQA/ });
    await person.until('can choose a file', async () => (await choosing(page).count()) > 0);
    if (!(await added.isVisible())) await choosing(page).setInputFiles(FILE);
    await person.sees(added);
    await person.press(added.getByRole('button', { name: 'Delete' }));
    await person.seesNo(added);
    await person.sees(page.getByText(/^Deleted: .*MedQA/).last());
  },
  back: openBenchmark,
  changes: /^$/,
};
