import { useChat } from '../context';
import { type Thread, useThread } from '../queries';
import { isUnfinished } from '../tree';
import { ChatHeader } from './chat-header';
import classes from './chat-screen.module.css';
import { Composer } from './composer';
import { MissingConversation } from './missing-conversation';
import { ThreadView } from './thread';
import { UnsavedNotice } from './unsaved-notice';
import { useComposer } from './use-composer';
import { useStopKey } from './use-stop-key';

interface ConversationViewProps {
  conversationId: string;
  onOpenList: (() => void) | null;
}

export function ConversationView({ conversationId, onOpenList }: ConversationViewProps) {
  const thread = useThread(conversationId);
  if (thread === undefined) return <ConversationOnItsWay conversationId={conversationId} />;
  if (thread === null) return <MissingConversation onOpenList={onOpenList} />;
  return <OpenConversation thread={thread} onOpenList={onOpenList} />;
}

/** One that was begun a moment ago may be answered already. */
function ConversationOnItsWay({ conversationId }: { conversationId: string }) {
  const stopConversation = useChat((chat) => chat.stopConversation);
  useStopKey(() => void stopConversation(conversationId));
  return <main className={classes.conversation} aria-busy />;
}

function OpenConversation({ thread, onOpenList }: { thread: Thread; onOpenList: (() => void) | null }) {
  const { conversation, path } = thread;
  const leaf = path.at(-1)?.message;
  const place = { conversationId: conversation.id, parentId: conversation.leafId };
  const composer = useComposer(conversation.id, place, leaf?.role === 'assistant' ? leaf.state : '');
  const stop = useChat((chat) => chat.stop);
  const unfinished = leaf?.role === 'assistant' && isUnfinished(leaf) ? leaf : null;
  const running = useChat((chat) => (unfinished ? (chat.running[unfinished.id] ?? null) : null));

  const onStop = () => (unfinished ? stop(unfinished.id) : composer.onStop());
  useStopKey(onStop);

  return (
    <main className={classes.conversation} id="content" tabIndex={-1}>
      <ChatHeader title={conversation.title} onOpenList={onOpenList} />
      <ThreadView thread={thread} />
      <UnsavedNotice />
      <Composer {...composer} running={running} onStop={onStop} />
    </main>
  );
}
