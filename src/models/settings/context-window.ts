import { memoryBytes } from '../../../model-config/models/memory.ts';
import type { Quantization } from '../../../model-config/models/quantization.ts';
import type { ModelRecord } from '../../../model-config/models/record.ts';
import { checkFits, type DeviceReport } from '../capability';
import type { Availability } from '../catalog';

/** Bytes of GPU memory with another context: what the record states, less or more the cache of that many tokens. */
export function memoryWithContext(record: ModelRecord, quantization: Quantization, contextWindow: number): number {
  const stated = record.variants.find((each) => each.quantization === quantization)?.gpuMemoryBytes ?? 0;
  const computed = (tokens: number) =>
    memoryBytes(
      { architecture: record.architecture, limits: { ...record.limits, contextWindow: tokens } },
      quantization,
    );
  return stated + computed(contextWindow) - computed(record.limits.contextWindow);
}

/** A model's availability with the context that was chosen for it (null: the record's), which the next load takes. */
export function withContextWindow(
  availability: Availability,
  record: ModelRecord,
  device: DeviceReport,
  chosen: number | null,
): Availability {
  if (availability.state !== 'ready') return availability;
  const contextWindow = chosen ?? record.limits.contextWindow;
  const { quantization } = availability.artifacts;
  const gpuMemoryBytes = memoryWithContext(record, quantization, contextWindow);
  const artifacts = { ...availability.artifacts, contextWindow, gpuMemoryBytes };
  return { state: 'ready', artifacts, guess: checkFits(artifacts, device) };
}
