import numpy as np
import pytest

from forward import Model as Reference
from hakui_calibration.errors import CalibrationError
from hakui_calibration.fidelity import Comparison, compare

from small_model import SHAPE, MemoryPipe, parameters_of, random_weights, texts_of, write_shards

LETTERS = [10, 11, 12, 13, 14]
SHAPES = [
    SHAPE,
    {**SHAPE, "tiedEmbedding": True},
    {**SHAPE, "modelType": "llama", "attentionBias": False, "ropeTheta": 500000, "kvHeads": 4},
]


def order_of(a, folder, texts=None):
    texts = texts or texts_of(a)
    return {
        "architecture": a,
        "parameters": parameters_of(a),
        "texts": texts,
        "letters": LETTERS,
        "lettered": list(range(len(texts))),
        "converted": {"kind": "shards", "folder": str(folder)},
    }


@pytest.mark.parametrize("a", SHAPES)
def test_the_pass_is_that_of_the_reference(tmp_path, a):
    """The letters' logits behind each text, by e2e/reference and by this pass."""
    write_shards(tmp_path, a, random_weights(a))
    texts = [text[: 5 + 9 * i] for i, text in enumerate(texts_of(a, count=4))]
    found = compare(order_of(a, tmp_path, texts), MemoryPipe(random_weights(a)))
    reference = Reference({"architecture": a}, tmp_path)
    for index, text in enumerate(texts):
        reference.empty()
        assert np.allclose(found["letters"][str(index)][1], reference.feed(text)[LETTERS], atol=2e-4)


@pytest.mark.parametrize("a", SHAPES)
def test_a_model_is_true_to_itself(tmp_path, a):
    unpacked = write_shards(tmp_path, a, random_weights(a))
    found = compare(order_of(a, tmp_path), MemoryPipe(unpacked))
    assert all(value == 0 for text in found["kl"] for value in text)
    assert all(all(text) for text in found["same"])
    assert all(source == converted for source, converted in found["letters"].values())


def test_a_model_is_not_another(tmp_path):
    write_shards(tmp_path, SHAPE, random_weights(SHAPE))
    found = compare(order_of(SHAPE, tmp_path), MemoryPipe(random_weights(SHAPE, seed=9)))
    assert np.mean(sum(found["kl"], [])) > 0.2
    assert np.mean(sum(found["same"], [])) < 0.5


@pytest.mark.parametrize("spoil", [lambda data: data[:9] + b"?" + data[10:], lambda data: data[:-4], None])
def test_a_damaged_shard_is_told(tmp_path, spoil):
    unpacked = write_shards(tmp_path, SHAPE, random_weights(SHAPE))
    shard = tmp_path / "params_shard_4.bin"
    data = shard.read_bytes()
    shard.unlink()
    if spoil:
        shard.write_bytes(spoil(data))
    with pytest.raises(CalibrationError, match="params_shard_4.bin (is damaged|can't be read)"):
        compare(order_of(SHAPE, tmp_path), MemoryPipe(unpacked))


def test_a_parameter_that_is_missing_is_told(tmp_path):
    a = {**SHAPE, "tiedEmbedding": True}
    write_shards(tmp_path, a, random_weights(a))
    with pytest.raises(CalibrationError, match="no lm_head"):
        compare(order_of(SHAPE, tmp_path), MemoryPipe(random_weights(SHAPE)))


def test_divergence_comes_block_by_block_as_it_does_at_once():
    rng = np.random.default_rng(7)
    hidden = [rng.normal(size=(700, 32)).astype(np.float32) for _ in range(2)]
    heads = [rng.normal(size=(1000, 32)).astype(np.float32) for _ in range(2)]
    comparison = Comparison(700)
    for start in range(0, 1000, 300):
        comparison.add(start, hidden, [head[start : start + 300] for head in heads])
    kl, same = comparison.result()

    def log_softmax(logits):
        shifted = logits - logits.max(-1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))

    a, b = (log_softmax((x @ w.T).astype(np.float64)) for x, w in zip(hidden, heads))
    assert np.allclose(kl, (np.exp(a) * (a - b)).sum(-1), rtol=1e-4)
    assert (same == (a.argmax(-1) == b.argmax(-1))).all()
