"""A library compiled from the command line, as set-up calls it."""

import os
import signal
import subprocess
import sys

import pytest
from conftest import PACKAGE, REPOSITORY

RUNTIMES = REPOSITORY / ".build" / "runtime"

# What web-llm 0.2.86 asks a library for.
FUNCTIONS = [
    b"prefill",
    b"decode",
    b"embed",
    b"create_tir_paged_kv_cache",
    b"apply_bitmask_inplace",
    b"apply_penalty_inplace",
    b"apply_logit_bias_inplace",
    b"softmax_with_temperature",
    b"argsort_probs",
    b"sample_with_top_p",
    b"_metadata",
]


def call(*arguments, **options):
    command = [sys.executable, "-m", "hakui_compile", *map(str, arguments)]
    return subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=False, **options)


def compile_tiny(record, out, schedule="software"):
    options = ["--quantization", "q4f32_1", "--schedule", schedule, "--runtime-cache", RUNTIMES, "--out", out]
    return call("library", record, *options)


def test_a_library_has_every_function_and_comes_out_the_same_twice(write_record, tmp_path):
    record = write_record(layers=1)
    libraries = []
    for name in ("first.wasm", "second.wasm"):
        result = compile_tiny(record, tmp_path / name)
        assert result.returncode == 0, result.stderr
        libraries.append((tmp_path / name).read_bytes())
    assert libraries[0] == libraries[1]
    assert libraries[0][:4] == b"\0asm"
    for function in FUNCTIONS:
        assert function in libraries[0]


def test_an_interrupted_compile_leaves_the_older_library_and_nothing_half_made(write_record, tmp_path):
    out = tmp_path / "library.wasm"
    out.write_bytes(b"older")
    command = [sys.executable, "-m", "hakui_compile", "library", str(write_record()), "--out", str(out)]
    command += ["--quantization", "q4f32_1", "--schedule", "gpu", "--runtime-cache", str(RUNTIMES)]
    with subprocess.Popen(command, cwd=PACKAGE, stderr=subprocess.PIPE, text=True) as process:
        process.stderr.readline()  # it has begun
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) != 0
    assert out.read_bytes() == b"older"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["library.wasm", "record.json"]


def test_the_runtime_is_built_once(records):
    first = call("runtime", "--cache", RUNTIMES)
    assert first.returncode == 0, first.stderr
    objects = {path: path.stat().st_mtime_ns for path in RUNTIMES.glob("*/*.o")}
    assert objects
    again = call("runtime", "--cache", RUNTIMES)
    assert again.stdout == first.stdout
    assert {path: path.stat().st_mtime_ns for path in RUNTIMES.glob("*/*.o")} == objects


@pytest.mark.parametrize(("emcc", "complaint"), [("/nonexistent/emcc", "emcc"), ("/bin/true", "3.1.6")])
def test_a_missing_or_other_emscripten_is_told_in_one_line(records, tmp_path, emcc, complaint):
    result = call("runtime", "--cache", tmp_path, env={**os.environ, "EMCC": emcc})
    assert result.returncode == 1
    assert complaint in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not any(tmp_path.iterdir())
