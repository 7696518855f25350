import { expect, test } from 'vitest';
import { ModelError } from '@/models/errors';
import { EngineError } from '../errors';
import { classify, fitError } from './classify-error';
import { lossError } from './gpu-watch';

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

// The words are those of web-llm 0.2.86, tvmjs and Chromium 156.
test.each([
  [named('WebGPUNotAvailableError', 'WebGPU is not supported in your current environment'), 'no-webgpu'],
  [
    new Error("Unable to find a compatible GPU. This issue might be because your computer doesn't have a GPU"),
    'no-adapter',
  ],
  [
    named('ShaderF16SupportError', 'This model requires WebGPU extension shader-f16, which is not enabled'),
    'missing-feature',
  ],
  [
    new Error(
      'Cannot initialize runtime because of requested maxBufferSize exceeds limit. requested=256MB, limit=1MB.',
    ),
    'missing-feature',
  ],
  [named('DeviceLostError', 'The WebGPU device was lost while loading the model.'), 'device-lost'],
  [
    new DOMException('A valid external Instance reference no longer exists. Device is lost.', 'OperationError'),
    'device-lost',
  ],
  [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
  [new RangeError('WebAssembly.Memory(): could not allocate memory'), 'out-of-memory'],
  [new Error('Cannot find required VM function `prefill`. Available candidate functions: decode'), 'bad-library'],
  [new WebAssembly.CompileError('WebAssembly.Module(): expected magic word 00 61 73 6d'), 'bad-library'],
  [
    new WebAssembly.LinkError('WebAssembly.Instance(): Import #0 "env" "f": function import requires a callable'),
    'bad-library',
  ],
  [named('MessageOrderError', 'The last message should be from the `user` or `tool`.'), 'bad-request'],
  [{ name: 'ExitStatus', message: 'Program terminated with exit(1)', status: 1 }, 'bad-library'],
  [new Error('something new'), 'unknown'],
  [undefined, 'unknown'],
  ['a thrown string', 'unknown'],
])('%s is told as %s', (error, code) => {
  expect(classify(error).code).toBe(code);
});

test('a prompt that is too long keeps its counts', () => {
  const message =
    'Prompt tokens exceed context window size: number of prompt tokens: 5012; context window size: 4096\nConsider shortening';
  expect(classify(named('ContextWindowSizeExceededError', message))).toMatchObject({
    code: 'prompt-too-long',
    details: { promptTokens: 5012, contextWindow: 4096 },
  });
});

test('a limit that is too low is named', () => {
  const message =
    'Cannot initialize runtime because of requested maxStorageBuffersPerShaderStage exceeds limit. requested=10, limit=8. ';
  expect(classify(new Error(message)).details).toEqual({ feature: 'maxStorageBuffersPerShaderStage' });
});

test('errors that have a code keep it', () => {
  expect(classify(new EngineError('other-tab')).code).toBe('other-tab');
  expect(classify(new ModelError('network', { url: 'u', reason: 'r' }))).toMatchObject({
    code: 'network',
    details: { url: 'u', reason: 'r' },
  });
});

test('why a device cannot run a model becomes an error with the figures', () => {
  expect(fitError({ code: 'buffer-too-large', neededBytes: 2, availableBytes: 1 })).toMatchObject({
    code: 'buffer-too-large',
    details: { neededBytes: 2, availableBytes: 1 },
  });
});

const size = 'Buffer size (1536000000) exceeds the max buffer size limit (1073741824).';

test.each([
  ['', 'destroyed', { memory: true, words: '' }, 'out-of-memory', 'destroyed'],
  [
    'A valid external Instance reference no longer exists.',
    'destroyed',
    { memory: false, words: size },
    'out-of-memory',
    size,
  ],
  [
    'vkAllocateMemory: VK_ERROR_OUT_OF_DEVICE_MEMORY',
    'unknown',
    null,
    'out-of-memory',
    'vkAllocateMemory: VK_ERROR_OUT_OF_DEVICE_MEMORY',
  ],
  ['D3D12 E_OUTOFMEMORY', 'unknown', null, 'out-of-memory', 'D3D12 E_OUTOFMEMORY'],
  ['GPU connection lost', 'unknown', null, 'device-lost', 'GPU connection lost'],
  ['', 'destroyed', null, 'device-lost', 'destroyed'],
])('a device lost with %j, %s, after %j', (message, reason, sign, code, words) => {
  expect(lossError(message, reason, sign)).toMatchObject({ code, details: { reason: words } });
});
