"""Codes float32 groups of 32 by a rule of rules.py.

usage: code_rows.py plain|searched 4|8 float16|float32 ROWS.bin OUT.bin   (OUT: all codes, then all scales as float32)
"""

import sys

import numpy as np
from rules import RULES

rule, bits, real, rows, out = sys.argv[1:]
codes, scales = RULES[rule](np.fromfile(rows, np.float32).reshape(-1, 32), int(bits), np.dtype(real).type)
with open(out, "wb") as file:
    file.write(codes.tobytes() + scales.astype(np.float32).tobytes())
