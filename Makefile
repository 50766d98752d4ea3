# Measurements; each writes its table beside its script. `python3 tests/run.py` runs the tests.
PYTHON ?= python3

.PHONY: false-alarms never-throws

false-alarms:
	$(PYTHON) bench/false_alarms/run.py

never-throws:
	$(PYTHON) bench/false_alarms/never_throws.py
