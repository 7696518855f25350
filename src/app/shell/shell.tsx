import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { MissedModelNotice } from '@/models/screens/missed-model-notice';
import { Rail } from './rail';
import classes from './shell.module.css';
import { StatusLine } from './status-line';

/** Rail, screen, status line. On a phone the rail lies under the screen. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('content')?.focus()}>
        {t('app.skip')}
      </button>
      <Rail />
      <div className={classes.screen}>
        <Outlet />
      </div>
      <StatusLine />
      <MissedModelNotice />
    </div>
  );
}
