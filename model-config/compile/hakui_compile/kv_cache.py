"""The relax function that makes the paged key/value cache."""

import tvm
from tvm import relax, tirx
from tvm.relax.frontend.nn.llm import kv_cache as tvm_kernels
from tvm.target import Target

from .kernels import software_attention
from .kernels.merge_state import merge_state
from .spec import LibrarySpec


def add_kv_cache(builder: relax.BlockBuilder, spec: LibrarySpec, target: Target) -> None:
    """Adds `create_tir_paged_kv_cache(max sequences, max tokens, prefill chunk, page size, sliding)`.

    Each argument is a shape of one element, as web-llm passes it. Only the kernels that one sequence
    without sliding window, fork or tree needs are given to the runtime; every further one would cost
    shader compilation when a model is loaded.
    """
    model, dtype = spec.model, spec.dtype
    names = ("max_sequences", "max_tokens", "prefill_chunk", "page_size", "sliding_window")
    sizes = [tirx.Var(name, "int64") for name in names]
    parameters = [relax.Var(f"{name}_", relax.ShapeType([size])) for name, size in zip(names, sizes)]
    prefill_ragged, prefill, decode = _attention_kernels(spec, target)

    with builder.function("create_tir_paged_kv_cache", parameters):

        def kernel(function: tirx.PrimFunc, name: str):
            return builder.add_func(function, name)

        def attention(function: tirx.PrimFunc, name: str):
            return relax.Tuple([tvm.ir.StringImm("tirx"), kernel(function, name)])

        number, absent, no_kernel = relax.prim_value, relax.Tuple([]), relax.op.null_value()
        # In the order in which vm.builtin.paged_attention_kv_cache_create reads them (paged_kv_cache.cc).
        arguments = [
            relax.ShapeExpr(sizes),
            relax.ShapeExpr([0, model.layers]),
            number(model.heads),
            number(model.kv_heads),
            number(model.head_dim),
            number(model.head_dim),
            relax.ShapeExpr([int(tvm_kernels.AttnKind.MHA)] * model.layers),
            number(False),  # transfer between machines
            number(tvm_kernels.RopeMode.NORMAL),
            number(1),  # rotary scale
            number(model.rope_theta),
            number(0),  # no extra rotary factors
            relax.op.zeros((), dtype),  # carries type and device
            kernel(tvm_kernels._kv_cache_transpose_append(model.kv_heads, model.head_dim, dtype), "kv_append"),
            number(0),  # append for latent attention
            attention(prefill_ragged, "attention_prefill_ragged"),
            attention(prefill, "attention_prefill"),
            attention(decode, "attention_decode"),
            absent,  # sliding-window prefill
            absent,  # sliding-window decode
            absent,  # tree over cached keys
            absent,  # tree over new keys
            absent,  # latent attention
            relax.Tuple([kernel(merge_state(model.heads, model.head_dim, dtype), "merge_state")]),
            kernel(_rotary(spec), "split_rotary"),
            no_kernel,  # copy of a page, for forks
            no_kernel,  # reading the cache back, for debugging
            no_kernel,  # compaction, for trees
        ]
        create = relax.call_pure_packed(
            "vm.builtin.paged_attention_kv_cache_create", *arguments, ty_args=relax.AnyType()
        )
        builder.emit_func_output(builder.emit(create))


def _attention_kernels(spec: LibrarySpec, target: Target) -> tuple[tirx.PrimFunc, tirx.PrimFunc, tirx.PrimFunc]:
    model, dtype = spec.model, spec.dtype
    if spec.schedule == "software":
        shape = (model.kv_heads, model.heads, model.head_dim, dtype)
        return (
            software_attention.ragged_prefill(*shape),
            software_attention.paged_prefill(*shape),
            software_attention.paged_decode(*shape),
        )
    shape = (model.kv_heads, model.heads, model.head_dim)
    return (
        tvm_kernels._attention_prefill_ragged(*shape, model.head_dim, dtype, {}, target),
        tvm_kernels._attention_prefill(*shape, dtype, False, {}, target),
        tvm_kernels._attention_decode(*shape, dtype, False, {}, target),
    )


def _rotary(spec: LibrarySpec) -> tirx.PrimFunc:
    """Splits the fused q, k, v and rotates q and k by their positions."""
    model = spec.model
    return tvm_kernels.llama_rope_with_position_map(
        theta=model.rope_theta,
        scale=1.0,
        head_dim=model.head_dim,
        num_q_heads=model.heads,
        num_kv_heads=model.kv_heads,
        dtype=spec.dtype,
        rope_scaling={},
        rotary_dim=model.head_dim,
    )
