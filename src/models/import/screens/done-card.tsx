import { Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSave } from '@/ui/use-save';
import { useModels } from '../../context';
import { useImportActions } from '../context';
import type { ImportStanding } from '../state';

export function DoneCard({ standing: { id, name } }: { standing: Extract<ImportStanding, { step: 'done' }> }) {
  const { t } = useTranslation();
  const choose = useModels((models) => models.choose);
  const save = useSave();
  const { dismiss } = useImportActions();
  return (
    <section aria-label={name}>
      <Title order={3} size="h5">
        {t('import.done.title', { name })}
      </Title>
      <Text size="sm">{t('import.done.text')}</Text>
      <Group gap="sm" mt="md">
        <Button
          onClick={() => {
            dismiss();
            void save('setting', () => choose(id));
          }}
        >
          {t('import.done.load')}
        </Button>
        <Button variant="default" onClick={dismiss}>
          {t('import.done.another')}
        </Button>
      </Group>
    </section>
  );
}
