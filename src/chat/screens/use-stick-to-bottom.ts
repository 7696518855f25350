import { useCallback, useEffect, useRef, useState } from 'react';

const NEAR_PX = 32;

/**
 * Keeps a growing text's end in sight while the person is at the end, and leaves the page alone once
 * they have scrolled away. Put `viewport` on what scrolls and `content` on what grows in it.
 */
export function useStickToBottom() {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticking = useRef(true);
  const [away, setAway] = useState(false);

  const toBottom = useCallback(() => {
    sticking.current = true;
    setAway(false);
    const element = viewport.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  useEffect(() => {
    const element = viewport.current;
    const growing = content.current;
    if (!element || !growing) return;
    const onScroll = () => {
      sticking.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      setAway(!sticking.current);
    };
    const onGrowth = new ResizeObserver(() => {
      if (sticking.current) element.scrollTop = element.scrollHeight;
      else onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    onGrowth.observe(growing);
    onGrowth.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      onGrowth.disconnect();
    };
  }, []);

  return { viewport, content, away, toBottom };
}
