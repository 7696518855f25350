import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './markdown-text.module.css';

/** Preformatted text, which scrolls sideways by keyboard too. */
export function CodeBlock({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide line scrolls, and the keyboard must reach it
    <section className={classes.code} tabIndex={0} aria-label={t('chat.answer.code')}>
      <pre>{children}</pre>
    </section>
  );
}
