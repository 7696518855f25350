"""A small random model written by the gguf package, with all tensor types that the converter reads.

usage: make_gguf.py RECORD.json OUT.gguf SEED [TENSORS]
TENSORS: as many to a file, under the names that gguf-split gives; 0 for one file.
"""

import json
import sys

import numpy as np
from blocks import TYPES, random_tensor
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, TokenType

record = json.load(open(sys.argv[1]))
a = record["architecture"]
rng = np.random.default_rng(int(sys.argv[3]))
split = int(sys.argv[4]) if len(sys.argv) > 4 else 0
w = GGUFWriter(sys.argv[2], a["modelType"], split_max_tensors=split)
w.add_name(record["name"])
w.add_context_length(record["limits"]["contextWindow"])
w.add_embedding_length(a["hiddenSize"])
w.add_block_count(a["layers"])
w.add_feed_forward_length(a["intermediateSize"])
w.add_head_count(a["heads"])
w.add_head_count_kv(a["kvHeads"])
w.add_rope_freq_base(a["ropeTheta"])
w.add_layer_norm_rms_eps(a["rmsNormEps"])

printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
alphabet = [chr(b) for b in printable] + [chr(256 + i) for i in range(256 - len(printable))]
merges = ["t h", "th e", "i n"]
special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
tokens = alphabet + [m.replace(" ", "") for m in merges] + special
tokens += [f"[PAD{i}]" for i in range(len(tokens), a["vocabSize"])]
kinds = {t: TokenType.CONTROL for t in special}
w.add_tokenizer_model("gpt2")
w.add_tokenizer_pre("qwen2")
w.add_token_list(tokens)
w.add_token_types([kinds.get(t, TokenType.UNUSED if t.startswith("[PAD") else TokenType.NORMAL) for t in tokens])
w.add_token_merges(merges)
w.add_eos_token_id(tokens.index("<|im_end|>"))

turn = 0


def matrix(name, rows, columns):
    global turn
    kind = TYPES[turn % len(TYPES)]
    turn += 1
    data = random_tensor(rng, kind, rows, columns, 0.1)
    w.add_tensor(name, data, raw_dtype=None if kind == Type.F32 else kind)


def vector(name, size):
    w.add_tensor(name, (1 + 0.1 * rng.normal(size=size)).astype(np.float32))


q, kv = a["heads"] * a["headDim"], a["kvHeads"] * a["headDim"]
matrix("token_embd.weight", a["vocabSize"], a["hiddenSize"])
for i in range(a["layers"]):
    b = f"blk.{i}."
    for part, size in (("attn_q", q), ("attn_k", kv), ("attn_v", kv)):
        matrix(f"{b}{part}.weight", size, a["hiddenSize"])
        if a["attentionBias"]:
            vector(f"{b}{part}.bias", size)
    matrix(f"{b}attn_output.weight", a["hiddenSize"], q)
    matrix(f"{b}ffn_gate.weight", a["intermediateSize"], a["hiddenSize"])
    matrix(f"{b}ffn_up.weight", a["intermediateSize"], a["hiddenSize"])
    matrix(f"{b}ffn_down.weight", a["hiddenSize"], a["intermediateSize"])
    vector(f"{b}attn_norm.weight", a["hiddenSize"])
    vector(f"{b}ffn_norm.weight", a["hiddenSize"])
vector("output_norm.weight", a["hiddenSize"])
if not a["tiedEmbedding"]:
    matrix("output.weight", a["vocabSize"], a["hiddenSize"])

w.write_header_to_file()
w.write_kv_data_to_file()
w.write_tensors_to_file()
w.close()
