import { Badge, Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '@/models/context';
import { ModelFacts } from '@/models/screens/model-facts';
import { ModelProblems } from '@/models/screens/model-problems';
import { bestOf, type ModelEntry } from '@/models/shelves';
import classes from './first-run.module.css';

interface ModelStepProps {
  value: string | null;
  onChange: (id: string) => void;
}

/** The models that can be loaded at once, the best one for this device marked. */
export function ModelStep({ value, onChange }: ModelStepProps) {
  const { t } = useTranslation();
  const entries = useModels((models) => models.entries);
  const bestId = bestOf(entries)?.record.id;
  const problems = useModels((models) => models.problems);
  const loadable = entries.filter((entry) => entry.availability.state === 'ready');
  if (loadable.length === 0) {
    return (
      <>
        <ModelProblems problems={problems} />
        <Text>{t('app.firstRun.model.none')}</Text>
      </>
    );
  }
  return (
    <>
      <ModelProblems problems={problems} />
      <Text mb="lg">{t('app.firstRun.model.lead')}</Text>
      <Radio.Group value={value} onChange={(id) => id && onChange(id)} aria-label={t('app.firstRun.model.title')}>
        <Stack gap="sm">
          {loadable.map((entry) => (
            <ModelChoice key={entry.record.id} entry={entry} best={entry.record.id === bestId} />
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}

function ModelChoice({ entry, best }: { entry: ModelEntry; best: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { record, shelf } = entry;
  return (
    <Radio.Card className={classes.choice!} value={record.id}>
      <Group wrap="nowrap" align="flex-start">
        <Radio.Indicator mt={4} />
        <div>
          <Group gap="xs">
            <Text fw={600}>{record.name}</Text>
            {best && <Badge variant="light">{t('app.firstRun.model.best')}</Badge>}
            {shelf === 'addable' && <Badge variant="default">{t('app.firstRun.model.download')}</Badge>}
            {record.role === 'fixture' && <Badge variant="default">{t('models.screen.fixture')}</Badge>}
          </Group>
          <Text size="sm">{record.description[language]}</Text>
          <ModelFacts entry={entry} />
        </div>
      </Group>
    </Radio.Card>
  );
}
