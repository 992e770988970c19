"""The date of publication: read from a table's column, from a line of the page, from an address; always as YYYY-MM-DD."""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from .lexicon import Lexicon

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.]?)(\d\d)\2(\d\d)(?!\d)")
_NUMBERS = re.compile(r"(?<![\d/])(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*((?:19|20)\d\d|\d\d)(?![\d/])")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s-]*([^\W\d_]{3,})\.?,?[\s-]*((?:19|20)\d\d)(?!\d)")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+((?:19|20)\d\d)(?!\d)")
_IN_URL = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/|-|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=\d{0,6}(?:[/-]|$))")


def month_comes_first(values: Iterable[object]) -> bool:
    """Whether a column writes 10/21/2025 (month first): True if a second number of its dates is over 12 and no first number is.

    The whole column decides, so that 10/9/2025 is read as its neighbours are; a column that does not tell is read day first, as in
    Indonesia.
    """
    first = second = False
    for value in values:
        if m := _NUMBERS.search(str(value)):
            first |= int(m[1]) > 12
            second |= int(m[3]) > 12
    return second and not first


def read_stamp(value: object, months: Lexicon, month_first: bool = False) -> str | None:
    """The first full date in `value` as YYYY-MM-DD, or None; the time of day and its zone are left out.

    Reads 2024-09-29T13:16, 20240929, 29/9/2024 (month first on request), `29 September 2024`, `Sep 29, 2024 - 13:16`.
    """
    text = str(value)
    if m := _ISO.search(text):
        return _iso(m[1], m[3], m[4])
    if m := _NUMBERS.search(text):
        day, month = (m[3], m[1]) if month_first and int(m[1]) <= 12 else (m[1], m[3])
        if int(month) > 12:
            day, month = month, day
        return _iso(m[4] if len(m[4]) == 4 else f"20{m[4]}", month, day)
    for m in _DAY_FIRST.finditer(text):
        if number := month_number(m[2], months):
            return _iso(m[3], number, m[1])
    for m in _MONTH_FIRST.finditer(text):
        if number := month_number(m[1], months):
            return _iso(m[3], number, m[2])
    return None


def stamp_in_url(url: str) -> str | None:
    """The date in the path of an address (`/2024/09/29/` or `/20240929`), or None."""
    m = _IN_URL.search(url)
    if not m:
        return None
    return _iso(*m.group(1, 2, 3)) if m[1] else _iso(*m.group(4, 5, 6))


def month_number(word: str, months: Lexicon) -> int | None:
    """The number of a month's name in Indonesian or English, whole or short, or None."""
    return _months(months).get(word.lower())


@lru_cache(maxsize=8)
def _months(months: Lexicon) -> dict[str, int]:
    return {form.strip().lower(): int(entry.number) for entry in months for form in entry.form.split("|")}


def _iso(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
