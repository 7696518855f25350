import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '@/i18n/languages';
import type { TablePreview } from '../../datasets/table';
import { ColumnSelect } from './column-select';
import classes from './mapping.module.css';
import { ANSWER_FORMS, type AnswerForm, type MappingForm, withAnswer } from './mapping-form';

interface AnswerFieldsProps {
  preview: TablePreview;
  form: MappingForm;
  onChange: (form: MappingForm) => void;
}

/** Where the answer stands, and how it is written. */
export function AnswerFields({ preview: { columns, rows }, form, onChange }: AnswerFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.fields}>
      <ColumnSelect
        label={t('benchmark.mapping.answer')}
        columns={columns}
        value={form.answer}
        onChange={(answer) => onChange(withAnswer(form, answer, rows))}
      />
      <NativeSelect
        size="md"
        label={t('benchmark.mapping.answerForm')}
        value={form.answerForm}
        onChange={(event) => onChange({ ...form, answerForm: event.currentTarget.value as AnswerForm })}
        data={ANSWER_FORMS.map((each) => ({ value: each, label: t(`benchmark.mapping.answerForms.${each}`) }))}
      />
      {form.languages === 'both' && form.answerForm === 'text' && (
        <NativeSelect
          size="md"
          label={t('benchmark.mapping.answerLanguage')}
          value={form.answerLanguage}
          onChange={(event) => onChange({ ...form, answerLanguage: event.currentTarget.value as Language })}
          data={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
        />
      )}
    </div>
  );
}
