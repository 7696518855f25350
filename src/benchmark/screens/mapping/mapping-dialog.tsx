import { Button, Group, Modal, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { StorageNotice } from '@/ui/storage-notice';
import type { UnmappedTable } from '../../add-datasets';
import { baseName } from '../../datasets/source';
import type { Dataset } from '../../types';
import { MappingCheck } from './mapping-check';
import { meaningOf, proposeForm } from './mapping-form';
import { MappingFormFields } from './mapping-form-fields';
import { TableRows } from './table-rows';
import { useMappingCheck } from './use-mapping-check';

interface MappingDialogProps {
  table: UnmappedTable;
  /** So many tables wait behind this one. */
  waiting: number;
  /** Rejects with a StorageError. */
  onAdd: (dataset: Dataset) => Promise<void>;
  onLeaveOut: () => void;
  onLeaveOutAll: () => void;
}

/** Asks which column of a table is what, and shows what comes of it. */
export function MappingDialog({ table, waiting, onAdd, onLeaveOut, onLeaveOutAll }: MappingDialogProps) {
  const { t } = useTranslation();
  const { source, preview } = table;
  const [form, setForm] = useState(() => proposeForm(preview));
  const [adding, setAdding] = useState(false);
  const [fault, setFault] = useState<StorageError | null>(null);
  const meaning = useMemo(() => meaningOf(form), [form]);
  const reading = useMappingCheck(source, meaning);

  async function add() {
    if (reading?.state !== 'read') return;
    setAdding(true);
    setFault(null);
    try {
      await onAdd(reading.dataset);
    } catch (error) {
      setAdding(false);
      setFault(StorageError.from(error));
    }
  }

  return (
    <Modal
      opened
      onClose={onLeaveOut}
      // What was chosen is not lost to a click beside it.
      closeOnClickOutside={false}
      size="60rem"
      title={t('benchmark.mapping.title', { name: baseName(source.name) })}
      closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
    >
      <Text size="sm" mb="sm">
        {t('benchmark.mapping.lead')}
        {waiting > 0 && ` ${t('benchmark.mapping.waiting', { tables: waiting })}`}
      </Text>
      <TableRows name={source.name} preview={preview} />
      <MappingFormFields preview={preview} form={form} onChange={setForm} />
      <MappingCheck meaning={meaning} reading={reading} />
      {fault && <StorageNotice title={t('storage.undone.datasets')} fault={fault} />}
      <Group justify="flex-end" mt="md">
        {waiting > 0 && (
          <Button variant="subtle" onClick={onLeaveOutAll}>
            {t('benchmark.mapping.leaveOutAll', { tables: waiting + 1 })}
          </Button>
        )}
        <Button variant="default" onClick={onLeaveOut}>
          {t('benchmark.mapping.leaveOut')}
        </Button>
        <Button disabled={reading?.state !== 'read'} loading={adding} onClick={() => void add()}>
          {t('benchmark.mapping.add')}
        </Button>
      </Group>
    </Modal>
  );
}
