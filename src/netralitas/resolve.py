"""From the calendar fields that a text gives to the day it means: years from the context, days counted from a base, votes.

A value is the finest of YYYY-MM-DD, YYYY-MM and YYYY that certainly holds the time meant: a week inside one month is that month.
"""
from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from .elections import Election, calendar, nearest_election, possible_elections
from .grammar import VOTES, YEAR, part_of
from .lexicon import Lexicons

_BEHIND, _AHEAD = 120, 7  # days: so near the article's day a weekday that does not fit is a misprint, elsewhere it tells another year
_LEAD = timedelta(100)  # most news of a vote is written about so long before it
_FAR = 550  # days: as far as this from a clue a weekday finds its year
_SEASON = range(-150, 31)  # days from a vote: when news of it is written
_SPEECH = 3  # days: of a day told as little before publication, `hari ini` and `kemarin` speak
_LENGTH = {"day": 10, "week": 10, "month": 7, "year": 4}  # how much of a value a count of these units needs
_NAMED = re.compile(rf"(?:\s[^\W\d]\w*){{0,4}}\s({YEAR})(?!/|[.,]\d)")  # behind `Pilkada`: ` Serentak Nasional Tahun 2024`
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
    market: int | None = None
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
    """The day that an article speaks from.

    `told` is a day told of just before publication, if any: that of the rapat at which somebody said `hari ini`. `guessed` is whether
    only the election calendar gives the year: rules then end in `_by_season`. `of_vote`: all that is known is the day of a vote, from
    which no `Rabu` or `kemarin` is counted.
    """

    day: date | None
    text: str
    lexicons: Lexicons
    told: date | None = None
    guessed: bool = False
    of_vote: bool = False

    def vote(self, one: Found) -> Election | None:
        """The election that an expression is about: the one named beside it, with its year or as the nearest of its kind, else the nearest;
        in a text without a day the only one it names."""
        elections, end = calendar(self.lexicons["elections"]), clause_end(self.text, one.end)
        names = _elections_named(self.text, self.lexicons, *((one.start, end) if self.day else (0, len(self.text))))
        named = [election for election in elections if election.name in names]
        if named or not self.day:
            return named[0] if len(named) == 1 else None
        return nearest_election(self.day, elections, names[0] if names else "")


def _elections_named(text: str, lexicons: Lexicons, start: int, end: int) -> list[str]:
    """The elections named in a stretch of the text, with the year if it follows: `pilkada`, `pemilu_2024`."""
    found = part_of(lexicons["date_words"], "pilkada", "pemilu").find(text, start, end)
    years = [_NAMED.match(text, match.end) for match in found]
    return [f"{match.entry.category}_{year[1]}" if year else match.entry.category for match, year in zip(found, years)]


def resolve(found: list[Found], text: str, lexicons: Lexicons, published: str | None) -> list[tuple]:
    """(found, value, anchor, weekday_ok, rule) for each time expression, in the order given."""
    context = _context(found, text, lexicons, published)
    answers: list[Answer] = []
    for one in found:
        answers.append(_answer(one, context, _told(one, found, answers, context)))
    return [(one, *answer) for one, answer in zip(found, _apposed(found, answers, text))]


def _context(found: list[Found], text: str, lexicons: Lexicons, published: str | None) -> _Context:
    """The article speaks from its publication; without that, from its first date, best one such as `Rabu (31/7)`, with which reporters
    say when; what year such a date lies in says `likely_day`."""
    dates = [one for one in found if one.month and one.day is not None]
    full = sorted({day for one in dates if one.year and (day := _make(one.year, one.month, one.day))})
    if now := _day(published):
        days = {day for one in dates if (day := likely_day(one, [now], ()))}
        told = max((day for day in days if 0 < (now - day).days <= _SPEECH), default=None)
        return _Context(now, text, lexicons, None if now in days else told)
    votes = {e.name: e.vote for e in calendar(lexicons["elections"])}
    names = [name for name in _elections_named(text, lexicons, 0, len(text)) if name[-1].isdigit()]
    named = [votes.get(name, date(int(name[-4:]), 7, 1)) - _LEAD for name in names]
    months = [date(one.year, one.month, 1) for one in found if one.month and one.year and one.day is None]
    clues = full or [*named, *months]
    years = {one.year for one in found if one.year}
    elections = () if full else possible_elections(text, lexicons)
    rows = [(one, day) for one in dates if (day := likely_day(one, clues, elections, years))]
    rows = [row for row in rows if row[0].weekday is not None or row[1] not in votes.values()] or rows
    best = min(rows, key=lambda row: (row[0].weekday != row[1].weekday(), not row[0].rule.startswith("numeric")), default=None)
    return _Context(best and best[1], text, lexicons, guessed=bool(best and not likely_day(best[0], clues, ())),
                    of_vote=bool(best and best[0].weekday is None and best[1] in votes.values()))


