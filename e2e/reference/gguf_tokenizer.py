"""Token ids of strings as transformers reads the tokenizer of a GGUF file, for tests only.

    {"gguf": PATH, "strings": [...]} on standard input -> [[ids], ...] on standard output

The metadata is read with the gguf package, because transformers' own reader needs PyTorch, and then
handed to the same function of transformers that its reader calls.
"""

import json
import sys

from gguf import GGUFReader
from tokenizers import pre_tokenizers
from transformers.integrations.gguf.gguf_tokenizer_mapping import GGUF_TOKENIZER_MAPPING, convert_gguf_tokenizer


def read(path):
    fields = GGUFReader(path).fields
    names = {f"tokenizer.{key}": value for key, value in GGUF_TOKENIZER_MAPPING["tokenizer"].items()}
    described = {value: fields[key].contents() for key, value in names.items() if key in fields}
    tokenizer, _ = convert_gguf_tokenizer(fields["general.architecture"].contents(), described)
    if described["pre_tokenizer_type"] == "smollm":
        # transformers 5.23 has no entry for this pre-tokenizer and would leave runs of digits whole;
        # the model's publisher (and llama.cpp) cut every digit off first.
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
    return tokenizer


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdin.reconfigure(encoding="utf-8")
    request = json.load(sys.stdin)
    tokenizer = read(request["gguf"])
    json.dump([tokenizer.encode(s, add_special_tokens=False).ids for s in request["strings"]], sys.stdout)
