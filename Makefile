# make run: serve on http://localhost:8501 (PORT and HOST change it). make test: everything that CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
HOST ?= localhost

.PHONY: run test check bench record models models-report clean

run: $(VENV)/.ready
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST)

test: $(VENV)/.ready-dev
	@bash tests/browser/install.sh
	$(MAKE) --no-print-directory check
	$(BIN)/pytest

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m lexiscope.glossary check

bench: $(VENV)/.ready-bench
	$(BIN)/python -m benchmarks

record: $(VENV)/.ready
	$(BIN)/python -m lexiscope.labs.record

# The built-in models, from nothing: about an hour on two cores. MODEL=encoder makes one.
MODEL ?= tokenizer encoder decoder autoencode match
models: $(VENV)/.ready
	for model in $(MODEL); do $(BIN)/python -m smallworld.$$model || exit 1; done
	$(MAKE) --no-print-directory models-report

models-report: $(VENV)/.ready
	$(BIN)/python -m smallworld.measure_text
	$(BIN)/python -m smallworld.measure_vision

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/.ready-bench: benchmarks/requirements.txt $(VENV)/.ready-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	touch $@

clean:
	rm -rf $(VENV)
