"""Text formats of linguists: CoNLL-U for the words, brat stand-off for the spans."""
from __future__ import annotations

import re
from collections.abc import Iterator

from pandas import isna

from ..parse import to_conllu
from ..pipeline import Tables, sentences_of
from .files import Files, file_stem, texts
from .gold import LABELS, fields, parts

_LAYERS = {"mentions": "Mention", "quotes": "Quote", "events": "Event", "messages": "Message", "themes": "Theme"}


def write_conllu(tables: Tables) -> Files:
    """`corpus.conllu`: every sentence with its words, their grammar if a model has read it, and our offsets in MISC."""
    texts(tables)
    yield "corpus.conllu", to_conllu(sentences_of(tables)).encode()


def write_brat(tables: Tables) -> Files:
    """A `.txt` and an `.ann` file an article, and `annotation.conf`: a span and a note a row; relations lead to cue, speaker and topic.

    Offsets are code points, as brat counts. A span over several lines is written as one fragment a line, as brat demands.
    """
    kinds: set[str] = set()
    groups = {table: dict(list(getattr(tables, table).groupby("article_id", sort=False))) for table in LABELS}
    for article_id, text in texts(tables).items():
        spans, others = [], []
        for table in LABELS:
            for row in groups[table][article_id].itertuples() if article_id in groups[table] else ():
                _row(table, row, text, spans, others)
        kinds |= {line.split(" ")[0].split("\t")[1] for line in spans}
        yield f"{file_stem(article_id)}.txt", text.encode()
        yield f"{file_stem(article_id)}.ann", "".join(line + "\n" for line in [*spans, *others]).encode()
    heads = ["[entities]", *sorted(kinds), "[relations]", *(f"{part.title()}\tArg1:<ENTITY>, Arg2:<ENTITY>" for part in _parts()),
             "[events]", "[attributes]"]
    yield "annotation.conf", ("\n".join(heads) + "\n").encode()


def _parts() -> list[str]:
    return sorted({part for table in LABELS for part in parts(table)})


def _row(table: str, row, text: str, spans: list[str], others: list[str]) -> None:
    """Adds the lines of one row: its span to `spans`, second spans too; a note with its columns and relations to `others`."""
    label = re.sub(r"\W+", "_", str(getattr(row, LABELS[table])), flags=re.ASCII)
    number = _span(f"{_LAYERS[table]}_{label}", int(row.start), int(row.end), text, spans)
    told = "; ".join(f"{f}={getattr(row, f)}" for f in fields(table) if not isna(getattr(row, f)))
    others.append(f"#{len(others) + 1}\tAnnotatorNotes T{number}\t{' '.join(told.split())}")
    for part in parts(table):
        start = getattr(row, f"{part}_start")
        if not isna(start):
            second = _span(part.title() + "Span", int(start), int(getattr(row, f"{part}_end")), text, spans)
            others.append(f"R{len(others) + 1}\t{part.title()} Arg1:T{number} Arg2:T{second}")


def _span(kind: str, start: int, end: int, text: str, spans: list[str]) -> int:
    pieces = list(_lines(text, start, end))
    places = ";".join(f"{a} {b}" for a, b in pieces)
    spans.append(f"T{len(spans) + 1}\t{kind} {places}\t{' '.join(text[a:b] for a, b in pieces)}")
    return len(spans)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without its line ends: one piece a line."""
    for found in re.finditer(r"[^\r\n]+", text[start:end]):
        yield start + found.start(), start + found.end()
