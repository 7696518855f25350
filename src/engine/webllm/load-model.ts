import { type InitProgressReport, MLCEngine } from '@mlc-ai/web-llm';
import type { ModelArtifacts } from '@/models/artifacts';
import { checkFits, describeDevice, isCertain } from '@/models/capability';
import { downloadModel, storedBytes, storedForm } from '@/models/download/download';
import { ModelError } from '@/models/errors';
import { type ArtifactStore, createArtifactStore, keptOnLocalhost } from '@/models/storage/artifact-store';
import { createSeenLibraries } from '@/models/storage/seen-libraries';
import { webLlmTemplate } from '../../../model-config/prompt/web-llm.ts';
import { EngineError } from '../errors';
import type { LoadProgress } from '../types';
import { fitError } from './classify-error';
import { takeOverFeeding } from './feed';
import { generate, type Host } from './generate';
import { type Pipeline, pipelineOf } from './internals';
import { admitLibrary } from './library/admit-library';
import { LoadReporter } from './load-progress';
import { makeInterruptible } from './prefill';
import { Prompts } from './prompts';
import type { Loaded } from './protocol';

/**
 * Loads a model: checks the device, brings missing files in, the weights once the library fits them, lets web-llm read them from the cache and
 * compile, and runs a first token. Throws EngineError, ModelError or what web-llm throws.
 */
export async function loadModel(
  artifacts: ModelArtifacts,
  onProgress: (progress: LoadProgress) => void,
  interrupted: () => boolean,
): Promise<{ host: Host; loaded: Loaded }> {
  const device = await describeDevice();
  const problem = checkFits(artifacts, device);
  if (problem !== null && isCertain(problem)) throw fitError(problem);

  const store = createArtifactStore();
  const stored = await storedBytes(artifacts, store);
  const complete = stored.totalBytes > 0 && stored.loadedBytes === stored.totalBytes;
  const reporter = new LoadReporter(!complete, onProgress);
  reporter.report('checking', 1, stored);
  await downloadModel(artifacts, store, {
    // The window ends a load by ending this worker.
    signal: new AbortController().signal,
    onProgress: (bytes) => {
      const part = bytes.totalBytes > 0 ? bytes.loadedBytes / bytes.totalBytes : 1;
      if (!complete) reporter.report('downloading', part, bytes, bytes.secondsLeft);
    },
    beforeWeights: () => admitLibrary(artifacts, store, createSeenLibraries()),
  });

  const start = performance.now();
  const { totalBytes } = await storedBytes(artifacts, store);
  const { engine, pipeline } = await reload(artifacts, ({ phase, part }) => {
    const loadedBytes = phase === 'reading' ? Math.round(part * totalBytes) : totalBytes;
    reporter.report(phase, part, { loadedBytes, totalBytes });
  });
  makeInterruptible(pipeline, artifacts.adapterClass, interrupted);
  const { modelId, template } = artifacts;
  const prompts = await Prompts.of(template, pipeline, await tokenizerFile(artifacts, store));
  const host: Host = { engine, modelId, prompts, feed: takeOverFeeding(pipeline), interrupted };
  const all = { loadedBytes: totalBytes, totalBytes };
  reporter.report('warming', 0, all);
  await warm(host);
  reporter.report('warming', 1, all);
  return { host, loaded: { device, secondsFromCache: (performance.now() - start) / 1_000 } };
}

async function tokenizerFile({ files }: ModelArtifacts, store: ArtifactStore): Promise<File> {
  const listed = files.find(({ url }) => url.endsWith('/tokenizer.json'));
  const file = listed && (await store.find(storedForm(listed)));
  if (!file) throw new ModelError('missing-file', { url: listed?.url ?? 'tokenizer.json' });
  return file;
}

interface LoadStep {
  phase: 'reading' | 'compiling';
  part: number;
}

async function reload(
  { modelId, weightsUrl, libraryUrl, template, contextWindow }: ModelArtifacts,
  onPhase: (step: LoadStep) => void,
): Promise<{ engine: MLCEngine; pipeline: Pipeline }> {
  const engine = new MLCEngine({
    logLevel: 'ERROR',
    appConfig: {
      cacheBackend: 'opfs',
      model_list: [{ model: weightsUrl, model_id: modelId, model_lib: keptOnLocalhost(libraryUrl) }],
    },
    initProgressCallback: (report) => {
      const phase = phaseOf(report);
      if (phase !== null) onPhase(phase);
    },
  });
  const ours = webLlmTemplate(template);
  await engine.reload(modelId, {
    // web-llm's type wants a tool's name.
    conv_template: { ...ours, roles: { ...ours.roles, tool: '' } },
    context_window_size: contextWindow,
    sliding_window_size: -1,
    // Some publishers set penalties; temperature and top-p alone shape what Hakui samples and reports.
    repetition_penalty: 1,
    frequency_penalty: 0,
    presence_penalty: 0,
  });
  const pipeline = pipelineOf(engine, modelId);
  if (pipeline === null) throw new EngineError('unknown', { reason: 'web-llm gave the load up' });
  return { engine, pipeline };
}

/** web-llm 0.2.86 tells its phases in words; the last of them, "Finish loading", names none. */
function phaseOf({ text, progress: part }: InitProgressReport): LoadStep | null {
  if (text.startsWith('Loading GPU shader')) return { phase: 'compiling', part };
  return text.startsWith('Loading model') ? { phase: 'reading', part } : null;
}

/** The first run of a kernel may still compile, allocate or fail: better now than in somebody's first question. */
async function warm(host: Host): Promise<void> {
  const options = { maxTokens: 2, temperature: 1, topLogprobs: 1 };
  for await (const delta of generate(host, '1 2', options)) {
    const logprobs = delta.kind === 'text' ? (delta.tokens ?? []) : [];
    if (logprobs.some(({ logprob }) => Number.isNaN(logprob))) {
      throw new EngineError('bad-library', { reason: 'the model computes no numbers' });
    }
  }
  await host.engine.resetChat();
}
