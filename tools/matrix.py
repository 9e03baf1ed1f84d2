"""Run the tests on the QGIS of several Debian releases, each in its own folder: `make test-matrix`.

sudo python tools/matrix.py [RELEASE ...] [--tests "PYTEST ARGUMENTS"]

Each folder `build/matrix/RELEASE` is a complete Debian, made by debootstrap and kept: delete it for a fresh one.
Mounts in it exist only in a mount namespace that ends with the command they are made for: nothing stays behind.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / "build" / "matrix"
CLONE = "root/scoread"
RESULTS = "root/results.xml"
# Packages that a fresh Debian needs before the README's command. `make` installs the rest.
PACKAGES = ("ca-certificates", "git", "make")
OWN_TORCH = ("python3-torch",)
VERSIONS = """
import json, platform, numpy, scipy, torch
from osgeo import gdal
from qgis.core import Qgis
for module in numpy, scipy:
    assert module.__file__.startswith("/usr/lib/"), f"not Debian's: {module.__file__}"
print(json.dumps({
    "qgis": Qgis.QGIS_VERSION.split("-")[0], "python": platform.python_version(), "numpy": numpy.__version__,
    "scipy": scipy.__version__, "gdal": gdal.__version__, "torch": torch.__version__,
}))
"""
# In the namespace: $1 is the release's folder, $2 a folder of wheels or empty, the rest the command.
MOUNT_AND_RUN = """
set -eu
root=$1 wheels=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t sysfs -o ro sysfs "$root/sys"
if [ -n "$wheels" ]; then
    mkdir -p "$root$wheels"
    mount --bind "$wheels" "$root$wheels"
    mount -o remount,bind,ro "$root$wheels"
fi
exec chroot "$root" "$@"
"""
TAIL_LINES = 40
NAMESPACE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")


@dataclass(frozen=True)
class Release:
    """Debian release: its number, and whether PyTorch comes from Debian rather than from pip."""

    number: str
    own_torch: bool


RELEASES = {
    "bookworm": Release("12", own_torch=False),
    "trixie": Release("13", own_torch=True),
    "testing": Release("testing", own_torch=True),
}


@dataclass(frozen=True)
class Outcome:
    """Outcome of the tests on one release, and the versions tested with."""

    release: str
    commit: str
    day: str
    versions: dict[str, str]
    passed: int
    failed: int
    skipped: int
    minutes: float


def main() -> int:
    arguments = parse()
    if os.geteuid() != 0:
        sys.exit("debootstrap and chroot need root: run `sudo make test-matrix`.")
    # Like Ctrl-C, this kills the running command, and its namespace with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Terminated."))
    FOLDER.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for name in arguments.releases:
        outcomes.append(test(name, arguments.tests))
        if not arguments.tests:
            stored(name).write_text(json.dumps(asdict(outcomes[-1]), indent=1))
    print(table(outcomes), end="")
    whole = [Outcome(**json.loads(path.read_text())) for path in map(stored, RELEASES) if path.exists()]
    (FOLDER / "README.md").write_text(f"# `make test-matrix`\n\n{table(whole)}", "utf-8")
    return any(outcome.failed for outcome in outcomes)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", metavar="RELEASE", help=f"of {', '.join(RELEASES)}; all without it")
    parser.add_argument("--tests", default="", help="arguments for pytest: a part of the tests, say")
    arguments = parser.parse_args()
    unknown = set(arguments.releases) - set(RELEASES)
    if unknown:
        parser.error(f"unknown release {', '.join(sorted(unknown))}: choose from {', '.join(RELEASES)}")
    arguments.releases = arguments.releases or list(RELEASES)
    return arguments


def stored(name: str) -> Path:
    """Return where the outcome of all tests is kept; that of a subset is only printed."""
    return FOLDER / f"{name}.json"


def test(name: str, tests: str) -> Outcome:
    """Update the release, run the README's test command in a clean clone, and count the results."""
    root, log = FOLDER / name, FOLDER / f"{name}.log"
    release = RELEASES[name]
    begun = time.monotonic()
    print(f"{name}: see {log}", flush=True)
    with log.open("w", encoding="utf-8") as output:
        bootstrap(name, root, output)
        install(root, release, output)
        commit = clone(root, output)
        (root / RESULTS).unlink(missing_ok=True)
        torch = ["TORCH="] if release.own_torch else []
        command = ["make", "-C", f"/{CLONE}", "test", *torch, f"TESTS=-rs --junit-xml=/{RESULTS} {tests}"]
        status = run_inside(root, command, output, check=False)
    passed, failed, skipped = counts(root / RESULTS) if (root / RESULTS).exists() else (0, 0, 0)
    if not passed or (status and not failed):
        sys.exit(f"{name}: the tests did not run to their end (exit status {status}).\n{tail(log)}")
    if failed:
        print(tail(log))
    minutes = round((time.monotonic() - begun) / 60, 1)
    return Outcome(name, commit, time.strftime("%Y-%m-%d"), versions(root), passed, failed, skipped, minutes)


