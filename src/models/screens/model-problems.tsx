import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import type { ModelError } from '../errors';
import { useFaultWords } from '../fault-words';

/** What stood in the way of looking for models; nothing where all could be looked at. */
export function ModelProblems({ problems }: { problems: readonly ModelError[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('models.screen.problems')} mb="lg">
      <List size="sm">
        {problems.map((problem) => (
          <List.Item key={problem.message}>
            <Problem problem={problem} />
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Problem({ problem }: { problem: ModelError }) {
  const { title, next, detail } = useFaultWords()(problem);
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="sm">{next}</Text>
      <FaultDetail detail={detail} />
    </>
  );
}
