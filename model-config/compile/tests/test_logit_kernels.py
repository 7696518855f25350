"""The three in-place changes of logits, against their definitions."""

import numpy as np
from workgroups import run_kernel

from hakui_compile.kernels.logits import apply_bitmask_inplace, apply_logit_bias_inplace, apply_penalty_inplace

VOCAB = 77


def logits(rows: int = 1) -> np.ndarray:
    return np.random.default_rng(3).normal(size=(rows, VOCAB)).astype("float32")


def int32(*values: int) -> np.ndarray:
    return np.array(values, "int32")


def test_bias_is_added_to_the_named_tokens_only():
    changed, wanted = logits(), logits()
    run_kernel(apply_logit_bias_inplace, changed, int32(0, 0), int32(5, 76), np.array([100, -100], "float32"))
    wanted[0, 5] += 100
    wanted[0, 76] -= 100
    np.testing.assert_array_equal(changed, wanted)


def test_penalties_follow_presence_frequency_and_repetition():
    changed, wanted = logits(2), logits(2)
    sequences, positions, tokens, counts = int32(1), int32(0, 0, 0), int32(0, 9, 76), int32(1, 3, 2)
    penalties = np.array([[0.25, 0.5, 1.5]], "float32")
    run_kernel(apply_penalty_inplace, changed, sequences, positions, tokens, counts, penalties)
    for token, count in zip(tokens, counts):
        lowered = wanted[1, token] - np.float32(0.25 + 0.5 * count)
        wanted[1, token] = lowered * np.float32(1.5) if lowered < 0 else lowered / np.float32(1.5)
    np.testing.assert_allclose(changed, wanted, rtol=1e-6)


def test_bitmask_forbids_the_tokens_whose_bit_is_clear():
    allowed = np.random.default_rng(4).random(VOCAB) < 0.5
    allowed[[0, 31, 32, 63, 76]] = [True, True, False, True, False]
    padded = np.zeros(96, "uint8")
    padded[:VOCAB] = allowed
    words = np.packbits(padded, bitorder="little").view("int32")[None]
    changed, wanted = logits(), logits()
    run_kernel(apply_bitmask_inplace, changed, int32(0), words)
    wanted[0, ~allowed] = np.finfo("float32").min
    np.testing.assert_array_equal(changed, wanted)
