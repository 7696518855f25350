"""The layout's numbers: w = (q - 7) * s for groups of 32 along the input, q from 0 to 15, s a half of either sign."""

import numpy as np

from .errors import CalibrationError

GROUP = 32
ZERO = 7
HIGHEST = 15
#: The code of the largest magnitude is 15, eight steps from zero.
STEPS = HIGHEST - ZERO
#: What the scale is tried at, times the largest magnitude over 8.
FACTORS = np.linspace(0.8, 1.12, 9, dtype=np.float32)


def nearest_codes(w, scale):
    """Codes minus 7, float32; scale broadcasts. A scale of 0 gives 0."""
    inverse = np.divide(np.float32(1), scale, out=np.zeros_like(scale), where=scale != 0)
    return np.clip(np.rint(w * inverse), -ZERO, STEPS)


def as_half(scale):
    """Infinity beyond what a half holds."""
    with np.errstate(over="ignore"):
        return scale.astype(np.float16).astype(np.float32)


def search_scales(w, weights):
    """Scales of groups [32, n] (a group is a column), float32 [n] that halves hold, with the least weighted error.

    `weights` broadcasts to w. Each factor's scale is refitted by least squares to the codes it gives. Raises
    CalibrationError where no half is large enough.
    """
    largest = np.take_along_axis(w, np.abs(w).argmax(0)[None], 0)[0]
    best = np.full(w.shape[1], np.inf, np.float32)
    found = np.zeros(w.shape[1], np.float32)
    for factor in FACTORS:
        codes = nearest_codes(w, largest * (factor / STEPS))
        weighted = weights * codes
        square = (weighted * codes).sum(0)
        scale = np.divide((weighted * w).sum(0), square, out=np.zeros_like(square), where=square > 0)
        scale = as_half(scale)
        with np.errstate(invalid="ignore"):
            error = w - nearest_codes(w, scale) * scale
        loss = (weights * error * error).sum(0)
        better = np.isfinite(scale) & (loss < best)
        best[better], found[better] = loss[better], scale[better]
    if np.isinf(best).any():
        raise CalibrationError("a weight is too large for a scale in half precision")
    return found


def values_of(codes, scales):
    """float32 [rows, columns]."""
    rows, columns = codes.shape
    return (codes.reshape(rows, -1, GROUP) * scales[:, :, None]).astype(np.float32).reshape(rows, columns)


def pack(codes):
    """Eight codes to a word, the lowest bits first: uint32 [rows, columns / 8]."""
    unsigned = (codes.astype(np.int16) + ZERO).astype(np.uint32).reshape(len(codes), -1, 8)
    return np.bitwise_or.reduce(unsigned << np.arange(0, 32, 4, dtype=np.uint32), axis=-1)


def unpack(words):
    """The reverse: codes minus 7, int8."""
    codes = (words[:, :, None] >> np.arange(0, 32, 4, dtype=np.uint32)) & 15
    return (codes.astype(np.int8) - ZERO).reshape(len(words), -1)
