# Decide Seoul. Two commands on a fresh machine: make run, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
# The tests start the application in some forty processes: what is compiled once need not be compiled again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check format lint types house bench seed dev strings clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Decide Seoul needs Python 3.11 or newer"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the requirements into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(BIN)/.development: $(BIN)/.runtime requirements-dev.txt
	@echo "installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps pabutools==1.2.3
	@touch $@

run: $(BIN)/.runtime ## start the platform with a seeded demo (PORT, INSTANCE_PATH, DATABASE_URL, REDIS_URL)
	@exec $(BIN)/python -m app.serve

dev: $(BIN)/.runtime ## the same with reloading and tracebacks, without the job worker
	@JOBS=immediate $(BIN)/flask --debug run --port $(PORT)

test: $(BIN)/.development ## every test; on PostgreSQL too when TEST_POSTGRES_URL is set
	@$(BIN)/python -m pytest -n 2 --dist worksteal
	@if [ -n "$$TEST_POSTGRES_URL" ]; then $(BIN)/python -m pytest -n 2 --dist worksteal --postgres -m "not browser and not sqlite" tests/services tests/views tests/house/test_migrations.py; \
	 else echo "skipped the PostgreSQL run: TEST_POSTGRES_URL is not set"; fi

check: format lint types test ## format, lint, types, house tests, tests

format: $(BIN)/.development ## is the code formatted?
	@$(BIN)/ruff format --check .

lint: $(BIN)/.development ## ruff
	@$(BIN)/ruff check .

types: $(BIN)/.development ## mypy
	@$(BIN)/mypy app wsgi.py

house: $(BIN)/.development ## the tests about the code itself
	@$(BIN)/python -m pytest tests/house

seed: $(BIN)/.runtime ## fill an empty database with the demo
	@$(BIN)/flask setup --demo

bench: $(BIN)/.development ## the figures in benchmarks/, as ratios
	@$(BIN)/python -m benchmarks

strings: $(BIN)/.development ## collect the visible sentences and compile the English ones
	@$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k lazy_gettext -k _l --no-location --omit-header --sort-output -o app/translations/messages.pot app
	@$(BIN)/pybabel -q update -i app/translations/messages.pot -d app/translations -l en --no-fuzzy-matching --ignore-obsolete
	@sed -i -E '/^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator):/d' app/translations/en/LC_MESSAGES/messages.po
	@$(BIN)/pybabel compile -d app/translations

clean: ## remove the virtual environment and caches; data stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
