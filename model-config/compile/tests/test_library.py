"""A library compiled from the command line, as set-up calls it."""

import json
import os
import signal
import subprocess
import sys

import pytest
from conftest import PACKAGE, REPOSITORY
from wasm_file import WasmFile

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


def compile_tiny(record, out, quantization="q4f32_1", schedule="software"):
    options = ["--quantization", quantization, "--schedule", schedule, "--runtime-cache", RUNTIMES, "--out", out]
    result = call("library", record, *options)
    assert result.returncode == 0, result.stderr
    return out.read_bytes()


def read_metadata(library):
    """The JSON that `_metadata` returns; it stands in the library as it is."""
    text = library[library.index(b'{"model_type"') :].decode("utf-8", "replace")
    return json.JSONDecoder().raw_decode(text)[0]


def test_a_library_has_every_function_and_comes_out_the_same_twice(write_record, tmp_path):
    record = write_record(layers=1)
    first, second = (compile_tiny(record, tmp_path / name) for name in ("first.wasm", "second.wasm"))
    assert first == second
    for function in FUNCTIONS:
        assert function in first
    # Whoever passes a library on tells nothing of the machine that made it.
    for place in (REPOSITORY, sys.prefix, tmp_path):
        assert os.fsencode(place) not in first


def test_a_library_fits_tvmjs_and_describes_itself(write_record, tmp_path):
    record = write_record(layers=1, vocabSize=1003, headDim=128)
    library = compile_tiny(record, tmp_path / "library.wasm", "q4f16_1", "gpu")
    module = WasmFile(library)
    assert {"TVMWasmAllocSpace", "TVMWasmFreeSpace", "TVMFFIWasmFunctionCreate", "_initialize"} <= module.exports
    assert module.imports["env"] == {
        "TVMFFIWasmSafeCall",
        "TVMFFIWasmFunctionDeleter",
        "emscripten_notify_memory_growth",
    }
    assert set(module.imports) == {"env", "wasi_snapshot_preview1"}

    metadata = read_metadata(library)
    assert metadata["quantization"] == "q4f16_1"
    assert metadata["kv_state_kind"] == "kv_cache"
    assert (metadata["context_window_size"], metadata["prefill_chunk_size"]) == (1024, 128)
    assert metadata["params"][0]["name"] == "model.embed_tokens.q_weight"
    usage = metadata["memory_usage"]
    # 128 embeddings of 256 float16; one row of float32 logits, at least, after a step.
    assert usage["embed"] == 128 * 256 * 2
    assert usage["softmax_with_temperature"] == 1003 * 4
    assert usage["prefill"] > usage["decode"] > 1003 * 4


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
