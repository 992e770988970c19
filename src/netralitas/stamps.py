"""The date of publication: read from a table's column, from a line of the page, from an address; always as YYYY-MM-DD."""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from .lexicon import Lexicon

_NUMBERS = re.compile(r"(?<![\d/])(?P<d>\d{1,2})\s*([-/.])\s*(?P<m>\d{1,2})\s*\2\s*(?P<y>(?:19|20)\d\d|\d\d)(?![\d/])")
_WRITTEN = (  # in the order in which they are looked for
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)([-/.]?)(?P<m>\d\d)\2(?P<d>\d\d)(?!\d)"),
    _NUMBERS,
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]*(?P<m>[^\W\d_]{3,})\.?,?[\s-]*(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"\b(?P<m>[^\W\d_]{3,})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(?P<y>(?:19|20)\d\d)(?!\d)"),
)
_IN_URL = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/|-|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=\d{0,6}(?:[/-]|$))")


def month_comes_first(values: Iterable[object]) -> bool:
    """Whether a column writes 10/21/2025 (month first): True if a second number of its dates is over 12 and no first number is.

    The whole column decides, so that 10/9/2025 is read as its neighbours are; a column that does not tell is read day first, as in
    Indonesia.
    """
    found = False
    for value in values:
        if m := _NUMBERS.search(str(value)):
            if int(m["d"]) > 12:
                return False
            found |= int(m["m"]) > 12
    return found


def read_stamp(value: object, months: Lexicon, month_first: bool = False) -> str | None:
    """The first full date in `value` as YYYY-MM-DD, or None; the time of day and its zone are left out.

    Reads 2024-09-29T13:16, 20240929, 29/9/2024 (month first on request), `29 September 2024`, `Sep 29, 2024 - 13:16`.
    """
    for pattern in _WRITTEN:
        for m in pattern.finditer(str(value)):
            entry = months.get(m["m"].upper())
            day, month = m["d"], entry.number if entry else m["m"]
            if pattern is _NUMBERS and (int(month) > 12 or month_first and int(day) <= 12):
                day, month = month, day
            if found := _iso(m["y"] if len(m["y"]) == 4 else f"20{m['y']}", month, day):
                return found
    return None


def stamp_in_url(url: str) -> str | None:
    """The date in the path of an address (`/2024/09/29/` or `/20240929`), or None."""
    m = _IN_URL.search(url)
    return _iso(*filter(None, m.groups())) if m else None


def _iso(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
