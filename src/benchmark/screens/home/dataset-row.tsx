import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '@/i18n/languages';
import type { DatasetHead } from '../../rows';
import { useDatasetName } from '../dataset-name';
import { DeleteDataset } from './delete-dataset';
import classes from './home.module.css';

/** A data set that this browser keeps. */
export function DatasetRow({ dataset }: { dataset: DatasetHead }) {
  const { t } = useTranslation();
  const name = useDatasetName()(dataset);
  return (
    <article className={classes.run} aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {t('benchmark.datasets.facts', {
              items: dataset.itemCount,
              languages: dataset.languages.map((each) => LANGUAGE_NAMES[each]).join(', '),
              hash: dataset.id.slice(0, 12),
            })}
          </Text>
          {dataset.kind === 'sample' && (
            <Text size="sm" mt={4}>
              {t('benchmark.sampleNotice')}
            </Text>
          )}
        </div>
        {dataset.kind !== 'sample' && <DeleteDataset dataset={dataset} />}
      </Group>
    </article>
  );
}
