# make          sets up what is missing and builds the publication in this folder into dist/
# make test     sets up what the tests need as well and runs them
# make check    runs the checks of every edition (publish check)
# make bench    sets up other tools and measures the program beside them; writes docs/benchmarks.md and docs/cost.svg
# make clean    removes what was built; make distclean also removes what was installed
#
# A stamp in .venv/ depends on the files that pin what was installed, so a second run sets nothing up again.

PYTHON ?= python3
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build test check bench clean distclean

python := .venv/bin/python
pip := $(python) -m pip --quiet --disable-pip-version-check
pango := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
# command or file that a test needs : the Debian package that brings it
tools := java:default-jre-headless chromium:chromium pdftotext:poppler-utils qpdf:qpdf gs:ghostscript \
	hunspell:hunspell /usr/share/hunspell/en_GB.dic:hunspell-en-gb faketime:faketime

# $(call debian,PACKAGES): installs them as root, otherwise stops with the line to type.
debian = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing system packages: $(1)"; export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 $(1) >/dev/null; \
	else echo "system packages are missing; type: sudo apt-get install $(1)" >&2; exit 1; fi

build: .venv/.compiled
	.venv/bin/publish build

test: .venv/.test-tools
	$(python) -m pytest

check: .venv/.installed
	.venv/bin/publish check

bench: .venv/.bench-tools .venv/.compiled
	$(python) -m benchmarks

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call debian,python3-venv); }
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.installed: .venv/.created pyproject.toml constraints.txt
	$(pip) install --constraint constraints.txt --upgrade pip
	$(pip) install --constraint constraints.txt --build-constraint constraints.txt --editable .
	@$(python) -c 'import weasyprint' >/dev/null 2>&1 || { $(call debian,$(pango)); }
	@$(python) -c 'import weasyprint'
	@touch $@

# What pip installs is compiled, but not what it leaves in its place, and each process would compile that again where
# Python is told to keep no byte code; so with what libraries read whenever they are imported (typeset/tables.py).
.venv/.compiled: .venv/.installed $(shell find publish -name '*.py')
	@$(python) -m compileall -q publish
	@$(python) -c 'from publish.typeset.tables import keep; keep()'
	@touch $@

.venv/.test-tools: .venv/.installed tests/tools/package.json tests/tools/package-lock.json
	@missing=; for need in $(tools); do \
		command -v "$${need%%:*}" >/dev/null || [ -e "$${need%%:*}" ] || missing="$$missing $${need##*:}"; \
	done; [ -z "$$missing" ] || { $(call debian,$$missing); }
	$(pip) install --constraint constraints.txt --build-constraint constraints.txt --editable '.[test,bench]'
	cd tests/tools && "$(CURDIR)/.venv/bin/npm" ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.venv/.bench-tools: .venv/.installed benchmarks/tools/package.json benchmarks/tools/package-lock.json
	@command -v chromium >/dev/null || { $(call debian,chromium); }
	$(pip) install --constraint constraints.txt --build-constraint constraints.txt --editable '.[bench]'
	cd benchmarks/tools && "$(CURDIR)/.venv/bin/npm" ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

clean:
	rm -rf dist .venv/.compiled
	find publish tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf .venv tests/tools/node_modules benchmarks/tools/node_modules .pytest_cache .hypothesis
