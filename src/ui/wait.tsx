import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './wait.module.css';

interface WaitProps {
  /** What is being done. */
  label: string;
  /** 0 to 1, over the whole wait. */
  fraction: number;
  loadedBytes: number;
  totalBytes: number;
  /** Null while it cannot be told. */
  secondsLeft: number | null;
  onCancel?: () => void;
}

/** A wait: what is done, how far, how much is left, and the way out. Its height stays as the figures change. */
export function Wait({ label, fraction, loadedBytes, totalBytes, secondsLeft, onCancel }: WaitProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.wait}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{label}</Text>
        <Text size="sm" fw={600} flex="none">
          {t('ui.percent', { fraction })}
        </Text>
      </Group>
      <Progress value={fraction * 100} my={6} aria-label={label} />
      <Group justify="space-between" wrap="nowrap" gap="sm" className={classes.figures}>
        <Text size="xs" c="dimmed">
          {totalBytes > 0 && t('ui.bytesOf', { loadedBytes, totalBytes })}{' '}
          {secondsLeft !== null && t('ui.timeLeft', { secondsLeft })}
        </Text>
        {onCancel && (
          <Button variant="subtle" onClick={onCancel}>
            {t('ui.cancel')}
          </Button>
        )}
      </Group>
    </div>
  );
}
