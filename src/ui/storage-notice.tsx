import { Alert, Button, Group, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconCopy, IconDownload, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Texts } from '@/i18n/resources';
import { FaultDetail } from './fault-detail';
import { saveFile } from './save-file';
import classes from './storage-notice.module.css';

/** What the browser's storage failed with: a StorageError of `src/db`. */
export interface StorageFault {
  code: keyof Texts['storage']['error'];
  /** The browser's own words. */
  reason: string;
}

interface StorageNoticeProps {
  /** Within a frame that is there already. */
  plain?: boolean;
  /** What was not saved, or not read. */
  title: string;
  fault: StorageFault;
  /** What becomes of it, if anything does by itself. */
  lead?: string;
  /** Tries the same once more. */
  onAgain?: () => void;
  /** What would be lost, and what its file is called. */
  kept?: { text: string; file: string };
}

/** Says that the storage failed, why and what to do, and keeps the text within reach. */
export function StorageNotice({ plain = false, title, fault, lead, onAgain, kept }: StorageNoticeProps) {
  const { t } = useTranslation();
  return (
    <Alert
      variant={plain ? 'transparent' : 'default'}
      {...(plain ? { p: 0, role: 'none' } : { my: 'xs' })}
      icon={<IconAlertTriangle className={classes.alarm} aria-hidden />}
      title={title}
    >
      <Text size="sm" fw={600}>
        {t(`storage.error.${fault.code}.title`)}
      </Text>
      <Text size="sm">{t(`storage.error.${fault.code}.next`)}</Text>
      {lead && (
        <Text size="sm" mt={4}>
          {lead}
        </Text>
      )}
      <Group gap="xs" mt="sm">
        {onAgain && (
          <Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={onAgain}>
            {t('storage.again')}
          </Button>
        )}
        {kept && <Keep {...kept} />}
      </Group>
      <FaultDetail detail={fault.reason} />
    </Alert>
  );
}

function Keep({ text, file }: { text: string; file: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2000 });
  const Icon = clipboard.copied ? IconCheck : IconCopy;
  return (
    <>
      <Button variant="default" leftSection={<Icon size={18} aria-hidden />} onClick={() => clipboard.copy(text)}>
        {t(clipboard.copied ? 'ui.copied' : 'storage.copy')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={18} aria-hidden />}
        onClick={() => saveFile(`${file}.md`, new Blob([text], { type: 'text/markdown' }))}
      >
        {t('storage.save')}
      </Button>
    </>
  );
}
