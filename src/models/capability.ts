import { inTime, lacking, type ModelFeature } from '@/browser/features';
import { isHalf } from '../../model-config/models/quantization.ts';
import type { AdapterClass } from '../../model-config/models/record.ts';
import type { ModelArtifacts } from './artifacts';

/** What this browser offers for computing, in the terms the screens use. */
export interface DeviceReport {
  /** What models need of the browser beside WebGPU, and it does not give. */
  lacks: readonly ModelFeature[];
  webgpu: boolean;
  adapter: boolean;
  /** Whether the browser failed to say if there is an adapter, or did not say in time. */
  adapterRefused: boolean;
  /** The adapter in words, e.g. "NVIDIA GeForce RTX 4090" or "Google SwiftShader"; empty without one. */
  name: string;
  adapterClass: AdapterClass;
  shaderF16: boolean;
  maxBufferBytes: number;
  maxStorageBindingBytes: number;
  maxStorageBuffersPerStage: number;
  maxWorkgroupStorageBytes: number;
  /** The machine's memory as the browser rounds it; null where it does not say or only says "at least". */
  memoryBytes: number | null;
}

/** Why a model does not run here. `little-memory` is a guess: a browser tells neither free memory nor that of the GPU. */
export type FitProblem =
  | { code: 'browser-lacks'; context: ModelFeature }
  | { code: 'no-webgpu' | 'no-adapter' | 'gpu-refused' }
  | { code: 'missing-feature'; feature: string }
  | { code: 'buffer-too-large' | 'little-memory'; neededBytes: number; availableBytes: number };

export function isCertain(problem: FitProblem): boolean {
  return problem.code !== 'little-memory';
}

/** A graphics driver that is waking up takes a second or two. */
const ADAPTER_MS = 10_000;

/** Asks this thread's browser: works in a window and in a worker. Never rejects. */
export async function describeDevice(from: Pick<Navigator, 'gpu'> = navigator): Promise<DeviceReport> {
  const none: DeviceReport = {
    lacks: (await lacking('models')).map(({ feature }) => feature),
    webgpu: from.gpu !== undefined,
    adapter: false,
    adapterRefused: false,
    name: '',
    adapterClass: 'gpu',
    shaderF16: false,
    maxBufferBytes: 0,
    maxStorageBindingBytes: 0,
    maxStorageBuffersPerStage: 0,
    maxWorkgroupStorageBytes: 0,
    memoryBytes: memoryBytes(from),
  };
  // The same wish as web-llm's, so that the adapter described is the adapter used.
  const request = async () => from.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  const adapter = await inTime(request, ADAPTER_MS).catch(() => 'refused' as const);
  if (adapter === 'refused') return { ...none, adapterRefused: true };
  if (!adapter) return none;
  const { info, limits } = adapter;
  return {
    ...none,
    adapter: true,
    name: adapterName(info),
    adapterClass: isSoftware(info) ? 'software' : 'gpu',
    shaderF16: adapter.features.has('shader-f16'),
    maxBufferBytes: limits.maxBufferSize,
    maxStorageBindingBytes: limits.maxStorageBufferBindingSize,
    maxStorageBuffersPerStage: limits.maxStorageBuffersPerShaderStage,
    maxWorkgroupStorageBytes: limits.maxComputeWorkgroupStorageSize,
  };
}

export type AdapterWords = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'> & {
  isFallbackAdapter?: boolean;
};

/** WebGPU carried out by a processor: SwiftShader, Mesa's lavapipe (llvmpipe), Windows' WARP ("Basic Render Driver"). */
export function isSoftware(info: AdapterWords): boolean {
  const words = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  return info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render|\bcpu\b/i.test(words);
}

const BRANDS: Record<string, string> = {
  amd: 'AMD',
  apple: 'Apple',
  arm: 'Arm',
  google: 'Google',
  intel: 'Intel',
  microsoft: 'Microsoft',
  nvidia: 'NVIDIA',
  qualcomm: 'Qualcomm',
  swiftshader: 'SwiftShader',
};

