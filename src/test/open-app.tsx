import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RouterProvider } from 'react-router';
import { Providers } from '@/app/app';
import { createKioskStore, type KioskDependencies, type KioskStore } from '@/app/kiosk/store';
import { createRouter } from '@/app/routes';
import { createVault } from '@/app/vault/create-vault';
import { rows } from '@/benchmark/rows';
import type { PreparedRun } from '@/benchmark/runner/run-items';
import { type BenchmarkStore, createBenchmarkStore } from '@/benchmark/store';
import { answeringModel } from '@/chat/answering-model';
import { type ChatStore, createChatStore } from '@/chat/store';
import { keepInMemory } from '@/db/schema';
import { writeSetting } from '@/db/settings';
import type { Derive } from '@/db/vault/key';
import { records } from '@/models/catalog';
import { createImportStore, type ImportStore } from '@/models/import/store';
import { licenceKey } from '@/models/licence';
import type { ModelsDependencies, ModelsStore } from '@/models/store';
import { createOfflineStore, type OfflineStore } from '@/offline/store';
import type { Kiosk } from '@/privacy/kiosk/config';
import { createLeaving } from '@/privacy/leaving';
import { createLedger, type LedgerStore } from '@/privacy/ledger';
import type { VaultStore } from '@/privacy/vault/store';
import { FakeEngine } from './fake-engine';
import { importParts } from './imports';
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
  /** The one that it was to load, where that is not here. */
  missedId?: string | null;
  models?: Partial<ModelsDependencies>;
  imports?: Parameters<typeof importParts>[1];
  /** A kiosk of this configuration, its rows in memory where it keeps no history. */
  kiosk?: Kiosk;
  /** Whether a PIN is the staff's. */
  checkPin?: KioskDependencies['checkPin'];
  /** What a benchmark run asks; without it every run waits for its model. */
  prepareRun?: () => Promise<PreparedRun>;
}

export interface OpenApp {
  engine: FakeEngine;
  models: ModelsStore;
  imports: ImportStore;
  chat: ChatStore;
  benchmark: BenchmarkStore;
  ledger: LedgerStore;
  offline: OfflineStore;
  /** Null in a kiosk that keeps no history. */
  vault: VaultStore | null;
  /** Null where none was asked for. */
  kiosk: KioskStore | null;
  user: ReturnType<typeof userEvent.setup>;
}

/** In place of argon2id, which takes most of a second and a worker. */
const quickDerive: Derive = async (passphrase) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(passphrase)));

/** The whole app as a person opens it, over a fake engine; loading has begun. */
export async function openApp({
  at = '#/chat',
  firstRun = false,
  licencesAccepted = !firstRun,
  model = SMOLLM2,
  missedId = null,
  models: parts,
  imports: importsOptions,
  kiosk: config,
  checkPin = async () => false,
  prepareRun = () => new Promise<never>(() => {}),
}: Options = {}): Promise<OpenApp> {
  const engine = new FakeEngine();
  const models = createTestModels(engine, parts);
  const imports = createImportStore(importParts(models, importsOptions));
  const chat = createChatStore({ engine, ...answeringModel(models) });
  const benchmark = createBenchmarkStore({
    rows,
    prepare: prepareRun,
    keepAwake: () => () => {},
    now: () => performance.now(),
    appVersion: '0.0.0',
  });
  const ledger = createLedger();
  const offline = createOfflineStore({ startWaiting() {}, lookForUpdate() {} });
  await writeSetting('firstRunDone', !firstRun);
  if (licencesAccepted) await writeSetting('acceptedLicences', records.map(licenceKey));
  const keepsRows = config?.history !== 'none';
  if (!keepsRows) await keepInMemory();
  const vault = keepsRows
    ? await createVault({ chat, benchmark, derive: quickDerive, needed: config !== undefined })
    : null;
  const kiosk = config
    ? createKioskStore({
        ...{ config, models, chat, benchmark, engine, checkPin },
        eraseRows: keepsRows ? null : keepInMemory,
        startOver: () => {
          throw new Error('a wipe failed');
        },
      })
    : null;
  if (kiosk) await kiosk.getState().open();
  else await models.getState().open(async () => (firstRun ? null : { id: model, missedId }));
  window.location.hash = at;
  render(
    <MantineProvider env="test">
      <Notifications />
      <Providers
        services={{ models, imports, chat, benchmark, ledger, leaving: createLeaving(), offline, vault, kiosk }}
      >
        <RouterProvider router={createRouter({ isKiosk: kiosk !== null })} />
      </Providers>
    </MantineProvider>,
  );
  return { engine, models, imports, chat, benchmark, ledger, offline, vault, kiosk, user: userEvent.setup() };
}
