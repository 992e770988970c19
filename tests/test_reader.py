"""The page of an article: all its text, all its layers, hostile text stays text, nothing asked of the outside."""
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netralitas import analyse
from netralitas.reader import LAYERS, Mark, article_page, marked_html, marks, segments


class Page(HTMLParser):
    """The text of the <article>, the tags met, and the classes of the marks."""

    def __init__(self, page: str):
        super().__init__()
        self.text, self.tags, self.layers, self.inside = "", [], set(), False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.inside |= tag == "article"
        if tag == "mark":
            self.layers |= set(dict(attributes)["class"].split())

    def handle_endtag(self, tag):
        self.inside &= tag != "article"

    def handle_data(self, data):
        self.text += data if self.inside else ""


def test_every_article_is_shown_whole_with_its_layers(teaching):
    for article in teaching.articles[teaching.articles["status"] == "ok"].itertuples():
        page = Page(article_page(teaching, article.article_id))
        assert page.text == article.text
        found = {layer for layer in LAYERS if article.article_id in set(getattr(teaching, layer)["article_id"])}
        assert found - {"blocks"} <= page.layers


def test_hostile_text_stays_text(tmp_path):
    hostile = '</article><script>alert(1)</script> <img src=x onerror=alert(2)> "onfocus="alert(3) &lt;b&gt;'
    text = f"Bawaslu mengimbau ASN {hostile} harus netral pada Rabu, 31 Juli 2024 di kantor itu."
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    tables = analyse(tmp_path)
    page = article_page(tables, "x")
    read = Page(page)
    assert read.text == tables.articles["text"].iloc[0] and read.tags.count("script") == 1 and "img" not in read.tags


def test_the_page_asks_for_nothing(teaching):
    page = article_page(teaching, teaching.articles["article_id"].iloc[0])
    assert "default-src 'none'" in page and not re.search(r"(src|href)=|url\(|@import|fetch\(", page)


def test_an_unknown_article_is_refused(teaching):
    with pytest.raises(KeyError):
        article_page(teaching, "no such article")


def test_a_row_is_one_stop_of_the_tab_key_and_each_line_has_its_layer():
    marked = [Mark(0, 9, "quotes", "quote"), Mark(0, 3, "mentions", "mention"), Mark(4, 9, "dates", "date")]
    page = marked_html("abc defgh.", marked)
    assert re.findall("<mark [^>]*>", page) == [
        '<mark class="mentions quotes" data-layers="quotes mentions" title="quote\nmention" data-begins="quotes mentions" tabindex="0">',
        '<mark class="quotes" data-layers="quotes" title="quote">',
        '<mark class="dates quotes" data-layers="quotes dates" title="quote\ndate" data-begins="dates" tabindex="0">',
    ]


def test_every_line_of_a_title_has_a_layer_and_every_row_one_stop(teaching):
    for article_id in teaching.articles["article_id"][:8]:
        page = article_page(teaching, article_id)
        for layers, title in re.findall('data-layers="([^"]*)" title="([^"]*)"', page):
            assert len(layers.split()) == len(title.split("\n"))
        begins = [layer for names in re.findall('data-begins="([^"]*)"', page) for layer in names.split()]
        assert sorted(begins) == sorted(m.layer for m in marks(teaching, article_id))


def test_layers_that_are_off_leave_neither_tooltip_nor_stop(teaching):
    """What the script does was tried in a browser; here, that it has the lines that do it."""
    script = article_page(teaching, teaching.articles["article_id"].iloc[0]).split("<script>")[1]
    assert 'removeAttribute("title")' in script and 'removeAttribute("tabindex")' in script and 'split("\\n")' in script


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_pieces_are_the_text_however_marks_overlap(text, pairs):
    marked = sorted(Mark(min(a, b), max(a, b), "dates", "d") for a, b in pairs if a != b and max(a, b) <= len(text))
    pieces = list(segments(text, marked))
    assert "".join(piece for piece, _ in pieces) == text
    position = 0
    for piece, over in pieces:
        assert {m for m in marked if m.start <= position and m.end >= position + len(piece)} == set(over) or not piece
        position += len(piece)
    assert Page(f"<article>{marked_html(text, marked)}</article>").text.replace("\r", "") == text.replace("\r", "")
