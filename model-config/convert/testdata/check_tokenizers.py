"""Holds tokenizers that were converted against what Hugging Face's tokenizers reads of the files that they were made from.

usage: check_tokenizers.py FOLDER
FOLDER has pairs <name>.source.json and <name>.written.json. Prints how many agree; exits 1 at the first that does not.
"""

import pathlib
import sys

from tokenizers import Tokenizer

TEXTS = ["the cat", "  th\n\nTHE 123", "<|im_start|>user\nth<|im_end|>", "日本の首都は？", "th" * 300, ""]
count = 0
for source in sorted(pathlib.Path(sys.argv[1]).glob("*.source.json")):
    theirs = Tokenizer.from_file(str(source))
    theirs.no_truncation()
    theirs.no_padding()
    ours = Tokenizer.from_file(str(source).replace(".source.", ".written."))
    for text in TEXTS:
        a, b = theirs.encode(text).ids, ours.encode(text).ids
        assert a == b, f"{source.name}: {text!r} is {a[:20]} by the library, {b[:20]} converted"
    assert theirs.get_vocab() == ours.get_vocab(), f"{source.name}: another vocabulary"
    count += 1
print(count)
