import { Button, FileButton, Group, Text } from '@mantine/core';
import { IconFileImport, IconFolderOpen } from '@tabler/icons-react';
import { type ComponentProps, type DragEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { droppedFiles } from './dropped-files';
import classes from './home.module.css';

/** React's types do not know it. */
const WHOLE_FOLDER = { webkitdirectory: '' } as ComponentProps<'input'>;

/** Where files and folders are dropped or chosen. */
export function DropZone({ onFiles }: { onFiles: (files: Promise<readonly File[]>) => void }) {
  const { t } = useTranslation();
  const [resetFiles, resetFolder] = [useRef<() => void>(null), useRef<() => void>(null)];

  function drop(event: DragEvent) {
    event.preventDefault();
    onFiles(droppedFiles(event.dataTransfer));
  }

  function choose(files: readonly File[]) {
    onFiles(Promise.resolve(files));
    // Otherwise the same file, chosen again after a change, would be no choice.
    resetFiles.current?.();
    resetFolder.current?.();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the buttons in it are everybody's
    <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <Text size="sm" mb="sm">
        {t('benchmark.datasets.drop')}
      </Text>
      <Group justify="center" gap="sm">
        <FileButton multiple resetRef={resetFiles} onChange={choose}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileImport size={18} aria-hidden />}>
              {t('benchmark.datasets.choose')}
            </Button>
          )}
        </FileButton>
        <FileButton multiple resetRef={resetFolder} inputProps={WHOLE_FOLDER} onChange={choose}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFolderOpen size={18} aria-hidden />}>
              {t('benchmark.datasets.chooseFolder')}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  );
}
