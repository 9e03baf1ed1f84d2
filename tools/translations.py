"""Update i18n/*.ts to the texts that the algorithms declare, and compile them: make translations.

The texts are those that the provider asks Qt to translate while it declares its algorithms; pylupdate5 would miss
class attributes. Translations of texts that no longer exist are dropped. New texts are marked unfinished: they appear
in English. Compiling needs lrelease (Debian: qttools5-dev-tools).
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from qgis.PyQt.QtCore import QCoreApplication, QTranslator

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / "i18n"
CONTEXT = "ScoreAD"


class Recorder(QTranslator):
    """Translator that translates nothing and records the texts requested."""

    def __init__(self):
        super().__init__()
        self.texts: dict[str, None] = {}

    def translate(self, context, text, disambiguation=None, number=-1):
        if context == CONTEXT:
            self.texts[text] = None


def declared_texts(provider) -> list[str]:
    """List the texts that the provider and its algorithms request, in this order, then those of a run."""
    recorder = Recorder()
    QCoreApplication.installTranslator(recorder)
    try:
        provider.load()
        for algorithm in provider.algorithms():
            for ask in (
                algorithm.displayName,
                algorithm.group,
                algorithm.shortDescription,
                algorithm.shortHelpString,
            ):
                ask()
            algorithm.tags()
    finally:
        QCoreApplication.removeTranslator(recorder)
    return list({**recorder.texts, **dict.fromkeys(literal_texts())})


def literal_texts() -> list[str]:
    """List the texts in calls of tr("...")."""
    calls = [
        node
        for folder in ("algorithms", "window")
        for path in sorted((CHECKOUT / folder).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
    ]
    arguments = [call.args[0] for call in calls]
    return [argument.value for argument in arguments if isinstance(argument, ast.Constant)]


def read_translations(path: Path) -> dict[str, str]:
    """Return the texts of a .ts file and their translations, empty if there is none yet."""
    messages = ElementTree.parse(path).iter("message")
    return {message.findtext("source"): message.findtext("translation") or "" for message in messages}


def write_translations(path: Path, translations: dict[str, str]) -> None:
    root = ElementTree.Element("TS", version="2.1", sourcelanguage="en", language=path.stem.partition("_")[2])
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for source, translation in translations.items():
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = source
        element = ElementTree.SubElement(message, "translation")
        if translation:
            element.text = translation
        else:
            element.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def main() -> None:
    sys.path.insert(0, str(CHECKOUT))
    from tools.declarations import load_plugin

    _application, plugin = load_plugin()
    texts = declared_texts(plugin.provider)
    for path in sorted(FOLDER.glob("*.ts")):
        known = read_translations(path)
        write_translations(path, {text: known.get(text, "") for text in texts})
        subprocess.run(["lrelease", "-silent", str(path)], check=True)
        missing = [text for text in texts if not known.get(text)]
        print(f"{path.name}: {len(texts) - len(missing)} of {len(texts)} texts are translated. Not yet:")
        print("\n".join(f"  {text}" for text in missing))


if __name__ == "__main__":
    main()
