import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import i18next from 'i18next';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, test } from 'vitest';
import type { CsvFault } from '@/benchmark/datasets/csv';
import { DatasetError, type DatasetErrorCode } from '@/benchmark/datasets/errors';
import { RunFileError } from '@/benchmark/export/run-file-error';
import { useFaultText } from '@/benchmark/screens/fault-text';
import { useAnyProblem } from '@/benchmark/screens/home/dataset-problem';
import { useImportProblem } from '@/benchmark/screens/import/use-import-problem';
import { AnswerFailureNotice } from '@/chat/screens/answer-failure';
import { RESOURCES } from '@/i18n/resources';
import { ModelsProvider } from '@/models/context';
import type { ErrorDetails } from '@/models/errors';
import { useFaultWords, useWordsFor } from '@/models/fault-words';
import type { ImportErrorData } from '@/models/import/errors';
import { ImportErrorText } from '@/models/import/screens/import-error-text';
import { useTaskFailure } from '@/models/screens/task-failure';
import type { TaskFailure } from '@/models/tasks/task';
import { FakeEngine } from '@/test/fake-engine';
import { createTestModels } from '@/test/models';
import { CrashPage } from './crash-page';

/** What errors carry that nobody should have to read. */
const RAW = 'Error: {"reason":"undefined is not a function"} at blob:http://127.0.0.1/app.js:1:2';

const FULL: ErrorDetails = {
  reason: RAW,
  url: 'https://hub.example/models/m/params_shard_7.bin?x=1',
  status: 404,
  expected: 'a'.repeat(64),
  actual: 'b'.repeat(64),
  found: 12,
  feature: 'shader-f16',
  neededBytes: 5e9,
  availableBytes: 1e9,
  freeBytes: 1e6,
  promptTokens: 5_000,
  contextWindow: 4_096,
  model: 'SmolLM2',
  file: 'questions.csv',
  name: 'photo.png',
  names: 'a, b',
  adapterClass: 'gpu',
  modelType: 'llama',
  layers: 3,
  hiddenSize: 64,
  vocabSize: 99,
  began: 1,
  loaded: 2,
};
/** Where nothing is known but the code: an older database, another version's file, a browser that says nothing. */
const EMPTY: ErrorDetails = {};
const NULLS: ErrorDetails = { ...FULL, neededBytes: null, freeBytes: null, reason: null, status: null };

/** Every context that the texts of a code have: "title_page" is that of "page". */
function contextsOf(texts: object): (string | null)[] {
  return [null, ...new Set(Object.keys(texts).flatMap((key) => key.split('_').slice(1)))];
}

function variantsOf(texts: Record<string, object>): { code: string; details: ErrorDetails }[] {
  return Object.entries(texts).flatMap(([code, each]) =>
    contextsOf(each).flatMap((context) =>
      [FULL, EMPTY, NULLS].map((details) => ({
        code,
        details: context === null ? details : { ...details, expected: 5, context },
      })),
    ),
  );
}

/** Visible words, with what is folded away left out. */
function wordsOf(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const folded of copy.querySelectorAll('details')) folded.remove();
  return copy.textContent ?? '';
}

