"""What tools/matrix.py makes of mounts, of apt's settings and of pytest's results."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import matrix

MOUNTINFO = r"""
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
30 21 0:5 / /work/build/matrix/trixie/dev rw - devtmpfs udev rw
31 21 0:22 / /work/build/matrix/with\040blank/proc rw - proc proc rw
32 21 0:22 / /work/build/matrix/testing rw - tmpfs tmpfs rw
""".lstrip()


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("/work/build/matrix/trixie", ["/work/build/matrix/trixie/dev"]),
        ("/work/build/matrix/with blank", ["/work/build/matrix/with blank/proc"]),
        ("/work/build/matrix/testing", ["/work/build/matrix/testing"]),
        ("/work/build/matrix/tri", []),
        ("/work/build/matrix/trixie/dev/shm", []),
    ],
)
def test_mounts_below_a_folder(folder, found):
    assert matrix.mounts_below(Path(folder), MOUNTINFO) == found


def test_a_folder_in_which_something_is_mounted_is_not_deleted(tmp_path, monkeypatch):
    (tmp_path / "dev").mkdir()
    monkeypatch.setattr(matrix, "mounts_below", lambda folder, mountinfo: [str(folder / "dev")])
    with pytest.raises(SystemExit, match="is mounted in it"):
        matrix.remove(tmp_path)
    assert (tmp_path / "dev").is_dir()


def test_proxies_go_along_and_other_settings_of_apt_do_not():
    asked = 'APT::Architecture "amd64";\nAcquire::http::Proxy "http://proxy:3128";\nAcquire::Check-Date "false";\n'
    assert matrix.network_settings(asked) == asked.split("\n", 1)[1]


def test_an_error_counts_as_failed(tmp_path):
    results = tmp_path / "results.xml"
    results.write_text('<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>')
    assert matrix.counts(results) == (4, 3, 3)


def test_the_table_has_a_row_for_each_release():
    versions = {"qgis": "3.40.6", "python": "3.13.5", "numpy": "2.2.4", "scipy": "1.15.3", "gdal": "3.10.3"}
    row = matrix.Outcome("trixie", "abc1234", "2026-11-24", {**versions, "torch": "2.6.0"}, 900, 1, 2, 12.5)
    last = matrix.table([row]).splitlines()[-1]
    software = "13 (trixie) | 3.40.6 | 3.13.5 | 2.2.4 | 1.15.3 | 3.10.3 | 2.6.0, Debian"
    assert last == f"| {software} | 900 | 1 | 2 | 12.5 | abc1234 | 2026-11-24 |"
