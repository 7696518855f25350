import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { records } from '@/models/catalog';
import { prepared, SMOLLM2 } from '@/test/models';
import { openApp } from '@/test/open-app';
import type { GivenTemplate } from '../../../../model-config/convert/template.ts';
import { ImportError } from '../errors';
import type { Examined } from '../examine';
import type { CarryOut, Order, Results } from '../orders';
import type { ImportProgress } from '../progress';

const { architecture, template } = records.find(({ id }) => id === SMOLLM2)!;
const source = {
  kind: 'gguf',
  name: 'mine',
  files: [{ path: 'mine.gguf', bytes: 5, sample: 'a'.repeat(64) }],
} as const;
const examined: Examined = {
  kind: 'described',
  source: { ...source, files: [...source.files] },
  description: {
    name: 'Mine',
    licence: null,
    architecture,
    trainedContext: 2048,
    template,
    storedAs: ['Q4_K', 'F32'],
    templateFrom: { file: 'mine.gguf', key: 'tokenizer.chat_template' },
    templateGiven: false,
    traits: { folds: true, ownSystem: null, opening: '', dated: true, tools: false },
  },
  gated: false,
};

/** A worker that finds `examined` in every file, and whose runs the test leads. */
function leadWorker() {
  const led: { report: (progress: ImportProgress) => void; fail: (error: ImportError) => void } = {
    report: () => {},
    fail: () => {},
  };
  const carryOut: CarryOut = (order, onProgress, signal) => {
    if (order.kind !== 'run') return Promise.resolve(examined as Results[typeof order.kind]);
    return new Promise((_, reject) => {
      Object.assign(led, { report: onProgress, fail: reject });
      signal.addEventListener('abort', () => reject(new ImportError('cancelled')));
    });
  };
  return { led, carryOut };
}

async function opened(options: { carryOut?: CarryOut; hub?: boolean; freeBytes?: number } = {}) {
  const app = await openApp({
    at: '#/models',
    models: { readPrepared: async () => prepared(SMOLLM2) },
    imports: { carryOut: leadWorker().carryOut, ...options },
  });
  const panel = within(await screen.findByRole('region', { name: 'Add a model' }));
  const give = () =>
    app.imports
      .getState()
      .give(Promise.resolve({ handles: [], files: [{ path: 'mine.gguf', file: new File(['x'], 'mine.gguf') }] }));
  return { ...app, panel, give };
}

test('a model is started only when a person has said that it may be used', async () => {
  const { panel, give, user } = await opened();
  await give();
  expect(await panel.findByRole('heading', { name: 'Mine can be added' })).toBeDefined();
  expect(panel.getByText('Not stated. Ask whoever published it.')).toBeDefined();
  expect(panel.getByText('that of SmolLM2 135M Instruct')).toBeDefined();
  const start = panel.getByRole('button', { name: 'Start' });
  expect(start).toHaveProperty('disabled', true);
  await user.click(panel.getByRole('checkbox'));
  expect(start).toHaveProperty('disabled', false);
});

test('what is lost is told before a model is started', async () => {
  const { panel, give } = await opened();
  await give();
  expect(await panel.findByText('Q4_K, F32; trained for 2,048 tokens')).toBeDefined();
  expect(panel.getByText('from mine.gguf, tokenizer.chat_template')).toBeDefined();
  const lost = panel.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(lost).toHaveLength(4);
  expect(lost[1]).toContain('rounded already (Q4_K)');
  expect(lost[2]).toContain('before the first question');
  expect(lost[3]).toContain('date');
});

