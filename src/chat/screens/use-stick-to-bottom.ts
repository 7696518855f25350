import { useCallback, useEffect, useRef, useState } from 'react';

const NEAR_PX = 32;
const MARGIN_PX = 12;
/** What a person scrolls with. */
const HANDS = ['wheel', 'touchmove', 'pointerdown', 'keydown'];

/**
 * Keeps a growing text's end in sight while the person is at the end, and leaves the page alone once
 * they have scrolled away. Put `viewport` on what scrolls and `content` on what grows in it. `show` keeps a part of
 * the content so far below the top instead, until the person scrolls: what is above it may still grow. `holds`: whether it is
 * this that decides where the page stands.
 */
export function useStickToBottom() {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticking = useRef(true);
  const shown = useRef<{ part: Element; below: number } | null>(null);
  const [away, setAway] = useState(false);

  const toBottom = useCallback(() => {
    sticking.current = true;
    shown.current = null;
    setAway(false);
    const element = viewport.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  const show = useCallback((part: Element, below = MARGIN_PX) => {
    sticking.current = false;
    shown.current = { part, below };
    const element = viewport.current;
    if (element) element.scrollTop += part.getBoundingClientRect().top - element.getBoundingClientRect().top - below;
  }, []);
  const holds = useCallback(() => sticking.current || shown.current !== null, []);

  useEffect(() => {
    const element = viewport.current;
    const growing = content.current;
    if (!element || !growing) return;
    let top = element.scrollTop;
    const onScroll = () => {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      // The event of our own scrolling may come when the text has grown again: only who goes up goes away.
      const wentUp = element.scrollTop < top;
      top = element.scrollTop;
      if (shown.current !== null || (wentUp && !atEnd)) sticking.current = false;
      else if (atEnd) sticking.current = true;
      setAway(!atEnd && !sticking.current);
    };
    const release = () => {
      if (!shown.current) return;
      shown.current = null;
      onScroll();
    };
    const onGrowth = new ResizeObserver(() => {
      if (shown.current) show(shown.current.part, shown.current.below);
      else if (sticking.current) {
        element.scrollTop = element.scrollHeight;
        top = element.scrollTop;
      } else onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    for (const hand of HANDS) element.addEventListener(hand, release, { passive: true });
    onGrowth.observe(growing);
    onGrowth.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      for (const hand of HANDS) element.removeEventListener(hand, release);
      onGrowth.disconnect();
    };
  }, [show]);

  return { viewport, content, away, toBottom, show, holds };
}
