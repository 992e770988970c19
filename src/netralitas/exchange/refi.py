"""REFI-QDA 1.5, the format that NVivo, MAXQDA, ATLAS.ti and QualCoder share: a project (.qdpx) and a codebook (.qdc).

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
# some readers want to know who and when; this is no real time, so that the same tables give the same bytes
_WHO = {"creatingUser": guid("user"), "creationDateTime": "1980-01-01T00:00:00Z"}
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


def _tree(found: list[Code]) -> Element:
    nodes: dict[tuple, Element] = {(): Element("Codes")}
    for code in found:
        codable = "false" if code.value is None else "true"
        node = SubElement(nodes[code.path[:-1]], "Code", guid=code.guid, name=code.path[-1], isCodable=codable)
        nodes[code.path] = node
        if code.says:
            SubElement(node, "Description").text = plain(code.says)
    return nodes[()]


def _bytes(root: Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def write_qdc(book: str | Path | None = None) -> Files:
    """`codebook.qdc`: the codebook alone, to code with from nothing."""
    root = Element("CodeBook", xmlns="urn:QDA-XML:codebook:1.0", origin="Netralitas")
    root.append(_tree(codes(book)))
    yield "codebook.qdc", _bytes(root)


def write_qdpx(tables: Tables, book: str | Path | None = None) -> Files:
    """`corpus.qdpx`: texts, codebook, and a selection with its code for each mention, quotation, event, message and theme.

    A theme has the code of the subtheme that its rule names, if the codebook has it; a label that the codebook has not gets a code.
    """
    found, coded = codes(book), defaultdict(list)
    by_label = {(c.table, c.value, c.path[2:]): c for c in found if c.value}
    for layer, table in _LAYERS.items():
        for row in getattr(tables, table).itertuples():
            label = str(getattr(row, LABELS[table]))
            code = by_label.get((table, label, (row.rule,))) or by_label.get((table, label, ()))
            if code is None:
                found.append(code := by_label.setdefault((table, label, ()), Code((layer, label), "", table, label)))
            coded[row.article_id].append((row.start, row.end, table, code, row))
    root = Element("Project", xmlns="urn:QDA-XML:project:1.0", name="Netralitas", origin="Netralitas")
    SubElement(SubElement(root, "Users"), "User", guid=_WHO["creatingUser"], name="netralitas")
    SubElement(root, "CodeBook").append(_tree(found))
    members, about = [], {row.article_id: row for row in tables.articles.itertuples()}
    for article_id, text in texts(tables).items():
        own = guid("source", article_id, text)
        sources = root[2] if members else SubElement(root, "Sources")
        source = SubElement(sources, "TextSource", guid=own, name=plain(article_id), plainTextPath=f"internal://{own}.txt", **_WHO)
        SubElement(source, "Description").text = _told(about[article_id], ["title", "outlet", "published", "url", "provenance"])
        members.append((f"Sources/{own}.txt", text.encode()))
        for start, end, table, code, row in sorted(coded[article_id]):
            _select(source, own, text[start:end], table, code, row)
    SubElement(root, "Description").text = plain("; ".join(tables.articles.attrs.get("notes", [])))
    yield "corpus.qdpx", pack([("project.qde", _bytes(root)), *members])


def _told(row, columns: list[str]) -> str:
    return plain("\n".join(f"{c}: {getattr(row, c)}".removesuffix(" 00:00:00") for c in columns if not isna(getattr(row, c))))


def _select(source: Element, own: str, words: str, table: str, code: Code, row) -> None:
    place = guid(own, table, *row[1:])
    selection = SubElement(source, "PlainTextSelection", guid=place, name=" ".join(words.split())[:80], startPosition=str(row.start),
                           endPosition=str(row.end), **_WHO)
    SubElement(selection, "Description").text = _told(row, fields(table))
    SubElement(SubElement(selection, "Coding", guid=guid("coding", place), **_WHO), "CodeRef", targetGUID=code.guid)


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
