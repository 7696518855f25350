import { Alert, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '../context';
import { loadedModel } from '../store';

/** What a person must know before the first question: of the model that will answer it. */
export function LicenceNotice() {
  const { t } = useTranslation();
  const language = useLanguage();
  const record = useModels((models) => {
    const id = models.wantedId ?? loadedModel(models.engine)?.id;
    return models.entries.find((entry) => entry.record.id === id)?.record ?? null;
  });
  return (
    <Alert
      role="note"
      variant="default"
      icon={<IconInfoCircle aria-hidden />}
      title={t('models.screen.notice.title')}
      mih={120}
    >
      <Text size="sm">{t('models.screen.notice.always')}</Text>
      {record && (
        <Text size="sm" mt={4}>
          {t('models.screen.notice.model', { model: record.name, notice: record.licence.notice[language] })}
        </Text>
      )}
    </Alert>
  );
}
