import { Button, SegmentedControl } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '@/i18n/i18n';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { useKiosk } from './context';
import classes from './kiosk.module.css';

/** The upper edge of every kiosk screen: the languages, always in sight, and what else is always to be had. */
export function KioskHeader({ children }: { children?: ReactNode }) {
  return (
    <header className={classes.header}>
      <LanguageSwitch />
      {children}
    </header>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="md"
      value={useLanguage()}
      onChange={(language) => void chooseLanguage(language as Language)}
      data={LANGUAGES.map((each) => ({ value: each, label: <span lang={each}>{LANGUAGE_NAMES[each]}</span> }))}
      aria-label={t('kiosk.language')}
    />
  );
}

/** The lower edge: what holds for every answer, and the way for staff where there is one. */
export function KioskFooter() {
  const { t } = useTranslation();
  const hasStaff = useKiosk((kiosk) => kiosk.config.staffPin !== undefined);
  const askPin = useKiosk((kiosk) => kiosk.askPin);
  return (
    <footer className={classes.footer}>
      <p className={classes.footnote}>{t('chat.composer.notice')}</p>
      {hasStaff && (
        <Button
          variant="subtle"
          color="gray"
          flex="none"
          leftSection={<IconLock size={16} />}
          onClick={() => askPin(true)}
        >
          {t('kiosk.staff.button')}
        </Button>
      )}
    </footer>
  );
}
