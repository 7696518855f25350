import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, type Language } from '@/i18n/languages';
import type { LeftOutReason, Run } from '../../types';

/** How many items are not asked, by reason; nothing where every item is. */
export function LeftOut({ leftOut, language }: { leftOut: Run['leftOut']; language: Language | null }) {
  const { t } = useTranslation();
  const reasons = Object.entries(leftOut) as [LeftOutReason, number][];
  if (reasons.length === 0) return null;
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Text size="sm" c="dimmed">
      {language && `${LANGUAGE_NAMES[language]}: `}
      {t('benchmark.leftOut.total', { total })}{' '}
      {reasons.map(([reason, count]) => t(`benchmark.leftOut.${reason}`, { count })).join(t('benchmark.leftOut.joint'))}
    </Text>
  );
}
