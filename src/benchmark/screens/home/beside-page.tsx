import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Beside, listBesidePage } from '../../beside-page';
import { useDatasets } from '../../queries';
import { useAnyProblem } from './dataset-problem';
import classes from './home.module.css';

/** What the list says of a publisher who states no licence. */
const NOT_STATED = 'not stated';

/** What was laid beside the page; nothing where there is none. */
export function BesidePage({ busy, onAdd }: { busy: boolean; onAdd: (beside: Beside) => void }) {
  const { t } = useTranslation();
  const problemText = useAnyProblem();
  const here = new Set(useDatasets()?.map(({ id }) => id));
  const [list, setList] = useState<Beside[] | Error>([]);
  useEffect(() => {
    listBesidePage().then(setList, setList);
  }, []);

  function factsOf({ dataset, licence }: Beside): string {
    const what = dataset
      ? t('benchmark.datasets.beside.facts', { items: dataset.items })
      : t('benchmark.datasets.beside.templates');
    if (licence === undefined) return what;
    if (licence === NOT_STATED) return t('benchmark.datasets.beside.unlicensed', { what });
    return t('benchmark.datasets.beside.licensed', { what, licence });
  }

  if (list instanceof Error) {
    return <Text size="sm">{problemText(list)}</Text>;
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
      {list.map((beside) => (
        <Group key={beside.folder} justify="space-between" wrap="nowrap" mt="xs">
          <div>
            <Text fw={600}>{beside.name}</Text>
            <Text size="sm" c="dimmed">
              {factsOf(beside)}
            </Text>
          </div>
          {beside.dataset && here.has(beside.dataset.id) ? (
            <Text size="sm" c="dimmed" flex="none">
              {t('benchmark.datasets.beside.here')}
            </Text>
          ) : (
            <Button
              variant="default"
              flex="none"
              disabled={busy}
              aria-label={t('benchmark.datasets.beside.addNamed', { name: beside.name })}
              onClick={() => onAdd(beside)}
            >
              {t('benchmark.datasets.beside.add')}
            </Button>
          )}
        </Group>
      ))}
    </section>
  );
}
