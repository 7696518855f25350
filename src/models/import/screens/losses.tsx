import { Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../plan';
import classes from './import.module.css';

/** What a model will be without, once it is converted. */
export function Losses({ losses }: Pick<Plan, 'losses'>) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <>
      <Text size="sm" fw={600} id={title}>
        {t('import.plan.lost')}
      </Text>
      <ul className={classes.losses} aria-labelledby={title}>
        {losses.map((loss) => (
          <li key={loss.code}>{t(`import.loss.${loss.code}`, { ...loss })}</li>
        ))}
      </ul>
    </>
  );
}
