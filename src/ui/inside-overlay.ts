/** Whether a key was pressed in an open menu or dialog, which takes it for itself. */
export function insideOverlay(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"]') !== null;
}
