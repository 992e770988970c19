"""From the calendar fields that a text gives to the day it means: years from the context, days counted from a base, votes.

A value is the finest of YYYY-MM-DD, YYYY-MM and YYYY that certainly holds the time meant: a week inside one month is that month.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .elections import Election, calendar, nearest_election
from .grammar import part_of
from .lexicon import Lexicons

_NEAR = 120  # days: as near as this to the day of the article, a date whose weekday does not fit is a misprint, not another year's
_SPEECH = 3  # days: of a day told as little before publication, `hari ini` and `kemarin` speak
_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d/]|[.,]\d)")
_UNTIL = re.compile(r"\b(?:hingga|sampai|sampai dengan|s\.d\.)\s\Z", re.IGNORECASE)
_STOP = re.compile(r"[.,;:!?()\n]")
_APPOSED = re.compile(r"\s{0,2},?\s{0,2}\(?")


def clause_end(text: str, start: int) -> int:
    """Where the words that go with an expression end: at the next punctuation mark, at most 40 characters on."""
    stop = _STOP.search(text, start, start + 40)
    return stop.start() if stop else min(len(text), start + 40)


class Found(NamedTuple):
    """A time expression as read: the fields that the words give, or how many units it is from where (`origin`)."""

    start: int
    end: int
    rule: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    modifier: tuple | None = None
    unit: str = ""
    step: int = 0
    origin: str = ""


class Answer(NamedTuple):
    """What a time expression means: the last four fields of a `Date`."""

    value: str | None
    anchor: str
    weekday_ok: bool | None
    rule: str


class _Context(NamedTuple):
    """The day that an article speaks from and how it is known; the years in the text, the commonest first; the elections named in it.

    `told` is a day told of just before publication, if any: that of the rapat at which somebody said `hari ini`.
    """

    day: date | None
    anchor: str
    years: tuple[int, ...]
    text: str
    lexicons: Lexicons
    named: frozenset[str] = frozenset()
    told: date | None = None

    def vote(self, one: Found) -> Election | None:
        """The election that an expression is about: the one named beside it, else the nearest, else the only one the text names."""
        elections = calendar(self.lexicons["elections"])
        names = _elections_named(self.text, self.lexicons, one.start, clause_end(self.text, one.end))
        named = next((e for e in elections for name in names if e.name == name), None)
        if self.day and not (named and named.vote.year != self.day.year):
            return nearest_election(self.day, elections, names[0] if names else "")
        return named or next((e for e in elections if self.named == {e.name}), None)


def _elections_named(text: str, lexicons: Lexicons, start: int, end: int) -> list[str]:
    """The elections named in a stretch of the text, with the year if it follows: `pilkada`, `pemilu_2024`."""
    found = []
    for match in part_of(lexicons["date_words"], "pilkada", "pemilu").find(text, start, end):
        year = _YEAR.search(text, match.end, match.end + 25)
        found.append(f"{match.entry.category}_{year.group()}" if year else match.entry.category)
    return found


def resolve(found: list[Found], text: str, lexicons: Lexicons, published: str | None) -> list[tuple]:
    """(found, value, anchor, weekday_ok, rule) for each time expression, in the order given."""
    context = _context(found, text, lexicons, published)
    answers: list[Answer] = []
    told = context.day
    for one in found:
        answers.append(_answer(one, context, told))
        told = _day(answers[-1].value) or told
    return [(one, *answer) for one, answer in zip(found, _apposed(found, answers, text))]


def _context(found: list[Found], text: str, lexicons: Lexicons, published: str | None) -> _Context:
    """The article speaks from its publication; without that, from its first full date, else from its first date whose year the years in
    the text give."""
    counts = Counter(int(year) for year in _YEAR.findall(text))
    years = tuple(sorted(counts, key=lambda year: (-counts[year], -year)))
    context = _Context(_day(published), "publication", years, text, lexicons)
    days = [day for one in found if one.month is not None and one.day is not None and (day := _day(_calendar_date(one, context).value))]
    if context.day:
        told = [day for day in days if timedelta(0) < context.day - day <= timedelta(_SPEECH)]
        return context._replace(told=max(told)) if told and context.day not in days else context
    named = frozenset(name for name in _elections_named(text, lexicons, 0, len(text)) if name[-1].isdigit())
    first = next((day for one in found if one.day is not None and one.year and (day := _day(_calendar_date(one, context).value))), None)
    return context._replace(day=first or next(iter(days), None), anchor="relative", named=named)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _answer(one: Found, context: _Context, told: date | None) -> Answer:
    if one.rule.endswith("_vague") or one.origin == "nowhere":
        return Answer(None, "absolute" if one.rule.startswith("decade") else context.anchor, None, one.rule)
    if one.origin:
        return _counted(one, context, told)
    if one.day is not None:
        return _calendar_date(one, context) if one.month is not None else _day_of_month(one, context)
    if one.month:
        return _month(one, context)
    return Answer(f"{one.year:04d}", "absolute", None, one.rule) if one.year else _weekday(one, context)


def _calendar_date(one: Found, context: _Context) -> Answer:
    """A day and month, with the year written or from the context; without it they are read from the day of publication."""
    anchor = "absolute" if one.year else context.anchor if one.modifier else "publication"
    year = one.year or _year_of(one, context)
    day = _make(year or 2000, one.month, one.day)  # 2000 has a 29 February
    if not day:
        return Answer(None, anchor, None, f"{one.rule}_impossible")
    if not year:
        return Answer(None, anchor, None, f"{one.rule}_without_year")
    fits = None if one.weekday is None else day.weekday() == one.weekday
    return Answer(day.isoformat(), anchor, fits, one.rule)


def _year_of(one: Found, context: _Context) -> int | None:
    """The year of a day and month: from a modifier (`tahun lalu`, `mendatang`), else the nearest to the article's day, else by weekday."""
    if not context.day:
        fits = (y for y in _around(context.years) if (day := _make(y, one.month, one.day)) and day.weekday() == one.weekday)
        return next(fits, context.years[0] if context.years else None)
    if one.modifier and one.modifier.category == "year_modifier":
        return context.day.year + int(one.modifier.offset)
    days = [day for step in (-1, 0, 1) if (day := _make(context.day.year + step, one.month, one.day))]
    side = int(one.modifier.offset) if one.modifier else 0
    days = [day for day in days if side * (day - context.day).days >= 0] or days

    def strange(day: date) -> tuple[bool, int]:
        far = abs((day - context.day).days)
        return one.weekday is not None and far > _NEAR and day.weekday() != one.weekday, far
    return min(days, key=strange).year if days else None


