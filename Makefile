# Everything a developer calls. Each target sets up what it needs first; the second time that costs nothing.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
# A process for every core, with a server of its own where one is needed; a file of tests stays in one process and shares its stores.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
PACKAGES := knowledge extract graph queries cancu

.PHONY: setup system demo test check bench bench-large bench-overlaps bench-overlaps-store score mutate soak docs clean

setup: $(STAMP)

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip "setuptools>=77"
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,ocr,server]'
	@touch $@

# Programs outside Python: LibreOffice for .doc files, tesseract for scans. Needs apt-get and root; without them it says what is missing.
system:
	bash scripts/install-system.sh

demo: setup
	$(BIN)/cancu demo

# CANCU_KILLS: how often a client is killed in the midst of an ingest, on each engine.
test: export CANCU_KILLS ?= 20
test: setup
	$(BIN)/python -m pytest $(PARALLEL)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow"

docs: setup
	$(BIN)/python docs/generate.py

bench: setup
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/word.py
	$(BIN)/python bench/pdf.py
	$(BIN)/python bench/ingest.py --plans $(or $(PLANS),2000)

# A million tasks and five million edges; SCALE=0.01 takes a hundredth. A server of that size wants CANCU_NEO4J_HEAP=4g, CANCU_HEAP=4g.
bench-large: setup
	$(BIN)/python bench/large.py --scale $(or $(SCALE),1)

# Overlaps among ten thousand and a hundred thousand made-up tasks; TASKS="1000 5000" takes others.
bench-overlaps: setup
	$(BIN)/python bench/overlaps_scale.py --tasks $(or $(TASKS),10000 100000)

# What the overlaps of one more document cost in stores of two thousand and twenty thousand tasks; TASKS="1000 5000" takes others.
bench-overlaps-store: setup
	$(BIN)/python bench/overlaps_store.py --tasks $(or $(TASKS),2000 20000)

score: setup
	$(BIN)/python bench/score.py

# Each rule and each entry of the knowledge taken out in turn: who misses it? PART=3/10 takes a tenth.
mutate: setup
	$(BIN)/python bench/mutate.py --part $(or $(PART),1/1)

soak: export CANCU_KILLS ?= 200
soak: export CANCU_RANDOM ?= 2000
soak: setup
	$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=soak
	$(BIN)/python -m pytest tests/test_kill.py tests/conformance

clean:
	rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
