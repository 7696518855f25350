import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSave } from '@/ui/use-save';
import type { Quantization } from '../../../model-config/models/quantization.ts';
import type { ModelRecord } from '../../../model-config/models/record.ts';
import { traitsOf } from '../../../model-config/prompt/traits.ts';
import { memoryWithContext } from './context-window';
import { type ModelSettings, NUMBER_SETTINGS, ownValues, rangesOf } from './model-settings';
import { NextLoad } from './next-load';
import { NumberField } from './number-field';
import { SystemPromptField } from './system-prompt-field';
import { useChangeSettings } from './use-model-settings';

interface SettingsFormProps {
  record: ModelRecord;
  /** Which of its variants this device runs. */
  quantization: Quantization;
  /** As they were when the form was opened. */
  settings: ModelSettings;
  /** Called when the person has the model loaded again. */
  onLoad: () => void;
}

export function SettingsForm({ record, quantization, settings, onLoad }: SettingsFormProps) {
  const { t } = useTranslation();
  const change = useChangeSettings(record);
  const save = useSave();
  const ranges = rangesOf(record);
  const own = ownValues(record);

  return (
    <>
      {NUMBER_SETTINGS.map((name) => (
        <NumberField
          key={name}
          name={name}
          range={ranges[name]}
          own={own[name]}
          chosen={settings[name]}
          onChange={(value) => void save('setting', () => change({ [name]: value }))}
        >
          {(value) =>
            name === 'contextWindow' &&
            value !== null && (
              <>
                <Text size="xs" mt={4} role="status">
                  {t('model-settings.memory', { bytes: memoryWithContext(record, quantization, value) })}
                </Text>
                <NextLoad record={record} onLoad={onLoad} />
              </>
            )
          }
        </NumberField>
      ))}
      <SystemPromptField
        modelId={record.id}
        maxTokens={settings.maxTokens}
        traits={traitsOf(record.template)}
        chosen={settings.systemPrompt}
        onChange={(systemPrompt) => void save('setting', () => change({ systemPrompt }))}
      />
    </>
  );
}
