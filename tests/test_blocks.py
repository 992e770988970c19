"""Blocks: each kind by a table of cases; every character that is not blank belongs to exactly one block."""

from __future__ import annotations

import pytest
from conftest import cases, work
from hypothesis import given, settings
from hypothesis import strategies as st

from netralitas import Lexicons, find_blocks
from netralitas.articles import read_articles
from netralitas.blocks import describe
from netralitas.datelines import outlet_of_host, read_dateline
from netralitas.records import Article

KINDS = {"title", "dateline", "byline", "body", "caption", "boilerplate", "repeat"}
LEXICONS = Lexicons()


def article(text: str, **fields) -> Article:
    return Article("a", "a.txt", "", text, **fields)


def check_law(made: Article) -> None:
    """Blocks in order, trimmed, of a known kind, on every character that is not white space, once."""
    blocks, position = find_blocks(made, LEXICONS), 0
    for number, block in enumerate(blocks, 1):
        words = made.text[block.start : block.end]
        assert words and words == words.strip() and block.kind in KINDS
        assert block.block_id == f"{made.article_id}:b{number}"
        assert not made.text[position : block.start].strip()
        position = block.end
    assert not made.text[position:].strip()


@pytest.mark.parametrize("case", cases("blocks"), ids=lambda case: case["note"])
def test_kinds_of_blocks(case, lexicons):
    made = article(case["text"])
    found = [f"{b.kind}={made.text[b.start : b.end]}" for b in find_blocks(made, lexicons) if b.kind != "body"]
    assert found == (case["blocks"].split(" ¦ ") if case["blocks"] else [])
    check_law(made)


@pytest.mark.parametrize("case", cases("datelines"), ids=lambda case: case["note"])
def test_datelines(case, lexicons):
    found = read_dateline(case["line"], lexicons)
    words = case["line"][: found.end].rstrip(" -–—:.") if found else ""
    assert (words, (found and found.outlet) or "") == (case["dateline"], case["outlet"])


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ('"Kami menjaga netralitas pegawai di kecamatan ini,"\nkata camat itu seusai pelantikan.', 1),
        (
            "Camat melantik dua puluh perangkat desa di aula kecamatan pada\n"
            "hari Rabu pagi. Ia meminta mereka tetap netral dalam pemilihan\n"
            "Bupati dan tidak ikut kampanye. Mereka menandatangani pakta\nIntegritas di hadapan warga yang datang sejak pagi hari itu.",
            1,
        ),
        ("Camat melantik perangkat desa.\nIa meminta mereka netral.", 2),
        ("Camat melantik perangkat desa, lalu\n\nia meminta mereka netral.", 2),
    ],
)
def test_body_runs_on_from_line_to_line_where_the_sentence_does(text, n, lexicons):
    assert [b.kind for b in find_blocks(article(text), lexicons)] == ["body"] * n


def test_title_that_is_known_is_found_in_the_text(lexicons):
    text = "Apel.\n\nCamat memimpin apel pagi di halaman kantor kecamatan bersama seluruh pegawai hari ini."
    assert [b.kind for b in find_blocks(article(text, title="Apel."), lexicons)] == ["title", "body"]
    assert [b.kind for b in find_blocks(article(text), lexicons)] == ["body", "body"]


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        (
            "SALAKAN, KabarContoh.com – Camat memimpin apel pagi di halaman kantor.",
            {},
            {"dateline": "SALAKAN, KabarContoh.com", "outlet": "kabarcontoh.com", "published": None},
        ),
        (
            "Camat Pimpin Apel Pagi\nRini - KABAR.CONTOH.WEB.ID\nSep 29, 2024 - 13:16\n"
            "Camat memimpin apel pagi di halaman kantor kecamatan itu.",
            {},
            {
                "title": "Camat Pimpin Apel Pagi",
                "byline": "Rini - KABAR.CONTOH.WEB.ID",
                "outlet": "kabar.contoh.web.id",
                "published": "2024-09-29",
            },
        ),
        (
            "Denpasar (ANTARA) - Camat memimpin apel pagi di halaman kantor.",
            {"url": "https://www.kabar-contoh.id/2024/03/06/apel"},
            {"outlet": "kabar-contoh.id", "published": "2024-03-06"},
        ),
        (
            "Camat memimpin apel pagi.",
            {"url": "https://news.detik.com/berita/d-1/apel", "published": "2024-01-02"},
            {"outlet": "detikcom", "published": "2024-01-02"},
        ),
        ("Palu, 27 September 2024 – Camat memimpin apel pagi di halaman kantor.", {}, {"published": "2024-09-27"}),
        ("Camat memimpin apel pagi.", {"outlet": "detik.com"}, {"outlet": "detikcom"}),
        ("Camat memimpin apel pagi.", {"outlet": "Kabar Desa"}, {"outlet": "Kabar Desa"}),
        ("Camat memimpin apel pagi.", {}, {"outlet": None, "published": None, "title": None, "byline": None, "dateline": None}),
    ],
)
def test_describe(text, fields, expected, lexicons):
    made = article(text, **fields)
    described = describe(made, find_blocks(made, lexicons), lexicons)
    assert {name: getattr(described, name) for name in expected} == expected
    assert described.text == text


def test_outlet_of_host(lexicons):
    outlets = lexicons["outlets"]
    assert outlet_of_host("www.kabar-contoh.id:443", outlets) == "kabar-contoh.id"
    assert outlet_of_host("finance.detik.com", outlets) == "detikcom"
    assert outlet_of_host("bali.tribunnews.com", outlets) == "Tribun Bali"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_its_blocks(text):
    check_law(article(text))


_PIECES = [case["text"] for case in cases("blocks")] + ["Baca juga:", "(", "\n", "\n\n", " – ", "Foto:", "Tags:", '"', "\x1c", "\u3000"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=6), st.booleans())
def test_any_mixture_of_cases_has_its_blocks(pieces, titled):
    text = "\n".join(pieces)
    check_law(article(text, title=text[:40] if titled else None))


@pytest.mark.parametrize(
    "text",
    [
        "Baca juga: " * 3000,
        "(" * 20000,
        "a, " * 20000,
        "Facebook " * 5000,
        "#a " * 8000,
        "A-" * 20000,
        " - " * 9000,
        "A B. " * 8000 + "(",
        "Sep 29, " * 5000,
        "\n".join(["Baca Juga:"] * 4000),
        "[Gambas:" * 5000,
    ],
)
def test_no_pattern_takes_long(text):
    check_law(article(text))
    few, many = (work(check_law, article(text[:len(text) // n])) for n in (10, 1))
    assert many < 12 * few + 1000


def test_real_articles_keep_the_law(shared_data):
    articles = read_articles([shared_data / "reference", shared_data / "news" / "detik-1000.csv"])
    assert len(articles) == 1005
    for made in articles[:205]:
        check_law(made)


def test_kinds_in_the_reference_articles(shared_data, lexicons):
    found = {}
    for made in read_articles(shared_data / "reference"):
        kinds = [b.kind for b in find_blocks(made, lexicons) if b.kind != "body"]
        found[made.article_id[:3]] = " ".join(kinds)
    assert found == {
        "000": "dateline byline",
        "001": "dateline",
        "002": "title caption dateline " + "boilerplate boilerplate " * 4 + "byline boilerplate",
        "003": "title repeat repeat title",
        "004": "boilerplate title byline byline caption dateline byline",
    }
