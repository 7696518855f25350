import { Button, SegmentedControl, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '@/i18n/i18n';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { useVault } from '@/privacy/vault/context';
import { DeleteEverything } from '../privacy/delete-everything';
import { PassphraseField } from './passphrase-field';
import { usePassphrase } from './use-passphrase';
import classes from './vault.module.css';

/** What a locked Hakui shows: nothing of what is in it. */
export function UnlockScreen() {
  const { t } = useTranslation();
  const language = useLanguage();
  const closing = useVault((vault) => vault.state === 'closing');
  const unlock = useVault((vault) => vault.unlock);
  const [passphrase, setPassphrase] = useState('');
  const attempt = usePassphrase();

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    void attempt.run(() => unlock(passphrase)).then((done) => !done && setPassphrase(''));
  }

  return (
    <main className={classes.page} id="content" tabIndex={-1}>
      <SegmentedControl
        className={classes.language!}
        aria-label={t('app.settings.language.title')}
        value={language}
        onChange={(chosen) => void chooseLanguage(chosen)}
        data={LANGUAGES.map((each) => ({ value: each, label: LANGUAGE_NAMES[each] }))}
      />
      <form onSubmit={onSubmit}>
        <Title order={1} size="h2" className={classes.title!}>
          <IconLock size={28} aria-hidden /> {t('vault.unlock.title')}
        </Title>
        <Text mb="md">{t('vault.unlock.lead')}</Text>
        {closing && (
          <Text mb="md" role="status">
            {t('vault.unlock.closing')}
          </Text>
        )}
        <PassphraseField
          label={t('vault.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          problem={attempt.problem}
          autoFocus
        />
        <Button type="submit" mt="md" loading={attempt.working} disabled={passphrase === '' || attempt.waiting}>
          {t('vault.unlock.button')}
        </Button>
      </form>
      <div className={classes.forgotten}>
        <Title order={2} size="h4" mb={4}>
          {t('vault.unlock.forgotten')}
        </Title>
        <Text size="sm" mb="md">
          {t('vault.unlock.forgottenLead')}
        </Text>
        <DeleteEverything />
      </div>
    </main>
  );
}
