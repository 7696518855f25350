"""The parameters of a model as set-up lists them (model-config/convert/parameters.ts), and their source weights."""

from dataclasses import dataclass

import numpy as np

LAYER_ROLES = {
    "c_attn": "qkv",
    "qkv_proj": "qkv",
    "o_proj": "out",
    "gate_up_proj": "gate_up",
    "down_proj": "down",
    "input_layernorm": "norm1",
    "post_attention_layernorm": "norm2",
}


@dataclass(frozen=True)
class Parameter:
    name: str
    parts: tuple
    rows: int
    columns: int
    quantised: bool


def read_parameters(listed):
    return {
        p["name"]: Parameter(
            p["name"], tuple((part["name"], part["size"]) for part in p["parts"]), p["rows"], p["columns"], p["quantised"]
        )
        for p in listed
    }


def layer_parameters(parameters, index):
    """The parameters of one layer by their role: qkv, bias (or none), out, gate_up, down, norm1, norm2."""
    prefix = f"model.layers.{index}."
    found = {}
    for name, parameter in parameters.items():
        if not name.startswith(prefix):
            continue
        words = name[len(prefix) :].split(".")
        if words[-1] == "bias":
            found["bias"] = parameter
        else:
            found[next(LAYER_ROLES[word] for word in words if word in LAYER_ROLES)] = parameter
    return found


def source_matrix(pipe, parameter, rounded=False):
    """A whole parameter from its source, float32 [rows, columns], or [columns] of a vector."""
    if not parameter.quantised:
        return np.concatenate([pipe.rows(name, 0, 1, size, rounded)[0] for name, size in parameter.parts])
    return np.concatenate([pipe.rows(name, 0, size, parameter.columns, rounded) for name, size in parameter.parts])


def source_rows(pipe, parameter, start, count, rounded=False):
    """Some rows of a matrix that has one part."""
    ((name, _),) = parameter.parts
    return pipe.rows(name, start, count, parameter.columns, rounded)
