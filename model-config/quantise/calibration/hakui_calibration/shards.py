"""Converted weights as the browser reads them, read independently of what wrote them."""

import hashlib
import json
from pathlib import Path

import numpy as np

from .errors import CalibrationError
from .groups import GROUP, unpack

#: The code of weight 0 in 8 bits.
BYTE_ZERO = 127


class Shards:
    """Opens a folder with tensor-cache.json. Each shard is held to its size and MD5 before the first of it is used."""

    def __init__(self, folder):
        self.folder = Path(folder)
        with open(self.folder / "tensor-cache.json", encoding="utf-8") as file:
            listed = json.load(file)["records"]
        self.tensors = {}
        for shard in listed:
            self._check(shard)
            for tensor in shard["records"]:
                self.tensors[tensor["name"]] = (self.folder / shard["dataPath"], tensor)

    def _check(self, shard):
        path = self.folder / shard["dataPath"]
        digest = hashlib.md5()
        try:
            with open(path, "rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
        except OSError as error:
            raise CalibrationError(f"{shard['dataPath']} can't be read: {error.strerror}") from None
        if path.stat().st_size != shard["nbytes"] or digest.hexdigest() != shard["md5sum"]:
            raise CalibrationError(f"{shard['dataPath']} is damaged: not the bytes that tensor-cache.json states")

    def _rows(self, name, start, count):
        if name not in self.tensors:
            raise CalibrationError(f"the converted model has no {name}")
        path, tensor = self.tensors[name]
        dtype, shape = np.dtype(tensor["dtype"]), tensor["shape"]
        row = int(np.prod(shape[1:], dtype=np.int64)) * dtype.itemsize
        with open(path, "rb") as file:
            file.seek(tensor["byteOffset"] + start * row)
            data = file.read(count * row)
        return np.frombuffer(data, dtype).reshape(count, *shape[1:])

    def vector(self, name):
        return self._rows(name, 0, self.tensors[name][1]["shape"][0]).astype(np.float32)

    def rows(self, name, start, count):
        """float32 [count, columns]."""
        words = self._rows(f"{name}.q_weight", start, count)
        scales = self._rows(f"{name}.q_scale", start, count).astype(np.float32)
        # Four words a group are codes of 4 bits, eight are bytes.
        if words.shape[1] == scales.shape[1] * GROUP // 4:
            codes = words.view(np.uint8).astype(np.int16) - BYTE_ZERO
        else:
            codes = unpack(words)
        return (codes.reshape(count, -1, GROUP) * scales[:, :, None]).reshape(count, -1)
