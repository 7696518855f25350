import { Button, Textarea, Title } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ContextNote } from '@/chat/screens/context-note';
import { UnsavedNotice } from '@/chat/screens/unsaved-notice';
import { useComposer } from '@/chat/screens/use-composer';
import { useKiosk } from './context';
import classes from './kiosk.module.css';

const EXAMPLES = ['term', 'difference', 'prepare'] as const;

/** A box for one question. What was asked before is not read with it. */
export function QuestionView() {
  const { t } = useTranslation();
  const id = useId();
  const asked = useKiosk((kiosk) => kiosk.asked);
  const { inputRef, text, measure, onChange, onSend } = useComposer('', null, '', asked);
  const empty = text.trim() === '';

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (!empty) onSend();
  }

  function fill(example: (typeof EXAMPLES)[number]) {
    onChange(t(`kiosk.visit.examples.${example}`));
    inputRef.current?.focus();
  }

  return (
    <main className={classes.visit}>
      <div className={classes.column}>
        <Title order={1} className={classes.heading!}>
          {t('kiosk.visit.ask.title')}
        </Title>
        <p id={id}>{t('kiosk.visit.ask.alone')}</p>
        <UnsavedNotice text={text} />
        {/* Without a name and without autocomplete a browser keeps nothing of it for the next page or session. */}
        <Textarea
          ref={inputRef}
          classNames={{ input: classes.box! }}
          autosize
          minRows={3}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          aria-label={t('chat.composer.label')}
          aria-describedby={id}
        />
        <ContextNote measure={measure} />
        <Button
          size="xl"
          className={classes.big!}
          fullWidth
          mt="md"
          disabled={empty}
          onClick={onSend}
          leftSection={<IconArrowUp />}
        >
          {t('kiosk.visit.ask.send')}
        </Button>
        <p className={classes.examplesLead}>{t('kiosk.visit.examples.lead')}</p>
        <ul className={classes.examples}>
          {EXAMPLES.map((example) => (
            <li key={example}>
              <Button variant="default" size="md" className={classes.example!} onClick={() => fill(example)}>
                {t(`kiosk.visit.examples.${example}`)}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}
