import { Alert, Table, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import type { Metric } from '../../results/accuracy';
import type { Comparison } from '../../results/compare';
import { planDifferences } from '../../results/plan-differences';
import { useFigures } from '../charts/figures';
import { useRunName } from '../run-name';
import classes from './compare.module.css';
import type { Contender } from './contender';
import { DifferenceChart } from './difference-chart';
import { FlipTable } from './flip-table';
import { OutputsPanel } from './outputs-panel';
import { useComparison } from './use-comparison';
import { useSides } from './use-sides';

interface PairPanelProps {
  first: Contender;
  second: Contender;
  metric: Metric;
}

/** One run against the first: how far apart, whether that could be chance, then item by item. */
export function PairPanel({ first, second, metric }: PairPanelProps) {
  const { t } = useTranslation();
  const name = useRunName();
  const comparison = useComparison(first.samples, second.samples, metric);
  const letters = { first: first.letter, second: second.letter };
  const title = t('results.pair.title', letters);
  return (
    <Panel title={title}>
      <dl className={classes.names}>
        {[first, second].map(({ letter, run }) => (
          <div key={letter}>
            <dt>{letter}</dt>
            <dd>{name(run)}</dd>
          </div>
        ))}
      </dl>
      {comparison ? (
        <Compared first={first} second={second} metric={metric} comparison={comparison} />
      ) : (
        <Text role="status" mih="40vh">
          {t('results.pair.computing')}
        </Text>
      )}
    </Panel>
  );
}

function Compared({ first, second, metric, comparison }: PairPanelProps & { comparison: Comparison }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const { difference, flips, goldDiffers } = comparison;
  const differences = useMemo(() => planDifferences(first.run, second.run), [first.run, second.run]);
  const sides = useSides(first, second);
  if (!difference) return <Text>{t('results.pair.nothingShared')}</Text>;
  const shared = comparison.first.total;
  return (
    <>
      <Verdict comparison={comparison} first={first.letter} second={second.letter} />
      <DifferenceChart comparison={comparison} first={first} second={second} metric={metric} />
      <Text size="sm" c="dimmed" mb="sm">
        {t('results.pair.over', {
          shared: count(shared),
          first: first.letter,
          second: second.letter,
          onlyFirst: count(comparison.unshared.first),
          onlySecond: count(comparison.unshared.second),
        })}
      </Text>
      {(differences.length > 0 || goldDiffers > 0) && (
        <Alert
          role="note"
          variant="default"
          mb="md"
          icon={<IconInfoCircle aria-hidden />}
          title={t('results.pair.differs')}
        >
          <ul className={classes.list}>
            {goldDiffers > 0 && <li>{t('results.pair.goldDiffers', { items: count(goldDiffers) })}</li>}
            {differences.map((each) => (
              <li key={each}>{t(`results.difference.${each}`)}</li>
            ))}
          </ul>
        </Alert>
      )}
      <Title order={3} size="h5">
        {t('results.pair.fourWays')}
      </Title>
      <Table mb="md" maw="30rem" aria-label={t('results.pair.fourWays')}>
        <Table.Tbody>
          {(['both', 'onlyFirst', 'onlySecond', 'neither'] as const).map((way) => (
            <Table.Tr key={way}>
              <Table.Th fw={400}>{sides[way]}</Table.Th>
              <Table.Td ta="end">{count(comparison[way])}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <FlipTable flips={flips} first={first} second={second} metric={metric} />
      <OutputsPanel first={first.run} second={second.run} />
    </>
  );
}

/** Below this a difference is called unlikely to be chance. */
const SIGNIFICANT = 0.05;

/** The difference in plain words. */
function Verdict({ comparison, first, second }: { comparison: Comparison; first: string; second: string }) {
  const { t } = useTranslation();
  const { points, decimal } = useFigures();
  const { low, high, difference } = comparison.difference!;
  const { p } = comparison.test;
  const way = difference > 0 ? 'more' : difference < 0 ? 'less' : 'same';
  return (
    <>
      <Text size="lg" fw={600}>
        {t(`results.pair.${way}`, { first, second, points: points(Math.abs(difference)).replace('+', '') })}
      </Text>
      <Text mb="sm">
        {t('results.pair.interval', { low: points(low), high: points(high) })}{' '}
        {t(p < SIGNIFICANT ? 'results.pair.notChance' : 'results.pair.chance', {
          p: p < 0.001 ? '< 0.001' : `= ${decimal(p)}`,
        })}
      </Text>
    </>
  );
}
