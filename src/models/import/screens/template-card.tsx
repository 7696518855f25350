import { Alert, Button, Group, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultDetail } from '@/ui/fault-detail';
import { detailOf } from '../../fault-words';
import { useImportActions } from '../context';
import { conversionCodeOf, formsWanted } from '../errors';
import type { ImportStanding } from '../state';

const OWN = 'own';

/** Asks how a model is spoken to whose files do not say it: in a known form, or by a template of its own. */
export function TemplateCard({ standing }: { standing: Extract<ImportStanding, { step: 'template-wanted' }> }) {
  const { t } = useTranslation();
  const { giveTemplate, dismiss } = useImportActions();
  const { name, error, refused } = standing;
  const forms = formsWanted(error) ?? [];
  const tried = refused?.template;
  const [chosen, setChosen] = useState<string | null>(
    tried ? (forms.find((form) => form.name === tried.name)?.id ?? OWN) : null,
  );
  const [pasted, setPasted] = useState(chosen === OWN ? (tried?.source ?? '') : '');
  const form = forms.find(({ id }) => id === chosen);
  const source = form?.source ?? (chosen === OWN ? pasted : '');
  const missing = conversionCodeOf(error) === 'no-template';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (source.trim() !== '') void giveTemplate({ source, name: form?.name ?? t('import.template.pasted') });
  }

  return (
    <section aria-label={name}>
      <Title order={3} size="h5">
        {t(missing ? 'import.template.missing' : 'import.template.unusable', { name })}
      </Title>
      <Text size="sm" mb="sm">
        {t('import.template.why')}
      </Text>
      {refused && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('import.template.refused')} role="alert">
          <Text size="sm">{t('import.template.refusedNext')}</Text>
          <FaultDetail detail={detailOf(refused.error.details)} />
        </Alert>
      )}
      {!missing && <FaultDetail detail={detailOf(error.details)} />}
      <form onSubmit={submit}>
        <Radio.Group my="md" label={t('import.template.choose')} value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {forms.map(({ id, name: label, marks }) => (
              <Radio
                key={id}
                value={id}
                label={label}
                description={marks.length > 0 ? t('import.template.formHint') : t('import.template.anyHint')}
              />
            ))}
            <Radio value={OWN} label={t('import.template.own')} />
          </Stack>
        </Radio.Group>
        {chosen === OWN && (
          <Textarea
            mb="md"
            autosize
            minRows={4}
            maxRows={12}
            label={t('import.template.paste')}
            description={t('import.template.pasteHint')}
            value={pasted}
            spellCheck={false}
            onChange={(event) => setPasted(event.currentTarget.value)}
          />
        )}
        <Group gap="sm">
          <Button type="submit" disabled={source.trim() === ''}>
            {t('import.template.give')}
          </Button>
          <Button variant="default" onClick={dismiss}>
            {t('import.plan.dismiss')}
          </Button>
        </Group>
      </form>
    </section>
  );
}
