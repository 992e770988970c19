"""Coding by hand brought home: spans that another tool gives become gold tables, which `netralitas evaluate` reads."""
from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from ..pipeline import Tables
from ..records import TABLES
from .files import ExchangeError, Files, texts

LABELS = {"mentions": "kind", "quotes": "kind", "events": "type", "messages": "strength", "themes": "theme"}  # what a code says of a row
_LETTERS = {"mentions": "m", "quotes": "q", "events": "e", "messages": "n"}
_DROPPED = "\r\ufeff"  # what other tools add to a text


class Coding(NamedTuple):
    """A span that somebody coded: the table it belongs to (`codings` for a code that is none of ours), offsets, its other columns."""

    table: str
    article_id: str
    start: int
    end: int
    values: dict


def id_column(table: str) -> str | None:
    """The name of the column that holds a row's own id; themes have none."""
    return f"{table[:-1]}_id" if table in _LETTERS else None


def fields(table: str) -> list[str]:
    """The columns of a table that are neither its place nor a second span: what a tool shows beside the span."""
    place = ("article_id", "sentence_id", "start", "end")
    return [f for f in TABLES[table]._fields if f not in place and not f.endswith(("_start", "_end"))]


def parts(table: str) -> list[str]:
    """The second spans of a table's rows: `cue` for cue_start and cue_end."""
    return [f.removesuffix("_start") for f in TABLES[table]._fields if f.endswith("_start")]


class Home:
    """The articles of the tables, by their text: whoever coded them had exactly these texts, or codings cannot come home."""

    def __init__(self, tables: Tables):
        self.texts = texts(tables)
        self._ids: dict[str, list[str]] = {}
        for article_id, text in self.texts.items():
            self._ids.setdefault(_bare(text), []).append(article_id)

    def find(self, text: str, name: str) -> str:
        """The id of the article with this text (the one called `name` if several have it); carriage returns and byte order marks aside."""
        found = self._ids.get(_bare(text))
        if not found:
            raise ExchangeError(f"{name}: its text is that of no article in the tables; import with the tables that were exported")
        return name if name in found else found[0]

    def place(self, article_id: str, text: str, start: int | None, end: int | None) -> tuple[int, int] | None:
        """Offsets in the article of a span of `text`, without white space at its ends; None if it holds nothing else or lies outside."""
        ours = self.texts[article_id]
        if start is None or end is None or not 0 <= start <= end <= len(text):
            return None
        if text != ours:
            kept = [i for i, c in enumerate(ours) if c not in _DROPPED]
            start, end = (len(_bare(text[:at], ends=False)) for at in (start, end))
            start, end = (kept[start], kept[min(end, len(kept)) - 1] + 1) if start < min(end, len(kept)) else (0, 0)
        words = ours[start:end]
        start += len(words) - len(words.lstrip())
        return (start, start + len(words.strip())) if words.strip() else None


def _bare(text: str, ends: bool = True) -> str:
    bare = text.translate(dict.fromkeys(map(ord, _DROPPED)))
    return bare.rstrip() if ends else bare


def gold_tables(codings: Iterable[Coding], article_ids: Iterable[str], tables: Tables) -> dict[str, pd.DataFrame]:
    """Gold tables by name: `articles` (all that were coded, also those without a coding) and each table that has a coding.

    Columns are those of our tables without `rule`, as far as any coding fills them. A row that a person added gets an id of its own;
    `sentence_id` is that of the sentence where the span begins. Codes that are none of ours are in `codings`.
    """
    gold = {"articles": pd.DataFrame({"article_id": sorted({*article_ids})})}
    sentence_at = _sentences(tables)
    by_table: dict[str, list[Coding]] = {}
    for coding in sorted(codings, key=lambda c: (c.table, c.article_id, c.start, c.end, str(c.values))):
        by_table.setdefault(coding.table, []).append(coding)
    for table, rows in by_table.items():
        ids = _ids(table, rows) if table in _LETTERS else [{}] * len(rows)
        frame = pd.DataFrame([{**c.values, "article_id": c.article_id, "start": c.start, "end": c.end,
                               "sentence_id": sentence_at(c.article_id, c.start), **own} for c, own in zip(rows, ids)], dtype=object)
        wanted = [*(f for f in TABLES[table]._fields if f != "rule")] if table in TABLES else ["article_id", "start", "end", "code"]
        gold[table] = frame[[f for f in wanted if f in frame]]
    return gold


def _sentences(tables: Tables):
    places = {a: sorted(zip(g["start"], g["end"], g["sentence_id"])) for a, g in tables.sentences.groupby("article_id", sort=False)}

    def at(article_id: str, start: int) -> str | None:
        found = places.get(article_id, [])
        index = bisect_right(found, start, key=lambda place: place[0]) - 1
        return found[index][2] if index >= 0 and start < found[index][1] else None

    return at


def _ids(table: str, rows: list[Coding]) -> list[dict]:
    """For each row its id: the one it brought if no other row has it, else the next number that is free in its article."""
    column = id_column(table)
    seen = Counter(row.values.get(column) for row in rows)
    numbers: Counter[str] = Counter()
    ids = []
    for row in rows:
        own = row.values.get(column)
        while not own or seen[own] > 1:
            numbers[row.article_id] += 1
            own = f"{row.article_id}:{_LETTERS[table]}{numbers[row.article_id]}"
            own = None if own in seen else own
        ids.append({column: own})
    return ids


def write_gold(gold: dict[str, pd.DataFrame]) -> Files:
    """The gold tables as tab-separated files; a tab or line end inside a cell becomes a space."""
    for name, frame in gold.items():
        cells = frame.where(frame.notna(), "").map(lambda cell: " ".join(str(cell).split()))
        lines = ["\t".join(frame.columns), *("\t".join(row) for row in cells.itertuples(index=False, name=None))]
        yield f"{name}.tsv", ("\n".join(lines) + "\n").encode()
