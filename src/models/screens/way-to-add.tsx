import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CommandLine } from '@/ui/command-line';
import type { AddBy } from '../catalog';

/** How a model that is not here comes here. */
export function WayToAdd({ how }: { how: AddBy }) {
  const { t } = useTranslation();
  if (how.kind === 'set-up') {
    return (
      <>
        <Text size="sm" mt="md" mb={6}>
          {t('models.screen.add.setUp')}
        </Text>
        <CommandLine command={how.command} />
      </>
    );
  }
  const { repository, bytes } = how;
  return (
    <Text size="sm" mt="md">
      {t('models.screen.add.online', { bytes })}{' '}
      <Anchor href={`https://huggingface.co/${repository}`} target="_blank" rel="noopener noreferrer">
        {`huggingface.co/${repository}`}
      </Anchor>
    </Text>
  );
}
