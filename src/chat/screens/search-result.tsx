import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSave } from '@/ui/use-save';
import type { Piece } from '../search/snippet';
import type { Found } from '../search/text-index';
import { showMessage } from '../show-message';
import classes from './search.module.css';

interface SearchResultProps {
  found: Found;
  current: boolean;
  onChosen: () => void;
}

/** Leads to the conversation, and in it to the message that was found. */
export function SearchResult({ found, current, onChosen }: SearchResultProps) {
  const { i18n } = useTranslation();
  const save = useSave();
  const { conversationId, title, message, updatedAt } = found;

  function open() {
    if (message) void save('branch', () => showMessage(conversationId, message.id));
    onChosen();
  }

  return (
    <li>
      <Link
        className={classes.result}
        to={`/chat/${conversationId}`}
        state={message && { messageId: message.id }}
        aria-current={current ? 'page' : undefined}
        onClick={open}
        // Esc empties the search, and does not close the drawer around it.
        data-mantine-stop-propagation
      >
        <span className={classes.head}>
          <span className={classes.title}>
            <Pieces pieces={title} />
          </span>
          <time className={classes.date} dateTime={new Date(updatedAt).toISOString()}>
            {new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short' }).format(updatedAt)}
          </time>
        </span>
        {message && (
          <span className={classes.snippet}>
            <Pieces pieces={message.snippet} />
          </span>
        )}
      </Link>
    </li>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ at, text, hit }) =>
    hit ? (
      <mark key={at} className={classes.hit}>
        {text}
      </mark>
    ) : (
      <span key={at}>{text}</span>
    ),
  );
}
