import { Button, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { erasing, hearErasing } from '@/privacy/erasing';
import classes from '../crash-page.module.css';
import { ErasePage } from './erase-page';
import { type EndOfWork, letGo } from './let-go';

interface UnlessErasingProps {
  end: EndOfWork;
  children: ReactNode;
}

/** The app, until everything is deleted: from then on nothing of it stands that could write anew. */
export function UnlessErasing({ end, children }: UnlessErasingProps) {
  const where = useStore(erasing, (state) => state.where);
  useEffect(hearErasing, []);
  useEffect(() => {
    if (where === 'elsewhere') void letGo(end);
  }, [where, end]);
  if (where === null) return children;
  return where === 'here' ? <ErasePage end={end} /> : <ErasedElsewhere />;
}

function ErasedElsewhere() {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <Title order={1} size="h3">
        {t('privacy.erased.elsewhere')}
      </Title>
      <Text my="md">{t('privacy.erased.elsewhereLead')}</Text>
      <Button onClick={() => window.location.reload()}>{t('privacy.erased.again')}</Button>
    </main>
  );
}
