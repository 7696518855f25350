import { Textarea } from '@mantine/core';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, memo, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/icon-action';
import type { Measure } from '../measure';
import classes from './composer.module.css';
import { ContextMeter } from './context-meter';
import { ContextNote } from './context-note';

interface ComposerProps {
  text: string;
  onChange: (text: string) => void;
  onSend: () => void;
  /** Null while nothing can be told of the model's context. */
  measure: Measure | null;
  /** Given while an answer of this conversation is being written; stopping: asked for, not yet done. */
  running: 'running' | 'stopping' | null;
  onStop: () => void;
  inputRef: RefObject<HTMLTextAreaElement | null>;
}

/** Where the browser fits the field to its text by itself, no key waits for the page to measure it. */
const HEIGHT = globalThis.CSS?.supports?.('field-sizing', 'content')
  ? { rows: 1, 'data-fits': true }
  : { autosize: true, minRows: 1, maxRows: 8 };

/** With a key only the field is drawn anew, and what changes with it: everything here has properties that stay the same. */
export function Composer({ text, onChange, onSend, measure, running, onStop, inputRef }: ComposerProps) {
  const { t } = useTranslation();
  const empty = text.trim() === '';

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (!empty && !running) onSend();
  }

  return (
    <div className={classes.composer}>
      <ContextNote measure={measure} />
      <div className={classes.box}>
        <Textarea
          ref={inputRef}
          className={classes.input}
          variant="unstyled"
          {...HEIGHT}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={t('chat.composer.placeholder')}
          aria-label={t('chat.composer.label')}
          aria-describedby="composer-notice"
        />
        {running ? (
          <StopButton stopping={running === 'stopping'} onStop={onStop} />
        ) : (
          <SendButton disabled={empty} onSend={onSend} />
        )}
      </div>
      <Below measure={measure} />
    </div>
  );
}

const StopButton = memo(function StopButton({ stopping, onStop }: { stopping: boolean; onStop: () => void }) {
  const { t } = useTranslation();
  return (
    <IconAction
      label={stopping ? t('chat.composer.stopping') : t('chat.composer.stop')}
      variant="filled"
      color="teal"
      disabled={stopping}
      onClick={onStop}
    >
      <IconPlayerStopFilled size={18} />
    </IconAction>
  );
});

const SendButton = memo(function SendButton({ disabled, onSend }: { disabled: boolean; onSend: () => void }) {
  const { t } = useTranslation();
  return (
    <IconAction label={t('chat.composer.send')} variant="filled" color="teal" disabled={disabled} onClick={onSend}>
      <IconArrowUp size={20} />
    </IconAction>
  );
});

const Below = memo(function Below({ measure }: { measure: Measure | null }) {
  const { t } = useTranslation();
  return (
    <div className={classes.below}>
      <p className={classes.notice} id="composer-notice">
        {t('chat.composer.notice')}
      </p>
      <ContextMeter measure={measure} />
    </div>
  );
});
