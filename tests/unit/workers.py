"""What tests of the computing process give it: a Python, a sample, a request to train."""

from __future__ import annotations

import numpy as np

from scoread_plugin.sgm.settings import DEFAULT

SETTINGS = DEFAULT.with_changes(epochs=2, largest=3)
BANDS = {"bands": [1, 2, 3, 4, 5], "band_count": 5, "wavelengths": None, "nodata": [None] * 5}
NOISY = """
import os, sys

def chatter(event, arguments):
    if event == "import" and arguments[0] == "torch" or event == "open" and "model" in str(arguments[0]):
        os.write(1, b"a library says something\\n")
        print("and does so again", flush=True)

sys.addaudithook(chatter)
"""


def shell(path, command):
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)
    return path


def add_sample(worker, cube, chosen=None):
    valid = np.ones(cube.shape[:2], bool)
    arrays = {"cube": cube, "valid": valid, "chosen": valid if chosen is None else chosen}
    return worker.call("sample", {"ring": None}, arrays)


def request(path, settings=SETTINGS, **changes):
    values = {"settings": settings.to_dict(), "seed": 1, "device": "cpu", "path": str(path), "bands": BANDS}
    return {**values, "initial": "", "checkpoints": f"{path}-states", "seconds": 60, **changes}
