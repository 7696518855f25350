import { Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconAction } from '@/ui/icon-action';
import type { ThreadEntry } from '../tree';

/** ‹ 2/2 › among the answers to one question; nothing where there is one only. */
export function SiblingSwitch({ entry, onShow }: { entry: ThreadEntry; onShow: (id: string) => void }) {
  const { t } = useTranslation();
  const { siblings, position } = entry;
  if (siblings.length < 2) return null;
  const before = siblings[position - 1];
  const after = siblings[position + 1];
  return (
    <Group gap={0} role="group" aria-label={t('chat.siblings.label')}>
      <IconAction label={t('chat.siblings.before')} disabled={!before} onClick={() => before && onShow(before.id)}>
        <IconChevronLeft size={18} />
      </IconAction>
      <Text size="xs">{t('chat.siblings.position', { position: position + 1, total: siblings.length })}</Text>
      <IconAction label={t('chat.siblings.after')} disabled={!after} onClick={() => after && onShow(after.id)}>
        <IconChevronRight size={18} />
      </IconAction>
    </Group>
  );
}
