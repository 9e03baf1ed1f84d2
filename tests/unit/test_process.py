from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path

import pytest

from scoread_plugin.progress import Cancelled
from scoread_plugin.runtime import process
from scoread_plugin.runtime.process import ChildProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the children are told by POSIX signals")

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
)
WAITING = "import sys; print('up', flush=True); print(sys.stdin.readline().strip(), flush=True)"
SLEEPING = "import time; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts Python programs, which have long to end by themselves, and end with the test."""
    monkeypatch.setattr(process, "POLITE_SECONDS", 30)
    children = []

    def run(program, errors=None):
        children.append(ChildProcess([sys.executable, "-c", program], tmp_path, errors))
        return children[-1]

    yield run
    for child in children:
        child.process.kill()
        child.process.wait()


@pytest.fixture
def impatient(start, monkeypatch):
    monkeypatch.setattr(process, "POLITE_SECONDS", 0.3)


def never():
    return False


def cancelled(child):
    """Cancel a child when its first line has come; give its exit status."""
    lines = []
    with pytest.raises(Cancelled):
        for line in child.lines(lambda: bool(lines)):
            lines.append(line)
    assert lines == [b"up\n"]
    return child.process.poll()


def test_lines_come_in_their_order(start):
    child = start("import sys\nfor k in range(1000): print(k)\nprint('last', end='')")
    assert list(child.lines(never)) == [b"%d\n" % k for k in range(1000)] + [b"last"]
    assert child.process.wait() == 0


def test_lines_come_while_the_process_runs(start):
    child = start(WAITING)
    lines = child.lines(never)
    assert next(lines) == b"up\n" and child.process.poll() is None
    child.stdin.write(b"answer\n")
    child.stdin.flush()
    assert list(lines) == [b"answer\n"]


def test_errors_come_with_the_lines(start):
    assert list(start("import sys; print('woe', file=sys.stderr)").lines(never)) == [b"woe\n"]


def test_errors_go_where_they_are_sent(start, tmp_path):
    with open(tmp_path / "errors.txt", "wb") as errors:
        lines = list(start("import sys; print('woe', file=sys.stderr); print('well')", errors).lines(never))
    assert lines == [b"well\n"] and (tmp_path / "errors.txt").read_text() == "woe\n"


def test_the_process_runs_in_its_folder(start, tmp_path):
    (line,) = start("import os; print(os.getcwd())").lines(never)
    assert Path(os.fsdecode(line.strip())).samefile(tmp_path)


def test_what_qgis_sets_for_its_python_does_not_reach_the_child(start, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3")
    names = "('PYTHONHOME', 'PYTHONPATH', 'CUDA_VISIBLE_DEVICES')"
    child = start(f"import os\nfor name in {names}: print(os.environ.get(name))")
    assert list(child.lines(never)) == [b"None\n", b"None\n", b"3\n"]


def test_a_process_that_reads_gets_the_end_of_its_input(start):
    assert cancelled(start("import sys; print('up', flush=True); sys.stdin.read(); sys.exit(6)")) == 6


def test_a_process_that_does_not_listen_is_terminated(start, impatient):
    assert cancelled(start(SLEEPING)) == -signal.SIGTERM


def test_a_stubborn_process_is_killed(start, impatient):
    assert cancelled(start(STUBBORN)) == -signal.SIGKILL


def test_a_silent_process_is_cancelled(start, impatient):
    child = start("import time; time.sleep(60)")
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        list(child.lines(lambda: next(answers)))
    assert child.process.poll() == -signal.SIGTERM


def test_a_process_that_is_gone_is_stopped(start):
    child = start("")
    assert list(child.lines(never)) == []
    child.process.wait()
    child.stop()
    child.stop()
    assert child.process.poll() == 0


@pytest.mark.parametrize(("system", "flags"), [("win32", 0x08000000), ("linux", 0), ("darwin", 0)])
def test_no_console_window_opens_on_windows(tmp_path, monkeypatch, system, flags):
    started = {}

    class Child:
        stdin, stdout = io.BytesIO(), io.BytesIO()

        def __init__(self, arguments, **options):
            started.update(options, arguments=arguments)

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(process.subprocess, "Popen", Child)
    ChildProcess(["python.exe", "-m", "a"], tmp_path)
    assert started["creationflags"] == flags
    assert started["arguments"] == ["python.exe", "-m", "a"] and "shell" not in started


def test_variables_are_added_to_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("ONE", "1")
    monkeypatch.setenv("TWO", "2")
    program = "import os; print(os.environ['ONE'], os.environ['TWO'])"
    child = ChildProcess([sys.executable, "-c", program], tmp_path, variables={"TWO": "3"})
    assert list(child.lines(never)) == [b"1 3\n"]
    assert os.environ["TWO"] == "2"
