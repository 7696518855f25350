"""Progress lines. They go to standard error: standard output carries results only."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def report(message: str) -> None:
    """Prints one progress line."""
    print(message, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Reports `name` with the seconds its block took, once the block has ended well."""
    start = time.monotonic()
    yield
    report(f"{name}: {time.monotonic() - start:.1f} s")
