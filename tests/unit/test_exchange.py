from __future__ import annotations

import errno
import io
import json
import os

import numpy as np
import pytest

from scoread_plugin.runtime.exchange import ALIGNMENT, read_arrays, write_message

GENERATOR = np.random.default_rng(0)
ARRAYS = {
    "cube": GENERATOR.normal(size=(5, 7, 3)).astype(np.float32),
    "valid": GENERATOR.random((5, 7)) > 0.5,
    "empty": np.zeros((0, 3), np.float32),
    "bytes": GENERATOR.integers(0, 255, (3, 5), np.uint8),
    "signed bytes": GENERATOR.integers(-128, 127, (3, 5), np.int8),
    "counts": GENERATOR.integers(0, 65535, (3, 5), np.uint16),
    "signed": GENERATOR.integers(-32768, 32767, 9, np.int16),
    "losses": GENERATOR.normal(size=11),
    "one": np.ones(1, bool),
    "flat": np.zeros((4, 0), bool),
    "last": np.full((2, 2), np.nan, np.float32),
}


@pytest.fixture
def send(tmp_path):
    """Sends arrays through a scratch file; gives the message as the other side has it."""

    def run(arrays, **message):
        stream = io.BytesIO()
        write_message(stream, message, arrays, str(tmp_path / "scratch.bin"))
        line = stream.getvalue()
        assert line.endswith(b"\n") and line.count(b"\n") == 1
        return json.loads(line)

    return run


def test_arrays_come_through(send, tmp_path):
    received = read_arrays(send(ARRAYS), str(tmp_path / "scratch.bin"))
    assert list(received) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert received[name].dtype == array.dtype and type(received[name]) is np.ndarray
        np.testing.assert_array_equal(received[name], array)


def test_arrays_begin_at_aligned_places_and_do_not_overlap(send):
    places = send(ARRAYS)["arrays"]
    end = 0
    for name, (offset, kind, shape) in places.items():
        assert offset % ALIGNMENT == 0 and offset >= end
        assert (kind, shape) == (ARRAYS[name].dtype.name, list(ARRAYS[name].shape))
        end = offset + ARRAYS[name].nbytes
    assert end > ARRAYS["cube"].nbytes


@pytest.mark.parametrize(
    "array",
    [ARRAYS["cube"].transpose(2, 0, 1), ARRAYS["cube"][::2, 1:], np.asfortranarray(ARRAYS["cube"])],
    ids=["transposed", "sliced", "fortran"],
)
def test_arrays_in_any_order_of_memory(send, tmp_path, array):
    received = read_arrays(send({"a": array}), str(tmp_path / "scratch.bin"))["a"]
    np.testing.assert_array_equal(received, array)


def test_a_message_without_arrays_needs_no_file(send, tmp_path):
    message = send({}, type="log", text="ä\nb")
    assert message == {"type": "log", "text": "ä\nb", "arrays": {}}
    assert send({"empty": ARRAYS["empty"]})["arrays"] == {"empty": [0, "float32", [0, 3]]}
    assert not list(tmp_path.iterdir())
    assert read_arrays({"arrays": {"empty": [0, "float32", [0, 3]]}}, "/nowhere")["empty"].shape == (0, 3)


def test_the_scratch_file_is_used_again(send, tmp_path):
    largest = 0
    for size in (1000, 10, 5000):
        array, largest = np.arange(size, dtype=np.float64), max(size, largest)
        np.testing.assert_array_equal(read_arrays(send({"a": array}), str(tmp_path / "scratch.bin"))["a"], array)
        held = (tmp_path / "scratch.bin").stat().st_size
        assert held == 8 * largest, "cut off under an array of the other side's, it would end that process"
    assert [path.name for path in tmp_path.iterdir()] == ["scratch.bin"]


def test_what_was_received_can_be_written_to_and_stays_here(send, tmp_path):
    scratch = tmp_path / "scratch.bin"
    message = send({"a": np.ones(9)})
    received = read_arrays(message, str(scratch))["a"]
    received[:] = 7
    np.testing.assert_array_equal(read_arrays(message, str(scratch))["a"], np.ones(9))


def test_a_type_that_was_not_agreed_on_is_refused():
    with pytest.raises(KeyError, match="object"):
        read_arrays({"arrays": {"a": [0, "object", [3]]}}, "/nowhere")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_an_error_and_no_crash():
    with pytest.raises(OSError) as caught:
        write_message(io.BytesIO(), {}, {"a": np.ones(100_000)}, "/dev/full")
    assert caught.value.errno == errno.ENOSPC and "/dev/full" in str(caught.value)
