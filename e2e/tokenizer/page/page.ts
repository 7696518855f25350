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
  const llama = new Wllama({ default: wllamaWasm }, { suppressNativeLog: true, logger: LoggerWithoutDebug });
  await llama.loadModel([await (await fetch(ggufUrl)).blob()], { n_ctx: 512, n_gpu_layers: 0 });
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

const readings = { ids, llamaCppCounts };
export type Readings = typeof readings;
Object.assign(window, { readings });
