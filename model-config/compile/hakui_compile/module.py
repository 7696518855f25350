"""The functions of a library as one TVM module, before any lowering."""

from typing import Any

import tvm
from tvm import relax
from tvm.target import Target

from .decoder import Decoder
from .kernels.logits import IN_PLACE
from .kv_cache import add_kv_cache
from .metadata import describe, parameter_table
from .sampling import add_sampling
from .spec import LibrarySpec


def build_module(spec: LibrarySpec, target: Target) -> tuple[tvm.IRModule, dict[str, Any]]:
    """The module and its metadata (without memory use)."""
    decoder = Decoder(spec)
    module, parameters = decoder.export_tvm(spec=decoder.interface())
    with target:
        builder = relax.BlockBuilder(module)
        add_kv_cache(builder, spec, target)
        add_sampling(builder)
        module = builder.finalize()
    for kernel in IN_PLACE:
        module[kernel.attrs["global_symbol"]] = kernel
    return _bounded(module, spec), describe(spec, parameter_table(parameters))


def _bounded(module: tvm.IRModule, spec: LibrarySpec) -> tvm.IRModule:
    """Tells the memory planner how large the symbolic sizes get, so that it can plan ahead."""
    bounds = {
        "seq_len": spec.model.prefill_chunk,
        "batch_size": 1,
        "num_samples": 1,
        "vocab_size": spec.model.vocab_size,
    }
    for variable, function in module.functions_items():
        if isinstance(function, relax.Function):
            module[variable] = function.with_attr("tir_var_upper_bound", bounds).with_attr(
                "relax.memory_plan_dynamic_func_output", True
            )
    return module
