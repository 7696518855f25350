import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface PassphraseFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | null;
  description?: string;
  autoFocus?: boolean;
}

/** Asks the browser not to keep what is typed: kept in its password store, the passphrase would lie beside what it seals. */
export function PassphraseField({ label, value, onChange, problem, description, autoFocus }: PassphraseFieldProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={problem}
      errorProps={{ role: 'alert' }}
      autoComplete="off"
      spellCheck={false}
      data-autofocus={autoFocus || undefined}
      autoFocus={autoFocus}
      size="md"
      visibilityToggleButtonProps={{ 'aria-label': t('vault.show'), size: 40, tabIndex: 0 }}
    />
  );
}
