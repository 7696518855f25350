import { describe, expect, it } from 'vitest';
import { adapterFolder, smallAdapter } from '../testing/checkpoints.ts';
import { readAdapterConfig, scaleOf } from './config.ts';

const Q = 'model.layers.0.self_attn.q_proj';

function read(config: Record<string, unknown>) {
  const adapter = smallAdapter();
  return readAdapterConfig(adapterFolder({ ...adapter, config: { ...adapter.config, ...config } }));
}

const refused = (key: string, says: RegExp) =>
  expect.objectContaining({
    code: 'unsupported-adapter',
    place: expect.objectContaining({ file: 'adapter_config.json', key }),
    message: expect.stringMatching(says),
  });

/** All that peft 0.21.2 has (utils/peft_types.py) but for LoRA. */
const METHODS =
  'PROMPT_TUNING MULTITASK_PROMPT_TUNING P_TUNING PREFIX_TUNING ADALORA ADAMSS BOFT ADAPTION_PROMPT IA3 BEFT LILY LOHA ' +
  'LOKR OFT POLY LN_TUNING VERA FROD PVERA FOURIERFT GLORA XLORA HRA VBLORA UNILORA CPT MISS RANDLORA ROAD ' +
  'TRAINABLE_TOKENS HIRA SHIRA C3A WAVEFT OSF DELORA GRALORA CARTRIDGE TINYLORA PSOFT PEANUT SHADOW SUPERTUNING DEFT';

it.each(METHODS.split(' '))('%s is refused by its name', async (peft_type) => {
  await expect(read({ peft_type })).rejects.toEqual(
    refused('peft_type', new RegExp(`"${peft_type}" is not supported`)),
  );
});

it('says of prompts that they are no weights, and of the rest what to do', async () => {
  await expect(read({ peft_type: 'PREFIX_TUNING' })).rejects.toThrow(/cannot be merged into weights/);
  await expect(read({ peft_type: 'LOHA' })).rejects.toThrow(/merge_and_unload/);
});

describe('init_lora_weights', () => {
  // peft 0.21.2, tuners/lora/layer.py: which of them write to the weight of the base layer.
  it.each([undefined, null, true, false, 'gaussian', 'Gaussian', 'eva', 'orthogonal', 'mica'])(
    '%s leaves the base as it is',
    async (init_lora_weights) => {
      await expect(read({ init_lora_weights })).resolves.toMatchObject({ lora_alpha: 4 });
    },
  );

  it.each(['pissa', 'pissa_niter_4', 'pissa_niter_16', 'PiSSA', 'olora', 'OLoRA', 'corda', 'lora_ga'])(
    '%s changed the base: what PEFT does of it is said',
    async (init_lora_weights) => {
      await expect(read({ init_lora_weights })).rejects.toEqual(
        refused('init_lora_weights', /path_initial_model_for_weight_conversion/),
      );
    },
  );

  it.each(['loftq', 'one_of_tomorrow', 7])('%s is refused', async (init_lora_weights) => {
    await expect(read({ init_lora_weights })).rejects.toEqual(refused('init_lora_weights', /merge_and_unload/));
  });
});

describe('variants of LoRA', () => {
  it.each([
    ['use_dora', true],
    ['alora_invocation_tokens', [1, 2]],
    ['use_qalora', true],
    ['use_bdlora', { target_modules_bd_a: [] }],
    ['arrow_config', { top_k: 2 }],
    ['kasa_config', { beta: 1 }],
    ['monteclora_config', { samples: 2 }],
    ['layer_replication', [[0, 4]]],
    ['target_parameters', ['experts.gate_up_proj']],
    ['trainable_token_indices', { embed_tokens: [1] }],
    ['fan_in_fan_out', true],
    ['lora_bias', true],
  ])('%s is refused by its name, and let be where it is not set', async (key, value) => {
    await expect(read({ [key]: value })).rejects.toEqual(refused(key, /./));
    for (const unset of [null, false, []]) await expect(read({ [key]: unset })).resolves.toBeDefined();
  });
});

describe('patterns', () => {
  // Golden values: re.match(rf"(.*\.)?({key})$", module) of Python 3.11.
  it.each([
    ['q_proj', true],
    ['self_attn.q_proj', true],
    ['layers.0.self_attn.q_proj', true],
    [Q, true],
    ['_proj', false],
    ['attn.q_proj', false],
    ['self_attn.k_proj', false],
    ['layers.\\d+.self_attn.q_proj', true],
    ['.*', true],
    ['(q|k)_proj', true],
    ['[qk]_proj', true],
    ['^model.layers.0.self_attn.q_proj', true],
    ['^q_proj', false],
    ['layers.[1-9].*', false],
    ['(?P<l>q)_proj', true],
    ['q_pro.', true],
  ])('%s is for the query matrix: %s', async (key, own) => {
    const config = await read({ r: 2, lora_alpha: 4, alpha_pattern: { [key]: 64 } });
    expect(scaleOf(config, Q)).toBe(own ? 32 : 2);
  });

  it('takes the first that fits, for rank and alpha each', async () => {
    const config = await read({
      ...{ r: 2, lora_alpha: 4, use_rslora: true },
      alpha_pattern: { k_proj: 9, q_proj: 64, [Q]: 1 },
      rank_pattern: { 'self_attn.q_proj': 16 },
    });
    expect(scaleOf(config, Q)).toBe(64 / 4);
  });

  it.each(['*q_proj', '(q_proj', 'q_proj)', '(?=q)q_proj', '(q)_proj\\1', 'q_proj{,3}', '[[:alpha:]]_proj'])(
    '%s is refused by its name',
    async (key) => {
      await expect(read({ alpha_pattern: { [key]: 16 } })).rejects.toEqual(
        refused(`alpha_pattern.${key}`, /expression/),
      );
    },
  );

  it.each([
    ['nested repetitions', '(([a-z_0-9.])*)*X'],
    ['alternatives that overlap', '(a|a|aa|[a-z._0-9]+)+Y'],
    ['a thousand optional signs', `${'.?'.repeat(400)}${'.'.repeat(4)}Z`],
  ])('%s take no time', async (_, key) => {
    const config = await read({ alpha_pattern: { [key]: 16 } });
    const before = process.cpuUsage();
    for (let layer = 0; layer < 200; layer++) scaleOf(config, Q.replace('0', String(layer)));
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });

  it('more than a model has modules for are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`(a${n})*`, 1]));
    await expect(read({ alpha_pattern: many })).rejects.toEqual(refused('alpha_pattern', /300 expressions/));
  });
});
