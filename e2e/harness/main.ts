import { rows } from '@/benchmark/rows';
import { askItem } from '@/benchmark/runner/ask-item';
import { prepareRun } from '@/benchmark/runner/prepare-run';
import { runItems } from '@/benchmark/runner/run-items';
import { createEngine } from '@/engine/webllm/engine';
import { describeDevice } from '@/models/capability';
import { availabilityOf, records, resolveArtifacts } from '@/models/catalog';
import { readPrepared } from '@/models/prepared';
import { createArtifactStore } from '@/models/storage/artifact-store';

/** The engine, the catalogue and the asking of benchmark items without any screen, for tests that drive them in a real browser. */
const hakui = {
  engine: createEngine(),
  store: createArtifactStore(),
  askItem,
  benchmark: { rows, prepareRun, runItems },
  records,
  describeDevice,
  availabilityOf,
  resolveArtifacts,
  readPrepared: () => readPrepared(new URL('models/', document.baseURI).href),
};

export type Harness = typeof hakui;

declare global {
  interface Window {
    hakui: Harness;
  }
}

window.hakui = hakui;
