import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/ui/page';
import { AttractScreen } from './attract-screen';
import { useKiosk } from './context';
import classes from './kiosk.module.css';
import { PinDialog } from './pin/pin-dialog';
import { VisitScreen } from './visit-screen';

/** What visitors see. One title for all of it: the browser keeps titles in its history. */
export function KioskScreen() {
  const { t } = useTranslation();
  const phase = useKiosk((kiosk) => kiosk.phase);
  usePageTitle(t('kiosk.title'));
  return (
    <div className={classes.kiosk}>
      {phase === 'attract' && <AttractScreen />}
      {phase === 'visit' && <VisitScreen />}
      {phase === 'erasing' && (
        <main className={classes.erasing} aria-busy>
          <p role="status">{t('kiosk.erasing')}</p>
        </main>
      )}
      <PinDialog />
    </div>
  );
}
