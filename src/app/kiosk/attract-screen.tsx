import { Button, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { type MouseEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '@/i18n/use-language';
import { useModels } from '@/models/context';
import { loadedModel } from '@/models/store';
import { useKiosk } from './context';
import classes from './kiosk.module.css';
import { KioskFooter, KioskHeader } from './kiosk-parts';
import { ModelState } from './model-state';

const IS_NOT = ['medical', 'right', 'person'] as const;

/** Keys that ask for nothing, or for something of the browser's. */
const IDLE_KEYS = /^(Tab|Escape|Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|F\d+|.*Volume.*)$/;

/** Presses and keys that are for something on the screen, or for a dialog above it. */
const isForSomething = ({ target }: Event) =>
  target instanceof Element && target.closest('button, a, input, label, [role="dialog"]') !== null;

/** Anything a person does at a screen that waits for them begins the visit. */
function useAnyKey(begin: () => void, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, altKey, metaKey } = event;
      if (ctrlKey || altKey || metaKey || IDLE_KEYS.test(key) || isForSomething(event)) return;
      // The question box that appears is not to begin with this key.
      event.preventDefault();
      begin();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [begin, enabled]);
}

/** Waits for a visitor: what this is, what it is not, what becomes of what they write, and one large button. */
export function AttractScreen() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { title, welcome, history } = useKiosk((kiosk) => kiosk.config);
  const begin = useKiosk((kiosk) => kiosk.begin);
  const asksPin = useKiosk((kiosk) => kiosk.asksPin);
  const record = useModels(
    ({ entries, wantedId, engine }) =>
      entries.find((entry) => entry.record.id === (wantedId ?? loadedModel(engine)?.id))?.record ?? null,
  );
  const asked = useModels((models) => models.licenceToAccept !== null);
  const failed = useModels((models) => models.engine.state === 'failed');
  const open = !asksPin && !asked && !failed && record !== null;
  useAnyKey(begin, open);

  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const onClick = (event: MouseEvent) => {
    if (open && !isForSomething(event.nativeEvent)) begin();
  };

  return (
    <>
      <KioskHeader />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: any key begins, and the button is there for all */}
      <main className={classes.attract} onClick={onClick}>
        <div className={classes.wide}>
          <Title order={1} className={classes.name!} ref={heading} tabIndex={-1}>
            {title?.[language] ?? t('kiosk.attract.title')}
          </Title>
          <p className={classes.lead}>{welcome?.[language] ?? t('kiosk.attract.what')}</p>
          <p>{t(`kiosk.attract.history.${history}`)}</p>
          <Button
            size="xl"
            className={classes.start!}
            disabled={!open}
            onClick={begin}
            rightSection={<IconArrowRight />}
          >
            {t('kiosk.attract.start')}
          </Button>
          <ModelState />
          <section className={classes.notice} aria-labelledby="kiosk-notice">
            <Title order={2} className={classes.noticeTitle!} id="kiosk-notice">
              {t('models.screen.notice.always')}
            </Title>
            <ul>
              {IS_NOT.map((point) => (
                <li key={point}>{t(`kiosk.attract.isNot.${point}`)}</li>
              ))}
            </ul>
            {record && (
              <p>{t('models.screen.notice.model', { model: record.name, notice: record.licence.notice[language] })}</p>
            )}
          </section>
        </div>
      </main>
      <KioskFooter />
    </>
  );
}
