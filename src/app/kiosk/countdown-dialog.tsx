import { Button, Modal, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useKiosk } from './context';
import classes from './kiosk.module.css';

/** A screen reader is told when it begins and once more; every second would be noise. */
const SAID_AGAIN = 10;

/** Says, in sight of all, that a visit is about to be over; covers what stands on the screen, for whoever comes by. */
export function CountdownDialog() {
  const { t } = useTranslation();
  const countdown = useKiosk((kiosk) => kiosk.countdown);
  const first = useKiosk((kiosk) => kiosk.config.countdownSeconds);
  const history = useKiosk((kiosk) => kiosk.config.history);
  const staff = useKiosk((kiosk) => kiosk.phase === 'staff');
  const stay = useKiosk((kiosk) => kiosk.stay);
  const finish = useKiosk((kiosk) => kiosk.finish);
  const kind = staff ? 'staff' : history;
  const said = countdown !== null && countdown <= SAID_AGAIN ? Math.min(SAID_AGAIN, first) : first;
  return (
    <Modal
      opened={countdown !== null}
      onClose={stay}
      closeOnClickOutside={false}
      withCloseButton={false}
      size="lg"
      overlayProps={{ backgroundOpacity: 0.92, blur: 12 }}
      title={t('kiosk.countdown.title')}
      classNames={{ title: classes.dialogTitle! }}
    >
      <VisuallyHidden role="alert">{t(`kiosk.countdown.${kind}.text`, { seconds: said })}</VisuallyHidden>
      <p className={classes.countdown} aria-hidden>
        {t(`kiosk.countdown.${kind}.text`, { seconds: countdown ?? 0 })}
      </p>
      <div className={classes.choices}>
        <Button size="xl" className={classes.big!} onClick={stay} data-autofocus>
          {t('kiosk.countdown.stay')}
        </Button>
        <Button size="xl" className={classes.big!} variant="default" onClick={() => void finish()}>
          {t(`kiosk.countdown.${kind}.now`)}
        </Button>
      </div>
    </Modal>
  );
}
