import { Button, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useModels } from '@/models/context';
import { useFaultWords } from '@/models/fault-words';
import { loadedModel } from '@/models/store';
import { OtherTab } from './other-tab';
import classes from './status-line.module.css';

/** The model's name and state in words, and how far a load is; a screen reader hears the words, not the figures. */
export function ModelStatus() {
  const { t } = useTranslation();
  const faultWords = useFaultWords();
  const engine = useModels((models) => models.engine);
  const entries = useModels((models) => models.entries);
  const cancelLoad = useModels((models) => models.cancelLoad);
  const retry = useModels((models) => models.retry);
  const canRetry = useModels((models) => models.wantedId !== null);

  const id = engine.state === 'loading' ? engine.modelId : loadedModel(engine)?.id;
  const nameOf = (id: string) => entries.find((entry) => entry.record.id === id)?.record.name ?? id;
  const model = nameOf(id ?? '');
  const failure = engine.state === 'failed' ? engine.error : null;
  const words = engine.state === 'failed' ? faultWords(engine.error).title : t(`app.status.${engine.state}`, { model });

  return (
    <span className={classes.model}>
      <span className={classes.state}>
        <span className={classes.dot} data-state={engine.state} aria-hidden />
        <VisuallyHidden role="status">{words}</VisuallyHidden>
        <span aria-hidden>{words}</span>
      </span>
      {engine.state === 'loading' && (
        <>
          <span className={classes.figures}>
            {t('ui.percent', { ...engine.progress })}{' '}
            {engine.progress.totalBytes > 0 && t('app.status.bytes', { ...engine.progress })}{' '}
            {engine.progress.secondsLeft !== null && t('ui.timeLeft', { secondsLeft: engine.progress.secondsLeft })}
          </span>
          <Button variant="subtle" px="xs" onClick={cancelLoad}>
            {t('ui.cancel')}
          </Button>
        </>
      )}
      {failure?.code === 'other-tab' && <OtherTab holder={failure.details} nameOf={nameOf} />}
      {failure && canRetry && (
        <Button variant="subtle" px="xs" onClick={() => void retry()}>
          {t(failure.code === 'other-tab' ? 'app.status.takeOver' : 'app.status.retry')}
        </Button>
      )}
    </span>
  );
}
