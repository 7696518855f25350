"""GPTQ (Frantar et al. 2022, arXiv 2210.17323): columns are rounded in turn, and what a column loses is made good
by those that follow it, by the second moments of the inputs that the calibration text gives."""

import numpy as np

from .groups import GROUP, nearest_codes, search_scales

BLOCK = 128
#: Added to the diagonal, as a part of its mean.
DAMPING = 0.01
#: A wider matrix has its inputs' second moments in blocks: the memory and time of one grow with the square and the cube.
WIDEST = 12288


def spans(columns, widest=None):
    """Where the blocks of second moments begin and end: all columns, or equal parts of a wide matrix."""
    widest = WIDEST if widest is None else widest
    parts = -(-columns // widest)
    width = -(-columns // parts // GROUP) * GROUP
    return [(start, min(start + width, columns)) for start in range(0, columns, width)]


def inverse_lower(lower):
    """The inverse of a lower triangular matrix, by halves: nearly all of it is multiplication."""
    n = len(lower)
    if n <= 64:
        return np.linalg.inv(lower)
    m = n // 2
    a, b = inverse_lower(lower[:m, :m]), inverse_lower(lower[m:, m:])
    out = np.zeros_like(lower)
    out[:m, :m], out[m:, m:] = a, b
    out[m:, :m] = -b @ (lower[m:, :m] @ a)
    return out


def feedback(hessian, damping=DAMPING):
    """The upper triangular U with U.T @ U = (H + damping)^-1."""
    mean = float(hessian.diagonal().mean())
    for attempt in range(8):
        damped = hessian.copy()
        damped[np.diag_indices_from(damped)] += np.float32(damping * 10**attempt * mean + 1e-12)
        try:
            # H = R @ R.T with R upper: Cholesky of the matrix turned by half. Then U is R's inverse.
            lower = np.linalg.cholesky(damped[::-1, ::-1])
        except np.linalg.LinAlgError:
            continue
        upper = inverse_lower(np.ascontiguousarray(lower))[::-1, ::-1]
        if np.isfinite(upper).all():
            return np.ascontiguousarray(upper)
    raise np.linalg.LinAlgError("the inputs' second moments have no inverse")


def quantise(w, upper, importance):
    """Codes minus 7 (int8) and scales (float32) of rows of a matrix, with feedback within the columns of `upper`."""
    rows, columns = w.shape
    left = np.ascontiguousarray(w.T)  # a column is a row here, and changes as those before it are rounded
    codes = np.empty((columns, rows), np.int8)
    scales = np.empty((columns // GROUP, rows), np.float32)
    for start in range(0, columns, BLOCK):
        end = min(start + BLOCK, columns)
        errors = np.empty((end - start, rows), np.float32)
        for group in range(start, end, GROUP):
            last = group + GROUP
            scale = search_scales(left[group:last], importance[group:last, None])
            scales[group // GROUP] = scale
            for j in range(group, last):
                codes[j] = q = nearest_codes(left[j], scale)
                error = (left[j] - q * scale) / upper[j, j]
                errors[j - start] = error
                left[j + 1 : last] -= upper[j, j + 1 : last, None] * error
            left[last:end] -= upper[group:last, last:end].T @ errors[group - start : last - start]
        left[end:] -= upper[start:end, end:].T @ errors
    return codes.T, scales.T


class Moments:
    """Second moments of a matrix's inputs, [tokens, columns], as feedback and scales want them."""

    def __init__(self, inputs, widest=None, damping=DAMPING):
        self.importance = np.einsum("tc,tc->c", inputs, inputs) / np.float32(len(inputs))
        self.spans = spans(inputs.shape[1], widest)
        self.uppers = [feedback(self._of(inputs[:, start:end]), damping) for start, end in self.spans]

    @staticmethod
    def _of(inputs):
        # Of a whole matrix numpy sees that this is symmetric, and computes half.
        inputs = np.ascontiguousarray(inputs)
        return inputs.T @ inputs / np.float32(len(inputs))

    def quantise(self, w):
        codes = np.empty(w.shape, np.int8)
        scales = np.empty((len(w), w.shape[1] // GROUP), np.float32)
        for (start, end), upper in zip(self.spans, self.uppers):
            groups = slice(start // GROUP, end // GROUP)
            codes[:, start:end], scales[:, groups] = quantise(w[:, start:end], upper, self.importance[start:end])
        return codes, scales
