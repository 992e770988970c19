"""What every format needs: names and ids made of content, zips with the same bytes twice, and archives and XML of others read with care."""
from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree
from xml.parsers import expat

from ..pipeline import Tables
from ..reader import page_name

Files = Iterator[tuple[str, bytes]]
MEMBERS, MEMBER, TOTAL = 20_000, 64 * 2**20, 256 * 2**20  # of an archive: members, bytes of one that is read, bytes of all that are read
DEPTH = 100
EPOCH = (1980, 1, 1, 0, 0, 0)
_OURS = UUID("6f1c9f0e-4a58-5d0c-9a37-2f6f0a5e7c11")
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class ExchangeError(ValueError):
    """A file that cannot be written or read: the message says which and what to do."""


def plain(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold (most control characters, lone surrogates); of the same length."""
    return _NOT_XML.sub("\ufffd", text)


def guid(*parts: object) -> str:
    """A GUID made of `parts` alone, the same in every run."""
    return str(uuid5(_OURS, "\x1f".join(plain(str(part)) for part in parts)))


def file_stem(article_id: str) -> str:
    """A file name without suffix for an article; it can name no other folder and meets no other article's (see `reader.page_name`)."""
    return page_name(article_id).removesuffix(".html")


def texts(tables: Tables) -> dict[str, str]:
    """Each article's text that was read, by id, as XML can hold it; raises ExchangeError if the tables were written without texts."""
    articles = tables.articles
    if "text" not in articles:
        raise ExchangeError("these tables have no text (--no-text), and this format needs it; run `netralitas annotate` without that")
    read = articles[articles["status"] == "ok"]
    return {row.article_id: plain(row.text) for row in read.itertuples()}


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of `files` (name, bytes), all with the same date, so that the same files give the same bytes."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def unpack(path: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The members of a zip whose names are `wanted`, read into memory: nothing is written to disk, so no name leads out of a folder.

    Raises ExchangeError for what is no zip, is encrypted or damaged, names a path outside itself, or is larger than the limits above.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS:
                raise ExchangeError(f"{path.name}: {len(members)} files in it, more than {MEMBERS}")
            for member in members:
                if _OUTSIDE.search(member.filename):
                    raise ExchangeError(f"{path.name}: {member.filename!r} is a path outside of the archive; refused")
            chosen = [m for m in members if wanted(m.filename)]
            if any(m.file_size > MEMBER for m in chosen) or sum(m.file_size for m in chosen) > TOTAL:
                raise ExchangeError(f"{path.name}: unpacked it is larger than {MEMBER >> 20} MB a file or {TOTAL >> 20} MB in all; refused")
            return {m.filename: archive.read(m) for m in chosen}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise ExchangeError(f"{path.name}: no zip that can be read ({error})") from error


def parse_xml(data: bytes, name: str) -> ElementTree.Element:
    """The root element. Raises ExchangeError for XML that is broken, too deeply nested, or brings a document type and with it entities."""
    parser, depth = expat.ParserCreate(), 0

    def refuse(*_) -> None:
        raise ExchangeError(f"{name}: it declares a document type, which may hide entities; refused")

    def begin(*_) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise ExchangeError(f"{name}: nested more than {DEPTH} deep; refused")

    def end(*_) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = refuse, begin, end
    try:
        parser.Parse(data, True)
        return ElementTree.fromstring(data)
    except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise error if isinstance(error, ExchangeError) else ExchangeError(f"{name}: broken XML ({error})") from error
