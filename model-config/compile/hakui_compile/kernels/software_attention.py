"""Attention for WebGPU carried out by a processor: one thread per token and head, no barriers.

TVM's kernels tile through shared memory with many barriers, which a software adapter pays for
dearly. These three take the same arguments, in the runtime's order (attn_backend.h), and compute the
same: softmax(q k / sqrt(d)) v with a running maximum (Milakov and Gimelshein, "Online normalizer
calculation for softmax", 2018), and the base-2 logarithm of the sum. Rotary embedding has been
applied before (RopeMode.NORMAL), and there is one sequence, as in web-llm.

A thread takes a few keys at a time, so that it goes through its own query and sum once for all of
them. The loops over the head dimension stay loops: unrolled, Mesa's lavapipe compiled for two minutes.

Names: q, o [tokens, heads, d]; k, v [keys, kv_heads, d]; pages [pages, 2 (k, v), kv_heads, 16, d].
"""

import math

from tvm import tirx
from tvm.script import tirx as T

THREADS = 4
KEYS = 4
PAGE_SIZE = 16
LOWEST_SCORE = -5e4
"""Below any score; TVM's own start value, so that a token without keys has the same log-sum."""


def _macros(d: int, dtype: str):
    """Steps of the running softmax; `state` is [maximum, denominator, factor of the old sum]."""

    @T.macro
    def start(query: T.Buffer, total: T.Buffer, state: T.Buffer, q: T.Buffer, token, head, sm_scale):
        for i in T.serial(d):
            query[i] = T.Cast("float32", q[token, head, i]) * (sm_scale * T.float32(math.log2(math.e)))
            total[i] = T.float32(0)
        state[0] = T.float32(LOWEST_SCORE)
        state[1] = T.float32(1)

    @T.macro
    def weigh(state: T.Buffer, score: T.Buffer, first, keys):
        """Turns the scores of keys first, first + 1, … into their shares of the sum; past `keys`, 0."""
        state[2] = state[0]
        for j in T.unroll(KEYS):
            score[j] = T.Select(first + j < keys, score[j], T.float32(LOWEST_SCORE))
            state[0] = T.max(state[0], score[j])
        state[2] = T.exp2(state[2] - state[0])
        state[1] = state[1] * state[2]
        for j in T.unroll(KEYS):
            score[j] = T.exp2(score[j] - state[0])
            state[1] = state[1] + score[j]

    @T.macro
    def finish(o: T.Buffer, lse: T.Buffer, total: T.Buffer, state: T.Buffer, token, head):
        for i in T.serial(d):
            o[token, head, i] = T.Cast(dtype, total[i] / state[1])
        lse[token, head] = state[0] + T.log2(state[1])

    return start, weigh, finish