const LEAKS = /[{}]|undefined|\bnull\b|NaN|\[object|Error:|blob:|https?:\/\/hub|\w+\.error\.|\.title|\.next/;

function checkWords(code: string, words: string): void {
  expect(words.trim(), code).not.toBe('');
  expect(words, code).not.toMatch(LEAKS);
  if (code.includes('-')) expect(words, code).not.toContain(code);
}

const engineErrors = variantsOf({ ...RESOURCES.en.engine.error, 'code-of-a-later-version': {} });
const runFaults = variantsOf({ ...RESOURCES.en.benchmark.fault, ...RESOURCES.en.engine.error, 'later-code': {} });
const taskFailures = variantsOf({ ...RESOURCES.en.models.screen.task.failed, ...RESOURCES.en.engine.error });
const importErrors = [
  ...variantsOf({ ...RESOURCES.en.import.error, 'library-changed': {}, 'not-the-file': {} }),
  ...Object.keys(RESOURCES.en.import.conversion).map((conversion) => ({
    code: 'conversion',
    details: { ...FULL, conversion },
  })),
  ...Object.keys(RESOURCES.en.import.hubError).map((hub) => ({ code: 'hub', details: { ...FULL, hub } })),
].map((error) =>
  error.code === 'cannot-run' ? { ...error, details: { ...FULL, reason: 'buffer-too-large' } } : error,
);
const CSV: CsvFault[] = ['open-quote', 'stray-quote', 'after-quote', 'carriage-return'];
const datasetErrors = [
  ...Object.keys(RESOURCES.en.benchmark.problem.code).map((code) => ({ code, reason: RAW })),
  ...CSV.map((reason) => ({ code: 'not-csv', reason })),
  ...Object.keys(RESOURCES.en.benchmark.problem.field).map((reason) => ({ code: 'bad-field', reason })),
];

function AllWords({ say }: { say: (code: string, words: string) => void }) {
  const faultWords = useFaultWords();
  const runFault = useFaultText();
  const taskFailure = useTaskFailure();
  const anyProblem = useAnyProblem();
  const importProblem = useImportProblem();
  const wordsFor = useWordsFor();
  const both = ({ title, next }: { title: string; next: string }) => `${title} ${next}`;
  for (const fault of engineErrors) say(fault.code, both(faultWords(fault)));
  for (const fault of runFaults) say(fault.code, both(runFault(fault, 'SmolLM2')));
  for (const failure of taskFailures) say(failure.code, both(taskFailure(failure as TaskFailure)));
  for (const { code, reason } of datasetErrors) {
    const details = { ...FULL, file: 'q.csv', line: 3, field: 'answer', reason, id: '1', otherFile: 'r', otherLine: 4 };
    const error = new DatasetError(code as DatasetErrorCode, { ...details, limit: 9, value: 1, entry: 'e' });
    say(code, anyProblem(error));
  }
  const thrown = [new Error(RAW), new DOMException(RAW, 'QuotaExceededError'), RAW, undefined, { reason: RAW }];
  for (const each of thrown) {
    say('thrown', both(wordsFor(each)));
    say('thrown', anyProblem(each));
    say('thrown', importProblem(each));
  }
  say('unreadable', importProblem(new RunFileError('unreadable', { file: 'f', line: null, reason: RAW })));
  say('not-json', importProblem(new RunFileError('not-json', { file: 'f', line: null, reason: RAW })));
  return null;
}

function show(screen: React.ReactNode): Element {
  const router = createMemoryRouter([{ path: '/', element: screen }]);
  const models = createTestModels(new FakeEngine());
  return render(
    <MantineProvider env="test">
      <ModelsProvider value={models}>
        <RouterProvider router={router} />
      </ModelsProvider>
    </MantineProvider>,
  ).container;
}

test.each(['en', 'ja'])('every error is in words, whatever it carries (%s)', async (language) => {
  await i18next.changeLanguage(language);
  const said: [code: string, words: string][] = [];
  show(<AllWords say={(...each) => said.push(each)} />);
  expect(said.length).toBeGreaterThan(300);
  for (const each of said) checkWords(...each);
});

test.each(['en', 'ja'])('what only somebody who mends it needs is folded away (%s)', async (language) => {
  await i18next.changeLanguage(language);
  const screen = show(
    <>
      {engineErrors.map((failure, index) => (
        <section key={String(index)} data-code={failure.code}>
          <AnswerFailureNotice failure={failure} canRetry onRetry={() => undefined} />
        </section>
      ))}
      {importErrors.map((error, index) => (
        <section key={String(index)} data-code={error.code}>
          <ImportErrorText error={error as ImportErrorData} />
        </section>
      ))}
      <section data-code="crash">
        <CrashPage error={new Error(RAW)} />
      </section>
    </>,
  );
  const sections = [...screen.querySelectorAll<HTMLElement>('[data-code]')];
  expect(sections).toHaveLength(engineErrors.length + importErrors.length + 1);
  for (const section of sections) checkWords(section.dataset.code!, wordsOf(section));
  expect(screen.querySelector('details')?.textContent).toContain(RAW);
});
