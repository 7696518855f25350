"""Where a calibrated model's codes and scales lie until set-up writes them into shards.

A parameter has two files: `<name>.words`, packed codes as the shards have them, and `<name>.halves`, its scales,
rows one after the other. `state.json` says how far it is; with `hidden-<n>.npy`, what goes into layer n, a run that
was killed goes on there and comes to the same bytes.
"""

import json
import os
from pathlib import Path

import numpy as np

from .groups import GROUP, unpack

STATE = "state.json"


class CodesWriter:
    """Takes a parameter's rows in order."""

    def __init__(self, folder, name):
        self.words = open(Path(folder) / f"{name}.words", "wb")
        self.halves = open(Path(folder) / f"{name}.halves", "wb")

    def write(self, words, scales):
        self.words.write(words.astype("<u4").tobytes())
        self.halves.write(scales.astype("<f2").tobytes())

    def close(self):
        for file in (self.words, self.halves):
            file.flush()
            os.fsync(file.fileno())
            file.close()


class Codes:
    """Reads the same back."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def has(self, parameter):
        return (self.folder / f"{parameter.name}.words").exists()

    def rows(self, parameter, start, count):
        """float32 [count, columns]."""
        words = self._read(parameter, "words", "<u4", parameter.columns // 8, start, count)
        scales = self._read(parameter, "halves", "<f2", parameter.columns // GROUP, start, count).astype(np.float32)
        return (unpack(words).reshape(count, -1, GROUP) * scales[:, :, None]).reshape(count, -1)

    def _read(self, parameter, kind, dtype, width, start, count):
        path = self.folder / f"{parameter.name}.{kind}"
        size = np.dtype(dtype).itemsize
        values = np.fromfile(path, dtype, count * width, offset=start * width * size)
        return values.reshape(count, width)


def read_state(folder):
    """How many stages are done, and the hidden states after them; (0, None) where nothing is."""
    folder = Path(folder)
    try:
        done = json.loads((folder / STATE).read_text())["done"]
        return done, np.load(folder / f"hidden-{done}.npy")
    except (OSError, ValueError, KeyError):
        return 0, None


def write_state(folder, done, hidden):
    """The old state holds until the new one is whole on the disk."""
    folder = Path(folder)
    with open(folder / f"hidden-{done}.npy", "wb") as file:
        np.save(file, hidden)
        file.flush()
        os.fsync(file.fileno())
    half = folder / f"{STATE}.half"
    half.write_text(json.dumps({"done": done}))
    os.replace(half, folder / STATE)
    for old in folder.glob("hidden-*.npy"):
        if old.name != f"hidden-{done}.npy":
            old.unlink()
