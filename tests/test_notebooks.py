"""Every notebook runs from top to bottom, also on a corpus that has next to nothing in it: one short article and one that cannot be read.

What they show on the two corpora of the project is executed by `make figures` and compared with what is committed.
"""
import shutil

import journey
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))


@pytest.fixture
def sparse(tmp_path, monkeypatch):
    folder = tmp_path / "sparse-corpus"
    folder.mkdir()
    (folder / "pasar.txt").write_text("Pasar pagi itu ramai oleh pembeli sejak matahari terbit di balik bukit.\n", encoding="utf-8")
    (folder / "kosong.txt").write_bytes(b"")
    monkeypatch.setenv("NETRALITAS_CORPUS", str(folder))
    yield folder
    shutil.rmtree(ROOT / "figures" / folder.name, ignore_errors=True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_a_corpus_that_has_next_to_nothing(path, sparse):
    assert journey.execute(path).metadata.get("error") is None
