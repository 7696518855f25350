import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type DeviceReport, type Requirement, requirementsOf } from '../capability';
import { useModels } from '../context';
import type { CheckedFile } from '../integrity/verify-files';
import { type ModelEntry, variantShown } from '../shelves';
import { artifactsOf } from '../storage/model-files';
import classes from './models-screen.module.css';

/** What a model needs of a device against what this one has, and its files one by one. */
export function ModelDetails({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const device = useModels((models) => models.device);
  if (device === null) return null;
  return (
    <details className={classes.details}>
      <summary>{t('models.screen.details.title')}</summary>
      <NeedsTable entry={entry} device={device} />
      <FilesTable entry={entry} />
    </details>
  );
}

function NeedsTable({ entry, device }: { entry: ModelEntry; device: DeviceReport }) {
  const { t } = useTranslation();
  const needs = variantShown(entry, device);
  return (
    <div className={classes.wide}>
      <Table aria-label={t('models.screen.details.needs')} layout="fixed" horizontalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('models.screen.details.needs')}</Table.Th>
            <Table.Th>{t('models.screen.details.need')}</Table.Th>
            <Table.Th>{t('models.screen.details.device')}</Table.Th>
            <Table.Th>{t('models.screen.details.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requirementsOf(needs, device).map((each) => (
            <NeedRow key={each.what} requirement={each} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function NeedRow({ requirement }: { requirement: Requirement }) {
  const { t } = useTranslation();
  const { what, ok } = requirement;
  const verdict = ok === null ? 'unknown' : ok ? 'ok' : 'lacking';
  return (
    <Table.Tr>
      <Table.Td>{t(`models.screen.details.what.${what}`)}</Table.Td>
      <Table.Td>{needed()}</Table.Td>
      <Table.Td>{has()}</Table.Td>
      <Table.Td fw={ok === false ? 600 : undefined}>{t(`models.screen.details.${verdict}`)}</Table.Td>
    </Table.Tr>
  );

  function needed(): string {
    if (requirement.unit === 'presence') return t('models.screen.details.yes');
    const { unit, needed: value } = requirement;
    return unit === 'count'
      ? t('models.screen.details.least', { value })
      : t('models.screen.details.leastBytes', { value });
  }

  function has(): string {
    if (requirement.unit === 'presence') return t(`models.screen.details.${requirement.ok ? 'yes' : 'no'}`);
    const { unit, has: value } = requirement;
    if (value === null) return t('models.screen.details.untold');
    return unit === 'count'
      ? t('models.screen.details.has', { value })
      : t('models.screen.details.leastBytes', { value });
  }
}

function FilesTable({ entry }: { entry: ModelEntry }) {
  const { t } = useTranslation();
  const task = useModels((models) => models.tasks[entry.record.id]);
  const checked = task?.state === 'done' && task.result.kind === 'verify' ? task.result.files : null;
  const files = checked ?? namedFiles(entry);
  if (files.length === 0) return null;
  return (
    <div className={classes.wide}>
      <Table aria-label={t('models.screen.details.files')} horizontalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('models.screen.details.file')}</Table.Th>
            <Table.Th ta="end">{t('models.screen.details.size')}</Table.Th>
            {checked && <Table.Th>{t('models.screen.details.state')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {files.map(({ path, bytes, state }) => (
            <Table.Tr key={path}>
              <Table.Td>{path}</Table.Td>
              <Table.Td ta="end">{bytes !== null && t('models.screen.facts.bytes', { bytes })}</Table.Td>
              {state && <Table.Td>{t(`models.screen.details.states.${state}`)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {!checked && entry.stored.bytes > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('models.screen.details.unverified')}
        </Text>
      )}
    </div>
  );
}

/** As far as they are known before a verification: of a published model not the shards. */
function namedFiles(entry: ModelEntry): { path: string; bytes: number | null; state?: CheckedFile['state'] }[] {
  const artifacts = artifactsOf(entry);
  if (artifacts === null) return [];
  const { weightsUrl, libraryUrl, quantization, adapterClass } = artifacts;
  return artifacts.files.map(({ url, bytes }) => ({
    path:
      url === libraryUrl
        ? `lib/${quantization}-${adapterClass}.wasm`
        : url.replace(weightsUrl, `resolve/${quantization}/`),
    bytes,
  }));
}
