import { Tokenizer } from '@mlc-ai/web-tokenizers';
import { LoggerWithoutDebug, Wllama } from '@wllama/wllama/esm/index.js';
import wllamaWasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';

/** Token ids as web-llm's own tokenizer package gives them. */
async function ids(tokenizerUrl: string, strings: string[]): Promise<number[][]> {
  const tokenizer = await Tokenizer.fromJSON(await (await fetch(tokenizerUrl)).arrayBuffer());
  return strings.map((s) => Array.from(tokenizer.encode(s)));
}

/** How many tokens llama.cpp counts in each prompt, read from the GGUF file itself. */
async function llamaCppCounts(ggufUrl: string, prompts: string[]): Promise<number[]> {
  const llama = new Wllama({ default: wllamaWasm }, { suppressNativeLog: true, logger: LoggerWithoutDebug });
  await llama.loadModel([await (await fetch(ggufUrl)).blob()], { n_ctx: 512, n_gpu_layers: 0 });
  const counts: number[] = [];
  for (const prompt of prompts) {
    const { usage } = await llama.createCompletion({ prompt, max_tokens: 1, temperature: 0 });
    counts.push(usage.prompt_tokens);
  }
  await llama.exit();
  return counts;
}

const readings = { ids, llamaCppCounts };
export type Readings = typeof readings;
Object.assign(window, { readings });
