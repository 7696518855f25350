import { IconBrain, IconChartBar, IconMessage, IconSettings, IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { BackToKiosk } from '../kiosk/back-to-kiosk';
import classes from './rail.module.css';

const SCREENS = [
  { name: 'chat', Icon: IconMessage },
  { name: 'benchmark', Icon: IconChartBar },
  { name: 'models', Icon: IconBrain },
  { name: 'privacy', Icon: IconShieldLock },
  { name: 'settings', Icon: IconSettings },
] as const;

export function Rail() {
  const { t } = useTranslation();
  return (
    <nav className={classes.rail} aria-label={t('app.nav.label')}>
      {SCREENS.map(({ name, Icon }) => (
        <NavLink key={name} to={`/${name}`} className={classes.item!}>
          <Icon size={22} stroke={1.75} aria-hidden />
          <span>{t(`app.nav.${name}`)}</span>
        </NavLink>
      ))}
      <BackToKiosk className={classes.item!} />
    </nav>
  );
}
