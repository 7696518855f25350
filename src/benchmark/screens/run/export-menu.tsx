import { Button, Group, Menu, Progress, Text } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { writeAudit } from '@/db/audit';
import { reasonOf } from '@/engine/errors';
import { FaultDetail } from '@/ui/fault-detail';
import { saveFile } from '@/ui/save-file';
import type { Item, Run } from '../../types';
import { EXPORT_FORMATS, type ExportFormat, exportRun, whyNotExport } from './export-run';

type State =
  | { is: 'idle' }
  | { is: 'writing'; fraction: number }
  | { is: 'written'; name: string; leftOut: number }
  | { is: 'failed'; detail: string };

interface ExportMenuProps {
  run: Run;
  items: ReadonlyMap<string, Item>;
  hasDataset: boolean;
}

/** The run as a file: ours, or one of a tool that the person has. */
export function ExportMenu({ run, items, hasDataset }: ExportMenuProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<State>({ is: 'idle' });
  const abort = useRef<AbortController>(null);
  useEffect(() => () => abort.current?.abort(), []);

  async function write(format: ExportFormat) {
    const controller = new AbortController();
    abort.current = controller;
    const { signal } = controller;
    setState({ is: 'writing', fraction: 0 });
    try {
      const onProgress = (fraction: number) => setState({ is: 'writing', fraction });
      const { file, leftOut } = await exportRun(run, format, { items, onProgress, signal });
      signal.throwIfAborted();
      saveFile(file.name, file.blob);
      void writeAudit('exported', `run, ${format}`);
      setState({ is: 'written', name: file.name, leftOut });
    } catch (error) {
      if (signal.aborted) setState({ is: 'idle' });
      else setState({ is: 'failed', detail: reasonOf(error) });
    }
  }

  return (
    <>
      <Menu position="bottom-start" width={320}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
            disabled={state.is === 'writing'}
          >
            {t('results.export.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {EXPORT_FORMATS.map((format) => {
            const why = whyNotExport(run, format, hasDataset);
            return (
              <Menu.Item key={format} disabled={why !== null} onClick={() => void write(format)}>
                {t(`results.export.${format}.name`)}
                <Text size="xs" c="dimmed">
                  {why ? t(`results.export.not.${why}`) : t(`results.export.${format}.for`)}
                </Text>
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      <Group role="status" gap="sm" w={state.is === 'idle' ? undefined : '100%'}>
        {state.is === 'writing' && (
          <>
            <Text size="sm">{t('results.export.writing')}</Text>
            <Progress value={state.fraction * 100} flex={1} maw="16rem" aria-label={t('results.export.writing')} />
            <Button variant="subtle" onClick={() => abort.current?.abort()}>
              {t('ui.cancel')}
            </Button>
          </>
        )}
        {state.is === 'written' && (
          <Text size="sm">
            {t('results.export.written', { name: state.name })}{' '}
            {state.leftOut > 0 && t('results.export.leftOut', { items: state.leftOut })}
          </Text>
        )}
        {state.is === 'failed' && (
          <Text size="sm" c="red">
            {t('results.export.failed')}
          </Text>
        )}
      </Group>
      {state.is === 'failed' && <FaultDetail detail={state.detail} />}
    </>
  );
}
