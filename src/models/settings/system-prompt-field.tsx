import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateTraits } from '../../../model-config/prompt/traits.ts';
import { LONGEST_SYSTEM_PROMPT } from './model-settings';
import { Setting } from './setting';
import { useInstructionsLength } from './use-instructions-length';

interface SystemPromptFieldProps {
  modelId: string;
  /** Of an answer; null: no limit but the context. */
  maxTokens: number | null;
  /** What the model's template does with one. */
  traits: Pick<TemplateTraits, 'ownSystem' | 'folds'>;
  chosen: string | null;
  onChange: (value: string | null) => void;
}

/** A text, kept as it is written; a blank one means the template's own, which stands in the field faintly. */
export function SystemPromptField({ modelId, maxTokens, traits, chosen, onChange }: SystemPromptFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(chosen ?? '');
  const allowed = typed.length <= LONGEST_SYSTEM_PROMPT;
  const title = t('model-settings.systemPrompt.title');
  const length = useInstructionsLength(modelId, typed, maxTokens);
  const noRoom = length !== null && length.tokens + length.reserve >= length.contextWindow;

  function change(value: string) {
    setTyped(value);
    if (value.length <= LONGEST_SYSTEM_PROMPT) onChange(value.trim() === '' ? null : value);
  }

  function problem(): string | null {
    if (!allowed) return t('model-settings.systemPrompt.tooLong', { most: LONGEST_SYSTEM_PROMPT, now: typed.length });
    return noRoom ? t('model-settings.systemPrompt.noRoom', { ...length }) : null;
  }

  return (
    <Setting
      title={title}
      reset={{ label: t('model-settings.systemPrompt.reset'), onClick: () => change(''), disabled: typed === '' }}
    >
      <Textarea
        label={title}
        description={t(`model-settings.systemPrompt.${traits.folds ? 'folded' : 'effect'}`)}
        placeholder={traits.ownSystem ?? t('model-settings.systemPrompt.none')}
        autosize
        minRows={3}
        maxRows={10}
        value={typed}
        onChange={(event) => change(event.currentTarget.value)}
        error={problem()}
      />
      {length !== null && !noRoom && (
        <Text size="xs" mt={4} role="status">
          {t('model-settings.systemPrompt.length', { ...length })}
        </Text>
      )}
    </Setting>
  );
}
