import { type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import { OpenLinksProvider } from '@/ui/open-links';
import { KioskContext } from './context';
import type { KioskStore } from './store';

/** A kiosk's visitors open no links: there is no way back from where they lead. Elsewhere nothing changes. */
export function KioskLinks({ children }: { children: ReactNode }) {
  const kiosk = useContext(KioskContext);
  return kiosk === null ? children : <VisitorsLinks kiosk={kiosk}>{children}</VisitorsLinks>;
}

function VisitorsLinks({ kiosk, children }: { kiosk: KioskStore; children: ReactNode }) {
  const staff = useStore(kiosk, ({ phase }) => phase === 'staff');
  return <OpenLinksProvider value={staff}>{children}</OpenLinksProvider>;
}
