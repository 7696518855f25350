"""Llama and Qwen2 decoders in float32, all texts moved through one layer together.

RMSNorm, rotary embedding on half-split heads, grouped-query attention, SwiGLU. Written from the papers'
formulas and held to e2e/reference by a test, with which it shares no code.
"""

import numpy as np

#: Tokens whose widest activations are in memory together.
CHUNK = 1024


def rms_norm(x, weight, eps):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(eps)) * weight


def rotary_tables(architecture, length):
    half = architecture["headDim"] // 2
    angle = np.arange(length)[:, None] * architecture["ropeTheta"] ** (-np.arange(half) / half)
    return np.cos(angle).astype(np.float32)[:, None], np.sin(angle).astype(np.float32)[:, None]


def rotate(x, cos, sin):
    a, b = np.split(x, 2, axis=-1)
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def attend(qkv, architecture):
    """One text's causal attention, [tokens, all heads' queries, keys, values] -> [tokens, heads * headDim]."""
    heads, kv_heads, dim = (architecture[key] for key in ("heads", "kvHeads", "headDim"))
    n = len(qkv)
    parts = qkv.reshape(n, heads + 2 * kv_heads, dim)
    cos, sin = rotary_tables(architecture, n)
    q = rotate(parts[:, :heads], cos, sin).reshape(n, kv_heads, heads // kv_heads, dim)
    k = rotate(parts[:, heads : heads + kv_heads], cos, sin)
    v = parts[:, heads + kv_heads :]
    future = np.triu(np.full((n, n), -np.inf, np.float32), 1)
    out = np.empty_like(q)
    for group in range(kv_heads):
        # [heads of the group, queries, keys]
        scores = q[:, group].transpose(1, 0, 2) @ k[:, group].T / np.float32(np.sqrt(dim)) + future
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        out[:, group] = (weights @ v[:, group]).transpose(1, 0, 2)
    return out.reshape(n, heads * dim)


def run_layer(x, bounds, architecture, vectors, linear):
    """Adds one layer's part to x, [tokens, hidden] of all texts, in place.

    `bounds`: where each text begins and ends. `vectors`: norm1, norm2 and, where there is one, bias.
    `linear(role, inputs)` computes inputs @ W.T for the matrices qkv, out, gate_up and down, in this order.
    """
    eps = architecture["rmsNormEps"]
    qkv = linear("qkv", rms_norm(x, vectors["norm1"], eps))
    if "bias" in vectors:
        qkv += vectors["bias"]
    attended = np.concatenate([attend(qkv[start:end], architecture) for start, end in bounds])
    del qkv
    x += linear("out", attended)
    gate_up = linear("gate_up", rms_norm(x, vectors["norm2"], eps))
    middle = architecture["intermediateSize"]
    hidden = np.empty((len(x), middle), np.float32)
    for start in range(0, len(x), CHUNK):
        gate, up = np.split(gate_up[start : start + CHUNK], 2, axis=-1)
        hidden[start : start + CHUNK] = gate / (1 + np.exp(-gate)) * up
    del gate_up
    x += linear("down", hidden)


def bounds_of(texts):
    ends = np.cumsum([len(tokens) for tokens in texts])
    return [(int(end) - len(tokens), int(end)) for tokens, end in zip(texts, ends)]
