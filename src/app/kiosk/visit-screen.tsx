import { Button } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useKiosk } from './context';
import { ExchangeView } from './exchange-view';
import classes from './kiosk.module.css';
import { KioskFooter, KioskHeader } from './kiosk-parts';
import { QuestionView } from './question-view';

/** One question at a time: it is typed, then it stands alone with its answer. The way to end the visit is always in sight. */
export function VisitScreen() {
  const { t } = useTranslation();
  const history = useKiosk((kiosk) => kiosk.config.history);
  const conversationId = useKiosk((kiosk) => kiosk.conversationId);
  const finish = useKiosk((kiosk) => kiosk.finish);
  return (
    <>
      <KioskHeader>
        <Button
          size="md"
          variant="outline"
          className={classes.finish!}
          leftSection={<IconEraser size={20} />}
          onClick={() => void finish()}
        >
          {t(`kiosk.visit.finish.${history}`)}
        </Button>
      </KioskHeader>
      {conversationId === null ? (
        <QuestionView />
      ) : (
        <ExchangeView key={conversationId} conversationId={conversationId} />
      )}
      <KioskFooter />
    </>
  );
}
