import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/icon-action';
import type { ModelEntry } from '../shelves';
import { SettingsForm } from './settings-form';
import { useModelSettings } from './use-model-settings';

interface ModelSettingsActionProps {
  entry: ModelEntry;
  /** As an icon, where there is little room. */
  compact?: boolean;
}

/** The way to a model's settings, and the dialog they stand in; nothing for a model that cannot be loaded now. */
export function ModelSettingsAction({ entry, compact = false }: ModelSettingsActionProps) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const { record, availability } = entry;
  const settings = useModelSettings(record);
  if (availability.state !== 'ready') return null;

  return (
    <>
      {compact ? (
        <IconAction label={t('model-settings.action')} onClick={dialog.open}>
          <IconAdjustmentsHorizontal size={20} />
        </IconAction>
      ) : (
        <Button
          variant="subtle"
          mt="xs"
          leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
          onClick={dialog.open}
        >
          {t('model-settings.action')}
        </Button>
      )}
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('model-settings.title', { model: record.name })}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
      >
        <Text size="sm" c="dimmed" mb="md">
          {t('model-settings.lead')}
        </Text>
        {settings && (
          <SettingsForm
            record={record}
            quantization={availability.artifacts.quantization}
            settings={settings}
            onLoad={dialog.close}
          />
        )}
      </Modal>
    </>
  );
}
