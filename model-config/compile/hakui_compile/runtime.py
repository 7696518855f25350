"""TVM's runtime for the browser: compiled once, kept under the hash of everything it is made from."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from .progress import report, step
from .toolchain import RUNTIME_DIR, find_emcc, find_wheels, run_emcc, source_digest, wheel_digest

FLAGS = ("-std=c++17", "-O2", "-Wno-ignored-attributes")
UNITS = {
    "browser_runtime.o": "{runtime}/src/runtime/web/browser_runtime.cc",
    "webgpu_runtime.o": "{wheels}/tvm/web/emcc/webgpu_runtime.cc",
}
INCLUDES = (
    "{runtime}/include",
    "{runtime}/src/runtime",
    "{runtime}/src/runtime/web",
    "{wheels}/tvm",
    "{wheels}/tvm/include",
    "{wheels}/tvm_ffi/include",
    "{wheels}/tvm_ffi/src",
    "{wheels}/tvm_ffi/3rdparty/dlpack/include",
)


def runtime_key() -> str:
    """Hash of the runtime's inputs: our sources, the wheels' C++ sources, emcc's version, and how this file compiles them."""
    _, emcc_version = find_emcc()
    inputs = (
        source_digest(RUNTIME_DIR),
        wheel_digest((".h", ".cc")),
        emcc_version,
        Path(__file__).read_text("utf-8"),
    )
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:16]


def ensure_runtime(cache: Path) -> Path:
    """The folder of the runtime's object files, `cache`/<hash>, which is built if it is not there."""
    folder = cache / runtime_key()
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    report(f"building the browser runtime in {folder} (once, about a minute)")
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=cache))
    try:
        _compile_units(building)
        building.chmod(0o755)
        try:
            building.rename(folder)
        except OSError:
            # Another process was faster; what it built has the same inputs.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def _compile_units(out: Path) -> None:
    """
    Lambdas carry the path of their source, as the compiler was given it, into the library's bytes, and
    -ffile-prefix-map does not reach there (clang 14). So the sources are given by names without a machine in them.
    """
    places = {"runtime": RUNTIME_DIR, "wheels": find_wheels()["apache-tvm"].locate_file("")}
    names = {name: name for name in places}
    includes = [f"-I{include.format(**names)}" for include in INCLUDES]
    with tempfile.TemporaryDirectory() as bench:
        for name, place in places.items():
            os.symlink(place, Path(bench, name), target_is_directory=True)
        for name, source in UNITS.items():
            with step(f"  {name}"):
                to = os.fspath((out / name).absolute())
                run_emcc([*FLAGS, *includes, "-c", source.format(**names), "-o", to], cwd=bench)
