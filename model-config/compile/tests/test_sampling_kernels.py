"""Softmax and top-p sampling against their definitions in float64."""

import numpy as np
import pytest
from workgroups import run_kernel

from hakui_compile.kernels.softmax import softmax_rows
from hakui_compile.kernels.top_p import sample_top_p

LARGEST_UNIFORM = np.float32(1 - 2**-24)


def softmax(logits: np.ndarray, temperature: float) -> np.ndarray:
    logits, probs = logits.astype("float32")[None, None], np.full((1, 1, logits.size), np.nan, "float32")
    run_kernel(softmax_rows, logits, np.array([temperature], "float32"), probs)
    return probs[0, 0]


def sample(probs: np.ndarray, top_p: float, uniform: list[float], seed: int = 0) -> list[int]:
    count = len(uniform)
    tokens = np.full(count, -7, "int32")
    run_kernel(
        sample_top_p,
        probs.astype("float32")[None],
        np.zeros(1, "int32"),
        np.array(uniform, "float32"),
        np.zeros(count, "int32"),
        np.array([top_p], "float32"),
        tokens,
        seed=seed,
    )
    return tokens.tolist()


def candidates(probs: np.ndarray, top_p: float, uniform: float) -> set[int]:
    """Tokens that a draw may give: one, or two where the draw falls on a border within rounding."""
    probs = probs.astype("float32").astype("float64")
    falling = np.sort(probs)[::-1]
    enough = np.flatnonzero(np.cumsum(falling) >= top_p)
    threshold = falling[enough[0]] if enough.size else 0.0
    kept = np.flatnonzero((probs >= threshold) & (probs > 0))
    after = np.cumsum(probs[kept])
    before = after - probs[kept]
    goal = uniform * after[-1]
    return set(kept[(before - 1e-5 <= goal) & (goal <= after + 1e-5)].tolist())


@pytest.mark.parametrize("vocab", [1, 255, 256, 700])
@pytest.mark.parametrize("temperature", [1.0, 0.3])
def test_softmax_equals_its_definition(vocab, temperature):
    logits = np.random.default_rng(vocab).normal(size=vocab) * 10
    wanted = np.exp((logits - logits.max()) / temperature)
    np.testing.assert_allclose(softmax(logits, temperature), wanted / wanted.sum(), rtol=2e-5, atol=1e-9)


def test_temperature_zero_is_one_hot():
    # web-llm raises temperature 0 to 1e-6.
    logits = np.array([3.0, -2.0, 3.001, -np.finfo("float32").max, 1.0])
    assert softmax(logits, 1e-6).tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("top_p", [1e-5, 0.3, 0.9, 1.0])
@pytest.mark.parametrize("vocab", [5, 256, 700])
def test_draws_what_the_definition_allows(vocab, top_p):
    random = np.random.default_rng(vocab)
    weights = np.exp(3 * random.normal(size=vocab)) * (random.random(vocab) > 0.2)
    probs = weights / weights.sum()
    uniform = [0.0, 0.013, 0.5, 0.77, float(LARGEST_UNIFORM)]
    for got, u in zip(sample(probs, top_p, uniform), uniform):
        assert got in candidates(probs, top_p, u), (u, got)


@pytest.mark.parametrize("top_p", [1e-5, 1.0])
@pytest.mark.parametrize("position", [0, 3, 255, 256, 699])
def test_one_hot_always_gives_its_token(position, top_p):
    probs = np.zeros(700)
    probs[position] = 1
    assert set(sample(probs, top_p, [0.0, 0.5, LARGEST_UNIFORM, 1.0])) == {position}


def test_tiny_top_p_gives_the_most_probable_token():
    probs = np.full(300, 0.7 / 299)
    probs[123] = 0.3
    assert set(sample(probs, 1e-5, [0.0, 0.5, LARGEST_UNIFORM])) == {123}


def test_a_row_that_is_not_a_number_gives_no_token():
    assert sample(np.full(300, np.nan), 0.9, [0.5]) == [-1]


def test_each_sample_reads_its_own_row():
    probs = np.zeros((2, 10), "float32")
    probs[0, 4] = probs[1, 8] = 1
    tokens = np.zeros(3, "int32")
    rows = np.array([1, 0, 1], "int32")
    run_kernel(sample_top_p, probs, np.zeros(1, "int32"), np.full(3, 0.5, "float32"), rows, np.ones(2, "float32"), tokens)
    assert tokens.tolist() == [8, 4, 8]


def test_the_order_of_threads_changes_nothing():
    weights = np.exp(np.random.default_rng(1).normal(size=700))
    draws = [sample(weights / weights.sum(), 0.8, [0.2, 0.9], seed) for seed in range(5)]
    assert draws == draws[:1] * 5
