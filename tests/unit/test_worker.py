from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from scoread_plugin.runtime.client import Worker
from scoread_plugin.runtime.errors import RuntimeFailure
from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.worker import Replies, reason_of
from tests.unit.workers import SETTINGS, request, shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for Pythons")

PATIENCE_SECONDS = 120
REPOSITORY = Path(__file__).parents[2]


def test_libraries_may_print(worker, model):
    assert "a library says something\nand does so again" in worker.tail()


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("dance", {}, ["dance", "Traceback"]),
        ("score", {"cube": 1}, ["score()", "Traceback"]),
        ("open", {"path": "/nowhere/m.scoread", "options": vars(DetectionOptions())}, ["/nowhere/m.scoread"]),
    ],
)
def test_a_call_that_fails_does_not_end_the_worker(worker, name, values, words):
    with pytest.raises(RuntimeFailure) as caught:
        worker.call(name, values)
    for word in words:
        assert word in str(caught.value)
    assert ("Traceback" in str(caught.value)) == ("Traceback" in words)
    assert worker.call("facts")[0]["torch"] == torch.__version__


@pytest.fixture
def bare_worker(tmp_path, mixed_cube):
    """A worker with nobody between: the process, and what begins a long training and waits for its first step."""
    arguments = [sys.executable, "-m", "scoread_plugin.worker", str(tmp_path)]
    process = subprocess.Popen(arguments, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    mixed_cube[:4, :4].tofile(tmp_path / "request.bin")
    places = {"cube": [0, "float32", [4, 4, 5]], "valid": [0, "bool", [4, 4]], "chosen": [0, "bool", [4, 4]]}
    long = request(tmp_path / "m.scoread", SETTINGS.with_changes(epochs=100_000))

    def say(call, values, arrays):
        message = {"call": call, "values": values, "arrays": arrays}
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()

    def begin():
        say("sample", {"ring": None}, places)
        say("train", long, {})
        kind = "result"
        while kind in ("result", "log"):
            kind = json.loads(process.stdout.readline())["type"]
        assert kind == "progress"

    yield process, say, begin
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_a_worker_whose_other_side_is_gone_ends(bare_worker):
    """QGIS crashes or is killed in the middle of a training."""
    process, _, begin = bare_worker
    begin()
    process.stdin.close()
    assert process.wait(PATIENCE_SECONDS) is not None


def test_a_worker_whose_other_side_is_gone_before_it_is_ready_leaves_no_files(bare_worker, tmp_path):
    """QGIS is killed while a worker imports torch."""
    process, _, _ = bare_worker
    process.stdin.close()
    process.stdout.close()
    assert process.wait(PATIENCE_SECONDS) is not None and not tmp_path.exists()


def test_a_worker_at_rest_whose_other_side_is_gone_ends_and_leaves_no_files(bare_worker, tmp_path):
    """QGIS is killed while a worker waits for the next run."""
    process, say, _ = bare_worker
    say("rest", {}, {})
    assert [json.loads(process.stdout.readline())["type"] for _ in range(2)] == ["result", "result"]
    process.stdin.close()
    assert process.wait(PATIENCE_SECONDS) is not None and not tmp_path.exists()


def test_half_a_request_is_the_end(bare_worker, tmp_path):
    """QGIS is killed while it writes a long request."""
    process, say, _ = bare_worker
    say("rest", {}, {})
    assert [json.loads(process.stdout.readline())["type"] for _ in range(2)] == ["result", "result"]
    process.stdin.write(b'{"call": "tra')
    process.stdin.close()
    assert process.wait(PATIENCE_SECONDS) is not None and not tmp_path.exists()


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
def test_a_worker_leaves_no_files_at_the_end_of_a_session(bare_worker, tmp_path, name):
    """Which reaches every process of a terminal or of a batch: none is left to remove them."""
    number = getattr(signal, name)
    if signal.getsignal(number) != signal.SIG_DFL:
        pytest.skip(f"{name} is ignored here, as by nohup, and the worker inherits that")
    process, _, begin = bare_worker
    begin()
    process.send_signal(number)
    assert process.wait(PATIENCE_SECONDS) == 128 + number and not tmp_path.exists()


def test_a_worker_stays_with_a_qgis_that_outlives_its_terminal(tmp_path):
    """It inherits from nohup that the signal is ignored."""
    program = "import signal, sys; from scoread_plugin.worker import end_with_session as end; end(sys.argv[1]); "
    program += "signal.raise_signal(signal.SIGHUP); print('on')"
    command = ["nohup", sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout.strip() == b"on"
    assert tmp_path.exists()


def test_only_the_scratch_folder_needs_a_disk_with_space(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import tempfile; tempfile._candidate_tempdir_list = lambda: []")
    python = shell(tmp_path / "python", f'PYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"')
    with Worker(python, lambda: False, print, str(tmp_path)) as worker:
        assert worker.call("facts")[0]["torch"] == torch.__version__


def test_a_root_of_the_drive_that_is_closed_to_the_user_does_no_harm(tmp_path):
    closed = "import os\ndef chdir(path):\n    raise PermissionError(13, 'Permission denied')\nos.chdir = chdir"
    (tmp_path / "sitecustomize.py").write_text(closed)
    python = shell(tmp_path / "python", f'PYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"')
    with Worker(python, lambda: False, print, str(tmp_path)) as worker:
        assert worker.call("facts")[0]["torch"] == torch.__version__


def test_standard_output_is_for_messages_alone():
    program = (
        "import os; from scoread_plugin.worker import claim_stdout; messages = claim_stdout(); "
        "print('print', flush=True); os.write(1, b'write'); messages.write(b'message'); messages.flush()"
    )
    finished = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True)
    assert finished.stdout == b"message" and finished.stderr == b"print\nwrite"


def lines_of(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_progress_is_thinned(tmp_path):
    stream = io.BytesIO()
    replies = Replies(stream, str(tmp_path))
    for _ in range(2):
        replies.begin()
        for step in range(100_000):
            replies.progress(step / 100_000, "Scoring")
    fractions = [line["fraction"] for line in lines_of(stream)]
    assert 200 < len(fractions) < 1100 and fractions.count(0) == 2


def test_the_end_is_told_however_close_it_comes(tmp_path):
    stream = io.BytesIO()
    replies = Replies(stream, str(tmp_path))
    for fraction in (0.9985, 0.999, 1.0):
        replies.progress(fraction, "Scoring")
    assert [line["fraction"] for line in lines_of(stream)] == [0.9985, 1.0]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), "memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"), "memory"),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes."), "memory"),
        (RuntimeError("CUDA out of memory. Tried to allocate 2.00 MiB."), "memory"),
        (OSError(28, "No space left on device"), "file"),
        (ValueError("PERTURBATIONS"), "value"),
        (RuntimeError("shapes"), "internal"),
        (KeyError("dance"), "internal"),
    ],
)
def test_kinds_of_errors(error, kind):
    assert reason_of(error) == kind
