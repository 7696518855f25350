"""The part of a model record that decides a library: `architecture` and `limits` (model-config/models/record.ts)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import CompileError

GROUP_SIZE = 32
"""Weights that share one scale, along a matrix's input dimension."""

HEAD_DIMS = (64, 128)
"""The head sizes the attention kernels were checked with."""

MODEL_TYPES = ("llama", "qwen2")


@dataclass(frozen=True)
class ModelDescription:
    """A decoder's shape. Sizes count elements, windows count tokens."""

    model_type: str
    hidden_size: int
    intermediate_size: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab_size: int
    rms_norm_eps: float
    rope_theta: float
    tied_embedding: bool
    attention_bias: bool
    context_window: int
    prefill_chunk: int

    @property
    def query_size(self) -> int:
        """Width of all query heads side by side; may differ from `hidden_size`."""
        return self.heads * self.head_dim

    @property
    def fused_qkv_size(self) -> int:
        """Rows of the fused query, key and value projection."""
        return (self.heads + 2 * self.kv_heads) * self.head_dim


class _Section:
    """One object of the record; every error names the file and the field."""

    def __init__(self, path: Path, name: str, fields: Any):
        self.path, self.name = path, name
        if not isinstance(fields, dict):
            raise CompileError(f"{path}: {name}: expected an object")
        self.fields = fields

    def fault(self, field: str, why: str) -> CompileError:
        return CompileError(f"{self.path}: {self.name}.{field}: {why}")

    def value(self, field: str) -> Any:
        if field not in self.fields:
            raise self.fault(field, "missing")
        return self.fields[field]

    def count(self, field: str) -> int:
        value = self.value(field)
        if type(value) is not int or value <= 0:
            raise self.fault(field, f"expected a positive whole number, got {json.dumps(value)}")
        return value

    def number(self, field: str) -> float:
        value = self.value(field)
        # The last comparison also turns away NaN and infinity, which Python's JSON reader lets in.
        if type(value) not in (int, float) or not 0 < value < float("inf"):
            raise self.fault(field, f"expected a positive number, got {json.dumps(value)}")
        return float(value)

    def flag(self, field: str) -> bool:
        value = self.value(field)
        if type(value) is not bool:
            raise self.fault(field, f"expected true or false, got {json.dumps(value)}")
        return value

    def choice(self, field: str, choices: tuple[Any, ...]) -> Any:
        value = self.value(field)
        if value not in choices:
            raise self.fault(field, f"expected one of {', '.join(map(str, choices))}, got {json.dumps(value)}")
        return value


def read_description(path: Path) -> ModelDescription:
    """Reads a model record. Raises CompileError naming the file and the field that is wrong."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CompileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CompileError(f"{path}: not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise CompileError(f"{path}: not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    if not isinstance(record, dict):
        raise CompileError(f"{path}: expected an object")

    shape = _Section(path, "architecture", record.get("architecture"))
    limits = _Section(path, "limits", record.get("limits"))
    description = ModelDescription(
        model_type=shape.choice("modelType", MODEL_TYPES),
        hidden_size=shape.count("hiddenSize"),
        intermediate_size=shape.count("intermediateSize"),
        layers=shape.count("layers"),
        heads=shape.count("heads"),
        kv_heads=shape.count("kvHeads"),
        head_dim=shape.count("headDim"),
        vocab_size=shape.count("vocabSize"),
        rms_norm_eps=shape.number("rmsNormEps"),
        rope_theta=shape.number("ropeTheta"),
        tied_embedding=shape.flag("tiedEmbedding"),
        attention_bias=shape.flag("attentionBias"),
        context_window=limits.count("contextWindow"),
        prefill_chunk=limits.count("prefillChunk"),
    )
    _check(description, shape, limits)
    return description


def _check(description: ModelDescription, shape: _Section, limits: _Section) -> None:
    for field in ("hiddenSize", "intermediateSize"):
        if shape.fields[field] % GROUP_SIZE:
            raise shape.fault(field, f"{shape.fields[field]} is not a multiple of {GROUP_SIZE}, the weights per scale")
    shape.choice("headDim", HEAD_DIMS)
    if description.heads % description.kv_heads:
        raise shape.fault("kvHeads", f"{description.kv_heads} does not divide heads, {description.heads}")
    if description.prefill_chunk > description.context_window:
        raise limits.fault(
            "prefillChunk", f"{description.prefill_chunk} is more than contextWindow, {description.context_window}"
        )
