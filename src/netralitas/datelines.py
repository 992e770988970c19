"""The dateline: place and outlet before the first sentence of a report (`DENPASAR, KabarContoh.com –`), and what it says."""
from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicon, Lexicons

_LONGEST = 90  # characters before the dash
_DASH = re.compile(r"\s*\.?(?:--+|[–—―])-?\s*|\s+-+(?: -+)*\s*|-+\s+|\s+\|\s+|(?<=\))-(?=[A-Z])|"
                   + "|".join(rf"(?<=\.\w{{{n}}})-(?=[A-Z])" for n in range(2, 8)))  # KABAR.ID-Camat, SALAKAN (kabar.id)-Camat
_SIGN = re.compile(r"[-–—―|]")
_COLON = re.compile(r"\s*[:.]\s+")
_BETWEEN = re.compile(r"\s*(?:[,()\[\]|]|(?<!\d)/|/(?!\d))+\s*")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]{2,}\.){1,3}[A-Za-z]{2,7}")
_STAMP = re.compile(r"\d{1,2}/\d{1,2}|(?:\w+ )?\d{1,2}[ /.-](?:[A-Za-z]{3,9}|\d{1,2})(?:[ /.-]\d{2,4})?|\d{4}|[A-Z][a-z]{5,7}(?= ?\d)")
_KINDS = {"date": _STAMP, "camel": re.compile(r"(?:[A-Z][a-z]+){2,4}"),
          "capitals": re.compile(r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,4}"),
          "title_case": re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"), "word": re.compile(r"[a-z]{5,}")}
_NAMED = {"title_case", "capitals", "place"}
_MEDIA = re.compile(r"\w*(?:news|pos|kabar|warta|info|online|media|tribun|radar|tv|koran|harian|times|berita|net|suara)\w*")
_START = re.compile(r"[\"“”'‘«(\[]*[A-Z0-9]")


class Dateline(NamedTuple):
    """`end`: how many characters of the line it takes, dash included; `sure`: it names an outlet, a known place, or stands in capitals."""

    end: int
    places: tuple[str, ...]
    outlet: str | None
    sure: bool


def read_dateline(line: str, lexicons: Lexicons) -> Dateline | None:
    """The dateline that `line` begins with, or None. A place of no list, not in capitals and without an outlet, is not `sure`.

    Reads `PLACE –`, `OUTLET –`, `PLACE, OUTLET –`, `PLACE (OUTLET) –`, with a date among them, `OUTLET, PLACE Sentence` without a
    dash where the place is known, `KBRN, PLACE: `, and two in a row (`OUTLET - PLACE - `).
    """
    found = _first_dateline(line, lexicons)
    if not found or found.places and (found.outlet or not found.sure):
        return found
    more = _first_dateline(line[found.end:], lexicons)  # `SALAKAN – KABAR.ID | Camat`, `Kabar.id - SALAKAN - Camat`
    if not more or not more.sure or bool(more.outlet) == bool(found.outlet):
        return found
    return Dateline(found.end + more.end, found.places + more.places, found.outlet or more.outlet, True)


def is_dateline(line: str, lexicons: Lexicons) -> bool:
    """Whether a line is a dateline and nothing else: an outlet with its place, the report beginning in the next line."""
    items = _items(line, lexicons) if len(line) < _LONGEST else []
    kinds = {kind for kind, _ in items}
    return 2 <= len(items) <= 3 and "outlet" in kinds and bool(kinds & {"place", "capitals"}) and "other" not in kinds


def _first_dateline(line: str, lexicons: Lexicons) -> Dateline | None:
    dash = _SIGN.search(line, 3, _LONGEST + 6) and _DASH.search(line, 3, _LONGEST + 6)
    colon = _COLON.search(line, 3, _LONGEST + 6)
    for separator in (m for m in (dash, colon) if m):
        head, rest = line[:separator.start()], line[separator.end():]
        if len(rest) > 20 and _START.match(rest) and not rest[:30].isupper():
            items = _items(head, lexicons)
            if len(items) > 1 and head.endswith(")") and separator is not colon and {kind for kind, _ in items} <= _NAMED:
                items[-1] = "outlet", items[-1][1]  # Tanjung Sirih, Pulau Lokasari (KC Timah) -
            found = _judge(items, separator.end(), separator is colon, head.isupper())
            if found:
                return found
    return _without_dash(line, lexicons["places"], lexicons["outlets"])


def _items(head: str, lexicons: Lexicons) -> list[tuple[str, str]]:
    return [_item(item, lexicons["places"], lexicons["outlets"]) for item in _BETWEEN.split(head) if item.strip()]


def _item(words: str, places: Lexicon, outlets: Lexicon) -> tuple[str, str]:
    """What an item of a dateline is: (kind, words)."""
    words = " ".join(words.split()).strip(".")
    if name := outlet_named(words, outlets) or _DOMAIN.fullmatch(words) and outlet_of_host(words, outlets):
        return "outlet", name
    kinds = ("outlet" if kind == "camel" else kind for kind, pattern in _KINDS.items() if pattern.fullmatch(words))  # LensaSalakan
    kind = "place" if places.get(words) else next(kinds, "other")
    return "outlet" if kind == "word" and _MEDIA.fullmatch(words) else kind, words


def _judge(items: list[tuple[str, str]], end: int, colon: bool, capitals_only: bool) -> Dateline | None:
    kinds = [kind for kind, _ in items]
    if not 1 <= len(items) <= 5 or "other" in kinds or set(kinds) <= {"date", "word"}:
        return None
    known = "outlet" in kinds or "place" in kinds
    capitals = any(kind == "capitals" and len(words) > 3 for kind, words in items)
    if colon and not (kinds == ["place"] or (len(items) > 1 and ("outlet" in kinds or ("place" in kinds and capitals_only)))):
        return None
    if not (known or capitals) and (len(items) > 2 or {"word", "capitals"} & set(kinds) or len(items[0][1].split()) > 3):
        return None
    outlet = next((words for kind, words in items if kind == "outlet"), None)
    others = [words for kind, words in items if kind in ("capitals", "title_case", "word")]
    if outlet is None and others and "place" in kinds and len(items) > 1:  # `Palu, kabarcontoh –`; of `SALAKAN, BANGGAI` both are places
        word = next((words for kind, words in items if kind == "word"), None)
        outlet = word or (others[0] if kinds[0] == "place" and len(others) == 1 else None)
    places = tuple(words for kind, words in items if kind in ("place", "capitals", "title_case") and words != outlet)
    return Dateline(end, places, outlet, known or capitals)


def _without_dash(line: str, places: Lexicon, outlets: Lexicon) -> Dateline | None:
    """`KabarContoh.com, Jakarta Ketua Bawaslu ...`"""
    m = re.match(r"([\w.-]{3,30}\.[A-Za-z]{2,7}),\s+", line)
    place = m and places.regex.match(line, m.end())
    if not place or not re.match(r"\s*[-–—:]?\s*[\"“A-Z]", line[place.end():]):
        return None
    return Dateline(place.end(), (place.group(),), _item(m[1], places, outlets)[1], True)


@lru_cache(maxsize=8)
def _hosts(outlets: Lexicon) -> dict[str, str]:
    return {entry.host: entry.form.split("|")[0] for entry in outlets}


def outlet_named(words: str, outlets: Lexicon) -> str | None:
    """The outlet's own name if `words` name one of the lexicon in any case, else None."""
    entry = outlets.get(" ".join(words.upper().split()))
    return entry.form.split("|")[0] if entry and entry.category == "outlet" else None


def outlet_of_host(host: str, outlets: Lexicon) -> str:
    """The outlet of an address's host: its name if it or a host above it is in the lexicon, else the host without `www.`."""
    host = host.lower().split(":")[0].removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    names, parts = _hosts(outlets), host.split(".")
    return next((names[above] for n in range(len(parts) - 1) if (above := ".".join(parts[n:])) in names), host)
