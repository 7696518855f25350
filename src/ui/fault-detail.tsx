import { Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './fault-detail.module.css';

/** What only somebody who mends a fault has a use for, in English, folded; nothing where there is none. */
export function FaultDetail({ detail }: { detail: string | null }) {
  const { t } = useTranslation();
  if (detail === null) return null;
  return (
    <details className={classes.detail}>
      <summary>{t('ui.details')}</summary>
      <Code block lang="en" className={classes.text!}>
        {detail}
      </Code>
    </details>
  );
}
