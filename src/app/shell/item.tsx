import type { ReactNode } from 'react';
import classes from './status-line.module.css';

interface ItemProps {
  icon: ReactNode;
  children: ReactNode;
  /** Left out on a phone until a person asks for more. */
  secondary?: boolean;
  /** Something is not as it should be; words and icon say so too. */
  alarm?: boolean;
}

export function Item({ icon, children, secondary, alarm }: ItemProps) {
  return (
    <span className={classes.item} data-secondary={secondary || undefined} data-alarm={alarm || undefined}>
      {icon}
      <span className={classes.text}>{children}</span>
    </span>
  );
}
