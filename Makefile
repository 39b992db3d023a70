# Everything a developer or a first visitor types. `make run` and `make test` need Python 3.11+ and make, nothing else.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: help built setup run test lint types bench shots clean messages lock

help:            ## say what there is
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

# What a city needs to run. Byte code is left to the first start, which needs a tenth of it.
$(BIN)/.running: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Meydan needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say which: make setup PYTHON=python3.12")'
	@echo "Making the Python environment in .venv (once, about half a minute)"
	@$(PYTHON) -m venv .venv
	@$(PIP) --no-compile --require-hashes -r requirements.lock
	@$(PIP) --no-compile --no-deps --editable .
	@touch $@

# What a developer needs on top.
$(BIN)/.installed: $(BIN)/.running requirements-dev.lock
	@echo "Adding the tools for tests and checks (once)"
	@$(PIP) --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

built: $(BIN)/.running
	@$(BIN)/python tools/build_frontend.py
	@$(BIN)/python tools/messages.py compile

setup: $(BIN)/.installed built  ## make .venv with every tool, build scripts, fonts and catalogues

run: built       ## two demo cities and the portal at PORT, PORT+1, PORT+2
	@$(BIN)/meydan demo --port $(PORT)

test: setup      ## every test this machine can run; says what it left out and why
	@$(BIN)/python tools/run_tests.py

lint: setup      ## style, house rules, storeys
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types: setup     ## mypy and tsc
	@$(BIN)/mypy && $(BIN)/python tools/build_frontend.py --types

bench: setup     ## every benchmark; one alone: .venv/bin/meydan bench NAME
	@$(BIN)/meydan bench --all

shots: setup     ## pictures of the key pages into docs/shots
	@$(BIN)/python tools/shots.py

messages: setup  ## collect new texts into the catalogues, then say what is untranslated
	@$(BIN)/python tools/messages.py extract && $(BIN)/python tools/messages.py check

lock: $(BIN)/.installed  ## pin what pyproject.toml asks for
	@$(LOCK) --extra build --output-file requirements.lock
	@$(LOCK) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:           ## throw away what can be made again (the demo homes too)
	rm -rf .venv node_modules frontend/node_modules .demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build dist
	find src -name '*.mo' -delete
