"""Sums and maxima over the threads of a workgroup.

Loops instead of an unrolled tree, and two barriers in the text: drivers that carry WebGPU out on a
processor cut a kernel at each barrier and compile the pieces, and took minutes for unrolled ones.
"""

from tvm.script import tirx as T

THREADS = 256
PARTS = 16


@T.macro
def workgroup_sum(value: T.Buffer, each: T.Buffer, part: T.Buffer, thread):
    """value[0] becomes the sum over all threads. `each` [256] and `part` [16] are shared.

    May be used again at once: `each` is not read any more when the second barrier has been passed, nor
    is `part` written before the next first one.
    """
    each[thread] = value[0]
    T.tvm_storage_sync("shared")
    value[0] = T.float32(0)
    for i in T.serial(PARTS):
        value[0] = value[0] + each[thread // PARTS * PARTS + i]
    if thread % PARTS == 0:
        part[thread // PARTS] = value[0]
    T.tvm_storage_sync("shared")
    value[0] = T.float32(0)
    for i in T.serial(PARTS):
        value[0] = value[0] + part[i]


@T.macro
def workgroup_max(value: T.Buffer, each: T.Buffer, part: T.Buffer, thread):
    """value[0] becomes the maximum over all threads; otherwise as workgroup_sum."""
    each[thread] = value[0]
    T.tvm_storage_sync("shared")
    for i in T.serial(PARTS):
        value[0] = T.max(value[0], each[thread // PARTS * PARTS + i])
    if thread % PARTS == 0:
        part[thread // PARTS] = value[0]
    T.tvm_storage_sync("shared")
    for i in T.serial(PARTS):
        value[0] = T.max(value[0], part[i])
