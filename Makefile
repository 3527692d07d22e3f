# One word for each thing to do. Whatever is missing (.venv, system packages) is set up on the way.

BIN := .venv/bin
INSTALLED := .venv/.installed
# A dead kernel is noticed only at the cell timeout, and nothing in nbval bounds the whole run.
NBVAL := ACTIVATION_LAB_BUDGET=quick timeout --kill-after=10 900 $(BIN)/pytest --nbval-lax --nbval-current-env \
	--nbval-cell-timeout=120 -p no:python -n auto --dist loadfile

AT_LEAST_FOUR = $$($(BIN)/python -c "import os; print(max(4, os.cpu_count() or 1))")

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup packages demo check test test-process test-slow coverage notebooks build site lint bench lab clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED)  ## make .venv with everything in it

demo: packages setup  ## grade an example class from the first step to the last
	$(BIN)/python examples/demo.py $(ASSIGNMENT)

# Of all tests the quick ones that start no process: see tests/support/pure.py.
# nbval runs notebooks, of which there are none among them; to load it takes a second. With worksteal
# neighbours mostly share a process, and with it what a module makes once.
check: setup lint  ## the check between two edits: code, and the tests that start no process
	$(BIN)/pytest -q -n auto --dist worksteal -p no:nbval -r fE --durations=5 --durations-min=1 -m "not slow and not process and not long" --pure

test: packages lint  ## every check that takes seconds: code, texts, tests, notebooks
	$(BIN)/autograder build --check
	$(BIN)/pytest -n auto -m "not slow and not process"
	$(MAKE) --no-print-directory notebooks
	@echo "Passed. Not run: tests of many processes (make test-process), tests that take minutes (make test-slow)."

# A module's tests stay together: they share a sandbox, or a class that has been graded. They mostly
# wait, so there are four at once even on two cores.
test-process: packages setup  ## attacks, kills, a cluster, plain nbgrader, real kernels, browsers
	$(BIN)/pytest -n $(AT_LEAST_FOUR) --dist loadfile -m "process and not slow"

test-slow: packages setup  ## the tests that take minutes
	$(BIN)/pytest -m slow

# Apart from `make test`, because counting lines makes tests take half as long again, and more.
coverage: packages setup  ## print which lines `make test` runs in its own process: build/coverage.txt
	@mkdir -p build
	$(BIN)/pytest -q -n auto -m "not slow and not process" --cov --cov-report=
	$(BIN)/coverage report > build/coverage.txt
	@cat build/coverage.txt

notebooks: setup  ## run every notebook of source/, and compare the outputs that are known
	$(BIN)/python tests/notebooks/with_outputs.py build/notebooks
	$(NBVAL) build/notebooks

build: setup  ## make source/ and release/ from the texts in notebooks/
	$(BIN)/autograder build

site: setup  ## build the website in build/site/html: documents, executed notebooks, results
	$(BIN)/python -m website

lint: setup  ## style, format, types, docstrings, declared packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/interrogate --quiet website helpers autograder
	$(BIN)/deptry .

bench: setup  ## measure the build, the command line, the grading and the training
	@for script in benchmarks/bench_*.py; do $(BIN)/python $$script || exit 1; done

lab: setup  ## open the students' notebooks in JupyterLab
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/release

clean:  ## remove caches and the demo's files (not .venv, nothing of students)
	rm -rf demo build *.egg-info .cache/verdicts .cache/site .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

# Status 3 means: something is missing, and the script said what. Work goes on without it.
packages:
	@scripts/system-packages python bubblewrap || test $$? -eq 3

# autograder/__init__.py holds the version of the distribution.
$(INSTALLED): pyproject.toml constraints.txt autograder/__init__.py
	@scripts/make-venv
