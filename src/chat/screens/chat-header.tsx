import { Title } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ModelMenu } from '@/models/screens/model-menu';
import { IconAction } from '@/ui/icon-action';
import { usePageTitle } from '@/ui/page';
import classes from './chat-screen.module.css';

interface ChatHeaderProps {
  title: string;
  /** Null where the list is beside the thread. */
  onOpenList: (() => void) | null;
}

export function ChatHeader({ title, onOpenList }: ChatHeaderProps) {
  const { t } = useTranslation();
  usePageTitle(title);
  return (
    <header className={classes.header}>
      {onOpenList && (
        <IconAction label={t('chat.list.open')} onClick={onOpenList}>
          <IconMenu2 size={20} />
        </IconAction>
      )}
      <Title order={1} className={classes.title!}>
        {title}
      </Title>
      <ModelMenu />
    </header>
  );
}
