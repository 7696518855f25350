import type { ConversionError, ConversionErrorCode } from '../../model-config/convert/errors.ts';
import type { TemplateWanted } from '../../model-config/convert/template.ts';
import { HubError, type HubErrorCode } from '../../model-config/hub/errors.ts';
import { SetupError } from '../run/errors.ts';
import type { Hub } from './hub.ts';

const DAMAGED = 'The file is damaged or was cut off: get it again from where it came, then run the same command again.';
const SHAPES = 'Llama and Qwen2 models can be converted; docs/convert.md says which. Choose another model.';
const ADAPTERS =
  "Plain LoRA adapters can be merged. Train one without this, or merge it with PEFT's merge_and_unload first.";

const AFTER_CONVERSION: Record<ConversionErrorCode, string> = {
  'not-gguf': 'Name a GGUF file, or the folder of a checkpoint with config.json, tokenizer.json and *.safetensors.',
  'not-safetensors': DAMAGED,
  'missing-file': 'Put the file there, as the publisher has it, then run the same command again.',
  'not-the-file': 'Get the file itself (git lfs pull, or download it again), then run the same command again.',
  'bad-json': 'Get the file again, or correct the field, then run the same command again.',
  'unsupported-model': SHAPES,
  'unsupported-adapter': ADAPTERS,
  'unsupported-version': 'Make the file again with a current version of llama.cpp.',
  truncated: DAMAGED,
  'bad-metadata': DAMAGED,
  'limit-exceeded': DAMAGED,
  'bad-tensor': DAMAGED,
  'unknown-tensor-type': 'Take the model in another quantisation; docs/convert.md says which are read.',
  'overlapping-tensors': DAMAGED,
  'missing-tensor': DAMAGED,
  'not-finite': DAMAGED,
  'out-of-range': 'Run the same command again with --quantization q4f32_1.',
  mismatch:
    'Files of different models do not fit together: use an adapter only with the model that it was trained for.',
  'unsupported-tokenizer': 'Models with a byte-level BPE tokenizer can be converted. Choose another model.',
  'no-template':
    "Get the model's chat_template.jinja from where it came and put it into its folder, or name a template with --template FILE.jinja. docs/prompts.md says what is read of it.",
  'unsupported-template':
    'Correct the template, or name another with --template FILE.jinja; docs/prompts.md says what one must do.',
};

const afterHub = ({ endpoint, token }: Hub, id: string): Record<HubErrorCode, string> => ({
  'bad-id': 'Give owner/name, as it stands at the head of its page.',
  'no-repository': `Look at ${endpoint}/${id} with a browser. If it is private, run the same command with HF_TOKEN=… before it.`,
  gated:
    token === null
      ? `Accept its terms at ${endpoint}/${id}, then run the same command with HF_TOKEN=… before it.`
      : `Accept its terms at ${endpoint}/${id} as the owner of HF_TOKEN, and see that the token may read there.`,
  network: 'Check the network, then run the same command again: it goes on where it stopped.',
  'bad-answer': `See that ${endpoint} is the model hub or a mirror of it.`,
  'no-weights': 'Name a model in safetensors with a tokenizer.json, or a GGUF file on this machine.',
});

/** What a fault of the hub means to a person. Any other error comes back as it is. */
export const explainHub = (error: unknown, hub: Hub): unknown =>
  error instanceof HubError ? new SetupError(error.message, afterHub(hub, error.details.id)[error.code]) : error;

/** The same of a fault of a model's files. */
export function explainConversion(error: unknown): unknown {
  // By its name, for an error that comes out of a thread is of no class of ours.
  const { name, code, message, forms } = (error ?? {}) as Partial<ConversionError & TemplateWanted>;
  if (name !== 'ConversionError' || code === undefined || !(code in AFTER_CONVERSION)) return error;
  const known = forms?.length ? ` Forms that it has the tokens of: --template ${forms.join(', --template ')}.` : '';
  return new SetupError(String(message), AFTER_CONVERSION[code] + known);
}
