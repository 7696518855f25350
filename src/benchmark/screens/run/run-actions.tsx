import { Button, Group, Text } from '@mantine/core';
import { IconArrowsDiff, IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSave } from '@/ui/use-save';
import { useBenchmark } from '../../context';
import type { Item, Run } from '../../types';
import { ExportMenu } from './export-menu';
import classes from './run-screen.module.css';

interface RunActionsProps {
  run: Run;
  /** Undefined until they are read. */
  items: ReadonlyMap<string, Item> | undefined;
  hasDataset: boolean;
}

/** Compare, run again, export. */
export function RunActions({ run, items, hasDataset }: RunActionsProps) {
  const { t } = useTranslation();
  const enqueue = useBenchmark((benchmark) => benchmark.enqueue);
  const save = useSave();
  const [againId, setAgainId] = useState<string>();

  async function runAgain() {
    const [id] = await enqueue([{ plan: run.plan, modelId: run.modelId }]);
    setAgainId(id);
  }

  return (
    <>
      <div className={classes.actions}>
        <Button
          component={Link}
          to={`/benchmark/compare?runs=${encodeURIComponent(run.id)}`}
          variant="default"
          leftSection={<IconArrowsDiff size={18} aria-hidden />}
        >
          {t('results.actions.compare')}
        </Button>
        {run.origin !== 'predictions' && hasDataset && (
          <Button
            variant="default"
            leftSection={<IconRepeat size={18} aria-hidden />}
            disabled={againId !== undefined}
            onClick={() => void save('run', runAgain)}
          >
            {t('results.actions.again')}
          </Button>
        )}
        {items && <ExportMenu run={run} items={items} hasDataset={hasDataset} />}
      </div>
      {againId !== undefined && (
        <Group role="status" mb="md" gap="sm">
          <Text size="sm">{t('results.actions.queued')}</Text>
          <Button component={Link} to={`/benchmark/runs/${againId}`} variant="subtle">
            {t('results.actions.openAgain')}
          </Button>
          <Button component={Link} to={`/benchmark/compare?runs=${run.id},${againId}`} variant="subtle">
            {t('results.actions.compareAgain')}
          </Button>
        </Group>
      )}
    </>
  );
}
