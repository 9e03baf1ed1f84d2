"""What both ends of the wall between QGIS and torch agree on: one JSON message a line, arrays in a scratch file.

A message is a table. Arrays never travel in it: they lie one behind the other in a scratch file of the
sender's, and the message's "arrays" says where: {name: [offset, dtype, shape]}.
"""

from __future__ import annotations

import json
import os
from typing import BinaryIO

import numpy as np

ALIGNMENT = 64
REQUEST_ARRAYS = "request.bin"
REPLY_ARRAYS = "reply.bin"
TYPES = {np.dtype(kind).name: kind for kind in (np.uint8, np.uint16, np.int16, np.float32, np.float64, np.bool_)}


def write_message(stream: BinaryIO, message: dict, arrays: dict[str, np.ndarray], scratch: str) -> None:
    """Put the arrays into the scratch file and send the message that names them."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = [offset, array.dtype.name, list(array.shape)]
        offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    if offset:
        fill(scratch, arrays, places)
    stream.write(json.dumps({**message, "arrays": places}).encode() + b"\n")
    stream.flush()


def fill(scratch: str, arrays: dict[str, np.ndarray], places: dict[str, list]) -> None:
    """Written, not mapped: on a full disk a write raises OSError, where a map ends the process."""
    with open(scratch, "r+b" if os.path.exists(scratch) else "wb") as file:
        for name, array in arrays.items():
            file.seek(places[name][0])
            file.write(np.ascontiguousarray(array).data)


def read_arrays(message: dict, scratch: str) -> dict[str, np.ndarray]:
    """The arrays that a message names, mapped copy-on-write: valid until the sender's next message."""
    return {name: mapped(scratch, *place) for name, place in message["arrays"].items()}


def mapped(scratch: str, offset: int, kind: str, shape: list[int]) -> np.ndarray:
    if 0 in shape:
        return np.zeros(shape, TYPES[kind])
    return np.asarray(np.memmap(scratch, TYPES[kind], "c", offset, tuple(shape)))
