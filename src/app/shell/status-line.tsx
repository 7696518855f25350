import { UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconChevronDown,
  IconChevronUp,
  IconCpu,
  IconDeviceDesktop,
  IconShieldCheck,
  IconShieldExclamation,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useModels } from '@/models/context';
import { useLedger } from '@/privacy/context';
import { requestCounts } from '@/privacy/traffic';
import { useStorage } from '@/privacy/use-storage';
import { ModelStatus } from './model-status';
import classes from './status-line.module.css';

function Item({ icon, children, secondary }: { icon: ReactNode; children: ReactNode; secondary?: boolean }) {
  return (
    <span className={classes.item} data-secondary={secondary || undefined}>
      {icon}
      <span className={classes.text}>{children}</span>
    </span>
  );
}

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

function NetworkItem() {
  const { t } = useTranslation();
  const hosts = useLedger((ledger) => ledger.hosts);
  const { downloads, others } = requestCounts({ hosts, blocked: [] });
  const icon =
    others === 0 ? <IconShieldCheck size={16} aria-hidden /> : <IconShieldExclamation size={16} aria-hidden />;
  return (
    <Item icon={icon}>
      {t('app.status.outside', { requests: others })}
      {downloads > 0 && ` ${t('app.status.downloads', { requests: downloads })}`}
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
