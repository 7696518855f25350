import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** Names the browser tab after the screen. */
export function usePageTitle(title: string): void {
  const { t } = useTranslation();
  const full = t('ui.pageTitle', { title });
  useEffect(() => {
    document.title = full;
  }, [full]);
}

/** A screen of one column: its name, a sentence on what it is for, and what it holds. */
export function Page({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <main className={classes.scroll} id="content" tabIndex={-1}>
      <div className={classes.column}>
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text c="dimmed" mt={4} mb="xl">
          {lead}
        </Text>
        {children}
      </div>
    </main>
  );
}
