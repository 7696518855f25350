import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { Panel } from '@/ui/panel';
import { saveFile } from '@/ui/save-file';
import classes from './home.module.css';
import { useDeleteProtocol } from './use-deletion';
import { type ListedProtocol, useProtocols } from './use-protocols';

/** Every protocol as a file to keep, to change and to drop again; those that came from files can be deleted. */
export function ProtocolsPanel() {
  const { t } = useTranslation();
  const protocols = useProtocols();
  return (
    <Panel title={t('benchmark.protocols.title')} lead={t('benchmark.protocols.lead')}>
      {protocols?.map((listed) => (
        <ProtocolRow key={listed.key} listed={listed} />
      ))}
    </Panel>
  );
}

function ProtocolRow({ listed: { protocol, label, hash } }: { listed: ListedProtocol }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const deleteProtocol = useDeleteProtocol();
  return (
    <article className={classes.run} aria-label={label}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div>
          <Text fw={600}>{label}</Text>
          <Text size="sm" c="dimmed">
            {t('benchmark.protocols.facts', {
              version: protocol.version,
              origin: t(hash === null ? 'benchmark.protocols.ours' : 'benchmark.protocols.added'),
            })}
          </Text>
        </div>
        <Group gap="xs">
          {hash !== null && (
            <Button
              variant="subtle"
              color="red"
              aria-label={t('benchmark.protocols.deleteNamed', { name: label })}
              onClick={() => void deleteProtocol({ hash, protocol }, label)}
            >
              {t('benchmark.protocols.delete')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            aria-label={t('benchmark.protocols.saveNamed', { name: label })}
            onClick={() => saveFile(`${protocol.id}-${protocol.version}.json`, fileOf(protocol))}
          >
            {t('benchmark.protocols.save')}
          </Button>
        </Group>
      </Group>
      <Text size="sm" mt={4}>
        {protocol.description[language]}
      </Text>
    </article>
  );
}

const fileOf = (protocol: ListedProtocol['protocol']) =>
  new Blob([`${JSON.stringify(protocol, null, 2)}\n`], { type: 'application/json' });
