import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLedger } from '@/privacy/context';
import { requestCounts } from '@/privacy/traffic';
import { Panel } from '@/ui/panel';
import classes from './privacy.module.css';

/** The network ledger: what was observed since the page was opened, and what cannot be observed. */
export function NetworkPanel() {
  const { t } = useTranslation();
  const hosts = useLedger((ledger) => ledger.hosts);
  const blocked = useLedger((ledger) => ledger.blocked);
  const since = useLedger((ledger) => ledger.since);
  const { downloads, others } = requestCounts({ hosts, blocked });

  return (
    <Panel title={t('privacy.network.title')}>
      <Text fw={600} size="lg">
        {t(others === 0 ? 'privacy.network.nothing' : 'privacy.network.something', { requests: others })}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t('privacy.network.since', { time: new Date(since) })}
      </Text>
      {downloads > 0 && <Text mb="sm">{t('privacy.network.downloads', { requests: downloads })}</Text>}
      {hosts.length > 0 && (
        <Table aria-label={t('privacy.network.hosts')} mb="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('privacy.network.host')}</Table.Th>
              <Table.Th>{t('privacy.network.purpose')}</Table.Th>
              <Table.Th ta="end">{t('privacy.network.requests')}</Table.Th>
              <Table.Th ta="end">{t('privacy.network.received')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {hosts.map((total) => (
              <Table.Tr key={total.host}>
                <Table.Td>{total.host}</Table.Td>
                <Table.Td>{t(`privacy.network.for.${total.purpose}`)}</Table.Td>
                <Table.Td ta="end">{t('privacy.network.count', { count: total.requests })}</Table.Td>
                <Table.Td ta="end">
                  {total.bytes > 0 ? t('privacy.bytes', { bytes: total.bytes }) : t('privacy.network.untold')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {blocked.length > 0 && (
        <>
          <Text mb={4}>{t('privacy.network.blocked')}</Text>
          <ul className={classes.list}>
            {blocked.map((total) => (
              <li key={`${total.directive} ${total.target}`}>
                {t('privacy.network.attempt', {
                  target: total.target,
                  directive: total.directive,
                  attempts: total.attempts,
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      <Text size="sm" c="dimmed">
        {t('privacy.network.method')}
      </Text>
      <Text size="sm" c="dimmed" mt="xs">
        {t(`privacy.network.policy.${import.meta.env.HAKUI_POLICY}`)}
      </Text>
    </Panel>
  );
}