def ragged_prefill(kv_heads: int, heads: int, d: int, dtype: str):
    """Attention of new tokens to the new keys before them, q and k not yet in the cache."""
    start, weigh, finish = _macros(d, dtype)

    @T.prim_func(s_tir=True)
    def software_prefill_ragged(
        p_q: T.handle,
        p_q_indptr: T.handle,
        p_k: T.handle,
        p_v: T.handle,
        p_kv_indptr: T.handle,
        p_q_position: T.handle,
        p_k_offset: T.handle,
        p_o: T.handle,
        p_lse: T.handle,
        causal: T.int32,
        rotary_mode: T.int32,
        rope_scale: T.float32,
        rope_theta: T.float32,
        sm_scale: T.float32,
    ):
        T.func_attr({"tirx.is_scheduled": True, "global_symbol": "software_prefill_ragged"})
        sequences, tokens, keys = T.int32(), T.int32(), T.int32()
        offset_a, offset_b, offset_c, offset_d = T.int32(), T.int32(), T.int32(), T.int32()
        q = T.match_buffer(p_q, (tokens, heads, d), dtype)
        q_indptr = T.match_buffer(p_q_indptr, (sequences + 1,), "int32", elem_offset=offset_a)
        k = T.match_buffer(p_k, (keys, kv_heads, d), dtype)
        v = T.match_buffer(p_v, (keys, kv_heads, d), dtype)
        kv_indptr = T.match_buffer(p_kv_indptr, (sequences + 1,), "int32", elem_offset=offset_b)
        q_position = T.match_buffer(p_q_position, (tokens,), "int32", elem_offset=offset_c)
        k_offset = T.match_buffer(p_k_offset, (sequences,), "int32", elem_offset=offset_d)
        o = T.match_buffer(p_o, (tokens, heads, d), dtype)
        lse = T.match_buffer(p_lse, (tokens, heads), "float32")
        for block in T.thread_binding((tokens * heads + (THREADS - 1)) // THREADS, "blockIdx.x"):
            for thread in T.thread_binding(THREADS, "threadIdx.x"):
                with T.sblock("attention"):
                    T.reads()
                    T.writes()
                    query = T.sblock_alloc_buffer((d,), "float32", scope="local")
                    total = T.sblock_alloc_buffer((d,), "float32", scope="local")
                    state = T.sblock_alloc_buffer((3,), "float32", scope="local")
                    score = T.sblock_alloc_buffer((KEYS,), "float32", scope="local")
                    now = T.sblock_alloc_buffer((1,), "float32", scope="local")
                    key = T.sblock_alloc_buffer((KEYS,), "int32", scope="local")
                    seen = T.sblock_alloc_buffer((1,), "int32", scope="local")
                    token: T.let[T.int32] = (block * THREADS + thread) // heads
                    head: T.let[T.int32] = (block * THREADS + thread) % heads
                    kv_head: T.let[T.int32] = (block * THREADS + thread) % heads // (heads // kv_heads)
                    if token < tokens:
                        start(query, total, state, q, token, head, sm_scale)
                        seen[0] = T.if_then_else(causal > 0, keys - tokens + token + 1, keys)
                        for b in T.serial((seen[0] + (KEYS - 1)) // KEYS):
                            for j in T.unroll(KEYS):
                                key[j] = T.min(b * KEYS + j, seen[0] - 1)
                                score[j] = T.float32(0)
                            for i in T.serial(d):
                                now[0] = query[i]
                                for j in T.unroll(KEYS):
                                    score[j] = score[j] + now[0] * T.Cast("float32", k[key[j], kv_head, i])
                            weigh(state, score, b * KEYS, seen[0])
                            for i in T.serial(d):
                                now[0] = total[i] * state[2]
                                for j in T.unroll(KEYS):
                                    now[0] = now[0] + score[j] * T.Cast("float32", v[key[j], kv_head, i])
                                total[i] = now[0]
                        finish(o, lse, total, state, token, head)

    return software_prefill_ragged


def _attend_pages(kv_heads: int, heads: int, d: int, dtype: str):
    """The part that both paged kernels share, as a macro."""
    start, weigh, finish = _macros(d, dtype)

    @T.macro
    def attend(q, pages, page_indptr, page_values, last_page_length, o, lse, tokens, causal, sm_scale, index):
        with T.sblock("attention"):
            T.reads()
            T.writes()
            query = T.sblock_alloc_buffer((d,), "float32", scope="local")
            total = T.sblock_alloc_buffer((d,), "float32", scope="local")
            state = T.sblock_alloc_buffer((3,), "float32", scope="local")
            score = T.sblock_alloc_buffer((KEYS,), "float32", scope="local")
            now = T.sblock_alloc_buffer((1,), "float32", scope="local")
            page = T.sblock_alloc_buffer((KEYS,), "int32", scope="local")
            slot = T.sblock_alloc_buffer((KEYS,), "int32", scope="local")
            seen = T.sblock_alloc_buffer((1,), "int32", scope="local")
            token: T.let[T.int32] = index // heads
            head: T.let[T.int32] = index % heads
            kv_head: T.let[T.int32] = index % heads // (heads // kv_heads)
            if token < tokens:
                start(query, total, state, q, token, head, sm_scale)
                seen[0] = T.max((page_indptr[1] - page_indptr[0] - 1) * PAGE_SIZE + last_page_length[0], 0)
                if causal > 0:
                    seen[0] = seen[0] - tokens + token + 1
                for b in T.serial((seen[0] + (KEYS - 1)) // KEYS):
                    for j in T.unroll(KEYS):
                        slot[j] = T.min(b * KEYS + j, seen[0] - 1)
                        page[j] = page_values[page_indptr[0] + slot[j] // PAGE_SIZE]
                        slot[j] = slot[j] % PAGE_SIZE
                        score[j] = T.float32(0)
                    for i in T.serial(d):
                        now[0] = query[i]
                        for j in T.unroll(KEYS):
                            score[j] = score[j] + now[0] * T.Cast("float32", pages[page[j], 0, kv_head, slot[j], i])
                    weigh(state, score, b * KEYS, seen[0])
                    for i in T.serial(d):
                        now[0] = total[i] * state[2]
                        for j in T.unroll(KEYS):
                            now[0] = now[0] + score[j] * T.Cast("float32", pages[page[j], 1, kv_head, slot[j], i])
                        total[i] = now[0]
                finish(o, lse, total, state, token, head)

    return attend


def paged_prefill(kv_heads: int, heads: int, d: int, dtype: str):
    """Attention of new tokens to cached keys."""
    attend = _attend_pages(kv_heads, heads, d, dtype)

    @T.prim_func(s_tir=True)
    def software_prefill_paged(
        p_q: T.handle,
        p_q_indptr: T.handle,
        p_pages: T.handle,
        p_page_indptr: T.handle,
        p_page_values: T.handle,
        p_last_page_length: T.handle,
        p_k_offset: T.handle,
        p_q_position: T.handle,
        p_o: T.handle,
        p_lse: T.handle,
        causal: T.int32,
        rotary_mode: T.int32,
        rope_scale: T.float32,
        rope_theta: T.float32,
        sm_scale: T.float32,
    ):
        T.func_attr({"tirx.is_scheduled": True, "global_symbol": "software_prefill_paged"})
        sequences, tokens, used_pages, all_pages = T.int32(), T.int32(), T.int32(), T.int32()
        offset_pages = T.int64()
        offset_a, offset_b, offset_c = T.int32(), T.int32(), T.int32()
        offset_d, offset_e, offset_f = T.int32(), T.int32(), T.int32()
        q = T.match_buffer(p_q, (tokens, heads, d), dtype)
        q_indptr = T.match_buffer(p_q_indptr, (sequences + 1,), "int32", elem_offset=offset_a)
        pages = T.match_buffer(
            p_pages, (all_pages, 2, kv_heads, PAGE_SIZE, d), dtype, elem_offset=offset_pages
        )
        page_indptr = T.match_buffer(p_page_indptr, (sequences + 1,), "int32", elem_offset=offset_b)
        page_values = T.match_buffer(p_page_values, (used_pages,), "int32", elem_offset=offset_c)
        last_page_length = T.match_buffer(p_last_page_length, (sequences,), "int32", elem_offset=offset_d)
        k_offset = T.match_buffer(p_k_offset, (sequences,), "int32", elem_offset=offset_e)
        q_position = T.match_buffer(p_q_position, (tokens,), "int32", elem_offset=offset_f)
        o = T.match_buffer(p_o, (tokens, heads, d), dtype)
        lse = T.match_buffer(p_lse, (tokens, heads), "float32")
        for block in T.thread_binding((tokens * heads + (THREADS - 1)) // THREADS, "blockIdx.x"):
            for thread in T.thread_binding(THREADS, "threadIdx.x"):
                attend(
                    q, pages, page_indptr, page_values, last_page_length, o, lse, tokens, causal, sm_scale,
                    block * THREADS + thread,
                )

    return software_prefill_paged


def paged_decode(kv_heads: int, heads: int, d: int, dtype: str):
    """Attention of one new token, already in the cache, to all keys."""
    attend = _attend_pages(kv_heads, heads, d, dtype)

    @T.prim_func(s_tir=True)
    def software_decode_paged(
        p_q: T.handle,
        p_pages: T.handle,
        p_page_indptr: T.handle,
        p_page_values: T.handle,
        p_last_page_length: T.handle,
        p_k_offset: T.handle,
        p_q_position: T.handle,
        p_o: T.handle,
        p_lse: T.handle,
        rotary_mode: T.int32,
        rope_scale: T.float32,
        rope_theta: T.float32,
        sm_scale: T.float32,
    ):
        T.func_attr({"tirx.is_scheduled": True, "global_symbol": "software_decode_paged"})
        sequences, used_pages, all_pages = T.int32(), T.int32(), T.int32()
        offset_pages = T.int64()
        offset_a, offset_b, offset_c = T.int32(), T.int32(), T.int32()
        offset_d, offset_e = T.int32(), T.int32()
        q = T.match_buffer(p_q, (sequences, heads, d), dtype)
        pages = T.match_buffer(
            p_pages, (all_pages, 2, kv_heads, PAGE_SIZE, d), dtype, elem_offset=offset_pages
        )
        page_indptr = T.match_buffer(p_page_indptr, (sequences + 1,), "int32", elem_offset=offset_a)
        page_values = T.match_buffer(p_page_values, (used_pages,), "int32", elem_offset=offset_b)
        last_page_length = T.match_buffer(p_last_page_length, (sequences,), "int32", elem_offset=offset_c)
        k_offset = T.match_buffer(p_k_offset, (sequences,), "int32", elem_offset=offset_d)
        q_position = T.match_buffer(p_q_position, (sequences,), "int32", elem_offset=offset_e)
        o = T.match_buffer(p_o, (sequences, heads, d), dtype)
        lse = T.match_buffer(p_lse, (sequences, heads), "float32")
        for block in T.thread_binding((heads + (THREADS - 1)) // THREADS, "blockIdx.x"):
            for thread in T.thread_binding(THREADS, "threadIdx.x"):
                attend(
                    q, pages, page_indptr, page_values, last_page_length, o, lse, 1, 0, sm_scale,
                    block * THREADS + thread,
                )

    return software_decode_paged
