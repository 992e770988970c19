"""REFI-QDA 1.5, the format that NVivo, MAXQDA, ATLAS.ti, QualCoder and Taguette share: a project (.qdpx) and a codebook (.qdc).

Codes are the codebook's: a category a layer, under `theme` two levels. Positions are Unicode code points from 0, the end exclusive.
"""
from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pandas import isna

from ..lexicon import Lexicons
from ..pipeline import Tables
from .files import ExchangeError, Files, guid, pack, parse_xml, plain, texts, unpack
from .gold import LABELS, Coding, Home, fields

CODEBOOK = Path(__file__).parents[3] / "data" / "codebook.tsv"
_WHEN = "1980-01-01T00:00:00Z"  # some readers want a time; ours is no time, so that the same tables give the same bytes
_LAYERS = {"mention": "mentions", "quote": "quotes", "event": "events", "strength": "messages", "theme": "themes"}


class Code(NamedTuple):
    """A code: its names from the top (`theme`, `professionalism`, `discipline`), its definition, the table and the label it stands for."""

    path: tuple[str, ...]
    says: str
    table: str
    value: str | None

    @property
    def guid(self) -> str:
        return guid("code", *self.path)


def codes(book: str | Path | None = None) -> list[Code]:
    """Every code of a codebook file (`data/codebook.tsv`) for spans, each after the one it lies under; event types are the lexicon's."""
    try:
        with open(book or CODEBOOK, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise ExchangeError(f"{book or CODEBOOK}: no codebook there; name one with --codebook FILE") from error
    found = []
    for layer, table in _LAYERS.items():
        own = [row for row in rows if row["layer"] == layer]
        found.append(Code((layer,), next((_says(r) for r in own if r["id"] == layer), ""), table, None))
        if layer == "event":
            kinds = sorted({e.category for e in Lexicons()["event_triggers"] if e.category})
            found += [Code((layer, kind), "", table, kind) for kind in kinds]
        elif layer == "theme":
            found += [Code(tuple(filter(None, (layer, r["theme"], r["id"]))), _says(r), table, r["theme"]) for r in own]
        elif layer == "mention":
            found += [Code((layer, r["id"]), _says(r), table, r["id"]) for r in own]
        else:
            # `3_appeal` is strength 3, `direct_quote` the kind direct
            found += [Code((layer, r["id"]), _says(r), table, r["id"].split("_")[0]) for r in own]
    return found


def _says(row: dict) -> str:
    heads = {"definition_en": "", "definition_id": "", "use_en": "Use: ", "not_en": "Not: ", "example": "Example: ", "not_example": "Not: "}
    return "\n".join(head + row[column] for column, head in heads.items() if row.get(column))


def _tree(parent: Element, found: list[Code]) -> Element:
    top = SubElement(parent, "Codes")
    nodes: dict[tuple, Element] = {(): top}
    for code in found:
        codable = "false" if code.value is None else "true"
        node = SubElement(nodes[code.path[:-1]], "Code", guid=code.guid, name=code.path[-1], isCodable=codable)
        nodes[code.path] = node
        if code.says:
            SubElement(node, "Description").text = plain(code.says)
    return top


def _bytes(root: Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def write_qdc(book: str | Path | None = None) -> Files:
    """`codebook.qdc`: the codebook alone, to code with from nothing."""
    root = Element("CodeBook", xmlns="urn:QDA-XML:codebook:1.0", origin="Netralitas")
    _tree(root, codes(book))
    yield "codebook.qdc", _bytes(root)


def write_qdpx(tables: Tables, book: str | Path | None = None) -> Files:
    """`corpus.qdpx`: texts, codebook, and a selection with its code for each mention, quotation, event, message and theme."""
    user, found = guid("user"), codes(book)
    by_label = {(c.table, *((c.value, c.path[-1]) if len(c.path) == 3 else (c.value,))): c for c in found if c.value}
    root = Element("Project", xmlns="urn:QDA-XML:project:1.0", name="Netralitas", origin="Netralitas", creatingUserGUID=user,
                   creationDateTime=_WHEN)
    SubElement(SubElement(root, "Users"), "User", guid=user, name="netralitas")
    book_at = SubElement(root, "CodeBook")
    coded = defaultdict(list)
    for table in LABELS:
        for row in getattr(tables, table).itertuples():
            coded[row.article_id].append((row.start, row.end, table, row))
    who, members = {"creatingUser": user, "creationDateTime": _WHEN}, []
    sources = Element("Sources")
    for article, text in zip(tables.articles[tables.articles["status"] == "ok"].itertuples(), texts(tables).values()):
        own = guid("source", article.article_id, article.sha256)
        source = SubElement(sources, "TextSource", guid=own, name=plain(article.article_id), plainTextPath=f"internal://{own}.txt", **who)
        SubElement(source, "Description").text = plain(_about(article))
        members.append((f"Sources/{own}.txt", text.encode()))
        for start, end, table, row in sorted(coded[article.article_id], key=lambda c: c[:3]):
            _select(source, own, (start, end, table, row), text, who, _code(by_label, found, table, row))
    _tree(book_at, found)
    root.extend([sources] if len(sources) else [])
    SubElement(root, "Description").text = plain("; ".join(tables.articles.attrs.get("notes", [])))
    yield "corpus.qdpx", pack([("project.qde", _bytes(root)), *members])


def _about(article) -> str:
    told = [f"{f}: {getattr(article, f)}" for f in ("title", "outlet", "url", "provenance") if not isna(getattr(article, f))]
    return "\n".join([*told, *([f"published: {article.published:%Y-%m-%d}"] if not isna(article.published) else [])])


def _code(by_label: dict, found: list[Code], table: str, row) -> Code:
    """The code of a row: of a theme the subtheme that its rule names, if the codebook has it; a label without a code gets one."""
    label = str(getattr(row, LABELS[table]))
    if (table, label, getattr(row, "rule", None)) in by_label:
        return by_label[table, label, row.rule]
    if (table, label) not in by_label:
        layer = next(name for name, of in _LAYERS.items() if of == table)
        by_label[table, label] = Code((layer, label), "", table, label)
        found.append(by_label[table, label])
    return by_label[table, label]


def _select(source: Element, own: str, coding: tuple, text: str, who: dict, code: Code) -> None:
    start, end, table, row = coding
    words = " ".join(text[start:end].split())
    place = guid(own, table, start, end, *code.path, getattr(row, f"{table[:-1]}_id", ""))
    selection = SubElement(source, "PlainTextSelection", guid=place, name=words[:80], startPosition=str(start), endPosition=str(end), **who)
    told = [f"{f}: {getattr(row, f)}" for f in fields(table) if not isna(getattr(row, f))]
    SubElement(selection, "Description").text = plain("; ".join(told))
    coded = SubElement(selection, "Coding", guid=guid("coding", place), **who)
    SubElement(coded, "CodeRef", targetGUID=code.guid)


def read_qdpx(path: Path, home: Home, book: str | Path | None = None) -> Iterator[tuple[str, list[Coding], int]]:
    """For each text of a project: article id, its codings, spans left out. Codes are known by our GUID or by their name.

    A code has a label and nothing else: who speaks and the like are not read back. Codings of a whole document, of pictures, of sound
    and of PDF are not read. Raises ExchangeError for a file that is no project, or a text that is none of our articles'.
    """
    files = unpack(path, lambda name: name.lower().endswith((".qde", ".txt")))
    project = next((data for name, data in files.items() if name.lower().endswith(".qde")), None)
    if project is None:
        raise ExchangeError(f"{path.name}: there is no project.qde in it")
    root = parse_xml(project, path.name)
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    known = {key: (c.table, {LABELS[c.table]: c.value}) for c in codes(book) if c.value for key in (c.guid, c.path[-1])}
    by_guid = {}
    for code in root.iter("Code"):
        own, name = _target(code.get("guid")), code.get("name", "")
        by_guid[own] = known.get(own) or known.get(name.strip().replace(" ", "_")) or ("codings", {"code": name})
    by_name = {Path(name).name.lower(): data for name, data in files.items()}
    for source in root.iter("TextSource"):
        if (text := _text(source, by_name, path.name)) is not None:
            yield _read_source(source, text, home, by_guid)


def _target(words: str | None) -> str:
    return (words or "").strip("{} ").lower()


def _text(source: Element, by_name: dict[str, bytes], name: str) -> str | None:
    """The text of a source, from the project or a file inside the archive; None if it has none; files outside of it are never opened."""
    if (content := source.findtext("PlainTextContent")) is not None:
        return content
    address = source.get("plainTextPath")
    if not address:
        return None
    data = by_name.get(address.removeprefix("internal://").lower())
    if data is None:
        raise ExchangeError(f"{name}: the text {address!r} is not inside the archive; export the project with its texts inside")
    return data.decode("utf-8", errors="replace")


def _read_source(source: Element, text: str, home: Home, by_guid: dict) -> tuple[str, list[Coding], int]:
    article_id, kept, left = home.find(text, source.get("name", "")), [], 0
    for selection in source.findall("PlainTextSelection"):
        try:
            span = home.place(article_id, text, *(int(selection.get(p, "")) for p in ("startPosition", "endPosition")))
        except ValueError:
            span = None
        for reference in selection.findall("Coding/CodeRef"):
            table, values = by_guid.get(_target(reference.get("targetGUID")), ("codings", {"code": reference.get("targetGUID")}))
            if span:
                kept.append(Coding(table, article_id, *span, values))
            left += not span
    return article_id, [c for c, _ in groupby(sorted(kept, key=str))], left
