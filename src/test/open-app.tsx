import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RouterProvider } from 'react-router';
import { Providers } from '@/app/app';
import { createRouter } from '@/app/routes';
import { rows } from '@/benchmark/rows';
import type { PreparedRun } from '@/benchmark/runner/run-items';
import { type BenchmarkStore, createBenchmarkStore } from '@/benchmark/store';
import { answeringModel } from '@/chat/answering-model';
import { type ChatStore, createChatStore } from '@/chat/store';
import { writeSetting } from '@/db/settings';
import { records } from '@/models/catalog';
import { licenceKey } from '@/models/licence';
import type { ModelsDependencies, ModelsStore } from '@/models/store';
import { createLedger, type LedgerStore } from '@/privacy/ledger';
import { FakeEngine } from './fake-engine';
import { createTestModels, SMOLLM2 } from './models';

interface Options {
  /** "#/models" */
  at?: string;
  /** Shows the first run; otherwise it was done before. */
  firstRun?: boolean;
  /** Whether the person has accepted every model's licence before; else they are asked. */
  licencesAccepted?: boolean;
  /** The model that opening the app loads. */
  model?: string | null;
  models?: Partial<ModelsDependencies>;
  /** What a benchmark run asks; without it every run waits for its model. */
  prepareRun?: () => Promise<PreparedRun>;
}

export interface OpenApp {
  engine: FakeEngine;
  models: ModelsStore;
  chat: ChatStore;
  benchmark: BenchmarkStore;
  ledger: LedgerStore;
  user: ReturnType<typeof userEvent.setup>;
}

/** The whole app as a person opens it, over a fake engine; loading has begun. */
export async function openApp({
  at = '#/chat',
  firstRun = false,
  licencesAccepted = !firstRun,
  model = SMOLLM2,
  models: parts,
  prepareRun = () => new Promise<never>(() => {}),
}: Options = {}): Promise<OpenApp> {
  const engine = new FakeEngine();
  const models = createTestModels(engine, parts);
  const chat = createChatStore({ engine, ...answeringModel(models) });
  const benchmark = createBenchmarkStore({
    rows,
    prepare: prepareRun,
    keepAwake: () => () => {},
    now: () => performance.now(),
    appVersion: '0.0.0',
  });
  const ledger = createLedger();
  await writeSetting('firstRunDone', !firstRun);
  if (licencesAccepted) await writeSetting('acceptedLicences', records.map(licenceKey));
  await models.getState().open(async () => (firstRun ? null : model));
  window.location.hash = at;
  render(
    <MantineProvider env="test">
      <Notifications />
      <Providers services={{ models, chat, benchmark, ledger }}>
        <RouterProvider router={createRouter()} />
      </Providers>
    </MantineProvider>,
  );
  return { engine, models, chat, benchmark, ledger, user: userEvent.setup() };
}
