import { Button, type ButtonProps, FileButton } from '@mantine/core';
import { IconFile, IconFolderOpen } from '@tabler/icons-react';
import { type ComponentProps, useRef } from 'react';
import { type Found, foundByHandles, foundInInput } from '../sources/found';

/** React's types do not know it. */
const WHOLE_FOLDER = { webkitdirectory: '' } as ComponentProps<'input'>;

/** Not every browser has them; they give handles, by which an import goes on after a reload without another choice. */
interface Pickers {
  showOpenFilePicker?: () => Promise<FileSystemHandle[]>;
  showDirectoryPicker?: () => Promise<FileSystemHandle>;
}

interface SourceButtonProps {
  kind: 'file' | 'folder';
  label: string;
  variant?: ButtonProps['variant'];
  onFound: (found: Promise<Found>) => void;
}

/** Has a person choose a file or a folder, in the way that the browser has. */
export function SourceButton({ kind, label, variant = 'default', onFound }: SourceButtonProps) {
  const reset = useRef<() => void>(null);
  const { showOpenFilePicker, showDirectoryPicker } = window as Pickers;
  const pick =
    kind === 'folder' ? showDirectoryPicker && (async () => [await showDirectoryPicker()]) : showOpenFilePicker;
  const Icon = kind === 'folder' ? IconFolderOpen : IconFile;

  async function pickHandles(handles: Promise<FileSystemHandle[]>) {
    const chosen = await handles.catch(() => null);
    // Null: the person chose nothing.
    if (chosen) onFound(foundByHandles(chosen));
  }

  return (
    <FileButton
      multiple
      resetRef={reset}
      {...(kind === 'folder' && { inputProps: WHOLE_FOLDER })}
      onChange={(files) => {
        onFound(Promise.resolve(foundInInput(files)));
        // Otherwise the same file, chosen again after a change, would be no choice.
        reset.current?.();
      }}
    >
      {({ onClick }) => (
        <Button
          variant={variant}
          leftSection={<Icon size={18} aria-hidden />}
          onClick={() => (pick ? void pickHandles(pick.call(window)) : onClick())}
        >
          {label}
        </Button>
      )}
    </FileButton>
  );
}
