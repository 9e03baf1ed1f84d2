"""German titles where QGIS speaks German, English ones elsewhere; and translations of what is declared alone."""

from __future__ import annotations

from pathlib import Path

import pytest

I18N = Path(__file__).resolve().parents[2] / "i18n"


@pytest.fixture
def plugin_in(qgis):
    """Load the plugin in a language."""
    import scoread
    from qgis.core import QgsSettings

    plugins, settings = [], QgsSettings()

    def load(language: str):
        settings.setValue("locale/overrideFlag", True)
        settings.setValue("locale/userLocale", language)
        plugins.append(scoread.classFactory(None))
        plugins[-1].initProcessing()
        return plugins[-1]

    yield load
    for plugin in plugins:
        plugin.unload()
    for name in ("locale/overrideFlag", "locale/userLocale"):
        settings.remove(name)


@pytest.mark.parametrize("language", ["de", "de_AT"])
def test_german(plugin_in, language):
    algorithm = plugin_in(language).provider.algorithm("traindetect")
    assert algorithm.displayName() == "Trainieren und erkennen"
    assert algorithm.group() == "Anomalieerkennung"
    assert algorithm.parameterDefinition("INPUT").description() == "Hyperspektrales Raster"
    assert algorithm.name() == "traindetect"


@pytest.mark.parametrize("language", ["en_US", "fr", "C", ""])
def test_other_languages_are_english(plugin_in, language):
    assert plugin_in(language).provider.algorithm("traindetect").displayName() == "Train and detect"


def test_the_language_on_the_command_line_comes_first(plugin_in, qgis):
    qgis.setTranslation("de")
    try:
        assert plugin_in("en_US").provider.algorithm("traindetect").displayName() == "Trainieren und erkennen"
    finally:
        qgis.setTranslation("")


def test_unloading_takes_the_language_along(plugin_in):
    from qgis.PyQt.QtCore import QCoreApplication

    plugin = plugin_in("de")
    assert QCoreApplication.translate("ScoreAD", "RX detector") == "RX-Detektor"
    plugin.unload()
    assert QCoreApplication.translate("ScoreAD", "RX detector") == "RX detector"


def test_every_text_that_is_translated_is_declared_and_the_other_way_round(provider):
    from tools.translations import declared_texts, read_translations

    declared = set(declared_texts(provider))
    for path in I18N.glob("*.ts"):
        assert set(read_translations(path)) == declared, "make translations"


def test_the_compiled_file_is_that_of_the_source(qgis):
    from qgis.PyQt.QtCore import QTranslator

    from tools.translations import CONTEXT, read_translations

    for path in I18N.glob("*.ts"):
        compiled = QTranslator()
        assert compiled.load(str(path.with_suffix(".qm")))
        told = read_translations(path)
        assert {text: compiled.translate(CONTEXT, text) or "" for text in told} == told, "make translations"


def test_signs_for_values_survive_translation():
    from tools.translations import read_translations

    def values(text: str) -> list[str]:
        return [part.partition("}")[0] for part in text.split("{")[1:]]

    for path in I18N.glob("*.ts"):
        for text, translation in read_translations(path).items():
            assert not translation or values(text) == values(translation)
