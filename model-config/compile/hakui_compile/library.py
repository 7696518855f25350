"""From a specification to the bytes of a library."""

import os
import shutil
import tempfile
from pathlib import Path

import tvm
from tvm import relax
from tvm.target import Target

from .link import link
from .module import build_module
from .pipeline import TARGET, lowering
from .progress import report, step
from .spec import LibrarySpec


def compile_library(spec: LibrarySpec, runtime: Path, out: Path) -> None:
    """Compiles `spec`, links it with the object files in `runtime`, and puts the library at `out`.

    `out` appears at once and whole: an interrupted run leaves an older library as it was.
    """
    target = Target(TARGET)
    with step("model"):
        module, metadata = build_module(spec, target)
    with step("kernels and program"), tvm.transform.PassContext(opt_level=3):
        program = relax.build(module, target=target, relax_pipeline=lowering(target, metadata), system_lib=True)
    with tempfile.TemporaryDirectory(prefix="hakui-library-") as scratch:
        with step("object files"):
            objects = _write_objects(program, Path(scratch))
        linked = Path(scratch) / "library.wasm"
        with step("link"):
            link(objects, runtime, linked)
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f"{out.name}.part")
        try:
            shutil.copyfile(linked, part)
            os.replace(part, out)
        finally:
            part.unlink(missing_ok=True)
    report(f"{out}: {out.stat().st_size} bytes, {len(metadata['params'])} parameters")


def _write_objects(program: relax.VMExecutable, folder: Path) -> list[Path]:
    """The object files TVM would hand to a compiler, kept: emcc links them with the runtime later."""
    kept: list[Path] = []

    def keep(output: str, objects: list[str], **_options) -> None:
        for index, path in enumerate(objects):
            kept.append(Path(shutil.copy(path, folder / f"model{index}.o")))
        Path(output).touch()

    keep.object_format = "o"
    program.export_library(str(folder / "unlinked"), fcompile=keep)
    return kept
