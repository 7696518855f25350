"""Reads exported files with the tools they are for, and prints what those made of them as JSON.

usage: read_exports.py FOLDER

FOLDER holds one log of Inspect and the two files of lm-evaluation-harness. Fails where a tool refuses a file or
would have written it otherwise.
"""

import importlib.metadata
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1])


def inspect_log() -> dict:
    from inspect_ai.log import list_eval_logs, read_eval_log, read_eval_log_sample_summaries, write_eval_log
    from inspect_ai.scorer import accuracy, stderr, value_to_float

    # By their names it knows its logs among other files.
    (info,) = list_eval_logs(str(folder))
    path = folder / Path(info.name).name
    log = read_eval_log(str(path))
    header = read_eval_log(str(path), header_only=True)
    assert header.eval == log.eval and header.results == log.results
    assert len(read_eval_log_sample_summaries(str(path))) == len(log.samples)
    # What it writes again must say the same.
    again = folder / "again.eval.json"
    write_eval_log(log, str(again))
    assert read_eval_log(str(again)).model_dump() | {"location": ""} == log.model_dump() | {"location": ""}
    again.unlink()
    return {
        "task": info.task,
        "version": log.version,
        "status": log.status,
        "model": log.eval.model,
        "ids": [sample.id for sample in log.samples],
        "errors": [sample.id for sample in log.samples if sample.error],
        "completions": [sample.output.completion for sample in log.samples],
        "inputs": [sample.input for sample in log.samples],
        "targets": [sample.target for sample in log.samples],
        "usage": [usage.total_tokens for usage in log.stats.model_usage.values()],
        "figures": {score.name: metric_values(score) for score in log.results.scores},
        "recomputed": {score.name: recomputed(log, score.name, value_to_float(), accuracy(), stderr()) for score in log.results.scores},
    }


def metric_values(score) -> dict:
    return {name: metric.value for name, metric in score.metrics.items()}


def recomputed(log, name, to_float, accuracy, stderr) -> dict:
    """The figures by Inspect's own metrics from the samples' scores."""
    from inspect_ai.scorer import SampleScore

    scores = [sample.scores[name] for sample in log.samples if sample.scores and name in sample.scores]
    wrapped = [SampleScore(score=score.model_copy(update={"value": to_float(score.value)})) for score in scores]
    return {"accuracy": accuracy(wrapped), "stderr": stderr(wrapped)}


def harness_files() -> dict:
    import lm_eval.utils as utils
    from lm_eval.api.metrics import mean, mean_stderr
    from lm_eval.result_schema import EvalResults, SampleResult
    from pydantic import TypeAdapter

    names = [str(path) for path in folder.iterdir()]
    results_path = utils.get_latest_filename(utils.get_results_filenames(names))
    samples_path = utils.get_latest_filename(utils.get_sample_results_filenames(names))
    results = json.loads(Path(results_path).read_text(encoding="utf-8"))
    samples = [json.loads(line) for line in Path(samples_path).read_text(encoding="utf-8").splitlines()]
    task = utils.get_file_task_name(Path(samples_path).name)
    assert task in results["results"], task
    TypeAdapter(EvalResults).validate_python(results)
    adapter = TypeAdapter(SampleResult)
    for sample in samples:
        adapter.validate_python(sample)
        assert set(sample["metrics"]) <= set(sample), sample["metrics"]
        doc = json.dumps(sample["doc"], indent=2, default=utils.handle_non_serializable, ensure_ascii=False)
        assert sample["doc_hash"] == utils.hash_string(doc), sample["doc_id"]
        assert sample["prompt_hash"] == utils.hash_string(sample["arguments"]["gen_args_0"]["arg_0"])
        assert sample["target_hash"] == utils.hash_string(sample["target"])
        assert isinstance(sample["target"], str)
    hashes = "".join(s["doc_hash"] + s["prompt_hash"] + s["target_hash"] for s in samples)
    assert results["task_hashes"][task] == utils.hash_string(hashes)
    known = {name.split(",")[0] for name in results["results"][task] if "," in name and "_stderr" not in name}
    recomputed = {}
    for name in known:
        values = [sample[name] for sample in samples if name in sample]
        recomputed[name] = {"mean": mean(values), "stderr": mean_stderr(values) if len(values) > 1 else "N/A"}
    return {
        "task": task,
        "count": len(samples),
        "table": utils.make_table(results),
        "figures": {
            name: {"mean": results["results"][task][f"{name},none"], "stderr": results["results"][task][f"{name}_stderr,none"]}
            for name in known
        },
        "recomputed": recomputed,
    }


print(
    json.dumps(
        {
            "inspect_ai": importlib.metadata.version("inspect_ai"),
            "lm_eval": importlib.metadata.version("lm_eval"),
            "inspect": inspect_log(),
            "harness": harness_files(),
        }
    )
)
