"""Random data in any of GGUF's tensor types; gguf can quantise to some, for the K formats valid bytes are drawn."""

import numpy as np
from gguf import GGML_QUANT_SIZES
from gguf import GGMLQuantizationType as Type
from gguf.quants import quantize

# Where a K format keeps its half-precision scales; every other byte of its blocks may be anything.
K_SCALES = {Type.Q4_K: (0, 2), Type.Q5_K: (0, 2), Type.Q6_K: (208,)}
TYPES = [Type.F32, Type.F16, Type.BF16, Type.Q8_0, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1, *K_SCALES]


def random_tensor(rng, kind, rows, columns, scale):
    """[rows, columns] values of about the size of `scale`, as gguf stores them: bytes by row, or float32."""
    if kind in K_SCALES:
        size, block_bytes = GGML_QUANT_SIZES[kind]
        blocks = rng.integers(0, 256, (rows * columns // size, block_bytes), dtype=np.uint8)
        for at in K_SCALES[kind]:
            d = (rng.normal(size=len(blocks)) * scale / 500).astype(np.float16)
            blocks[:, at : at + 2] = d.view(np.uint8).reshape(-1, 2)
        return blocks.reshape(rows, -1)
    values = (rng.normal(size=(rows, columns)) * scale).astype(np.float32)
    values[0, :32] = 0
    return values if kind == Type.F32 else quantize(values, kind)
