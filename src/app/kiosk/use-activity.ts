import { useEffect } from 'react';
import { useKiosk } from './context';

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'input'] as const;

/** Tells the kiosk whenever somebody is there, whatever part of the page they use. */
export function useActivity(): void {
  const touch = useKiosk((kiosk) => kiosk.touch);
  const look = useKiosk((kiosk) => kiosk.look);
  useEffect(() => {
    const options = { capture: true, passive: true };
    for (const event of TOUCHES) addEventListener(event, touch, options);
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', look);
    return () => {
      for (const event of TOUCHES) removeEventListener(event, touch, options);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pageshow', look);
    };
  }, [touch, look]);
}
