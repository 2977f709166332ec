# Everything a newcomer needs: `make start` runs the assistant and the website, `make test` tests them.
# The files in tools/ do the work; make only knows what depends on what.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

# Rasa 3.6 lives with libraries of 2022; their deprecations would drown what a reader should see.
export PYTHONWARNINGS := ignore
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

PYTHON := .venv/bin/python
SAY    := printf '\033[1m==> %s\033[0m\n'
RASA   := TF_CPP_MIN_LOG_LEVEL=3 RASA_TELEMETRY_ENABLED=false .venv/bin/rasa
# A tool that is used seldom, in an environment of its own; UV_FIND_LINKS serves spaCy's Dutch model only.
UV     := $(or $(wildcard .uv/bin/uv),uv)
TOOL   := env -u UV_FIND_LINKS $(UV) run --quiet --no-project --with
SCHOOL := schools/voorbeeldschool.yml

# The version that answers parents: foundation/versions/registry.py.
LIVE   := models/$$(cat models/live)/model.tar.gz

.PHONY: start stop status backup restore test test-servers check lint types unit unit-website setup train validate conversations website
.PHONY: assistant browser evaluate thresholds compare peers curve new-topics same-meaning encoder places questions answers mask handbook gallery speed
.PHONY: load publishing faults growth sbom licences audit clean

# Stops when make or the terminal goes (setpriv), and everything that it started with it.
start: train
	@setpriv --pdeathsig TERM $(PYTHON) -m tools.start --school $(SCHOOL)

stop: setup
	@$(PYTHON) -m tools.status stop

# What runs, since when, which version answers, and whether parents get answers: fails when they do not.
status: setup
	@$(PYTHON) -m tools.status status

# Everything that must outlive this machine, in one file: TO=folder, ALL=1 with every version, KEEP_DAYS=14 deletes older.
backup: setup
	@$(PYTHON) -m tools.backup make $(if $(TO),--to "$(TO)") $(if $(ALL),--all) $(if $(KEEP_DAYS),--keep-days $(KEEP_DAYS))

restore: setup
	@test -n "$(FROM)" || { echo "Which one? make restore FROM=backups/pestwijzer-....tar.gz" >&2; exit 1; }
	@$(PYTHON) -m tools.backup restore "$(FROM)"

# What to run while working: no training, no server, under a minute. Two jobs at a time, each told when it is whole.
check: setup
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types unit unit-website audit

# Everything, each thing once.
test: train website assistant validate conversations browser
	@$(SAY) "All tests passed"

setup: .venv/installed

.venv/installed: foundation/pyproject.toml uv.lock web/uv.lock .python-version tools/setup.sh
	@sh tools/setup.sh
	@touch $@

# Does nothing when the live version was made from what lies here.
train: setup
	@$(PYTHON) -m tools.train

lint: setup
	@$(SAY) "Style: ruff"
	@.venv/bin/ruff check . && .venv/bin/ruff format --check -q .
	@cd web && .venv/bin/ruff check . && .venv/bin/ruff format --check -q .

# Strict where everything rests on it.
types: setup
	@$(SAY) "Types: mypy"
	@.venv/bin/mypy --strict foundation && .venv/bin/mypy components actions training evaluation tools
	@cd web && .venv/bin/mypy --strict common && .venv/bin/mypy knowledge schools chat review serving demo pestwijzer

unit: setup
	@$(SAY) "The assistant's units, and the arrows of the house"
	@$(PYTHON) -m pytest -q -m "not trained"

unit-website: setup
	@$(SAY) "The website's units"
	@cd web && .venv/bin/python -m pytest -q tests/common tests/knowledge tests/schools tests/chat

website: setup
	@$(SAY) "The website, in this process"
	@cd web && .venv/bin/python -m pytest -q --numprocesses=2

assistant: train
	@$(SAY) "The assistant: data and units, the safety set, and the running assistant over HTTP"
	@$(PYTHON) -m pytest -q --numprocesses=2 --dist=loadfile

browser: train
	@$(SAY) "The website in a real browser"
	@cd web && .venv/bin/python -m pytest -q -m browser --numprocesses=2 --ignore=tests/browser/story tests/browser
	@$(SAY) "The whole story, with real trainings: its tests follow each other, in one process"
	@cd web && .venv/bin/python -m pytest -q -m browser tests/browser/story

# Several machines on this one: two assistants and two websites, on real PostgreSQL, Redis and nginx. Some minutes.
test-servers: train
	@$(SAY) "Several machines: conversations, staff, kills, a full disk, a restore"
	@$(PYTHON) -m pytest -q -rs -m servers tests/servers

validate: setup
	@$(SAY) "Checking domain, questions and rules: rasa data validate"
	@$(RASA) data validate --data data --fail-on-warnings 2>&1 | $(PYTHON) -m tools.quiet

conversations: train
	@$(SAY) "Playing the conversations in tests/conversations: rasa test core"
	@$(RASA) test core --model "$(LIVE)" --stories tests/conversations --out results/conversations --no-plot --fail-on-prediction-errors 2>&1 | $(PYTHON) -m tools.quiet

