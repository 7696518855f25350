"""Kernels written here because TVM 0.27 lacks them, builds them wrong for WebGPU, or builds them slow.

WGSL asks that every thread of a workgroup reaches each barrier, and that the compiler can see so: no
value read from a storage buffer decides about a barrier in this package.
"""
