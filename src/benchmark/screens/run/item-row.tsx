import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Language } from '@/i18n/languages';
import type { Metric } from '../../results/accuracy';
import type { Item, Sample } from '../../types';
import { goldLetters, shownLetters } from '../letters';
import classes from './item-browser.module.css';
import { OutcomeMark } from './outcome-mark';

interface ItemRowProps {
  sample: Sample;
  /** Undefined where the data set is gone. */
  item: Item | undefined;
  language: Language;
  metric: Metric;
  current: boolean;
  onOpen: () => void;
}

/** One item in a line: its id, whether it was right, its question, chosen and right letters. */
export function ItemRow({ sample, item, language, metric, current, onOpen }: ItemRowProps) {
  const { t } = useTranslation();
  const { itemId, prediction } = sample;
  const letters = {
    chosen: prediction?.length ? shownLetters(sample, prediction) : '–',
    right: goldLetters(sample),
  };
  return (
    <li>
      <UnstyledButton
        className={classes.row!}
        data-current={current || undefined}
        aria-current={current || undefined}
        onClick={onOpen}
      >
        <span>{itemId}</span>
        <OutcomeMark sample={sample} metric={metric} />
        <span className={classes.question} lang={language}>
          {item?.texts[language]?.question}
        </span>
        <span className={classes.letters}>
          <span aria-hidden="true">{t('results.items.letters', letters)}</span>
          <VisuallyHidden>{t('results.items.lettersLabel', letters)}</VisuallyHidden>
        </span>
      </UnstyledButton>
    </li>
  );
}
