"""MLC's q4f*_1 layout: the eight 4-bit values of a word stand lowest first, 32 weights share a scale.

weight[row, k] = (nibble k mod 8 of word[row, k div 8] - 7) * scale[row, k div 32]
"""

from tvm import tirx

from ..description import GROUP_SIZE

NIBBLES_PER_WORD = 8
WORDS_PER_GROUP = GROUP_SIZE // NIBBLES_PER_WORD
ZERO_POINT = 7
"""The stored value of weight 0."""


def nibble(word, index):
    """The stored value `index` (0 to 7, lowest first) of a uint32, as uint32."""
    shift = tirx.Cast("uint32", index * 4)
    return tirx.bitwise_and(tirx.shift_right(word, shift), tirx.const(15, "uint32"))


def weight(words, scales, row, k, dtype: str):
    """Element [row, k] of the matrix packed in `words` [rows, k / 8] and `scales` [rows, k / 32]."""
    stored = nibble(words[row, k // NIBBLES_PER_WORD], k % NIBBLES_PER_WORD)
    return (tirx.Cast(dtype, stored) - tirx.const(ZERO_POINT, dtype)) * scales[row, k // GROUP_SIZE]
