import { Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { letterAt } from '../../export/asked-item';
import type { Item } from '../../types';
import classes from './mapping.module.css';

/** An item as it will be asked, in each language it has, with what is right. */
export function FirstItem({ item: { id, texts, gold, facts, textOnly } }: { item: Item }) {
  const { t } = useTranslation();
  const right = gold.kind === 'value' ? [] : gold.options;
  const { category, year, block, points } = facts;
  const traits = [
    category,
    year,
    block,
    points !== null && t('benchmark.mapping.points', { points }),
    !textOnly && t('benchmark.mapping.needsPicture'),
  ].filter((trait) => trait !== null && trait !== false);
  return (
    <section aria-label={t('benchmark.mapping.firstItem', { id })}>
      <Text size="sm" fw={600} mt="sm">
        {t('benchmark.mapping.firstItem', { id })}
      </Text>
      {traits.length > 0 && (
        <Text size="sm" c="dimmed">
          {traits.join(' · ')}
        </Text>
      )}
      {LANGUAGES.map((language) => {
        const text = texts[language];
        return (
          text && (
            <div key={language} className={classes.item}>
              <Text size="xs" c="dimmed">
                {LANGUAGE_NAMES[language]}
              </Text>
              <Text lang={language} className={classes.question!}>
                {text.question}
              </Text>
              <ol>
                {text.options.map((option, position) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: options may read the same, and never change places.
                  <li key={position} data-right={right.includes(position) || undefined}>
                    <strong>{letterAt(position)}</strong>
                    <span lang={language}>{option}</span>
                    {right.includes(position) && (
                      <span className={classes.right}>
                        <IconCheck size={16} aria-hidden />
                        {t('benchmark.mapping.right')}
                      </span>
                    )}
                    {facts.prohibited.includes(position) && (
                      <span className={classes.tag}>{t('benchmark.mapping.prohibited')}</span>
                    )}
                  </li>
                ))}
              </ol>
            </div>
          )
        );
      })}
    </section>
  );
}
