import numpy as np
import pytest

from hakui_calibration.calibrate import calibrate
from hakui_calibration.errors import CalibrationError
from hakui_calibration.fidelity import compare

from small_model import SHAPE, MemoryPipe, parameters_of, random_weights, texts_of

TIED = {**SHAPE, "tiedEmbedding": True}
#: The embedding's look-ups, the layers, and the output matrix.
STAGES = SHAPE["layers"] + 2


def order_of(a, folder, **more):
    folder.mkdir(exist_ok=True)
    return {"architecture": a, "parameters": parameters_of(a), "texts": texts_of(a), "folder": str(folder), **more}


def codes_of(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".words", ".halves")}


@pytest.mark.parametrize("a", [SHAPE, TIED])
@pytest.mark.parametrize("widest", [None, 96])
def test_calibrated_weights_are_nearer_than_searched_ones(tmp_path, a, widest):
    """On texts that calibration never saw."""
    weights, folder = random_weights(a), tmp_path / "codes"
    calibrate(order_of(a, folder, texts=texts_of(a, count=40), widest=widest), MemoryPipe(weights))
    unseen = {**order_of(a, folder), "texts": texts_of(a, seed=77), "letters": [], "lettered": []}

    def mean(converted):
        return np.mean(sum(compare({**unseen, "converted": converted}, MemoryPipe(weights))["kl"], []))

    assert mean({"kind": "codes", "folder": str(folder)}) < 0.9 * mean({"kind": "rule"})


def test_a_run_that_was_killed_after_any_stage_comes_to_the_same_bytes(tmp_path):
    calibrate(order_of(SHAPE, tmp_path / "whole"), MemoryPipe(random_weights(SHAPE)))
    whole = codes_of(tmp_path / "whole")
    # Packed codes and scales of four matrices a layer, and of the output matrix.
    assert len(whole) == 2 * (4 * SHAPE["layers"] + 1)
    order = order_of(SHAPE, tmp_path / "killed")
    for stage in range(1, STAGES):
        pipe = MemoryPipe(random_weights(SHAPE), ends_at=stage)
        with pytest.raises(KeyboardInterrupt):
            calibrate(order, pipe)
        assert pipe.told == [stage - 1, stage]
        # A kill in the next stage leaves a file of it begun.
        (tmp_path / "killed" / f"model.layers.{stage - 1}.mlp.down_proj.words").write_bytes(b"begun")
    calibrate(order, MemoryPipe(random_weights(SHAPE)))
    killed = codes_of(tmp_path / "killed")
    assert {name: killed[name] for name in whole} == whole


def test_what_is_done_is_not_done_again(tmp_path):
    order = order_of(SHAPE, tmp_path / "codes")
    calibrate(order, MemoryPipe(random_weights(SHAPE)))
    pipe = MemoryPipe({})
    calibrate(order, pipe)
    assert pipe.told == [STAGES]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e9])
def test_a_weight_that_no_scale_holds_is_told(tmp_path, value):
    weights = random_weights(SHAPE)
    weights["model.layers.1.mlp.down_proj.weight"][5, 40] = value
    with pytest.raises(CalibrationError, match=r"model\.layers\.1\.mlp\.down_proj"):
        calibrate(order_of(SHAPE, tmp_path / "codes"), MemoryPipe(weights))
