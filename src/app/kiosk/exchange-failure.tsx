import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useChat } from '@/chat/context';
import { describeFailure } from '@/chat/failure';
import type { AnswerFailure } from '@/db/types';
import { useModels } from '@/models/context';
import { valuesOf } from '@/models/fault-words';
import { useKiosk } from './context';
import classes from './kiosk.module.css';

/** Stands where the answer would have been. A visitor can try again; all else is for staff. */
export function ExchangeFailure({ failure, question }: { failure: AnswerFailure; question: string }) {
  const { t } = useTranslation();
  const ask = useChat((chat) => chat.ask);
  const asked = useKiosk((kiosk) => kiosk.asked);
  const retryLoad = useModels((models) => models.retry);
  const { key, details, next } = describeFailure(failure);

  async function again() {
    if (next === 'take-over') await retryLoad();
    const outcome = await ask(null, question);
    if (outcome.outcome === 'asked') asked(outcome.conversationId);
  }

  return (
    <Alert
      variant="default"
      mt="md"
      icon={<IconAlertTriangle aria-hidden />}
      title={t(`${key}.title`, valuesOf(details))}
      classNames={{ title: classes.alertTitle!, message: classes.alertText! }}
    >
      {next === 'models' && t('kiosk.visit.failed.staff')}
      {next === 'new-chat' && t('kiosk.visit.failed.shorter')}
      {(next === 'retry' || next === 'take-over') && (
        <Button variant="default" size="md" onClick={() => void again()}>
          {t(next === 'retry' ? 'chat.failure.retry' : 'chat.failure.takeOver')}
        </Button>
      )}
    </Alert>
  );
}
