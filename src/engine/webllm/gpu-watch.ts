import { EngineError } from '../errors';

/**
 * web-llm keeps its GPUDevice to itself and tells of a lost one only while loading. So every device made
 * in this worker is noted as it is made, and its end reported once, as `device-lost` or, where the
 * browser gave a sign of it, as `out-of-memory`.
 */
export function watchDevices(onLost: (error: EngineError) => void): void {
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
    const device = await requestDevice.call(this, descriptor);
    watch(device, onLost);
    return device;
  };
}

function watch(device: GPUDevice, onLost: (error: EngineError) => void): void {
  let outOfMemory: string | null = null;
  const note = (error: GPUError | null) => {
    if (error instanceof GPUOutOfMemoryError) outOfMemory ??= error.message || 'GPUOutOfMemoryError';
  };
  device.addEventListener('uncapturederror', ({ error }) => note(error));
  // web-llm destroys the device when a buffer cannot be had, and the loss then says nothing of memory.
  const popErrorScope = device.popErrorScope.bind(device);
  device.popErrorScope = async () => {
    const error = await popErrorScope();
    note(error);
    return error;
  };
  device.lost.then(({ message, reason }) => onLost(lossError(message, reason, outOfMemory)));
}

export function lossError(message: string, reason: string, outOfMemory: string | null): EngineError {
  const words = [outOfMemory, message, reason].find((text) => text !== null && text !== '') ?? '';
  const memory = outOfMemory !== null || /out.?of.?(device.?|host.?)?memory/i.test(message);
  return new EngineError(memory ? 'out-of-memory' : 'device-lost', { reason: words });
}
