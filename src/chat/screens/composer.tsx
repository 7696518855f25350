import { Textarea } from '@mantine/core';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import type { KeyboardEvent, RefObject } from 'react';
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
          autosize
          minRows={1}
          maxRows={8}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={t('chat.composer.placeholder')}
          aria-label={t('chat.composer.label')}
          aria-describedby="composer-notice"
        />
        {running ? (
          <IconAction
            label={running === 'stopping' ? t('chat.composer.stopping') : t('chat.composer.stop')}
            variant="filled"
            color="teal"
            disabled={running === 'stopping'}
            onClick={onStop}
          >
            <IconPlayerStopFilled size={18} />
          </IconAction>
        ) : (
          <IconAction label={t('chat.composer.send')} variant="filled" color="teal" disabled={empty} onClick={onSend}>
            <IconArrowUp size={20} />
          </IconAction>
        )}
      </div>
      <div className={classes.below}>
        <p className={classes.notice} id="composer-notice">
          {t('chat.composer.notice')}
        </p>
        <ContextMeter measure={measure} />
      </div>
    </div>
  );
}
