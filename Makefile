# Everything is installed into .venv and nowhere else. `make` alone lists the targets.

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev
INSTALL := $(BIN)/python -m pip install -qq --constraint constraints.txt

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test coverage lint bench docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(RUNTIME) ## brief on the Geneva II conference, with its chart in out/
	@mkdir -p out
	$(BIN)/backchannel brief geneva-ii --chart out/geneva-ii-brief.svg

test: $(DEV) ## the test suite and every doctest
	$(BIN)/pytest --doctest-modules src tests --numprocesses auto --dist loadfile

coverage: $(DEV) ## the same with branch coverage, which takes three times as long
	$(BIN)/pytest --doctest-modules src tests --cov --numprocesses auto --dist loadfile
	@echo "Coverage cannot see compiled code: \`make coverage NUMBA_DISABLE_JIT=1\` runs it as plain Python and counts it."

lint: $(DEV) ## style, formatting, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo

bench: $(RUNTIME) ## timings; beside NegMAS too where the extra `bench` is installed
	$(BIN)/python benchmarks/run.py

docs: $(DEV) ## the documentation in docs/_build/html, its examples tested
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	$(BIN)/sphinx-build -q -W --keep-going -b doctest docs docs/_build/doctest

clean: ## remove what the other targets made, except .venv
	rm -rf out build dist docs/_build docs/jupyter_execute htmlcov .coverage .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -prune -exec rm -rf {} +

# The package is installed editable, so only a change of its metadata or of the pins asks for it again.
$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) --editable .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/pip
	$(INSTALL) --editable '.[dev]'
	@touch $(RUNTIME) $@

CANDIDATES := $(or $(PYTHON),python3.11 python3)

$(BIN)/pip:
	@for python in $(CANDIDATES); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$python" -m venv $(VENV); \
	  fi; \
	done; \
	echo "Backchannel needs Python 3.11 or newer and found none as: $(CANDIDATES)." >&2; \
	echo "Name yours: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
	exit 1
