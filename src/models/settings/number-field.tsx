import { NumberInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { isWithin, type NumberSetting, type Range } from './model-settings';
import { Setting } from './setting';

interface NumberFieldProps {
  name: NumberSetting;
  range: Range;
  /** The record's own value; null: without a limit. */
  own: number | null;
  chosen: number | null;
  onChange: (value: number | null) => void;
  /** What follows from the value in the field, where it is allowed. */
  children?: (value: number | null) => ReactNode;
}

/** A number: kept as soon as it is allowed; empty means the record's own, which stands in the field faintly. */
export function NumberField({ name, range, own, chosen, onChange, children }: NumberFieldProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [typed, setTyped] = useState<number | string>(chosen ?? '');
  const inWords = (value: number) => new Intl.NumberFormat(language).format(value);
  const title = t(`model-settings.${name}.title`);
  // A number on its way, such as "0.", comes as a text.
  const meant = (text: number | string) => (text === '' ? null : Number(text));
  const isAllowed = (value: number | null) => value === null || isWithin(value, range);
  const value = meant(typed);
  const allowed = isAllowed(value);

  function change(text: number | string) {
    setTyped(text);
    if (isAllowed(meant(text))) onChange(meant(text));
  }

  return (
    <Setting
      title={title}
      reset={{
        label: own === null ? t('model-settings.resetNone') : t('model-settings.reset', { value: inWords(own) }),
        onClick: () => change(''),
        disabled: typed === '',
      }}
    >
      <NumberInput
        label={title}
        description={t(`model-settings.${name}.effect`)}
        placeholder={own === null ? t('model-settings.none') : inWords(own)}
        value={typed}
        onChange={change}
        min={range.least}
        max={range.most}
        step={range.step}
        clampBehavior="none"
        allowDecimal={!range.whole}
        allowNegative={false}
        error={
          !allowed &&
          t(range.whole ? 'model-settings.allowedWhole' : 'model-settings.allowed', {
            least: inWords(range.least),
            most: inWords(range.most),
          })
        }
      />
      {allowed && children?.(value ?? own)}
    </Setting>
  );
}
