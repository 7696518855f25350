"""The tools that are not Python modules of ours: TVM's wheels and emscripten's compiler."""

import hashlib
import os
import shutil
import signal
import subprocess
from importlib import metadata
from pathlib import Path

from .errors import CompileError

EMSCRIPTEN_VERSION = "3.1.6"
WHEELS = {"apache-tvm": "0.27.0.post1", "apache-tvm-ffi": "0.1.15.post2"}
PACKAGE_DIR = Path(__file__).resolve().parent
RUNTIME_DIR = PACKAGE_DIR.parent / "runtime"


def find_emcc() -> tuple[str, str]:
    """Path and version line of emcc (environment variable EMCC, else PATH), of the pinned version."""
    emcc = os.environ.get("EMCC") or shutil.which("emcc")
    hint = f"install emscripten {EMSCRIPTEN_VERSION} (Debian 12: apt-get install emscripten)"
    if not emcc:
        raise CompileError(f"emcc is not on the PATH: {hint}")
    try:
        answer = subprocess.run([emcc, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise CompileError(f"{emcc} --version fails ({error}): {hint}") from error
    line = answer.splitlines()[0] if answer else ""
    if EMSCRIPTEN_VERSION not in line.split():
        raise CompileError(f"{emcc} is not version {EMSCRIPTEN_VERSION} ({line or 'no version line'}): {hint}")
    return emcc, line


def find_wheels() -> dict[str, metadata.Distribution]:
    """The installed distributions of TVM, of the pinned versions."""
    hint = "install them with: pip install -r model-config/compile/requirements.txt"
    found = {}
    for name, version in WHEELS.items():
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError as error:
            raise CompileError(f"Python package {name} {version} is missing: {hint}") from error
        if found[name].version != version:
            raise CompileError(f"Python package {name} is {found[name].version}, not {version}: {hint}")
    return found


def wheel_digest(suffixes: tuple[str, ...] | None = None) -> str:
    """SHA-256 over the wheels' own list of file hashes; `suffixes` limits it to such files."""
    digest = hashlib.sha256()
    for name, wheel in sorted(find_wheels().items()):
        for file in sorted(wheel.files or [], key=str):
            # Files that pip wrote itself (byte code, its notes) have no hash or differ between machines.
            if file.hash and ".dist-info/" not in str(file) and ".." not in file.parts:
                if suffixes is None or file.suffix in suffixes:
                    digest.update(f"{name} {file} {file.hash.value}\n".encode())
    return digest.hexdigest()


def source_digest(*folders: Path) -> str:
    """SHA-256 over the names and bytes of the source files in our own folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".cc", ".h"):
                name = file.relative_to(folder.parent).as_posix()
                digest.update(f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def run_emcc(arguments: list[str], cwd: str | None = None) -> None:
    """Runs emcc, in the folder `cwd`; its own processes end with it if this one is interrupted."""
    emcc, _ = find_emcc()
    process = subprocess.Popen(
        [emcc, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        output, _ = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    if process.returncode:
        raise CompileError(f"emcc failed with exit code {process.returncode}:\n{output.strip()[-4000:]}")
