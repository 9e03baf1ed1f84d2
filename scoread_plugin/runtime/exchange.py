"""What both ends of the wall between QGIS and torch agree on: one JSON message a line, arrays in a scratch file.

A message is a table. Arrays never travel in it: they lie one behind the other in a scratch file of the
sender's, and the message's "arrays" says where: {name: [offset, dtype, shape]}.
"""

from __future__ import annotations

import json
from typing import BinaryIO

import numpy as np

ALIGNMENT = 64
REQUEST_ARRAYS = "request.bin"
REPLY_ARRAYS = "reply.bin"
TYPES = {"float32": np.float32, "float64": np.float64, "bool": np.bool_}


def write_message(stream: BinaryIO, message: dict, arrays: dict[str, np.ndarray], scratch: str) -> None:
    """Put the arrays into the scratch file and send the message that names them."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = [offset, array.dtype.name, list(array.shape)]
        offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    if offset:
        fill(scratch, offset, arrays, places)
    stream.write(json.dumps({**message, "arrays": places}).encode() + b"\n")
    stream.flush()


def fill(scratch: str, size: int, arrays: dict[str, np.ndarray], places: dict[str, list]) -> None:
    with open(scratch, "ab") as file:
        if file.tell() < size:
            file.truncate(size)
    for name, array in arrays.items():
        if array.size:
            mapped(scratch, places[name], "r+")[...] = array


def read_arrays(message: dict, scratch: str) -> dict[str, np.ndarray]:
    """The arrays that a message names, mapped copy-on-write: valid until the sender's next message."""
    return {name: mapped(scratch, place, "c") for name, place in message["arrays"].items()}


def mapped(scratch: str, place: list, mode: str) -> np.ndarray:
    offset, kind, shape = place
    if 0 in shape:
        return np.zeros(shape, TYPES[kind])
    return np.asarray(np.memmap(scratch, TYPES[kind], mode, offset, tuple(shape)))
