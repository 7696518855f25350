"""What one library is compiled from and for."""

from dataclasses import dataclass

from .description import ModelDescription

DTYPES = {"q4f32_1": "float32", "q4f16_1": "float16"}
"""Type of activations, scales and the key/value cache, for each quantization of MLC that Hakui uses."""

SCHEDULES = ("gpu", "software")
"""Kernels for a hardware GPU, or for WebGPU carried out by a processor (record.ts: AdapterClass)."""


@dataclass(frozen=True)
class LibrarySpec:
    """A model in one quantization, for one class of adapter."""

    model: ModelDescription
    quantization: str
    schedule: str

    @property
    def dtype(self) -> str:
        """Type of activations, scales and the key/value cache."""
        return DTYPES[self.quantization]
