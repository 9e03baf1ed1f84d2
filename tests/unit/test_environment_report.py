"""What the report on the computing environment says, and that it can be copied."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scoread_plugin.reports.environment_report import FOR_CPU, FOR_GPU, NEXT, Environment, environment_report
from scoread_plugin.runtime.errors import ScipyMissing, TorchMissing

HERE = [("QGIS", "3.22 <beta>"), ("System", "Linux & more")]


class Copied(HTMLParser):
    """The text of the pre element, as a browser would copy it."""

    inside, text = False, ""

    def handle_starttag(self, tag, attributes):
        self.inside = tag == "pre"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        self.text += data if self.inside else ""


@pytest.fixture
def working():
    return Environment(
        HERE,
        python="/env/bin/python",
        versions=[("Its versions", "torch 2.6")],
        devices=[("Device cpu", "works")],
        device="cpu",
        speed=12345.6,
        case="100 bands",
    )


def copied(found):
    page = Copied()
    page.feed(environment_report(found).html())
    return page.text


def test_everything_can_be_copied(working):
    assert copied(working).splitlines() == [
        "Status: ready",
        "QGIS: 3.22 <beta>",
        "System: Linux & more",
        "Computing Python: /env/bin/python",
        "Its versions: torch 2.6",
        "Device cpu: works",
        "Device that 'auto' takes: cpu",
        "Speed of detection: 12 000 pixels a second on cpu (100 bands)",
    ]


def test_what_to_do_next_depends_on_what_was_found(working):
    assert working.advice == [FOR_CPU, NEXT]
    assert Environment(HERE, device="cuda").advice == [FOR_GPU, NEXT]


@pytest.mark.parametrize("failure", ["", str(TorchMissing("No Python."))])
def test_not_everything_works_without_scipy(working, failure):
    found = replace(working, lacking=str(ScipyMissing()), failure=failure)
    assert found.status == ("torch missing" if failure else "scipy missing")
    assert found.advice == [str(ScipyMissing()), *([failure] if failure else [])]
    assert "apt install python3-scipy" in copied(found)


def test_what_is_missing_is_told_with_where_to_click():
    found = Environment(HERE, str(TorchMissing("No Python.")))
    page = environment_report(found).html()
    assert found.status == "torch missing" and "In this dialog" in page and "RX detector" in page
    assert "\nNo Python.\n" in copied(found) and "Device" not in copied(found)
