import { Anchor, Button, Checkbox, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSave } from '@/ui/use-save';
import { useWhyNot } from '../../screens/why-not';
import { useImportActions } from '../context';
import type { ImportStanding } from '../state';
import { Losses } from './losses';
import { PlanFacts } from './plan-facts';
import { SourceButton } from './source-buttons';

/** What an import would do and take; it begins when a person has said that the model may be used. */
export function PlanCard({ standing }: { standing: Extract<ImportStanding, { step: 'planned' }> }) {
  const { t } = useTranslation();
  const whyNot = useWhyNot();
  const [agreed, setAgreed] = useState(false);
  const { start, cancel, giveAdapter } = useImportActions();
  const save = useSave();
  const { plan, given, freeBytes } = standing;
  const { source } = plan.journal;
  const neededBytes = plan.resultBytes + plan.downloadBytes;
  const full = freeBytes !== null && freeBytes < neededBytes;
  const fromHub = source.kind === 'hub';

  return (
    <section aria-label={plan.record.name}>
      <Title order={3} size="h5">
        {t('import.plan.title', { name: plan.record.name })}
      </Title>
      <PlanFacts plan={plan} given={given} freeBytes={freeBytes} />
      {plan.description && <Losses losses={plan.losses} />}
      {plan.record.licence.researchOnly && (
        <Text size="sm" fw={600} mb="sm">
          {t('models.screen.researchOnly')}
        </Text>
      )}
      {fromHub && (
        <Text size="sm" mb="sm">
          <Anchor href={`https://huggingface.co/${source.repository}`} target="_blank" rel="noopener noreferrer">
            {t('import.plan.readLicence')}
          </Anchor>
        </Text>
      )}
      {plan.gated && (
        <Text size="sm" fw={600} mb="sm">
          {t('import.plan.gated')}
        </Text>
      )}
      {plan.guess && (
        <Text size="sm" fw={600} mb="sm">
          {whyNot(plan.guess)}
        </Text>
      )}
      {full && (
        <Text size="sm" fw={600} mb="sm" role="alert">
          {t('import.plan.noSpace', { neededBytes, freeBytes })}
        </Text>
      )}
      <Checkbox
        my="md"
        checked={agreed}
        onChange={(event) => setAgreed(event.currentTarget.checked)}
        label={t(fromHub ? 'import.plan.agreeHub' : 'import.plan.agreeFile')}
      />
      <Group gap="sm">
        <Button disabled={!agreed || full} onClick={() => void save('licence', start)}>
          {t('import.plan.start')}
        </Button>
        <Button variant="default" onClick={() => void cancel()}>
          {t('import.plan.dismiss')}
        </Button>
        {given?.kind === 'checkpoint' && given.adapter === null && (
          <SourceButton
            kind="folder"
            variant="subtle"
            label={t('import.plan.addAdapter')}
            onFound={(found) => void giveAdapter(found)}
          />
        )}
      </Group>
    </section>
  );
}
