import { Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import { useSave } from '@/ui/use-save';
import { useModels } from '../../context';
import { detailOf } from '../../fault-words';
import { useImportActions } from '../context';
import type { ImportStanding } from '../state';

export function DoneCard({
  standing: { id, name, unlisted },
}: {
  standing: Extract<ImportStanding, { step: 'done' }>;
}) {
  const { t } = useTranslation();
  const choose = useModels((models) => models.choose);
  const save = useSave();
  const { dismiss, list } = useImportActions();
  return (
    <section aria-label={name}>
      <Title order={3} size="h5">
        {t('import.done.title', { name })}
      </Title>
      {unlisted ? (
        <>
          <Text size="sm">{t('import.done.unlisted')}</Text>
          <FaultDetail detail={detailOf(unlisted.details)} />
        </>
      ) : (
        <Text size="sm">{t('import.done.text')}</Text>
      )}
      <Group gap="sm" mt="md">
        {unlisted ? (
          <Button onClick={() => void list()}>{t('import.done.list')}</Button>
        ) : (
          <Button
            onClick={() => {
              dismiss();
              void save('setting', () => choose(id));
            }}
          >
            {t('import.done.load')}
          </Button>
        )}
        <Button variant="default" onClick={dismiss}>
          {t('import.done.another')}
        </Button>
      </Group>
    </section>
  );
}
