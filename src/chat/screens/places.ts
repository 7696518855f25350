/** Where a person was in a thread: a message, and by how many pixels its top stood below the top of the window. */
export interface PlaceInThread {
  messageId: string;
  below: number;
}

const KEY = 'hakui:thread-places';
/** More chats than a person goes to and fro between. */
const MOST = 50;

/** In the tab's own storage, for a reload; ids and numbers alone. */
function read(): [conversationId: string, PlaceInThread][] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? (stored as [string, PlaceInThread][]) : [];
  } catch {
    return [];
  }
}

/** Null where the end was in sight, or nothing is known. */
export function placeIn(conversationId: string): PlaceInThread | null {
  const place = read().find(([id]) => id === conversationId)?.[1];
  return typeof place?.messageId === 'string' && Number.isFinite(place.below) ? place : null;
}

export function keepPlace(conversationId: string, place: PlaceInThread | null): void {
  const others = read().filter(([id]) => id !== conversationId);
  const places = place ? [...others, [conversationId, place]].slice(-MOST) : others;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(places));
  } catch {
    // Without it a thread opens at its end.
  }
}
