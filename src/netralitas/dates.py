"""Dates: what is written as one, what is counted from one, and the day that is meant.

`grammar.py` says what a time expression looks like. Here each is read into the calendar fields that it gives (`Found`), and then
`resolve.py` fills the fields that are missing from the context: the year of `Selasa (6/2)`, the day of `kemarin`, the vote of `H-8`.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .citations import find_citations
from .elections import election_time
from .grammar import VOTES, YEAR, Words, between, listed, matches, numbers, part_of, time_expression, time_starts
from .lexicon import Lexicon, Lexicons, Match
from .records import Date, Sentence
from .resolve import Found, resolve
from .spans import lay_out, sentence_at

__all__ = ["election_time", "find_citations", "find_dates"]

_DAY = re.compile(r"(\d+)(?:\s?/\s?(\d+))?")
_YEARS = re.compile(YEAR)
_LAST_WORD = re.compile(r"(\w+)(\s+|\s?[-–—]\s?)\Z")
_DATED = re.compile(r"\d\)\s\Z|\b20\d\d\s\Z")
_OPEN, _CLOSE = re.compile(r"\(\s?\Z"), re.compile(r"\s?\)")


def find_dates(sentences: Sequence[Sentence], lexicons: Lexicons, published: str | None = None) -> list[Date]:
    """Time expressions with the day, month or year they mean, by start; offsets are the article's.

    `value` is the finest of YYYY-MM-DD, YYYY-MM and YYYY that certainly holds the time meant, None where nothing is certain: `rule` then
    ends in `_without_base`, `_without_year`, `_impossible`, `_vague`; where only the season of a vote gives the year, in `_by_season`.
    `anchor`: `absolute` (written as a calendar date with its
    year), `publication` (needs the day of publication, `published`, or what `likely_day` takes for it: `Selasa (6/2)`, `besok`),
    `relative` (counted from another date of the text, or to or from a vote). `weekday_ok` is False where the weekday written is not that
    of the date: the number wins. Each end of a range and each member of a list is a row of its own. It does not read clock times alone,
    durations (`selama 71 hari`, `dua pekan ke depan`), what recurs (`setiap Senin`), or the year in the name of an election
    (`Pilkada 2024`) or a law. Method: own.
    """
    text = lay_out(sentences)
    words = Words(lexicons["months"], lexicons["weekdays"], lexicons["relative_days"], lexicons["date_words"])
    found = [row for match in matches(text, sentences, time_expression(words), time_starts(words) | numbers(text))
             for row in _READERS[match.lastgroup](_Match(match.start(), match.end(), match.lastgroup, text, match, words), words)]
    article = sentences[0].article_id if sentences else ""
    return [Date(article, f"{article}:d{n}", sentence_at(sentences, one.start).sentence_id, one.start, one.end, *answer)
            for n, (one, *answer) in enumerate(resolve(_link(found, text, words), text, lexicons, published), 1)]


class _Match(NamedTuple):
    """A match of the grammar with the text around it; `part` gives the fields of its kind."""

    start: int
    end: int
    kind: str
    text: str
    match: re.Match
    words: Words

    def part(self, name: str) -> str:
        group = f"{self.kind}_{name}"
        return group in self.match.re.groupindex and self.match[group] or ""

    def number(self, name: str) -> int | None:
        return int(self.part(name) or 0) or None

    def entry(self, name: str, lexicon: Lexicon):
        """The lexicon's entry in a field, or None; the grammar reads any case, so the case of the form is not asked for."""
        return lexicon.get(self.part(name).upper())

    def weekday(self, name: str, words: Words) -> int | None:
        return int(entry.number) if (entry := self.entry(name, words.weekdays)) else None

    def span(self, name: str) -> tuple[int, int]:
        return self.match.span(f"{self.kind}_{name}")

    def members(self, lexicon: Lexicon) -> list[Match]:
        """The entries that stand in the field `names`, in any case."""
        return [Match(m.start(), m.end(), lexicon.get(m.group().upper())) for m in lexicon.regex.finditer(self.text, *self.span("names"))]

    def in_brackets(self) -> bool:
        return bool(_OPEN.search(self.text, max(0, self.start - 2), self.start) and _CLOSE.match(self.text, self.end))


def _closed(found: _Match) -> int:
    """The end, before a word that only says which one it is (`9 Mei mendatang`), else moved behind the bracket that closes one opened in
    the match: `Jumat (6/9/2024)`."""
    later = found.entry("modifier", found.words.relative) if found.part("modifier") else None
    if later and later.category != "year_modifier":
        return len(found.text[:found.span("modifier")[0]].rstrip())
    opened = found.text.count("(", found.start, found.end) - found.text.count(")", found.start, found.end)
    closing = _CLOSE.match(found.text, found.end) if opened > 0 else None
    return closing.end() if closing else found.end


