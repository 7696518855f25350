import { Fieldset, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import type { TablePreview } from '../../datasets/table';
import { AnswerFields } from './answer-fields';
import { ColumnSelect } from './column-select';
import { FactFields } from './fact-fields';
import classes from './mapping.module.css';
import { LANGUAGE_CHOICES, type LanguageChoice, type MappingForm, withLanguages } from './mapping-form';
import { TextFields } from './text-fields';

interface MappingFormFieldsProps {
  preview: TablePreview;
  form: MappingForm;
  onChange: (form: MappingForm) => void;
}

/** Everything that can be said about a table's columns. */
export function MappingFormFields({ preview, form, onChange }: MappingFormFieldsProps) {
  const { t } = useTranslation();
  const { columns } = preview;
  const { languages, texts } = form;
  const languageText = (choice: LanguageChoice) =>
    choice === 'ja' || choice === 'en' ? LANGUAGE_NAMES[choice] : t(`benchmark.mapping.languageChoices.${choice}`);
  const changeText = (at: 0 | 1) => (text: MappingForm['texts'][0]) =>
    onChange({ ...form, texts: at === 0 ? [text, texts[1]] : [texts[0], text] });

  return (
    <>
      <div className={classes.fields}>
        <NativeSelect
          size="md"
          label={t('benchmark.mapping.languages')}
          value={languages}
          onChange={(event) => onChange(withLanguages(form, event.currentTarget.value as LanguageChoice))}
          data={LANGUAGE_CHOICES.map((choice) => ({ value: choice, label: languageText(choice) }))}
        />
        {languages === 'column' && (
          <ColumnSelect
            label={t('benchmark.mapping.languageColumn')}
            columns={columns}
            value={form.languageColumn}
            onChange={(languageColumn) => onChange({ ...form, languageColumn })}
          />
        )}
      </div>
      {languages === 'both' ? (
        LANGUAGES.map((language, at) => (
          <Fieldset key={language} legend={LANGUAGE_NAMES[language]} mb="sm" px="sm">
            <TextFields preview={preview} text={texts[at]!} onChange={changeText(at === 0 ? 0 : 1)} />
          </Fieldset>
        ))
      ) : (
        <TextFields preview={preview} text={texts[0]} onChange={changeText(0)} />
      )}
      <AnswerFields preview={preview} form={form} onChange={onChange} />
      <FactFields columns={columns} facts={form.facts} onChange={(facts) => onChange({ ...form, facts })} />
    </>
  );
}
