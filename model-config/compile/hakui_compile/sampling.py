"""The relax functions that turn logits into a token."""

from tvm import relax, tirx

from .kernels.softmax import softmax_rows
from .kernels.top_p import sample_top_p


def add_sampling(builder: relax.BlockBuilder) -> None:
    """Adds softmax_with_temperature, argsort_probs and sample_with_top_p, as web-llm calls them."""
    batch, vocab = tirx.Var("batch_size", "int64"), tirx.Var("vocab_size", "int64")
    logits = relax.Var("logits", relax.TensorType([batch, 1, vocab], "float32"))
    temperature = relax.Var("temperature", relax.TensorType([batch], "float32"))
    with builder.function("softmax_with_temperature", [logits, temperature]):
        _emit_kernel(builder, softmax_rows, "softmax_rows", [logits, temperature], logits.ty)

    # web-llm 0.2.86 hands what argsort_probs returns to sample_with_top_p and to nothing else. So the
    # pair agrees on its own: the probabilities go through unsorted, with an unused array as indices.
    probs = relax.Var("probs", relax.TensorType([batch, vocab], "float32"))
    with builder.function("argsort_probs", [probs]):
        with builder.dataflow():
            pair = builder.emit_output((probs, builder.emit(relax.op.zeros((1,), "int32"))))
        builder.emit_func_output(pair)

    samples, length = tirx.Var("num_samples", "int64"), tirx.Var("unused_length", "int64")
    parameters = [
        relax.Var("sorted_probs", relax.TensorType([batch, vocab], "float32")),
        relax.Var("sorted_indices", relax.TensorType([length], "int32")),
        relax.Var("uniform_samples", relax.TensorType([samples], "float32")),
        relax.Var("sample_indices", relax.TensorType([samples], "int32")),
        relax.Var("top_p", relax.TensorType([batch], "float32")),
    ]
    with builder.function("sample_with_top_p", parameters):
        _emit_kernel(builder, sample_top_p, "sample_top_p", parameters, relax.TensorType([samples], "int32"))


def _emit_kernel(builder: relax.BlockBuilder, kernel: tirx.PrimFunc, name: str, arguments, out_type) -> None:
    with builder.dataflow():
        out = builder.emit_output(relax.call_tir(builder.add_func(kernel, name), arguments, out_ty=out_type))
    builder.emit_func_output(out)
