import { Text } from '@mantine/core';
import { type DragEvent, type ReactNode, useState } from 'react';
import { type Found, foundInDrop } from '../sources/found';
import classes from './import.module.css';

interface DropZoneProps {
  label: string;
  onFound: (found: Promise<Found>) => void;
  /** The same for whoever has no mouse. */
  children: ReactNode;
}

/** Where files and folders are dropped. */
export function DropZone({ label, onFound, children }: DropZoneProps) {
  const [over, setOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    onFound(foundInDrop(event.dataTransfer));
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the buttons in it are everybody's
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Text size="sm" mb="sm">
        {label}
      </Text>
      {children}
    </div>
  );
}
