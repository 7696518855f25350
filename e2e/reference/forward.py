"""An independent float32 forward pass of a converted model, for tests only.

Reads the same shards as the browser and the model's record, and nothing else of the project. Reads a
JSON request on standard input and writes a JSON answer on standard output:

    {"record": PATH, "weights": FOLDER, "segments": [{"text": TEXT, "generate": N}, ...]}

The segments are fed one after the other onto one key-value cache; after each, N tokens are decoded
greedily and fed back before the next segment. A token that ends the model's turn is the last of its
segment, and is not fed. A segment with "anew": true begins with an empty cache. With "candidates"
(texts of one token each) its "choices" are their natural-log probabilities as the next token after the
segment's text, among themselves: they sum to 1. The answer holds, for every segment, the number of prompt tokens, whether the
turn was ended by the model, and for every generated token its id, its text and the five likeliest tokens with their natural-log probabilities.

Formulas: Llama and Qwen2 decoders (RMSNorm, rotary embedding on half-split heads, grouped-query
attention, SwiGLU); weights w = (q - 7) * scale in groups of 32 along the input, or (q - 127) * scale in 8 bits.
"""

import json
import os
import sys

import numpy as np
from tokenizers import Tokenizer

GROUP = 32


def read_tensors(folder):
    with open(os.path.join(folder, "tensor-cache.json"), encoding="utf-8") as f:
        shards = json.load(f)["records"]
    tensors = {}
    for shard in shards:
        data = np.fromfile(os.path.join(folder, shard["dataPath"]), np.uint8)
        for r in shard["records"]:
            raw = data[r["byteOffset"] : r["byteOffset"] + r["nbytes"]]
            tensors[r["name"]] = raw.view(r["dtype"]).reshape(r["shape"])
    return tensors


def dequantise(tensors, name):
    """Packed [n, k/8], or [n, k/4] in 8 bits, and scales [n, k/32] -> float32 [n, k]."""
    packed, scale = tensors[name + ".q_weight"], tensors[name + ".q_scale"].astype(np.float32)
    bits = packed.shape[1] * 32 // (scale.shape[1] * GROUP)
    zero = {4: 7, 8: 127}[bits]
    shifts = np.arange(0, 32, bits, dtype=np.uint32)
    q = ((packed[:, :, None] >> shifts) & (2**bits - 1)).astype(np.float32).reshape(len(packed), -1, GROUP)
    return ((q - zero) * scale[:, :, None]).reshape(len(packed), -1)


class Model:
    def __init__(self, record, folder):
        a = record["architecture"]
        t = read_tensors(folder)
        self.a = a
        self.embedding = dequantise(t, "model.embed_tokens")
        self.head = self.embedding if a["tiedEmbedding"] else dequantise(t, "lm_head")
        self.norm = t["model.norm.weight"].astype(np.float32)
        fused = "c_attn" if a["modelType"] == "qwen2" else "qkv_proj"
        self.layers = []
        for i in range(a["layers"]):
            p = f"model.layers.{i}."
            bias = t.get(f"{p}self_attn.{fused}.bias")
            self.layers.append(
                {
                    "qkv": dequantise(t, f"{p}self_attn.{fused}"),
                    "bias": np.float32(0) if bias is None else bias.astype(np.float32),
                    "out": dequantise(t, f"{p}self_attn.o_proj"),
                    "gate_up": dequantise(t, f"{p}mlp.gate_up_proj"),
                    "down": dequantise(t, f"{p}mlp.down_proj"),
                    "norm1": t[f"{p}input_layernorm.weight"].astype(np.float32),
                    "norm2": t[f"{p}post_attention_layernorm.weight"].astype(np.float32),
                }
            )
        self.empty()

    def empty(self):
        for layer in self.layers:
            for name in "kv":
                layer[name] = np.zeros((0, self.a["kvHeads"], self.a["headDim"]), np.float32)
        self.length = 0

    def rms(self, x, weight):
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(self.a["rmsNormEps"])) * weight

    def rotate(self, x, positions):
        half = self.a["headDim"] // 2
        inverse = self.a["ropeTheta"] ** (-np.arange(half) / half)
        angle = (positions[:, None] * inverse)[:, None, :]
        cos, sin = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
        a, b = x[..., :half], x[..., half:]
        return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)

    def feed(self, ids):
        """Appends tokens to the cache and returns the logits after the last one, float32 [vocabulary]."""
        a = self.a
        n, hq, hk, d = len(ids), a["heads"], a["kvHeads"], a["headDim"]
        positions = np.arange(self.length, self.length + n)
        x = self.embedding[ids]
        for layer in self.layers:
            y = (self.rms(x, layer["norm1"]) @ layer["qkv"].T + layer["bias"]).reshape(n, hq + 2 * hk, d)
            q = self.rotate(y[:, :hq], positions)
            layer["k"] = np.concatenate([layer["k"], self.rotate(y[:, hq : hq + hk], positions)])
            layer["v"] = np.concatenate([layer["v"], y[:, hq + hk :]])
            k, v = (np.repeat(layer[name], hq // hk, axis=1) for name in "kv")
            scores = np.einsum("qhd,khd->hqk", q, k) / np.float32(np.sqrt(d))
            scores = np.where(np.arange(len(k))[None, None] <= positions[None, :, None], scores, -np.inf)
            weights = np.exp(scores - scores.max(-1, keepdims=True))
            weights /= weights.sum(-1, keepdims=True)
            x = x + np.einsum("hqk,khd->qhd", weights, v).reshape(n, hq * d) @ layer["out"].T
            gate, up = np.split(self.rms(x, layer["norm2"]) @ layer["gate_up"].T, 2, axis=-1)
            x = x + (gate / (1 + np.exp(-gate)) * up) @ layer["down"].T
        self.length += n
        return self.rms(x[-1], self.norm) @ self.head.T


def log_softmax(logits):
    shifted = (logits - logits.max()).astype(np.float64)
    return shifted - np.log(np.exp(shifted).sum())


def run(request):
    with open(request["record"], encoding="utf-8") as f:
        record = json.load(f)
    model = Model(record, request["weights"])
    tokenizer = Tokenizer.from_file(os.path.join(request["weights"], "tokenizer.json"))
    stops = set(request["stopTokenIds"])

    def text(token):
        return tokenizer.decode([token], skip_special_tokens=False)

    answer, pending = [], []
    for segment in request["segments"]:
        if segment.get("anew"):
            model.empty()
            pending = []
        prompt = tokenizer.encode(segment["text"], add_special_tokens=False).ids
        logits = model.feed(pending + prompt)
        pending, ended, tokens = [], False, []
        candidates = [tokenizer.encode(each, add_special_tokens=False).ids for each in segment.get("candidates", [])]
        assert all(len(each) == 1 for each in candidates), "a candidate is not one token"
        choices = log_softmax(logits[[each[0] for each in candidates]]).tolist() if candidates else []
        for step in range(segment["generate"]):
            logprob = log_softmax(logits)
            order = np.argsort(-logprob)[:5]
            best = int(order[0])
            top = [{"token": text(int(i)), "logprob": float(logprob[i])} for i in order]
            tokens.append({"id": best, "token": text(best), "logprob": top[0]["logprob"], "top": top})
            if best in stops:
                ended = True
                break
            if step + 1 < segment["generate"]:
                logits = model.feed([best])
            else:
                pending = [best]
        answer.append({"promptTokens": len(prompt), "ended": ended, "tokens": tokens, "choices": choices})
    return answer


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdin.reconfigure(encoding="utf-8")
    json.dump(run(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
