import { List, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '@/models/context';

const IS = ['local', 'kept', 'model'] as const;
const IS_NOT = ['medical', 'right', 'person'] as const;

export function AboutStep({ modelId }: { modelId: string | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const record = useModels((models) => models.entries.find((entry) => entry.record.id === modelId)?.record ?? null);
  return (
    <>
      <Title order={2} size="h5" mt="md" mb="xs">
        {t('app.firstRun.about.is.title')}
      </Title>
      <List spacing={4}>
        {IS.map((point) => (
          <List.Item key={point}>{t(`app.firstRun.about.is.${point}`)}</List.Item>
        ))}
      </List>
      <Title order={2} size="h5" mt="lg" mb="xs">
        {t('app.firstRun.about.isNot.title')}
      </Title>
      <List spacing={4}>
        {IS_NOT.map((point) => (
          <List.Item key={point}>{t(`app.firstRun.about.isNot.${point}`)}</List.Item>
        ))}
      </List>
      {record && (
        <Text size="sm" c="dimmed" mt="lg">
          {t('models.screen.notice.model', { model: record.name, notice: record.licence.notice[language] })}
        </Text>
      )}
    </>
  );
}
