import type { KeyboardEvent } from 'react';

/**
 * Whether a key belongs to an input method at work: its Enter chooses a candidate and must not send.
 * Safari ends the composition before it reports that Enter, and marks it by key code 229 only.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229;
}
