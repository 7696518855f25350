import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useModels } from '../context';

const NOTICE = 'hakui-missed-model';

/** Says that the model a person chose is not here, and which one is in its place: nobody is to read another one's answers unawares. */
export function MissedModelNotice() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const entries = useModels((models) => models.entries);
  const missedId = useModels((models) => models.missedId);
  const wantedId = useModels((models) => models.wantedId);
  const nameOf = (id: string | null) => entries.find(({ record }) => record.id === id)?.record.name ?? id;
  const [missed, used] = [nameOf(missedId), nameOf(wantedId)];

  useEffect(() => {
    if (missed === null) {
      notifications.hide(NOTICE);
      return;
    }
    const notice = {
      id: NOTICE,
      color: 'red',
      autoClose: false as const,
      withCloseButton: true,
      closeButtonProps: { 'aria-label': t('ui.close') },
      title: t('models.missed.title', { model: missed }),
      message: (
        <>
          <Text size="sm">{used === null ? t('models.missed.none') : t('models.missed.instead', { model: used })}</Text>
          <Button variant="default" mt="xs" onClick={() => void navigate('/models')}>
            {t('models.missed.look')}
          </Button>
        </>
      ),
    };
    notifications.show(notice);
    notifications.update(notice);
  }, [missed, used, t, navigate]);
  useEffect(() => () => void notifications.hide(NOTICE), []);
  return null;
}
