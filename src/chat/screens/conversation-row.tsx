import { Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { renameConversation } from '@/db/conversations';
import type { Conversation } from '@/db/types';
import { IconAction } from '@/ui/icon-action';
import { useSave } from '@/ui/use-save';
import classes from './conversation-list.module.css';
import { RenameField } from './rename-field';
import { useDeleteWithUndo } from './use-delete-with-undo';

interface ConversationRowProps {
  conversation: Conversation;
  current: boolean;
  onLeave: () => void;
  onChosen: () => void;
}

export function ConversationRow({ conversation, current, onLeave, onChosen }: ConversationRowProps) {
  const { t } = useTranslation();
  const [renaming, setRenaming] = useState(false);
  const save = useSave();
  const deleteWithUndo = useDeleteWithUndo();
  const { id, title } = conversation;

  async function remove() {
    if (current) onLeave();
    // An open drawer would keep the keyboard from the notice with the way back.
    onChosen();
    await deleteWithUndo(conversation);
  }

  /** The field stays, with what was typed, until it is saved. */
  async function rename(next: string) {
    if (next === title || (await save('rename', () => renameConversation(id, next)))) setRenaming(false);
  }

  if (renaming) {
    return (
      <li className={classes.row}>
        <RenameField title={title} onSave={(next) => void rename(next)} onCancel={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li className={classes.row} data-current={current || undefined}>
      <Link
        className={classes.link}
        to={`/chat/${id}`}
        aria-current={current ? 'page' : undefined}
        title={title}
        onClick={onChosen}
      >
        {title}
      </Link>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <IconAction className={classes.menu} label={t('chat.list.actions', { title })}>
            <IconDots size={18} />
          </IconAction>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setRenaming(true)}>
            {t('chat.list.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => void remove()}>
            {t('chat.list.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
