# The two commands: `make figures` and `make test`. Each sets up what is missing. Bare `make` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?=
COLUMNS ?=
OPTIONS = $(if $(CORPUS),--corpus "$(CORPUS)") $(if $(COLUMNS),--columns "$(COLUMNS)")
UD ?=
RAW ?=
LANGUAGE ?=
INPUTS ?= 100000
FIRST ?= 0
NEWS ?=
SETTINGS := build/lab/@jupyterlab/translation-extension
.DEFAULT_GOAL := help
.PHONY: help setup figures test tables notebooks student book bench scale growth soak model lock check lab

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-10s %s\n", $$1, $$2 }'
	@echo "  CORPUS=folder names another corpus: make figures CORPUS=../my-articles"
	@echo "  COLUMNS=… says which columns of a table hold what: COLUMNS=text=isi_berita,title=judul"

setup: $(VENV)/ready  ## create .venv with the locked packages

$(VENV)/ready: requirements.lock pyproject.toml
	@echo "Setting up $(VENV): the first time this takes a few minutes"
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Netralitas needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -q --no-deps -e .
	@touch $@

figures: setup  ## the whole journey: tables, figures and executed notebooks of the corpus
	$(BIN)/python tools/journey.py tables figures notebooks $(OPTIONS)

tables: setup  ## only the tables, into build/tables/<corpus>
	$(BIN)/python tools/journey.py tables $(OPTIONS)

notebooks: setup  ## only the notebooks, executed
	$(BIN)/python tools/journey.py notebooks $(OPTIONS)

test: setup  ## run the tests
	$(BIN)/python -m pytest

check: setup  ## style of the code and of the notebooks
	$(BIN)/python -m ruff check src tests tools notebooks

student: setup  ## copies of the notebooks without solutions and outputs, into build/student
	$(BIN)/python tools/copies.py student

book: setup  ## a static site of the notebooks and the marked articles, into build/book
	$(BIN)/python tools/copies.py book

bench: setup .peers/bin/python  ## speed and memory by stage, beside the peers, and as the corpus grows: bench/README.md; NEWS=… for other articles
	$(BIN)/python tools/bench.py $(NEWS) --peers .peers/bin/python

.peers/bin/python:
	$(PYTHON) -m venv .peers
	-$@ -m pip install --quiet spacy==3.8.18 PySastrawi==1.2.1 conc==0.1.13

scale: setup  ## 100,000 articles by one worker and two, every fault ten times, written to bench/scale.md
	$(BIN)/python tools/scale_bench.py $(SCALE)

growth: setup  ## how time grows with one hostile article, written to bench/growth.md
	$(BIN)/python tools/growth.py

soak: setup  ## 100,000 generated articles through the whole journey; INPUTS=… for fewer, FIRST=… for others
	$(BIN)/python tools/soak.py --inputs $(INPUTS) --first $(FIRST)

model: setup  ## train the compact Stanza model: make model UD=folder-of-treebanks RAW=articles
	$(BIN)/python tools/train_model.py "$(UD)" $(if $(RAW),--raw "$(RAW)")
	$(BIN)/python tools/treebank_scores.py "$(UD)" --stanza-model compact --out models/scores.tsv

lock: ## renew requirements.lock from pyproject.toml
	$(PYTHON) tools/lock.py

lab: setup  ## open the notebooks in JupyterLab; in Indonesian: make lab LANGUAGE=id
	$(if $(filter id,$(LANGUAGE)),mkdir -p "$(SETTINGS)" && echo '{"locale": "id_ID"}' > "$(SETTINGS)/plugin.jupyterlab-settings")
	$(if $(filter id,$(LANGUAGE)),JUPYTERLAB_SETTINGS_DIR="$(CURDIR)/build/lab") $(BIN)/jupyter lab notebooks $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB)
