import { Button, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { writeSetting } from '@/db/settings';
import { useModels } from '@/models/context';
import { bestOf } from '@/models/shelves';
import { usePageTitle } from '@/ui/page';
import { useSave } from '@/ui/use-save';
import { AboutStep } from './about-step';
import { DeviceStep } from './device-step';
import classes from './first-run.module.css';
import { LanguageStep } from './language-step';
import { ModelStep } from './model-step';

const STEPS = ['language', 'device', 'model', 'about'] as const;

/** Four short steps, once; each can be gone back over. The chosen model loads while the first chat opens. */
export function FirstRun() {
  const { t } = useTranslation();
  const save = useSave();
  const [position, setPosition] = useState(0);
  const [chosen, setChosen] = useState<string | null>(null);
  const entries = useModels((models) => models.entries);
  const choose = useModels((models) => models.choose);
  const consent = useModels((models) => models.consentAfterNotice);
  const step = STEPS[position]!;
  const last = position === STEPS.length - 1;
  const modelId = chosen ?? bestOf(entries)?.record.id ?? null;
  const heading = useRef<HTMLHeadingElement>(null);
  usePageTitle(t(`app.firstRun.${step}.title`));

  // A new step is a new page to a screen reader.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs at each step
  useEffect(() => heading.current?.focus(), [step]);

  async function finish() {
    // Before the chat opens, which would take the focus from the question. The last step has shown the notice.
    const accepted = modelId !== null && (await consent(modelId));
    await writeSetting('firstRunDone', true);
    if (accepted) await choose(modelId);
  }

  const content: Record<(typeof STEPS)[number], ReactNode> = {
    language: <LanguageStep />,
    device: <DeviceStep />,
    model: <ModelStep value={modelId} onChange={setChosen} />,
    about: <AboutStep modelId={modelId} />,
  };

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <Text size="sm" c="dimmed">
          {t('app.firstRun.position', { position: position + 1, total: STEPS.length })}
        </Text>
        <Title order={1} size="h2" mb="xs" ref={heading} tabIndex={-1} className={classes.heading!}>
          {t(`app.firstRun.${step}.title`)}
        </Title>
        <div className={classes.content}>{content[step]}</div>
        <Group justify="space-between" mt="xl">
          <Button variant="default" onClick={() => setPosition(position - 1)} disabled={position === 0}>
            {t('app.firstRun.back')}
          </Button>
          {last ? (
            <Button onClick={() => void save('setting', finish)}>{t('app.firstRun.start')}</Button>
          ) : (
            <Button onClick={() => setPosition(position + 1)}>{t('app.firstRun.next')}</Button>
          )}
        </Group>
      </div>
    </main>
  );
}
