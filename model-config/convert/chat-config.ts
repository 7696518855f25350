import type { Quantization } from '../models/quantization.ts';
import type { ModelRecord } from '../models/record.ts';
import { webLlmTemplate } from '../prompt/web-llm.ts';

/** mlc-chat-config.json: what web-llm 0.2.86 reads of a model besides its weights. */
export function chatConfig(
  { architecture, limits, defaults, template }: ModelRecord,
  quantization: Quantization,
): object {
  const window = {
    context_window_size: limits.contextWindow,
    prefill_chunk_size: limits.prefillChunk,
    sliding_window_size: -1,
    attention_sink_size: -1,
  };
  return {
    version: '0.1.0',
    model_type: architecture.modelType,
    quantization,
    model_config: { hidden_size: architecture.hiddenSize, num_hidden_layers: architecture.layers, ...window },
    vocab_size: architecture.vocabSize,
    ...window,
    temperature: defaults.temperature,
    top_p: defaults.topP,
    presence_penalty: 0,
    frequency_penalty: 0,
    repetition_penalty: 1,
    tokenizer_files: ['tokenizer.json'],
    tokenizer_info: {
      token_postproc_method: 'byte_level',
      prepend_space_in_encode: false,
      strip_space_in_decode: false,
    },
    conv_template: webLlmTemplate(template),
    // Not read by web-llm: how Hakui writes the prompts, which it hands over as tokens.
    hakui_template: template,
  };
}
