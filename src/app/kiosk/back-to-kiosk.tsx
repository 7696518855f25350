import { UnstyledButton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { KioskContext } from './context';

/** In the rail, for staff of a kiosk; nothing elsewhere. */
export function BackToKiosk({ className }: { className: string }) {
  const { t } = useTranslation();
  const kiosk = useContext(KioskContext);
  if (kiosk === null) return null;
  return (
    <UnstyledButton className={className} onClick={() => void kiosk.getState().finish()}>
      <IconLock size={22} stroke={1.75} aria-hidden />
      <span>{t('kiosk.staff.back')}</span>
    </UnstyledButton>
  );
}
