# Everything a newcomer needs: `make start` runs the assistant and the website, `make test` tests them.
# The files in tools/ do the work; make only knows what depends on what.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

# Rasa 3.6 lives with libraries of 2022; their deprecations would drown what a reader should see.
export PYTHONWARNINGS := ignore
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

PYTHON := .venv/bin/python
RASA   := TF_CPP_MIN_LOG_LEVEL=3 RASA_TELEMETRY_ENABLED=false .venv/bin/rasa
SCHOOL := schools/voorbeeldschool.yml

# The version that answers parents: foundation/versions/registry.py.
LIVE   := models/$$(cat models/live)/model.tar.gz

.PHONY: start test setup train validate conversations evaluate thresholds compare questions mask handbook load publishing lint clean

start: train
	@$(PYTHON) -m tools.start --school $(SCHOOL)

test: train
	@$(PYTHON) -m tools.say "The website, in this process"
	@cd web && .venv/bin/python -m pytest -q
	@$(PYTHON) -m tools.say "The assistant: data and units, the safety set, and the running assistant over HTTP"
	@$(PYTHON) -m pytest -q
	@$(MAKE) --no-print-directory validate conversations
	@$(PYTHON) -m tools.say "The website in a real browser"
	@cd web && .venv/bin/python -m pytest -q -m browser tests/browser
	@$(PYTHON) -m tools.say "All tests passed"

setup: .venv/installed

.venv/installed: uv.lock web/uv.lock .python-version tools/setup.sh
	@sh tools/setup.sh
	@touch $@

# Does nothing when the live version was made from what lies here.
train: setup
	@$(PYTHON) -m tools.train

validate: setup
	@$(PYTHON) -m tools.say "Checking domain, questions and rules: rasa data validate"
	@$(RASA) data validate --data data --fail-on-warnings 2>&1 | $(PYTHON) -m tools.quiet

conversations: train
	@$(PYTHON) -m tools.say "Playing the conversations in tests/conversations: rasa test core"
	@$(RASA) test core --model "$(LIVE)" --stories tests/conversations --out results/conversations --no-plot --fail-on-prediction-errors 2>&1 | $(PYTHON) -m tools.quiet

# How good and how fast the answers are; `make compare` adds Rasa's own pipelines (a quarter of an hour).
evaluate: train
	@$(PYTHON) -m evaluation

thresholds: setup
	@$(PYTHON) -m evaluation.thresholds

compare: train
	@$(PYTHON) -m evaluation --peers

# What a new or changed topic should look at: near-duplicates, template smell, balance, confusable pairs.
questions: setup
	@$(PYTHON) -m evaluation.question_check

mask: setup
	@$(PYTHON) -m foundation.privacy.pseudonymiser

# The pictures of docs/school/handboek.md, taken of the website itself; a minute or two.
handbook: setup
	@cd web && .venv/bin/python -m demo.handbook ../docs/school/handboek

# Messages a second and latency through the whole chain against the bare channel; both must be running (make start).
load: setup
	@$(PYTHON) -m evaluation.load

# What parents notice when a version goes live: lost messages, longest wait, seconds a switch, memory.
publishing: train
	@$(PYTHON) -m evaluation.publishing

lint: setup
	@$(PYTHON) -m ruff check .
	@cd web && .venv/bin/python -m ruff check .

# Leaves models/ alone: the versions that staff can go back to lie there.
clean:
	rm -rf results logs .rasa
