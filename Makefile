# Two commands matter: `make demo` and `make test`. Each sets up what it needs.
VENV := .venv/bin
PUBLIC_PORT ?= 8000
OFFICE_PORT ?= 8001
PARTNER_PORT ?=
TRAIN_PUBLIC_PORT ?= 8020
TRAIN_OFFICE_PORT ?= 8021
.DEFAULT_GOAL := demo
# Dozens of processes start from this code: each would compile it anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: demo train test attack bench lint types contracts browser docs lock pictures

.venv/ready: requirements.lock
	@command -v python3 >/dev/null || { echo "python3 is missing: apt-get install python3 python3-venv"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@python3 -m venv .venv 2>/dev/null || { rm -rf .venv; echo "venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing the libraries of requirements.lock …"
	@$(VENV)/pip install --no-compile --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(VENV)/pip install --no-compile --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test-ready: .venv/ready requirements-test.lock
	@echo "Installing the libraries of requirements-test.lock …"
	@$(VENV)/pip install --no-compile --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-test.lock
	@touch $@

src/safeconduct/locale/%/LC_MESSAGES/django.mo: src/safeconduct/locale/%/LC_MESSAGES/django.po .venv/ready
	@$(VENV)/python tools/messages.py $< $@

MESSAGES := $(patsubst %.po,%.mo,$(wildcard src/safeconduct/locale/*/LC_MESSAGES/django.po))

demo: .venv/ready $(MESSAGES)
	@exec $(VENV)/safeconduct demo --public-port $(PUBLIC_PORT) --office-port $(OFFICE_PORT) $(if $(PARTNER_PORT),--partner-port $(PARTNER_PORT)) $(if $(RESET),--reset)

# Debian's own programs and a font: installed when we are root, named when we are not.
FONT := /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
browser:
	@missing="$$(for one in chromium-headless-shell:chromium-headless-shell minisign:minisign pdftoppm:poppler-utils zbarimg:zbar-tools; do command -v "$${one%%:*}" >/dev/null || echo "$${one##*:}"; done; [ -f $(FONT) ] || echo fonts-dejavu-core)"; \
	[ -z "$$missing" ] || if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $$missing >/dev/null; else echo "Missing: sudo apt-get install $$(echo $$missing)"; exit 1; fi

train: .venv/ready $(MESSAGES)
	@exec $(VENV)/safeconduct train --public-port $(TRAIN_PUBLIC_PORT) --office-port $(TRAIN_OFFICE_PORT) $(if $(RESET),--reset)

lint: .venv/test-ready
	@$(VENV)/ruff format --check .
	@$(VENV)/ruff check .

types: .venv/test-ready
	@$(VENV)/mypy

contracts: .venv/test-ready
	@$(VENV)/lint-imports

test: .venv/test-ready $(MESSAGES) browser
	@$(MAKE) --no-print-directory -j2 --output-sync=target types contracts lint
	@$(VENV)/pytest -n 2 --dist loadfile

# Short runs; `--full` writes benchmarks/results/.
bench: .venv/test-ready $(MESSAGES) browser
	@for one in benchmarks/bench_*.py; do $(VENV)/python $$one || exit 1; done

attack: .venv/ready $(MESSAGES)
	@exec $(VENV)/safeconduct attack

# What is made from the code: lifecycle tables, message catalogues, the README's pictures.
docs: .venv/test-ready
	@$(VENV)/python tools/lifecycle.py --write
	@$(VENV)/python tools/extract.py

pictures: .venv/test-ready $(MESSAGES) browser
	@$(VENV)/python tools/pictures.py

lock:
	@$(VENV)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.lock
	@$(VENV)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --extra test pyproject.toml -o requirements-test.lock
