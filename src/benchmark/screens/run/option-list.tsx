import { useTranslation } from 'react-i18next';
import { letterAt } from '../../export/asked-item';
import type { ItemFacts, Sample } from '../../types';
import { useFigures } from '../charts/figures';
import classes from './item-browser.module.css';

interface OptionListProps {
  sample: Sample;
  /** In the publisher's order. */
  options: readonly string[];
  facts: ItemFacts | undefined;
  language: string;
}

/** The options as they were shown, with who chose them and which are right. */
export function OptionList({ sample, options, facts, language }: OptionListProps) {
  const { t } = useTranslation();
  const { percent } = useFigures();
  const { optionOrder, prediction, gold } = sample;
  return (
    <ol className={classes.options}>
      {optionOrder.map((option, position) => {
        const right = gold.kind !== 'value' && gold.options.includes(option);
        const share = facts?.humanShares?.[option];
        const tags = [
          right && t('results.option.right'),
          prediction?.includes(option) && t('results.option.chosen'),
          facts?.prohibited.includes(option) && t('results.option.prohibited'),
          share !== undefined && t('results.option.human', { share: percent(share) }),
        ].filter((tag) => typeof tag === 'string');
        return (
          <li key={option} className={classes.option} data-gold={right || undefined}>
            <strong>{letterAt(position)}</strong>
            <span lang={language}>{options[option]}</span>
            {tags.length > 0 && (
              <span className={classes.tags}>
                {tags.map((tag) => (
                  <span key={tag}>{tag}</span>
                ))}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
