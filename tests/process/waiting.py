"""For what another process does."""

from __future__ import annotations

import time

PATIENCE_SECONDS = 120


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the run did not come that far")
        time.sleep(0.2)
