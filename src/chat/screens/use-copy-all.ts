import { type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThreadEntry } from '../tree';

interface CopyAllOptions {
  path: readonly ThreadEntry[];
  /** Where the thread stands in the page whole, the browser does it. */
  enabled: boolean;
  content: RefObject<HTMLElement | null>;
}

/** Ctrl/⌘+A and copying take the whole thread, though not all of it is drawn: as Markdown, each message under its heading. */
export function useCopyAll({ path, enabled, content }: CopyAllOptions): void {
  const { t } = useTranslation();
  useEffect(() => {
    if (!enabled) return;
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [role="dialog"]')) return;
      event.preventDefault();
      document.getSelection()?.selectAllChildren(content.current!);
    }
    function onCopy(event: ClipboardEvent) {
      const selection = document.getSelection();
      // A selection within the thread ends at texts; only "select all" ends at the thread itself.
      if (selection?.anchorNode !== content.current || selection?.focusNode !== content.current) return;
      const texts = path.map(({ message: { role, text } }) => {
        return `## ${t(role === 'user' ? 'chat.question.label' : 'chat.answer.label')}\n\n${text}`;
      });
      event.clipboardData?.setData('text/plain', texts.join('\n\n'));
      event.preventDefault();
    }
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('copy', onCopy);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('copy', onCopy);
    };
  }, [path, enabled, content, t]);
}
