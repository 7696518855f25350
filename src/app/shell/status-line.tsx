import { UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconCpu, IconDeviceDesktop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useModels } from '@/models/context';
import { useStorage } from '@/privacy/use-storage';
import { VaultItem } from '../vault/vault-item';
import { Item } from './item';
import { ModelStatus } from './model-status';
import { NetworkItem } from './network-item';
import classes from './status-line.module.css';

function DeviceItem() {
  const { t } = useTranslation();
  const device = useModels((models) => models.device);
  const text = device === null ? t('app.status.examining') : device.name || t('app.status.noAdapter');
  return (
    <Item secondary icon={<IconCpu size={16} aria-hidden />}>
      {text}
    </Item>
  );
}

function DataItem() {
  const { t } = useTranslation();
  const state = useModels((models) => models.engine.state);
  const { storage } = useStorage(state);
  return (
    <Item secondary icon={<IconDeviceDesktop size={16} aria-hidden />}>
      {t('app.status.data')}
      {storage && ` ${t('app.status.dataSize', { bytes: storage.usageBytes })}`}
    </Item>
  );
}

/** Always tells: the model and its state, the device, where the data is, and what went out. */
export function StatusLine() {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  return (
    <section className={classes.line} data-open={open || undefined} aria-label={t('app.status.label')}>
      <ModelStatus />
      <DeviceItem />
      <DataItem />
      <NetworkItem />
      <VaultItem className={classes.vault!} />
      <UnstyledButton
        className={classes.more!}
        onClick={toggle}
        aria-expanded={open}
        aria-label={open ? t('app.status.less') : t('app.status.more')}
      >
        {open ? <IconChevronDown size={18} aria-hidden /> : <IconChevronUp size={18} aria-hidden />}
      </UnstyledButton>
    </section>
  );
}
