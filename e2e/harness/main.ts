import { createEngine } from '@/engine/webllm/engine';
import { describeDevice } from '@/models/capability';
import { availabilityOf, records, resolveArtifacts } from '@/models/catalog';
import { readPrepared } from '@/models/prepared';

/** The engine and the catalogue without any screen, for tests that drive them in a real browser. */
const hakui = {
  engine: createEngine(),
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
