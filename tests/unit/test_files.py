from __future__ import annotations

import os
import shutil
import sys

import pytest

from scoread_plugin.files import replacing


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "score.tif"
    with replacing(str(target)) as path:
        assert path.name == target.name and path.parent.parent == tmp_path
        path.write_text("new")
        assert not target.exists()
    assert target.read_text() == "new" and names(tmp_path) == ["score.tif"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_the_older_file(tmp_path, error):
    target = tmp_path / "score.tif"
    target.write_text("older")
    with pytest.raises(error), replacing(target) as path:
        path.write_text("half")
        raise error
    assert target.read_text() == "older" and names(tmp_path) == ["score.tif"]


def test_sidecars_come_along_before_the_file_itself(tmp_path, monkeypatch):
    order = []
    replace = os.replace

    def record(source, target):
        order.append(os.path.basename(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", record)
    for name in ("score.tif", "score.tif.aux.xml", "other.txt"):
        (tmp_path / name).write_text("older")
    with replacing(tmp_path / "score.tif") as path:
        for name in ("score.tif", "score.tif.aux.xml", "a.ovr", "z.msk"):
            (path.parent / name).write_text("new")
    assert order == sorted(order, key="score.tif".__eq__) and order[-1] == "score.tif" and len(order) == 4
    assert names(tmp_path) == ["a.ovr", "other.txt", "score.tif", "score.tif.aux.xml", "z.msk"]
    assert (tmp_path / "score.tif.aux.xml").read_text() == "new"
    assert (tmp_path / "other.txt").read_text() == "older"


def test_what_a_killed_run_left_goes_with_the_next_one(tmp_path):
    with replacing(tmp_path / "score.tif") as path:
        left = path.parent
        path.write_text("new")
    left.mkdir()
    (left / "score.tif.ovr").write_text("left")
    with replacing(tmp_path / "score.tif") as path:
        path.write_text("newer")
    assert names(tmp_path) == ["score.tif"] and (tmp_path / "score.tif").read_text() == "newer"


def test_the_log_of_an_older_database_goes_with_it(tmp_path):
    for name in ("a.gpkg", "a.gpkg-wal", "a.gpkg-shm", "b.gpkg-wal"):
        (tmp_path / name).write_text("older")
    with replacing(tmp_path / "a.gpkg") as path:
        path.write_text("new")
    assert names(tmp_path) == ["a.gpkg", "b.gpkg-wal"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OSError, match="nowhere"), replacing(tmp_path / "nowhere" / "score.tif"):
        pytest.fail("there is nowhere to write to")


def test_a_target_that_cannot_be_replaced(tmp_path):
    target = tmp_path / "score.tif"
    target.mkdir()
    with pytest.raises(OSError), replacing(target) as path:
        path.write_text("new")
    assert names(tmp_path) == ["score.tif"] and target.is_dir()


def test_a_name_without_folder_is_beside_us(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with replacing("score.tif") as path:
        path.write_text("new")
    assert names(tmp_path) == ["score.tif"]


def test_writing_nothing_replaces_nothing(tmp_path):
    target = tmp_path / "score.tif"
    target.write_text("older")
    with replacing(target):
        pass
    assert target.read_text() == "older" and names(tmp_path) == ["score.tif"]


def test_no_part_is_replaced_where_one_is_open(tmp_path, monkeypatch):
    """As on Windows, where the header would otherwise be that of the new raster, beside the older one."""
    rename = os.rename

    def refuse(source, target):
        if os.path.basename(source) == "score.bsq":
            raise PermissionError(13, "used by another process", str(source))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    monkeypatch.setattr(os, "replace", refuse)
    for name in ("score.bsq", "score.hdr"):
        (tmp_path / name).write_text("older")
    with pytest.raises(PermissionError, match="score.bsq"), replacing(tmp_path / "score.bsq") as path:
        for name in ("score.bsq", "score.hdr"):
            (path.parent / name).write_text("new")
    assert names(tmp_path) == ["score.bsq", "score.hdr"]
    assert (tmp_path / "score.hdr").read_text() == "older"


def test_files_that_a_failed_writer_holds_are_closed_before_they_are_deleted(tmp_path, monkeypatch):
    """Windows would leave them."""
    opened, still_open = [], []
    remove = shutil.rmtree

    def check(folder, **options):
        still_open.extend(descriptor for descriptor in opened if is_open(descriptor))
        remove(folder, **options)

    def write(path):
        file = open(path, "wb")  # noqa: SIM115 - as a raster in a frame of the exception
        opened.append(file.fileno())
        raise OSError("full")

    def refuse(path):
        try:
            write(path)
        except OSError as error:
            raise ValueError("cannot be written") from error

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(shutil, "rmtree", check)
    with pytest.raises(ValueError, match="cannot be written"), replacing(tmp_path / "score.tif") as path:
        refuse(path)
    assert opened and not still_open and names(tmp_path) == []


def is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
