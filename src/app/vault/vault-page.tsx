import { SegmentedControl, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '@/i18n/i18n';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import classes from './vault.module.css';

/** What stands in place of the whole app, in either language. */
export function VaultPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <SegmentedControl
        className={classes.language!}
        aria-label={t('app.settings.language.title')}
        value={useLanguage()}
        onChange={(chosen) => void chooseLanguage(chosen)}
        data={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
      />
      <Title order={1} size="h2" className={classes.title!}>
        <IconLock size={28} aria-hidden /> {title}
      </Title>
      {children}
    </main>
  );
}
