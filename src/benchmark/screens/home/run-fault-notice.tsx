import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Run } from '../../types';
import { useFaultText } from '../fault-text';

/** Why a run stands still, and the one thing to do next. */
export function RunFaultNotice({ run: { fault }, model }: { run: Run; model: string }) {
  const faultText = useFaultText();
  if (!fault) return null;
  const { title, next } = faultText(fault, model);
  return (
    <Alert variant="default" mt="xs" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Text size="sm">{next}</Text>
    </Alert>
  );
}
