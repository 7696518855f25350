import { Anchor, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Run } from '../../types';
import { useFigures } from '../charts/figures';
import { useRunName } from '../run-name';
import type { ImportDone } from './import-done';
import { useImportProblem } from './use-import-problem';

/** So many lines of predictions that name nothing are told; the others are counted. */
const TOLD = 10;

/** What came of the files. */
export function ImportReport({ report }: { report: ImportDone }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const problem = useImportProblem();
  const { imported, refused, merged, predictions } = report;
  const places = predictions
    ? [
        ...predictions.unknown.map(({ id, file, line }) => t('results.import.unknownItem', { file, line, id })),
        ...predictions.unread.map(({ text, file, line }) => t('results.import.unreadItem', { file, line, text })),
      ]
    : [];
  return (
    <>
      {refused.map(({ file, error }) => (
        <Text key={file} role="alert" size="sm" c="red" mb="xs">
          {problem(error)}
        </Text>
      ))}
      <List size="sm" listStyleType="none">
        {imported.map(({ run, there }) => (
          <RunLine key={run.id} run={run} what={t(there ? 'results.import.there' : 'results.import.added')} />
        ))}
        {merged && <RunLine run={merged.run} what={t('results.import.merged')} />}
        {predictions && <RunLine run={predictions.run} what={t('results.import.scored')} />}
      </List>
      {merged && (
        <List size="sm" mt="xs">
          {merged.missing.items > 0 && (
            <List.Item>{t('results.import.mergedMissing', { items: count(merged.missing.items) })}</List.Item>
          )}
          {merged.missing.parts.length > 0 && (
            <List.Item>
              {t('results.import.mergedParts', { parts: merged.missing.parts.map((part) => part + 1).join(', ') })}
            </List.Item>
          )}
          {merged.remarks.map((remark) => (
            <List.Item key={remark}>{t(`results.import.remark.${remark}`)}</List.Item>
          ))}
        </List>
      )}
      {predictions && (
        <Text size="sm" mt="xs">
          {t('results.import.counts', {
            scored: count(predictions.rows.length),
            missing: count(predictions.missing.length),
            unknown: count(predictions.unknown.length),
            unread: count(predictions.unread.length),
          })}
        </Text>
      )}
      {places.length > 0 && (
        <List size="sm" mt="xs">
          {places.slice(0, TOLD).map((place) => (
            <List.Item key={place}>{place}</List.Item>
          ))}
          {places.length > TOLD && (
            <List.Item>{t('results.import.more', { lines: count(places.length - TOLD) })}</List.Item>
          )}
        </List>
      )}
    </>
  );
}

function RunLine({ run, what }: { run: Run; what: string }) {
  const name = useRunName();
  return (
    <List.Item>
      {what}{' '}
      <Anchor component={Link} to={`/benchmark/runs/${encodeURIComponent(run.id)}`}>
        {name(run)}
      </Anchor>
    </List.Item>
  );
}
