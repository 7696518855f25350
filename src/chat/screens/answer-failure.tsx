import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AnswerFailure } from '@/db/types';
import { useModels } from '@/models/context';
import { detailOf, valuesOf } from '@/models/fault-words';
import { FaultDetail } from '@/ui/fault-detail';
import { describeFailure } from '../failure';
import classes from './answer.module.css';

interface AnswerFailureNoticeProps {
  failure: AnswerFailure;
  canRetry: boolean;
  onRetry: () => void;
}

/** Stands where the answer would have been: what happened, and the one thing to do next. */
export function AnswerFailureNotice({ failure, canRetry, onRetry }: AnswerFailureNoticeProps) {
  const { t } = useTranslation();
  const retryLoad = useModels((models) => models.retry);
  const { key, details, next } = describeFailure(failure);
  const values = valuesOf(details);

  async function takeOver() {
    await retryLoad();
    onRetry();
  }

  return (
    <Alert
      variant="default"
      icon={<IconAlertTriangle className={classes.alarm} aria-hidden />}
      title={t(`${key}.title`, values)}
      my="xs"
    >
      <Text size="sm" mb="sm">
        {t(`${key}.next`, values)}
      </Text>
      {next === 'retry' && (
        <Button variant="default" onClick={onRetry} disabled={!canRetry}>
          {t('chat.failure.retry')}
        </Button>
      )}
      {next === 'take-over' && (
        <Button variant="default" onClick={() => void takeOver()} disabled={!canRetry}>
          {t('chat.failure.takeOver')}
        </Button>
      )}
      {next === 'models' && (
        <Button variant="default" component={Link} to="/models">
          {t('chat.failure.models')}
        </Button>
      )}
      {next === 'new-chat' && (
        <Button variant="default" component={Link} to="/chat">
          {t('chat.failure.newChat')}
        </Button>
      )}
      <FaultDetail detail={detailOf(details)} />
    </Alert>
  );
}
