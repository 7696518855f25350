import { describe, expect, it } from 'vitest';
import { checkpointFolder, smallCheckpoint } from '../testing/checkpoints.ts';
import { readArchitecture } from './architecture.ts';

function read(config: Record<string, unknown>) {
  const checkpoint = smallCheckpoint();
  delete checkpoint.config.rope_theta;
  Object.assign(checkpoint.config, config);
  return readArchitecture(checkpointFolder(checkpoint));
}

describe('the base of plain rotary positions', () => {
  // Golden values: Qwen2Config(**config).rope_parameters["rope_theta"] of transformers 5.23.
  it.each([
    [{}, 10_000],
    [{ rope_theta: 6 }, 6],
    [{ rope_theta: 6, rope_scaling: null, rope_parameters: null }, 6],
    [{ rope_scaling: {} }, 10_000],
    [{ rope_scaling: { type: 'default' }, rope_theta: 5 }, 5],
    [{ rope_parameters: { rope_type: 'default' }, rope_theta: 7 }, 7],
    [{ rope_parameters: { rope_type: 'default', rope_theta: 9 }, rope_theta: 7 }, 9],
    [{ rope_parameters: { rope_theta: 9 } }, 9],
    [{ rope_scaling: { rope_theta: 3, rope_type: 'default' }, rope_parameters: { rope_theta: 9 } }, 3],
    [{ rope_scaling: {}, rope_parameters: { rope_theta: 9 } }, 9],
    [{ rope_scaling: { type: 'linear', factor: 1 }, rope_theta: 5 }, 5],
    [{ partial_rotary_factor: 1, rope_theta: 5 }, 5],
  ])('of %j is %d', async (config, theta) => {
    expect((await read(config)).ropeTheta).toBe(theta);
  });
});

describe('another rotary embedding is refused by field and name', () => {
  const forms = ['yarn', 'linear', 'dynamic', 'longrope', 'su', 'llama3', 'mrope', 'proportional', 'one_of_tomorrow'];
  const fields = ['rope_parameters', 'rope_scaling'] as const;
  const keys = ['type', 'rope_type'] as const;

  it.each(forms.flatMap((form) => fields.flatMap((field) => keys.map((key) => [form, field, key] as const))))(
    '%s in %s, by %s',
    async (form, field, key) => {
      await expect(read({ [field]: { [key]: form, factor: 4, rope_theta: 10_000 } })).rejects.toMatchObject({
        code: 'unsupported-model',
        place: { file: 'config.json', key: field },
        message: expect.stringContaining(form),
      });
    },
  );

  it.each([
    ['rope_scaling', { rope_scaling: { rope_type: 'default', type: 'yarn', factor: 4 } }],
    ['rope_scaling', { rope_scaling: { type: 'default', rope_type: 'yarn', factor: 4 } }],
    ['rope_scaling.factor', { rope_scaling: { factor: 4 } }],
    ['rope_scaling.mrope_section', { rope_scaling: { type: 'default', mrope_section: [16, 24, 24] } }],
    ['rope_parameters.full_attention', { rope_parameters: { full_attention: { rope_type: 'yarn', factor: 4 } } }],
    ['partial_rotary_factor', { partial_rotary_factor: 0.5 }],
    ['partial_rotary_factor', { rope_parameters: { rope_theta: 5, partial_rotary_factor: 0.25 } }],
    ['partial_rotary_factor', { rotary_pct: 0.25 }],
  ])('%s', async (key, config) => {
    await expect(read(config)).rejects.toMatchObject({
      code: 'unsupported-model',
      place: { file: 'config.json', key },
    });
  });
});

describe('families', () => {
  // As their publishers' config.json begin: none has the fields of a Llama at its root.
  it.each([
    ['gemma3', { text_config: { model_type: 'gemma3_text' }, architectures: ['Gemma3ForConditionalGeneration'] }],
    ['mistral3', { text_config: { model_type: 'mistral' }, vision_config: {} }],
    ['llama4', { text_config: { model_type: 'llama4_text' } }],
    ['qwen3_5', { text_config: {} }],
    ['phi', { layer_norm_eps: 1e-5, partial_rotary_factor: 0.4 }],
    ['cohere', { layer_norm_eps: 1e-5, logit_scale: 0.0625 }],
    ['qwen2_vl', {}],
    ['mistral', {}],
  ])('%s is refused by its name', async (model_type, rest) => {
    const checkpoint = smallCheckpoint();
    checkpoint.config = { model_type, ...rest };
    await expect(readArchitecture(checkpointFolder(checkpoint))).rejects.toMatchObject({
      code: 'unsupported-model',
      place: { file: 'config.json', key: 'model_type' },
      message: expect.stringContaining(`"${model_type}" is not supported; llama or qwen2 is`),
    });
  });

  it.each([
    ['head_dim', { head_dim: 15 }],
    ['head_dim', { num_attention_heads: 5, num_key_value_heads: 1 }],
    ['num_key_value_heads', { num_attention_heads: 2, num_key_value_heads: 3, head_dim: 16 }],
    ['num_hidden_layers', { num_hidden_layers: 1e9 }],
    ['vocab_size', { vocab_size: 1e12 }],
  ])('%s that no model has is refused', async (key, config) => {
    await expect(read(config)).rejects.toMatchObject({ place: { file: 'config.json', key } });
  });
});
