"""Copies of the notebooks: `copies.py student` without solutions and outputs, `copies.py book` as a static site that asks for nothing.

A cell tagged `solution` is left out of the student's copy; what stands in its place is an empty cell to write in.
"""
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import mistune
import nbformat
from lxml import html
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

import netralitas as nt
from journey import relink
from netralitas.reader import choices_of, html_page, index_item, index_page, links, site_items, write_page

ROOT = Path(__file__).parent.parent
COLOURS = {style: HtmlFormatter(style=style, nobackground=True).get_style_defs(".highlight") for style in ("default", "github-dark")}
STYLE = f"""{COLOURS["default"]} @media (prefers-color-scheme: dark) {{ {COLOURS["github-dark"]} }}
img {{ max-width: 100%; height: auto; background: #fff; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; padding: .6em; background: #8882; border-radius: 4px; line-height: 1.4; }}
.jp-OutputArea-output pre, .output pre {{ background: none; }}
.prompt, .jp-InputPrompt, .jp-OutputPrompt, .anchor-link {{ display: none; }}"""
DOCUMENTS = {"lessons.html": "notebooks/README.md", "data.html": "data/README.md", "codebook.html": "data/CODEBOOK.md",
             "figures.html": "figures/README.md"}


def student(out: Path | None = None) -> None:
    """Writes the students' copies into `out` (build/student, made anew)."""
    out = out or fresh("student")
    for path in books():
        book = nbformat.read(path, as_version=4)
        for cell in book.cells:
            if "solution" in cell.metadata.get("tags", []):
                cell.source = "# your answer\n" if cell.cell_type == "code" else "*Your answer*"
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        relink(book, f"{Path(os.path.relpath(ROOT, out)).as_posix()}/")
        nbformat.write(book, out / path.name)
    print(f"{len(books())} notebooks in {os.path.relpath(out)}")


def book(out: Path | None = None, tables: nt.Tables | None = None) -> None:
    """Writes the book into `out` (build/book, made anew): notebooks, documents, marked articles, an index of them all."""
    out, tables = out or fresh("book"), tables or nt.analyse(ROOT / "data" / "corpus" / "articles")
    pages, items = list(chapters()), []
    bar = [(name, title) for name, title, _ in pages]
    for before, (name, title, body), after in zip([None, *bar], pages, [*bar[1:], None]):
        main = html.fragment_fromstring(linked(body), create_parent="main")
        items.append(index_item(name, Path(name).stem, title, "", list(places(main))))
        nav = links(before, ("index.html", "Contents"), after)
        write_page(out / name, html_page(title, nav + html.tostring(main, encoding="unicode"), style=STYLE))
    articles = list(site_items(tables, out, ("index.html", "Contents")))
    sections = [("Notebooks", items[:-len(DOCUMENTS)]), ("Reference", items[-len(DOCUMENTS):]),
                ("The teaching corpus, its layers marked", articles)]
    notes = "; ".join(tables.articles.attrs["notes"])
    write_page(out / "index.html", "".join(index_page("Netralitas", sections, choices_of(tables), notes)))
    print(f"{len(items) + len(articles)} pages in {os.path.relpath(out)}: open index.html")


def chapters() -> Iterator[tuple[str, str, str]]:
    """File name, title and HTML body of each notebook and document."""
    exporter = HTMLExporter(template_name="basic")  # the body alone: the other templates load scripts from the network
    for path in books():
        read = nbformat.read(path, as_version=4)
        yield f"{path.stem}.html", read.cells[0].source.split("\n")[0].lstrip("# "), exporter.from_notebook_node(read)[0]
    for name, path in DOCUMENTS.items():
        words = (ROOT / path).read_text(encoding="utf-8")
        yield name, words.split("\n")[0].lstrip("# "), mistune.html(words)


def places(main) -> Iterator[list[str]]:
    """What can be found on a page: the id of the heading above, and the words of each paragraph, row or line; gives headings an id."""
    heading = ""
    for element in main.iter("h1", "h2", "h3", "h4", "p", "li", "tr", "pre"):
        words = element.text_content().replace("¶", "")
        if element.tag[0] == "h":
            heading = element.get("id") or re.sub(r"\W+", "-", words.strip())
            element.set("id", heading)
        lines = words.split("\n") if element.tag == "pre" else [words]
        if element.tag == "pre" or element.find(".//p") is None:
            yield from ([heading, " ".join(line.split())] for line in lines if line.strip())


def linked(body: str) -> str:
    """The same page with its links to notebooks and documents leading to pages of the book; other files of the project are no links."""
    pages = {f"{path.stem}.ipynb": f"{path.stem}.html" for path in books()} | {Path(p).name: n for n, p in DOCUMENTS.items()}
    pages |= {"README.md": "index.html", "../data/README.md": "data.html", "../data/CODEBOOK.md": "codebook.html",
              "../figures/README.md": "figures.html"}

    def lead(m: re.Match) -> str:
        target, hash_, part = m[1].partition("#")
        known = pages.get(target) or pages.get(target.removeprefix("../notebooks/")) or (target if target.startswith("http") else "")
        return f'<a href="{known}{hash_}{part}"' if known or not target else "<a"
    return re.sub(r'<a href="([^"]*)"', lead, body)


def books() -> list[Path]:
    return sorted((ROOT / "notebooks").glob("[01]*.ipynb"))


def fresh(name: str) -> Path:
    out = ROOT / "build" / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return out


if __name__ == "__main__":
    {"student": student, "book": book}[sys.argv[1]]()