def _dated(found: _Match, words: Words, rule: str, year: int | None, month: int | None) -> list[Found]:
    """A row for each day written: `27-29 Agustus lalu` and `(31/7-2/8/2024)` have two."""
    days = list(_DAY.finditer(found.text, *found.span("days")))
    last = Found(found.start, _closed(found), rule, year, month, int(days[-1][1]), found.weekday("weekday", words),
                 found.weekday("market", words), found.entry("modifier", words.relative))
    if len(days) == 1 and found.part("weekday2"):  # `Senin hingga Rabu (7/8)`
        until = last._replace(start=found.span("weekday2")[0], weekday=found.weekday("weekday2", words))
        since = last._replace(end=found.span("weekday")[1], weekday=None, step=-((until.weekday - last.weekday) % 7))
        return [since, until]
    if len(days) == 1:
        return [last]
    rows = [last._replace(start=day.start(), end=day.end(), month=int(day[2]) if day[2] else month, day=int(day[1]), weekday=None)
            for day in days]
    rows[0] = rows[0]._replace(weekday=last.weekday)
    rows[-1] = rows[-1]._replace(end=min(last.end, found.end), weekday=found.weekday("weekday2", words))
    return rows


def _named(found: _Match, words: Words) -> list[Found]:
    """`Rabu, 31 Juli 2024`, `27 November mendatang`, `Sep 29, 2024 - 13:16`."""
    month = int(found.entry("name", words.months).number)
    rule = {"english": "month_day_year", "named": "day_month_year" if found.part("year") else "day_month"}[found.kind]
    return _dated(found, words, rule, found.number("year"), month)


def _numeric(found: _Match, words: Words) -> list[Found]:
    """`Jumat (6/9/2024)`, `Selasa (6/2)`, `(6/2)`, `11/9/24`; a `6/2` without brackets or a `2-1` is no date."""
    year, day, month = found.part("year"), int(_DAY.findall(found.part("days"))[-1][0]), found.number("month")
    told = found.part("weekday") or found.part("head") or found.part("mark") == "/" and ("1" <= year[:1] <= "3" or found.in_brackets())
    if len(year) < 4 and not told:
        return []
    full = int(year) + 2000 * (len(year) == 2) if year else None
    if day <= 12 < month <= 31 and year and not found.part("weekday"):  # 10/21/2024: the order of some news systems
        return [Found(found.start, _closed(found), "numeric_month_first", full, day, month)]
    return _dated(found, words, "numeric_day_month_year" if year else "numeric_day_month", full, month)


def _months(found: _Match, words: Words) -> list[Found]:
    """`Juli 2024`, `bulan Juli`, `Juli, Agustus, dan September`; a month's name alone counts behind a word such as `sejak`, or if no
    person is called so (`Mei`) and no surname follows."""
    months = found.members(words.months)
    year, modifier, last = found.number("year"), found.entry("modifier", words.relative), months[-1].entry
    told = found.in_brackets() or _category_before(found, words) in ("strong_cue", "during", "month_cue", "range")
    sure = last.category != "variant" and found.part("names")[0].isupper() and (
        told or last.category == "name" and not re.match(r"\s[A-Z]", found.text[found.end:found.end + 2]))
    if not (year or found.part("head") or modifier or len(months) > 1 or sure):
        return []
    rows = [Found(month.start, month.end, "month", None, int(month.entry.number), modifier=modifier) for month in months]
    rows[-1] = rows[-1]._replace(rule="month_year" if year else "month", year=year, end=found.end)
    return [rows[0]._replace(start=found.start), *rows[1:]]


def _category_before(found: _Match, words: Words) -> str:
    """The category of the word before the match: `strong_cue` for `pada`; empty if none."""
    before = _LAST_WORD.search(found.text, max(0, found.start - 25), found.start)
    entry = before and before[2].isspace() and words.others.get(before[1].lower())
    return entry.category if entry else ""


def _years(found: _Match, words: Words) -> list[Found]:
    """`tahun 2024`, `pada 2024`, `2019-2024`, `tahun 2023 dan 2024`; a year alone may be part of a name or a number of people."""
    years = list(_YEARS.finditer(found.text, *found.span("names")))
    rows = [Found(year.start(), year.end(), "year" if found.part("head") else "year_after_cue", int(year[0])) for year in years]
    if not found.part("head") and not (len(rows) > 1 and between(words).match(found.text, rows[0].end)):
        last = ("month_cue", "range", "last_cue") if found.span("last")[0] >= 0 else ()
        if _category_before(found, words) not in ("strong_cue", "during", "year_cue", *last):
            return []
    if found.part("decade"):
        return [Found(found.start, found.end, "decade_vague")]
    return [rows[0]._replace(start=found.start), *rows[1:]]


def _deictic(found: _Match, words: Words) -> list[Found]:
    """`kemarin`, `pekan depan`, `keesokan harinya`; not the `kemarin` of `Kamis (14/11/2024) kemarin`."""
    entry = words.relative.get(found.match.group())
    if entry.unit == "day" and entry.category == "deictic" and _DATED.search(found.text, max(0, found.start - 6), found.start):
        return []
    return [Found(found.start, found.end, entry.id, unit=entry.unit, step=int(entry.offset),
                  origin="told" if entry.category == "told" else "base")]


