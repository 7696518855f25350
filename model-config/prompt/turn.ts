/** One message of a conversation. */
export interface Turn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}
