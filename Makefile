# Measurements; each writes its table beside its script. `python3 tests/run.py` runs the tests.
PYTHON ?= $(if $(wildcard .venv/bin/python),$(abspath .venv/bin/python),python3)

.PHONY: bench labelled false-alarms never-throws fix-proofs redaction gate-mutations

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
