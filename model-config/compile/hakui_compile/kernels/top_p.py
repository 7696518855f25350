"""Top-p sampling without a sort, which TVM 0.27 cannot build for WebGPU."""

from tvm.script import tirx as T

THREADS = 256
EIGHTHS = 8
"""One pass over the vocabulary tries the ends of the bracket's eighths, and keeps one eighth."""

LANES = THREADS // EIGHTHS

PASSES = 8
"""8 passes narrow the bracket to 2^-24 of the largest probability, float32's own resolution there."""


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

    A search by bracketing finds the largest threshold whose tokens still hold top_p[row] of the mass.
    The token where the running sum over those tokens, in the order of the vocabulary, passes
    uniform[i] (in [0, 1)) of their mass is the sample. A token of probability 0 is never drawn; a row
    without any positive probability (not a number, say) gives -1, which web-llm reports.
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
                tree = T.sblock_alloc_buffer((THREADS,), "float32", scope="shared")
                partial = T.sblock_alloc_buffer((EIGHTHS, LANES), "float32", scope="shared")
                mass = T.sblock_alloc_buffer((EIGHTHS,), "float32", scope="local")
                low = T.sblock_alloc_buffer((1,), "float32", scope="local")
                width = T.sblock_alloc_buffer((1,), "float32", scope="local")
                probability = T.sblock_alloc_buffer((1,), "float32", scope="local")
                steps = T.sblock_alloc_buffer((1,), "float32", scope="local")
                sum_ = T.sblock_alloc_buffer((1,), "float32", scope="local")
                goal = T.sblock_alloc_buffer((1,), "float32", scope="local")
                owner = T.sblock_alloc_buffer((1,), "int32", scope="local")
                token = T.sblock_alloc_buffer((1,), "int32", scope="local")
                slice_length: T.let[T.int64] = (vocab + (THREADS - 1)) // THREADS

                # The bracket starts as [0, largest probability].
                probability[0] = T.float32(0)
                for k in T.serial(slice_length):
                    if k * THREADS + thread < vocab:
                        probability[0] = T.max(probability[0], probs[rows[sample], k * THREADS + thread])
                tree[thread] = probability[0]
                T.tvm_storage_sync("shared")
                for s in T.serial(8):
                    if thread < T.shift_right(THREADS // 2, s):
                        tree[thread] = T.max(tree[thread], tree[thread + T.shift_right(THREADS // 2, s)])
                    T.tvm_storage_sync("shared")
                low[0] = T.float32(0)
                width[0] = tree[0] * T.float32(1 / EIGHTHS)
                T.tvm_storage_sync("shared")

                for narrowing in T.serial(PASSES):
                    for i in T.unroll(EIGHTHS):
                        mass[i] = T.float32(0)
                    for k in T.serial(slice_length):
                        if k * THREADS + thread < vocab:
                            probability[0] = probs[rows[sample], k * THREADS + thread]
                            for i in T.unroll(EIGHTHS):
                                mass[i] = mass[i] + T.Select(
                                    probability[0] >= low[0] + width[0] * T.Cast("float32", i + 1),
                                    probability[0],
                                    T.float32(0),
                                )
                    for i in T.unroll(EIGHTHS):
                        tree[thread] = mass[i]
                        T.tvm_storage_sync("shared")
                        if thread < LANES:
                            mass[i] = T.float32(0)
                            for j in T.serial(EIGHTHS):
                                mass[i] = mass[i] + tree[j * LANES + thread]
                            partial[i, thread] = mass[i]
                        T.tvm_storage_sync("shared")
                    # The masses fall with the threshold, so those that suffice come first. The last
                    # end is the bracket's own, known not to suffice (or the largest probability).
                    steps[0] = T.float32(0)
                    for i in T.serial(EIGHTHS - 1):
                        mass[0] = T.float32(0)
                        for j in T.serial(LANES):
                            mass[0] = mass[0] + partial[i, j]
                        if mass[0] >= top_p[rows[sample]]:
                            steps[0] = T.Cast("float32", i + 1)
                    low[0] = low[0] + width[0] * steps[0]
                    width[0] = width[0] * T.float32(1 / EIGHTHS)
                    T.tvm_storage_sync("shared")

                # Mass of each thread's contiguous part of the vocabulary.
                sum_[0] = T.float32(0)
                for k in T.serial(slice_length):
                    if thread * slice_length + k < vocab:
                        probability[0] = probs[rows[sample], thread * slice_length + k]
                        if probability[0] >= low[0]:
                            sum_[0] = sum_[0] + probability[0]
                tree[thread] = sum_[0]
                T.tvm_storage_sync("shared")
                if thread == 0:
                    sum_[0] = T.float32(0)
                    for k in T.serial(THREADS):
                        sum_[0] = sum_[0] + tree[k]
                    goal[0] = sum_[0] * uniform[sample]
                    # Whose part holds the target, and how much mass comes before it.
                    sum_[0] = T.float32(0)
                    owner[0] = 0
                    for k in T.serial(THREADS - 1):
                        probability[0] = tree[k]
                        if owner[0] == k and sum_[0] + probability[0] <= goal[0]:
                            sum_[0] = sum_[0] + probability[0]
                            owner[0] = k + 1
                    token[0] = -1
                    for k in T.serial(slice_length):
                        if T.Cast("int64", owner[0]) * slice_length + k < vocab and sum_[0] <= goal[0]:
                            probability[0] = probs[rows[sample], T.Cast("int64", owner[0]) * slice_length + k]
                            if probability[0] >= low[0] and probability[0] > T.float32(0):
                                sum_[0] = sum_[0] + probability[0]
                                token[0] = owner[0] * T.Cast("int32", slice_length) + T.Cast("int32", k)
                    # Still -1 where rounding put the target past the last kept token: take that one.
                    if token[0] < 0:
                        for k in T.serial(vocab):
                            probability[0] = probs[rows[sample], k]
                            if probability[0] >= low[0] and probability[0] > T.float32(0):
                                token[0] = T.Cast("int32", k)
                    tokens[sample] = token[0]
