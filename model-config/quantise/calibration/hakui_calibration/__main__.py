"""Command line: python -m hakui_calibration fidelity | calibrate ORDER.json, started by set-up, which answers it (pipe.py)."""

import json
import signal
import sys

from .calibrate import calibrate
from .errors import CalibrationError
from .fidelity import compare
from .pipe import Pipe


def main(arguments):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    what, path = arguments
    with open(path, encoding="utf-8") as file:
        order = json.load(file)
    pipe = Pipe()
    try:
        pipe.result({"fidelity": compare, "calibrate": calibrate}[what](order, pipe))
    except CalibrationError as error:
        print(f"hakui_calibration: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
