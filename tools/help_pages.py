"""Write help/*.html, the pages behind the Help button: make help-pages.

Each algorithm has a page, from the declarations that its dialog is made of; further pages are an index and the guides
of docs/, from their Markdown. All pages are self-contained, so that they can be read offline and printed.
"""

from __future__ import annotations

import base64
import re
import sys
from html import escape
from itertools import groupby
from pathlib import Path

from markdown_it import MarkdownIt
from qgis.core import QgsProcessingParameterDefinition

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from scoread_plugin.reports.page import STYLE, page  # noqa: E402
from scoread_plugin.runtime.interpreter import environment_folder  # noqa: E402
from tools.declarations import load_plugin  # noqa: E402

FOLDER = CHECKOUT / "help"
# Pages of docs/, and their names in the line at the top of every page.
GUIDES = {
    "tutorial": "Tutorial",
    "which": "Which algorithm",
    "reading": "Reading a map",
    "stability": "Stability and removal",
}
ENVIRONMENT = "a folder of its own in your data folder"
FLAGS = QgsProcessingParameterDefinition.Flag
UNBOUNDED = 2**31 - 1

OWN_STYLE = """
a { color: #1d5fa8; }
code { font: 0.9em/1.4 "DejaVu Sans Mono", Consolas, Menlo, monospace; background: #f3f4f6; padding: 1px 3px;
  overflow-wrap: anywhere; }
pre { background: #f3f4f6; padding: 10px 12px; overflow-x: auto; white-space: pre-wrap; }
pre code { padding: 0; }
header { margin-bottom: 18px; }
nav { margin: 0 0 18px; font-size: 13px; color: #5b6570; }
h3 { font-size: 15px; font-weight: 600; margin: 22px 0 6px; }
li { margin: 0 0 6px; max-width: 44em; }
img { max-width: 100%; }
.kind { color: #5b6570; font-size: 13px; }
.wide tbody th { width: 32%; color: inherit; font-weight: 600; }
.wide th code { overflow-wrap: normal; }
@media print { nav { display: none; } a { color: inherit; } }
"""

KINDS = {
    "band": "band",
    "boolean": "yes or no",
    "crs": "coordinate system",
    "enum": "choice",
    "extent": "extent",
    "file": "file",
    "fileDestination": "new file",
    "layer": "layer",
    "multilayer": "layers",
    "number": "number",
    "point": "point",
    "raster": "raster",
    "rasterDestination": "new raster",
    "sink": "new vector layer",
    "source": "vector layer",
    "string": "text",
    "vectorDestination": "new table or vector layer",
    "outputNumber": "number",
    "outputString": "text",
}


def pages(provider) -> dict[str, str]:
    """Return the content of each page by file name."""
    algorithms = sorted(provider.algorithms(), key=lambda algorithm: (algorithm.group(), algorithm.displayName()))
    made = {f"{algorithm.name()}.html": algorithm_page(algorithm) for algorithm in algorithms}
    made.update({f"{name}.html": guide_page(name) for name in GUIDES})
    made["index.html"] = index_page(algorithms)
    return made


def algorithm_page(algorithm) -> str:
    parameters = [p for p in algorithm.parameterDefinitions() if not p.isDestination()]
    sections = [
        f"<p>{algorithm.shortDescription()}</p><p>{algorithm.HELP}</p>",
        section("Parameters", [parameter_row(p) for p in parameters if not p.flags() & FLAGS.FlagAdvanced]),
        section("Advanced parameters", [parameter_row(p) for p in parameters if p.flags() & FLAGS.FlagAdvanced]),
        section("Outputs", output_rows(algorithm)),
        f"<h2>From the command line</h2><pre><code>{escape(command(algorithm))}</code></pre>"
        f'<p>In Python: <code>processing.run("{algorithm.id()}", {{...}})</code>, with the names in capitals.</p>',
    ]
    if algorithm.REFERENCES:
        sections.append(
            "<h2>References</h2><ul>" + "".join(f"<li>{escape(r)}</li>" for r in algorithm.REFERENCES) + "</ul>"
        )
    return help_page(algorithm.displayName(), f"{algorithm.group()} &middot; <code>{algorithm.id()}</code>", sections)


def section(title: str, rows: list[str]) -> str:
    return f'<h2>{title}</h2><table class="wide"><tbody>{"".join(rows)}</tbody></table>' if rows else ""


