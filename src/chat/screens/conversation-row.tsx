import { Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { memo, type Ref, useState } from 'react';
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
  /** Among all that the list draws. */
  index: number;
  /** Among those under its heading, from 1, and how many they are. */
  place: number;
  total: number;
  /** Pixels of what is not drawn before it. */
  gap: number;
  measure: Ref<HTMLLIElement> | undefined;
  current: boolean;
  onLeave: () => void;
  onChosen: () => void;
}

/** Drawn anew only when it has changed: opening a chat changes two of thousands. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, index, place, total, gap, measure, current, onLeave, onChosen } = props;
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

  const inList = { ref: measure, 'data-index': index, 'aria-posinset': place, 'aria-setsize': total };
  const space = gap > 0 && <li style={{ height: gap }} aria-hidden />;
  if (renaming) {
    return (
      <>
        {space}
        <li className={classes.row} {...inList}>
          <RenameField title={title} onSave={(next) => void rename(next)} onCancel={() => setRenaming(false)} />
        </li>
      </>
    );
  }
  return (
    <>
      {space}
      <li className={classes.row} data-current={current || undefined} {...inList}>
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
    </>
  );
});