def _counted(found: _Match, words: Words) -> list[Found]:
    """`8 hari lagi`, `tinggal 8 hari`, `dua pekan lalu`, `tiga hari setelah pemungutan suara`; a number of days alone is a duration."""
    towards = found.entry("towards", words.relative) or found.entry("votewards", words.relative) or _countdown(found, words)
    unit = found.entry("unit", words.relative) or found.entry("one", words.relative)
    if not towards or (unit.unit == "year" and towards.category == "countdown") or towards.unit == "nowhere":
        return []
    if towards.offset == "1" and part_of(words.others, "during", "last_cue").find(found.text, max(0, found.start - 12), found.start):
        return []
    said = found.part("number") or "1"
    number = words.relative.get(said)
    count = int(number.offset) if number else int(said)
    end = found.span("span")[1]
    if not count:
        return [Found(found.start, end, f"{towards.id}_vague")]
    return [Found(found.start, end, towards.id, unit=unit.unit, step=count * int(towards.offset), origin=towards.unit)]


def _countdown(found: _Match, words: Words):
    """The entry of `tinggal` before `8 hari`, or of `dalam waktu` before `8 hari akan`; None without one."""
    cues = part_of(words.relative, "countdown", "within") if found.part("soon") else part_of(words.relative, "countdown")
    last = cues.find(found.text, max(0, found.start - 24), found.start)[-1:]
    return last[0].entry if last and not found.text[last[0].end:found.start].strip() else None


def _h_day(found: _Match, words: Words) -> list[Found]:
    """`H-8` before the vote, `H+2` after it; `H-3 Lebaran` is counted from a day that the calendar does not have."""
    sign = 1 if re.search(r"\+|plus", found.match.group()) else -1
    feast = part_of(words.others, "other_feast").find(found.text) and not part_of(words.others, *VOTES).find(found.text)
    rule, origin = ("counted_from_other_day", "nowhere") if feast else ("counted_from_vote", "vote")
    return [Found(found.start, found.end, rule, unit="day", step=sign * int(re.search(r"\d+", found.match.group())[0]), origin=origin)]


def _stage(found: _Match, words: Words) -> list[Found]:
    return [Found(start, end, entry.id, unit=entry.category, origin="stage") for start, end, entry in found.members(words.others)]


def _weekdays(found: _Match, words: Words) -> list[Found]:
    """`Senin`, `hari Senin`, `Rabu dan Kamis pekan depan`; where its clause looks ahead the next one; without its capital only after
    `hari`; `Senin-Jumat` is every week."""
    if not found.part("head") and not found.part("names")[0].isupper() or _category_before(found, words) == "recurring":
        return []
    days = found.members(part_of(words.weekdays, "name"))
    since = max(found.text.rfind(mark, max(0, found.start - 60), found.start) for mark in ".,;!?\n”\"")
    ahead = part_of(words.others, "ahead_cue").find(found.text, max(0, since, found.start - 60), found.start)  # `akan digelar Senin`
    modifier = found.entry("modifier", words.relative) or (words.relative.get("depan") if ahead else None)
    rows = [Found(day.start, day.end, "weekday", weekday=int(day.entry.number), modifier=modifier) for day in days]
    gaps = [(second.weekday - first.weekday) % 7 for first, second in zip(rows, rows[1:])]
    if gaps and not modifier and max(gaps) > (3 if len(gaps) == 1 else 1):
        return []
    rows[-1] = rows[-1]._replace(end=found.end)
    return [rows[0]._replace(start=found.start), *rows[1:]]


_READERS = {
    "skip": lambda found, words: [], "named": _named, "english": _named, "numeric": _numeric,
    "iso": lambda found, words: _dated(found, words, "iso_date", found.number("year"), found.number("month")),
    "day_only": lambda found, words: _dated(found, words, "day_of_month", None, None),
    "month": _months, "years": _years, "deictic": _deictic, "counted": _counted, "h_day": _h_day, "stage": _stage, "weekday": _weekdays,
}


def _link(found: list[Found], text: str, words: Words) -> list[Found]:
    """`found` with the ends of ranges and the members of lists known as such, and the year that the last one gives to those before it."""
    rows = list(found)
    for n in range(len(rows) - 2, -1, -1):
        first, second = rows[n], rows[n + 1]
        alike = (first.month or first.year) and [first.month is None, first.day is None] == [second.month is None, second.day is None]
        is_range = alike and between(words).fullmatch(text, first.end, second.start)
        if not is_range and not (alike and listed(words).fullmatch(text, first.end, second.start)):
            continue
        year = first.year or (second.year and second.year - (first.month > second.month))
        modifier = first.modifier or (None if year else second.modifier)
        rows[n] = first._replace(rule="range_start" if is_range else "listed", year=year, modifier=modifier)
        rows[n + 1] = second._replace(rule="range_end" if is_range else "listed")
    return rows
