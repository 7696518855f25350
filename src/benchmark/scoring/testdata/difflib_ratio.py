"""CPython's own figures: for each JSON line [a, b] of stdin, the ratio with autojunk, without, and a.strip()."""

import difflib
import json
import sys

for line in sys.stdin:
    a, b = json.loads(line)
    ratios = [difflib.SequenceMatcher(None, a, b, autojunk).ratio() for autojunk in (True, False)]
    print(json.dumps([*ratios, a.strip()]))
