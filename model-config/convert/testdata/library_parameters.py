"""Prints the parameters of the library that is compiled for a model, as JSON: [[name, shape, type], …].

usage: library_parameters.py RECORD.json q4f32_1|q4f16_1
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "compile"))
from hakui_compile.description import read_description
from hakui_compile.module import build_module
from hakui_compile.pipeline import TARGET
from hakui_compile.spec import LibrarySpec
from tvm.target import Target

_, metadata = build_module(LibrarySpec(read_description(pathlib.Path(sys.argv[1])), sys.argv[2], "gpu"), Target(TARGET))
print(json.dumps([[p["name"], p["shape"], p["dtype"]] for p in metadata["params"]]))
