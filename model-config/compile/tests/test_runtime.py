"""The runtime's cache and the checks of the tools, with a stand-in for emcc."""

import sys
from importlib import metadata

import pytest

from hakui_compile import __main__ as command_line
from hakui_compile import toolchain
from hakui_compile.errors import CompileError
from hakui_compile.runtime import ensure_runtime

STAND_IN = """#!{python}
import sys, pathlib
with open({log!r}, "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1:] == ["--version"]:
    print("emcc (a stand-in) {version} ()")
else:
    out = pathlib.Path(sys.argv[sys.argv.index("-o") + 1])
    out.write_bytes(b"object")
    if "webgpu" in out.name and {fails!r}:
        sys.exit("no space left")
"""


@pytest.fixture
def emcc(tmp_path, monkeypatch):
    """Installs a stand-in for emcc; returns a function that lists the calls that compiled something."""
    log = tmp_path / "calls"

    def install(version="3.1.6", fails=False):
        path = tmp_path / "emcc"
        path.write_text(STAND_IN.format(python=sys.executable, log=str(log), version=version, fails=fails))
        path.chmod(0o755)
        monkeypatch.setenv("EMCC", str(path))
        return lambda: [line for line in log.read_text().splitlines() if "-c" in line.split()]

    return install


def test_a_runtime_is_compiled_once(emcc, tmp_path):
    compiled = emcc()
    first = ensure_runtime(tmp_path / "cache")
    assert sorted(path.name for path in first.iterdir()) == ["browser_runtime.o", "webgpu_runtime.o"]
    assert ensure_runtime(tmp_path / "cache") == first
    assert len(compiled()) == 2


def test_a_failed_build_leaves_nothing_and_can_be_repeated(emcc, tmp_path):
    emcc(fails=True)
    with pytest.raises(CompileError, match="no space left"):
        ensure_runtime(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
    emcc()
    assert len(list(ensure_runtime(tmp_path / "cache").iterdir())) == 2


def test_other_sources_make_another_runtime(emcc, tmp_path, monkeypatch):
    emcc()
    sources = tmp_path / "runtime"
    sources.mkdir()
    (sources / "a.cc").write_text("int a;")
    monkeypatch.setattr("hakui_compile.runtime.RUNTIME_DIR", sources)
    one = ensure_runtime(tmp_path / "cache")
    (sources / "a.cc").write_text("int b;")
    assert ensure_runtime(tmp_path / "cache") != one


def test_the_inputs_hash_follows_emcc_and_our_sources(emcc, tmp_path, monkeypatch):
    emcc()
    before = command_line.inputs_hash()
    assert command_line.inputs_hash() == before
    (tmp_path / "more.py").write_text("more = 1")
    monkeypatch.setattr(command_line, "RUNTIME_DIR", tmp_path)
    assert command_line.inputs_hash() != before


@pytest.mark.parametrize("version", ["3.1.60", "3.1.5"])
def test_another_emcc_is_refused(emcc, version):
    emcc(version=version)
    with pytest.raises(CompileError, match="is not version 3.1.6.*apt-get install emscripten"):
        toolchain.find_emcc()


@pytest.mark.parametrize("installed, complaint", [(None, "is missing"), ("0.26.0", "is 0.26.0, not 0.27.0.post1")])
def test_a_missing_or_other_wheel_is_told_in_one_line(monkeypatch, capsys, tmp_path, installed, complaint):
    class Wheel:
        version = installed

    def distribution(name):
        if installed is None:
            raise metadata.PackageNotFoundError(name)
        return Wheel()

    monkeypatch.setattr(toolchain.metadata, "distribution", distribution)
    assert command_line.main(["runtime", "--cache", str(tmp_path / "cache")]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.strip().splitlines()) == 1
    assert complaint in output.err and "apache-tvm" in output.err and "requirements.txt" in output.err
