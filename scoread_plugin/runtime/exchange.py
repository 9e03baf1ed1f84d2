"""Protocol between QGIS and the torch process: one JSON message per line, arrays in a scratch file.

A message is a JSON object. Arrays are never part of it: they are stored one after another in a scratch file of the
sender, and the message's "arrays" locates them: {name: [offset, dtype, shape]}.
"""

from __future__ import annotations

import json
import os
from typing import BinaryIO

import numpy as np

from ..files import naming

ALIGNMENT = 64
REQUEST_ARRAYS = "request.bin"
REPLY_ARRAYS = "reply.bin"
KINDS = (np.uint8, np.int8, np.uint16, np.int16, np.float32, np.float64, np.bool_)
TYPES = {np.dtype(kind).name: kind for kind in KINDS}


def write_message(stream: BinaryIO, message: dict, arrays: dict[str, np.ndarray], scratch: str) -> None:
    """Write the arrays to the scratch file and send the message that refers to them."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = [offset, array.dtype.name, list(array.shape)]
        offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    if offset:
        fill(scratch, arrays, places)
    stream.write(json.dumps({**message, "arrays": places}).encode() + b"\n")
    stream.flush()


def fill(scratch: str, arrays: dict[str, np.ndarray], places: dict[str, list]) -> None:
    """Write the arrays, without mapping: on a full disk a write raises OSError, whereas a map ends the process."""
    with naming(scratch), open(scratch, "r+b" if os.path.exists(scratch) else "wb") as file:
        for name, array in arrays.items():
            file.seek(places[name][0])
            file.write(np.ascontiguousarray(array).data)


def read_message(line: bytes) -> dict:
    """Parse a line; raise ValueError if it is not a message, for instance if a start-up script prints it."""
    try:
        return json.loads(line)
    except ValueError:
        printed = line.decode("utf-8", "replace").strip()
        raise ValueError(f"it printed '{printed}' instead of an answer") from None


def read_arrays(message: dict, scratch: str) -> dict[str, np.ndarray]:
    """Map the arrays of a message copy-on-write; they are valid until the sender's next message."""
    return {name: mapped(scratch, *place) for name, place in message["arrays"].items()}


def mapped(scratch: str, offset: int, kind: str, shape: list[int]) -> np.ndarray:
    if 0 in shape:
        return np.zeros(shape, TYPES[kind])
    return np.asarray(np.memmap(scratch, TYPES[kind], "c", offset, tuple(shape)))
