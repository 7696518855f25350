import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AdapterWords, adapterName, checkFits, type DeviceReport, describeDevice, isSoftware } from './capability';

const GIB = 2 ** 30;

const device: DeviceReport = {
  lacks: [],
  adapterRefused: false,
  webgpu: true,
  adapter: true,
  name: 'NVIDIA lovelace',
  adapterClass: 'gpu',
  shaderF16: true,
  maxBufferBytes: 4 * GIB,
  maxStorageBindingBytes: 2 * GIB,
  maxStorageBuffersPerStage: 16,
  maxWorkgroupStorageBytes: 48 * 1024,
  memoryBytes: null,
};
const qwen7b = { quantization: 'q4f16_1', gpuMemoryBytes: 5_354_731_602, largestBufferBytes: 272_498_688 } as const;

const words = (more: Partial<AdapterWords>): AdapterWords => ({
  vendor: '',
  architecture: '',
  device: '',
  description: '',
  ...more,
});

test.each([
  [words({ vendor: 'google', architecture: 'swiftshader' }), true, 'Google SwiftShader'],
  [words({ description: 'SwiftShader Device (LLVM 10.0.0)' }), true, 'SwiftShader Device (LLVM 10.0.0)'],
  [
    words({ vendor: 'mesa', description: 'llvmpipe (LLVM 19.1.7, 256 bits)' }),
    true,
    'llvmpipe (LLVM 19.1.7, 256 bits)',
  ],
  [words({ vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }), true, 'Microsoft Basic Render Driver'],
  [words({ vendor: 'nvidia', isFallbackAdapter: true }), true, 'NVIDIA'],
  [words({ vendor: 'nvidia', architecture: 'lovelace' }), false, 'NVIDIA lovelace'],
  [words({ vendor: 'apple', architecture: 'metal-3' }), false, 'Apple metal-3'],
  [words({}), false, 'GPU'],
])('an adapter of %j', (info, software, name) => {
  expect(isSoftware(info)).toBe(software);
  expect(adapterName(info)).toBe(name);
});

test('a browser without WebGPU, and one without an adapter, are told apart', async () => {
  const without = await describeDevice({} as Navigator);
  // Here there is no private file system either, without which no model can be stored.
  expect(checkFits(qwen7b, without)).toEqual({ code: 'browser-lacks', context: 'files' });
  expect(checkFits(qwen7b, { ...without, lacks: [] })).toEqual({ code: 'no-webgpu' });
  const empty = await describeDevice({ gpu: { requestAdapter: async () => null } } as unknown as Navigator);
  expect(checkFits(qwen7b, { ...empty, lacks: [] })).toEqual({ code: 'no-adapter' });
  const refusing = { gpu: { requestAdapter: () => Promise.reject(new Error('no')) } } as unknown as Navigator;
  expect(checkFits(qwen7b, { ...(await describeDevice(refusing)), lacks: [] })).toEqual({ code: 'gpu-refused' });
});

test('a 7B model fits a desktop GPU', () => {
  expect(checkFits(qwen7b, device)).toBeNull();
});

test.each([
  [{ shaderF16: false }, { code: 'missing-feature', feature: 'shader-f16' }],
  [{ maxStorageBuffersPerStage: 8 }, { code: 'missing-feature', feature: 'maxStorageBuffersPerShaderStage 10' }],
  [{ maxWorkgroupStorageBytes: 16_384 }, { code: 'missing-feature', feature: 'maxComputeWorkgroupStorageSize 32768' }],
  // web-llm falls back to 128 MiB bindings below 1 GiB, so 1 GiB less one byte is not enough for 272 MB.
  [
    { maxStorageBindingBytes: GIB - 1 },
    { code: 'buffer-too-large', neededBytes: qwen7b.largestBufferBytes, availableBytes: GIB / 8 },
  ],
  [{ memoryBytes: 4 * GIB }, { code: 'little-memory', neededBytes: qwen7b.gpuMemoryBytes, availableBytes: 4 * GIB }],
])('a device with %j is refused with its reason', (lack, problem) => {
  expect(checkFits(qwen7b, { ...device, ...lack })).toEqual(problem);
});

test('a device that offers more never fits less', () => {
  const limit = fc.integer({ min: 0, max: 4 * GIB });
  fc.assert(
    fc.property(limit, limit, limit, limit, (needed, buffer, binding, more) => {
      const needs = { quantization: 'q4f32_1', gpuMemoryBytes: 1, largestBufferBytes: needed } as const;
      const small = { ...device, maxBufferBytes: buffer, maxStorageBindingBytes: binding };
      const large = { ...device, maxBufferBytes: buffer + more, maxStorageBindingBytes: binding + more };
      if (checkFits(needs, small) === null) expect(checkFits(needs, large)).toBeNull();
    }),
  );
});
