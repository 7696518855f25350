import { Anchor, Badge, Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { useOpenLinks } from '@/ui/open-links';
import { useSave } from '@/ui/use-save';
import type { ModelRecord } from '../../../model-config/models/record.ts';
import { useModels } from '../context';

/** Asks once for each model, whichever screen wanted it. Escape and a press beside it mean "not now". */
export function LicenceDialog() {
  const { t } = useTranslation();
  const record = useModels((models) => models.licenceToAccept);
  const answerLicence = useModels((models) => models.answerLicence);
  const save = useSave();
  const answer = (accepted: boolean) => save('licence', () => answerLicence(accepted));
  return (
    <Modal
      opened={record !== null}
      onClose={() => void answer(false)}
      title={record && t('models.screen.licence.title', { model: record.name })}
      closeButtonProps={{ 'aria-label': t('models.screen.licence.notNow'), size: 40 }}
    >
      {record && <Terms record={record} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => void answer(false)} data-autofocus>
          {t('models.screen.licence.notNow')}
        </Button>
        <Button onClick={() => void answer(true)}>{t('models.screen.licence.accept')}</Button>
      </Group>
    </Modal>
  );
}

function Terms({ record: { licence, source } }: { record: ModelRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const opens = useOpenLinks();
  return (
    <>
      {licence.researchOnly && (
        <Badge color="red" variant="outline" mb="sm">
          {t('models.screen.researchOnly')}
        </Badge>
      )}
      <Text mb="sm">{licence.notice[language]}</Text>
      <Text size="sm">{t('models.screen.licence.id', { licence: licence.id })}</Text>
      {source.kind === 'huggingface' && (
        <Text size="sm">
          {t('models.screen.licence.publisher')}{' '}
          {opens ? (
            <Anchor href={`https://huggingface.co/${source.repository}`} target="_blank" rel="noopener noreferrer">
              {`huggingface.co/${source.repository}`}
            </Anchor>
          ) : (
            `huggingface.co/${source.repository}`
          )}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt="sm">
        {t('models.screen.licence.once')}
      </Text>
    </>
  );
}
