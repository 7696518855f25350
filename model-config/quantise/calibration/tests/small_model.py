"""Models of random weights, a pipe that gives them without set-up, and their shards."""

import hashlib
import json

import numpy as np

from hakui_calibration.groups import GROUP, nearest_codes, pack, search_scales, values_of

SHAPE = {
    "modelType": "qwen2",
    "hiddenSize": 64,
    "intermediateSize": 160,
    "layers": 3,
    "heads": 4,
    "kvHeads": 2,
    "headDim": 16,
    "vocabSize": 384,
    "rmsNormEps": 1e-6,
    "ropeTheta": 10000,
    "tiedEmbedding": False,
    "attentionBias": True,
}


def parameters_of(a):
    """As set-up lists them."""
    listed = []

    def add(name, columns, parts, suffix, quantised):
        parts = [{"name": f"{part}{suffix}", "size": size} for part, size in parts]
        size = sum(part["size"] for part in parts)
        rows, columns = (size, columns) if quantised else (1, size)
        listed.append(dict(name=name, parts=parts, rows=rows, columns=columns, wholeRows=1, quantised=quantised))

    def matrix(name, columns, parts):
        add(name, columns, parts, ".weight", True)

    def vector(name, parts, suffix=""):
        add(name, None, parts, suffix, False)

    hidden, middle, dim = a["hiddenSize"], a["intermediateSize"], a["headDim"]
    matrix("model.embed_tokens", hidden, [("model.embed_tokens", a["vocabSize"])])
    for index in range(a["layers"]):
        prefix = f"model.layers.{index}"
        heads = [("q", a["heads"]), ("k", a["kvHeads"]), ("v", a["kvHeads"])]
        qkv = [(f"{prefix}.self_attn.{name}_proj", count * dim) for name, count in heads]
        fused = f"{prefix}.self_attn." + ("c_attn" if a["modelType"] == "qwen2" else "qkv_proj")
        matrix(fused, hidden, qkv)
        if a["attentionBias"]:
            vector(f"{fused}.bias", qkv, ".bias")
        matrix(f"{prefix}.self_attn.o_proj", a["heads"] * dim, [(f"{prefix}.self_attn.o_proj", hidden)])
        matrix(f"{prefix}.mlp.gate_up_proj", hidden, [(f"{prefix}.mlp.{n}_proj", middle) for n in ("gate", "up")])
        matrix(f"{prefix}.mlp.down_proj", middle, [(f"{prefix}.mlp.down_proj", hidden)])
        for norm in ("input_layernorm.weight", "post_attention_layernorm.weight"):
            vector(f"{prefix}.{norm}", [(f"{prefix}.{norm}", hidden)])
    vector("model.norm.weight", [("model.norm.weight", hidden)])
    if not a["tiedEmbedding"]:
        matrix("lm_head", hidden, [("lm_head", a["vocabSize"])])
    return listed


def random_weights(a, seed=1):
    """Weights by the names of their parts. Some inputs are much stronger than the rest, as in real models."""
    rng = np.random.default_rng(seed)
    weights = {}
    for parameter in parameters_of(a):
        for part in parameter["parts"]:
            if parameter["quantised"]:
                columns = parameter["columns"]
                values = rng.normal(0, columns**-0.5, (part["size"], columns)) * np.exp(rng.normal(0, 0.5, columns))
            elif part["name"].endswith("bias"):
                values = rng.normal(0, 0.3, (1, part["size"]))
            else:
                values = np.exp(rng.normal(0, 0.7, (1, part["size"])))
            weights[part["name"]] = values.astype(np.float32)
    return weights


def texts_of(a, seed=2, count=12, length=48):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, a["vocabSize"], length).tolist() for _ in range(count)]


def searched(w):
    """Codes minus 7 and scales, each group by itself."""
    codes, scales = np.empty(w.shape, np.int8), np.empty((len(w), w.shape[1] // GROUP), np.float32)
    for g in range(scales.shape[1]):
        part = np.ascontiguousarray(w[:, g * GROUP : (g + 1) * GROUP].T)
        scales[:, g] = search_scales(part, np.ones((GROUP, 1), np.float32))
        codes[:, g * GROUP : (g + 1) * GROUP] = nearest_codes(part, scales[:, g]).T
    return codes, scales


class MemoryPipe:
    """Answers as set-up does. Ends as if killed where the progress is `ends_at`."""

    def __init__(self, weights, ends_at=None):
        self.weights, self.ends_at, self.told = weights, ends_at, []

    def rows(self, name, start, count, columns, rounded=False):
        values = self.weights[name][start : start + count].copy()
        assert values.shape == (count, columns), name
        is_matrix = name.endswith(".weight") and "norm" not in name
        return values_of(*searched(values)) if rounded and is_matrix else values

    def progress(self, done, total):
        self.told.append(done)
        if done == self.ends_at:
            raise KeyboardInterrupt


def write_shards(folder, a, weights):
    """Each parameter rounded as q4f16_1, in a shard of its own; gives the same weights unpacked."""
    folder.mkdir(parents=True, exist_ok=True)
    shards, unpacked = [], {}
    for number, parameter in enumerate(parameters_of(a)):
        name, parts, is_matrix = parameter["name"], parameter["parts"], parameter["quantised"]
        whole = np.concatenate([weights[part["name"]] for part in parts], axis=0 if is_matrix else 1)
        if is_matrix:
            codes, scales = searched(whole)
            tensors = {f"{name}.q_weight": pack(codes), f"{name}.q_scale": scales.astype(np.float16)}
            whole = values_of(codes, scales)
        else:
            tensors = {name: whole[0].astype(np.float16)}
            whole = tensors[name].astype(np.float32)[None]
        first = 0
        for part in parts:
            span = slice(first, first + part["size"])
            unpacked[part["name"]] = whole[span] if is_matrix else whole[:, span]
            first += part["size"]
        shards.append(write_shard(folder / f"params_shard_{number}.bin", tensors))
    (folder / "tensor-cache.json").write_text(json.dumps({"metadata": {}, "records": shards}))
    return unpacked


def write_shard(path, tensors):
    data, records = b"", []
    for name, values in tensors.items():
        shape, dtype = list(values.shape), str(values.dtype)
        records.append(dict(name=name, shape=shape, dtype=dtype, nbytes=values.nbytes, byteOffset=len(data)))
        data += values.tobytes()
    path.write_bytes(data)
    return dict(dataPath=path.name, nbytes=len(data), records=records, md5sum=hashlib.md5(data).hexdigest())
