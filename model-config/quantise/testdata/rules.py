"""The rules of model-config/quantise, stated anew in numpy: for tests only.

A rule takes groups float32 [n, 32], the bits of a code and the type of scales, and returns codes uint8 [n, 32] and
scales [n] of that type. Sums run over a group's weights one after the other, in float64, so that a program that adds
in the same order gets the same bits.
"""

import numpy as np

ZERO = {4: 7, 8: 127}
STEPS = {4: [7, 7.4, 7.8, 8.2, 8.6, 9], 8: [128]}


def total(columns):
    """Sum of the 32 columns [n, 32], from the first to the last: np.sum adds in another order."""
    sums = np.zeros(len(columns))
    for i in range(columns.shape[1]):
        sums = sums + columns[:, i]
    return sums


def nearest(values, bits, top=None):
    """Whole numbers nearest to float64 codes, half a step up, within 0 to `top`."""
    return np.clip(np.trunc(values + (ZERO[bits] + 0.5)), 0, 2**bits - 1 if top is None else top)


def eleven_bits(values):
    """float32 rounded to the significant bits of a half, ties to even."""
    bits = values.astype(np.float32).view(np.uint32)
    return ((bits + np.uint32(0xFFF) + ((bits >> 13) & 1)) & np.uint32(0xFFFFE000)).view(np.float32)


def inverse(scale):
    return np.divide(1, scale, out=np.zeros_like(scale), where=scale != 0)


def plain(groups, bits, real):
    """s = max |w| / 7 (127 in 8 bits), as MLC has it."""
    x = groups.astype(np.float64)
    scale = (np.abs(x).max(-1) / ZERO[bits]).astype(np.float32).astype(real)
    codes = nearest(x * inverse(scale.astype(np.float64))[:, None], bits, 2 * ZERO[bits])
    return codes.astype(np.uint8), scale


def searched(groups, bits, real):
    """The scale of least weighted squared error among those of STEPS, or the plain rule's with the sign of the largest."""

    def stored(values):
        single = values.astype(np.float32)
        return (single.astype(np.float16) if real == np.float16 else eleven_bits(single)).astype(np.float64)

    def coded(scale):
        codes = nearest(x * inverse(scale)[:, None], bits)
        d = x - (codes - ZERO[bits]) * scale[:, None]
        error = total(w * d * d)
        return codes, np.where(np.isfinite(scale), error, np.inf)

    with np.errstate(all="ignore"):
        x = groups.astype(np.float64)
        m = np.take_along_axis(x, np.abs(x).argmax(-1)[:, None], -1)[:, 0]
        m = np.where(m == 0, 0, m)  # of nothing but zeros, no negative one
        u = x * inverse(m)[:, None]
        w = np.sqrt((total(u * u) / 32)[:, None] + u * u)
        best, scale = np.full(len(x), -1.0), np.zeros(len(x))
        for t in STEPS[bits]:
            level = nearest(u * t, bits) - ZERO[bits]
            a, b = total(w * level * u), total(w * level * level)
            won = a * a / b
            scale = np.where(won > best, a / b, scale)
            best = np.where(won > best, won, best)
        s, p = stored(m * scale), stored(m / ZERO[bits])
        (ours, error), (theirs, plain_error) = coded(s), coded(p)
        better = error < plain_error
        codes = np.where(better[:, None], ours, theirs)
        return codes.astype(np.uint8), np.where(better, s, p).astype(real)


RULES = {"plain": plain, "searched": searched}
