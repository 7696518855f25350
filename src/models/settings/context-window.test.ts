import { expect, test } from 'vitest';
import { device } from '@/test/devices';
import { prepared } from '@/test/models';
import { availabilityOf, records } from '../catalog';
import { memoryWithContext, withContextWindow } from './context-window';

const MODELS_URL = 'http://127.0.0.1/models/';
const coder = records.find(({ id }) => id === 'qwen2.5-coder-1.5b-instruct')!;
const manifest = prepared(coder.id).manifests.get(coder.id);
const available = availabilityOf(coder, manifest, device, { modelsUrl: MODELS_URL });

test("the memory at the record's own context is what the record states", () => {
  for (const record of records) {
    for (const { quantization, gpuMemoryBytes } of record.variants) {
      expect(memoryWithContext(record, quantization, record.limits.contextWindow)).toBe(gpuMemoryBytes);
    }
  }
});

test('each token less gives back its keys and values', () => {
  const { layers, kvHeads, headDim } = coder.architecture;
  const saved = memoryWithContext(coder, 'q4f16_1', 4_096) - memoryWithContext(coder, 'q4f16_1', 512);
  expect(saved).toBe((4_096 - 512) * layers * 2 * kvHeads * headDim * 2);
});

test("the next load takes the context that was chosen, and the record's where none was", () => {
  const chosen = withContextWindow(available, coder, device, 1_024);
  expect(chosen).toMatchObject({ state: 'ready', artifacts: { contextWindow: 1_024 } });
  expect(withContextWindow(chosen, coder, device, null)).toEqual(available);
});

test('a device that may have too little memory for the whole context has enough for a shorter one', () => {
  const memoryBytes = memoryWithContext(coder, 'q4f16_h8', 1_024);
  const small = { ...device, memoryBytes };
  const whole = availabilityOf(coder, manifest, small, { modelsUrl: MODELS_URL });
  expect(whole).toMatchObject({ state: 'ready', guess: { code: 'little-memory' } });
  expect(withContextWindow(whole, coder, small, 1_024)).toMatchObject({ state: 'ready', guess: null });
});

test('what cannot be loaded stays so', () => {
  const absent = availabilityOf(coder, undefined, device, { modelsUrl: MODELS_URL, hub: false });
  expect(withContextWindow(absent, coder, device, 512)).toBe(absent);
});
