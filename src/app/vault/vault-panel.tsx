import { Button, Group, Select, Switch, Text } from '@mantine/core';
import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVault, VaultContext } from '@/privacy/vault/context';
import { IDLE_MINUTES, type IdleMinutes } from '@/privacy/vault/store';
import { Panel } from '@/ui/panel';
import { ChangeDialog } from './change-dialog';
import { MakeDialog } from './make-dialog';
import { RemoveDialog } from './remove-dialog';

type Asking = 'make' | 'change' | 'remove' | null;

/** The vault: making one, when it locks, another passphrase, doing without. Nothing where nothing is kept. */
export function VaultPanel() {
  return useContext(VaultContext) && <Vault />;
}

function Vault() {
  const { t } = useTranslation();
  const state = useVault((vault) => vault.state);
  const [asking, setAsking] = useState<Asking>(null);
  const close = () => setAsking(null);
  return (
    <Panel title={t('vault.title')} lead={t('vault.lead')}>
      {state === 'none' ? (
        <>
          <Text mb="md">{t('vault.none')}</Text>
          <Button onClick={() => setAsking('make')}>{t('vault.make.button')}</Button>
        </>
      ) : (
        <OpenVault onChange={() => setAsking('change')} onRemove={() => setAsking('remove')} />
      )}
      {asking === 'make' && <MakeDialog onClose={close} />}
      {asking === 'change' && <ChangeDialog onClose={close} />}
      {asking === 'remove' && <RemoveDialog onClose={close} />}
    </Panel>
  );
}

function OpenVault({ onChange, onRemove }: { onChange: () => void; onRemove: () => void }) {
  const { t } = useTranslation();
  const needed = useVault((vault) => vault.needed);
  const lock = useVault((vault) => vault.lock);
  return (
    <>
      <Text mb="md">{t('vault.open')}</Text>
      {needed ? <Text mb="lg">{t('vault.autoLock.never')}</Text> : <AutoLock />}
      <Group>
        <Button onClick={lock} aria-keyshortcuts="Control+Shift+F12">
          {t('vault.lockNow')}
        </Button>
        <Button variant="default" onClick={onChange}>
          {t('vault.change.button')}
        </Button>
        {!needed && (
          <Button variant="default" onClick={onRemove}>
            {t('vault.remove.button')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        {t('vault.lockKey')}
      </Text>
    </>
  );
}

function AutoLock() {
  const { t } = useTranslation();
  const { idleMinutes, whenHidden } = useVault((vault) => vault.autoLock);
  const setAutoLock = useVault((vault) => vault.setAutoLock);
  return (
    <>
      <Select
        label={t('vault.autoLock.idle')}
        allowDeselect={false}
        maw="20rem"
        mb="md"
        value={String(idleMinutes)}
        onChange={(minutes) => setAutoLock({ idleMinutes: Number(minutes) as IdleMinutes })}
        data={IDLE_MINUTES.map((minutes) => ({
          value: String(minutes),
          label: t('vault.autoLock.minutes', { minutes }),
        }))}
      />
      <Switch
        label={t('vault.autoLock.hidden')}
        description={t('vault.autoLock.hiddenEffect')}
        checked={whenHidden}
        onChange={(event) => setAutoLock({ whenHidden: event.currentTarget.checked })}
        mb="lg"
      />
    </>
  );
}
