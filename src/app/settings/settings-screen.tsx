import { SegmentedControl, Select, Text, useMantineColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lacking } from '@/browser/features';
import { type Settings, writeSetting } from '@/db/settings';
import { useSettings } from '@/db/use-settings';
import { chooseLanguage } from '@/i18n/i18n';
import { LANGUAGE_NAMES, LANGUAGES } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '@/models/context';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { useSave } from '@/ui/use-save';

const THEMES = ['auto', 'light', 'dark'] as const;
/** What a select calls "not set": it knows texts only. */
const UNSET = 'unset';

/** Few settings, each with its effect in one line. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const settings = useSettings();
  return (
    <Page title={t('app.settings.title')} lead={t('app.settings.lead')}>
      <NotKept />
      <LanguageSetting />
      <ThemeSetting />
      {settings && <ModelSetting settings={settings} />}
    </Page>
  );
}

/** Language and appearance stand where a browser may refuse to keep anything. */
function NotKept() {
  const { t } = useTranslation();
  const [kept, setKept] = useState(true);
  useEffect(() => {
    void lacking('comfort').then((lacks) => setKept(lacks.length === 0));
  }, []);
  return kept ? null : <Text mb="lg">{t('browser.choices')}</Text>;
}

function LanguageSetting() {
  const { t } = useTranslation();
  const save = useSave();
  return (
    <Panel title={t('app.settings.language.title')} lead={t('app.settings.language.effect')}>
      <SegmentedControl
        aria-label={t('app.settings.language.title')}
        value={useLanguage()}
        onChange={(language) => void save('setting', () => chooseLanguage(language))}
        data={LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] }))}
      />
    </Panel>
  );
}

function ThemeSetting() {
  const { t } = useTranslation();
  // Mantine halts transitions meanwhile by a style of its own making, which the page's policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Panel title={t('app.settings.theme.title')} lead={t('app.settings.theme.effect')}>
      <SegmentedControl
        aria-label={t('app.settings.theme.title')}
        value={colorScheme}
        onChange={setColorScheme}
        data={THEMES.map((theme) => ({ value: theme, label: t(`app.settings.theme.${theme}`) }))}
      />
    </Panel>
  );
}

function ModelSetting({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const save = useSave();
  const here = useModels((models) => models.entries).filter((entry) => entry.shelf === 'here');
  return (
    <Panel title={t('app.settings.model.title')} lead={t('app.settings.model.effect')}>
      <Select
        aria-label={t('app.settings.model.title')}
        allowDeselect={false}
        value={settings.defaultModel ?? UNSET}
        onChange={(id) => void save('setting', () => writeSetting('defaultModel', id === UNSET ? null : id))}
        data={[
          { value: UNSET, label: t('app.settings.model.last') },
          ...here.map(({ record }) => ({ value: record.id, label: record.name })),
        ]}
      />
    </Panel>
  );
}
