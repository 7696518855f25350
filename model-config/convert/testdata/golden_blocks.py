"""Blocks of every tensor type and what gguf's own dequantisation makes of them.

usage: golden_blocks.py OUT   writes OUT/<TYPE>.bin and OUT/<TYPE>.f32 (float32, little-endian)
"""

import pathlib
import sys

import numpy as np
from blocks import TYPES, random_tensor
from gguf.quants import dequantize

out = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(20260)
for kind in TYPES:
    large, small = (random_tensor(rng, kind, 8, 1024, scale) for scale in (30.0, 1e-5))
    data = np.concatenate([large, small])
    (out / f"{kind.name}.bin").write_bytes(data.tobytes())
    (out / f"{kind.name}.f32").write_bytes(dequantize(data, kind).astype("<f4").tobytes())