def _around(years: Iterable[int]) -> list[int]:
    """The years that a text names, then their neighbours."""
    named = list(years)
    return named + [year + step for year in named[:1] for step in (-1, 1)]


def _month(one: Found, context: _Context) -> Answer:
    """A month, with the year written, or the one that `lalu`, `mendatang` or nearness gives."""
    anchor = "absolute" if one.year else context.anchor if one.modifier else "publication"
    year = one.year
    if not year and context.day:
        now = context.day.year * 12 + context.day.month
        side = int(one.modifier.offset) if one.modifier else 0
        months = [(context.day.year + step) * 12 + one.month for step in (-1, 0, 1)]
        allowed = [month for month in months if not side or side * (month - now) > 0] or months
        year = (min(allowed, key=lambda month: abs(month - now)) - one.month) // 12
        if one.modifier and one.modifier.category == "year_modifier":
            year = context.day.year + side
    elif not year and context.years:
        year = context.years[0]
    return Answer(f"{year:04d}-{one.month:02d}", anchor, None, one.rule) if year else Answer(None, anchor, None, f"{one.rule}_without_year")


def _day_of_month(one: Found, context: _Context) -> Answer:
    """`tanggal 27`: the nearest day of that number, or the next or last one with `mendatang` or `lalu`."""
    if not context.day:
        return Answer(None, "publication", None, f"{one.rule}_without_base")
    now = context.day.year * 12 + context.day.month - 1
    days = [day for step in (-1, 0, 1) if (day := _make(*_split(now + step), one.day))]
    side = int(one.modifier.offset) if one.modifier else 0
    days = [day for day in days if side * (day - context.day).days >= 0] or days
    day = min(days, key=lambda day: abs((day - context.day).days), default=None)
    return Answer(day.isoformat() if day else None, context.anchor, None, one.rule if day else f"{one.rule}_impossible")


