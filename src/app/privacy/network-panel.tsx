import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { writeAudit } from '@/db/audit';
import { useOffline } from '@/offline/context';
import { useLedger } from '@/privacy/context';
import { ledgerCsv } from '@/privacy/ledger-csv';
import { leavingsOf } from '@/privacy/verdict';
import { Panel } from '@/ui/panel';
import { saveFile } from '@/ui/save-file';
import { OriginTable } from './origin-table';
import classes from './privacy.module.css';
import { RequestList } from './request-list';

const CSV = 'network-ledger.csv';

/** The network ledger: what was observed since the page was opened, and what cannot be observed. */
export function NetworkPanel() {
  const { t } = useTranslation();
  const ledger = useLedger((each) => each);
  const { blocked, since } = ledger;
  const witness = useOffline((offline) => offline.witness);
  const leavings = useMemo(() => leavingsOf(ledger, window.location.origin), [ledger]);
  const { others, downloads, bodies, queries, unseen } = leavings;

  function save() {
    saveFile(CSV, new Blob([ledgerCsv(ledger)], { type: 'text/csv' }));
    void writeAudit('exported', CSV);
  }

  return (
    <Panel title={t('privacy.network.title')}>
      <Text fw={600} size="lg">
        {t(others === 0 ? 'privacy.network.nothing' : 'privacy.network.something', { requests: others })}
      </Text>
      <Text fw={600} mb={4}>
        {t('privacy.network.carried', { bodies, queries })}
      </Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t('privacy.network.since', { time: new Date(since) })}
      </Text>
      {downloads > 0 && <Text mb="sm">{t('privacy.network.downloads', { requests: downloads })}</Text>}
      <OriginTable seen={ledger} />
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
      <RequestList seen={ledger} />
      <Button className={classes.beside!} variant="default" leftSection={<IconDownload size={18} />} onClick={save}>
        {t('privacy.network.csv')}
      </Button>
      <Text size="sm" c="dimmed">
        {t(witness ? 'privacy.network.twoWitnesses' : 'privacy.network.oneWitness')}
        {unseen > 0 && ` ${t('privacy.network.unseen', { requests: unseen })}`}
      </Text>
      <Text size="sm" c="dimmed" mt="xs">
        {t('privacy.network.method')}
      </Text>
      <Text size="sm" c="dimmed" mt="xs">
        {t(`privacy.network.policy.${import.meta.env.HAKUI_POLICY}`)}
      </Text>
    </Panel>
  );
}
