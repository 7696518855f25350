import { Outlet } from 'react-router';
import { useSettings } from '@/db/use-settings';
import { FirstRun } from './first-run';

/** Shows the first run once per browser, and never where it is not `needed`, then whatever the address asks for. */
export function FirstRunGate({ needed }: { needed: boolean }) {
  const settings = useSettings();
  if (settings === undefined) return null;
  return settings.firstRunDone || !needed ? <Outlet /> : <FirstRun />;
}
