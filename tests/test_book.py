"""The book: every page leads on, every figure shows, the search finds notebooks and articles, nothing is asked of the network."""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from urllib.parse import unquote

import pytest

import copies
from browser import visit
from conftest import ROOT

CHAPTERS = [*(f"{path.stem}.html" for path in sorted((ROOT / "notebooks").glob("[01]*.ipynb"))), *copies.DOCUMENTS]


@pytest.fixture(scope="module")
def book(teaching, tmp_path_factory):
    """The folder of a book; do not change it but by files named `tried-`."""
    out = tmp_path_factory.mktemp("book")
    copies.book(out, teaching)
    return out


def pages(folder):
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.html")) if not p.name.startswith("tried-")}


def test_the_book_is_whole_and_asks_for_nothing(book, teaching):
    found = pages(book)
    assert {*CHAPTERS, "index.html"} < {*found} and len(found) == len(CHAPTERS) + 1 + len(teaching.articles)
    for name, page in found.items():
        assert {h.partition("#")[0] for h in re.findall(r'<a href="(?!https:)([^"]*)"', page)} - {""} <= {*found}, name
        assert "default-src 'none'" in page and not re.search(r'src="(?!data:)|<link|@import|url\(|<script src', page), name
        assert not re.search(r"MathJax|require\.js|cdnjs|unpkg", page), name


def test_a_second_run_gives_the_same_bytes(book):
    subprocess.run([sys.executable, "tools/copies.py", "book"], cwd=ROOT, check=True, capture_output=True,
                   env={**os.environ, "PYTHONHASHSEED": "7"})
    assert pages(ROOT / "build" / "book") == pages(book)


def test_the_bar_leads_through_the_chapters_and_back(book):
    found = pages(book)
    for before, name, after in zip([None, *CHAPTERS], CHAPTERS, [*CHAPTERS[1:], None]):
        bar = found[name].split("<nav")[1].split("</nav>")[0]
        assert re.findall(r'href="([^"]*)"', bar) == [page for page in (before, "index.html", after) if page]


SHOWN = """
const images = [...document.images];
document.title = JSON.stringify([images.length, images.filter(i => i.complete && i.naturalWidth > 300 && i.alt).length]);
"""


@pytest.mark.parametrize("name", ["01_articles.html", "09_figures_for_the_paper.html"])
def test_figures_show_and_have_a_text(book, name):
    seen = visit(book / name, script=SHOWN)
    there, shown = json.loads(seen.told)
    assert shown == there > 0 and not seen.console and not seen.asked


ASK = """
const ask = words => {
  form.elements.namedItem("q").value = words;
  form.dispatchEvent(new Event("input"));
  const shown = [...document.querySelectorAll("li[data-id]")].filter(li => !li.hidden);
  const hits = shown.flatMap(li => [...li.querySelectorAll(":scope ul a")]);
  const hidden = [...document.querySelectorAll("section")].map(section => section.hidden);
  return [shown.map(li => li.dataset.id), hits.map(a => a.getAttribute("href")), hidden];
};
document.title = JSON.stringify(["log-likelihood", "Ringkasan", "pakta", "qwxyz"].map(ask));
"""


def test_one_search_finds_notebooks_documents_and_articles(book):
    seen = visit(book / "index.html", script=ASK)
    keyness, ringkasan, pledge, nothing = json.loads(seen.told)
    assert "08_comparison" in keyness[0] and not any(name.startswith("t0") for name in keyness[0])
    assert {name.removesuffix(".html") for name in CHAPTERS[:12]} <= set(ringkasan[0])
    assert "contoh_delapan_kalimat" in pledge[0] and any(name[:2].isdigit() for name in pledge[0])
    assert nothing == [[], [], [True, True, True]] and not seen.console and not seen.asked
    found = pages(book)
    for href in {*keyness[1], *pledge[1]}:
        name, _, part = href.partition("#")
        assert not part or f'id="{unquote(part)}"' in found[name], href


def test_every_page_opens_without_a_complaint(book):
    """One page after another in frames would be refused by their policy, so a few of each kind are opened."""
    for name in ("index.html", "00_start_here.html", "07_themes.html", "codebook.html", "article-t17_laporan_kampanye.html"):
        seen = visit(book / name)
        assert not seen.console and not seen.asked, name
