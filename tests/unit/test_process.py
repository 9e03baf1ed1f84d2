from __future__ import annotations

import io
import os
import signal
import sys
from pathlib import Path

import pytest

from scoread_plugin.progress import Cancelled, silent
from scoread_plugin.runtime import process, setup
from scoread_plugin.runtime.errors import RuntimeFailure, TorchMissing
from scoread_plugin.runtime.interpreter import environment_folder, environment_python
from scoread_plugin.runtime.process import ChildProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the children are told by POSIX signals")

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
)
WAITING = "import sys; print('up', flush=True); print(sys.stdin.readline().strip(), flush=True)"
SLEEPING = "import time; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Starts Python programs, which end with the test."""
    monkeypatch.setattr(process, "POLITE_SECONDS", 0.3)
    children = []

    def run(program, errors=None):
        children.append(ChildProcess([sys.executable, "-c", program], tmp_path, errors))
        return children[-1]

    yield run
    for child in children:
        child.process.kill()
        child.process.wait()


def never():
    return False


def nothing():
    """Ask for nothing."""


def after_first_line():
    """A cancel that comes when the first line has come."""
    lines = []
    return lambda: bool(lines), lines


def cancelled(child, ask=nothing):
    """Cancel a child when it is up; give its exit status."""
    cancel, lines = after_first_line()
    with pytest.raises(Cancelled):
        for line in child.lines(cancel, ask):
            lines.append(line)
    assert lines == [b"up\n"]
    return child.process.poll()


def test_lines_come_in_their_order(start):
    child = start("import sys\nfor k in range(1000): print(k)\nprint('last', end='')")
    assert list(child.lines(never, nothing)) == [b"%d\n" % k for k in range(1000)] + [b"last"]
    assert child.process.wait() == 0


def test_lines_come_while_the_process_runs(start):
    child = start(WAITING)
    lines = child.lines(never, nothing)
    assert next(lines) == b"up\n" and child.process.poll() is None
    child.stdin.write(b"answer\n")
    child.stdin.flush()
    assert list(lines) == [b"answer\n"]


def test_errors_come_with_the_lines(start):
    assert list(start("import sys; print('woe', file=sys.stderr)").lines(never, nothing)) == [b"woe\n"]


def test_errors_go_where_they_are_sent(start, tmp_path):
    with open(tmp_path / "errors.txt", "wb") as errors:
        lines = list(start("import sys; print('woe', file=sys.stderr); print('well')", errors).lines(never, nothing))
    assert lines == [b"well\n"] and (tmp_path / "errors.txt").read_text() == "woe\n"


def test_the_process_runs_in_its_folder(start, tmp_path):
    (line,) = start("import os; print(os.getcwd())").lines(never, nothing)
    assert Path(os.fsdecode(line.strip())).samefile(tmp_path)


