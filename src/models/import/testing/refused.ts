import { fileOf, jsonOf } from '../../../../model-config/convert/testing/checkpoints.ts';
import { setField, value } from '../../../../model-config/convert/testing/raw-gguf.ts';
import {
  configured,
  FIRST,
  type Files,
  folder,
  gguf,
  POINTER,
  parts,
  SECOND,
  spoilt,
  tokenized,
  tuned,
  utf8,
  withAdapter,
} from './ward.ts';

/** Files that are refused: with which code, and in which words of the converter's. The numbers are those of the cases' list. */
export const REFUSED: readonly [what: string, files: () => Files, conversion: string, says: RegExp][] = [
  ...['pissa', 'pissa_niter_4', 'olora', 'corda', 'loftq'].map((init): (typeof REFUSED)[number] => [
    `2. an adapter that began as ${init}`,
    () => tuned({ init_lora_weights: init }),
    'unsupported-adapter',
    new RegExp(`adapter_config.json.*init_lora_weights.*${init.slice(0, 5)}`, 'is'),
  ]),
  ...['rope.scaling.factor', 'rope.scale_linear'].map((key): (typeof REFUSED)[number] => [
    `5. ${key} without a type`,
    () => gguf((g) => setField(g, `qwen2.${key}`, value.float32(4))),
    'unsupported-model',
    /linear, factor 4/,
  ]),
  [
    '6. rope_parameters of type yarn',
    () => configured({ rope_parameters: { type: 'yarn', factor: 4 } }),
    'unsupported-model',
    /rope_parameters.*yarn/,
  ],
  [
    '6. rope_scaling in its oldest form',
    () => configured({ rope_scaling: { type: 'linear', factor: 2 } }),
    'unsupported-model',
    /rope_scaling.*linear/,
  ],
  [
    '11. a web page for a tokenizer',
    () => spoilt('tokenizer.json', utf8('<!doctype html><title>Sign in</title>')),
    'not-the-file',
    /tokenizer\.json.*web page/,
  ],
  ['12. an aLoRA adapter', () => tuned({ alora_invocation_tokens: [1, 2] }), 'unsupported-adapter', /alora/i],
  ['13. the first part alone', () => ({ [FIRST]: parts[0] }), 'missing-file', new RegExp(SECOND)],
  ['13. the second part alone', () => ({ [SECOND]: parts[1] }), 'missing-file', new RegExp(FIRST)],
  ...['model.safetensors', 'tokenizer.json', 'config.json'].map((file): (typeof REFUSED)[number] => [
    `14. a Git LFS pointer for ${file}`,
    () => spoilt(file, POINTER),
    'not-the-file',
    new RegExp(`${file}.*Git LFS pointer`),
  ]),
  [
    '14. a Git LFS pointer for a GGUF file',
    () => ({ 'ward.gguf': POINTER }),
    'not-the-file',
    /ward\.gguf.*Git LFS pointer/,
  ],
  [
    '14. a Git LFS pointer for an adapter',
    () => withAdapter(() => {}, { 'ward/lora/adapter_model.safetensors': POINTER }),
    'not-the-file',
    /adapter_model\.safetensors.*Git LFS pointer/,
  ],
  [
    '15. a SentencePiece vocabulary',
    () => gguf((g) => setField(g, 'tokenizer.ggml.model', value.text('llama'))),
    'unsupported-tokenizer',
    /kind llama.*byte-level BPE/,
  ],
  [
    '15. an unknown pre-tokenizer',
    () => gguf((g) => setField(g, 'tokenizer.ggml.pre', value.text('tekken'))),
    'unsupported-tokenizer',
    /pre-tokenizer tekken/,
  ],
  [
    '16. a Unigram tokenizer',
    () => tokenized(({ model }) => (model.type = 'Unigram')),
    'unsupported-tokenizer',
    /Unigram.*BPE is/,
  ],
  [
    '16. a token beyond the embedding',
    () => tokenized(({ model }) => ((model.vocab as Record<string, number>).more = 260)),
    'unsupported-tokenizer',
    /token 260 has no embedding/,
  ],
  ['17. no tokenizer.json', () => spoilt('tokenizer.json', new Uint8Array()), 'missing-file', /tokenizer\.json/],
  [
    '18. merges of unknown tokens',
    () => tokenized(({ model }) => (model.merges = [['t', 'unknown']])),
    'unsupported-tokenizer',
    /merges\[0\]/,
  ],
  [
    '18. an unknown pre-tokenizer',
    () => tokenized((t) => (t.pre_tokenizer = { type: 'OneOfTomorrow' })),
    'unsupported-tokenizer',
    /pre_tokenizer/,
  ],
  ['20. an adapter of rank 0', () => tuned({ r: 0 }), 'bad-json', /adapter_config\.json.*"r"/],
  ['21. a big-endian file', () => gguf((g) => (g.version = 0x03000000)), 'unsupported-version', /big-endian/],
  [
    '22. a pattern that is no expression',
    () => tuned({ alpha_pattern: { '*q_proj': 16 } }),
    'unsupported-adapter',
    /adapter_config\.json.*alpha_pattern/,
  ],
  ...['gemma3', 'qwen3_5', 'mistral3', 'llama4', 'phi', 'cohere'].map((family): (typeof REFUSED)[number] => [
    `23. the family ${family}`,
    () => configured({ model_type: family, hidden_size: undefined, num_hidden_layers: undefined }),
    'unsupported-model',
    new RegExp(`"${family}"`),
  ]),
  [
    '24. an output matrix that is not there',
    () => configured({ tie_word_embeddings: false }),
    'missing-tensor',
    /lm_head\.weight/,
  ],
  [
    '24. a shard that is missing',
    () =>
      folder((c) => {
        const names = Object.keys(c.weights.header).filter((name) => name !== '__metadata__');
        const weight_map = Object.fromEntries(names.map((name) => [name, 'model-00001-of-00002.safetensors']));
        c.files['model.safetensors.index.json'] = jsonOf({ weight_map });
        c.files['model.safetensors'] = new Uint8Array();
        c.files['model-00002-of-00002.safetensors'] = fileOf(c.weights);
      }),
    'missing-file',
    /model-00001-of-00002\.safetensors/,
  ],
  ...(
    [
      [23, 'IQ4_XS'],
      [39, 'MXFP4'],
    ] as const
  ).map(([type, name]): (typeof REFUSED)[number] => [
    `24. tensors in ${name}`,
    () => gguf((g) => (g.tensors[0]!.type = type)),
    'unknown-tensor-type',
    new RegExp(name),
  ]),
];
