"""Check of the tags of MATLAB files of versions 5 to 7: scipy trusts them, and a damaged one can end the process.

Compressed data carry a checksum; only uncompressed data are checked here. The format: MathWorks, MAT-File Format,
"Level 5 MAT-File Format".
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

HEADER_BYTES = 128
BYTE_ORDERS = {b"IM": "<", b"MI": ">"}
MATRIX = 14
NUMBERS = frozenset({1, 2, 3, 4, 5, 6, 7, 9, 12, 13})
TEXTS = frozenset({16, 17, 18})
# Array classes: 4 is text; 6 to 15 are double, single and the integers.
TEXT_CLASS, NUMBER_CLASSES = 4, range(6, 16)
COMPLEX_FLAG = 0x800


def check_tags(path: str) -> None:
    """Raise ValueError if a numeric or text array has a part of an unknown type, or one that ends outside it."""
    with open(path, "rb") as file:
        header = file.read(HEADER_BYTES)
        order = BYTE_ORDERS.get(header[126:])
        if order is None or 0 in header[:4]:  # version 4
            return
        end, position = os.path.getsize(path), HEADER_BYTES
        while position + 8 <= end:
            kind, length, _ = read_tag(file, order, position)
            if kind == MATRIX:
                check_array(file, order, position + 8, min(position + 8 + length, end))
            position += 8 + length


def check_array(file: BinaryIO, order: str, position: int, end: int) -> None:
    """Check the parts of an array: flags, dimensions, name, real and imaginary numbers."""
    file.seek(position + 8)
    (flags,) = struct.unpack(f"{order}I", file.read(4))
    kind = flags & 0xFF
    if kind != TEXT_CLASS and kind not in NUMBER_CLASSES:
        return
    data = NUMBERS | TEXTS if kind == TEXT_CLASS else NUMBERS
    for allowed in (NUMBERS, NUMBERS, NUMBERS | TEXTS, data, *[data] * bool(flags & COMPLEX_FLAG)):
        part, length, start = read_tag(file, order, position)
        if part not in allowed or start + length > end:
            raise ValueError(f"unexpected part of type {part} at byte {position}")
        position = start + length + -(start + length) % 8


def read_tag(file: BinaryIO, order: str, position: int) -> tuple[int, int, int]:
    """Read type, length and first byte of an element; up to four bytes may lie within its tag."""
    file.seek(position)
    first, second = struct.unpack(f"{order}II", file.read(8))
    if first >> 16:
        return first & 0xFFFF, first >> 16, position + 4
    return first, second, position + 8
