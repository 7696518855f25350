import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ENGINE_ERROR_CODES, type EngineErrorCode } from '@/engine/errors';
import type { Run } from '../../types';

/** Faults of a run itself; all others are the engine's. */
const OWN = ['interrupted', 'model-changed', 'model-differs', 'dataset-missing', 'not-saved'] as const;
type OwnCode = (typeof OWN)[number];

/** Why a run stands still, and the one thing to do next. */
export function RunFaultNotice({ run: { fault }, model }: { run: Run; model: string }) {
  const { t } = useTranslation();
  if (!fault) return null;
  const details = { ...fault.details, model };
  const own = OWN.find((code): code is OwnCode => code === fault.code);
  const code = ENGINE_ERROR_CODES.find((each): each is EngineErrorCode => each === fault.code) ?? 'unknown';
  return (
    <Alert
      variant="default"
      mt="xs"
      icon={<IconAlertTriangle aria-hidden />}
      title={own ? t(`benchmark.fault.${own}.title`, details) : t(`engine.error.${code}.title`, details)}
    >
      <Text size="sm">{own ? t(`benchmark.fault.${own}.next`, details) : t(`engine.error.${code}.next`, details)}</Text>
    </Alert>
  );
}
