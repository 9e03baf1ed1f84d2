from __future__ import annotations

import pytest

from scoread_plugin.raster.unfinished import Unfinished
from scoread_plugin.raster.window import Window
from scoread_plugin.resume_folder import ResumeFolder


def begun(target, job="job"):
    unfinished = Unfinished(target, job)
    unfinished.begin()
    unfinished.note(Window(0, 0, 4, 5), 20)
    unfinished.note(Window(4, 0, 2, 5), 0)
    return unfinished


def test_the_same_job_finds_what_is_done(tmp_path):
    begun(tmp_path / "score.tif")
    assert Unfinished(tmp_path / "score.tif", "job").done == {Window(0, 0, 4, 5): 20, Window(4, 0, 2, 5): 0}
    assert Unfinished(tmp_path / "score.tif", "other").done == {}
    assert Unfinished(tmp_path / "other.tif", "job").done == {}


def test_a_line_that_was_cut_off_does_not_count(tmp_path):
    record = begun(tmp_path / "score.tif").record
    record.write_text(record.read_text()[:-2])
    assert Unfinished(tmp_path / "score.tif", "job").done == {Window(0, 0, 4, 5): 20}


@pytest.mark.parametrize("damage", ["\0\0\0\n", "1 2 3\n", "a b c d e\n"])
def test_a_damaged_record_counts_for_nothing(tmp_path, damage):
    begun(tmp_path / "score.tif").record.write_text(damage)
    assert Unfinished(tmp_path / "score.tif", "job").done == {}


def test_what_is_left_of_a_target_goes_with_it_and_nothing_else(tmp_path):
    begun(tmp_path / "a", "one")
    others = begun(tmp_path / "a-b").folder, begun(tmp_path / "[a]").folder
    ResumeFolder(tmp_path / "a", "three", "-training").folder.mkdir()
    begun(tmp_path / "a", "two").remove()
    assert sorted(tmp_path.iterdir()) == sorted(others)


@pytest.mark.parametrize(
    "name", ["s" * 251 + ".tif", "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 83 + ".tif"], ids=["ascii", "cjk"]
)
def test_the_longest_names_do(tmp_path, name):
    unfinished = begun(tmp_path / name)
    other = begun(tmp_path / (name[:-5] + "_.tif"))
    unfinished.remove()
    assert list(tmp_path.iterdir()) == [other.folder]
