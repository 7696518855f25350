import { Outlet } from 'react-router';
import { useSettings } from '@/db/use-settings';
import { FirstRun } from './first-run';

/** Shows the first run once per browser, then whatever the address asks for. */
export function FirstRunGate() {
  const settings = useSettings();
  if (settings === undefined) return null;
  return settings.firstRunDone ? <Outlet /> : <FirstRun />;
}
