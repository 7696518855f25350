import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useOffline } from './context';

const NOTICE = 'hakui-update';

/** `busy`: what loading the page anew would break off now. */
export function UpdateNotice({ busy }: { busy: 'answer' | 'run' | null }) {
  const { t } = useTranslation();
  const update = useOffline((offline) => offline.update);
  const useUpdate = useOffline((offline) => offline.useUpdate);
  const tryAgain = useOffline((offline) => offline.tryUpdateAgain);
  const putOff = useOffline((offline) => offline.putOffUpdate);

  useEffect(() => {
    if (update.state === 'none' || update.state === 'later') {
      notifications.hide(NOTICE);
      return;
    }
    if (update.state === 'starting') {
      // It waits until the version before has nothing more to do.
      const starting = { id: NOTICE, title: t('offline.update.starting'), message: null, loading: true };
      notifications.update({ ...starting, autoClose: false, withCloseButton: false });
      return;
    }
    const { title, text, button, act } = {
      waiting: { title: 'ready', text: 'reloads', button: 'use', act: useUpdate } as const,
      failed: { title: 'failed', text: 'goesOn', button: 'again', act: tryAgain } as const,
      elsewhere: { title: 'elsewhere', text: 'old', button: 'reload', act: () => window.location.reload() } as const,
    }[update.state];
    const notice = {
      id: NOTICE,
      autoClose: false as const,
      withCloseButton: false,
      title: t(`offline.update.${title}`),
      message: (
        <>
          <Text size="sm">{t(`offline.update.${text}`)}</Text>
          {busy && update.state !== 'failed' && (
            <Text size="sm" fw={600}>
              {t(`offline.update.breaks.${busy}`)}
            </Text>
          )}
          <Group mt="xs" gap="xs">
            <Button onClick={act}>{t(`offline.update.${button}`)}</Button>
            <Button variant="default" onClick={putOff}>
              {t('offline.update.later')}
            </Button>
          </Group>
        </>
      ),
    };
    notifications.show(notice);
    notifications.update(notice);
  }, [update, busy, t, useUpdate, tryAgain, putOff]);
  return null;
}
