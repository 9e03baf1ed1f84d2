from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch

from scoread_plugin.progress import Cancelled
from scoread_plugin.runtime.client import Worker
from scoread_plugin.runtime.errors import RuntimeFailure, TorchMissing
from scoread_plugin.runtime.remote import RemoteDetector
from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.sgm.model_file import read_header
from scoread_plugin.version import VERSION
from tests.unit.workers import SETTINGS, add_sample, request, shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for Pythons")


def ready(path, version):
    """Stands for a Python whose worker is ready, and waits for requests."""
    answer = json.dumps({"type": "result", "values": {"scoread": version}, "arrays": {}})
    return shell(path, f"echo '{answer}'; cat > /dev/null")


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where workers make their scratch folders."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_worker_tells_its_versions(worker):
    assert worker.versions == {
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "scoread": VERSION,
    }
    facts, arrays = worker.call("facts")
    assert facts["torch"] == torch.__version__ and arrays == {}
    assert facts["devices"][-1]["name"] == "cpu" and facts["devices"][-1]["failure"] is None


def test_threads_and_scratch_folder_are_as_asked(tmp_path):
    with Worker(Path(sys.executable), lambda: False, print, str(tmp_path), 1) as worker:
        assert worker.call("facts")[0]["devices"][-1]["model"] == "1 threads"
        assert [folder.name[:8] for folder in tmp_path.iterdir()] == ["scoread-"]
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_told_as_it_is(worker, model):
    options = DetectionOptions(perturbations=3, device="cpu")
    with pytest.raises(RuntimeFailure, match="^PERTURBATIONS must be even: they come in pairs z and -z here$"):
        RemoteDetector(worker, model[0], read_header(model[0]), options)
    with pytest.raises(RuntimeFailure, match="^DEVICE 'abacus' cannot be used here"):
        RemoteDetector(worker, model[0], read_header(model[0]), DetectionOptions(device="abacus"))


def test_a_cancel_ends_a_long_training(scratch, mixed_cube, tmp_path):
    steps = []
    with pytest.raises(Cancelled), Worker(Path(sys.executable), lambda: bool(steps), print) as worker:
        assert [folder.name[:8] for folder in scratch.iterdir()] == ["scoread-"]
        process = worker.child.process
        add_sample(worker, mixed_cube)
        long = SETTINGS.with_changes(epochs=100_000)
        worker.call("train", request(tmp_path / "m.scoread", long), progress=lambda *told: steps.append(told))
    assert process.poll() is not None
    assert not list(scratch.iterdir()) and not (tmp_path / "m.scoread").exists()


def test_a_worker_that_is_killed_is_told_of(scratch, mixed_cube, tmp_path):
    def kill(fraction, text):
        worker.child.process.kill()

    with Worker(Path(sys.executable), lambda: False, print) as worker:
        add_sample(worker, mixed_cube)
        long = SETTINGS.with_changes(epochs=100_000)
        with pytest.raises(RuntimeFailure, match=r"ended unexpectedly \(exit status -9\).*out of memory"):
            worker.call("train", request(tmp_path / "m.scoread", long), progress=kill)
        with pytest.raises(RuntimeFailure, match="ended unexpectedly"):
            worker.call("facts")
    assert not list(scratch.iterdir())


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ('PYTHONPATH="{folder}" exec "{python}" "$@"', ["cannot import torch", "torch is shadowed"]),
        ('exec "{python}" -S "$@"', ["No module named 'numpy'"]),
        ("echo hello", ["cannot be used for computing: it printed 'hello' instead of an answer."]),
        ("exit 0", ["(exit status 0).\nIn the"]),
        ("echo woe >&2; exit 3", ["exit status 3", "woe"]),
    ],
    ids=["torch shadowed", "bare", "no Python", "silent", "failing"],
)
def test_a_python_without_torch(scratch, tmp_path, command, words):
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('torch is shadowed')")
    python = shell(tmp_path / "python", command.format(folder=tmp_path, python=sys.executable))
    with pytest.raises(TorchMissing) as caught, Worker(python, lambda: False, print):
        pytest.fail("there is no torch")
    for word in (str(python), "scoread:checkenvironment", "clear it", *words):
        assert word in str(caught.value)
    assert str(caught.value).count("clear it") == 1
    assert not list(scratch.iterdir())


