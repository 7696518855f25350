import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DatasetReading } from '../../datasets/assemble';
import { useDatasetProblem } from '../home/dataset-problem';
import { FirstItem } from './first-item';
import classes from './mapping.module.css';
import type { FormMeaning } from './mapping-form';

/** A wrong column is wrong on every line: so many are told, the others counted. */
const TOLD = 5;

interface MappingCheckProps {
  meaning: FormMeaning;
  /** Null: the file is being read. */
  reading: DatasetReading | null;
}

/** What the file gives as the columns are chosen now. Only the outcome is read out, not the whole first item. */
export function MappingCheck({ meaning, reading }: MappingCheckProps) {
  const first = reading?.state === 'read' ? reading.dataset.items[0] : undefined;
  return (
    <div className={classes.check}>
      <div aria-live="polite">
        <Outcome meaning={meaning} reading={reading} />
      </div>
      {first && <FirstItem item={first} />}
    </div>
  );
}

function Outcome({ meaning, reading }: MappingCheckProps) {
  const { t } = useTranslation();
  const problemText = useDatasetProblem();
  if ('missing' in meaning) {
    const parts = meaning.missing.map((part) => t(`benchmark.mapping.missingParts.${part}`));
    return <Text size="sm">{t('benchmark.mapping.missing', { parts: parts.join(t('benchmark.leftOut.joint')) })}</Text>;
  }
  if (!reading) return <Text size="sm">{t('benchmark.datasets.working')}</Text>;
  if (reading.state === 'read') {
    return (
      <Text size="sm" fw={600}>
        {t('benchmark.mapping.read', { items: reading.dataset.items.length })}
      </Text>
    );
  }
  const omitted = reading.problems.length + reading.omitted - TOLD;
  return (
    <>
      <Text size="sm" fw={600} className={classes.wrong!}>
        {t('benchmark.mapping.wrong')}
      </Text>
      <List size="sm">
        {reading.problems.slice(0, TOLD).map((problem) => (
          <List.Item key={problem.message}>{problemText(problem)}</List.Item>
        ))}
      </List>
      {omitted > 0 && <Text size="sm">{t('benchmark.added.omitted', { count: omitted })}</Text>}
    </>
  );
}
