import type { DeviceReport } from '@/models/capability';

/** A graphics card that runs everything. */
export const device: DeviceReport = {
  lacks: [],
  webgpu: true,
  adapter: true,
  adapterRefused: false,
  name: 'Test GPU',
  adapterClass: 'gpu',
  shaderF16: true,
  maxBufferBytes: 2 ** 32,
  maxStorageBindingBytes: 2 ** 32,
  maxStorageBuffersPerStage: 16,
  maxWorkgroupStorageBytes: 65_536,
  memoryBytes: null,
};

export const processor: DeviceReport = {
  ...device,
  name: 'Test processor',
  adapterClass: 'software',
  shaderF16: false,
};

export const noWebGpu: DeviceReport = {
  ...device,
  webgpu: false,
  adapter: false,
  name: '',
  shaderF16: false,
  maxBufferBytes: 0,
  maxStorageBindingBytes: 0,
};
