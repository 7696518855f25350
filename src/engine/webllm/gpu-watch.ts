import { inTime } from '@/browser/features';
import { EngineError, reasonOf } from '../errors';

/**
 * web-llm keeps its GPUDevice to itself and tells of a lost one only while loading. So every device made
 * in this worker is noted as it is made, and its end reported once, as `device-lost` or, where the
 * browser gave a sign of it, as `out-of-memory`. One that the browser refuses, or does not give in time, is `gpu-refused`.
 */
export function watchDevices(onLost: (error: EngineError) => void): void {
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
    const device = await inTime(() => requestDevice.call(this, descriptor), DEVICE_MS).catch((error) => {
      // A limit or feature that the adapter has not is told by name; web-llm asks for some and does without.
      if (error instanceof TypeError || /limit|feature/i.test(reasonOf(error))) throw error;
      throw new EngineError('gpu-refused', { reason: reasonOf(error) }, { cause: error });
    });
    watch(device, onLost);
    return device;
  };
}

/** A driver that starts takes seconds. */
const DEVICE_MS = 30_000;

function watch(device: GPUDevice, onLost: (error: EngineError) => void): void {
  let sign: { memory: boolean; words: string } | null = null;
  const note = (error: GPUError | null) => {
    if (error !== null) sign ??= { memory: error instanceof GPUOutOfMemoryError, words: error.message };
  };
  // web-llm destroys the device when a buffer cannot be had, and the loss itself then says nothing of why.
  const popErrorScope = device.popErrorScope.bind(device);
  device.popErrorScope = async () => {
    const error = await popErrorScope();
    note(error);
    return error;
  };
  device.lost.then(({ message, reason }) => onLost(lossError(message, reason, sign)));
}

/** `sign` is the first error the device reported before it was lost. */
export function lossError(
  message: string,
  reason: string,
  sign: { memory: boolean; words: string } | null,
): EngineError {
  const words = [sign?.words, message, reason].find((text) => text !== undefined && text !== '') ?? '';
  const memory = sign?.memory === true || /out.?of.?(device.?|host.?)?memory|exceeds the max/i.test(words);
  return new EngineError(memory ? 'out-of-memory' : 'device-lost', { reason: words });
}
