"""Figures: every one drawn, from any corpus, with data and caption; same bytes twice; what is committed is what the code makes."""
import re

import pandas as pd
import pytest
from pypdf import PdfReader

from netralitas import analyse
from netralitas.canvas import DOUBLE, SINGLE, save_figure
from netralitas.figures import FIGURES, draw_all
from conftest import ROOT


@pytest.fixture(scope="module")
def drawn(teaching, tmp_path_factory):
    folder = tmp_path_factory.mktemp("teaching")
    list(draw_all(teaching, folder))
    return folder


def made(folder):
    # 10_accuracy needs gold as well as tables: notebook 10 makes it
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix in (".csv", ".md") and not p.name.startswith("10_")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def test_the_committed_teaching_figures_are_what_the_code_makes(drawn):
    assert made(drawn) == made(ROOT / "figures" / "teaching")


def test_the_committed_reference_figures_are_what_the_code_makes(reference, tmp_path):
    list(draw_all(reference, tmp_path))
    assert made(tmp_path) == made(ROOT / "figures" / "reference")


def test_the_same_tables_give_the_same_bytes(drawn, teaching, tmp_path):
    for name in ("01_corpus", "02_words", "06_addressees"):
        for path in save_figure(FIGURES[name](teaching), name, tmp_path):
            assert path.read_bytes() == (drawn / path.name).read_bytes(), path.name


def embedded(font):
    descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return "/FontFile2" in descendant["/FontDescriptor"].get_object()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_of_a_journals_width_with_its_fonts_and_its_text(drawn, name):
    page = PdfReader(drawn / f"{name}.pdf").pages[0]
    assert min(abs(float(page.mediabox.width) / 72 - w) for w in (SINGLE, DOUBLE)) < 0.02
    fonts = [f.get_object() for f in page["/Resources"]["/Font"].get_object().values()]
    assert fonts and all(embedded(f) for f in fonts)
    assert "<text" in (drawn / f"{name}.svg").read_text(encoding="utf-8"), "text is text, not outlines"


@pytest.mark.parametrize("name", FIGURES)
def test_data_and_caption_stand_beside_every_figure(drawn, name):
    assert len(pd.read_csv(drawn / f"{name}.csv")) > 0
    caption = (drawn / f"{name}.md").read_text(encoding="utf-8")
    assert "synthetic articles written for teaching" in caption and re.search(r"\d+ tokens", caption)


@pytest.mark.parametrize("name", FIGURES)
def test_a_corpus_with_nothing_in_it_gives_a_figure_that_says_so(tmp_path, name):
    (tmp_path / "a.txt").write_text("Hujan turun di kota itu dan orang pulang ke rumah dengan payung yang besar.", encoding="utf-8")
    figure = FIGURES[name](analyse(tmp_path))
    save_figure(figure, name, tmp_path / "out")
    assert figure.caption


@pytest.mark.parametrize("name", FIGURES)
def test_a_corpus_of_which_all_was_set_aside_gives_figures_that_say_so(tmp_path, name):
    (tmp_path / "a.txt").write_text("We serve the people and that is all that we do for them in the city.", encoding="utf-8")
    figure = FIGURES[name](analyse(tmp_path))
    save_figure(figure, name, tmp_path / "out")
    assert any("in this corpus" in words.get_text() for axes in figure.axes for words in axes.texts)


SHORT = "Bawaslu menggelar rapat pada Rabu, 31 Juli 2024 di kantor itu. Bawaslu meminta semua pegawai netral."


@pytest.mark.parametrize("name", ["01_corpus", "05_events"])
@pytest.mark.parametrize("years", [(), (2020,), (2014, 2030)])
def test_the_days_below_a_figure_do_not_overlap(tmp_path, name, years):
    for year in (2024, *years):
        (tmp_path / f"{year}.txt").write_text(SHORT.replace("2024", str(year)).replace("Rabu, ", ""), encoding="utf-8")
    figure = FIGURES[name](analyse(tmp_path))
    figure.canvas.draw()
    labels = [label for label in figure.axes[0].get_xticklabels() if label.get_text()]
    boxes = sorted((label.get_window_extent() for label in labels), key=lambda box: box.x0)
    assert 2 <= len(boxes) <= 8 and all(a.x1 < b.x0 for a, b in zip(boxes, boxes[1:]))


def test_one_article_is_not_one_articles(tmp_path):
    (tmp_path / "a.txt").write_text(SHORT, encoding="utf-8")
    assert re.search(r"\. 1 real article, \d+ tokens\.$", FIGURES["01_corpus"](analyse(tmp_path)).caption)
    (tmp_path / "b.txt").write_text(SHORT, encoding="utf-8")
    assert "2 real articles, " in (caption := FIGURES["05_events"](analyse(tmp_path)).caption) and "1 marked as a copy of" in caption
    (tmp_path / "b.txt").write_text("Hujan turun di kota itu dan orang pulang ke rumah dengan payung.", encoding="utf-8")
    assert "; 1 article has neither" in FIGURES["01_corpus"](analyse(tmp_path)).caption


def test_reference_figures_hold_no_sentence_of_an_article(reference):
    words = {t.lower() for t in reference.articles["text"]}
    for path in (ROOT / "figures" / "reference").rglob("*.csv"):
        for cell in pd.read_csv(path, dtype=str).fillna("").to_numpy().ravel():
            assert len(cell.split()) < 7 or not any(cell.lower() in text for text in words), path.name
