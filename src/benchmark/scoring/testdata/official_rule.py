"""IgakuQA's rule, written apart from ours. Arguments: gold and prediction files in turn; one JSON line for each pair."""

import json
import sys
from collections import Counter


def read(path):
    with open(path, encoding="utf-8") as lines:
        return {item["problem_id"]: item for item in map(json.loads, lines)}


def accepted(gold):
    either = [["a"], ["d"]] if gold["problem_id"] == "112B30" else []
    return [Counter(answer) for answer in [gold["answer"], *either]]


files = sys.argv[1:]
for gold_file, prediction_file in zip(files[::2], files[1::2]):
    golds, predictions = read(gold_file), read(prediction_file)
    right = [
        item
        for name, item in golds.items()
        if name == "116A71" or Counter(predictions[name]["prediction"].split(",")) in accepted(item)
    ]
    points, total = (sum(int(item["points"]) for item in items) for items in (right, golds.values()))
    print(json.dumps({"items": len(golds), "correct": len(right), "points": points, "total": total}))
