import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listBesidePage } from '../../beside-page';
import { DatasetError } from '../../datasets/errors';
import type { PublishedDataset } from '../../datasets/published-index';
import { useDatasets } from '../../queries';
import { useDatasetProblem } from './dataset-problem';
import classes from './home.module.css';

/** The data sets laid beside the page; nothing where there are none. */
export function BesidePage({ busy, onAdd }: { busy: boolean; onAdd: (dataset: PublishedDataset) => void }) {
  const { t } = useTranslation();
  const problemText = useDatasetProblem();
  const here = new Set(useDatasets()?.map(({ id }) => id));
  const [list, setList] = useState<PublishedDataset[] | Error>([]);
  useEffect(() => {
    listBesidePage().then(setList, setList);
  }, []);

  if (list instanceof Error) {
    return <Text size="sm">{list instanceof DatasetError ? problemText(list) : list.message}</Text>;
  }
  if (list.length === 0) return null;
  return (
    <section className={classes.beside} aria-label={t('benchmark.datasets.beside.title')}>
      <Title order={3} size="h6">
        {t('benchmark.datasets.beside.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('benchmark.datasets.beside.lead')}
      </Text>
      {list.map((dataset) => (
        <Group key={dataset.folder} justify="space-between" wrap="nowrap" mt="xs">
          <div>
            <Text fw={600}>{dataset.name}</Text>
            <Text size="sm" c="dimmed">
              {dataset.licence
                ? t('benchmark.datasets.beside.licensed', { items: dataset.items, licence: dataset.licence })
                : t('benchmark.datasets.beside.facts', { items: dataset.items })}
            </Text>
          </div>
          {here.has(dataset.id) ? (
            <Text size="sm" c="dimmed" flex="none">
              {t('benchmark.datasets.beside.here')}
            </Text>
          ) : (
            <Button
              variant="default"
              flex="none"
              disabled={busy}
              aria-label={t('benchmark.datasets.beside.addNamed', { name: dataset.name })}
              onClick={() => onAdd(dataset)}
            >
              {t('benchmark.datasets.beside.add')}
            </Button>
          )}
        </Group>
      ))}
    </section>
  );
}
