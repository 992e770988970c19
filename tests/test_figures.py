"""Figures: every one drawn, from any corpus, with data and caption; same bytes twice; what is committed is what the code makes."""
import re
from io import StringIO
from itertools import combinations
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader

from netralitas import analyse, analyse_text
from netralitas.canvas import DOUBLE, SINGLE, save_figure
from netralitas.figures import FIGURES, PLATE, draw_all, figure_addressees, figure_plate, figure_stages, figure_theme_voices, figure_words
from netralitas.paper import FEW, as_html, as_latex, hand_coding, save_tables, stage_shares
from conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
COMMITTED = sorted((ROOT / "figures").glob("teaching/*.pdf")) + sorted((ROOT / "figures").glob("reference/*.pdf"))
DRAWN = ("06_strength", "07_stages", "08_keyness")  # the figures whose rows are tables too


@pytest.fixture(scope="module")
def drawn(teaching, tmp_path_factory):
    folder = tmp_path_factory.mktemp("teaching")
    list(draw_all(teaching, folder))
    return folder


def made(folder):
    # 10_accuracy needs gold as well as tables: notebook 10 makes it
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix in (".csv", ".md", ".tex", ".html") and not p.name.startswith("10_")]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


def test_every_figure_of_both_corpora_is_committed():
    assert {path.stem for path in COMMITTED} == {*FIGURES, "10_accuracy", "10_readers"} and len(COMMITTED) == 2 * len(FIGURES) + 4


def test_the_committed_teaching_figures_are_what_the_code_makes(drawn):
    assert made(drawn) == made(ROOT / "figures" / "teaching")


def test_the_committed_reference_figures_are_what_the_code_makes(reference, tmp_path):
    list(draw_all(reference, tmp_path))
    assert made(tmp_path) == made(ROOT / "figures" / "reference")


def test_the_same_tables_give_the_same_bytes(drawn, teaching, tmp_path):
    for name in ("01_corpus", "02_words", "06_addressees", "07_stages", "07_theme_voices", "09_plate"):
        for path in save_figure(FIGURES[name](teaching), name, tmp_path):
            assert path.read_bytes() == (drawn / path.name).read_bytes(), path.name
    for path in save_tables(teaching, {name: FIGURES[name](teaching).data for name in DRAWN}, tmp_path / "tables"):
        assert path.read_bytes() == (drawn / "tables" / path.name).read_bytes(), path.name


def embedded(font):
    descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return "/FontFile2" in descendant["/FontDescriptor"].get_object()


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_figure_is_of_a_journals_width_with_its_fonts_and_its_text(path):
    page = PdfReader(path).pages[0]
    assert min(abs(float(page.mediabox.width) / 72 - w) for w in (SINGLE, DOUBLE)) < 0.02
    fonts = [f.get_object() for f in page["/Resources"]["/Font"].get_object().values()]
    assert fonts and all(embedded(f) for f in fonts)
    picture = ElementTree.parse(path.with_suffix(".svg")).getroot()
    assert ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")], "text is text, not outlines"
    assert not any("DejaVu" in (path.get("id") or "") for path in picture.iter(f"{SVG}path")), "no letter is an outline"


@pytest.mark.parametrize("name", FIGURES)
def test_the_caption_is_the_alternative_text_of_every_picture(drawn, name):
    caption = (drawn / f"{name}.md").read_text(encoding="utf-8").strip()
    assert ElementTree.parse(drawn / f"{name}.svg").getroot().findtext(f"{SVG}title") == caption
    assert PdfReader(drawn / f"{name}.pdf").metadata.title == caption
    with Image.open(drawn / f"{name}.png") as picture:
        assert picture.text["Description"] == caption


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


