"""safetensors files as the format's description has them: numpy has no bfloat16, so they are written and read here."""

import json
import struct

import numpy as np

bf16 = "bf16"
NAMES = {bf16: "BF16", np.float16: "F16", np.float32: "F32"}


def encode(values, kind):
    if kind != bf16:
        return values.astype(kind).tobytes()
    bits = values.view(np.uint32)
    # To nearest, halves to even, as torch rounds.
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16).tobytes()


def decode(data, dtype, shape):
    if dtype == "BF16":
        return (np.frombuffer(data, np.uint16).astype(np.uint32) << 16).view(np.float32).reshape(shape)
    return np.frombuffer(data, {"F16": np.float16, "F32": np.float32}[dtype]).astype(np.float32).reshape(shape)


def save(path, tensors, kinds):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, values in tensors.items():
        encoded = encode(values, kinds[name])
        offsets = [len(data), len(data) + len(encoded)]
        header[name] = {"dtype": NAMES[kinds[name]], "shape": list(values.shape), "data_offsets": offsets}
        data += encoded
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def load(path):
    whole = path.read_bytes()
    (length,) = struct.unpack("<Q", whole[:8])
    header, data = json.loads(whole[8 : 8 + length]), whole[8 + length :]
    header.pop("__metadata__", None)
    return {n: decode(data[t["data_offsets"][0] : t["data_offsets"][1]], t["dtype"], t["shape"]) for n, t in header.items()}
