"""A small random checkpoint as transformers saves one, in several files and types, and LoRA adapters for it.

usage: make_checkpoint.py RECORD.json FOLDER SEED FILES
Writes FOLDER/model, FOLDER/stable (an adapter with rank-stabilised scale, on the embedding too) and FOLDER/mixed
(one with ranks and alphas of their own, biases, and a whole output matrix).
"""

import json
import pathlib
import sys

import numpy as np
from checkpoint import bf16, save

record, folder = json.load(open(sys.argv[1])), pathlib.Path(sys.argv[2])
rng, files = np.random.default_rng(int(sys.argv[3])), int(sys.argv[4])
a = record["architecture"]
hidden, ffn, q, kv = a["hiddenSize"], a["intermediateSize"], a["heads"] * a["headDim"], a["kvHeads"] * a["headDim"]


def random(*shape, scale=0.1):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


tensors = {"model.embed_tokens.weight": random(a["vocabSize"], hidden)}
for i in range(a["layers"]):
    p = f"model.layers.{i}."
    for name, rows, columns in [
        ("self_attn.q_proj", q, hidden),
        ("self_attn.k_proj", kv, hidden),
        ("self_attn.v_proj", kv, hidden),
        ("self_attn.o_proj", hidden, q),
        ("mlp.gate_proj", ffn, hidden),
        ("mlp.up_proj", ffn, hidden),
        ("mlp.down_proj", hidden, ffn),
    ]:
        tensors[f"{p}{name}.weight"] = random(rows, columns)
        if a["attentionBias"] and name[-6:] in ("q_proj", "k_proj", "v_proj"):
            tensors[f"{p}{name}.bias"] = random(rows, scale=1)
    tensors[f"{p}input_layernorm.weight"] = random(hidden, scale=1)
    tensors[f"{p}post_attention_layernorm.weight"] = random(hidden, scale=1)
tensors["model.norm.weight"] = random(hidden, scale=1)
if not a["tiedEmbedding"]:
    tensors["lm_head.weight"] = random(a["vocabSize"], hidden)
# All three types, in turn; a group of zeros too.
names = list(tensors)
tensors[names[0]][3, :32] = 0
kinds = {name: [bf16, np.float16, np.float32][at % 3] for at, name in enumerate(names)}

model = folder / "model"
model.mkdir(parents=True)
parts = [names[at::files] for at in range(files)]
if files == 1:
    save(model / "model.safetensors", tensors, kinds)
else:
    weight_map = {}
    for at, part in enumerate(parts):
        file = f"model-{at + 1:05}-of-{files:05}.safetensors"
        save(model / file, {name: tensors[name] for name in part}, kinds)
        weight_map |= {name: file for name in part}
    (model / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
config = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": a["modelType"],
    "hidden_size": hidden,
    "intermediate_size": ffn,
    "num_hidden_layers": a["layers"],
    "num_attention_heads": a["heads"],
    "num_key_value_heads": a["kvHeads"],
    "vocab_size": a["vocabSize"],
    "rms_norm_eps": a["rmsNormEps"],
    "rope_theta": a["ropeTheta"],
    "tie_word_embeddings": a["tiedEmbedding"],
    "hidden_act": "silu",
}
(model / "config.json").write_text(json.dumps(config))
vocab = {chr(33 + at): at for at in range(94)} | {"th": 94}
tokenizer = {"added_tokens": [], "model": {"type": "BPE", "vocab": vocab, "merges": [["t", "h"]]}, "version": "1.0"}
(model / "tokenizer.json").write_text(json.dumps(tokenizer))


def factors(module, rank, rows, columns):
    name = f"base_model.model.{module}"
    return {f"{name}.lora_A.weight": random(rank, columns), f"{name}.lora_B.weight": random(rows, rank)}


def adapter(name, config, tensors):
    (folder / name).mkdir()
    save(folder / name / "adapter_model.safetensors", tensors, dict.fromkeys(tensors, np.float32))
    whole = {"peft_type": "LORA", "base_model_name_or_path": "someone/model", "bias": "none", **config}
    (folder / name / "adapter_config.json").write_text(json.dumps(whole))


stable = {}
for i in range(a["layers"]):
    stable |= factors(f"model.layers.{i}.self_attn.q_proj", 4, q, hidden)
    stable |= factors(f"model.layers.{i}.mlp.down_proj", 4, hidden, ffn)
embedding = "base_model.model.model.embed_tokens"
stable[f"{embedding}.lora_embedding_A"] = random(4, a["vocabSize"])
stable[f"{embedding}.lora_embedding_B"] = random(hidden, 4)
adapter("stable", {"r": 4, "lora_alpha": 8, "use_rslora": True}, stable)

mixed = factors("model.layers.0.self_attn.v_proj", 2, kv, hidden) | factors("model.layers.1.mlp.up_proj", 8, ffn, hidden)
if a["attentionBias"]:
    mixed["base_model.model.model.layers.0.self_attn.v_proj.base_layer.bias"] = random(kv, scale=1)
if not a["tiedEmbedding"]:
    mixed["base_model.model.lm_head.weight"] = random(a["vocabSize"], hidden)
patterns = {"rank_pattern": {"up_proj": 8}, "alpha_pattern": {"mlp.up_proj": 32}}
adapter("mixed", {"r": 2, "lora_alpha": 16, "bias": "lora_only", **patterns}, mixed)
