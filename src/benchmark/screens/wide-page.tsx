import type { ReactNode } from 'react';
import { Page } from '@/ui/page';
import './print.css';
import classes from './wide-page.module.css';

/** A page whose column has room for charts and tables, and which prints whole. */
export function WidePage(page: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className={classes.wide}>
      <Page {...page} />
    </div>
  );
}
