import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/page';
import { VaultPanel } from '../vault/vault-panel';
import { AuditPanel } from './audit-panel';
import { DeleteEverything } from './delete-everything';
import { NetworkPanel } from './network-panel';
import { OfflinePanel } from './offline-panel';
import { StoragePanel } from './storage-panel';

/** What went out, what is kept, and how to be rid of it: in sentences that can be quoted. */
export function PrivacyScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t('privacy.title')} lead={t('privacy.lead')}>
      <NetworkPanel />
      <OfflinePanel />
      <StoragePanel />
      <VaultPanel />
      <AuditPanel />
      <DeleteEverything />
    </Page>
  );
}
