import { useChat } from '../context';
import { type Thread, useThread } from '../queries';
import { isUnfinished } from '../tree';
import { ChatComposer } from './chat-composer';
import { ChatHeader } from './chat-header';
import classes from './chat-screen.module.css';
import { MissingConversation } from './missing-conversation';
import { ThreadView } from './thread';
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
  const answer = leaf?.role === 'assistant' ? leaf : null;
  return (
    <main className={classes.conversation} id="content" tabIndex={-1}>
      <ChatHeader title={conversation.title} onOpenList={onOpenList} />
      <ThreadView thread={thread} />
      <ChatComposer
        conversationId={conversation.id}
        parentId={conversation.leafId}
        answerState={answer?.state ?? null}
        unfinishedId={answer && isUnfinished(answer) ? answer.id : null}
      />
    </main>
  );
}
