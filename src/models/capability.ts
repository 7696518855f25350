import type { AdapterClass } from '../../model-config/models/record.ts';

/** What this browser offers for computing, in the terms the screens use. */
export interface DeviceReport {
  webgpu: boolean;
  adapter: boolean;
  /** The adapter in words, e.g. "NVIDIA GeForce RTX 4090" or "Google SwiftShader". */
  name: string;
  adapterClass: AdapterClass;
  shaderF16: boolean;
  maxBufferBytes: number;
  maxStorageBindingBytes: number;
}
