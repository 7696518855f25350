import { useEffect, useState } from 'react';
import { blockedUntil } from './pin-guard';

const leftNow = () => Math.max(0, Math.ceil((blockedUntil() - Date.now()) / 1_000));

/** Seconds until a PIN is taken again, counted down; and the way to have it looked up anew. */
export function useBlockedSeconds(): readonly [seconds: number, lookAgain: () => void] {
  const [seconds, setSeconds] = useState(leftNow);
  const blocked = seconds > 0;
  useEffect(() => {
    if (!blocked) return;
    const timer = setInterval(() => setSeconds(leftNow()), 1_000);
    return () => clearInterval(timer);
  }, [blocked]);
  return [seconds, () => setSeconds(leftNow())];
}
