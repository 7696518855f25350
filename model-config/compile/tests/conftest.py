import json
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]
REPOSITORY = PACKAGE.parents[1]
sys.path.insert(0, str(PACKAGE))


@pytest.fixture
def records() -> Path:
    return REPOSITORY / "model-config" / "models"


@pytest.fixture
def write_record(tmp_path, records):
    """A record like hakui-tiny's with some fields changed or, where the value is None, left out."""

    def write(**changes):
        record = json.loads((records / "hakui-tiny.json").read_text(encoding="utf-8"))
        for name, value in changes.items():
            section = record["limits"] if name in record["limits"] else record["architecture"]
            section[name] = value
            if value is None:
                del section[name]
        path = tmp_path / "record.json"
        path.write_text(json.dumps(record), encoding="utf-8")
        return path

    return write
