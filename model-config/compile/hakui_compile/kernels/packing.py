"""MLC's group quantization: the codes of a word stand lowest first, 32 weights share a scale.

weight[row, k] = (code k of the row - zero) * scale[row, k div 32], with eight codes of 4 bits or four of 8 bits in a
uint32. Every code occurs, and a scale may be negative.
"""

from tvm import tirx

from ..description import GROUP_SIZE

ZERO_POINT = {4: 7, 8: 127}
"""The code of weight 0, by the bits of a code."""


def codes_in_word(bits: int) -> int:
    return 32 // bits


def code(word, index, bits: int):
    """Code `index` (lowest first) of a uint32, as uint32."""
    shift = tirx.Cast("uint32", index * bits)
    return tirx.bitwise_and(tirx.shift_right(word, shift), tirx.const(2**bits - 1, "uint32"))


def weight(words, scales, row, k, bits: int, dtype: str):
    """Element [row, k] of the matrix packed in `words` [rows, k / codes_in_word] and `scales` [rows, k / 32]."""
    in_word = codes_in_word(bits)
    stored = code(words[row, k // in_word], k % in_word, bits)
    return (tirx.Cast(dtype, stored) - tirx.const(ZERO_POINT[bits], dtype)) * scales[row, k // GROUP_SIZE]
