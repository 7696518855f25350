"""Softmax with temperature. dlight's GEMV schedule cannot take a reduction over one dimension."""

from tvm.script import tirx as T

from .workgroup import PARTS, THREADS, workgroup_max, workgroup_sum


@T.prim_func(s_tir=True)
def softmax_rows(p_logits: T.handle, p_temperature: T.handle, p_probs: T.handle):
    """probs[b, 0, :] = softmax(logits[b, 0, :] / temperature[b]), float32; one workgroup per row."""
    T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
    rows, vocab = T.int64(), T.int64()
    logits = T.match_buffer(p_logits, (rows, 1, vocab), "float32")
    temperature = T.match_buffer(p_temperature, (rows,), "float32")
    probs = T.match_buffer(p_probs, (rows, 1, vocab), "float32")
    for row in T.thread_binding(rows, "blockIdx.x"):
        for thread in T.thread_binding(THREADS, "threadIdx.x"):
            with T.sblock("softmax"):
                T.reads(logits[row, 0, 0:vocab], temperature[row])
                T.writes(probs[row, 0, 0:vocab])
                each = T.sblock_alloc_buffer((THREADS,), "float32", scope="shared")
                part = T.sblock_alloc_buffer((PARTS,), "float32", scope="shared")
                highest = T.sblock_alloc_buffer((1,), "float32", scope="local")
                total = T.sblock_alloc_buffer((1,), "float32", scope="local")
                highest[0] = T.min_value("float32")
                for k in T.serial((vocab + (THREADS - 1)) // THREADS):
                    if k * THREADS + thread < vocab:
                        highest[0] = T.max(highest[0], logits[row, 0, k * THREADS + thread])
                workgroup_max(highest, each, part, thread)
                total[0] = T.float32(0)
                for k in T.serial((vocab + (THREADS - 1)) // THREADS):
                    if k * THREADS + thread < vocab:
                        total[0] = total[0] + T.exp(
                            (logits[row, 0, k * THREADS + thread] - highest[0]) / temperature[row]
                        )
                workgroup_sum(total, each, part, thread)
                for k in T.serial((vocab + (THREADS - 1)) // THREADS):
                    if k * THREADS + thread < vocab:
                        probs[row, 0, k * THREADS + thread] = (
                            T.exp((logits[row, 0, k * THREADS + thread] - highest[0]) / temperature[row]) / total[0]
                        )
