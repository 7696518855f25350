import { useEffect } from 'react';
import { eachSecond } from '@/clock/each-second';
import { useKiosk } from './context';

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'input'] as const;

/** Tells the kiosk whenever somebody is there, whatever part of the page they use. */
export function useActivity(): void {
  const touch = useKiosk((kiosk) => kiosk.touch);
  const look = useKiosk((kiosk) => kiosk.look);
  useEffect(() => {
    const options = { capture: true, passive: true };
    for (const event of TOUCHES) addEventListener(event, touch, options);
    const stopLooking = eachSecond(look);
    return () => {
      for (const event of TOUCHES) removeEventListener(event, touch, options);
      stopLooking();
    };
  }, [touch, look]);
}
