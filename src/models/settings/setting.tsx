import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './settings.module.css';

interface SettingProps {
  title: string;
  /** The way back to the record's own value, in words. */
  reset: { label: string; onClick: () => void; disabled: boolean };
  children: ReactNode;
}

/** One setting: its field, and the way back to the record's own value. */
export function Setting({ title, reset, children }: SettingProps) {
  return (
    <div className={classes.setting}>
      {children}
      <Button
        className={classes.reset!}
        variant="subtle"
        px="xs"
        aria-label={`${title}: ${reset.label}`}
        disabled={reset.disabled}
        onClick={reset.onClick}
      >
        {reset.label}
      </Button>
    </div>
  );
}
