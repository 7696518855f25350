"""Reads a converted folder and holds it against the GGUF file it was made from: names and shapes of MLC's table,
hashes, and every weight no further off than plain rounding to 4 bits has it. Prints one line, exits 1 at a fault.

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
    """The weighted squared error of a group is not above that of the plain rule, s = max / 7 with half's precision."""
    q = (packed[..., None] >> (4 * np.arange(8, dtype=np.uint32))) & 15
    rows, columns = weights.shape
    groups = weights.reshape(rows, columns // GROUP, GROUP).astype(np.float64)
    importance = np.sqrt((groups**2).mean(-1, keepdims=True) + groups**2)

    def error(codes, s):
        return (importance * (groups - (codes - 7.0) * s) ** 2).sum(-1)

    exact = np.abs(groups).max(-1, keepdims=True) / 7
    rounded = exact.astype(np.float16).astype(np.float64)
    plain = np.divide(groups, rounded, out=np.zeros_like(groups), where=rounded != 0)
    bound = error(np.clip(np.round(plain) + 7, 0, 15), rounded)
    ours = error(q.reshape(groups.shape).astype(np.float64), scale.astype(np.float64)[..., None])
    assert (ours <= bound * (1 + 1e-9) + 1e-30).all(), f"{name}: off by {(ours - bound).max()}"
    return ours.sum(), bound.sum()


stored, errors, count = read_shards(), np.zeros(2), 0
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
        errors += check_matrix(name, weights[rows], packed[rows], scale[rows])
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
print(json.dumps({"tensors": count, "files": files, "error": errors[0], "plainError": errors[1]}))
