import { Table } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Requests, totalsByOrigin } from '@/privacy/verdict';
import classes from './privacy.module.css';

/** Sums by server; on a phone the table scrolls in itself. */
export function OriginTable({ seen }: { seen: Requests }) {
  const { t } = useTranslation();
  const totals = useMemo(() => totalsByOrigin(seen, window.location.origin), [seen]);
  if (totals.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={t('privacy.network.hosts')}>
      <Table mb="sm" aria-label={t('privacy.network.hosts')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('privacy.network.host')}</Table.Th>
            <Table.Th>{t('privacy.network.purpose')}</Table.Th>
            <Table.Th ta="end">{t('privacy.network.requests')}</Table.Th>
            <Table.Th ta="end">{t('privacy.network.received')}</Table.Th>
            <Table.Th ta="end">{t('privacy.network.sent')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {totals.map((total) => (
            <Table.Tr key={total.host}>
              <Table.Td>{total.host}</Table.Td>
              <Table.Td>{t(`privacy.network.for.${total.purpose}`)}</Table.Td>
              <Table.Td ta="end">{t('privacy.network.count', { count: total.requests })}</Table.Td>
              <Table.Td ta="end">{t('privacy.bytes', { bytes: total.received })}</Table.Td>
              <Table.Td ta="end">{t('privacy.bytes', { bytes: total.sent })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
