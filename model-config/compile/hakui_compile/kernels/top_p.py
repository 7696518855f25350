"""Top-p sampling without a sort, which TVM 0.27 cannot build for WebGPU."""

from tvm.script import tirx as T

from .workgroup import PARTS, THREADS, workgroup_max, workgroup_sum

HALVINGS = 24
"""24 halvings narrow the bracket to 2^-24 of the largest probability, float32's own resolution there."""


@T.prim_func(s_tir=True)
def sample_top_p(
    p_probs: T.handle,
    p_unused: T.handle,
    p_uniform: T.handle,
    p_rows: T.handle,
    p_top_p: T.handle,
    p_tokens: T.handle,
):
    """tokens[i] = a token drawn from row rows[i] of probs [batch, vocab]; one workgroup per sample.

    A bisection finds the largest threshold whose tokens still hold top_p[row] of the mass. The token
    where the running sum over those tokens, in the order of the vocabulary, passes uniform[i] (in
    [0, 1)) of their mass is the sample. A token of probability 0 is never drawn; a row without any
    positive probability (not a number, say) gives -1, which web-llm reports.
    """
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    batch, vocab, samples, unused_length = T.int64(), T.int64(), T.int64(), T.int64()
    probs = T.match_buffer(p_probs, (batch, vocab), "float32")
    unused = T.match_buffer(p_unused, (unused_length,), "int32")
    uniform = T.match_buffer(p_uniform, (samples,), "float32")
    rows = T.match_buffer(p_rows, (samples,), "int32")
    top_p = T.match_buffer(p_top_p, (batch,), "float32")
    tokens = T.match_buffer(p_tokens, (samples,), "int32")
    for sample in T.thread_binding(samples, "blockIdx.x"):
        for thread in T.thread_binding(THREADS, "threadIdx.x"):
            with T.sblock("sample"):
                T.reads(probs[0:batch, 0:vocab], unused[0:unused_length], uniform[sample], rows[sample], top_p[0:batch])
                T.writes(tokens[sample])
                each = T.sblock_alloc_buffer((THREADS,), "float32", scope="shared")
                part = T.sblock_alloc_buffer((PARTS,), "float32", scope="shared")
                low = T.sblock_alloc_buffer((1,), "float32", scope="local")
                high = T.sblock_alloc_buffer((1,), "float32", scope="local")
                middle = T.sblock_alloc_buffer((1,), "float32", scope="local")
                probability = T.sblock_alloc_buffer((1,), "float32", scope="local")
                mass = T.sblock_alloc_buffer((1,), "float32", scope="local")
                goal = T.sblock_alloc_buffer((1,), "float32", scope="local")
                owner = T.sblock_alloc_buffer((1,), "int32", scope="local")
                token = T.sblock_alloc_buffer((1,), "int32", scope="local")
                slice_length: T.let[T.int64] = (vocab + (THREADS - 1)) // THREADS

                low[0] = T.float32(0)
                high[0] = T.float32(0)
                for k in T.serial(slice_length):
                    if k * THREADS + thread < vocab:
                        high[0] = T.max(high[0], probs[rows[sample], k * THREADS + thread])
                workgroup_max(high, each, part, thread)
                for halving in T.serial(HALVINGS):
                    middle[0] = (low[0] + high[0]) * T.float32(0.5)
                    mass[0] = T.float32(0)
                    for k in T.serial(slice_length):
                        if k * THREADS + thread < vocab:
                            probability[0] = probs[rows[sample], k * THREADS + thread]
                            if probability[0] >= middle[0]:
                                mass[0] = mass[0] + probability[0]
                    workgroup_sum(mass, each, part, thread)
                    if mass[0] >= top_p[rows[sample]]:
                        low[0] = middle[0]
                    else:
                        high[0] = middle[0]

                # Mass of each thread's contiguous part of the vocabulary.
                mass[0] = T.float32(0)
                for k in T.serial(slice_length):
                    if thread * slice_length + k < vocab:
                        probability[0] = probs[rows[sample], thread * slice_length + k]
                        if probability[0] >= low[0]:
                            mass[0] = mass[0] + probability[0]
                each[thread] = mass[0]
                T.tvm_storage_sync("shared")
                if thread == 0:
                    mass[0] = T.float32(0)
                    for k in T.serial(THREADS):
                        mass[0] = mass[0] + each[k]
                    goal[0] = mass[0] * uniform[sample]
                    # Whose part holds the goal, and how much mass comes before it.
                    mass[0] = T.float32(0)
                    owner[0] = 0
                    for k in T.serial(THREADS - 1):
                        probability[0] = each[k]
                        if owner[0] == k and mass[0] + probability[0] <= goal[0]:
                            mass[0] = mass[0] + probability[0]
                            owner[0] = k + 1
                    token[0] = -1
                    for k in T.serial(slice_length):
                        if T.Cast("int64", owner[0]) * slice_length + k < vocab and mass[0] <= goal[0]:
                            probability[0] = probs[rows[sample], T.Cast("int64", owner[0]) * slice_length + k]
                            if probability[0] >= low[0] and probability[0] > T.float32(0):
                                mass[0] = mass[0] + probability[0]
                                token[0] = owner[0] * T.Cast("int32", slice_length) + T.Cast("int32", k)
                    # Still -1 where rounding put the goal past the last kept token: take that one.
                    if token[0] < 0:
                        for k in T.serial(vocab):
                            probability[0] = probs[rows[sample], k]
                            if probability[0] >= low[0] and probability[0] > T.float32(0):
                                token[0] = T.Cast("int32", k)
                    tokens[sample] = token[0]
