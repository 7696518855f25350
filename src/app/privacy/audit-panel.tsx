import { Button, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readAudit, writeAudit } from '@/db/audit';
import { PAGE_SIZE, Pager, pageCount } from '@/ui/pager';
import { Panel } from '@/ui/panel';
import { saveFile } from '@/ui/save-file';
import { auditCsv } from './audit-csv';
import classes from './privacy.module.css';

/** Who did what with the data here, as far as a page can know: when, and what; the person is whoever used this browser. */
export function AuditPanel() {
  const { t } = useTranslation();
  const entries = useLiveQuery(readAudit);
  const [page, setPage] = useState(0);
  if (entries === undefined) return null;
  const pages = pageCount(entries.length);
  const shown = Math.min(page, pages - 1);

  function save() {
    saveFile('hakui-access-log.csv', new Blob([auditCsv(entries!)], { type: 'text/csv' }));
    void writeAudit('exported', 'access log, csv');
  }

  return (
    <Panel title={t('privacy.audit.title')} lead={t('privacy.audit.lead')}>
      {entries.length === 0 ? (
        <Text c="dimmed" mb="md">
          {t('privacy.audit.none')}
        </Text>
      ) : (
        <>
          <div className={classes.scroll}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('privacy.audit.when')}</Table.Th>
                  <Table.Th>{t('privacy.audit.what')}</Table.Th>
                  <Table.Th>{t('privacy.audit.subject')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {entries.slice(shown * PAGE_SIZE, (shown + 1) * PAGE_SIZE).map(({ id, at, kind, subject }) => (
                  <Table.Tr key={id}>
                    <Table.Td className={classes.whole!}>{t('privacy.audit.at', { time: new Date(at) })}</Table.Td>
                    <Table.Td>{t(`privacy.audit.kind.${kind}`)}</Table.Td>
                    <Table.Td>{subject}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
          <Pager page={shown} pages={pages} onPage={setPage} />
          <Button variant="default" my="md" leftSection={<IconDownload size={18} aria-hidden />} onClick={save}>
            {t('privacy.audit.save')}
          </Button>
        </>
      )}
      <Text size="sm" c="dimmed">
        {t('privacy.audit.limits')}
      </Text>
    </Panel>
  );
}
