import { ByteProgress, type BytesReport } from '../download/byte-progress';

/** `library`: copying the compiled library. `downloading`: from the hub. `copying`: an exported model's files. */
export type ImportPhase = 'library' | 'downloading' | 'converting' | 'copying' | 'finishing';

export interface ImportProgress extends BytesReport {
  phase: ImportPhase;
}

export type OnProgress = (progress: ImportProgress) => void;

/** Counts the bytes of one phase. `already` were there before. */
export function phaseProgress(phase: ImportPhase, total: number, already: number, onProgress: OnProgress) {
  const progress = new ByteProgress(total, already);
  const tell = () => onProgress({ phase, ...progress.report() });
  tell();
  return (bytes: number) => {
    progress.add(bytes);
    tell();
  };
}
