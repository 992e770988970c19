"""Shared by all tests: where the real texts beside the project are, and tables of cases."""
from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from netralitas import Lexicons, read_articles
from netralitas.records import Article

# CI tries the same inputs every time; at home each run tries others
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("home", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "home")

ROOT = Path(__file__).parent.parent
REAL_GOLD = [name for name in ("reference", "detik-1000", "detik-later", "pfsa", "pfsa-later")  # of real articles
             if (ROOT / "data" / "gold" / name).is_dir()]
SHARED_DATA = Path(os.environ.get("NETRALITAS_SHARED", ROOT.parent / "shared" / "data"))


def work(function, *args) -> int:
    """How many functions, of Python's and of C's, a call calls: a measure of its work that no other program on the machine disturbs.

    An expression that runs away is one call: such a test ends late or never, and `faulthandler_timeout` says where.
    """
    called = 0

    def count(_frame, event: str, _argument) -> None:
        nonlocal called
        called += event in ("call", "c_call")
    sys.setprofile(count)
    try:
        function(*args)
    finally:
        sys.setprofile(None)
    return called


def cases(name: str) -> list[dict[str, str]]:
    """The rows of tests/cases/<name>.tsv; lines that start with # are comments; `\\n` stands for a line end."""
    lines = (ROOT / "tests" / "cases" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((li for li in lines if li and not li.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{k: (v or "").replace("\\n", "\n") for k, v in row.items()} for row in rows]


@pytest.fixture(scope="session")
def lexicons() -> Lexicons:
    return Lexicons()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real texts beside the project; tests that ask for it are skipped, and counted, where it is not there."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI") and not os.environ.get("NETRALITAS_NO_SHARED"):
            pytest.fail(f"{SHARED_DATA} is not there, and CI may not skip the tests that read it")
        pytest.skip("needs the real texts beside the project (NETRALITAS_SHARED)")
    return SHARED_DATA


@pytest.fixture(scope="session")
def teaching():
    """All tables of the teaching corpus; do not change them."""
    from netralitas import analyse

    return analyse(ROOT / "data" / "corpus" / "articles")


@pytest.fixture(scope="session")
def teaching_gold():
    from netralitas.evaluate import read_gold

    return read_gold(ROOT / "data" / "gold" / "teaching")


@pytest.fixture(scope="session")
def reference(shared_data):
    """All tables of the five real articles beside the project; do not change them."""
    from netralitas import analyse

    return analyse(shared_data / "reference")


def pytest_addoption(parser):
    parser.addoption("--write-golden", action="store_true", help="write tests/golden anew instead of comparing with it")


@pytest.fixture(scope="session")
def real_articles(shared_data, tmp_path_factory) -> dict[str, dict[str, Article]]:
    """The real articles that have gold, by the gold's folder and their id, as the library reads them."""
    laid_out = tmp_path_factory.mktemp("pfsa")
    tool = shared_data.parent / "tools" / "pfsa.py"
    subprocess.run([sys.executable, tool, "texts", shared_data / "pfsa" / "dev-40.txt", laid_out], check=True, capture_output=True)
    sources = {"reference": shared_data / "reference", "detik": shared_data / "news" / "detik-1000.csv", "pfsa": laid_out}
    found = {}
    for name in REAL_GOLD:
        with (ROOT / "data" / "gold" / name / "articles.tsv").open(encoding="utf-8", newline="") as file:
            wanted = {row["article_id"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
        found[name] = {a.article_id: a for a in read_articles(sources[name.split("-")[0]]) if a.article_id in wanted}
    return found
