import pytest
from hakui_compile.description import read_description
from hakui_compile.errors import CompileError


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("modelType", "gpt2"),
        ("hiddenSize", 0),
        ("hiddenSize", 250),
        ("intermediateSize", "512"),
        ("layers", 1.5),
        ("layers", True),
        ("kvHeads", 3),
        ("headDim", 63),
        ("ropeTheta", float("nan")),
        ("rmsNormEps", -1),
        ("tiedEmbedding", 0),
        ("vocabSize", None),
        ("prefillChunk", 100_000),
    ],
)
def test_a_wrong_field_is_named_with_its_file(write_record, field, value):
    path = write_record(**{field: value})
    with pytest.raises(CompileError) as raised:
        read_description(path)
    assert str(path) in str(raised.value)
    assert field in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"architecture": 1}', "\ud83d"])
def test_a_file_that_is_no_record_is_refused(tmp_path, text):
    path = tmp_path / "record.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(CompileError, match="record.json"):
        read_description(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CompileError, match="cannot be read"):
        read_description(tmp_path / "none.json")


def test_every_record_of_the_project_is_a_description(records):
    paths = sorted(records.glob("*.json"))
    assert paths
    for path in paths:
        assert read_description(path).layers > 0