test('a model that states no template is asked for one, and says what is wrong with another', async () => {
  const wanted = (reason: string, conversion = 'no-template') =>
    Promise.reject(new ImportError('conversion', { conversion, reason, forms: 'chatml alpaca' }));
  const given: (GivenTemplate | null)[] = [];
  const carryOut: CarryOut = (order) => {
    const { template: mine } = order as Extract<Order, { kind: 'examine-files' }>;
    given.push(mine);
    if (mine === null) return wanted('mine.gguf: no chat template');
    if (mine.name !== 'ChatML') return wanted('it leaves a question out', 'unsupported-template');
    return Promise.resolve(examined as Results[typeof order.kind]);
  };
  const { panel, give, user } = await opened({ carryOut });
  await give();
  expect(await panel.findByRole('heading', { name: 'mine states no chat template' })).toBeDefined();
  expect(panel.getAllByRole('radio').map((radio) => radio.closest('div')?.textContent)).toHaveLength(3);
  const again = panel.getByRole('button', { name: 'Look at it again' });
  expect(again).toHaveProperty('disabled', true);

  await user.click(panel.getByRole('radio', { name: 'With a template of its own' }));
  expect(again).toHaveProperty('disabled', true);
  await user.type(panel.getByRole('textbox', { name: 'Template in Jinja' }), 'always the same');
  await user.click(again);
  expect((await panel.findByRole('alert')).textContent).toContain('it leaves a question out');
  expect(panel.getByRole('textbox', { name: 'Template in Jinja' })).toHaveProperty('value', 'always the same');
  expect(panel.getByRole('heading', { name: 'mine states no chat template' })).toBeDefined();

  await user.click(panel.getByRole('radio', { name: 'ChatML' }));
  await user.click(panel.getByRole('button', { name: 'Look at it again' }));
  expect(await panel.findByRole('heading', { name: 'Mine can be added' })).toBeDefined();
  expect(given.map((each) => each?.name)).toEqual([undefined, 'A pasted template', 'ChatML']);
});

test('where the disk is too small, both figures are told and nothing can be started', async () => {
  const { panel, give, user } = await opened({ freeBytes: 50e6 });
  await give();
  expect((await panel.findByRole('alert')).textContent).toMatch(/\d+ MB are needed.*grants 50 MB/);
  await user.click(panel.getByRole('checkbox'));
  expect(panel.getByRole('button', { name: 'Start' })).toHaveProperty('disabled', true);
});

test('an import shows how far it is and how long it takes, is paused and goes on', async () => {
  const { led, carryOut } = leadWorker();
  const { panel, give, user } = await opened({ carryOut });
  await give();
  await user.click(await panel.findByRole('checkbox'));
  await user.click(panel.getByRole('button', { name: 'Start' }));
  expect(await panel.findByText('Starting')).toBeDefined();
  led.report({ phase: 'converting', loadedBytes: 30e6, totalBytes: 120e6, secondsLeft: 60 });
  expect(await panel.findByText('Converting to 4 bits')).toBeDefined();
  expect(panel.getByRole('region', { name: 'Mine' }).textContent).toMatch(
    /25%.*30 MB of 120 MB.*about 60 seconds left/,
  );
  await user.click(panel.getByRole('button', { name: 'Pause' }));
  expect(await panel.findByRole('heading', { name: 'Mine is not finished' })).toBeDefined();
});

test("what the converter says of a file is shown with its place, under a person's own words", async () => {
  const reason = 'mine.gguf, tensor "a": it is broken';
  const { panel, give, user } = await opened({
    carryOut: () => Promise.reject(new ImportError('conversion', { conversion: 'bad-tensor', reason })),
  });
  await give();
  const alert = await panel.findByRole('alert');
  expect(alert.textContent).toContain('A weight of the model is not as it should be');
  expect(alert.textContent).toContain(reason);
  await user.click(panel.getByRole('button', { name: 'Choose another' }));
  expect(await panel.findByRole('button', { name: 'Choose a file' })).toBeDefined();
});

test('a build that may reach no server offers none', async () => {
  const kiosk = await opened({ hub: false });
  await waitFor(() => expect(kiosk.panel.getByText(/This build reaches no other server/)).toBeDefined());
  expect(kiosk.panel.queryByRole('textbox')).toBeNull();
});

test('a model that was made and cannot be listed says so, and the list is read again on wish', async () => {
  const carryOut: CarryOut = (order) =>
    Promise.resolve((order.kind === 'run' ? undefined : examined) as Results[typeof order.kind]);
  const { panel, give, user, models } = await opened({ carryOut });
  await give();
  const { examine } = models.getState();
  models.setState({ examine: () => Promise.reject(new DOMException('the disk is gone', 'InvalidStateError')) });
  await user.click(await panel.findByRole('checkbox'));
  await user.click(panel.getByRole('button', { name: 'Start' }));
  expect(await panel.findByText(/the list of models could not be read/)).toBeDefined();
  expect(panel.getByText('InvalidStateError: the disk is gone')).toBeDefined();
  expect(panel.queryByRole('button', { name: 'Load it' })).toBeNull();
  models.setState({ examine });
  await user.click(panel.getByRole('button', { name: 'Read the list again' }));
  expect(await panel.findByRole('button', { name: 'Load it' })).toBeDefined();
});