CAVEATS = {  # what the caption warns of, beside what is drawn
    "01_corpus": "its first full date", "01_blocks": "rules that can err", "02_words": "counted apart", "03_actors": "`not classed`",
    "04_voices": "missed counts as narrated", "05_events": "without a full date", "06_strength": "`not named`",
    "06_addressees": "not told, or not found", "07_themes": "they are too narrow", "07_stages": "none where fewer than",
    "07_theme_voices": "columns of few words", "08_keyness": "p is too small", "08_reuse": "can be all they share",
    "09_plate": "p is too small"}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("corpus, kind", [("teaching", r"62 synthetic articles written for teaching"), ("reference", "5 real articles")])
def test_a_caption_says_how_many_of_what_kind_and_what_to_beware_of(corpus, kind, name):
    caption = (ROOT / "figures" / corpus / f"{name}.md").read_text(encoding="utf-8")
    assert re.search(rf"{kind}, \d+ tokens(;[^.]*)?\.$", caption) and CAVEATS[name] in caption


def shown(figure):
    """The boxes of all words that are drawn, at the resolution of the PNG; a tick beyond the end of its axis is not."""
    figure.set_dpi(300)
    figure.draw_without_rendering()
    ticks = [(axis.get_view_interval(), tick) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
             for tick in (*axis.majorTicks, *axis.minorTicks)]
    beyond = {id(label) for ends, tick in ticks if not min(ends) <= tick.get_loc() <= max(ends) for label in (tick.label1, tick.label2)}
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible() and id(text) not in beyond]
    return [(text.get_text(), Text.get_window_extent(text).padded(-1)) for text in texts]


def long_names(tables):
    """The same tables with names as long as a file's, an address's or an office's can be."""
    more = {"article_id": "-unduhan-dari-situs-berita-2024-11-27-versi-2-salinan-akhir", "outlet": "-harian-umum-nusantara-timur.example",
            "name": " dan Pengembangan Sumber Daya Manusia Kabupaten Arunika Timur Laut"}
    return tables._replace(**{table: frame.assign(**{column: frame[column] + words for column, words in more.items() if column in frame})
                              for table, frame in tables._asdict().items()})


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("corpus", ["teaching", "reference", "long names", "twenty"])
def test_nothing_is_cut_and_no_words_lie_on_words(request, name, corpus):
    tables = request.getfixturevalue(corpus if corpus == "reference" else "teaching")
    if corpus == "twenty":
        some = set(tables.articles["article_id"][5:25])
        tables = tables._replace(**{table: frame[frame["article_id"].isin(some)] for table, frame in tables._asdict().items()
                                    if "article_id" in frame})
    figure = FIGURES[name](tables if corpus in ("teaching", "reference") else long_names(tables))
    found = shown(figure)
    width, height = figure.bbox.size
    assert not [word for word, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]
    assert not lapping(found)


def test_shares_stand_beside_counts(teaching):
    figure = FIGURES["04_voices"](teaching)
    assert figure.data["share"].sum() == pytest.approx(1)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert all(re.search(r" \((\d+|< 1) %\)$", label) for label in labels) and "narrator (68 %)" in labels
    blocks = FIGURES["01_blocks"](teaching)
    sums = blocks.data.groupby("outlet")["characters"].sum()
    assert {f"{outlet} ({n:,})" for outlet, n in sums.items()} == {label.get_text() for label in blocks.axes[0].get_yticklabels()}


SHORT = "Bawaslu menggelar rapat pada Rabu, 31 Juli 2024 di kantor itu. Bawaslu meminta semua pegawai netral."


@pytest.mark.parametrize("name", ["01_corpus", "05_events"])
@pytest.mark.parametrize("years", [(), (2020,), (2014, 2030)])
def test_the_days_below_a_figure_do_not_overlap(tmp_path, name, years):
    for year in (2024, *years):
        (tmp_path / f"{year}.txt").write_text(SHORT.replace("2024", str(year)).replace("Rabu, ", ""), encoding="utf-8")
    figure = FIGURES[name](analyse(tmp_path))
    figure.draw_without_rendering()
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


def boxes(figure, texts):
    figure.draw_without_rendering()
    # of the words alone: an annotation's own extent would hold its line as well
    return [(text.get_text(), Text.get_window_extent(text)) for text in texts if text.get_text()]


