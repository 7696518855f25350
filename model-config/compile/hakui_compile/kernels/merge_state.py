"""Joins the attention over new tokens with the attention over cached ones."""

from tvm import tirx
from tvm.script import tirx as T

THREADS = 64


def merge_state(heads: int, head_dim: int, dtype: str) -> tirx.PrimFunc:
    """Joins two partial attention results, the first in place. One thread per token and head.

    value [tokens, heads, head_dim] and log_sum [tokens, heads] (base 2) become those of the softmax
    over both sets of keys: with weights a = 2^(log_sum - max), b = 2^(other_log_sum - max),
    value = (a value + b other) / (a + b), log_sum = max + log2(a + b)  (FlashInfer, "recursive
    attention", https://flashinfer.ai/2024/02/02/cascade-inference.html).

    TVM 0.27's own kernel has many threads read log_sum and each write it back without a barrier
    between: right only where all of them run in lockstep, silently wrong elsewhere.
    """

    @T.prim_func(s_tir=True)
    def merge_state(p_value: T.handle, p_log_sum: T.handle, p_other: T.handle, p_other_log_sum: T.handle):
        T.func_attr({"tirx.is_scheduled": True, "global_symbol": "merge_state"})
        tokens = T.int32()
        value = T.match_buffer(p_value, (tokens, heads, head_dim), dtype)
        log_sum = T.match_buffer(p_log_sum, (tokens, heads), "float32")
        other = T.match_buffer(p_other, (tokens, heads, head_dim), dtype)
        other_log_sum = T.match_buffer(p_other_log_sum, (tokens, heads), "float32")
        for block in T.thread_binding((tokens * heads + (THREADS - 1)) // THREADS, "blockIdx.x"):
            for thread in T.thread_binding(THREADS, "threadIdx.x"):
                with T.sblock("merge"):
                    T.reads(
                        value[0:tokens, 0:heads, 0:head_dim],
                        log_sum[0:tokens, 0:heads],
                        other[0:tokens, 0:heads, 0:head_dim],
                        other_log_sum[0:tokens, 0:heads],
                    )
                    T.writes(value[0:tokens, 0:heads, 0:head_dim], log_sum[0:tokens, 0:heads])
                    highest = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    share = T.sblock_alloc_buffer((2,), "float32", scope="local")
                    token: T.let[T.int32] = (block * THREADS + thread) // heads
                    head: T.let[T.int32] = (block * THREADS + thread) % heads
                    if token < tokens:
                        highest[0] = T.max(log_sum[token, head], other_log_sum[token, head])
                        share[0] = T.exp2(log_sum[token, head] - highest[0])
                        share[1] = T.exp2(other_log_sum[token, head] - highest[0])
                        log_sum[token, head] = T.log2(share[0] + share[1]) + highest[0]
                        for d in T.serial(head_dim):
                            value[token, head, d] = T.Cast(
                                dtype,
                                (
                                    T.Cast("float32", value[token, head, d]) * share[0]
                                    + T.Cast("float32", other[token, head, d]) * share[1]
                                )
                                / (share[0] + share[1]),
                            )

    return merge_state
