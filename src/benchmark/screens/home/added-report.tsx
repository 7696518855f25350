import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import type { AddedDatasets } from '../../add-datasets';
import { useDatasetProblem } from './dataset-problem';
import { useProtocolProblem } from './protocol-problem';

/** So many names are told; the rest are counted. */
const TOLD = 8;

/** What became of the files that were dropped. */
export function AddedReport({
  report: { added, there, refused, leftOver, unmapped, protocols, refusedProtocols },
}: {
  report: AddedDatasets;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const problemText = useDatasetProblem();
  const protocolProblemText = useProtocolProblem();
  return (
    <>
      {[...added, ...there, ...protocols].length > 0 && (
        <Alert variant="default" mt="md" icon={<IconCircleCheck aria-hidden />}>
          {added.map(({ id, name, items }) => (
            <Text key={id} size="sm">
              {t('benchmark.added.added', { name, items: items.length })}
            </Text>
          ))}
          {protocols.map(({ id, name }) => (
            <Text key={id} size="sm">
              {t('benchmark.added.protocol', { name: name[language] })}
            </Text>
          ))}
          {there.map(({ id, name }) => (
            <Text key={id} size="sm">
              {t('benchmark.added.there', { name })}
            </Text>
          ))}
        </Alert>
      )}
      {refused.map(({ name, problems, omitted }) => (
        <Alert
          key={name}
          color="red"
          mt="md"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('benchmark.added.refused', { name })}
        >
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={problem.message}>{problemText(problem)}</List.Item>
            ))}
          </List>
          {omitted > 0 && <Text size="sm">{t('benchmark.added.omitted', { count: omitted })}</Text>}
        </Alert>
      ))}
      {refusedProtocols.map(({ name, problems }) => (
        <Alert
          key={name}
          color="red"
          mt="md"
          icon={<IconAlertTriangle aria-hidden />}
          title={t('benchmark.added.refused', { name })}
        >
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={problem.message}>{protocolProblemText(problem)}</List.Item>
            ))}
          </List>
        </Alert>
      ))}
      {leftOver.length > 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t('benchmark.added.leftOver', { count: leftOver.length })}{' '}
          {leftOver
            .slice(0, TOLD)
            .map(({ name, reason }) =>
              t('benchmark.added.leftOverFile', { name, reason: t(`benchmark.leftOver.${reason}`) }),
            )
            .join(t('benchmark.leftOut.joint'))}
          {leftOver.length > TOLD && t('benchmark.added.andMore', { count: leftOver.length - TOLD })}
        </Text>
      )}
      {[added, there, refused, leftOver, unmapped, protocols, refusedProtocols].every(({ length }) => length === 0) && (
        <Text size="sm" mt="md">
          {t('benchmark.added.nothing')}
        </Text>
      )}
    </>
  );
}
