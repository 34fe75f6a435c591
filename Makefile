# Two commands: `make run` starts the hotline, `make test` proves it. Both set up what is missing.
PYTHON ?= python3
BIN = .venv/bin
SUDO = $(if $(filter 0,$(shell id -u)),,sudo)
PACKAGES = python3-venv libfst-tools libfst22-plugins-base libespeak-ng1
TEST_PACKAGES = postgresql librsvg2-bin fonts-dejavu-core

.PHONY: run setup training test quick lint types contracts format bench clean

REAL = exchange or speech or end_to_end

run: setup
	$(BIN)/iceta run

setup: .venv/.ready
	$(BIN)/iceta setup

# What `iceta model train` needs besides; tests of training are skipped without it.
training: .venv/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[training]'

# First the many small tests, then those with an exchange, telephones or the recogniser, which mostly wait: a file a worker.
test: setup .venv/.test-packages
	$(BIN)/pytest -n auto --maxprocesses 4 -m "not ($(REAL))"
	$(BIN)/pytest -n 2 --dist loadfile -m "$(REAL)"

quick: .venv/.ready
	$(BIN)/pytest -q -n auto --maxprocesses 4 -m "not postgres and not ($(REAL))"

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.ready
	$(BIN)/mypy

contracts: .venv/.ready
	$(BIN)/lint-imports

format: .venv/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m bench

.venv/.packages:
	@missing=$$(for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "Memasang paket sistem:" $$missing; $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; fi
	@mkdir -p .venv && touch $@

.venv/.test-packages: .venv/.packages
	@missing=$$(for p in $(TEST_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "Memasang paket untuk pengujian:" $$missing; $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; fi
	@touch $@

.venv/.ready: .venv/.packages pyproject.toml
	@echo "Memasang pustaka Python (sekali saja) …"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv var build *.egg-info
