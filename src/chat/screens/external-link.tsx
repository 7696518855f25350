import type { ReactNode } from 'react';
import { useOpenLinks } from '@/ui/open-links';
import classes from './markdown-text.module.css';

const OPENABLE = new Set(['http:', 'https:', 'mailto:']);

function openable(href: string | undefined): string | null {
  const url = href && URL.canParse(href) ? new URL(href) : null;
  return url && OPENABLE.has(url.protocol) ? url.href : null;
}

/**
 * A link shows where it leads, so that a person decides with the address in sight. What is no full
 * address of the web or of mail stays text; an in-page one would change the screen.
 */
export function ExternalLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  const opens = useOpenLinks();
  const address = openable(href);
  if (!address) return <span>{children}</span>;
  const shown = children === href || children === address;
  const text = (
    <>
      {children}
      {!shown && <span className={classes.address}> ({address})</span>}
    </>
  );
  if (!opens) return <span>{text}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}
