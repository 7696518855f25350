import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@/db/types';
import { isUnfinished } from '../tree';

/** Tells a screen reader an answer once, whole, when it has come to its end; never an old one, never parts. */
export function Announcement({ answer }: { answer: Answer | null }) {
  const { t } = useTranslation();
  const watched = useRef<string | null>(null);
  const [spoken, setSpoken] = useState('');

  useEffect(() => {
    if (!answer) return;
    if (isUnfinished(answer)) {
      watched.current = answer.id;
      setSpoken('');
    } else if (watched.current === answer.id) {
      watched.current = null;
      setSpoken(t(answer.state === 'failed' ? 'chat.announce.failed' : 'chat.announce.answer', { text: answer.text }));
    }
  }, [answer, t]);

  return (
    <VisuallyHidden role="status" aria-live="polite">
      {spoken}
    </VisuallyHidden>
  );
}