/** Browsers say little: most leave `description` empty and give a vendor and a family only. */
export function adapterName(info: AdapterWords): string {
  if (info.description !== '') return info.description;
  const words = [info.vendor, info.architecture].filter((word) => word !== '');
  return words.map((word) => BRANDS[word] ?? word).join(' ') || 'GPU';
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** navigator.deviceMemory (not in every browser, nor in TypeScript's library): GiB, where 8 means "8 or more". */
function memoryBytes(from: object): number | null {
  const gib = (from as { deviceMemory?: number }).deviceMemory;
  return gib === undefined || gib >= 8 ? null : gib * GIB;
}

/** What web-llm 0.2.86 asks of every adapter, whatever the model (detectGPUDevice). */
const NEEDED_STORAGE_BUFFERS = 10;
const NEEDED_WORKGROUP_STORAGE = 32 * 1024;

/** It asks for 1 GiB, and for the second figure where the adapter has less: so that is what a model gets. */
function grantedBuffer(device: DeviceReport): number {
  const whole = device.maxBufferBytes >= GIB ? GIB : 256 * MIB;
  const bound = device.maxStorageBindingBytes >= GIB ? GIB : 128 * MIB;
  return Math.min(whole, bound);
}

export type Needs = Pick<ModelArtifacts, 'quantization' | 'gpuMemoryBytes' | 'largestBufferBytes'>;

/** The first reason why a model with these needs does not run on this device, or null. */
export function checkFits(needs: Needs, device: DeviceReport): FitProblem | null {
  const [lack] = device.lacks;
  if (lack !== undefined) return { code: 'browser-lacks', context: lack };
  if (!device.webgpu) return { code: 'no-webgpu' };
  if (device.adapterRefused) return { code: 'gpu-refused' };
  if (!device.adapter) return { code: 'no-adapter' };
  if (isHalf(needs.quantization) && !device.shaderF16) return { code: 'missing-feature', feature: 'shader-f16' };
  if (device.maxStorageBuffersPerStage < NEEDED_STORAGE_BUFFERS) {
    return { code: 'missing-feature', feature: `maxStorageBuffersPerShaderStage ${NEEDED_STORAGE_BUFFERS}` };
  }
  if (device.maxWorkgroupStorageBytes < NEEDED_WORKGROUP_STORAGE) {
    return { code: 'missing-feature', feature: `maxComputeWorkgroupStorageSize ${NEEDED_WORKGROUP_STORAGE}` };
  }
  const availableBytes = grantedBuffer(device);
  if (needs.largestBufferBytes > availableBytes) {
    return { code: 'buffer-too-large', neededBytes: needs.largestBufferBytes, availableBytes };
  }
  if (device.memoryBytes !== null && needs.gpuMemoryBytes > device.memoryBytes) {
    return { code: 'little-memory', neededBytes: needs.gpuMemoryBytes, availableBytes: device.memoryBytes };
  }
  return null;
}

/** One thing a model needs of a device, and what there is of it. Bytes, counts, or whether it is there at all. */
export type Requirement =
  | { what: 'browser' | 'webgpu' | 'adapter' | 'shaderF16'; unit: 'presence'; ok: boolean }
  | { what: 'storageBuffers'; unit: 'count'; needed: number; has: number; ok: boolean }
  | { what: 'workgroupStorage' | 'largestBuffer'; unit: 'bytes'; needed: number; has: number; ok: boolean }
  /** A browser tells the machine's memory roughly, or not at all (null). */
  | { what: 'memory'; unit: 'bytes'; needed: number; has: number | null; ok: boolean | null };

/** Everything that checkFits asks, each with its answer, in the same order. */
export function requirementsOf(needs: Needs, device: DeviceReport): Requirement[] {
  const presence = (what: 'browser' | 'webgpu' | 'adapter' | 'shaderF16', ok: boolean) =>
    ({ what, unit: 'presence', ok }) as const;
  const bytes = (what: 'workgroupStorage' | 'largestBuffer', needed: number, has: number) =>
    ({ what, unit: 'bytes', needed, has, ok: has >= needed }) as const;
  const { maxStorageBuffersPerStage: buffers, memoryBytes: memory } = device;
  return [
    presence('browser', device.lacks.length === 0),
    presence('webgpu', device.webgpu),
    presence('adapter', device.adapter),
    ...(isHalf(needs.quantization) ? [presence('shaderF16', device.shaderF16)] : []),
    {
      what: 'storageBuffers',
      unit: 'count',
      needed: NEEDED_STORAGE_BUFFERS,
      has: buffers,
      ok: buffers >= NEEDED_STORAGE_BUFFERS,
    },
    bytes('workgroupStorage', NEEDED_WORKGROUP_STORAGE, device.maxWorkgroupStorageBytes),
    bytes('largestBuffer', needs.largestBufferBytes, device.adapter ? grantedBuffer(device) : 0),
    {
      what: 'memory',
      unit: 'bytes',
      needed: needs.gpuMemoryBytes,
      has: memory,
      ok: memory === null ? null : memory >= needs.gpuMemoryBytes,
    },
  ];
}
