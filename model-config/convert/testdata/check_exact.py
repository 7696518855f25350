"""Works out a checkpoint's 4-bit form with numpy alone and holds a converted folder against it byte for byte.

usage: check_exact.py RECORD.json MODEL_FOLDER CONVERTED q4f32_1|q4f16_1 [ADAPTER_FOLDER]
Prints how many tensors agree; exits 1 at the first that does not.
"""

import json
import pathlib
import re
import sys

import numpy as np
from checkpoint import load
from safetensors import safe_open

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "quantise" / "testdata"))
from rules import searched

record, model, converted = json.load(open(sys.argv[1])), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
half, adapter = sys.argv[4] == "q4f16_1", pathlib.Path(sys.argv[5]) if len(sys.argv) > 5 else None
a, real = record["architecture"], np.float16 if half else np.float32

weights = {}
for file in model.glob("*.safetensors"):
    part = load(file)
    with safe_open(file, "np") as published:
        assert set(published.keys()) == set(part), "the format's own package reads other tensors"
    weights |= part
if not a["tiedEmbedding"]:
    # Tied before an adapter changed one of the two alone (PEFT's forward pass changes the module that it wraps).
    weights.setdefault("lm_head.weight", weights["model.embed_tokens.weight"])


def merge():
    """W + scale · B · A, as the LoRA paper (arXiv 2106.09685) and, for the scale, rsLoRA (arXiv 2312.03732) have it."""
    config = json.loads((adapter / "adapter_config.json").read_text())
    patterns = (config.get("alpha_pattern") or {}).items()
    own = {n.removeprefix("base_model.model."): t for n, t in load(adapter / "adapter_model.safetensors").items()}
    for name in list(own):
        if "lora_" not in name:
            weights[name.replace(".base_layer", "")] = own.pop(name)
    for name in [n for n in own if "_A" in n]:
        first, second = own[name].astype(np.float64), own[name.replace("_A", "_B")].astype(np.float64)
        module, rank = name.split(".lora_")[0], first.shape[0]
        alpha = next((v for k, v in patterns if re.match(rf"(.*\.)?({k})$", module)), config["lora_alpha"])
        scale = alpha / (np.sqrt(rank) if config.get("use_rslora") else rank)
        delta = second @ first
        delta = delta.T if "embedding" in name else delta
        weights[f"{module}.weight"] = (weights[f"{module}.weight"] + scale * delta).astype(np.float32)


def quantise(w):
    codes, scale = searched(w.reshape(-1, 32), 4, real)
    words = (codes.reshape(w.shape[0], -1, 8).astype(np.uint32) << (4 * np.arange(8, dtype=np.uint32))).sum(-1, dtype=np.uint32)
    return words, scale.reshape(w.shape[0], -1)


def expected():
    def matrix(name, *parts):
        words, scale = quantise(np.concatenate([weights[f"{part}.weight"] for part in parts]))
        yield f"{name}.q_weight", words
        yield f"{name}.q_scale", scale

    def vector(name, *parts):
        yield name, np.concatenate([weights[part] for part in parts]).astype(real)

    yield from matrix("model.embed_tokens", "model.embed_tokens")
    for i in range(a["layers"]):
        p = f"model.layers.{i}."
        qkv = [f"{p}self_attn.{x}_proj" for x in "qkv"]
        fused = f"{p}self_attn.{'c_attn' if a['modelType'] == 'qwen2' else 'qkv_proj'}"
        yield from matrix(fused, *qkv)
        if a["attentionBias"]:
            yield from vector(f"{fused}.bias", *[f"{x}.bias" for x in qkv])
        yield from matrix(f"{p}self_attn.o_proj", f"{p}self_attn.o_proj")
        yield from matrix(f"{p}mlp.gate_up_proj", f"{p}mlp.gate_proj", f"{p}mlp.up_proj")
        yield from matrix(f"{p}mlp.down_proj", f"{p}mlp.down_proj")
        yield from vector(f"{p}input_layernorm.weight", f"{p}input_layernorm.weight")
        yield from vector(f"{p}post_attention_layernorm.weight", f"{p}post_attention_layernorm.weight")
    yield from vector("model.norm.weight", "model.norm.weight")
    if not a["tiedEmbedding"]:
        yield from matrix("lm_head", "lm_head")


if adapter:
    merge()
stored = {}
for shard in json.load(open(converted / "tensor-cache.json"))["records"]:
    data = (converted / shard["dataPath"]).read_bytes()
    for r in shard["records"]:
        stored[r["name"]] = (data[r["byteOffset"] : r["byteOffset"] + r["nbytes"]], r["dtype"], r["shape"])
count = 0
for name, values in expected():
    data, dtype, shape = stored.pop(name)
    assert dtype == str(values.dtype) and shape == list(values.shape), name
    assert data == values.tobytes(), f"{name}: other bytes"
    count += 1
assert not stored, f"more than the model has: {sorted(stored)}"
print(json.dumps({"tensors": count}))
