import { Button, Code, Group, Modal, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { writeAudit } from '@/db/audit';
import { guardLeaving, type LeavingStore } from '@/privacy/leaving';
import { CopyAction } from '@/ui/copy-action';
import classes from './privacy.module.css';

/** Asks before anything leads out of Hakui, with the whole address in sight. */
export function LeaveDialog({ leaving }: { leaving: LeavingStore }) {
  const { t } = useTranslation();
  const { address, settle } = useStore(leaving);
  useEffect(() => guardLeaving(leaving), [leaving]);

  function open() {
    const { host, protocol, href } = new URL(address!);
    window.open(href, '_blank', 'noopener,noreferrer');
    void writeAudit('link-opened', host || protocol);
    settle();
  }

  return (
    <Modal
      opened={address !== null}
      onClose={settle}
      title={t('privacy.leave.title')}
      closeButtonProps={{ 'aria-label': t('privacy.leave.stay'), size: 40 }}
    >
      <Text mb="sm">{t('privacy.leave.consequence')}</Text>
      <Group wrap="nowrap" align="flex-start" mb="lg">
        <Code block className={classes.leaving!}>
          {address}
        </Code>
        <CopyAction text={address ?? ''} label={t('privacy.leave.copy')} />
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={settle} data-autofocus>
          {t('privacy.leave.stay')}
        </Button>
        <Button color="red" variant="outline" onClick={open}>
          {t('privacy.leave.open')}
        </Button>
      </Group>
    </Modal>
  );
}
