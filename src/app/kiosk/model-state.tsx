import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useModels } from '@/models/context';
import { useFaultWords } from '@/models/fault-words';
import { loadedModel } from '@/models/store';
import { useKiosk } from './context';
import classes from './kiosk.module.css';

/** Whether an answer can be had: how far the load is, that the model is ready, or what to do where it is not. */
export function ModelState() {
  const { t } = useTranslation();
  const words = useFaultWords();
  const engine = useModels((models) => models.engine);
  const retry = useModels((models) => models.retry);
  const wanted = useModels((models) => models.wantedId !== null);
  const opened = useKiosk((kiosk) => kiosk.opened);
  const open = useKiosk((kiosk) => kiosk.open);

  if (engine.state === 'failed') {
    const { title, next } = words(engine.error);
    return (
      <div className={classes.state} role="alert">
        <p>
          <IconAlertTriangle aria-hidden /> {title}
        </p>
        <p className={classes.figures}>{next}</p>
        <Button variant="default" size="md" onClick={() => void retry()}>
          {t(engine.error.code === 'other-tab' ? 'app.status.takeOver' : 'app.status.retry')}
        </Button>
      </div>
    );
  }
  if (engine.state === 'loading') {
    const { fraction, secondsLeft } = engine.progress;
    return (
      <div className={classes.state}>
        <p role="status">{t('kiosk.model.loading')}</p>
        <Progress value={fraction * 100} w="100%" maw="24rem" aria-label={t('kiosk.model.loading')} />
        <p className={classes.figures}>
          {t('ui.percent', { fraction })} {secondsLeft !== null && t('ui.timeLeft', { secondsLeft })}
        </p>
      </div>
    );
  }
  if (loadedModel(engine)) {
    return (
      <div className={classes.state} role="status">
        <p>
          <IconCircleCheck aria-hidden />{' '}
          {t(engine.state === 'recovering' ? 'kiosk.model.recovering' : 'kiosk.model.ready')}
        </p>
      </div>
    );
  }
  if (!opened || wanted) {
    return (
      <div className={classes.state} role="status">
        <p>{t('kiosk.model.opening')}</p>
      </div>
    );
  }
  return (
    <div className={classes.state} role="alert">
      <p>
        <IconAlertTriangle aria-hidden /> {t('kiosk.model.none')}
      </p>
      <Button variant="default" size="md" onClick={() => void open()}>
        {t('kiosk.model.open')}
      </Button>
    </div>
  );
}