def likely_day(one: Found, clues: list[date], elections: Sequence[Election], years: Container[int] = ()) -> date | None:
    """The day that a date means in a text of which the day of publication is not known, or None if nothing is certain.

    The year is the one written; else the one in which the day lies nearest to a clue, at most 18 months from it, and has the weekday
    written. Clues are the full dates of the text; if it has none, its months with a year and the votes it names with theirs
    (`Pilkada 2018`, counted as 100 days earlier). Without such a day, and if its weekday is written, it is the one that falls within
    150 days before or 30 after a vote of the calendar, if there is only one, or only one in a year told of (`years`). Else years alone
    are no clues: they are those of laws, plans and statistics. Method: own.
    """
    if one.year:
        return _make(one.year, one.month, one.day)
    near = [(abs(day - clue), day) for clue in clues for day in _around(one, clue) if abs(day - clue).days <= _FAR]
    if near or one.weekday is None:
        return min(near)[1] if near else None
    seasonal = {day for e in elections for day in _around(one, e.vote) if (day - e.vote).days in _SEASON}
    told = seasonal if len(seasonal) == 1 else {day for day in seasonal if day.year in years}
    return told.pop() if len(told) == 1 else None


def _around(one: Found, clue: date) -> list[date]:
    """The days in the year of `clue` and its neighbours that have the day, month, weekday and market day written."""
    days = (_make(clue.year + step, one.month, one.day) for step in (-1, 0, 1))
    return [day for day in days if day and one.weekday in (None, day.weekday()) and one.market in (None, day.toordinal() % 5)]


def _told(one: Found, found: list[Found], answers: list[Answer], context: _Context) -> date | None:
    """The day, month or year of the text that `keesokan harinya` and `dua tahun kemudian` are counted from: the last one told so finely;
    `hari ini` and `kemarin` of a speech that was told of just before publication; else None.

    `hari yang sama` in a new paragraph goes back to the last day told with its weekday, which is the story's own.
    """
    if one.origin == "base" and one.unit == "day" and one.step <= 0:
        return None if _UNTIL.search(context.text, max(0, one.start - 16), one.start) else context.told
    if one.origin != "told":
        return None
    fine = (n for n in reversed(range(len(answers))) if len(answers[n].value or "") >= _LENGTH[one.unit])
    if (last := next(fine, None)) is None:
        return context.day
    answer = answers[last]
    if not one.step and not answer.weekday_ok and "\n" in context.text[found[last].end:one.start]:
        answer = next((answers[n] for n in fine if answers[n].weekday_ok), answer)
    return _day(f"{answer.value}-01-01"[:10])


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _make(year: int, month: int, day: int) -> date | None:
    return _day(f"{year:04d}-{month:02d}-{day:02d}")


def _answer(one: Found, context: _Context, told: date | None) -> Answer:
    if one.rule.endswith("_vague") or one.origin == "nowhere":
        return Answer(None, "absolute" if one.rule.startswith("decade") else "publication", None, one.rule)
    if one.origin:
        return _counted(one, context, told)
    if one.month or one.day is not None:
        return _calendar_date(one, context)
    return Answer(f"{one.year:04d}", "absolute", None, one.rule) if one.year else _weekday(one, context)


def _calendar_date(one: Found, context: _Context) -> Answer:
    """A month, a day of one, or `tanggal 27`: what is not written is as near to the article's day as modifier and weekday allow."""
    anchor = "absolute" if one.year else "publication"
    if not (one.year or context.day):
        return Answer(None, anchor, None, f"{one.rule}_without_{'year' if one.month else 'base'}")
    day = _choose(one, _candidates(one, context), context)
    if not day:
        return Answer(None, anchor, None, f"{one.rule}_impossible")
    fits = None if one.weekday is None else day.weekday() == one.weekday
    return Answer(_shift(day, "day" if one.day is not None else "month", one.step), anchor, fits,
                  f"{one.rule}_by_season" if context.guessed and not one.year else one.rule)


