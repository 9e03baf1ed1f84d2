from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from scoread_plugin.progress import Cancelled, silent
from scoread_plugin.runtime.client import Worker
from scoread_plugin.runtime.errors import RuntimeFailure, TorchMissing
from scoread_plugin.runtime.remote import RemoteDetector
from scoread_plugin.sgm.detection import Detector
from scoread_plugin.sgm.detection_options import DetectionOptions
from scoread_plugin.sgm.model_file import read_header
from scoread_plugin.sgm.persistence import load_model
from scoread_plugin.sgm.settings import DEFAULT, PAPER, Ring
from scoread_plugin.sgm.training import FEWEST_BATCHES
from scoread_plugin.version import VERSION
from scoread_plugin.worker import Replies, reason_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for Pythons")

PATIENCE_SECONDS = 120
REPOSITORY = Path(__file__).parents[2]
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


def ready(path, version):
    """Stands for a Python whose worker is ready, and waits for requests."""
    answer = json.dumps({"type": "result", "values": {"scoread": version}, "arrays": {}})
    return shell(path, f"echo '{answer}'; cat > /dev/null")


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    """A worker whose libraries print to standard output; what it logs is in `told`."""
    folder = tmp_path_factory.mktemp("noisy")
    (folder / "sitecustomize.py").write_text(NOISY)
    python = shell(folder / "python", f'PYTHONPATH="{folder}" exec "{sys.executable}" "$@"')
    told = []
    with Worker(python, lambda: False, told.append) as worker:
        worker.told = told
        yield worker


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """Where workers make their scratch folders."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(scope="module")
def cube(mixed_spectra):
    return mixed_spectra(12 * 10, bands=5).reshape(12, 10, 5)


def add_sample(worker, cube, chosen=None):
    valid = np.ones(cube.shape[:2], bool)
    arrays = {"cube": cube, "valid": valid, "chosen": valid if chosen is None else chosen}
    return worker.call("sample", {"ring": None}, arrays)


def request(path, settings=SETTINGS, **changes):
    values = {"settings": settings.to_dict(), "seed": 1, "device": "cpu", "path": str(path), "bands": BANDS}
    return {**values, "initial": "", "checkpoints": f"{path}-states", "seconds": 60, **changes}


@pytest.fixture(scope="module")
def model(worker, cube, tmp_path_factory):
    """Path of a model that the worker trained, its answer and the progress that it told."""
    path, progress = tmp_path_factory.mktemp("model") / "model.scoread", []
    add_sample(worker, cube[:5])
    add_sample(worker, cube[5:])
    values, arrays = worker.call("train", request(path), progress=lambda *told: progress.append(told))
    return str(path), values, np.array(arrays["losses"]), progress


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


def test_the_speed_of_detection_is_measured(worker):
    progress = []
    values, arrays = worker.call("benchmark", {"device": "cpu"}, {}, lambda *told: progress.append(told))
    assert values["speed"] > 0 and values["device"].startswith("cpu") and "100 bands" in values["case"]
    assert arrays == {} and progress[-1][0] == 1


def test_threads_and_scratch_folder_are_as_asked(tmp_path):
    with Worker(Path(sys.executable), lambda: False, print, str(tmp_path), 1) as worker:
        assert worker.call("facts")[0]["devices"][-1]["model"] == "1 threads"
        assert [folder.name[:8] for folder in tmp_path.iterdir()] == ["scoread-"]
    assert list(tmp_path.iterdir()) == []


def test_libraries_may_print(worker, model):
    assert "a library says something\nand does so again" in worker.tail()


def test_a_model_is_trained(worker, model):
    path, values, losses, progress = model
    header = read_header(path)
    assert header.settings == SETTINGS and header.bands == (1, 2, 3, 4, 5)
    assert header.facts["pixels"] == 120 and header.facts["torch"] == torch.__version__
    assert values == {"model_id": header.model_id, "batch_size": 120 // FEWEST_BATCHES, "device": values["device"]}
    assert values["device"].startswith("cpu (")
    assert losses.shape == (2,) and header.facts["final_loss"] == losses[-1]
    assert f"Training on {values['device']}: 120 pixels, 2 epochs, 0 MB of spectra." in worker.told
    fractions = [fraction for fraction, _ in progress]
    assert fractions == sorted(fractions) and fractions[0] == 0 and progress[-1][1] == "Epoch 2 of 2"


def test_scores_are_those_of_the_detector(worker, model, cube, cpu):
    options = DetectionOptions(noise_levels=(0.1, 0.4), perturbations=4, seed=3, device="cpu", extra_bands=True)
    remote = RemoteDetector(worker, model[0], read_header(model[0]), options)
    settings = SETTINGS.with_changes(perturbations=4).with_noise_levels((0.1, 0.4))
    local = Detector(load_model(model[0]), settings, 3, cpu, True)
    assert (remote.margin, remote.names) == (local.margin, local.names) == (0, local.names)
    valid = np.ones((12, 10), bool)
    valid[4, 4] = False
    scores = np.array(remote.score(cube, valid, silent))
    assert scores.shape == (12, 10, 5) and np.isnan(scores[4, 4]).all()
    np.testing.assert_allclose(scores, local.score(cube, valid), rtol=1e-4, atol=1e-4)
    assert remote.device.startswith("cpu (") and f"Scoring on {remote.device}." in worker.told


def test_a_model_scores_with_its_own_settings(worker, model, cube, cpu):
    remote = RemoteDetector(worker, model[0], read_header(model[0]), DetectionOptions(device="cpu"))
    scores = np.array(remote.score(cube, np.ones((12, 10), bool), silent))
    local = Detector(load_model(model[0]), SETTINGS, 1, cpu, False).score(cube, np.ones((12, 10), bool))
    np.testing.assert_allclose(scores, local, rtol=1e-4, atol=1e-4)


def test_training_goes_on_from_a_model(worker, model, cube, tmp_path):
    path = tmp_path / "next.scoread"
    add_sample(worker, cube)
    worker.call("train", request(path, initial=model[0]))
    before, after = load_model(model[0]), load_model(str(path))
    assert torch.equal(before.views[0].conditioning.projection, after.views[0].conditioning.projection)
    assert not torch.equal(before.views[0].network.project.weight, after.views[0].network.project.weight)


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


def test_a_refusal_is_told_as_it_is(worker, model):
    options = DetectionOptions(perturbations=3, device="cpu")
    with pytest.raises(RuntimeFailure, match="^PERTURBATIONS must be even: they come in pairs z and -z here$"):
        RemoteDetector(worker, model[0], read_header(model[0]), options)
    with pytest.raises(RuntimeFailure, match="^DEVICE 'abacus' cannot be used here"):
        RemoteDetector(worker, model[0], read_header(model[0]), DetectionOptions(device="abacus"))


def test_a_model_that_was_replaced_meanwhile_is_refused(worker, model):
    before = replace(read_header(model[0]), model_id="another")
    with pytest.raises(RuntimeFailure, match="was replaced while the run began"):
        RemoteDetector(worker, model[0], before, DetectionOptions(device="cpu"))


def test_the_device_is_that_of_the_last_block(worker, model, monkeypatch):
    """A GPU whose memory runs out is left."""
    header = read_header(model[0])
    remote = RemoteDetector(worker, model[0], header, DetectionOptions(device="cpu"))
    monkeypatch.setattr(worker, "call", lambda *request: ({"device": "another"}, {"outputs": "scores"}))
    assert remote.score(None, None, silent) == "scores" and remote.device == "another"


def test_a_sample_keeps_its_neighbours_when_the_next_one_comes(worker, cube, tmp_path):
    ring = Ring(3, 1)
    settings = PAPER.with_changes(epochs=1, batch_size=64, ring=ring)
    chosen = np.zeros((6, 10), bool)
    chosen[1:-1, 1:-1] = True
    for block in (cube[:6], cube[6:]):
        arrays = {"cube": block, "valid": np.ones((6, 10), bool), "chosen": chosen}
        worker.call("sample", {"ring": vars(ring)}, arrays)
    worker.call("train", request(tmp_path / "m.scoread", settings))
    reference = load_model(str(tmp_path / "m.scoread")).reference
    expected = np.concatenate([cube[:6][chosen], cube[6:][chosen]])
    assert sorted(reference.tolist()) == sorted(expected.tolist())


def test_a_training_that_fails_leaves_no_sample_behind(worker, cube, tmp_path):
    path = tmp_path / "m.scoread"
    add_sample(worker, np.ones((4, 4, 5), np.float32))
    with pytest.raises(RuntimeFailure, match="same spectrum"):
        worker.call("train", request(path))
    assert not path.exists()
    chosen = np.zeros((12, 10), bool)
    chosen[2:4, 3:8] = True
    add_sample(worker, cube, chosen)
    worker.call("train", request(path))
    assert read_header(str(path)).facts["pixels"] == 10


def test_a_cancel_ends_a_long_training(scratch, cube, tmp_path):
    steps = []
    with pytest.raises(Cancelled), Worker(Path(sys.executable), lambda: bool(steps), print) as worker:
        assert [folder.name[:8] for folder in scratch.iterdir()] == ["scoread-"]
        process = worker.child.process
        add_sample(worker, cube)
        long = SETTINGS.with_changes(epochs=100_000)
        worker.call("train", request(tmp_path / "m.scoread", long), progress=lambda *told: steps.append(told))
    assert process.poll() is not None
    assert not list(scratch.iterdir()) and not (tmp_path / "m.scoread").exists()


def test_a_worker_that_is_killed_is_told_of(scratch, cube, tmp_path):
    def kill(fraction, text):
        worker.child.process.kill()

    with Worker(Path(sys.executable), lambda: False, print) as worker:
        add_sample(worker, cube)
        long = SETTINGS.with_changes(epochs=100_000)
        with pytest.raises(RuntimeFailure, match=r"ended unexpectedly \(exit status -9\).*out of memory"):
            worker.call("train", request(tmp_path / "m.scoread", long), progress=kill)
        with pytest.raises(RuntimeFailure, match="ended unexpectedly"):
            worker.call("facts")
    assert not list(scratch.iterdir())


@pytest.fixture
def bare_worker(tmp_path, cube):
    """A worker with nobody between: the process, and what begins a long training and waits for its first step."""
    arguments = [sys.executable, "-m", "scoread_plugin.worker", str(tmp_path)]
    process = subprocess.Popen(arguments, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    cube[:4, :4].tofile(tmp_path / "request.bin")
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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("full", ["request.bin", "reply.bin", "model"])
def test_which_disk_is_full_is_told(cube, tmp_path, full):
    with Worker(Path(sys.executable), lambda: False, print, str(tmp_path)) as worker:
        path = Path("/dev/full") if full == "model" else worker.folder / full
        if full != "model":
            path.symlink_to("/dev/full")
        with pytest.raises(RuntimeFailure, match=f"No space left on device: '{path}'.*free some space") as caught:
            add_sample(worker, cube)
            worker.call("train", request("/dev/full" if full == "model" else tmp_path / "m.scoread"))
    assert "Traceback" not in str(caught.value)


def test_memory_that_runs_out_is_told_with_advice(tmp_path):
    worker = Worker(tmp_path / "python", bool, print)
    assert "Lower MEMORY_LIMIT" in str(worker.failure("memory", "can't allocate"))