# How good and how fast the answers are; `make compare` adds Rasa's own pipelines (a quarter of an hour).
evaluate: train
	@$(PYTHON) -m evaluation

thresholds: setup
	@$(PYTHON) -m evaluation.thresholds

compare: train
	@$(PYTHON) -m evaluation --peers

# Our way of learning beside published figures, on public English data: DATA names the folder that holds the clones.
peers: setup
	@$(PYTHON) -m evaluation.public_sets "$(DATA)"

# What more questions still bring: trains on an eighth, a quarter, a half and all of them. Some minutes.
curve: setup
	@$(PYTHON) -m evaluation.learning_curve

# How well a topic is known that staff add with three questions. Two trainings.
new-topics: setup
	@$(PYTHON) -m evaluation.new_topics

# What the bar for "means the same" in staff's queue costs and brings, on the tuning messages. Some minutes.
same-meaning: setup
	@$(PYTHON) -m evaluation.same_meaning

# For maintainers, seldom: adapts the sentence encoder to the questions as they are. An hour or two; can be broken off.
encoder: setup
	@sh tools/setup.sh --group encoder
	@$(PYTHON) -m training.encoder

# The last minutes of it: learns from real messages (evaluation/questions/echt/leren.tsv) where the topics lie, and how
# danger is told.
places: setup
	@$(PYTHON) -m training.encoder.places

# What a new or changed topic should look at: near-duplicates, template smell, balance, confusable pairs.
questions: setup
	@$(PYTHON) -m evaluation.question_check

# Every answer as a parent reads it, with words, readability and sources: TOPIC=clb shows one, SINCE=HEAD~9 what changed.
answers: setup
	@$(PYTHON) -m tools.answers $(TOPIC) $(if $(SINCE),--since $(SINCE))

mask: setup
	@$(PYTHON) -m foundation.privacy.pseudonymiser

# The pictures of docs/school, taken of the website itself; a few minutes.
handbook: setup
	@cd web && .venv/bin/python -m demo.handbook ../docs/school/handboek
	@cd web && .venv/bin/python -m demo.embedding ../docs/school/inbouwen

# Every state that a parent can meet, on phone and desktop, light, dark and on paper: results/gallery/index.html.
gallery: setup
	@cd web && .venv/bin/python -m demo.gallery ../results/gallery
	@$(SAY) "Look at results/gallery/index.html"

# When a parent can type, on a slow phone and line; only on a machine that has nothing else to do.
speed: setup
	@cd web && .venv/bin/python -m demo.speed

# Messages a second and how long parents wait, on one machine and on the deployment of several. Starts both itself.
load: train
	@$(PYTHON) -m evaluation.load $(LOAD)

# What parents notice when a version goes live: lost messages, longest wait, seconds a switch, memory.
publishing: train
	@$(PYTHON) -m evaluation.publishing

# What breaks, and what parents notice: makes each fault happen to a real assistant and website. Some ten minutes.
faults: train
	@$(PYTHON) -m evaluation.faults

# How cost grows: SIZES="--conversations 1000 --schools 1 100 --topics 110"; without them an hour or more.
growth: setup
	@cd web && .venv/bin/python -m demo.growth $(SIZES)

# What we are made of, in CycloneDX, from the two lock files: with versions, origins and hashes.
sbom: setup
	@mkdir -p results
	@env -u UV_FIND_LINKS $(UV) export --quiet --locked --no-dev --format cyclonedx1.5 --output-file results/sbom-assistant.json >/dev/null
	@env -u UV_FIND_LINKS $(UV) export --quiet --project web --locked --no-dev --format cyclonedx1.5 --output-file results/sbom-web.json >/dev/null
	@$(SAY) "Written: results/sbom-assistant.json, results/sbom-web.json"

# Under which licence each library comes; one that is unknown, or not in this list, fails. Passed over: our own, and
# axe-playwright-python, which only carries its licence (MIT) as a file.
LICENCES := MIT;BSD;Apache;Mozilla Public License 2.0;MPL-2.0;Python Software Foundation;PSF-2.0;ISC;Lesser General Public License;CC BY-SA 4.0
LICENCE_TOOL = $(TOOL) pip-licenses==5.5.5 pip-licenses --from=mixed --partial-match --allow-only="$(LICENCES)" --ignore-packages pestwijzer-foundation axe-playwright-python
licences: setup
	@mkdir -p results
	@$(LICENCE_TOOL) --python=.venv/bin/python --output-file=results/licences-assistant.txt
	@$(LICENCE_TOOL) --python=web/.venv/bin/python --output-file=results/licences-web.txt
	@$(SAY) "All licences are allowed ones: results/licences-assistant.txt, results/licences-web.txt"

# Says so when no database of vulnerabilities can be reached, and does not fail then.
audit: setup
	@$(SAY) "Known vulnerabilities: pip-audit"
	@$(PYTHON) -m tools.audit

# Leaves models/ alone: the versions that staff can go back to lie there.
clean:
	rm -rf results logs .rasa
