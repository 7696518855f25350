import { Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconDots,
  IconDownload,
  IconFolderDown,
  IconHeartRateMonitor,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/icon-action';
import { useModels } from '../context';
import type { ModelEntry } from '../shelves';
import { DeleteModel } from './delete-model';

interface CardMenuProps {
  entry: ModelEntry;
  onExport: () => void;
}

/** What can be done with a model's files beside its one main action. */
export function CardMenu({ entry, onExport }: CardMenuProps) {
  const { t } = useTranslation();
  const [deleting, question] = useDisclosure(false);
  const download = useModels((models) => models.download);
  const verify = useModels((models) => models.verify);
  const repair = useModels((models) => models.repair);
  const busy = useModels((models) => models.tasks[entry.record.id]?.state === 'working');
  const { record, stored, origin, availability } = entry;
  const { id } = record;
  const runs = availability.state === 'ready';
  const canDownload = runs && origin !== 'imported' && !stored.complete;
  const isStored = stored.bytes > 0;
  if (!canDownload && !isStored) return null;

  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <IconAction label={t('models.screen.actions.label', { model: record.name })} disabled={busy}>
            <IconDots size={20} />
          </IconAction>
        </Menu.Target>
        <Menu.Dropdown>
          {canDownload && (
            <Menu.Item leftSection={<IconDownload size={18} />} onClick={() => void download(id)}>
              {t('models.screen.actions.download')}
            </Menu.Item>
          )}
          {isStored && (
            <>
              <Menu.Item leftSection={<IconShieldCheck size={18} />} onClick={() => void verify(id)}>
                {t('models.screen.actions.verify')}
              </Menu.Item>
              {runs && origin !== 'imported' && (
                <Menu.Item leftSection={<IconHeartRateMonitor size={18} />} onClick={() => void repair(id)}>
                  {t('models.screen.actions.repair')}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<IconFolderDown size={18} />} onClick={onExport}>
                {t('models.screen.actions.export')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={18} />} onClick={question.open}>
                {t('models.screen.actions.delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <DeleteModel entry={entry} asking={deleting} onClose={question.close} />
    </>
  );
}
