"""A worker that has done its work is taken over by the next user, and by nobody who should not have it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
import weakref
from pathlib import Path

import numpy as np
import pytest

from scoread_plugin.progress import Cancelled
from scoread_plugin.runtime import setup, warm
from scoread_plugin.runtime.client import Worker
from scoread_plugin.runtime.errors import RuntimeFailure, TorchMissing
from scoread_plugin.runtime.interpreter import environment_folder
from scoread_plugin.runtime.warm import Workers
from scoread_plugin.version import VERSION

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand for Pythons")

PATIENCE_SECONDS = 30
VERSIONS = {"scoread": VERSION}
ANSWER = json.dumps({"type": "result", "values": VERSIONS, "arrays": {}})
# Greets and answers as a worker does, whatever it is asked; "gone" ends it.
FAKE = f"""#!/bin/sh
echo '{ANSWER}'
while read line; do
  case "$line" in *gone*) exit 3;; esac
  echo "$line" >&2
  echo '{ANSWER}'
done
"""


@pytest.fixture
def workers():
    found = Workers()
    yield found
    found.end()


@pytest.fixture
def worker(tmp_path):
    """Makes workers that are not started yet, of a Python that starts at once."""
    python = tmp_path / "python"
    python.write_text(FAKE)
    python.chmod(0o755)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def make(python=python, scratch=scratch, cancelled=lambda: False, threads=0):
        return Worker(python, cancelled, lambda text: None, str(scratch), threads)

    make.scratch = scratch
    return make


def use(workers, wanted):
    """Process of a worker that was used and has come back."""
    with workers.lend(wanted) as lent:
        lent.call("work")
        return lent.child.process


def ended(process):
    return process.wait(PATIENCE_SECONDS) is not None


def test_the_next_user_takes_the_worker_over(workers, worker):
    first = use(workers, worker())
    assert first.poll() is None
    second = worker(cancelled=lambda: True)
    with pytest.raises(Cancelled), workers.lend(second) as lent:
        assert lent.child.process is first and lent.versions == VERSIONS
        lent.call("work")
    assert ended(first), "it listens to the one who cancelled"


def test_who_fails_or_cancels_leaves_no_worker(workers, worker):
    for reason in (ValueError, Cancelled, KeyboardInterrupt):
        with pytest.raises(reason), workers.lend(worker()) as lent:
            raise reason
        assert ended(lent.child.process) and workers.idle is None
    assert list(worker.scratch.iterdir()) == []


def test_two_at_once_have_two_and_the_last_waits(workers, worker):
    waiting = use(workers, worker())
    with workers.lend(worker()) as first, workers.lend(worker()) as second:
        assert first.child.process is waiting and second.child.process is not waiting
    assert ended(second.child.process) and workers.idle is first
    assert len(list(worker.scratch.iterdir())) == 1


def test_other_conditions_need_another_worker(workers, worker, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    (other / "python").symlink_to(tmp_path / "python")
    for changes in ({"python": other / "python"}, {"scratch": other}, {"threads": 1}):
        first = use(workers, worker())
        assert use(workers, worker(**changes)) is not first and ended(first)
    first = use(workers, worker())
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert use(workers, worker()) is not first


def test_a_worker_that_was_killed_or_has_lost_its_folder_is_not_used(workers, worker):
    first = use(workers, worker())
    first.kill()
    first.wait()
    second = use(workers, worker())
    assert second is not first
    workers.idle.errors.close()
    for file in workers.idle.folder.iterdir():
        file.unlink()
    workers.idle.folder.rmdir()
    workers.idle.errors = open("/dev/null", "rb")  # noqa: SIM115 - closed with the worker
    assert use(workers, worker()) is not second


def test_one_that_ends_when_its_work_is_done_is_no_failure(workers, worker):
    with workers.lend(worker()) as lent, pytest.raises(RuntimeFailure):
        lent.call("gone")
    assert workers.idle is None and list(worker.scratch.iterdir()) == []


def test_a_worker_waits_for_so_long(workers, worker, monkeypatch):
    monkeypatch.setattr(warm, "IDLE_SECONDS", 0.2)
    first = use(workers, worker())
    assert ended(first) and list_until_empty(worker.scratch) == []


def list_until_empty(folder):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while list(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return list(folder.iterdir())


def test_a_user_is_not_cut_off_by_the_clock(workers, worker):
    first, clock = use(workers, worker()), workers.timer
    with workers.lend(worker()) as lent:
        assert lent.child.process is first
        clock.join(PATIENCE_SECONDS)
        assert not clock.is_alive()
        clock.function()  # It went off in that moment.
        lent.call("work")


def test_the_end_leaves_nothing(workers, worker):
    first = use(workers, worker())
    workers.end()
    workers.end()
    assert first.poll() is not None and list(worker.scratch.iterdir()) == []
    workers.timer.join(PATIENCE_SECONDS)
    assert not workers.timer.is_alive(), "no thread is left to meet the end of QGIS"


def test_the_end_leaves_nothing_in_memory(worker):
    """The plugin may be reloaded many times while QGIS is open."""
    workers = Workers()
    for _ in range(2):
        with workers.lend(worker()):
            pass
    workers.end()
    left = weakref.ref(workers)
    del workers
    gc.collect()
    assert left() is None


def test_the_exit_of_the_program_ends_an_idle_worker(worker, tmp_path):
    code = (
        "import sys\n"
        "from scoread_plugin.runtime.client import Worker\n"
        "from scoread_plugin.runtime.warm import WORKERS\n"
        "with WORKERS.lend(Worker(sys.argv[1], lambda: False, print, sys.argv[2])) as worker: print(worker.folder)"
    )
    command = [sys.executable, "-c", code, str(worker().python), str(worker.scratch)]
    folder = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    assert Path(folder).parent == worker.scratch and list(worker.scratch.iterdir()) == []


def test_a_worker_that_cannot_start_is_told_of(workers, worker, tmp_path):
    with pytest.raises(TorchMissing), workers.lend(worker(python=tmp_path / "none")):
        pytest.fail("there is no Python")
    assert workers.idle is None


def test_it_is_lent_at_once_and_the_first_call_waits_for_it(workers, worker, tmp_path):
    python = worker().python
    python.write_text(FAKE.replace("#!/bin/sh", f"#!/bin/sh\nwhile [ ! -e '{tmp_path}/ready' ]; do sleep 0.02; done"))
    with workers.lend(worker()) as lent:
        assert lent.versions == {}
        (tmp_path / "ready").touch()
        lent.call("work")
        assert lent.versions == VERSIONS


def test_the_first_call_tells_of_a_python_without_torch(workers, worker):
    """In whatever encoding it speaks."""
    worker().python.write_text("#!/bin/sh\nprintf 'woe \\351' >&2; exit 3")
    told = "cannot be used for computing.*exit status 3.*\nwoe \ufffd"
    with pytest.raises(TorchMissing, match=told), workers.lend(worker()) as lent:
        lent.call("work")
    assert workers.idle is None and list(worker.scratch.iterdir()) == []


def test_what_one_user_left_the_next_does_not_find(workers, worker):
    with workers.lend(worker()) as lent:
        lent.call("work", {}, {"cube": np.ones(100)})
        assert "work" in lent.tail() and len(list(lent.folder.iterdir())) == 2
    assert [(file.name, file.stat().st_size) for file in lent.folder.iterdir()] == [("errors.txt", 0)]
    with workers.lend(worker()) as again:
        again.call("more")
        assert again is lent and "more" in again.tail()
        assert "work" not in again.tail() and "\0" not in again.tail()


def test_an_environment_is_left_before_it_is_removed(workers, worker, tmp_path, monkeypatch):
    """Windows lets nobody move a folder in which a program runs."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(setup, "WORKERS", workers)
    environment_folder().mkdir(parents=True)
    first = use(workers, worker())
    moved = []
    monkeypatch.setattr(setup, "move", lambda source, target: moved.append(first.poll() is not None))
    setup.remove_environment()
    assert moved == [True]


def test_a_real_worker_answers_the_next_user(workers, tmp_path):
    def wanted():
        return Worker(Path(sys.executable), lambda: False, lambda text: None, str(tmp_path))

    with workers.lend(wanted()) as first:
        first.call("facts")
    with workers.lend(wanted()) as second:
        assert second is first and second.call("facts")[0]["torch"] == second.versions["torch"]
