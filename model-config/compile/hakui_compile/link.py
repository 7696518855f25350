"""Links the compiled model with the runtime to one WebAssembly module."""

from pathlib import Path

from .toolchain import run_emcc

FLAGS = (
    # Above -O1 wasm-opt works over the whole runtime again: -O2 takes 23 s of processor time instead
    # of 1 s and saves 0.1 of 0.7 MB (compressed). A decoding step of SmolLM2-135M spends 3.2 ms in
    # the module with -O1, -O2 and -O3 alike.
    "-O1",
    "-std=c++17",
    "--no-entry",
    # Function names for stack traces would be a sixth of the file.
    "-Wl,--strip-all",
    "-sSTANDALONE_WASM=1",
    "-sWASM_BIGINT=1",
    "-sALLOW_MEMORY_GROWTH=1",
    "-sINITIAL_MEMORY=160MB",
    # TVMFFIWasmSafeCall and TVMFFIWasmFunctionDeleter come from tvmjs when it instantiates the module.
    "-sERROR_ON_UNDEFINED_SYMBOLS=0",
)


def link(objects: list[Path], runtime: Path, out: Path) -> None:
    """Writes `out` (.wasm) from the model's object files and those in the folder `runtime`."""
    inputs = [*sorted(runtime.glob("*.o")), *objects]
    run_emcc([*FLAGS, "-o", str(out), *map(str, inputs)])
