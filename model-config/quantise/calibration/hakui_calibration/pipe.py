"""What this program asks of set-up, over its own standard input and output.

Set-up has the one reader of model files, and answers {"rows": [name, from, count, columns], "rounded": bool}
with the rows as float32, little-endian, one after the other. `rounded` asks for them as a rule of set-up's
quantiser makes them. {"progress": [done, total]} and {"result": …} are not answered.
"""

import json
import sys

import numpy as np

from .errors import CalibrationError


class Pipe:
    def __init__(self):
        self.input = sys.stdin.buffer
        # Nothing else may write where set-up reads.
        self.output, sys.stdout = sys.stdout, sys.stderr

    def _say(self, message):
        self.output.write(json.dumps(message) + "\n")
        self.output.flush()

    def rows(self, name, start, count, columns, rounded=False):
        """Rows of a weight, float32 [count, columns]."""
        self._say({"rows": [name, start, count, columns], "rounded": rounded})
        values = np.empty((count, columns), "<f4")
        left = memoryview(values).cast("B")
        while len(left) > 0:
            got = self.input.readinto(left)
            if not got:
                raise CalibrationError(f"{name}: set-up ended before all rows came")
            left = left[got:]
        return values

    def progress(self, done, total):
        self._say({"progress": [done, total]})

    def result(self, value):
        self._say({"result": value})
