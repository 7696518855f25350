"""The converter's job as numpy does it, to hold the converter's speed against: the same shards and their list.

usage: convert_with_numpy.py RECORD.json FILE.gguf FOLDER   (q4f32_1; prints seconds, processor seconds, peak memory)
"""

import hashlib
import json
import pathlib
import resource
import sys
import time

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize

SHARD_BYTES = 32 << 20
started = time.perf_counter()
a, folder = json.load(open(sys.argv[1]))["architecture"], pathlib.Path(sys.argv[3])
tensors = {t.name: t for t in GGUFReader(sys.argv[2]).tensors}


def read(name):
    values = dequantize(tensors[name].data, tensors[name].tensor_type)
    if a["modelType"] == "llama" and name.endswith(("attn_q.weight", "attn_k.weight")):
        heads = a["heads"] if "attn_q" in name else a["kvHeads"]
        values = values.reshape(heads, a["headDim"] // 2, 2, -1).swapaxes(1, 2).reshape(values.shape)
    return values


def quantise(values):
    groups = values.reshape(values.shape[0], -1, 32)
    scale = np.abs(groups).max(-1) / np.float32(7)
    inverse = np.divide(np.float32(1), scale, out=np.zeros_like(scale), where=scale != 0)
    q = (groups * inverse[..., None] + np.float32(7.5)).astype(np.uint32)
    words = np.bitwise_or.reduce(q.reshape(values.shape[0], -1, 8) << (4 * np.arange(8, dtype=np.uint32)), axis=-1)
    return words, scale


def parameters():
    """Name and the tensors of each parameter, in the order of MLC's libraries."""
    yield "model.embed_tokens", ["token_embd"]
    for i in range(a["layers"]):
        p, b = f"model.layers.{i}.", f"blk.{i}."
        fused = "c_attn" if a["modelType"] == "qwen2" else "qkv_proj"
        yield f"{p}self_attn.{fused}", [f"{b}attn_{x}" for x in "qkv"]
        yield f"{p}self_attn.o_proj", [f"{b}attn_output"]
        yield f"{p}mlp.gate_up_proj", [f"{b}ffn_gate", f"{b}ffn_up"]
        yield f"{p}mlp.down_proj", [f"{b}ffn_down"]
        yield f"{p}input_layernorm.weight", [f"{b}attn_norm"]
        yield f"{p}post_attention_layernorm.weight", [f"{b}ffn_norm"]
    yield "model.norm.weight", ["output_norm"]


class Lane:
    """Fills one shard after another with tensors of one kind."""

    shards, opened = [], 0

    def __init__(self):
        self.parts = []

    def room_for(self, array):
        return not self.parts or sum(p.nbytes for _, p in self.parts) + array.nbytes <= SHARD_BYTES

    def add(self, name, array):
        if not self.parts:
            self.path, Lane.opened = f"params_shard_{Lane.opened}.bin", Lane.opened + 1
        self.parts.append((name, array))

    def close(self):
        if not self.parts:
            return
        data = b"".join(array.tobytes() for _, array in self.parts)
        (folder / self.path).write_bytes(data)
        records, end = [], 0
        for name, array in self.parts:
            facts = {"name": name, "shape": array.shape, "dtype": str(array.dtype), "format": "raw"}
            records.append({**facts, "nbytes": array.nbytes, "byteOffset": end})
            end += array.nbytes
        hashes = {"md5sum": hashlib.md5(data).hexdigest(), "sha256": hashlib.sha256(data).hexdigest()}
        shard = {"dataPath": self.path, "format": "raw-shard", "nbytes": end, "records": records}
        Lane.shards.append({**shard, **hashes})
        self.parts = []


words_lane, floats_lane = Lane(), Lane()
for name, parts in parameters():
    values = np.concatenate([read(f"{part}.weight") for part in parts])
    made = quantise(values) if values.ndim == 2 else (None, values)
    if not floats_lane.room_for(made[1]) or (made[0] is not None and not words_lane.room_for(made[0])):
        words_lane.close()
        floats_lane.close()
    if made[0] is not None:
        words_lane.add(f"{name}.q_weight", made[0])
    floats_lane.add(name if made[0] is None else f"{name}.q_scale", made[1])
words_lane.close()
floats_lane.close()
(folder / "tensor-cache.json").write_text(json.dumps({"records": Lane.shards}))

usage = resource.getrusage(resource.RUSAGE_SELF)
figures = {"seconds": time.perf_counter() - started, "processorSeconds": usage.ru_utime + usage.ru_stime}
print(json.dumps({**figures, "peakBytes": usage.ru_maxrss * 1024}))
