import { IconShieldCheck, IconShieldExclamation } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useOffline } from '@/offline/context';
import { useLedger } from '@/privacy/context';
import { isThisComputer, leavingsOf } from '@/privacy/verdict';
import { Item } from './item';

/** What went out, in words that are true for where Hakui came from; an alarm says why. */
export function NetworkItem() {
  const { t } = useTranslation();
  const ledger = useLedger((each) => each);
  const witness = useOffline((offline) => offline.witness);
  const { others, bodies, queries, downloads, unseen } = useMemo(
    () => leavingsOf(ledger, window.location.origin),
    [ledger],
  );
  const alarms = [
    ...(others > 0 ? [t('app.status.outside', { requests: others })] : []),
    ...(bodies > 0 ? [t('app.status.bodies', { requests: bodies })] : []),
    ...(queries > 0 ? [t('app.status.queries', { requests: queries })] : []),
  ];

  function allIsWell(): string {
    // Only the service worker sees whether a request had a body.
    if (!witness || unseen > 0 || downloads > 0) return t('app.status.outside', { requests: 0 });
    const { host, hostname } = window.location;
    return isThisComputer(hostname) ? t('app.status.nothingLeft') : t('app.status.onlyFiles', { host });
  }

  const icon =
    alarms.length > 0 ? <IconShieldExclamation size={16} aria-hidden /> : <IconShieldCheck size={16} aria-hidden />;
  return (
    <Item alarm={alarms.length > 0} icon={icon}>
      {alarms.length > 0 ? alarms.join(' · ') : allIsWell()}
      {downloads > 0 && ` ${t('app.status.downloads', { requests: downloads })}`}
    </Item>
  );
}
