"""In-place changes of the logits before sampling, with the names and arguments web-llm 0.2.86 calls.

`sequences` names the rows of `logits` [batch, vocab] that an entry is about. Each (row, token) pair
occurs at most once in a call, so threads never meet.
"""

from tvm.script import tirx as T

THREADS = 256


@T.prim_func(s_tir=True)
def apply_logit_bias_inplace(p_logits: T.handle, p_sequences: T.handle, p_tokens: T.handle, p_bias: T.handle):
    """logits[sequences[i], tokens[i]] += bias[i]."""
    T.func_attr({"global_symbol": "apply_logit_bias_inplace", "tirx.noalias": True, "tirx.is_scheduled": True})
    batch, vocab, entries = T.int32(), T.int32(), T.int32()
    logits = T.match_buffer(p_logits, (batch, vocab), "float32")
    sequences = T.match_buffer(p_sequences, (entries,), "int32")
    tokens = T.match_buffer(p_tokens, (entries,), "int32")
    bias = T.match_buffer(p_bias, (entries,), "float32")
    for block in T.thread_binding((entries + (THREADS - 1)) // THREADS, "blockIdx.x"):
        for thread in T.thread_binding(THREADS, "threadIdx.x"):
            with T.sblock("bias"):
                i = T.axis.spatial(entries, block * THREADS + thread)
                T.where(block * THREADS + thread < entries)
                logits[sequences[i], tokens[i]] = logits[sequences[i], tokens[i]] + bias[i]


@T.prim_func(s_tir=True)
def apply_penalty_inplace(
    p_logits: T.handle,
    p_sequences: T.handle,
    p_positions: T.handle,
    p_tokens: T.handle,
    p_counts: T.handle,
    p_penalties: T.handle,
):
    """Presence, frequency and repetition penalty of tokens that occurred `counts` times.

    penalties [sequences, 3]: logit -= presence + count * frequency; then a negative logit is
    multiplied, a positive one divided, by the repetition penalty. `positions` picks the sequence.
    """
    T.func_attr({"global_symbol": "apply_penalty_inplace", "tirx.noalias": True, "tirx.is_scheduled": True})
    batch, vocab, entries, listed = T.int32(), T.int32(), T.int32(), T.int32()
    logits = T.match_buffer(p_logits, (batch, vocab), "float32")
    sequences = T.match_buffer(p_sequences, (listed,), "int32")
    positions = T.match_buffer(p_positions, (entries,), "int32")
    tokens = T.match_buffer(p_tokens, (entries,), "int32")
    counts = T.match_buffer(p_counts, (entries,), "int32")
    penalties = T.match_buffer(p_penalties, (listed, 3), "float32")
    for block in T.thread_binding((entries + (THREADS - 1)) // THREADS, "blockIdx.x"):
        for thread in T.thread_binding(THREADS, "threadIdx.x"):
            with T.sblock("penalty"):
                i = T.axis.spatial(entries, block * THREADS + thread)
                T.where(block * THREADS + thread < entries)
                logits[sequences[positions[i]], tokens[i]] = logits[sequences[positions[i]], tokens[i]] - (
                    penalties[positions[i], 0] + T.Cast("float32", counts[i]) * penalties[positions[i], 1]
                )
                logits[sequences[positions[i]], tokens[i]] = T.if_then_else(
                    logits[sequences[positions[i]], tokens[i]] < T.float32(0),
                    logits[sequences[positions[i]], tokens[i]] * penalties[positions[i], 2],
                    logits[sequences[positions[i]], tokens[i]] / penalties[positions[i], 2],
                )


@T.prim_func(s_tir=True)
def apply_bitmask_inplace(p_logits: T.handle, p_sequences: T.handle, p_bitmask: T.handle):
    """Sets the logits of forbidden tokens to the lowest float32. Bit t mod 32 of word t div 32 allows token t."""
    T.func_attr({"global_symbol": "apply_bitmask_inplace", "tirx.noalias": True, "tirx.is_scheduled": True})
    batch, vocab, listed = T.int32(), T.int32(), T.int32()
    logits = T.match_buffer(p_logits, (batch, vocab), "float32")
    sequences = T.match_buffer(p_sequences, (listed,), "int32")
    bitmask = T.match_buffer(p_bitmask, (batch, (vocab + 31) // 32), "int32")
    for block in T.thread_binding((listed * vocab + (THREADS - 1)) // THREADS, "blockIdx.x"):
        for thread in T.thread_binding(THREADS, "threadIdx.x"):
            with T.sblock("mask"):
                i = T.axis.spatial(listed, (block * THREADS + thread) // vocab)
                token = T.axis.spatial(vocab, (block * THREADS + thread) % vocab)
                T.where(block * THREADS + thread < listed * vocab)
                logits[sequences[i], token] = T.if_then_else(
                    T.bitwise_and(T.shift_right(bitmask[sequences[i], token // 32], token % 32), 1) == 1,
                    logits[sequences[i], token],
                    T.min_value("float32"),
                )


IN_PLACE = (apply_bitmask_inplace, apply_logit_bias_inplace, apply_penalty_inplace)
