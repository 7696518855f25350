import { Button, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { askToPersist } from '@/privacy/storage';
import { useStorage } from '@/privacy/use-storage';
import { Panel } from '@/ui/panel';
import classes from './privacy.module.css';

/** What is kept where, with sizes as the browser tells them. */
export function StoragePanel() {
  const { t } = useTranslation();
  const { storage, refresh } = useStorage(null);

  async function protect() {
    await askToPersist();
    refresh();
  }

  if (storage === undefined) return null;
  if (storage === null) {
    return (
      <Panel title={t('privacy.storage.title')} lead={t('privacy.storage.lead')}>
        <Text>{t('privacy.storage.unread')}</Text>
      </Panel>
    );
  }
  const size = (bytes: number | null) => (bytes === null ? t('privacy.storage.untold') : t('privacy.bytes', { bytes }));
  const rows = [
    { what: t('privacy.storage.chats'), where: t('privacy.storage.database'), bytes: storage.databaseBytes },
    { what: t('privacy.storage.models'), where: t('privacy.storage.files'), bytes: storage.modelBytes },
    { what: t('privacy.storage.all'), where: t('privacy.storage.browser'), bytes: storage.usageBytes },
  ];
  return (
    <Panel title={t('privacy.storage.title')} lead={t('privacy.storage.lead')}>
      <Table mb="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('privacy.storage.what')}</Table.Th>
            <Table.Th>{t('privacy.storage.where')}</Table.Th>
            <Table.Th ta="end">{t('privacy.storage.size')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ what, where, bytes }) => (
            <Table.Tr key={what}>
              <Table.Td>{what}</Table.Td>
              <Table.Td>{where}</Table.Td>
              <Table.Td ta="end">{size(bytes)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" mb="sm">
        {t('privacy.storage.free', { bytes: Math.max(0, storage.quotaBytes - storage.usageBytes) })}
      </Text>
      {storage.persisted ? (
        <Text size="sm">{t('privacy.storage.persisted')}</Text>
      ) : (
        <>
          <Text size="sm" mb="sm">
            {t('privacy.storage.evictable')}
          </Text>
          <Button className={classes.long!} variant="default" onClick={() => void protect()}>
            {t('privacy.storage.protect')}
          </Button>
        </>
      )}
    </Panel>
  );
}
