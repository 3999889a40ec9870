# Needs make and a Python 3.11 or newer (PYTHON=... names one). Everything is set up in .venv, once, and again when
# pyproject.toml changes.

VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?= --numprocesses auto --maxprocesses 4
DEMO_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test node soak lint format bench diagnosis-report ci clean

help:
	@echo 'make demo    set up, then the workbench on its practice server'
	@echo 'make test    set up, then the tests'
	@echo 'make node    the programs of Postman that some tests ask, into .venv/node (needs npm)'
	@echo 'make soak    the tests that take longer'
	@echo 'make lint    format, style, types, import contracts: all judged, nothing changed'
	@echo 'make format  format and fix what can be fixed'
	@echo 'make bench   the idle cost of the screen, and big answers (PEER=posting: beside Posting)'
	@echo 'make diagnosis-report  how often the diagnosis is right, case by case'
	@echo 'make ci      everything that has to pass before a change lands'
	@echo 'make clean   remove what the above made'

$(VENV)/.made: scripts/make_venv.sh
	@scripts/make_venv.sh $(VENV)
	@touch $@

$(VENV)/.app: $(VENV)/.made pyproject.toml
	@scripts/install.sh $(VENV) .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	@scripts/install.sh $(VENV) '.[dev]'
	@touch $(VENV)/.app $@

demo: $(VENV)/.app
	@$(BIN)/workbench demo $(DEMO_ARGS)

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -q $(PYTEST_ARGS)

node: $(VENV)/.dev
	@scripts/install_node.sh $(VENV)

soak: $(VENV)/.dev
	@$(BIN)/python -m pytest -q -s -m soak --override-ini faulthandler_timeout=900

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev $(if $(PEER),$(VENV)-$(PEER)/.peer)
	@$(BIN)/python -m benchmarks.idle
	@$(BIN)/python -m benchmarks.viewer $(if $(PEER),--peer $(VENV)-$(PEER)/bin/$(PEER))

# tree-sitter 0.26 makes Posting end at its start.
$(VENV)-posting/.peer:
	@scripts/make_venv.sh $(VENV)-posting
	@$(VENV)-posting/bin/python -m pip install --quiet --disable-pip-version-check posting 'tree-sitter<0.26'
	@touch $@

diagnosis-report: $(VENV)/.dev
	@$(BIN)/python -m tests.diagnosis.report

ci:
	@bash .ci/run

clean:
	rm -rf $(VENV) $(VENV)-posting build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
