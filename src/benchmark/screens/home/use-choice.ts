import { useState } from 'react';
import type { Language } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '@/models/context';
import type { ModelEntry } from '@/models/shelves';
import { canonicalJson } from '../../canonical-json';
import { USUAL_SELECTION } from '../../plan-run';
import type { Protocol } from '../../protocols/protocol';
import { useDatasets, useRuns } from '../../queries';
import type { DatasetHead } from '../../rows';
import type { Run, Selection } from '../../types';
import { type ListedProtocol, useProtocols } from './use-protocols';

/** What the form says, as a person left it: null where what was run last stands in, else the first there is. */
interface Chosen {
  datasetId: string | null;
  languages: Language[] | null;
  protocolKey: string | null;
  modelId: string | null;
  selection: Selection;
}

export interface Choice {
  datasets: DatasetHead[];
  protocols: ListedProtocol[];
  models: ModelEntry[];
  dataset: DatasetHead | undefined;
  languages: Language[];
  protocolKey: string;
  protocol: Protocol;
  model: ModelEntry | undefined;
  selection: Selection;
  choose(change: Partial<Chosen>): void;
}

/** What would be run. Undefined until the data sets were read. */
export function useChoice(): Choice | undefined {
  const language = useLanguage();
  const datasets = useDatasets();
  const protocols = useProtocols();
  const runs = useRuns();
  const models = useModels((state) => state.entries).filter(({ shelf }) => shelf === 'here');
  const wantedId = useModels((state) => state.wantedId);
  const [chosen, setChosen] = useState<Chosen>({
    datasetId: null,
    languages: null,
    protocolKey: null,
    modelId: null,
    selection: USUAL_SELECTION,
  });
  if (!datasets || !protocols || !runs) return undefined;
  const last = runs.find(({ origin }) => origin === 'local');
  // A person's own data set comes before the sample.
  const sorted = datasets.toSorted((a, b) => Number(a.kind === 'sample') - Number(b.kind === 'sample'));
  const dataset = sorted.find(({ id }) => id === chosen.datasetId) ?? usualDataset(sorted, last);
  const usual = dataset?.languages.includes(language) ? [language] : (dataset?.languages.slice(0, 1) ?? []);
  const listed = protocols.find(({ key }) => key === chosen.protocolKey) ?? usualProtocol(protocols, last);
  return {
    datasets: sorted,
    protocols,
    models,
    dataset,
    languages: chosen.languages?.filter((each) => dataset?.languages.includes(each)) ?? usual,
    protocolKey: listed.key,
    protocol: listed.protocol,
    model: models.find(({ record }) => record.id === (chosen.modelId ?? wantedId)) ?? models[0],
    selection: chosen.selection,
    choose: (change) => setChosen((before) => ({ ...before, ...change })),
  };
}

/** What was added since the last run, else what that asked. */
function usualDataset(datasets: readonly DatasetHead[], last: Run | undefined): DatasetHead | undefined {
  if (!last) return datasets[0];
  const fresh = datasets.find(({ addedAt }) => addedAt > last.createdAt);
  return fresh ?? datasets.find(({ id }) => id === last.plan.dataset.id) ?? datasets[0];
}

function usualProtocol(protocols: readonly ListedProtocol[], last: Run | undefined): ListedProtocol {
  const text = canonicalJson(last?.plan.protocol ?? null);
  return protocols.find(({ protocol }) => canonicalJson(protocol) === text) ?? protocols[0]!;
}
