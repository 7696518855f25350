"""Product with a matrix of 4-bit or 8-bit codes for WebGPU carried out by a processor."""

from functools import cache

from tvm import tirx
from tvm.script import tirx as T

from ..description import GROUP_SIZE
from .packing import ZERO_POINT, code, codes_in_word

THREADS = 8
ROWS_PER_THREAD = 8
ROW_TILE = THREADS * ROWS_PER_THREAD


@cache  # layers share shapes, and parsing a kernel takes a tenth of a second
def software_matmul(
    rows: int, inputs: int, bits: int, dtype: str, out_dtype: str, tokens_per_thread: int
) -> tirx.PrimFunc:
    """y[0, s, rows] = x[0, s, inputs] times the transposed matrix [rows, inputs]; float32 sums.

    A software adapter runs the threads of a workgroup one after the other, a few at a time in SIMD
    lanes. Barriers and loads from buffers are what it is slow at (a load costs as much as some fifty
    additions: SwiftShader checks and gathers each lane by itself), and every unrolled statement adds to
    the time it takes to load a model. So: no barriers, no shared memory, a tile of tokens times rows in
    registers, and only the loops over that tile unrolled.

    Within a group of 32 inputs the sum runs over the codes q, 0 standing for -zero:
    sum of x (q - zero) scale = scale (sum of x q - zero sum of x).
    """
    in_word = codes_in_word(bits)
    words_per_group = GROUP_SIZE // in_word
    zero = ZERO_POINT[bits]
    row_blocks = (rows + ROW_TILE - 1) // ROW_TILE
    tile = tokens_per_thread * ROWS_PER_THREAD

    @T.prim_func(private=True, s_tir=True)
    def matmul(p_x: T.handle, p_words: T.handle, p_scales: T.handle, p_y: T.handle):
        T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
        tokens = T.int64()
        x = T.match_buffer(p_x, (1, tokens, inputs), dtype)
        words = T.match_buffer(p_words, (rows, inputs // in_word), "uint32")
        scales = T.match_buffer(p_scales, (rows, inputs // GROUP_SIZE), dtype)
        y = T.match_buffer(p_y, (1, tokens, rows), out_dtype)
        for block in T.thread_binding(
            (tokens + (tokens_per_thread - 1)) // tokens_per_thread * row_blocks, "blockIdx.x"
        ):
            for thread in T.thread_binding(THREADS, "threadIdx.x"):
                with T.sblock("matmul"):
                    T.reads(
                        x[0, 0:tokens, 0:inputs],
                        words[0:rows, 0 : inputs // in_word],
                        scales[0:rows, 0 : inputs // GROUP_SIZE],
                    )
                    T.writes(y[0, 0:tokens, 0:rows])
                    token = T.sblock_alloc_buffer((tokens_per_thread,), "int32", scope="local")
                    row = T.sblock_alloc_buffer((ROWS_PER_THREAD,), "int32", scope="local")
                    total = T.sblock_alloc_buffer((tile,), "float32", scope="local")
                    group = T.sblock_alloc_buffer((tile,), "float32", scope="local")
                    x_now = T.sblock_alloc_buffer((tokens_per_thread,), "float32", scope="local")
                    x_sum = T.sblock_alloc_buffer((tokens_per_thread,), "float32", scope="local")
                    word = T.sblock_alloc_buffer((ROWS_PER_THREAD,), "uint32", scope="local")
                    stored = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    scale = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    first_token: T.let[T.int64] = block // row_blocks * tokens_per_thread
                    first_row: T.let[T.int64] = block % row_blocks * ROW_TILE + thread
                    # Past the edge a thread computes the last token or row again and writes nothing.
                    for i in T.unroll(tokens_per_thread):
                        token[i] = T.Cast("int32", T.min(first_token + i, tokens - 1))
                    for r in T.unroll(ROWS_PER_THREAD):
                        row[r] = T.Cast("int32", T.min(first_row + r * THREADS, rows - 1))
                    for i in T.unroll(tile):
                        total[i] = T.float32(0)
                    for g in T.serial(inputs // GROUP_SIZE):
                        for i in T.unroll(tile):
                            group[i] = T.float32(0)
                        for i in T.unroll(tokens_per_thread):
                            x_sum[i] = T.float32(0)
                        for w in T.serial(words_per_group):
                            for r in T.unroll(ROWS_PER_THREAD):
                                word[r] = words[row[r], g * words_per_group + w]
                            for j in T.serial(in_word):
                                for i in T.unroll(tokens_per_thread):
                                    x_now[i] = T.Cast(
                                        "float32", x[0, token[i], (g * words_per_group + w) * in_word + j]
                                    )
                                    x_sum[i] = x_sum[i] + x_now[i]
                                for r in T.unroll(ROWS_PER_THREAD):
                                    stored[0] = T.Cast("float32", code(word[r], j, bits))
                                    for i in T.unroll(tokens_per_thread):
                                        group[i * ROWS_PER_THREAD + r] = (
                                            group[i * ROWS_PER_THREAD + r] + x_now[i] * stored[0]
                                        )
                        for r in T.unroll(ROWS_PER_THREAD):
                            scale[0] = T.Cast("float32", scales[row[r], g])
                            for i in T.unroll(tokens_per_thread):
                                total[i * ROWS_PER_THREAD + r] = total[i * ROWS_PER_THREAD + r] + scale[0] * (
                                    group[i * ROWS_PER_THREAD + r] - T.float32(zero) * x_sum[i]
                                )
                    for i in T.unroll(tokens_per_thread):
                        for r in T.unroll(ROWS_PER_THREAD):
                            if first_token + i < tokens and first_row + r * THREADS < rows:
                                y[0, first_token + i, first_row + r * THREADS] = T.Cast(
                                    out_dtype, total[i * ROWS_PER_THREAD + r]
                                )

    return matmul
