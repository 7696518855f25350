"""Command line: python -m hakui_compile runtime | library | inputs-hash. See docs/compile.md."""

import argparse
import hashlib
import signal
import sys
from pathlib import Path

from .description import read_description
from .errors import CompileError
from .runtime import ensure_runtime
from .spec import QUANTIZATIONS, SCHEDULES, LibrarySpec
from .toolchain import PACKAGE_DIR, RUNTIME_DIR, find_emcc, find_wheels, source_digest, wheel_digest


def inputs_hash() -> str:
    """Hash over everything but the record that decides a library's bytes."""
    _, emcc_version = find_emcc()
    inputs = "\n".join((source_digest(PACKAGE_DIR, RUNTIME_DIR), wheel_digest(), emcc_version))
    return hashlib.sha256(inputs.encode()).hexdigest()


def run(arguments: argparse.Namespace) -> None:
    if arguments.command == "inputs-hash":
        print(inputs_hash())
    elif arguments.command == "runtime":
        find_wheels()
        print(ensure_runtime(arguments.cache.resolve()))
    else:
        model = read_description(arguments.record)
        find_wheels()
        runtime = ensure_runtime(arguments.runtime_cache.resolve())
        from .library import compile_library  # imports TVM, which takes seconds and may be missing

        compile_library(LibrarySpec(model, arguments.quantization, arguments.schedule), runtime, arguments.out)


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hakui_compile", description="web-llm model libraries from model records")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("inputs-hash", help="print a hash of all that decides a library apart from the record")
    runtime = commands.add_parser("runtime", help="build the browser runtime once; print its folder")
    runtime.add_argument("--cache", type=Path, required=True, help="folder that keeps built runtimes")
    library = commands.add_parser("library", help="compile one library")
    library.add_argument("record", type=Path, help="model record (JSON)")
    library.add_argument("--quantization", choices=QUANTIZATIONS, required=True)
    library.add_argument("--schedule", choices=SCHEDULES, required=True)
    library.add_argument("--runtime-cache", type=Path, required=True, help="folder that keeps built runtimes")
    library.add_argument("--out", type=Path, required=True, help="library to write (.wasm)")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    # A terminated run clears up behind itself like an interrupted one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        run(parse(argv))
    except CompileError as error:
        print(f"hakui_compile: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
