import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { stemName } from '../../datasets/source';
import type { PredictionReading, PredictionsToRead } from '../../export/predictions';
import { useDatasets } from '../../queries';
import { useDatasetName } from '../dataset-name';
import type { PredictionsWanted } from './import-predictions';

const READINGS: readonly PredictionReading[] = ['published', 'lenient'];
const MISSING: readonly PredictionsToRead['missing'][] = ['leave-out', 'count-wrong'];

/** What must be known of predictions before they can be scored. */
export function PredictionsForm({ files, onSubmit }: { files: File[]; onSubmit: (wanted: PredictionsWanted) => void }) {
  const { t } = useTranslation();
  const datasets = useDatasets();
  const datasetName = useDatasetName();
  const [datasetId, setDatasetId] = useState<string>();
  const [wantedLanguage, setLanguage] = useState<string>();
  const [who, setWho] = useState(stemName(files[0]!.name));
  const [reading, setReading] = useState<PredictionReading>('published');
  const [missing, setMissing] = useState<PredictionsToRead['missing']>('leave-out');
  if (!datasets) return null;
  const dataset = datasets.find(({ id }) => id === datasetId) ?? datasets[0];
  if (!dataset) return <Text>{t('results.import.noDatasets')}</Text>;
  const languages = LANGUAGES.filter((each) => dataset.languages.includes(each));
  const language = languages.find((each) => each === wantedLanguage) ?? languages[0]!;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ files, dataset, language, who, reading, missing });
      }}
    >
      <Text size="sm" mb="sm">
        {t('results.import.predictionsLead', { files: files.map(({ name }) => name).join(', ') })}
      </Text>
      <NativeSelect
        size="md"
        mb="sm"
        label={t('results.provenance.dataset')}
        value={dataset.id}
        onChange={(event) => setDatasetId(event.currentTarget.value)}
        data={datasets.map((each) => ({ value: each.id, label: datasetName(each) }))}
      />
      <NativeSelect
        size="md"
        mb="sm"
        label={t('results.provenance.language')}
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value)}
        data={languages.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
      />
      <TextInput
        size="md"
        mb="sm"
        required
        label={t('results.import.who')}
        value={who}
        onChange={(event) => setWho(event.currentTarget.value)}
      />
      <NativeSelect
        size="md"
        mb="sm"
        label={t('results.import.reading')}
        value={reading}
        onChange={(event) => setReading(event.currentTarget.value as PredictionReading)}
        data={READINGS.map((each) => ({ value: each, label: t(`results.import.readings.${each}`) }))}
      />
      <NativeSelect
        size="md"
        mb="lg"
        label={t('results.import.missing')}
        value={missing}
        onChange={(event) => setMissing(event.currentTarget.value as PredictionsToRead['missing'])}
        data={MISSING.map((each) => ({ value: each, label: t(`results.import.missings.${each}`) }))}
      />
      <Button type="submit">{t('results.import.score')}</Button>
    </form>
  );
}
