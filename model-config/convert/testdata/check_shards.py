"""Reads a converted folder and holds it against the GGUF file it was made from: names and shapes of MLC's table,
hashes, and every weight within the error that 4-bit quantisation may make. Prints one line, exits 1 at a fault.

usage: check_shards.py RECORD.json FILE.gguf FOLDER q4f32_1|q4f16_1 [MANIFEST.json]
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize

GROUP, SHARD_BYTES, ROWS = 32, 32 << 20, 4096
record, folder = json.load(open(sys.argv[1])), pathlib.Path(sys.argv[3])
half = sys.argv[4] == "q4f16_1"
a, real = record["architecture"], "float16" if half else "float32"
gguf = {t.name: t for t in GGUFReader(sys.argv[2]).tensors}


def original(name):
    values = dequantize(gguf[name].data, gguf[name].tensor_type)
    if a["modelType"] == "llama" and name.endswith(("attn_q.weight", "attn_k.weight", "attn_q.bias", "attn_k.bias")):
        # The reverse of LlamaModel.permute in llama.cpp's convert_hf_to_gguf.py.
        heads = a["heads"] if "attn_q" in name else a["kvHeads"]
        values = values.reshape(heads, a["headDim"] // 2, 2, -1).swapaxes(1, 2).reshape(values.shape)
    return values


def table():
    """MLC's parameters: name, shape, and the GGUF tensors they are joined from."""
    qkv_rows = (a["heads"] + 2 * a["kvHeads"]) * a["headDim"]
    fused = "c_attn" if a["modelType"] == "qwen2" else "qkv_proj"
    yield "model.embed_tokens", (a["vocabSize"], a["hiddenSize"]), ["token_embd.weight"]
    for i in range(a["layers"]):
        p, b = f"model.layers.{i}.", f"blk.{i}."
        qkv = [f"{b}attn_{x}" for x in "qkv"]
        yield f"{p}self_attn.{fused}", (qkv_rows, a["hiddenSize"]), [f"{x}.weight" for x in qkv]
        if a["attentionBias"]:
            yield f"{p}self_attn.{fused}.bias", (qkv_rows,), [f"{x}.bias" for x in qkv]
        yield f"{p}self_attn.o_proj", (a["hiddenSize"], a["heads"] * a["headDim"]), [f"{b}attn_output.weight"]
        gate_up = [f"{b}ffn_gate.weight", f"{b}ffn_up.weight"]
        yield f"{p}mlp.gate_up_proj", (2 * a["intermediateSize"], a["hiddenSize"]), gate_up
        yield f"{p}mlp.down_proj", (a["hiddenSize"], a["intermediateSize"]), [f"{b}ffn_down.weight"]
        yield f"{p}input_layernorm.weight", (a["hiddenSize"],), [f"{b}attn_norm.weight"]
        yield f"{p}post_attention_layernorm.weight", (a["hiddenSize"],), [f"{b}ffn_norm.weight"]
    yield "model.norm.weight", (a["hiddenSize"],), ["output_norm.weight"]
    if not a["tiedEmbedding"]:
        yield "lm_head", (a["vocabSize"], a["hiddenSize"]), ["output.weight"]


def read_shards():
    tensors = {}
    for shard in json.load(open(folder / "tensor-cache.json"))["records"]:
        data = (folder / shard["dataPath"]).read_bytes()
        assert hashlib.md5(data).hexdigest() == shard["md5sum"], f"{shard['dataPath']}: md5"
        assert len(data) == shard["nbytes"] and shard["format"] == "raw-shard", shard["dataPath"]
        assert len(data) <= SHARD_BYTES or len(shard["records"]) == 1, f"{shard['dataPath']}: too large"
        end = 0
        for r in shard["records"]:
            assert r["byteOffset"] == end and r["format"] == "raw" and r["name"] not in tensors, r["name"]
            end += r["nbytes"]
            array = np.frombuffer(data, r["dtype"], int(np.prod(r["shape"])), r["byteOffset"])
            assert array.nbytes == r["nbytes"], r["name"]
            tensors[r["name"]] = array.reshape(r["shape"])
        assert end == len(data), f"{shard['dataPath']}: bytes beyond its tensors"
    return tensors


def check_matrix(name, weights, packed, scale):
    """|w - (q - 7) s| is at most s / 2, and where s was rounded down in half precision what is cut off at 7 s."""
    q = (packed[..., None] >> (4 * np.arange(8, dtype=np.uint32))) & 15
    assert q.max() <= 14, f"{name}: code 15"
    rows, columns = weights.shape
    s = scale.astype(np.float64)[..., None]
    groups = weights.reshape(rows, columns // GROUP, GROUP).astype(np.float64)
    error = np.abs((q.reshape(groups.shape).astype(np.float64) - 7) * s - groups)
    exact = np.abs(groups).max(-1, keepdims=True) / 7
    assert (np.abs(s - exact) <= np.maximum(exact * (2**-11 if half else 2**-24), 2**-25)).all(), f"{name}: scale"
    bound = np.maximum(s / 2, np.abs(groups) - 7 * s) * (1 + 1e-6) + 1e-12
    assert (error <= bound).all(), f"{name}: off by {(error - bound).max()}"
    return (error / np.maximum(s, 1e-30)).max()


stored, worst, count = read_shards(), 0.0, 0
for name, shape, parts in table():
    weights = np.concatenate([original(part) for part in parts]).reshape(shape)
    if len(shape) == 1:
        values = stored.pop(name)
        assert values.dtype == real and values.shape == shape, name
        assert (values == weights.astype(real)).all(), f"{name}: not the same values"
        count += 1
        continue
    packed, scale = stored.pop(f"{name}.q_weight"), stored.pop(f"{name}.q_scale")
    assert packed.shape == (shape[0], shape[1] // 8) and scale.shape == (shape[0], shape[1] // GROUP), name
    assert packed.dtype == np.uint32 and scale.dtype == real, name
    for i in range(0, shape[0], ROWS):
        rows = slice(i, i + ROWS)
        worst = max(worst, check_matrix(name, weights[rows], packed[rows], scale[rows]))
    count += 2
assert not stored, f"tensors that MLC's table does not have: {sorted(stored)}"

files = 0
if len(sys.argv) > 5:
    manifest = json.load(open(sys.argv[5]))
    assert {f["path"] for f in manifest} == {p.name for p in folder.iterdir()}, "the manifest's files"
    for entry in manifest:
        data = (folder / entry["path"]).read_bytes()
        assert len(data) == entry["bytes"], entry["path"]
        assert hashlib.sha256(data).hexdigest() == entry["sha256"], entry["path"]
    files = len(manifest)
print(json.dumps({"tensors": count, "files": files, "worstErrorInScales": round(float(worst), 6)}))