def lapping(found):
    return [(a, b) for (a, one), (b, other) in combinations(found, 2) if one.overlaps(other)]


def test_no_line_of_the_words_crosses_a_word_and_no_name_another(teaching):
    figure = figure_words(teaching)
    names = figure.axes[0].texts
    found = boxes(figure, names)
    assert len(found) == 9 and not lapping(found)
    for name in names:
        line = name.arrow_patch.get_transform().transform_path(name.arrow_patch.get_path())
        assert not [word for word, box in found if word != name.get_text() and line.intersects_bbox(box)], name.get_text()


def test_names_at_the_sides_do_not_touch_and_totals_add_up(teaching):
    figure = figure_addressees(teaching)
    found = boxes(figure, [t for t in figure.axes[0].texts if "(" in t.get_text()])
    assert len(found) > 10 and not lapping(found)
    for side in (0, 1):
        named = [t for t in figure.axes[0].texts if "(" in t.get_text() and (t.get_ha() == "left") == bool(side)]
        assert sum(int(re.search(r"\((\d+)\)$", t.get_text())[1]) for t in named) == len(teaching.messages)


@pytest.mark.parametrize("name", ["01_corpus", "05_events"])
def test_the_names_of_the_stages_do_not_touch(tmp_path, name):
    for day in ("13 Februari", "20 November"):  # the axis begins in the campaign, a few millimetres before the vote of 14 February
        (tmp_path / f"{day}.txt").write_text(SHORT.replace("Rabu, 31 Juli", day), encoding="utf-8")
    figure = FIGURES[name](analyse(tmp_path))
    found = boxes(figure, figure.axes[0].texts)
    assert {"campaign", "vote"} <= {word for word, _ in found} and not lapping(found)


def test_whose_words_carry_a_theme():
    text = "Bawaslu mengawasi kampanye itu dengan ketat. “Kami menjaga situasi tetap kondusif,” kata Kapolres Teluk Senja Bima Lesmana."
    data = figure_theme_voices(analyse_text(text), least=1).data.set_index(["theme", "voice"])
    assert data.loc[("security_order", "security"), "evidence"] == 1 and ("security_order", "narrator") not in data.index
    row = data.loc[("security_order", "security")]
    assert row["per_1000"] == pytest.approx(1000 / row["words"])


def test_the_evidence_of_all_voices_is_all_evidence(teaching):
    assert figure_theme_voices(teaching).data["evidence"].sum() == len(teaching.themes)


def test_shares_are_corrected_where_there_is_gold_and_say_so(teaching, reference, tmp_path):
    shares = stage_shares(teaching)
    assert (shares["coded"] == shares["articles"]).all() and "articles coded by hand" in figure_stages(teaching).caption
    sure = shares[shares["coded"] >= FEW].dropna(subset="low")
    assert len(sure) > 10 and ((sure["low"] <= sure["best"]) & (sure["best"] <= sure["high"])).all()
    assert shares.loc[shares["coded"] < FEW, "low"].isna().all(), "two articles are no sample"
    assert stage_shares(reference)["low"].isna().all(), "five articles show dots and no intervals"
    (tmp_path / "a.txt").write_text(SHORT, encoding="utf-8")
    own = analyse(tmp_path)
    assert not hand_coding(own) and "not corrected, for none is coded by hand" in figure_stages(own).caption


def test_shares_without_gold_are_the_machines_with_wilsons_interval(tmp_path, monkeypatch, teaching):
    monkeypatch.chdir(tmp_path)  # away from data/gold
    shares = stage_shares(teaching)
    assert (shares["best"] == shares["machine"]).all() and ((shares["low"] <= shares["best"]) & (shares["best"] <= shares["high"])).all()
    assert "Wilson" in figure_stages(teaching).caption


