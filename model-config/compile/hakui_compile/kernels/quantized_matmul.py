"""Product with a matrix of 4-bit or 8-bit codes, as an expression for dlight to schedule on a hardware GPU."""

from tvm import te

from .packing import weight


def quantized_matmul(rows: int, inputs: int, bits: int, dtype: str, out_dtype: str):
    """y[b, s, rows] = x[b, s, inputs] times the transposed matrix [rows, inputs].

    The sum runs in float32 even where x is float16, whose 11 significant bits are too few for a sum
    of thousands of products.
    """

    def compute(x, words, scales):
        matrix = te.compute((rows, inputs), lambda r, k: weight(words, scales, r, k, bits, dtype), name="dequantize")
        k = te.reduce_axis((0, inputs), name="k")
        batch, tokens = x.shape[0], x.shape[1]
        y = te.compute(
            (batch, tokens, rows),
            lambda b, s, r: te.sum(x[b, s, k].astype("float32") * matrix[r, k].astype("float32"), axis=k),
            name="NT_matmul",
        )
        if out_dtype == "float32":
            return y
        return te.compute((batch, tokens, rows), lambda b, s, r: y[b, s, r].astype(out_dtype), name="cast")

    return compute
