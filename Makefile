# Two commands: `make run` opens the portal on sample data, `make test` checks everything.
# Both set up what they need first. PORT= and OPENLINE_HOME= change where the portal listens and lives.

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
INSTALL := PYTHON="$(PYTHON)" VENV="$(VENV)" sh tools/install.sh

.PHONY: help install install-dev run test lint types contracts unit benchmark lock clean

help:
	@echo "make install   set up .venv from the locked, hashed requirements"
	@echo "make run       open the portal on sample data at http://localhost:$(PORT)"
	@echo "make test      lint, types, import contracts and all tests"
	@echo "make benchmark measure the speed of import and scoring"
	@echo "make lock      resolve the locks anew (needs uv)"

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml tools/install.sh
	@$(INSTALL) requirements.lock
	@touch $@

install-dev: install $(VENV)/.installed-dev

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@$(INSTALL) requirements-dev.lock
	@touch $@

run: install
	@$(BIN)/openline demo --port $(PORT)

lint: install-dev
	$(BIN)/ruff check .

types: install-dev
	$(BIN)/mypy

contracts: install-dev
	$(BIN)/lint-imports

unit: install-dev
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

test: lint types contracts unit

benchmark: install-dev
	$(BIN)/python -m benchmarks

lock:
	uv lock --upgrade
	uv export -q --format requirements-txt --no-emit-project --no-default-groups --group build --no-header -o requirements.lock
	uv export -q --format requirements-txt --no-emit-project --all-groups --no-header -o requirements-dev.lock

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
