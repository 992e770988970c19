"""Golden files: every table of the eight-sentence article, to the byte; `pytest tests/test_golden.py --write-golden` renews them."""
import pytest

from netralitas import TABLES, analyse, write_tables
from conftest import ROOT

ARTICLE = "contoh_delapan_kalimat"
GOLDEN = ROOT / "tests" / "golden" / ARTICLE


@pytest.fixture(scope="module")
def written(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("golden")
    tables = analyse(ROOT / "data" / "corpus" / "articles" / f"{ARTICLE}.txt")
    tables = tables._replace(articles=tables.articles.drop(columns=["source", "text"]))
    write_tables(tables, folder, "csv")
    if request.config.getoption("--write-golden"):
        write_tables(tables, GOLDEN, "csv")
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_golden_one(written, name):
    assert (written / f"{name}.csv").read_text(encoding="utf-8") == (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