def test_a_refusal_is_short_however_much_was_printed(scratch, tmp_path):
    """A library that draws its progress in one line."""
    python = shell(tmp_path / "python", "head -c 1000000 /dev/zero | tr '\\0' - >&2; echo the end >&2; exit 3")
    with pytest.raises(TorchMissing, match="the end") as refusal, Worker(python, lambda: False, print):
        pytest.fail("it has ended")
    assert len(str(refusal.value)) < 10_000


def test_a_file_that_is_no_program(scratch, tmp_path):
    (tmp_path / "python").write_bytes(bytes(100))
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(TorchMissing, match="scoread:checkenvironment"), Worker(tmp_path / "python", bool, print):
        pytest.fail("there is no Python")
    assert not list(scratch.iterdir())


def test_a_folder_that_is_full_at_the_start_is_told(scratch, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr("scoread_plugin.runtime.client.open", full, raising=False)
    with pytest.raises(TorchMissing, match="No space left"):
        Worker(tmp_path / "python", bool, print).start()
    assert not list(scratch.iterdir())


def test_the_worker_ends_with_its_block(scratch, tmp_path):
    with Worker(ready(tmp_path / "python", VERSION), lambda: False, print) as worker:
        assert worker.versions == {"scoread": VERSION} and worker.child.process.poll() is None
    assert worker.child.process.poll() == 0 and not list(scratch.iterdir())


def test_a_worker_of_another_version_of_the_plugin_is_refused(scratch, tmp_path):
    with pytest.raises(RuntimeFailure, match="Restart QGIS"), Worker(ready(tmp_path / "python", "0.0"), bool, print):
        pytest.fail("it would compute other scores than those it is said to")
    assert not list(scratch.iterdir())


def test_an_interrupt_that_ends_the_worker_is_a_cancel(scratch, tmp_path):
    # Reset first: a test run in the background inherits that interrupts are ignored.
    interrupt = "import os, signal as s; s.signal(s.SIGINT, s.SIG_DFL); os.kill(os.getpid(), s.SIGINT)"
    python = shell(tmp_path / "python", f'exec "{sys.executable}" -c "{interrupt}"')
    with pytest.raises(Cancelled), Worker(python, lambda: False, print):
        pytest.fail("it was interrupted")
    assert not list(scratch.iterdir())


def test_cancel_while_the_worker_starts(scratch, tmp_path):
    python = shell(tmp_path / "python", "exec sleep 60")
    with pytest.raises(Cancelled), Worker(python, lambda: True, print):
        pytest.fail("it was cancelled")
    assert not list(scratch.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("full", ["request.bin", "reply.bin", "model"])
def test_which_disk_is_full_is_told(mixed_cube, tmp_path, full):
    with Worker(Path(sys.executable), lambda: False, print, str(tmp_path)) as worker:
        path = Path("/dev/full") if full == "model" else worker.folder / full
        if full != "model":
            path.symlink_to("/dev/full")
        with pytest.raises(RuntimeFailure, match=f"No space left on device: '{path}'.*free some space") as caught:
            add_sample(worker, mixed_cube)
            worker.call("train", request("/dev/full" if full == "model" else tmp_path / "m.scoread"))
    assert "Traceback" not in str(caught.value)


def test_memory_that_runs_out_is_told_with_advice(tmp_path):
    worker = Worker(tmp_path / "python", bool, print)
    assert "Lower MEMORY_LIMIT" in str(worker.failure("memory", "can't allocate"))
