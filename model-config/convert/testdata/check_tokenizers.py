"""Holds tokenizers that were converted against what transformers and tokenizers read of the files that they were made from.

usage: check_tokenizers.py FOLDER
FOLDER has a folder for each: source/, with tokenizer.json and tokenizer_config.json, and written/, with tokenizer.json. The last
line that it prints is how many agree, for transformers prints what it makes of odd ones; exits 1 at the first that does not.
A configuration that transformers does not load has nothing to agree with.
"""

import pathlib
import sys

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

TEXTS = ["the cat", "  th\n\nTHE 123", "<|im_start|>user\nth<|im_end|>", "日本の首都は？", "th" * 300, ""]


def whole(source):
    try:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(source).backend_tokenizer
    except Exception:
        Tokenizer.from_file(str(source / "tokenizer.json"))
        return None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


count = 0
for each in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    ours = Tokenizer.from_file(str(each / "written" / "tokenizer.json"))
    theirs = whole(each / "source")
    count += 1
    if theirs is None:
        continue
    for text in TEXTS:
        a, b = (tokenizer.encode(text, add_special_tokens=False).ids for tokenizer in (theirs, ours))
        assert a == b, f"{each.name}: {text!r} is {a[:20]} by transformers, {b[:20]} converted"
    own = ours.get_vocab()
    # A token without an embedding, which transformers adds all the same, is none.
    shared = {token: id for token, id in theirs.get_vocab().items() if id <= max(own.values())}
    assert shared == own, f"{each.name}: another vocabulary"
    alone = Tokenizer.from_file(str(each / "source" / "tokenizer.json"))
    alone.no_padding()
    assert alone.encode("").ids == ours.encode("").ids, f"{each.name}: texts begin or end otherwise"
print(count)
