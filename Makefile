# Every target makes what it needs. `make help` lists them. Needs Python 3.11 or later, make, and a network to the package
# registries for the first run; nothing else for `make demo` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
args ?=
DEMO := ITH4 AT31 CZ08

.PHONY: help demo test test-full test-added test-postgres test-spark test-release lint format benchmark docs data lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "clustrat needs Python 3.11 or later; none was found. Install it, or name it: make PYTHON=/path/to/python3 ..."; exit 1; }
	@echo "[1/3] Making the environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@echo "[2/3] Installing the locked packages, each checked by its hash (one to three minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "[3/3] Installing clustrat itself"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)-spark/.ready: requirements-spark.lock $(READY)
	@echo "Making the environment for Spark in $(VENV)-spark (it needs an older pandas than the rest, and Java 17)"
	@$(PYTHON) -m venv $(VENV)-spark
	@$(VENV)-spark/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@$(VENV)-spark/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)-bench/.ready: requirements-bench.lock
	@echo "Making the environment of the peers in $(VENV)-bench"
	@$(PYTHON) -m venv $(VENV)-bench
	@$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

$(VENV)/axe-core/axe.min.js: scripts/fetch_axe.py $(READY)
	@$(BIN)/python scripts/fetch_axe.py $(VENV)/axe-core

demo: $(READY) ## Study three real regions, then serve the site on localhost (site=no: without it)
	@echo "Studying Friuli-Venezia Giulia (ITH4), Oberösterreich (AT31) and Moravskoslezsko (CZ08) ..."
	@for region in $(DEMO); do $(BIN)/clustrat study $$region --out demo/$$region || exit $$?; done
	@echo
	@echo "The reports lie here; open one in a browser or a PDF reader:"
	@for region in $(DEMO); do echo "  demo/$$region/report.html   demo/$$region/report.pdf"; done
	@echo
	@CLUSTRAT_SITE=demo/site $(BIN)/clustrat demo $(if $(filter no,$(site)),--no-serve)

test: $(READY) ## Run the quick tests: no network, no server (args="-k lq" to choose)
	@$(BIN)/python -m pytest -n 2 --dist worksteal --profile quick $(args)

test-full: $(READY) $(VENV)-spark/.ready $(VENV)/axe-core/axe.min.js ## What `make test` leaves out: browser, PostgreSQL, larger samples, Spark (needs Java 17)
	@echo "Two at a time, each told whole when it is done: browser and larger samples; the platform on PostgreSQL; Spark (five minutes)"
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target args='$(args)' test-added test-postgres test-spark

test-added: # What the quick tests leave out
	@$(BIN)/python -m pytest --profile added $(args) $$(grep --recursive --files-with-matches --include='*.py' 'mark\.full' tests)

test-postgres: # The platform again, on a PostgreSQL of its own
	@$(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest tests/platform tests/trust/test_audit_chain.py tests/trust/test_audit_database.py tests/trust/test_audit_matrix.py tests/trust/test_audit_roles.py tests/trust/test_api_fuzz.py tests/trust/test_headers.py --profile full $(args)

test-spark: # The engines again, on Spark in local mode
	@$(VENV)-spark/bin/python -m pytest tests/engines -k spark --profile full

test-release: $(READY) ## The long ones: every fault boundary, long random runs; writes a dated record
	@$(BIN)/python scripts/release_record.py $(args)

lint: $(READY) ## Style, types, import contracts
	$(BIN)/ruff check src tests scripts benchmarks
	$(BIN)/ruff format --check src tests scripts benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Put code into the common format
	@$(BIN)/ruff check --fix src tests scripts benchmarks
	@$(BIN)/ruff format src tests scripts benchmarks

benchmark: $(READY) $(VENV)-bench/.ready ## Time the main jobs, and the analytic core beside its peers (a quarter of an hour)
	@$(BIN)/python benchmarks/run.py $(args)
	@$(BIN)/python benchmarks/analytics.py $(args)
	@$(BIN)/python benchmarks/microdata.py $(args)
	@$(BIN)/python benchmarks/decision.py $(args)
	@$(BIN)/python benchmarks/server.py $(args)

docs: $(READY) ## Build the documentation; a warning is an error
	@$(BIN)/python scripts/build_reference.py
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "The documentation lies in docs/_build/html/index.html"

data: $(READY) ## Build an edition out of raw files: make data from=FOLDER
	@test -n "$(from)" || { echo "Name the folder of the raw files: make data from=FOLDER"; exit 1; }
	@$(BIN)/clustrat data build --from "$(from)"

lock: ## Renew the three locks (maintainers)
	@test -x $(BIN)/uv || { echo "Run make test once first."; exit 1; }
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --extra publish --extra geo --extra microdata --extra spatial --extra platform --extra postgres --group test --group lint --group docs --group build \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --no-emit-package clustrat -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --extra microdata --extra spark --group test --group build \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --no-emit-package clustrat -q -o requirements-spark.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --group pyproject.toml:bench \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links -q -o requirements-bench.lock

clean: ## Remove environment, caches and demo
	@rm -rf $(VENV) $(VENV)-spark $(VENV)-bench demo studies build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
