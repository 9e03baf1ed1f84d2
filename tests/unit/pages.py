"""Reports as a browser sees them: pages, and the charts and pictures on them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "img", "link", "br", "hr", "input"}


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, text, and whether they nest."""

    def __init__(self, text: str):
        super().__init__()
        self.elements, self.text, self.open, self.misnested = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data):
        self.text.append(data)

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def picture(rows: int = 4, columns: int = 5) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (rows, columns, 4), dtype=np.uint8)


def drawing(chart: str) -> ElementTree.Element:
    """The chart as XML, without namespaces; fails where it is not well formed or holds no number."""
    assert not re.search(r"\b(nan|inf)\b", re.sub(r">[^<]*<", "><", chart), re.IGNORECASE)
    return ElementTree.fromstring(chart.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def vertices(element: ElementTree.Element) -> np.ndarray:
    return np.array([pair.split(",") for pair in element.get("points").split()], dtype=float)
