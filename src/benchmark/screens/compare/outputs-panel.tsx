import { Anchor, Table, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGE_SIZE, Pager, pageCount } from '@/ui/pager';
import { type ChangedItem, compareOutputs, type OutputsCompared } from '../../export/compare-outputs';
import { planDifference } from '../../export/same-plan';
import type { WholeRun } from '../../export/whole-run';
import { rows } from '../../rows';
import type { Run } from '../../types';
import { useFigures } from '../charts/figures';
import classes from './compare.module.css';
import { itemAddress } from './flip-table';

/** Of two runs that asked the same of the same model: which outputs changed. Nothing of any others. */
export function OutputsPanel({ first, second }: { first: Run; second: Run }) {
  const { t } = useTranslation();
  const predicted = first.origin === 'predictions' || second.origin === 'predictions';
  if (predicted || planDifference(first, second) !== null) return null;
  return (
    <section aria-label={t('results.outputs.title')}>
      <Title order={3} size="h5" mt="md">
        {t('results.outputs.title')}
      </Title>
      <Outputs key={`${first.id} ${second.id}`} first={first} second={second} />
    </section>
  );
}

function Outputs({ first, second }: { first: Run; second: Run }) {
  const { t } = useTranslation();
  const { count, decimal } = useFigures();
  const [page, setPage] = useState(0);
  const compared = useOutputs(first, second);
  if (!compared) return <Text role="status">{t('results.outputs.reading')}</Text>;
  if (!compared.comparable) return null;
  const { same, changed } = compared;
  const pages = pageCount(changed.length);
  const shown = Math.min(page, pages - 1);
  const parts = ({ prompt, output, prediction, failure }: ChangedItem) =>
    Object.entries({ prompt, output, prediction, failure })
      .filter(([, is]) => is)
      .map(([part]) => t(`results.outputs.part.${part as 'prompt' | 'output' | 'prediction' | 'failure'}`))
      .join(' · ');
  return (
    <>
      <Text mb="xs">
        {changed.length === 0
          ? t('results.outputs.same', { items: count(same) })
          : t('results.outputs.changed', { changed: count(changed.length), items: count(same + changed.length) })}
      </Text>
      {changed.length > 0 && (
        <div className={classes.wide}>
          <Table aria-label={t('results.outputs.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('results.flips.item')}</Table.Th>
                <Table.Th>{t('results.outputs.what')}</Table.Th>
                <Table.Th ta="end">{t('results.outputs.logprob')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changed.slice(shown * PAGE_SIZE, (shown + 1) * PAGE_SIZE).map((item) => (
                <Table.Tr key={item.itemId}>
                  <Table.Td>
                    <Anchor component={Link} className={classes.link!} to={itemAddress(second.id, item.itemId)}>
                      {item.itemId}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{parts(item)}</Table.Td>
                  <Table.Td ta="end">{item.logprob === null ? '–' : decimal(item.logprob)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Pager page={shown} pages={pages} onPage={setPage} />
    </>
  );
}

/** Undefined until both runs are read whole. */
function useOutputs(first: Run, second: Run): OutputsCompared | undefined {
  const [compared, setCompared] = useState<OutputsCompared>();
  const standing = `${first.state} ${second.state}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that goes on is read again when it ends, not at each item.
  useEffect(() => {
    let left = false;
    void Promise.all([wholeRun(first), wholeRun(second)]).then(([one, other]) => {
      if (!left) setCompared(compareOutputs(one, other));
    });
    return () => {
      left = true;
    };
  }, [first.id, second.id, standing]);
  return compared;
}

async function wholeRun(run: Run): Promise<WholeRun> {
  const [samples, transcripts] = await Promise.all([rows.samplesOf(run.id), rows.transcriptsOf(run.id)]);
  // An item may have ended between the two readings.
  const count = Math.min(samples.length, transcripts.length);
  return { run, rows: samples.slice(0, count).map((sample, at) => [sample, transcripts[at]!]) };
}