def parameter_row(parameter) -> str:
    """Format a parameter: label and name; kind, choices or range, default; help."""
    facts = [KINDS[parameter.type()], *limits(parameter)]
    facts.append("optional" if parameter.flags() & FLAGS.FlagOptional else "")
    if not parameter.isDestination() and parameter.defaultValue() not in (None, ""):
        facts.append(f"default: {escape(value_text(parameter.defaultValue()))}")
    help_text = parameter.help().replace(str(environment_folder()), ENVIRONMENT)
    return row(parameter.description(), parameter.name(), "; ".join(filter(None, facts)), help_text)


def row(label: str, name: str, facts: str, text: str) -> str:
    text = f"<br>{text}" if text else ""
    return (
        f'<tr id="{name}"><th scope="row">{escape(label)}<br><code>{name}</code></th>'
        f'<td><span class="kind">{facts}</span>{text}</td></tr>\n'
    )


def limits(parameter) -> list[str]:
    """Return the allowed values: the choices, or the range of a number."""
    if parameter.type() == "enum":
        return ["one of " + ", ".join(f"<code>{escape(option)}</code>" for option in parameter.options())]
    if parameter.type() != "number":
        return []
    bounded = [
        (word, value_text(bound))
        for word, bound in (("from", parameter.minimum()), ("to", parameter.maximum()))
        if abs(bound) < UNBOUNDED
    ]
    return [" ".join(f"{word} {bound}" for word, bound in bounded)]


def value_text(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def output_rows(algorithm) -> list[str]:
    destinations = [p for p in algorithm.parameterDefinitions() if p.isDestination()]
    names = {p.name() for p in destinations}
    others = [output for output in algorithm.outputDefinitions() if output.name() not in names]
    return [parameter_row(p) for p in destinations] + [
        row(output.description(), output.name(), KINDS[output.type()], "") for output in others
    ]


def command(algorithm) -> str:
    """Return a call with all required parameters."""
    needed = [
        p.name()
        for p in algorithm.parameterDefinitions()
        if not p.flags() & FLAGS.FlagOptional and p.defaultValue() in (None, "")
    ]
    return " ".join([f"qgis_process run {algorithm.id()} --", *(f"{name}=..." for name in needed)])


def guide_page(name: str) -> str:
    """Convert a page of docs/: links lead to the other pages, pictures are embedded."""
    text = (CHECKOUT / "docs" / f"{name}.md").read_text("utf-8")
    title, _, body = text.partition("\n")
    html = MarkdownIt("commonmark").enable("table").render(body)
    html = re.sub(r'href="\.\./help/', 'href="', html)
    html = re.sub(r'href="([a-z]+)\.md', r'href="\1.html', html)
    html = re.sub(r"<table>.*?</table>", r'<div class="scrolled">\g<0></div>', html, flags=re.DOTALL)
    html = re.sub(r'src="([a-z/]+\.png)"', embedded, html)
    return help_page(title.lstrip("# "), "", [html])


def embedded(match: re.Match) -> str:
    data = base64.b64encode((CHECKOUT / "docs" / match[1]).read_bytes()).decode("ascii")
    return f'src="data:image/png;base64,{data}"'


def index_page(algorithms) -> str:
    guides = "".join(f'<li><a href="{name}.html">{guide_title(name)}</a></li>' for name in GUIDES)
    sections = [f"<h2>Guides</h2><ul>{guides}</ul>"]
    for group, members in groupby(algorithms, key=lambda algorithm: algorithm.group()):
        rows = "".join(
            f'<tr><th scope="row"><a href="{algorithm.name()}.html">{escape(algorithm.displayName())}</a></th>'
            f"<td>{escape(algorithm.shortDescription())}</td></tr>\n"
            for algorithm in members
        )
        sections.append(f'<h2>{escape(group)}</h2><table class="wide"><tbody>{rows}</tbody></table>')
    return help_page("ScoreAD", "Anomalies in hyperspectral rasters", sections)


def guide_title(name: str) -> str:
    with (CHECKOUT / "docs" / f"{name}.md").open(encoding="utf-8") as file:
        return escape(file.readline().strip("# \n"))


def help_page(title: str, subtitle: str, sections: list[str]) -> str:
    links = [f'<a href="{name}.html">{text}</a>' for name, text in {"index": "ScoreAD help", **GUIDES}.items()]
    navigation = f"<nav>{' &middot; '.join(links)}</nav>"
    header = f"<header><h1>{escape(title)}</h1><p>{subtitle}</p></header>"
    return page(f"{title} - ScoreAD", [navigation, header, *filter(None, sections)], STYLE + OWN_STYLE)


def main() -> None:
    _application, plugin = load_plugin()
    made = pages(plugin.provider)
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.html"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8")
    print(f"{len(made)} pages: {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main()
