import { Tokenizer } from '@mlc-ai/web-tokenizers';
import { LoggerWithoutDebug, Wllama } from '@wllama/wllama/esm/index.js';
import wllamaWasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';

/** Token ids as web-llm's own tokenizer package gives them. */
async function ids(tokenizerUrl: string, strings: string[]): Promise<number[][]> {
  const tokenizer = await Tokenizer.fromJSON(await (await fetch(tokenizerUrl)).arrayBuffer());
  return strings.map((s) => Array.from(tokenizer.encode(s)));
}

/**
 * How many tokens llama.cpp counts in each prompt, read from the GGUF file itself. It has to continue each
 * by one token, and its package fails where that is half a character: `harmless` is the token drawn instead.
 */
async function llamaCppCounts(ggufUrl: string, prompts: string[], harmless: number): Promise<number[]> {
  const llama = await openLlamaCpp(ggufUrl, 512);
  const counts: number[] = [];
  for (const prompt of prompts) {
    const options = { prompt, max_tokens: 1, temperature: 0, logit_bias: { [harmless]: 1000 } };
    // The package's two statements of logit_bias's type exclude each other; llama.cpp takes this one.
    const { usage } = await llama.createCompletion(options as unknown as { prompt: string });
    counts.push(usage.prompt_tokens);
  }
  await llama.exit();
  return counts;
}

/** The likeliest of the candidates (token ids) after each prompt, by llama.cpp on the GGUF file itself. */
async function llamaCppChoices(ggufUrl: string, prompts: string[], candidates: number[]): Promise<string[]> {
  const llama = await openLlamaCpp(ggufUrl, 2048);
  const lifted = Object.fromEntries(candidates.map((id) => [id, 100]));
  const chosen: string[] = [];
  for (const prompt of prompts) {
    const options = { prompt, max_tokens: 1, temperature: 0, logit_bias: lifted };
    const { choices } = await llama.createCompletion(options as unknown as { prompt: string });
    chosen.push(choices[0]?.text ?? '');
  }
  await llama.exit();
  return chosen;
}

async function openLlamaCpp(ggufUrl: string, context: number): Promise<Wllama> {
  const llama = new Wllama({ default: wllamaWasm }, { suppressNativeLog: true, logger: LoggerWithoutDebug });
  await llama.loadModel([await (await fetch(ggufUrl)).blob()], { n_ctx: context, n_gpu_layers: 0 });
  return llama;
}

const readings = { ids, llamaCppCounts, llamaCppChoices };
export type Readings = typeof readings;
Object.assign(window, { readings });
