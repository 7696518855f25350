"""Layers with weights of 4 or 8 bits. Their parameter names and shapes are those of MLC's group quantization."""

from tvm import te
from tvm.relax.frontend import nn

from .description import GROUP_SIZE
from .kernels.packing import codes_in_word, weight
from .kernels.quantized_matmul import quantized_matmul
from .kernels.software_matmul import software_matmul
from .spec import LibrarySpec


class QuantizedMatrix(nn.Module):
    """A matrix [rows, inputs]: q_weight uint32 [rows, inputs * bits / 32], q_scale [rows, inputs / 32]."""

    def __init__(self, spec: LibrarySpec, rows: int, inputs: int, bits: int):
        self.spec, self.rows, self.inputs, self.bits = spec, rows, inputs, bits
        self.q_weight = nn.Parameter((rows, inputs // codes_in_word(bits)), "uint32")
        self.q_scale = nn.Parameter((rows, inputs // GROUP_SIZE), spec.dtype)

    def product(self, x: nn.Tensor, out_dtype: str) -> nn.Tensor:
        """x [1, tokens, inputs] times the transposed matrix: [1, tokens, rows]."""
        arguments = [x, self.q_weight, self.q_scale]
        shape = (self.rows, self.inputs, self.bits, self.spec.dtype, out_dtype)
        if self.spec.schedule == "gpu":
            return nn.op.tensor_expr_op(quantized_matmul(*shape), f"q{self.bits}_matmul", arguments)
        batch, tokens, _ = x.shape
        tokens_per_thread = 1 if tokens == 1 else 4
        out = nn.Tensor.placeholder([batch, tokens, self.rows], out_dtype)
        return nn.op.tensor_ir_op(software_matmul(*shape, tokens_per_thread), f"q{self.bits}_matmul", arguments, out)


class Linear(QuantizedMatrix):
    """y = x times the transposed matrix, plus a bias [rows]."""

    def __init__(self, spec: LibrarySpec, inputs: int, rows: int, *, bias: bool = False):
        super().__init__(spec, rows, inputs, spec.stored.bits)
        self.bias = nn.Parameter((rows,), spec.dtype) if bias else None

    def forward(self, x: nn.Tensor) -> nn.Tensor:
        y = self.product(x, self.spec.dtype)
        return y if self.bias is None else y + self.bias


class Output(QuantizedMatrix):
    """The output matrix [vocabulary, dimension]."""

    def __init__(self, spec: LibrarySpec):
        super().__init__(spec, spec.model.vocab_size, spec.model.hidden_size, spec.stored.vocabulary_bits)

    def logits(self, hidden: nn.Tensor) -> nn.Tensor:
        """hidden [1, tokens, dimension] to float32 logits [1, tokens, vocabulary]."""
        return self.product(hidden, "float32")


class Embedding(Output):
    """The same table looked up by token id; where the two are tied, the output matrix too."""

    def forward(self, ids: nn.Tensor) -> nn.Tensor:
        """ids int32 [tokens] to rows [tokens, dimension]."""

        def take(ids, words, scales):
            return te.compute(
                (ids.shape[0], self.inputs),
                lambda i, k: weight(words, scales, ids[i], k, self.bits, self.spec.dtype),
                name="take_rows",
            )

        return nn.op.tensor_expr_op(take, f"q{self.bits}_take_rows", [ids, self.q_weight, self.q_scale])
