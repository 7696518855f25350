import { Button, Modal, TextInput } from '@mantine/core';
import { IconBackspace } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/icon-action';
import { useKiosk } from '../context';
import classes from './pin.module.css';

const LONGEST = 12;
const SHORTEST = 4;
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Asks staff for their PIN, by touch or by keyboard. */
export function PinDialog() {
  const { t } = useTranslation();
  const opened = useKiosk((kiosk) => kiosk.asksPin);
  const askPin = useKiosk((kiosk) => kiosk.askPin);
  return (
    <Modal
      opened={opened}
      onClose={() => askPin(false)}
      title={t('kiosk.pin.title')}
      classNames={{ title: classes.title! }}
      closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
    >
      <PinForm />
    </Modal>
  );
}

type FormState = 'idle' | 'checking' | 'refused' | 'failed';

function PinForm() {
  const { t } = useTranslation();
  const enter = useKiosk((kiosk) => kiosk.enter);
  const [pin, setPin] = useState('');
  const [state, setState] = useState<FormState>('idle');
  const blockedSeconds = useKiosk((kiosk) => kiosk.pinWait);
  const blocked = blockedSeconds > 0;
  const ready = pin.length >= SHORTEST && !blocked && state !== 'checking';

  function type(text: string) {
    setPin(text.replace(/\D/g, '').slice(0, LONGEST));
    if (state !== 'checking') setState('idle');
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    setState('checking');
    try {
      const outcome = await enter(pin);
      if (outcome === 'entered') return;
      setState('refused');
    } catch {
      setState('failed');
    }
    setPin('');
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      {/* Not of the type "password": a browser would offer to keep it. */}
      <TextInput
        classNames={{ input: classes.masked! }}
        size="lg"
        label={t('kiosk.pin.label')}
        inputMode="none"
        autoComplete="off"
        value={pin}
        onChange={(event) => type(event.currentTarget.value)}
        data-autofocus
      />
      <p className={classes.told} role="alert">
        {blocked
          ? t('kiosk.pin.blocked', { seconds: blockedSeconds })
          : state === 'checking'
            ? t('kiosk.pin.checking')
            : state !== 'idle' && t(`kiosk.pin.${state}`)}
      </p>
      <div className={classes.pad}>
        {DIGITS.map((digit) => (
          <Digit key={digit} digit={digit} onPress={() => type(pin + digit)} />
        ))}
        <IconAction
          className={classes.key!}
          variant="default"
          label={t('kiosk.pin.erase')}
          onClick={() => type(pin.slice(0, -1))}
        >
          <IconBackspace />
        </IconAction>
        <Digit digit="0" onPress={() => type(`${pin}0`)} />
        <Button className={classes.key!} type="submit" disabled={!ready} loading={state === 'checking'}>
          {t('kiosk.pin.enter')}
        </Button>
      </div>
    </form>
  );
}

function Digit({ digit, onPress }: { digit: string; onPress: () => void }) {
  return (
    <Button className={classes.key!} variant="default" onClick={onPress}>
      {digit}
    </Button>
  );
}