def _candidates(one: Found, context: _Context) -> list[date]:
    """The days that the fields allow: the year written or told by `tahun lalu`; else years around the article's day.

    Where a weekday is written its year may lie further back; a month alone is its first day.
    """
    now, first = context.day, 1 if one.day is None else one.day
    if not one.month:
        return [day for step in (-1, 0, 1) if (day := _make(*_split(now.year * 12 + now.month - 1 + step), first))]
    if one.year:
        years = [one.year]
    elif one.modifier and one.modifier.category == "year_modifier":
        years = [now.year + int(one.modifier.offset)]
    else:
        years = [now.year + step for step in range(-1 if one.weekday is None else -6, 2)]
    return [day for year in years if (day := _make(year, one.month, first))]


def _choose(one: Found, days: list[date], context: _Context) -> date | None:
    """The candidate that fits weekday and modifier (`lalu`: not after, `mendatang`: not before the article's day) and lies nearest."""
    if not context.day:
        return days[0] if days else None
    side = int(one.modifier.offset) if one.modifier and one.modifier.category != "year_modifier" else 0
    base = context.day.replace(day=1) if one.day is None else context.day
    least = int(one.day is None)  # `Mei lalu` is not this May, `27 Mei lalu` may be today
    allowed = [day for day in days if not side or side * (day - base).days >= least] or days

    def strange(day: date) -> tuple[bool, int]:
        far = (day - base).days
        return one.weekday not in (None, day.weekday()) and not -_BEHIND <= far <= _AHEAD, abs(far)
    return min(allowed, key=strange, default=None)


def _split(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1


def _weekday(one: Found, context: _Context) -> Answer:
    """A weekday alone is the last one up to the article's day; `lalu` is before it, `depan` after it, `pekan depan` in the next week."""
    if not context.day or context.of_vote:
        return Answer(None, "publication", None, f"{one.rule}_without_base")
    back = (context.day.weekday() - one.weekday) % 7
    if not one.modifier:
        step = -back
    elif one.modifier.unit != "week" and int(one.modifier.offset) == 0:
        step = 7 - back if back > 3 else -back  # `Senin ini` is the nearest Monday
    elif one.modifier.unit == "week":
        step = one.weekday - context.day.weekday() + 7 * int(one.modifier.offset)
    else:
        step = -(back or 7) if int(one.modifier.offset) < 0 else 7 - back
    rule = one.rule if not one.modifier else f"{one.rule}_{one.modifier.id}"
    return Answer(_shift(context.day, "day", step), "publication", None, rule)


def _counted(one: Found, context: _Context, told: date | None) -> Answer:
    """Days, weeks, months or years from the article's day, from the date told before, or from the vote; a stage of the election."""
    election = context.vote(one)
    if one.origin == "stage":
        days = election and election.days_of(one.unit)
        return Answer(_finest(*days) if days else None, "relative", None, one.rule if days else f"{one.rule}_without_base")
    now = context.day if one.origin == "base" and not context.of_vote else None
    start = election and election.vote if one.origin == "vote" else told or now
    anchor = "publication" if one.origin == "base" and not told else "relative"
    if not start:
        return Answer(None, anchor, None, f"{one.rule}_without_base")
    # `delapan hari lagi` is the vote, not a day of its own; beside its name also where it is counted from the day before publication
    named = part_of(context.lexicons["date_words"], *VOTES).find(context.text, max(0, one.start - 40), clause_end(context.text, one.end))
    if election and one.unit == "day" and one.step > 1 and abs((election.vote - start).days - one.step) <= bool(named):
        return Answer(election.vote.isoformat(), "relative", None, one.rule)
    return Answer(_shift(start, one.unit, one.step), anchor, None, one.rule)


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
    """`answers`, where a day counted right beside a date is that date: `kemarin (6/2)`, `tiga hari kemudian, 9 Mei`, `Jumat lalu (9/5)`."""
    rows = list(answers)
    for n, one in enumerate(found):
        if not (one.unit == "day" and one.origin in ("base", "told") or one.weekday is not None and not one.month):
            continue
        if n + 1 < len(found) and found[n + 1].month and found[n + 1].day and _APPOSED.fullmatch(text, one.end, found[n + 1].start):
            rows[n] = rows[n]._replace(value=answers[n + 1].value, anchor="relative")
        elif n and found[n - 1].month and not text[found[n - 1].end:one.start].strip():
            rows[n] = rows[n]._replace(value=answers[n - 1].value, anchor="relative")
    return rows
