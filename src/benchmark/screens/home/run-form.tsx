import { Alert, Button, Checkbox, Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { useLiveQuery } from 'dexie-react-hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { Panel } from '@/ui/panel';
import { StorageNotice } from '@/ui/storage-notice';
import { useSave } from '@/ui/use-save';
import { useBenchmark } from '../../context';
import { plansFor, speaks } from '../../plan-run';
import { rows } from '../../rows';
import { planItems } from '../../runner/plan-items';
import { useAnyProblem } from './dataset-problem';
import classes from './home.module.css';
import { LeftOut } from './left-out';
import { MoreChoices } from './more-choices';
import { type Choice, useChoice } from './use-choice';
import { useEstimate } from './use-estimate';
import type { NoSample } from './use-sample';

/** The sentence that says what will be run, and the button that runs it. */
export function RunForm({ noSample }: { noSample: NoSample | null }) {
  const { t } = useTranslation();
  const choice = useChoice();
  return (
    <Panel title={t('benchmark.form.title')}>
      {noSample && <NoSampleNotice {...noSample} />}
      {choice?.dataset ? (
        <Sentence choice={choice} />
      ) : (
        !noSample && <Text aria-live="polite">{t('benchmark.form.waiting')}</Text>
      )}
    </Panel>
  );
}

function NoSampleNotice({ error, again }: NoSample) {
  const { t } = useTranslation();
  const problemText = useAnyProblem();
  if (error instanceof StorageError) {
    return <StorageNotice title={t('storage.undone.sample')} fault={error} onAgain={again} />;
  }
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('benchmark.form.noSample')} mb="md">
      <Text size="sm">{problemText(error)}</Text>
    </Alert>
  );
}

function Sentence({ choice }: { choice: Choice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const enqueue = useBenchmark((benchmark) => benchmark.enqueue);
  const save = useSave();
  const [starting, setStarting] = useState(false);
  const { dataset, languages, protocol, model, selection, choose } = choice;
  const spoken = languages.filter((each) => speaks(dataset!, protocol, each));
  const planned = usePlanned(choice, spoken);
  const total = planned?.reduce((sum, { asked }) => sum + asked, 0);
  const seconds = useEstimate(choice, planned);
  const ready = model !== undefined && total !== undefined && total > 0;

  async function run() {
    setStarting(true);
    await save('run', async () => {
      const plans = await plansFor({ dataset: dataset!, languages: spoken, protocol, selection });
      await enqueue(plans.map((plan) => ({ plan, modelId: model!.record.id })));
    });
    setStarting(false);
  }

  return (
    <>
      <div className={classes.choices}>
        <NativeSelect
          label={t('benchmark.form.dataset')}
          value={dataset!.id}
          onChange={(event) => choose({ datasetId: event.currentTarget.value, languages: null })}
          data={choice.datasets.map(({ id, name, kind }) => ({
            value: id,
            label: kind === 'sample' ? t('benchmark.sampleName') : name,
          }))}
        />
        <NativeSelect
          label={t('benchmark.form.protocol')}
          value={choice.protocolKey}
          onChange={(event) => choose({ protocolKey: event.currentTarget.value })}
          data={choice.protocols.map(({ key, label }) => ({ value: key, label }))}
        />
        <NativeSelect
          label={t('benchmark.form.model')}
          value={model?.record.id ?? ''}
          onChange={(event) => choose({ modelId: event.currentTarget.value })}
          data={choice.models.map(({ record }) => ({ value: record.id, label: record.name }))}
        />
        <Checkbox.Group
          label={t('benchmark.form.languages')}
          value={languages}
          onChange={(value) => choose({ languages: LANGUAGES.filter((each) => value.includes(each)) })}
        >
          <Group mt={10} gap="lg">
            {LANGUAGES.map((each) => (
              <Checkbox
                key={each}
                value={each}
                label={LANGUAGE_NAMES[each]}
                disabled={!speaks(dataset!, protocol, each)}
              />
            ))}
          </Group>
        </Checkbox.Group>
        <NumberInput
          label={t('benchmark.form.limit')}
          placeholder={t('benchmark.form.noLimit')}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          value={selection.limit ?? ''}
          onChange={(value) => choose({ selection: { ...selection, limit: Number(value) || null } })}
        />
      </div>
      <Text size="sm" c="dimmed" mt="md">
        {protocol.description[language]}
      </Text>
      <MoreChoices choice={choice} />
      <UnspokenWarning choice={choice} spoken={spoken} />
      <Group mt="md" justify="space-between">
        <div aria-live="polite">
          {total !== undefined && (
            <Text fw={600}>
              {t('benchmark.form.items', { total })}
              {seconds !== null && total > 0 && (
                <Text span fw={400} c="dimmed">
                  {' · '}
                  {t('benchmark.form.estimate', { seconds })}
                </Text>
              )}
            </Text>
          )}
          {planned?.map(({ language: asked, leftOut }) => (
            <LeftOut key={asked} language={planned.length > 1 ? asked : null} leftOut={leftOut} />
          ))}
        </div>
        <Button
          size="lg"
          leftSection={<IconPlayerPlay size={20} aria-hidden />}
          disabled={!ready}
          loading={starting}
          onClick={() => void run()}
        >
          {t('benchmark.form.run')}
        </Button>
      </Group>
    </>
  );
}

/** How many items each language would ask, and which it would not. Undefined while that is found out. */
function usePlanned({ dataset, protocol, selection }: Choice, spoken: Language[]) {
  const items = useLiveQuery(async () => (await rows.itemsOf(dataset!.id))?.items, [dataset!.id]);
  const languages = spoken.join();
  // The form is drawn again with every answer of a run, and there may be ten thousand items.
  return useMemo(
    () =>
      items &&
      LANGUAGES.filter((language) => languages.includes(language)).map((language) => {
        const plan = { dataset: dataset!, language, protocol, protocolHash: '', selection };
        const { asked, leftOut } = planItems(items, plan);
        return { language, asked: asked.length, leftOut };
      }),
    [items, dataset, languages, protocol, selection],
  );
}

/** A model that was not made for a language may be asked in it all the same: that is a measurement too. */
function UnspokenWarning({ choice: { model }, spoken }: { choice: Choice; spoken: Language[] }) {
  const { t } = useTranslation();
  const unspoken = model ? spoken.filter((each) => !model.record.languages.includes(each)) : [];
  if (!model) return <Alert mt="md">{t('benchmark.form.noModel')}</Alert>;
  if (unspoken.length === 0) return null;
  const names = unspoken.map((each) => LANGUAGE_NAMES[each]).join(', ');
  return (
    <Text size="sm" mt="sm">
      {t('benchmark.form.unspoken', { model: model.record.name, languages: names })}
    </Text>
  );
}
