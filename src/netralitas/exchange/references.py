"""The corpus as a list of references: CSL-JSON, which Zotero, pandoc and Mendeley read."""
from __future__ import annotations

import json

from pandas import isna

from ..pipeline import Tables
from .files import Files


def write_csl(tables: Tables) -> Files:
    """`corpus.csl.json`: each a newspaper article, with outlet, byline, day and address as far as known; invented ones say so."""
    read = tables.articles[tables.articles["status"] == "ok"]
    yield "corpus.csl.json", (json.dumps([_item(row) for row in read.itertuples()], ensure_ascii=True, indent=1) + "\n").encode()


def _item(article) -> dict:
    day = article.published
    item = {
        "id": article.article_id, "type": "article-newspaper", "title": article.title, "container-title": article.outlet,
        "author": None if isna(article.byline) else [{"literal": " ".join(article.byline.split())}],
        "issued": None if isna(day) else {"date-parts": [[day.year, day.month, day.day]]}, "URL": article.url, "language": article.language,
        "note": "Invented for teaching; not to be cited as what anybody said." if article.provenance == "synthetic" else None,
    }
    return {key: value for key, value in item.items() if isinstance(value, list | dict) or not isna(value)}
