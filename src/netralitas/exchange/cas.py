"""UIMA CAS for INCEpTION: an XMI file an article, one type system, a named layer for each table that a person codes.

Offsets are UTF-16 units in the files and code points here; dkpro-cassis translates.
"""
from __future__ import annotations

import io
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pandas import isna

from ..pipeline import Tables
from ..records import TABLES
from .files import ExchangeError, Files, file_stem, parse_xml, plain, texts, unpack
from .gold import LABELS, Coding, Home, fields, id_column, parts

_CUSTOM = "webanno.custom."
LAYERS = {"mentions": "Mention", "quotes": "Quotation", "events": "Event", "messages": "Message", "themes": "Theme"}
PART = "Part"  # a second span of a row: the cue of the quotation q3
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_SEGMENTS = {"sentences": f"{_DKPRO}segmentation.type.Sentence", "tokens": f"{_DKPRO}segmentation.type.Token"}
_DOCUMENT = f"{_DKPRO}metadata.type.DocumentMetaData"
_FEATURE = {"type": "event"}  # a column whose name means something else to UIMA


def _cassis():
    try:
        import cassis
    except ImportError as error:
        raise ExchangeError('UIMA CAS needs dkpro-cassis: pip install -e ".[exchange]"') from error
    return cassis


def type_system():
    """The type system: our layers with a feature for each column, and the sentences, words and document of DKPro Core."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    layers = {name: [(f, "Integer" if _is_number(table, f) else "String") for f in fields(table)] for table, name in LAYERS.items()}
    for name in _SEGMENTS.values():
        types.create_type(name=name, supertypeName="uima.tcas.Annotation")
    document = types.create_type(name=_DOCUMENT, supertypeName="uima.tcas.DocumentAnnotation")
    for name in ("documentId", "documentTitle"):
        types.create_feature(document, name, "uima.cas.String")
    for name, features in {**layers, PART: [("role", "String"), ("of", "String")]}.items():
        layer = types.create_type(name=_CUSTOM + name, supertypeName="uima.tcas.Annotation", description=f"Netralitas: {name}")
        for feature, kind in features:
            types.create_feature(layer, _FEATURE.get(feature, feature), f"uima.cas.{kind}")
    return types


def _is_number(table: str, field: str) -> bool:
    return TABLES[table].__annotations__[field] in (int, int | None)


def write_cas(tables: Tables) -> Files:
    """`TypeSystem.xml` and an XMI file an article: sentences, words, what was found; second spans (cue, speaker, topic) are a layer."""
    types = type_system()
    yield "TypeSystem.xml", types.to_xml().encode()
    rows = {name: dict(list(getattr(tables, name).groupby("article_id", sort=False))) for name in (*_SEGMENTS, *LAYERS)}
    for article_id, text in texts(tables).items():
        cas = _cassis().Cas(typesystem=types)
        cas.sofa_string, cas.sofa_mime, name = text, "text/plain", plain(article_id)
        cas.add(types.get_type(_DOCUMENT)(begin=0, end=len(text), documentId=name, documentTitle=name, language="id"))
        for table, typed in _SEGMENTS.items():
            cas.add_all(types.get_type(typed)(begin=r.start, end=r.end) for r in _of(rows[table], article_id))
        for table, layer in LAYERS.items():
            for row in _of(rows[table], article_id):
                _add(cas, types, table, layer, row)
        yield f"{file_stem(article_id)}.xmi", cas.to_xmi(pretty_print=False).encode()


def _of(groups: dict, article_id: str) -> Iterator:
    return groups[article_id].itertuples() if article_id in groups else iter(())


def _add(cas, types, table: str, layer: str, row) -> None:
    values = {f: getattr(row, f) for f in fields(table) if not isna(getattr(row, f))}
    values = {_FEATURE.get(f, f): int(v) if _is_number(table, f) else plain(str(v)) for f, v in values.items()}
    cas.add(types.get_type(_CUSTOM + layer)(begin=int(row.start), end=int(row.end), **values))
    for part in parts(table):
        start, end = getattr(row, f"{part}_start"), getattr(row, f"{part}_end")
        if not isna(start):
            cas.add(types.get_type(_CUSTOM + PART)(begin=int(start), end=int(end), role=part, of=values[id_column(table)]))


def read_cas(path: Path, home: Home) -> Iterator[tuple[str, list[Coding], int]]:
    """For each document of an `.xmi` (TypeSystem.xml beside it), a `.json` or a `.zip` of these: article id, codings, spans left out."""
    for name, cas in _documents(path):
        if not any(cas.typesystem.contains_type(_CUSTOM + layer) for layer in LAYERS.values()):
            there = ", ".join(sorted(t.name for t in cas.typesystem.get_types() if t.name.startswith(_CUSTOM))) or "no other"
            raise ExchangeError(f"{name}: none of our layers ({', '.join(LAYERS.values())}) is there; there is {there}")
        text = cas.sofa_string or ""
        found = cas.select(_DOCUMENT) if cas.typesystem.contains_type(_DOCUMENT) else []
        article_id = home.find(text, next((d.documentId for d in found if d.documentId), name))
        codings = list(_codings(cas, article_id, lambda a, text=text, i=article_id: home.place(i, text, a.begin, a.end)))
        kept = [c for c in codings if c]
        yield article_id, kept, len(codings) - len(kept)


def _codings(cas, article_id: str, place) -> Iterator[Coding | None]:
    second = defaultdict(dict)
    for part in cas.select(_CUSTOM + PART) if cas.typesystem.contains_type(_CUSTOM + PART) else []:
        if span := place(part):
            second[part.of] |= {f"{part.role}_start": span[0], f"{part.role}_end": span[1]}
    for table, layer in LAYERS.items():
        for found in cas.select(_CUSTOM + layer) if cas.typesystem.contains_type(_CUSTOM + layer) else []:
            values = {f: found.get(_FEATURE.get(f, f)) for f in fields(table)}
            own = second.get(values.get(id_column(table)), {})
            values |= {f: own.get(f) for part in parts(table) for f in (f"{part}_start", f"{part}_end")}
            span = place(found)
            yield Coding(table, article_id, *span, values) if span and (values[LABELS[table]] or table != "themes") else None


def _documents(path: Path) -> Iterator[tuple[str, object]]:
    if path.suffix.lower() == ".zip":
        files = unpack(path, lambda name: name.lower().endswith((".xmi", ".xml", ".json")))
    else:
        beside = path.with_name("TypeSystem.xml")
        files = {p.name: p.read_bytes() for p in (path, beside) if p.is_file()}
    types = {Path(name).parent: data for name, data in files.items() if Path(name).name.lower() == "typesystem.xml"}
    names = [name for name in files if name.lower().endswith((".xmi", ".json"))]
    if not names:
        raise ExchangeError(f"{path.name}: no .xmi or .json there; export from INCEpTION as UIMA CAS XMI or UIMA CAS JSON")
    for name in names:
        yield Path(name).stem, _load(files[name], types.get(Path(name).parent), name)


def _load(data: bytes, types: bytes | None, name: str):
    cassis = _cassis()
    if name.lower().endswith(".xmi"):
        if types is None:
            raise ExchangeError(f"{name}: there is no TypeSystem.xml beside it")
        for part in (data, types):
            parse_xml(part, name)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="Not mapping")  # an offset in mid-character, which cassis would leave as it is
            if name.lower().endswith(".json"):
                return cassis.load_cas_from_json(data.decode())
            return cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=cassis.load_typesystem(io.BytesIO(types)))
    except Exception as error:
        # cassis raises many kinds of error for a file that is no CAS
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise ExchangeError(f"{name}: no UIMA CAS that can be read ({reason})") from error
