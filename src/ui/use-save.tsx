import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Texts } from '@/i18n/resources';
import { type StorageFault, StorageNotice } from './storage-notice';

/** What was not done where the storage failed; its words stand under `storage.undone`. */
export type Undone = keyof Texts['storage']['undone'];

const idOf = (undone: Undone) => `undone-${undone}`;

/** A StorageError of `src/db` keeps its code; of anything else its words are told. */
function faultOf(error: unknown): StorageFault {
  if (isStorageError(error)) return { code: error.code, reason: error.reason };
  return { code: 'failed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

const isStorageError = (error: unknown): error is StorageFault =>
  error instanceof Error && error.name === 'StorageError';

function useTell(): (undone: Undone, error: unknown, again?: () => void) => void {
  const { t } = useTranslation();
  return (undone, error, again) => {
    const id = idOf(undone);
    // A second one of the same kind takes the place of the first.
    notifications.hide(id);
    notifications.show({
      id,
      autoClose: false,
      withCloseButton: true,
      closeButtonProps: { 'aria-label': t('ui.close') },
      role: 'alert',
      message: (
        <StorageNotice
          plain
          title={t(`storage.undone.${undone}`)}
          fault={faultOf(error)}
          {...(again && { onAgain: again })}
        />
      ),
    });
  };
}

/**
 * How a screen does what writes. Where it fails a notice says what was not done, why and what to do, and offers the same again; it
 * goes when that succeeds. Never rejects; gives whether it was done.
 */
export function useSave(): (undone: Undone, act: () => Promise<unknown>) => Promise<boolean> {
  const tell = useTell();
  return async function save(undone, act) {
    try {
      await act();
      notifications.hide(idOf(undone));
      return true;
    } catch (error) {
      tell(undone, error, () => void save(undone, act));
      return false;
    }
  };
}

/** Tells of what failed where nobody waited for it, as the loading of the model used last. */
export function useStorageNet(): void {
  const tell = useTell();
  useEffect(() => {
    const onRejection = (event: PromiseRejectionEvent) => {
      if (!isStorageError(event.reason)) return;
      event.preventDefault();
      tell('something', event.reason);
    };
    window.addEventListener('unhandledrejection', onRejection);
    return () => window.removeEventListener('unhandledrejection', onRejection);
  });
}
