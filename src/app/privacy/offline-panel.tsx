import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useModels } from '@/models/context';
import { useOffline } from '@/offline/context';
import { FaultDetail } from '@/ui/fault-detail';
import { Panel } from '@/ui/panel';

/** Whether Hakui works with its server gone, or why not yet. */
export function OfflinePanel() {
  const { t, i18n } = useTranslation();
  const page = useOffline((offline) => offline.page);
  const entries = useModels((models) => models.entries);
  const stored = entries.filter((entry) => entry.stored.complete).map((entry) => entry.record.name);

  function sentence(): string {
    switch (page.state) {
      case 'ready':
        if (stored.length === 0) return t('offline.panel.noModel');
        return t('offline.panel.yes', { models: new Intl.ListFormat(i18n.language).format(stored) });
      case 'cannot':
        return t(`offline.panel.${page.why}`);
      case 'failed':
        return t('offline.panel.failed');
      default:
        return t(`offline.panel.${page.state}`);
    }
  }

  return (
    <Panel title={t('offline.panel.title')}>
      <Text>{sentence()}</Text>
      {page.state === 'failed' && <FaultDetail detail={page.reason} />}
      {page.state === 'ready' && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('offline.panel.install')}
        </Text>
      )}
    </Panel>
  );
}
