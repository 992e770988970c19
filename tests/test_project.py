"""The house itself: environment.yml equal to pyproject.toml, notebooks whole, the README's code runs, nothing of this machine in a file."""
import csv
import json
import re
import subprocess
import tomllib

import nbformat
import pytest
import yaml

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
STAGES = ["start_here", "articles", "sentences_and_tokens", "actors_places_dates", "quotes", "events", "messages", "themes", "comparison",
          "figures_for_the_paper", "how_far_to_trust_it", "your_own_corpus"]


def tracked(*patterns):
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, text=True)
    return [ROOT / p for p in listed.split("\n") if p and (ROOT / p).is_file()]


def test_conda_and_pip_ask_for_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pip = {"python" + project["requires-python"], *project["dependencies"], *sum(project["optional-dependencies"].values(), [])}
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    by_pip = next(c["pip"] for c in conda if isinstance(c, dict))
    assert by_pip[-1] == "-e ." and "pytorch-cpu" in conda
    assert {c for c in [*conda, *by_pip] if isinstance(c, str)} - {"pip", "pytorch-cpu", "-e ."} == pip


def test_the_lock_holds_every_direct_dependency_and_no_path():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    words = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower().replace("_", "-")
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)$", words, re.M))
    for need in [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]:
        assert re.match(r"[\w-]+", need).group().lower().replace("_", "-") in locked, need
    assert locked["torch"] == "2.13.0"
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+|#.*", line) for line in lines)


def test_the_notebooks_are_the_journey():
    assert [p.stem for p in NOTEBOOKS] == [f"{n:02d}_{stage}" for n, stage in enumerate(STAGES)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_a_clean_run_in_its_frame(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [c for c in book.cells if c.cell_type == "code" and c.source.strip()]
    prose = "\n".join(c.source for c in book.cells if c.cell_type == "markdown")
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    assert not any(o.output_type == "error" for c in code for o in c.outputs)
    assert len(code) <= 30 and max(c.source.count("\n") + 1 for c in code) <= 25 and path.stat().st_size < 400_000
    for part in ("# ", "Ringkasan", "What could be wrong", "Exercise", "Next" if path != NOTEBOOKS[-1] else "Contents"):
        assert part in prose, part
    assert sum("solution" in c.metadata.get("tags", []) for c in book.cells) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_links_between_files_lead_somewhere(path):
    prose = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown")
    for target in re.findall(r"\]\((?!http)([^)#]+)", prose):
        assert (path.parent / target).exists(), target


def readme_code():
    return [block for name in ("README.md", "README.id.md")
            for block in re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)]


@pytest.mark.parametrize("code", readme_code())
def test_the_readmes_code_runs(code, monkeypatch, tmp_path):
    articles = tmp_path / "data" / "corpus" / "articles"
    articles.mkdir(parents=True)
    for path in (ROOT / "data" / "corpus" / "articles").glob("*.txt"):
        (articles / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README", "exec"), {})


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_the_readmes_commands_and_files_exist(name):
    words = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"^make ([a-z]+)", words, re.M)) <= targets and {"figures", "test"} <= targets
    for target in re.findall(r"\]\((?!http)([^)#]+)|<img src=\"([^\"]+)", words):
        assert (ROOT / (target[0] or target[1])).exists(), target


def test_make_lists_its_targets():
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "figures", "test", "tables", "notebooks", "student", "book", "bench", "model", "lock", "check", "lab"):
        assert f"make {target} " in told


def test_no_path_of_a_machine_and_no_host_of_a_registry():
    private = re.compile(r"/(?:root|work|home/\w+|tmp)/\w|files\.pythonhosted|download\.pytorch|registry\.npmjs|deb\.debian")
    for path in tracked("*.py", "*.md", "*.ipynb", "*.tsv", "*.csv", "*.toml", "*.yml", "*.lock", "Makefile", ".ci/run", "*.cff"):
        if path != ROOT / "tests" / "test_project.py":
            found = private.search(path.read_text(encoding="utf-8"))
            assert not found, f"{path.name}: {found.group()}"


def test_no_sentence_of_a_real_article_is_in_the_repository(real_articles):
    real = [article.text for found in real_articles.values() for article in found.values()]
    runs = {" ".join(words[i:i + 9]).lower() for text in real for words in [re.findall(r"\w+", text)] for i in range(len(words) - 8)}
    for path in tracked("*.py", "*.md", "*.ipynb", "*.tsv", "*.csv", "*.txt", "*.html"):
        words = re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace").lower())
        copied = next((r for i in range(len(words) - 8) if (r := " ".join(words[i:i + 9])) in runs), None)
        assert not copied, f"{path.name}: {copied}"


def test_the_citation_file_is_whole():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= set(cited)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert str(cited["version"]) == project["version"] and cited["license"] == project["license"]


def test_every_lexicon_says_its_sources():
    for path in (ROOT / "src" / "netralitas" / "lexicons").glob("*.tsv"):
        assert "source" in next(li for li in path.read_text(encoding="utf-8").splitlines() if not li.startswith("#")).split("\t"), path.name


def test_notebooks_import_in_one_cell():
    for path in NOTEBOOKS:
        cells = [c["source"] for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        assert sum(bool(re.search(r"^(import|from) ", "".join(c), re.M)) for c in cells) <= 1, path.stem


def test_the_figures_in_the_readmes_are_those_that_were_measured():
    def table(path, key):
        with (ROOT / path).open(encoding="utf-8") as file:
            return {row[key]: row for row in csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")}

    told = []
    for name in ("detik-later", "pfsa-later", "pfsa", "detik-1000", "teaching", "regional", "paragraphs"):
        scores, fields = table(f"data/gold/{name}/first_score.tsv", "layer"), table(f"data/gold/{name}/first_fields.tsv", "field")
        few = name in ("detik-1000", "detik-later", "pfsa-later")  # of messages
        layers = ("persons", "dates", "quotes", "events", *([] if few else ["messages"]))
        told += [f"{float(scores[layer]['f1_at_0.3']):.2f}" for layer in layers]
        told += [f"{float(share):.2f}" for share in (fields["speaker_id"]["share"], fields["agent_id"]["given_share"])]
    for name in ("appeals", "idioms"):
        messages = table(f"data/gold/{name}/first_score.tsv", "layer")["messages"]
        told += [f"{float(messages[column]):.2f}" for column in ("f1_at_0.3", "recall")]
    pfsa = table("data/gold/pfsa_scores.tsv", "statements")["1653"]
    told += [f"{float(pfsa['recall_at_0.3']):.3f}", f"{float(pfsa['cue_agreement']):.3f}", f"{float(pfsa['speaker_agreement']):.2f}"]
    with (ROOT / "models" / "scores.tsv").open(encoding="utf-8") as file:
        scores = {(row["reader"], row["treebank"]): row for row in csv.DictReader(file, delimiter="\t")}
    for treebank in ("csui-test", "gsd-test"):
        told += [f"{float(scores['rules', treebank][name]):.1f}" for name in ("Words", "Sentences")]
        told += [f"{float(scores['compact', treebank][name]):.1f}" for name in ("UPOS", "LAS")]
    english, indonesian = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.id.md"))
    for figure in told:
        assert figure.removeprefix("0") in english, figure
        assert figure.replace(".", ",") in indonesian, figure
