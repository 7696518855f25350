import type { FitProblem } from '@/models/capability';
import { ModelError } from '@/models/errors';
import { TemplateError } from '../../../model-config/prompt/jinja.ts';
import { EngineError, type EngineErrorCode, reasonOf } from '../errors';

/** web-llm 0.2.86's own error classes, by the names they give themselves. */
const BY_NAME: Record<string, EngineErrorCode> = {
  WebGPUNotAvailableError: 'no-webgpu',
  WebGPUNotFoundError: 'no-webgpu',
  DeviceLostError: 'device-lost',
  ModelNotLoadedError: 'not-loaded',
  MessageOrderError: 'bad-request',
  SystemMessageOrderError: 'bad-request',
  SeedTypeError: 'bad-request',
  MinValueError: 'bad-request',
  RangeError: 'bad-request',
  ConfigValueError: 'bad-request',
  CompileError: 'bad-library',
  LinkError: 'bad-library',
  // The library's own program gave up.
  ExitStatus: 'bad-library',
};

/** Plain errors of web-llm, tvmjs and the browser, by their words. The first match counts. */
const BY_WORDS: [RegExp, EngineErrorCode][] = [
  [/out of memory|allocation failed|could not allocate|Invalid (typed )?array (buffer )?length/i, 'out-of-memory'],
  [/device (is|was) lost|lost device|instance dropped|device is destroyed/i, 'device-lost'],
  [/Unable to find a compatible GPU/, 'no-adapter'],
  [
    /Cannot find (required )?(VM )?function|Invalid \w+ ABI|kv_state_kind|Cannot find parameter|magic (word|number)/i,
    'bad-library',
  ],
  [/failed to sample a valid token/, 'bad-library'],
];

/** An error of the engine's insides as the EngineError it is; `unknown` with its words where nothing is known of it. */
export function classify(error: unknown): EngineError {
  if (error instanceof EngineError || error instanceof ModelError) return EngineError.from(error);
  if (error instanceof TemplateError)
    return new EngineError('bad-request', { reason: error.message }, { cause: error });
  const words = reasonOf(error);
  const [name = ''] = words.split(': ', 1);
  const context = /number of prompt tokens: (\d+); context window size: (\d+)/.exec(words);
  if (context) {
    const [, promptTokens, contextWindow] = context;
    return new EngineError('prompt-too-long', {
      promptTokens: Number(promptTokens),
      contextWindow: Number(contextWindow),
    });
  }
  const limit =
    /requested (\w+) exceeds limit/.exec(words) ?? /extension (shader-f16)|requires feature ([\w-]+)/.exec(words);
  if (limit) {
    return new EngineError('missing-feature', { feature: limit[1] ?? limit[2] ?? '' }, { cause: error });
  }
  const code = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? BY_NAME[name] ?? 'unknown';
  return new EngineError(code, { reason: words }, { cause: error });
}

/** Why a device cannot run a model, as an error of loading it. */
export function fitError(problem: FitProblem): EngineError {
  const { code, ...details } = problem;
  return new EngineError(code === 'little-memory' ? 'out-of-memory' : code, details);
}