def _split(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1


def _weekday(one: Found, context: _Context) -> Answer:
    """A weekday alone is the last one up to the article's day; `lalu` is before it, `depan` after it, `pekan depan` in the next week."""
    if not context.day:
        return Answer(None, "publication", None, f"{one.rule}_without_base")
    back = (context.day.weekday() - one.weekday) % 7
    if not one.modifier:
        step = -back
    elif one.modifier.unit == "week" or int(one.modifier.offset) == 0:
        step = one.weekday - context.day.weekday() + 7 * int(one.modifier.offset)
    else:
        step = -(back or 7) if int(one.modifier.offset) < 0 else 7 - back
    rule = one.rule if not one.modifier else f"{one.rule}_{one.modifier.id}"
    return Answer(_shift(context.day, "day", step), context.anchor, None, rule)


def _counted(one: Found, context: _Context, told: date | None) -> Answer:
    """Days, weeks, months or years from the article's day, from the date told before, or from the vote; a stage of the election."""
    if one.origin in ("vote", "stage"):
        election = context.vote(one)
        if one.origin == "stage":
            days = election.days_of(one.unit) if election else None
            return Answer(_finest(*days) if days else None, "relative", None, one.rule if days else f"{one.rule}_without_base")
        start, anchor = election.vote if election else None, "relative"
    else:
        start, anchor = (told, "relative") if one.origin == "told" else _base(one, context)
    if not start:
        return Answer(None, anchor if one.origin != "base" else "publication", None, f"{one.rule}_without_base")
    value = _shift(start, one.unit, one.step)
    vote = context.vote(one) if one.unit == "day" and one.step > 1 else None  # `delapan hari lagi` is the vote, not a day of its own
    return Answer(value, "relative" if vote and value == vote.vote.isoformat() else anchor, None, one.rule)


def _base(one: Found, context: _Context) -> tuple[date | None, str]:
    """The day that `kemarin`, `besok`, `bulan depan` are counted from: of publication, but `hari ini` and `kemarin` from one told of."""
    past = one.unit == "day" and one.step <= 0 and not _UNTIL.search(context.text, max(0, one.start - 16), one.start)
    return (context.told, "relative") if context.told and past else (context.day, context.anchor)


def _shift(day: date, unit: str, step: int) -> str | None:
    """The day, week, month or year that lies `step` units after `day`, in the finest form that holds it."""
    try:
        if unit == "day":
            return (day + timedelta(step)).isoformat()
        if unit == "week":
            monday = day + timedelta(7 * step - day.weekday())
            return _finest(monday, monday + timedelta(6))
        months, length = (12, 4) if unit == "year" else (1, 7)
        return date(*_split(day.year * 12 + day.month - 1 + step * months), 1).isoformat()[:length]
    except (OverflowError, ValueError):
        return None


def _finest(first: date, last: date) -> str | None:
    """The finest of day, month and year that holds both days, or None."""
    a, b = first.isoformat(), last.isoformat()
    return next((a[:n] for n in (10, 7, 4) if a[:n] == b[:n]), None)


def _apposed(found: list[Found], answers: list[Answer], text: str) -> list[Answer]:
    """`answers`, where a `kemarin` or `hari ini` right beside a date means that date: `kemarin (6/2)`, `Sabtu (3/2/2024) kemarin`."""
    rows = list(answers)
    for n, one in enumerate(found):
        if one.unit != "day" or one.origin != "base":
            continue
        if n + 1 < len(found) and found[n + 1].month and _APPOSED.fullmatch(text, one.end, found[n + 1].start):
            rows[n] = rows[n]._replace(value=answers[n + 1].value, anchor="relative")
        elif n and found[n - 1].month and not text[found[n - 1].end:one.start].strip():
            rows[n] = rows[n]._replace(value=answers[n - 1].value, anchor="relative")
    return rows
