import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { ChatState, ChatStore } from './store';

const ChatContext = createContext<ChatStore | null>(null);

export const ChatProvider = ChatContext.Provider;

export function useChat<T>(select: (state: ChatState) => T): T {
  const store = useContext(ChatContext);
  if (!store) throw new Error('useChat needs a ChatProvider above it');
  return useStore(store, select);
}
