import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tokenizer as TokenizerClass } from '@mlc-ai/web-tokenizers';

/** The package calls itself an ES module and is none: Node takes it only under a name that says so. */
function loadPackage(): { Tokenizer: typeof TokenizerClass } {
  const folder = mkdtempSync(join(tmpdir(), 'tokenizers-'));
  const script = join(folder, 'index.cjs');
  copyFileSync(fileURLToPath(import.meta.resolve('@mlc-ai/web-tokenizers')), script);
  try {
    return createRequire(import.meta.url)(script);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { Tokenizer } = loadPackage();

/** Hugging Face's tokenizers, in the build that web-llm carries, reading a tokenizer.json. */
export function huggingFaceTokenizer(tokenizerJson: Uint8Array): Promise<TokenizerClass> {
  return Tokenizer.fromJSON(tokenizerJson.slice().buffer as ArrayBuffer);
}
