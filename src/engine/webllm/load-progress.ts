import type { LoadProgress } from '../types';

type Phase = LoadProgress['phase'];

/** The share of the whole each phase ends at, as measured loads divide their time, with and without bytes to fetch. */
const ENDS: Record<'fetching' | 'cached', Record<Phase, number>> = {
  fetching: { checking: 0.01, downloading: 0.75, reading: 0.85, compiling: 0.97, warming: 1 },
  cached: { checking: 0.02, downloading: 0.02, reading: 0.3, compiling: 0.93, warming: 1 },
};
const ORDER: Phase[] = ['checking', 'downloading', 'reading', 'compiling', 'warming'];
const SHORTEST_GAP_MS = 100;

/** Turns the phases of a load into one fraction that never goes back, and reports it a few times a second. */
export class LoadReporter {
  private readonly ends: Record<Phase, number>;
  private last: LoadProgress = { phase: 'checking', loadedBytes: 0, totalBytes: 0, fraction: 0, secondsLeft: null };
  private waiting: ReturnType<typeof setTimeout> | null = null;
  private quietUntil = 0;

  constructor(
    fetching: boolean,
    private readonly send: (progress: LoadProgress) => void,
  ) {
    this.ends = ENDS[fetching ? 'fetching' : 'cached'];
  }

  /** `part`, from 0 to 1, is how far the phase is. */
  report(
    phase: Phase,
    part: number,
    bytes: { loadedBytes: number; totalBytes: number },
    secondsLeft: number | null = null,
  ) {
    const before = ORDER[ORDER.indexOf(phase) - 1];
    const start = before === undefined ? 0 : this.ends[before];
    const fraction = Math.max(this.last.fraction, start + (this.ends[phase] - start) * Math.min(1, part));
    const urgent = phase !== this.last.phase || part >= 1;
    this.last = { phase, ...bytes, fraction, secondsLeft };
    const wait = urgent ? 0 : this.quietUntil - performance.now();
    if (wait <= 0) this.flush();
    // What comes in a quiet time is told at its end, even if nothing follows it.
    else this.waiting ??= setTimeout(() => this.flush(), wait);
  }

  private flush(): void {
    if (this.waiting !== null) clearTimeout(this.waiting);
    this.waiting = null;
    this.quietUntil = performance.now() + SHORTEST_GAP_MS;
    this.send(this.last);
  }
}
