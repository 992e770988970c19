"""Copies of the notebooks: `copies.py student` without solutions and outputs, `copies.py book` as a static site that asks for nothing.

A cell tagged `solution` is left out of the student's copy; what stands in its place is an empty cell to write in.
"""
import re
import shutil
import sys
from html import escape
from pathlib import Path

import mistune
import nbformat
from nbconvert import HTMLExporter

import netralitas as nt
from journey import relink
from netralitas.reader import article_page

ROOT = Path(__file__).parent.parent
STYLE = """body { font: 16px/1.6 system-ui, sans-serif; max-width: 52em; margin: 2em auto; padding: 0 1em; color-scheme: light dark; }
img { max-width: 100%; height: auto; background: #fff; } pre { overflow-x: auto; padding: .6em; background: #8882; border-radius: 4px; }
table { border-collapse: collapse; font-size: .9em; display: block; overflow-x: auto; }
td, th { padding: .2em .6em; border-bottom: 1px solid #8886; }
pre { white-space: pre-wrap; }
.prompt, .jp-InputPrompt, .jp-OutputPrompt, .anchor-link { display: none; }"""
DOCUMENTS = {"lessons.html": "notebooks/README.md", "data.html": "data/README.md", "codebook.html": "data/CODEBOOK.md",
             "figures.html": "figures/README.md"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title><style>{style}</style></head><body><nav><a href="index.html">Contents</a></nav>{body}</body></html>
"""


def student() -> None:
    out = fresh("student")
    for path in books():
        book = nbformat.read(path, as_version=4)
        for cell in book.cells:
            if "solution" in cell.metadata.get("tags", []):
                cell.source = "# your answer\n" if cell.cell_type == "code" else "*Your answer*"
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        relink(book, "../../")
        nbformat.write(book, out / path.name)
    print(f"{len(books())} notebooks in {out.relative_to(ROOT)}")


def book() -> None:
    out = fresh("book")
    exporter = HTMLExporter(template_name="basic")
    entries: dict[str, list[tuple[str, str]]] = {"Notebooks": [], "Reference": [], "The teaching corpus, its layers marked": []}
    for path in books():
        read = nbformat.read(path, as_version=4)
        body, _ = exporter.from_notebook_node(read)
        write(out / f"{path.stem}.html", path.stem, linked(body))
        entries["Notebooks"].append((f"{path.stem}.html", read.cells[0].source.split("\n")[0].lstrip("# ")))
    for name, path in DOCUMENTS.items():
        write(out / name, name, linked(mistune.html((ROOT / path).read_text(encoding="utf-8"))))
        entries["Reference"].append((name, (ROOT / path).read_text(encoding="utf-8").split("\n")[0].lstrip("# ")))
    tables = nt.analyse(ROOT / "data" / "corpus" / "articles")
    for article in tables.articles[tables.articles["status"] == "ok"].fillna({"outlet": "", "title": ""}).itertuples():
        name = f"article-{article.article_id}.html"
        (out / name).write_text(article_page(tables, article.article_id), encoding="utf-8")
        entries["The teaching corpus, its layers marked"].append((name, ": ".join(filter(None, [article.outlet, article.title]))))
    write(out / "index.html", "Netralitas", "<h1>Netralitas</h1>" + "".join(listed(*entry) for entry in entries.items()))
    print(f"{sum(map(len, entries.values()))} pages in {out.relative_to(ROOT)}: open index.html")


def listed(heading: str, rows: list[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{escape(href)}">{escape(words)}</a></li>' for href, words in rows)
    return f"<h2>{escape(heading)}</h2><ul>{items}</ul>"


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


def write(path: Path, title: str, body: str) -> None:
    path.write_text(PAGE.format(title=escape(title), style=STYLE, body=body), encoding="utf-8")


if __name__ == "__main__":
    {"student": student, "book": book}[sys.argv[1]]()
