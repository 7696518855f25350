import type { Page } from '../../app/app.ts';

/** A conversation as the bench wants it: so many messages, each answer one of the texts in turn. */
export interface Wanted {
  id: string;
  title: string;
  messages: number;
  answers: string[];
}

/** Further conversations of one exchange each, older than the others. */
export const filler = (count: number): Wanted[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `filler-${index}`,
    title: `${SUBJECTS[index % SUBJECTS.length]!} ${index}`,
    messages: 2,
    answers: [`${SHORT_ANSWERS[index % SHORT_ANSWERS.length]!} Case ${index}.`],
  }));

const SUBJECTS = [
  '低カリウム血症の鑑別',
  'Dose of warfarin',
  'Referral to cardiology',
  '心房細動の抗凝固療法',
  'Heart failure',
];

export const SHORT_ANSWERS = [
  'Potassium below **3.5 mEq/L** has three usual causes:\n\n- renal loss (diuretics, aldosteronism)\n- intestinal loss\n- a shift into cells',
  '低カリウム血症では、まず**尿中カリウム**を測定します。腎性の喪失であれば 20 mEq/L 以上になります。心電図では T 波の平低化と U 波が見られます。',
  'Warfarin and amiodarone together raise the INR. Measure it weekly, and begin with a third less of the dose.',
];

/** The kinds of Markdown that are dear to draw, at a length that models write. */
export const LONG_ANSWER = [
  '## Findings',
  ...Array.from({ length: 12 }, (_, item) =>
    [`${item + 1}. The point **number ${item}** of the list`, '   - a part of it', '     - a part of the part'].join(
      '\n',
    ),
  ),
  `| drug | dose | effect |\n|---|---|---|\n${Array.from({ length: 60 }, (_, row) => `| drug ${row} | ${row} mg | raises the INR by ${row} % |`).join('\n')}`,
  `\`\`\`python\n${Array.from({ length: 40 }, (_, line) => `value_${line} = measure(${line})`).join('\n')}\n\`\`\``,
  ...Array.from(
    { length: 12 },
    (_, term) => `The clearance is $$\\frac{(140-a)\\cdot w}{${72 + term}\\cdot c}$$ by the formula.`,
  ),
].join('\n\n');

export const DEEP_LIST = Array.from({ length: 200 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}`).join('\n');

export const LONG_TABLE = `| n | drug | dose |\n|---|---|---|\n${Array.from({ length: 2_000 }, (_, row) => `| ${row} | drug ${row} | ${row} mg |`).join('\n')}`;

/** Writes conversations where the page reads them, the first as the newest. The page has to be opened anew to see them. */
export async function store(page: Page, conversations: readonly Wanted[]): Promise<void> {
  await page.evaluate(async (wanted) => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settled(indexedDB.open('hakui'));
    const transaction = database.transaction(['conversations', 'messages'], 'readwrite');
    const [rows, texts] = ['conversations', 'messages'].map((table) => transaction.objectStore(table));
    const model = { id: 'hakui-tiny', name: 'Hakui tiny' };
    const usage = { promptTokens: 100, completionTokens: 100, decodeTokensPerSecond: 50 };
    const now = Date.now();
    wanted.forEach(({ id, title, messages, answers }, place) => {
      const updatedAt = now - place * 3_600_000;
      let parentId: string | null = null;
      for (let index = 0; index < messages; index++) {
        const own = `${id}-${index}`;
        const base = { id: own, conversationId: id, parentId, createdAt: updatedAt - messages + index };
        const exchange = index >> 1;
        if (index % 2 === 0) texts!.put({ ...base, role: 'user', text: `Question ${exchange} of this chat?` });
        else {
          const text = `${answers[exchange % answers.length]!}\n\nThat was answer ${exchange}.`;
          texts!.put({ ...base, role: 'assistant', text, state: 'complete', model, usage, failure: null });
        }
        parentId = own;
      }
      rows!.put({ id, title, createdAt: updatedAt - messages, updatedAt, leafId: parentId });
    });
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
    database.close();
  }, conversations);
}
