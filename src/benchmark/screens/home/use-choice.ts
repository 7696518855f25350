import { useState } from 'react';
import type { Language } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '@/models/context';
import type { ModelEntry } from '@/models/shelves';
import { USUAL_SELECTION } from '../../plan-run';
import { protocols } from '../../protocols/catalog';
import type { Protocol } from '../../protocols/protocol';
import { useAddedProtocols, useDatasets } from '../../queries';
import type { DatasetHead } from '../../rows';
import type { Selection } from '../../types';

/** What the form says, as a person left it: null where the first there is stands in. */
interface Chosen {
  datasetId: string | null;
  languages: Language[] | null;
  protocolKey: string | null;
  modelId: string | null;
  selection: Selection;
}

export interface Choice {
  datasets: DatasetHead[];
  protocols: Protocol[];
  models: ModelEntry[];
  dataset: DatasetHead | undefined;
  languages: Language[];
  protocol: Protocol;
  model: ModelEntry | undefined;
  selection: Selection;
  choose(change: Partial<Chosen>): void;
}

export const keyOf = ({ id, version }: Protocol): string => `${id}/${version}`;

/** What would be run. Undefined until the data sets were read. */
export function useChoice(): Choice | undefined {
  const language = useLanguage();
  const datasets = useDatasets();
  const added = useAddedProtocols();
  const models = useModels((state) => state.entries).filter(({ shelf }) => shelf === 'here');
  const wantedId = useModels((state) => state.wantedId);
  const [chosen, setChosen] = useState<Chosen>({
    datasetId: null,
    languages: null,
    protocolKey: null,
    modelId: null,
    selection: USUAL_SELECTION,
  });
  if (!datasets || !added) return undefined;
  // A person's own data set comes before the sample.
  const sorted = datasets.toSorted((a, b) => Number(a.kind === 'sample') - Number(b.kind === 'sample'));
  const every = [...protocols, ...added.map(({ protocol }) => protocol)];
  const dataset = sorted.find(({ id }) => id === chosen.datasetId) ?? sorted[0];
  const usual = dataset?.languages.includes(language) ? [language] : (dataset?.languages.slice(0, 1) ?? []);
  return {
    datasets: sorted,
    protocols: every,
    models,
    dataset,
    languages: chosen.languages?.filter((each) => dataset?.languages.includes(each)) ?? usual,
    protocol: every.find((each) => keyOf(each) === chosen.protocolKey) ?? every[0]!,
    model: models.find(({ record }) => record.id === (chosen.modelId ?? wantedId)) ?? models[0],
    selection: chosen.selection,
    choose: (change) => setChosen((before) => ({ ...before, ...change })),
  };
}
