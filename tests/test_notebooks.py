"""Every notebook runs from top to bottom, also on a corpus that has next to nothing in it: one short article and one that cannot be read.

What they show on the two corpora of the project is executed by `make figures` and compared with what is committed.
"""
import re
import shutil

import journey
import nbformat
import pytest
from browser import visit_lab
from conftest import ROOT

from netralitas.figures import FIGURES, save_figure

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


def pictures(notebook):
    """The outputs of a notebook that are pictures, as they are kept."""
    shown = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return [o for o in shown if "<img" in o.data.get("text/html", "") or any(kind.startswith("image/") for kind in o.data)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_has_an_alternative_text(path):
    for picture in pictures(nbformat.read(path, as_version=4)):
        assert {*picture.data} == {"text/html", "text/plain"}, "JupyterLab would show a picture file without its alternative text"
        assert re.fullmatch(r'<img alt="[^"]{40,}" src="data:image/png;base64,[^"]+">', picture.data["text/html"])


def test_jupyterlab_shows_a_committed_picture_with_its_alternative_text(tmp_path):
    """Not run again and by nobody trusted, as a reader opens it."""
    book = nbformat.read(ROOT / "notebooks" / "03_actors_places_dates.ipynb", as_version=4)
    book.cells = [cell for cell in book.cells if any(output in pictures(book) for output in cell.get("outputs", []))]
    nbformat.write(book, tmp_path / "picture.ipynb")
    images = re.findall(r'<img[^>]*src="data:image/png[^>]*>', visit_lab(tmp_path / "picture.ipynb").page)
    assert len(images) == 1 and 'alt="Mentions of persons and organisations by class of actor' in images[0]


@pytest.mark.parametrize("name", ["03_actors", "06_addressees", "09_plate"])
def test_a_figure_is_saved_with_the_same_bytes_before_and_after_it_was_shown(name, teaching, tmp_path):
    figure = FIGURES[name](teaching)
    before = [path.read_bytes() for path in save_figure(figure, name, tmp_path)]
    shown = figure._repr_mimebundle_()
    assert [path.read_bytes() for path in save_figure(figure, name, tmp_path)] == before
    assert figure._repr_mimebundle_() == shown
