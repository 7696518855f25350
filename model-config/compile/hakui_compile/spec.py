"""What one library is compiled from and for."""

from dataclasses import dataclass

from .description import ModelDescription


@dataclass(frozen=True)
class Quantization:
    """Bits of the layers' matrices and of the vocabulary's (embedding and output matrix), and the type of all that is not one.

    `dtype` is the type of activations, scales and the key/value cache.
    """

    bits: int
    vocabulary_bits: int
    dtype: str


QUANTIZATIONS = {
    "q4f32_1": Quantization(4, 4, "float32"),
    "q4f16_1": Quantization(4, 4, "float16"),
    "q4f32_h8": Quantization(4, 8, "float32"),
    "q4f16_h8": Quantization(4, 8, "float16"),
    "q8f32_1": Quantization(8, 8, "float32"),
    "q8f16_1": Quantization(8, 8, "float16"),
}
"""By name, as model-config/models/quantization.ts has them: MLC's names where the layout is MLC's."""

SCHEDULES = ("gpu", "software")
"""Kernels for a hardware GPU, or for WebGPU carried out by a processor (record.ts: AdapterClass)."""


@dataclass(frozen=True)
class LibrarySpec:
    """A model in one quantization, for one class of adapter."""

    model: ModelDescription
    quantization: str
    schedule: str

    @property
    def stored(self) -> Quantization:
        return QUANTIZATIONS[self.quantization]

    @property
    def dtype(self) -> str:
        """Type of activations, scales and the key/value cache."""
        return self.stored.dtype