def bootstrap(name: str, root: Path, output) -> None:
    """Make the release's folder if there is none yet; an incomplete one never gets its name."""
    if root.exists():
        return
    if shutil.which("debootstrap") is None:
        sys.exit("debootstrap was not found: install it.")
    part = root.with_name(f"{name}.part")
    remove(part)
    command = [*NAMESPACE, "debootstrap", "--variant=minbase", name, str(part)]
    checked(command, output, f"{name}: debootstrap failed")
    part.rename(root)


def install(root: Path, release: Release, output) -> None:
    """Install a user's system before the README's command: up to date, git, make, apt and pip with network access."""
    asked = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True).stdout
    (root / "etc/apt/apt.conf.d/90host").write_text(network_settings(asked))
    packages = [*PACKAGES, *(OWN_TORCH if release.own_torch else ())]
    run_inside(root, ["apt-get", "update"], output)
    run_inside(root, ["apt-get", "dist-upgrade", "-y"], output)
    run_inside(root, ["apt-get", "install", "-y", "--no-install-recommends", *packages], output)
    own_authorities = Path("/usr/local/share/ca-certificates")
    if own_authorities.is_dir():
        shutil.copytree(own_authorities, root / own_authorities.relative_to("/"), dirs_exist_ok=True)
        run_inside(root, ["update-ca-certificates"], output)


def network_settings(asked: str) -> str:
    """Select the settings for reaching the archives from `apt-config dump`: proxies, and checks of their dates."""
    wanted = ("Acquire::http", "Acquire::https", "Acquire::Check-")
    return "".join(f"{line}\n" for line in asked.splitlines() if line.startswith(wanted))


def clone(root: Path, output) -> str:
    """Clone the last commit of this checkout into the release's folder, and return it."""
    remove(root / CLONE)
    checked(["git", "clone", "--quiet", "--no-hardlinks", str(CHECKOUT), str(root / CLONE)], output, "git failed")
    command = ["git", "-C", str(root / CLONE), "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def run_inside(root: Path, command: list[str], output, check: bool = True) -> int:
    """Run a command with the release's folder as root directory, and return its exit status."""
    full = inside(root, command)
    if check:
        checked(full, output, f"`{shlex.join(command)}` failed", environment())
        return 0
    return subprocess.run(full, env=environment(), stdout=output, stderr=subprocess.STDOUT, check=False).returncode


def inside(root: Path, command: list[str]) -> list[str]:
    return [*NAMESPACE, "sh", "-c", MOUNT_AND_RUN, "sh", str(root), wheels(), *command]


def wheels() -> str:
    """Return the folder of wheels that this machine's pip uses, or an empty string."""
    folder = os.environ.get("PIP_FIND_LINKS", "")
    return folder if os.path.isabs(folder) and os.path.isdir(folder) else ""


def environment() -> dict[str, str]:
    """Return an environment with only the network settings of this machine."""
    passed_on = {key: value for key, value in os.environ.items() if key.startswith("PIP_") or key.endswith("_proxy")}
    return {
        **passed_on,
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LC_ALL": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }


def versions(root: Path) -> dict[str, str]:
    """Return the versions of QGIS, Python, numpy, scipy, GDAL and torch from the Python that ran the tests."""
    command = inside(root, [f"/{CLONE}/.venv/bin/python", "-c", VERSIONS])
    told = subprocess.run(command, env=environment(), check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told)


def checked(command: list[str], output, failure: str, variables: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=variables, stdout=output, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        sys.exit(f"{failure} (exit status {done.returncode}).\n{tail(Path(output.name))}")


def tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])


def remove(folder: Path) -> None:
    """Delete a folder, unless something is mounted below it, which would be deleted as well."""
    mounted = mounts_below(folder, Path("/proc/self/mountinfo").read_text("utf-8"))
    if mounted:
        sys.exit(f"'{folder}' is not deleted, as {', '.join(mounted)} is mounted in it: unmount that first.")
    if folder.exists():
        shutil.rmtree(folder)


def mounts_below(folder: Path, mountinfo: str) -> list[str]:
    """List the mount points at or below the folder in the text of /proc/self/mountinfo (proc(5): the fifth field)."""
    points = [line.split()[4].encode().decode("unicode_escape") for line in mountinfo.splitlines()]
    return [point for point in points if Path(point) == folder or folder in Path(point).parents]


def counts(results: Path) -> tuple[int, int, int]:
    """Return the numbers of passed, failed and skipped tests in pytest's JUnit file."""
    suites = ElementTree.parse(results).iter("testsuite")
    told = [[int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")] for suite in suites]
    tests, failures, errors, skipped = map(sum, zip(*told))
    return tests - failures - errors - skipped, failures + errors, skipped


def table(outcomes: list[Outcome]) -> str:
    """Format outcomes as a Markdown table."""
    software = ("QGIS", "Python", "numpy", "scipy", "GDAL", "torch")
    counted = ("passed", "failed", "skipped", "minutes", "commit", "day")
    rows = [("Debian", *software, *counted), ["---"] * (1 + len(software) + len(counted))]
    for each in outcomes:
        release = RELEASES[each.release]
        debian = f"{release.number} ({each.release})" if release.number.isdigit() else each.release
        told = {**each.versions, "torch": f"{each.versions['torch']}, {'Debian' if release.own_torch else 'pip'}"}
        rows.append([debian, *(told[name.lower()] for name in software), *(getattr(each, name) for name in counted)])
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
