"""Scores a result file as japanese-lm-med-harness does, from its description alone and with CPython's difflib.

usage: evaluate_published.py FILE.jsonl

Prints {"items", "exact", "gestalt"}: how many items, and how many of them are right by each metric.
"""

import difflib
import json
import sys

MARKERS = ("### 応答：\n", "### Answer:", "### Response:")


def response_of(text):
    marker = next((each for each in MARKERS if each in text), None)
    return (text.split(marker)[1] if marker else text).strip().split("\n")[0].strip()


def alike(one, other):
    ratio = difflib.SequenceMatcher
    return (ratio(None, one, other).ratio() + ratio(None, other, one).ratio()) / 2


def best(choices, response, count):
    left, ratios, taken = list(choices), [alike(choice, response) for choice in choices], []
    for _ in range(count):
        at = ratios.index(max(ratios))
        taken.append(left[at])
        left.remove(left[at])
        ratios.pop(at)
    return taken


items = exact = gestalt = 0
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        item = json.loads(line)
        items += 1
        response = response_of(item["response"]).replace(".", "").strip()
        answers = item["answer"].split(",")
        exact += response == item["answer"].replace(".", "").strip()
        try:
            gestalt += sorted(best(item["choices"], response, len(answers))) == sorted(answers)
        except ValueError:
            pass
print(json.dumps({"items": items, "exact": exact, "gestalt": gestalt}))
