import { Anchor, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGE_SIZE, Pager, pageCount } from '@/ui/pager';
import type { Metric } from '../../results/accuracy';
import type { Flip } from '../../results/compare';
import type { Sample } from '../../types';
import { useFigures } from '../charts/figures';
import { goldLetters, shownLetters } from '../letters';
import { OutcomeMark } from '../run/outcome-mark';
import classes from './compare.module.css';
import type { Contender } from './contender';

interface FlipTableProps {
  flips: readonly Flip[];
  first: Contender;
  second: Contender;
  metric: Metric;
}

/** Items that one run alone got right; each opens in either run. */
export function FlipTable({ flips, first, second, metric }: FlipTableProps) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const [page, setPage] = useState(0);
  const pages = pageCount(flips.length);
  const shown = Math.min(page, pages - 1);
  return (
    <section aria-label={t('results.flips.title')}>
      <Title order={3} size="h5">
        {t('results.flips.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('results.flips.lead', { items: count(flips.length) })}
      </Text>
      {flips.length > 0 && (
        <div className={classes.wide}>
          <Table aria-label={t('results.flips.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('results.flips.item')}</Table.Th>
                <Table.Th>{first.letter}</Table.Th>
                <Table.Th>{second.letter}</Table.Th>
                <Table.Th>{t('results.flips.right')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {flips.slice(shown * PAGE_SIZE, (shown + 1) * PAGE_SIZE).map((flip) => (
                <Table.Tr key={flip.itemId}>
                  <Table.Td>{flip.itemId}</Table.Td>
                  <Table.Td>
                    <Side contender={first} sample={flip.first} metric={metric} />
                  </Table.Td>
                  <Table.Td>
                    <Side contender={second} sample={flip.second} metric={metric} />
                  </Table.Td>
                  <Table.Td>{goldLetters(flip.first)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Pager page={shown} pages={pages} onPage={setPage} />
    </section>
  );
}

function Side({ contender, sample, metric }: { contender: Contender; sample: Sample; metric: Metric }) {
  const { t } = useTranslation();
  const { itemId, prediction } = sample;
  return (
    <Anchor
      component={Link}
      className={classes.link!}
      to={itemAddress(contender.run.id, itemId)}
      aria-label={t('results.flips.open', { item: itemId, letter: contender.letter })}
    >
      <OutcomeMark sample={sample} metric={metric} /> {prediction?.length ? shownLetters(sample, prediction) : '–'}
    </Anchor>
  );
}

/** Where an item of a run opens. */
export const itemAddress = (runId: string, itemId: string): string =>
  `/benchmark/runs/${encodeURIComponent(runId)}?item=${encodeURIComponent(itemId)}`;
