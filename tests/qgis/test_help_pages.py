"""The pages behind the Help button: there, up to date, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

pytest.importorskip("markdown_it")

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = CHECKOUT / "help"


def test_the_pages_tell_what_the_algorithms_declare(provider):
    from tools.help_pages import pages

    made = pages(provider)
    assert {path.name for path in PAGES.iterdir()} == set(made)
    stale = [name for name, text in made.items() if (PAGES / name).read_text("utf-8") != text]
    assert stale == [], "make help-pages"


def test_the_help_button_finds_its_page(provider):
    for algorithm in provider.algorithms():
        url = urlparse(algorithm.helpUrl())
        assert url.scheme == "file"
        assert Path(unquote(url.path)).resolve() == PAGES / f"{algorithm.name()}.html"


def test_a_folder_with_blanks_and_signs_stays_a_folder(provider, monkeypatch, tmp_path):
    from qgis.PyQt.QtCore import QUrl
    from scoread.algorithms import base

    monkeypatch.setattr(base, "HELP_PAGES", tmp_path / "my profile #1 100%ä")
    url = QUrl(provider.algorithm("traindetect").helpUrl())
    assert url.toLocalFile() == str(tmp_path / "my profile #1 100%ä" / "traindetect.html")


def test_every_parameter_and_output_is_on_its_page(provider):
    for algorithm in provider.algorithms():
        page = (PAGES / f"{algorithm.name()}.html").read_text("utf-8")
        declared = [*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()]
        assert [p.name() for p in declared if f"<code>{p.name()}</code>" not in page] == []


def test_no_link_leads_nowhere():
    for path in PAGES.glob("*.html"):
        text = path.read_text("utf-8")
        targets = {target.partition("#")[0] for target in re.findall(r'href="([^"]+)"', text)}
        assert [target for target in targets if not (PAGES / target).is_file()] == []
        assert re.findall(r'src="(?!data:)', text) == []


def test_pages_are_the_same_on_every_machine():
    text = "".join(path.read_text("utf-8") for path in PAGES.glob("*.html"))
    assert str(Path.home()) not in text
