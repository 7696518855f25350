import { Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '@/i18n/i18n';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import classes from './first-run.module.css';

export function LanguageStep() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <Text mb="lg">{t('app.firstRun.language.lead')}</Text>
      <Radio.Group value={language} aria-label={t('app.firstRun.language.title')}>
        <Stack gap="sm">
          {LANGUAGES.map((each) => (
            <Radio.Card
              key={each}
              className={classes.choice!}
              value={each}
              lang={each}
              onClick={() => void chooseLanguage(each)}
            >
              <Group>
                <Radio.Indicator />
                <Text fw={600}>{LANGUAGE_NAMES[each]}</Text>
              </Group>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
    </>
  );
}
