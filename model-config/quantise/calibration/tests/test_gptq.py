import numpy as np
import pytest

from hakui_calibration.gptq import Moments, feedback, spans
from hakui_calibration.groups import GROUP, nearest_codes, pack, search_scales, unpack, values_of

from small_model import searched


def test_packing_is_undone():
    codes = np.random.default_rng(0).integers(-7, 9, (5, 64)).astype(np.int8)
    assert (unpack(pack(codes)) == codes).all()


def test_the_first_code_is_in_the_lowest_bits():
    codes = np.full((1, 8), -7, np.int8)
    codes[0, 0], codes[0, 7] = -6, 8
    assert pack(codes)[0, 0] == 0xF0000001


def test_the_search_gives_halves_and_less_error_than_plain_rounding():
    w = np.random.default_rng(1).normal(size=(GROUP, 500)).astype(np.float32)
    weights = np.exp(np.random.default_rng(2).normal(size=(GROUP, 1))).astype(np.float32)

    def error(scale):
        return (weights * (w - nearest_codes(w, scale) * scale) ** 2).sum(0)

    found = search_scales(w, weights)
    plain = (np.abs(w).max(0) / 7).astype(np.float16).astype(np.float32)
    assert (found == found.astype(np.float16)).all()
    assert error(found).mean() < 0.85 * error(plain).mean()


def test_a_group_of_zeros_stays_zero():
    assert (values_of(*searched(np.zeros((2, 64), np.float32))) == 0).all()


def test_feedback_is_a_root_of_the_inverse():
    x = np.random.default_rng(3).normal(size=(400, 192)).astype(np.float32)
    hessian = x.T @ x / 400
    upper = feedback(hessian, 0.01)
    damped = hessian + 0.01 * hessian.diagonal().mean() * np.eye(192)
    assert np.allclose(np.tril(upper, -1), 0)
    assert np.allclose(upper.T @ upper, np.linalg.inv(damped), rtol=1e-2, atol=1e-2)


def test_inputs_that_never_come_or_come_twice_do_no_harm():
    x = np.random.default_rng(4).normal(size=(20, 64)).astype(np.float32)
    x[:, 3] = 0
    x[:, 5] = x[:, 6]
    codes, scales = Moments(x).quantise(np.random.default_rng(5).normal(size=(8, 64)).astype(np.float32))
    assert np.isfinite(values_of(codes, scales)).all()


@pytest.mark.parametrize("columns, widest", [(896, None), (18944, None), (160, 64), (4864, 2048)])
def test_blocks_of_a_wide_matrix_are_whole_groups_and_all_of_it(columns, widest):
    found = spans(columns, widest)
    assert found[0][0] == 0 and found[-1][1] == columns
    assert all(a[1] == b[0] for a, b in zip(found, found[1:]))
    assert all(start % GROUP == 0 and end - start <= (widest or 12288) for start, end in found)


@pytest.mark.parametrize("widest", [None, 64])
def test_feedback_makes_outputs_better_than_the_search_alone(widest):
    """On inputs that it was not fitted to."""
    rng = np.random.default_rng(6)
    inputs = rng.normal(size=(600, 24)) @ rng.normal(size=(24, 160)) + 0.3 * rng.normal(size=(600, 160))
    fitted, unseen = np.split(inputs.astype(np.float32), [400])
    w = rng.normal(size=(80, 160)).astype(np.float32)

    def error(values):
        return ((unseen @ (values - w).T) ** 2).mean()

    assert error(values_of(*Moments(fitted, widest).quantise(w))) < 0.6 * error(values_of(*searched(w)))
