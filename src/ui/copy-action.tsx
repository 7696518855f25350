import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from './icon-action';

/** Copies a text, and shows for a moment that it did. */
export function CopyAction({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <IconAction label={clipboard.copied ? t('ui.copied') : label} onClick={() => clipboard.copy(text)}>
      {clipboard.copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
    </IconAction>
  );
}