def test_the_plate_has_four_panels_with_letters_that_are_the_figures(teaching):
    plate = figure_plate(teaching)
    assert plate.data["figure"].tolist() == list(PLATE) and plate.data["panel"].tolist() == list("abcd")
    assert [panel._suptitle.get_text() for panel in plate.subfigs] == list("abcd")
    assert plate.data["rows"].tolist()[:3] == [len(FIGURES[name](teaching).data) for name in list(PLATE)[:3]]
    assert all(f"({letter}) " in plate.caption for letter in "abcd") and plate.caption.count("tokens;") == 1
    plate.draw_without_rendering()
    for axes in plate.axes:
        labels = [(t.get_text(), t.get_window_extent()) for t in axes.get_yticklabels() if t.get_text()]
        assert not lapping(labels), labels


HOSTILE = pd.DataFrame({"word": ["50 % & more_{x} #1 $y$ ~ ^ \\ <b>", "“teks” – dua"], "−n": [1, 2]})


def test_text_in_a_latex_table_is_text():
    page = as_latex(HOSTILE, "odd", "A & B_c <d>")
    row = (r"50 \% \& more\_\{x\} \#1 \$y\$ "
           r"\textasciitilde{} \textasciicircum{} \textbackslash{} \textless{}b\textgreater{} & 1 \\")
    assert row in page.splitlines() and r"\caption{A \& B\_c \textless{}d\textgreater{}}\label{tab:odd}" in page
    for begin in re.findall(r"\\begin\{(\w+)\}", page):
        assert page.count(rf"\begin{{{begin}}}") == page.count(rf"\end{{{begin}}}")
    assert [line for line in page.splitlines() if line.endswith("rule")] == [r"\toprule", r"\midrule", r"\bottomrule"]


def test_a_table_longer_than_a_page_is_a_longtable():
    short, long = (as_latex(pd.DataFrame({"word": range(n), "n": range(n)}), "n", "N.") for n in (50, 51))
    assert r"\begin{table}" in short and "longtable" not in short
    assert r"\begin{longtable}{lr}" in long and r"\begin{table}" not in long and long.index(r"\midrule") < long.index(r"\endhead")


def test_text_in_an_html_table_is_text():
    page = as_html(HOSTILE, "odd", "A & B <script>")
    assert "<script>" not in page and "&lt;b&gt;" in page and "A &amp; B &lt;script&gt;" in page
    assert pd.read_html(StringIO(page))[0].iloc[0, 0].startswith("50 % & more_{x}")


def columns_of(line):
    return len(re.split(r"(?<!\\)&", line))


@pytest.mark.parametrize("name", ["accuracy", "counts", "keyness", "strength", "themes"])
def test_a_table_is_whole_in_both_forms(drawn, name):
    tex = (drawn / "tables" / f"{name}.tex").read_text(encoding="utf-8")
    rows = [line for line in tex.splitlines() if line.endswith(r" \\") and not line.startswith(r"\caption")]
    assert len(rows) > 2 and {columns_of(row) for row in rows} == {columns_of(rows[0])}
    assert re.sub(r"\\[{}]", "", tex).count("{") == re.sub(r"\\[{}]", "", tex).count("}")
    page = pd.read_html(drawn / "tables" / f"{name}.html", encoding="utf-8")[0]
    assert page.shape == (len(rows) - 1, columns_of(rows[0]))
    assert "synthetic articles written for teaching" in tex and not re.search(r"\bnan\b", tex)


def test_the_tables_add_up(drawn, teaching):
    strength = pd.read_html(drawn / "tables" / "strength.html")[0]
    assert strength["all"].sum() == len(teaching.messages) == strength[list("1234567")].sum().sum()
    counts = pd.read_csv(drawn / "tables" / "counts.csv")
    assert counts["quotes"].sum() == len(teaching.quotes) and len(counts) == len(teaching.articles)


def test_reference_figures_hold_no_sentence_of_an_article(reference):
    words = {t.lower() for t in reference.articles["text"]}
    for path in (ROOT / "figures" / "reference").rglob("*.csv"):
        for cell in pd.read_csv(path, dtype=str).fillna("").to_numpy().ravel():
            assert len(cell.split()) < 7 or not any(cell.lower() in text for text in words), path.name
