import { useTranslation } from 'react-i18next';
import classes from './command-line.module.css';
import { CopyAction } from './copy-action';

/** A command for a person to run in a terminal, exact and ready to copy. */
export function CommandLine({ command }: { command: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.line}>
      <code className={classes.command}>{command}</code>
      <CopyAction text={command} label={t('ui.copyCommand')} />
    </div>
  );
}
