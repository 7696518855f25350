import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run/paths.ts';
import { readDataset } from '../../src/benchmark/datasets/read-dataset.ts';
import { sniffDatasets } from '../../src/benchmark/datasets/sniff.ts';
import { protocols } from '../../src/benchmark/protocols/catalog.ts';
import type { Protocol } from '../../src/benchmark/protocols/protocol.ts';
import { planItems } from '../../src/benchmark/runner/plan-items.ts';
import { SAMPLE_FILES } from '../../src/benchmark/samples/files.ts';
import type { Dataset, RunPlan } from '../../src/benchmark/types.ts';

/** The bundled sample questions, read as the page reads them. */
export async function sampleDataset(): Promise<Dataset> {
  const sources = await Promise.all(
    SAMPLE_FILES.map(async (name) => {
      const bytes = await openAsBlob(join(repository, 'public', name));
      return { name, size: bytes.size, bytes };
    }),
  );
  const { groups } = await sniffDatasets(sources);
  const reading = await readDataset(groups[0]!);
  if (reading.state === 'read') return reading.dataset;
  throw new Error(reading.problems.map(({ message }) => message).join('\n'));
}

export const protocolCalled = (id: string): Protocol => protocols.find((protocol) => protocol.id === id)!;

/** A plan for so many items in English, each with an option order of its own, and the items. */
export function planFor({ id, kind, name, items }: Dataset, protocol: Protocol, limit: number) {
  const plan: RunPlan = {
    dataset: { id, kind, name },
    language: 'en',
    protocol,
    protocolHash: '',
    selection: {
      years: [],
      blocks: [],
      categories: [],
      textOnly: true,
      limit,
      shuffleItems: null,
      shuffleOptions: 5,
      part: null,
    },
  };
  return { plan, asked: planItems(items, plan).asked };
}
