"""Products with 4-bit matrices against MLC's layout, unpacked here on its own."""

import numpy as np
import pytest
from tvm import te
from workgroups import run_kernel

from hakui_compile.kernels.packing import weight
from hakui_compile.kernels.quantized_matmul import quantized_matmul
from hakui_compile.kernels.software_matmul import software_matmul


def matrix(rows: int, inputs: int, dtype: str = "float32", seed: int = 0):
    """Words [rows, inputs / 8], scales [rows, inputs / 32] and the float64 matrix they stand for."""
    random = np.random.default_rng(seed)
    stored = random.integers(0, 16, (rows, inputs), dtype=np.uint8)
    scales = random.normal(size=(rows, inputs // 32)).astype(dtype)
    # Two values a byte, the lower half first; bytes of a word in little-endian order.
    words = (stored[:, 0::2] | stored[:, 1::2] << 4).view("<u4")
    values = (stored.astype("float64") - 7) * np.repeat(scales.astype("float64"), 32, axis=1)
    return words, scales, values


@pytest.mark.parametrize("rows", [1, 63, 64, 65, 130])
@pytest.mark.parametrize("tokens, tokens_per_thread", [(1, 1), (1, 4), (4, 4), (7, 4)])
def test_software_product_for_any_number_of_rows_and_tokens(rows, tokens, tokens_per_thread):
    words, scales, values = matrix(rows, 64)
    x = np.random.default_rng(1).normal(size=(1, tokens, 64)).astype("float32")
    y = np.full((1, tokens, rows), np.nan, "float32")
    run_kernel(software_matmul(rows, 64, "float32", "float32", tokens_per_thread), x, words, scales, y)
    np.testing.assert_allclose(y[0], x[0].astype("float64") @ values.T, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("out_dtype, tolerance", [("float16", 2e-3), ("float32", 1e-5)])
def test_software_product_of_float16_sums_in_float32(out_dtype, tolerance):
    words, scales, values = matrix(70, 96, "float16")
    x = np.random.default_rng(1).normal(size=(1, 3, 96)).astype("float16")
    y = np.full((1, 3, 70), np.nan, out_dtype)
    run_kernel(software_matmul(70, 96, "float16", out_dtype, 4), x, words, scales, y)
    wanted = x[0].astype("float64") @ values.T
    assert np.abs(y[0] - wanted).max() <= tolerance * np.abs(wanted).max()


def test_gpu_product_equals_the_unpacked_one():
    words, scales, values = matrix(5, 64)
    x = np.random.default_rng(1).normal(size=(1, 2, 64)).astype("float32")
    y = gpu_product(x, words, scales, "float32", "float32")
    np.testing.assert_allclose(y[0], x[0].astype("float64") @ values.T, rtol=1e-5, atol=1e-4)


def test_gpu_product_of_float16_sums_in_float32():
    # 4,096 products of 1: a float16 sum would stay at 2,048, where 1 is below its resolution.
    inputs = 4096
    words = np.full((1, inputs // 8), 0x88888888, "uint32")
    scales = np.ones((1, inputs // 32), "float16")
    y = gpu_product(np.ones((1, 1, inputs), "float16"), words, scales, "float16", "float32")
    assert y[0, 0, 0] == 4096


def test_a_row_of_the_table_is_unpacked():
    words, scales, values = matrix(9, 64)
    w, s = te.placeholder(words.shape, "uint32"), te.placeholder(scales.shape, "float32")
    row = te.compute((64,), lambda k: weight(w, s, 4, k, "float32"))
    out = np.zeros(64, "float32")
    run_kernel(te.create_prim_func([w, s, row]), words, scales, out)
    np.testing.assert_allclose(out, values[4], rtol=1e-6)


def gpu_product(x, words, scales, dtype, out_dtype):
    """The expression as it stands, before dlight spreads it over threads."""
    rows, inputs = words.shape[0], words.shape[1] * 8
    arguments = [te.placeholder(a.shape, str(a.dtype)) for a in (x, words, scales)]
    result = quantized_matmul(rows, inputs, dtype, out_dtype)(*arguments)
    y = np.full((*x.shape[:2], rows), np.nan, out_dtype)
    run_kernel(te.create_prim_func([*arguments, result]), x, words, scales, y)
    return y
