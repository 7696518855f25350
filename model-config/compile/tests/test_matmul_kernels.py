"""Products with matrices of 4-bit and 8-bit codes against MLC's layout, unpacked here on its own."""

import numpy as np
import pytest
from tvm import te
from workgroups import run_kernel

from hakui_compile.kernels.packing import weight
from hakui_compile.kernels.quantized_matmul import quantized_matmul
from hakui_compile.kernels.software_matmul import software_matmul


def matrix(rows: int, inputs: int, bits: int, dtype: str = "float32", seed: int = 0):
    """Words [rows, inputs * bits / 32], scales [rows, inputs / 32] of both signs, and the float64 matrix they stand for."""
    random = np.random.default_rng(seed)
    stored = random.integers(0, 2**bits, (rows, inputs), dtype=np.uint8)
    stored[:, :2] = 0, 2**bits - 1
    scales = random.normal(size=(rows, inputs // 32)).astype(dtype)
    # Two 4-bit values a byte, the lower half first; bytes of a word in little-endian order.
    words = (stored if bits == 8 else stored[:, 0::2] | stored[:, 1::2] << 4).view("<u4")
    values = (stored.astype("float64") - {4: 7, 8: 127}[bits]) * np.repeat(scales.astype("float64"), 32, axis=1)
    return words, scales, values


def close(found, wanted, tolerance: float):
    assert np.abs(found - wanted).max() <= tolerance * np.abs(wanted).max()


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("rows", [1, 63, 64, 65, 130])
@pytest.mark.parametrize("tokens, tokens_per_thread", [(1, 1), (1, 4), (4, 4), (7, 4)])
def test_software_product_for_any_number_of_rows_and_tokens(bits, rows, tokens, tokens_per_thread):
    words, scales, values = matrix(rows, 64, bits)
    x = np.random.default_rng(1).normal(size=(1, tokens, 64)).astype("float32")
    y = np.full((1, tokens, rows), np.nan, "float32")
    run_kernel(software_matmul(rows, 64, bits, "float32", "float32", tokens_per_thread), x, words, scales, y)
    close(y[0], x[0].astype("float64") @ values.T, 2e-6)


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("out_dtype, tolerance", [("float16", 2e-3), ("float32", 1e-5)])
def test_software_product_of_float16_sums_in_float32(bits, out_dtype, tolerance):
    words, scales, values = matrix(70, 96, bits, "float16")
    x = np.random.default_rng(1).normal(size=(1, 3, 96)).astype("float16")
    y = np.full((1, 3, 70), np.nan, out_dtype)
    run_kernel(software_matmul(70, 96, bits, "float16", out_dtype, 4), x, words, scales, y)
    close(y[0], x[0].astype("float64") @ values.T, tolerance)


@pytest.mark.parametrize("bits", [4, 8])
def test_gpu_product_equals_the_unpacked_one(bits):
    words, scales, values = matrix(5, 64, bits)
    x = np.random.default_rng(1).normal(size=(1, 2, 64)).astype("float32")
    y = gpu_product(x, words, scales, bits, "float32", "float32")
    close(y[0], x[0].astype("float64") @ values.T, 2e-6)


def test_gpu_product_of_float16_sums_in_float32():
    # 4,096 products of 1: a float16 sum would stay at 2,048, where 1 is below its resolution.
    inputs = 4096
    words = np.full((1, inputs // 8), 0x88888888, "uint32")
    scales = np.ones((1, inputs // 32), "float16")
    y = gpu_product(np.ones((1, 1, inputs), "float16"), words, scales, 4, "float16", "float32")
    assert y[0, 0, 0] == 4096


@pytest.mark.parametrize("bits", [4, 8])
def test_a_row_of_the_table_is_unpacked(bits):
    words, scales, values = matrix(9, 64, bits)
    w, s = te.placeholder(words.shape, "uint32"), te.placeholder(scales.shape, "float32")
    row = te.compute((64,), lambda k: weight(w, s, 4, k, bits, "float32"))
    out = np.zeros(64, "float32")
    run_kernel(te.create_prim_func([w, s, row]), words, scales, out)
    np.testing.assert_allclose(out, values[4], rtol=1e-6)


def gpu_product(x, words, scales, bits, dtype, out_dtype):
    """The expression as it stands, before dlight spreads it over threads."""
    rows, inputs = words.shape[0], words.shape[1] * 32 // bits
    arguments = [te.placeholder(a.shape, str(a.dtype)) for a in (x, words, scales)]
    result = quantized_matmul(rows, inputs, bits, dtype, out_dtype)(*arguments)
    y = np.full((*x.shape[:2], rows), np.nan, out_dtype)
    run_kernel(te.create_prim_func([*arguments, result]), x, words, scales, y)
    return y