def test_what_qgis_sets_for_its_python_does_not_reach_the_child(start, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3")
    names = "('PYTHONHOME', 'PYTHONPATH', 'CUDA_VISIBLE_DEVICES')"
    child = start(f"import os\nfor name in {names}: print(os.environ.get(name))")
    assert list(child.lines(never, nothing)) == [b"None\n", b"None\n", b"3\n"]


def test_a_process_that_listens_is_asked(start):
    child = start(WAITING + "; sys.exit(5)")

    def ask():
        child.stdin.write(b"stop\n")
        child.stdin.flush()

    assert cancelled(child, ask) == 5
    assert child.received.get() == b"stop\n"


def test_a_process_that_reads_gets_the_end_of_its_input(start):
    assert cancelled(start("import sys; print('up', flush=True); sys.stdin.read(); sys.exit(6)")) == 6


def test_a_process_that_does_not_listen_is_terminated(start):
    assert cancelled(start(SLEEPING)) == -signal.SIGTERM


def test_a_stubborn_process_is_killed(start):
    assert cancelled(start(STUBBORN)) == -signal.SIGKILL


def test_a_silent_process_is_cancelled(start):
    child = start("import time; time.sleep(60)")
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        list(child.lines(lambda: next(answers), nothing))
    assert child.process.poll() == -signal.SIGTERM


def test_a_process_that_is_gone_is_stopped(start):
    child = start("")
    assert list(child.lines(never, nothing)) == []
    child.process.wait()

    def ask():
        child.stdin.write(b"stop\n")
        child.stdin.flush()

    child.stop(ask)
    child.stop(ask)
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
    assert list(child.lines(never, nothing)) == [b"1 3\n"]
    assert os.environ["TWO"] == "2"


def test_a_program_that_fails_gives_the_advice(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    environment_folder().parent.mkdir()
    told = []
    with pytest.raises(RuntimeFailure, match="do this"):
        setup.run([sys.executable, "-c", "print('woe'); exit(3)"], "do this", never, told.append)
    assert told == ["woe"]
    setup.run([sys.executable, "-c", "print('well')"], "do this", never, told.append)
    assert told == ["woe", "well"]


VENV = """#!/bin/sh
# Stands for QGIS's Python: `python -m venv FOLDER`, whose Python in turn is asked for pip.
[ "$2" = venv ] || exit 9
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" proxy=$PIP_PROXY\\nexit {status}\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
"""


class Torch:
    """Stands for the worker in the new environment."""

    works = True

    def __init__(self, python, cancelled, log):
        assert python.exists()
        self.versions = {"torch": "2.99"}

    def __enter__(self):
        if not self.works:
            raise TorchMissing("torch is broken.")
        return self

    def __exit__(self, *exception):
        pass


WANTED = setup.Installation(["torch==2.6"], options=["--index-url", "https://a.b"])


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """Sets up an environment with a pip of some exit status; gives what was told."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(setup, "qgis_python", lambda: tmp_path / "python")
    monkeypatch.setattr(setup, "Worker", Torch)

    def run(status=0, cancel=never, wanted=WANTED):
        (tmp_path / "python").write_text(VENV.format(status=status))
        (tmp_path / "python").chmod(0o755)
        told = []
        python = setup.set_up_environment(wanted, cancel, told.append, silent)
        assert python == environment_python(environment_folder()) and python.exists()
        return told

    return run


@pytest.fixture
def older():
    """A file of an older environment."""

    def make():
        environment_folder().mkdir(parents=True)
        (environment_folder() / "older").touch()
        return environment_folder() / "older"

    return make


def test_an_environment_is_set_up(set_up):
    pip = "-m pip install --no-input --progress-bar off --index-url https://a.b torch==2.6 proxy="
    assert set_up() == [pip, "torch 2.99 works."]
    assert [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_a_new_environment_replaces_the_older_one(set_up, older):
    file = older()
    set_up()
    assert not file.exists()


def test_a_set_up_that_fails_leaves_the_older_environment(set_up, older, monkeypatch):
    file = older()
    with pytest.raises(RuntimeFailure, match="pip could not install"):
        set_up(status=1)
    with pytest.raises(Cancelled):
        set_up(cancel=lambda: True)
    monkeypatch.setattr(Torch, "works", False)
    with pytest.raises(TorchMissing):
        set_up()
    assert file.exists()
    assert [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_a_broken_environment_is_repaired(set_up, older):
    """Its Python is a folder, and what an interrupted replacement left lies about."""
    older()
    environment_python(environment_folder()).mkdir(parents=True)
    for left in (".part", ".old"):
        environment_folder().with_name(environment_folder().name + left).mkdir()
    set_up()
    assert environment_python(environment_folder()).is_file()
    assert [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_an_environment_that_is_in_use_stays_whole(set_up, older, monkeypatch):
    file = older()

    def refuse(path, target):
        raise PermissionError("in use")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(RuntimeFailure, match="Close other QGIS windows"):
        set_up()
    with pytest.raises(RuntimeFailure, match="in use"):
        setup.remove_environment()
    assert file.exists()


def test_the_older_environment_comes_back_where_the_new_one_cannot_be_moved(set_up, older, monkeypatch):
    file, rename = older(), Path.rename

    def refuse_new(path, target):
        if path.name.endswith(".part"):
            raise PermissionError("a scanner looks at it")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(RuntimeFailure, match="a scanner looks at it"):
        set_up()
    assert file.exists()
    assert [path.name for path in environment_folder().parent.iterdir()] == [environment_folder().name]


def test_an_environment_is_removed(set_up):
    assert not setup.remove_environment()
    set_up()
    assert setup.remove_environment()
    assert list(environment_folder().parent.iterdir()) == []


def test_the_proxy_reaches_pip_and_no_argument(set_up):
    told = set_up(wanted=setup.Installation(["torch"], "cpu", proxy="http://me:word@host:8080"))
    expected = "--index-url https://download.pytorch.org/whl/cpu torch proxy=http://me:word@host:8080"
    assert told[0].endswith(expected)


def test_wheels_are_installed_without_a_network(set_up, tmp_path):
    told = set_up(wanted=setup.Installation(["torch"], "cuda", str(tmp_path), ["--pre"]))
    assert told[0].endswith(f"--no-index --find-links {tmp_path} --pre torch proxy=")


def test_installations_that_cannot_be(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="WHEELS .*nowhere"):
        setup.Installation(wheels=str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="BUILD 'rocm' is not one of pip, cpu, cuda"):
        setup.Installation(build="rocm")
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(ValueError, match="macOS"):
        setup.Installation(build="cuda")
    assert setup.Installation(build="cpu").arguments()[:2] == ["--index-url", setup.BUILDS["cpu"]]


def test_the_steps_of_a_set_up_are_told(set_up, monkeypatch):
    steps = []
    monkeypatch.setattr(sys.modules[__name__], "silent", lambda fraction, text: steps.append((fraction, text)))
    set_up()
    assert [fraction for fraction, _ in steps] == sorted(fraction for fraction, _ in steps) and len(steps) == 3
