"""What a library says about itself: the JSON that its `_metadata` function returns.

The fields are MLC's; web-llm 0.2.86 reads params, prefill_chunk_size and kv_state_kind.
"""

import json
import math
from typing import Any

import tvm
from tvm import relax
from tvm.relax.expr_functor import PyExprVisitor, visitor

from .spec import LibrarySpec


def describe(spec: LibrarySpec, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything but `memory_usage`, which is known once the memory has been planned."""
    model = spec.model
    return {
        "model_type": model.model_type,
        "quantization": spec.quantization,
        "model_task": "chat",
        "kv_state_kind": "kv_cache",
        "context_window_size": model.context_window,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        "prefill_chunk_size": model.prefill_chunk,
        "max_batch_size": 1,
        "tensor_parallel_shards": 1,
        "pipeline_parallel_stages": 1,
        "disaggregation": False,
        "active_vocab_size": model.vocab_size,
        "kv_cache": {
            "num_hidden_layers": model.layers,
            "num_attention_heads": model.heads,
            "num_key_value_heads": model.kv_heads,
            "head_dim": model.head_dim,
        },
        "params": parameters,
    }


def parameter_table(parameters: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Name, shape and type of each parameter, in the order the compiled functions take them."""
    return [
        {
            "name": name,
            "shape": [int(size) for size in parameter.shape],
            "dtype": str(parameter.dtype),
            "preprocs": [],
            "pipeline_stages": [0],
        }
        for name, parameter in parameters
    ]


def attach_metadata(metadata: dict[str, Any]) -> tvm.transform.Pass:
    """A pass, to run after memory planning, that adds `_metadata` with the planned bytes per function."""

    @tvm.transform.module_pass(opt_level=0, name="AttachMetadata")
    def attach(module: tvm.IRModule, _context) -> tvm.IRModule:
        usage = {
            variable.name_hint: planned_bytes(function)
            for variable, function in module.functions_items()
            if isinstance(function, relax.Function)
        }
        builder = relax.BlockBuilder(module)
        with builder.function("_metadata", []):
            text = json.dumps({**metadata, "memory_usage": dict(sorted(usage.items()))})
            builder.emit_func_output(tvm.ir.StringImm(text))
        return builder.finalize()

    return attach


def planned_bytes(function: relax.Function) -> int:
    """Bytes of GPU memory that one call of `function` allocates beside its arguments and parameters.

    Counts allocations of known size only: an output whose size depends on an argument adds nothing.
    """
    sizes = _Allocations()
    sizes.visit_expr(function)
    return sizes.total


@visitor
class _Allocations(PyExprVisitor):
    def __init__(self):
        self.total = 0

    def visit_call_(self, call: relax.Call) -> None:
        # Planned storage is given in bytes, a tensor of its own (a result, mostly) by its shape.
        if call.op == tvm.ir.Op.get("relax.memory.alloc_storage"):
            self.total += _product(call.args[0])
        elif call.op == tvm.ir.Op.get("relax.builtin.alloc_tensor"):
            self.total += _product(call.args[0]) * tvm.DataType(call.args[1].value).itemsize
        super().visit_call_(call)


def _product(shape: relax.ShapeExpr) -> int:
    sizes = list(shape.values)
    return math.prod(map(int, sizes)) if all(isinstance(size, tvm.tirx.IntImm) for size in sizes) else 0
