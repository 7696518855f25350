import { Title } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useModels } from '@/models/context';
import { ModelMenu } from '@/models/screens/model-menu';
import { ModelSettingsAction } from '@/models/settings/settings-action';
import { loadedModel } from '@/models/store';
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
  // Not the conversation's: a browser keeps the names of pages in its history.
  usePageTitle(t('app.nav.chat'));
  const model = useModels(({ entries, wantedId, engine }) =>
    entries.find((entry) => entry.record.id === (wantedId ?? loadedModel(engine)?.id)),
  );
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
      {model && <ModelSettingsAction key={model.record.id} entry={model} compact />}
    </header>
  );
}
