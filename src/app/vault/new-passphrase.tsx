import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PassphraseField } from './passphrase-field';

const SHORTEST = 8;

/** Length is what counts: 16 characters of common words hold longer than 8 of every kind. */
const STRENGTHS = [
  [SHORTEST, 'tooShort'],
  [12, 'weak'],
  [16, 'fair'],
  [Number.POSITIVE_INFINITY, 'good'],
] as const;

/** A passphrase typed twice. `good`: it may be used. */
export function useNewPassphrase() {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const length = [...passphrase].length;
  const good = length >= SHORTEST && passphrase === again;
  return { passphrase, setPassphrase, again, setAgain, length, good };
}

export function NewPassphrase({ entry }: { entry: ReturnType<typeof useNewPassphrase> }) {
  const { t } = useTranslation();
  const { passphrase, setPassphrase, again, setAgain, length } = entry;
  const strength = STRENGTHS.find(([below]) => length < below)![1];
  return (
    <>
      <div>
        <PassphraseField
          label={t('vault.new')}
          description={t('vault.newRule')}
          value={passphrase}
          onChange={setPassphrase}
        />
        <Text size="sm" mt={4} mih="1.5em" role="status">
          {passphrase !== '' && t(`vault.strength.${strength}`)}
        </Text>
      </div>
      <PassphraseField
        label={t('vault.again')}
        value={again}
        onChange={setAgain}
        problem={again !== '' && !passphrase.startsWith(again) ? t('vault.problem.differs') : null}
      />
    </>
  );
}
