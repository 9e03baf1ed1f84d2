# Everything a developer does. `make help` lists it.

PYTHON ?= /usr/bin/python3
TORCH ?= torch==2.13.0
SCENES ?= ../shared/scenes
PROFILE ?= $(HOME)/.local/share/QGIS/QGIS3/profiles/default
PACKAGES := qgis python3-qgis qgis-providers gdal-bin python3-gdal python3-scipy python3-venv
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
RUN := .venv/bin/python tools/with_qgis.py

# What conda, environment modules or pip's configuration set for other programs would reach Python, pip and QGIS.
unexport $(filter PYTHON%,$(.VARIABLES)) GDAL_DATA GDAL_DRIVER_PATH LD_LIBRARY_PATH PROJ_DATA PROJ_LIB
export PYTHONNOUSERSITE := 1
export PIP_USER := 0
PIP_INSTALL := .venv/bin/pip install --quiet --target=

export SCOREAD_PYTHON ?= $(CURDIR)/.venv/bin/python

.PHONY: help demo test test-matrix lint bench-quality bench-choice bench-robustness bench-sea bench-speed bench-device bench-road bench-calibration bench-intervals bench-rx examples screenshots walk install package release-folder help-pages translations clean system
.DEFAULT_GOAL := help

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: .venv/ready  ## Train and detect on the sample scene, or on SCENE=path [TRUTH=path]
	$(RUN) .venv/bin/python tools/demo.py $(if $(SCENE),--scene "$(SCENE)") $(if $(TRUTH),--truth "$(TRUTH)")

test: .venv/ready lint  ## Run all tests
	$(RUN) .venv/bin/python -m pytest $(TESTS)

test-matrix:  ## Run the tests on the QGIS of three Debian releases, as root [MATRIX=trixie] [TESTS=...]
	@command -v debootstrap >/dev/null \
	|| { $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends debootstrap; }
	$(PYTHON) tools/matrix.py $(MATRIX) $(if $(TESTS),--tests "$(TESTS)")

lint: .venv/ready  ## Check style, and what the plugin site checks
	.venv/bin/ruff check . && .venv/bin/ruff format --check .
	.venv/bin/python tools/site_checks.py

bench-quality: .venv/ready  ## All detectors on SCENES=folder: figures and a picture [ARGUMENTS=...]
	$(RUN) .venv/bin/python tests/bench/quality.py $(SCENES) $(ARGUMENTS)

bench-choice: .venv/ready  ## Ablation of the default, and leave-one-scene-out cross-validation [ARGUMENTS=...]
	$(RUN) .venv/bin/python tests/bench/choice.py $(SCENES) $(ARGUMENTS)

bench-robustness: .venv/ready  ## The default on degraded scenes, as taken by other sensors [ARGUMENTS=...]
	$(RUN) .venv/bin/python tests/bench/robustness.py $(SCENES) $(ARGUMENTS)

bench-sea: .venv/ready  ## The default and RX on a synthetic dark sea with ships [ARGUMENTS=...]
	$(RUN) .venv/bin/python tests/bench/sea.py $(ARGUMENTS)

bench-speed: .venv/ready  ## Seconds and memory: start, chain, recipe, throughput, growth [ARGUMENTS=...]
	$(RUN) .venv/bin/python tests/bench/speed.py $(SCENES) $(ARGUMENTS)

bench-device: .venv/ready  ## Score models on an NVIDIA device and on its CPU [ARGUMENTS=...]
	.venv/bin/python tests/bench/device.py $(ARGUMENTS)

bench-road: .venv/ready  ## Detection from file to file against a bare read, without QGIS [ARGUMENTS=...]
	.venv/bin/python tests/bench/road.py $(ARGUMENTS)

bench-calibration: .venv/ready  ## Nominal and observed false-alarm rates on SCENES=folder
	$(RUN) .venv/bin/python tests/bench/calibration.py $(SCENES)

bench-intervals: .venv/ready  ## Coverage of the intervals of Evaluate detection on simulated scenes
	$(RUN) .venv/bin/python tests/bench/intervals.py

bench-rx: .venv/ready  ## The modes of the RX detector on SCENES=folder
	$(RUN) .venv/bin/python tests/bench/rx.py $(SCENES)

examples: .venv/ready  ## Regenerate the models of examples/
	QT_HASH_SEED=0 $(RUN) .venv/bin/python tools/examples.py

screenshots: .venv/ready  ## Regenerate docs/pictures from the real QGIS window
	@command -v xvfb-run >/dev/null && command -v xauth >/dev/null \
	|| { $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends xvfb xauth; }
	$(RUN) env QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1600x1000x24" \
	timeout 600 qgis --nologo --noversioncheck --code tools/screenshots.py

walk: .venv/ready package  ## Install the zip in a real QGIS window and open everything: pictures in build/walk [THEME=...]
	$(RUN) env -u QGIS_PLUGINPATH QT_QPA_PLATFORM=xcb sh -c 'xvfb-run -a -s "-screen 0 1400x900x24" \
	timeout 600 qgis --nologo --noversioncheck --profiles-path "$$XDG_CONFIG_HOME/walk" --code tools/walk.py'

install:  ## Link the plugin into the QGIS profile PROFILE=folder
	mkdir -p "$(PROFILE)/python/plugins"
	ln -sfT "$$PWD" "$(PROFILE)/python/plugins/scoread"
	@echo "Now tick ScoreAD under Plugins > Manage and Install Plugins > Installed."

package:  ## Make the zip for the plugin site
	$(PYTHON) tools/package.py

release-folder: .venv/ready  ## Prepare build/release for qgis-plugin-ci
	.venv/bin/python tools/release_folder.py

help-pages: .venv/ready  ## Regenerate the pages behind the Help button
	$(RUN) .venv/bin/python tools/help_pages.py

translations: .venv/ready  ## Update i18n/*.ts from the declared texts, compile them (needs lrelease)
	$(RUN) .venv/bin/python tools/translations.py

clean:  ## Remove everything that was built
	rm -rf .venv build demo .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/ready: requirements-dev.txt | system
	$(PYTHON) -m venv --system-site-packages .venv
	$(if $(TORCH),$(PIP_INSTALL) $(TORCH))
	$(PIP_INSTALL) -r requirements-dev.txt
	touch $@

system:
	@$(PYTHON) -c 'import qgis.core, osgeo.gdal, scipy, ensurepip' 2>/dev/null \
	|| { $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends $(PACKAGES); }
