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
from .grammar import Words, between, matches, part_of, time_expression, time_starts
from .lexicon import Lexicon, Lexicons
from .records import Date, Sentence
from .resolve import Found, clause_end, resolve
from .spans import lay_out, sentence_at

__all__ = ["election_time", "find_citations", "find_dates"]

_DAY = re.compile(r"(\d+)(?:/(\d+))?")
_LAST_WORD = re.compile(r"(\w+)(\s+|\s?[-–—]\s?)\Z")
_CUES = ("strong_cue", "month_cue", "range", "name")
_CLOSE = re.compile(r"\s?\)")


def find_dates(sentences: Sequence[Sentence], lexicons: Lexicons, published: str | None = None) -> list[Date]:
    """Time expressions with the day, month or year they mean, by start; offsets are the article's.

    `value` is the finest of YYYY-MM-DD, YYYY-MM and YYYY that certainly holds the time meant, None where nothing is certain: `rule` then
    ends in `_without_base`, `_without_year`, `_impossible`, `_vague`. `anchor`: `absolute` (written as a calendar date with its
    year), `publication` (needs the day of publication, `published`: `Selasa (6/2)`, `besok`), `relative` (counted from another date of the
    text, or to or from a vote). `weekday_ok` is False where
    the weekday written is not that of the date: the number wins. Each end of a range is a row of its own.
    It does not read clock times alone, durations (`selama 71 hari`), or the year in the name of an election (`Pilkada 2024`). Method: own.
    """
    text = lay_out(sentences)
    words = Words(lexicons["months"], lexicons["weekdays"], lexicons["relative_days"], lexicons["date_words"])
    found = [row for match in matches(text, sentences, time_expression(words), time_starts(words)) for row in _read(match, text, words)]
    article = sentences[0].article_id if sentences else ""
    return [Date(article, f"{article}:d{n}", sentence_at(sentences, one.start).sentence_id, one.start, one.end, *answer)
            for n, (one, *answer) in enumerate(resolve(_link(found, text, words), text, lexicons, published), 1)]


class _Match(NamedTuple):
    """A match of the grammar with the text around it; `parts` are the fields of its kind that are filled."""

    start: int
    end: int
    kind: str
    text: str
    parts: dict[str, str]
    match: re.Match

    def number(self, name: str) -> int | None:
        return int(self.parts[name]) if name in self.parts else None

    def entry(self, name: str, lexicon: Lexicon):
        """The lexicon's entry in a field, or None; the grammar reads any case, so the case of the form is not asked for."""
        words = self.parts.get(name, "")
        return lexicon.get(words) or lexicon.get(words.upper()) if words else None

    def starts(self, name: str) -> int:
        return self.match.start(f"{self.kind}_{name}")


def _read(match: re.Match, text: str, words: Words) -> list[Found]:
    """The time expressions in one match, usually one; none where the context says that it is no date."""
    kind = match.lastgroup
    parts = {name[len(kind) + 1:]: value for name, value in match.groupdict().items() if value is not None and name.startswith(f"{kind}_")}
    lead = len(match.group()) - len(match.group().lstrip("( "))
    found = _Match(match.start() + lead, match.end(), kind, text, parts, match)
    return _READERS[kind](found, words)


def _closed(found: _Match) -> int:
    """The end, moved behind the bracket that closes one opened in the match: `Jumat (6/9/2024)`."""
    opened = found.text.count("(", found.start, found.end) - found.text.count(")", found.start, found.end)
    closing = _CLOSE.match(found.text, found.end) if opened > 0 else None
    return closing.end() if closing else found.end


def _weekday(found: _Match, words: Words, name: str = "weekday") -> int | None:
    entry = found.entry(name, words.weekdays)
    return int(entry.number) if entry else None


def _dated(found: _Match, words: Words, rule: str, year: int | None, month: int) -> list[Found]:
    """A row for each day written: `27-29 Agustus lalu` and `(31/7-2/8/2024)` have two."""
    days = list(_DAY.finditer(found.parts["days"]))
    one = Found(found.start, _closed(found), rule, year, month, int(days[-1][1]), _weekday(found, words),
                modifier=found.entry("modifier", words.relative))
    if len(days) == 1:
        return [one]
    at, joint = found.starts("days"), found.parts["days"][days[-2].end():days[-1].start()]
    ends = ("range_start", "range_end") if len(days) == 2 and between(words).fullmatch(joint) else ("listed_day", "listed_day")
    rows = [one._replace(start=at + day.start(), end=at + day.end(), rule=ends[0], month=int(day[2] or month), day=int(day[1]))
            for day in days]
    last = rows[-1]._replace(end=found.end, rule=ends[1], month=month, weekday=_weekday(found, words, "weekday2"))
    return [rows[0], *(row._replace(weekday=None) for row in rows[1:-1]), last]


def _named(found: _Match, words: Words) -> list[Found]:
    """`Rabu, 31 Juli 2024`, `27 November mendatang`, `Sep 29, 2024 - 13:16`."""
    month = int(found.entry("name", words.months).number)
    rule = {"english": "month_day_year", "named": "day_month_year" if "year" in found.parts else "day_month"}[found.kind]
    return _dated(found, words, rule, found.number("year"), month)


def _iso(found: _Match, words: Words) -> list[Found]:
    return _dated(found, words, "iso_date", found.number("year"), found.number("month"))


def _day_only(found: _Match, words: Words) -> list[Found]:
    return [Found(found.start, found.end, "day_of_month", day=found.number("days"), modifier=found.entry("modifier", words.relative))]


def _numeric(found: _Match, words: Words) -> list[Found]:
    """`Jumat (6/9/2024)`, `Selasa (6/2)`; a lone `6/2` or `2-1` is no date."""
    year, day, month = found.parts.get("year", ""), int(_DAY.findall(found.parts["days"])[-1][0]), found.number("month")
    told = found.parts["mark"] == "/" and ("weekday" in found.parts or _in_brackets(found, words))
    if len(year) < 4 and not told:
        return []
    full = int(year) + 2000 * (len(year) == 2) if year else None
    if day <= 12 < month <= 31 and year and "weekday" not in found.parts:  # 10/21/2024: the order of some news systems
        return [Found(found.start, _closed(found), "numeric_month_first", full, day, month)]
    return _dated(found, words, "numeric_day_month_year" if year else "numeric_day_month", full, month)


def _in_brackets(found: _Match, words: Words) -> bool:
    """Whether the number stands in brackets after a word such as `kemarin`: `kemarin (6/2)`, or has its weekday in the brackets."""
    before = found.text[max(0, found.start - 25):found.start].split("(")
    words_before = before[0].split() if len(before) == 2 else []
    entry = words.others.get(words_before[-1].strip(",").lower()) if words_before else None
    return bool(entry and entry.category in ("slash_cue", "part_of_day", "strong_cue") and _CLOSE.match(found.text, found.end))


def _month(found: _Match, words: Words) -> list[Found]:
    """`Juli 2024`, `bulan Juli`, `Mei lalu`; a month's name alone may be a person's."""
    entry = found.entry("name", words.months) or found.entry("bare", words.months)
    modifier = found.entry("modifier", words.relative)
    sure = modifier or {"year", "head", "more"} & found.parts.keys() or _category_before(found, words) in _CUES
    if not sure or not found.parts.get("bare", "A")[0].isupper():
        return []
    rule = "month_year" if "year" in found.parts else "month"
    return [Found(found.start, found.end, rule, found.number("year"), int(entry.number), modifier=modifier)]


def _category_before(found: _Match, words: Words) -> str:
    """The category of the word before the match: `strong_cue` for `pada`, `name` for the month of `Juli-September`; empty if none."""
    before = _LAST_WORD.search(found.text, max(0, found.start - 25), found.start)
    entry = before and (words.others.get(before[1].lower()) if before[2].isspace() else words.months.get(before[1]))
    return entry.category if entry else ""


def _year(found: _Match, words: Words) -> list[Found]:
    """`tahun 2024`, `pada 2024`, `2019-2024`, `tahun 2023 dan 2024`; a year alone may be part of a name or a number of people."""
    if found.kind == "bare_year":
        before = _category_before(found, words)
        if not (before in ("strong_cue", "year_cue") or before in ("month_cue", "range") and "last" in found.parts):
            return []
    if "decade" in found.parts:
        return [Found(found.start, found.end, "decade_vague")]
    first = Found(found.start, found.starts("year") + 4, "year_after_cue" if found.kind == "bare_year" else "year", found.number("year"))
    if "year2" not in found.parts:
        return [first]
    second = found.starts("year2")
    joint = found.text[first.end:second]
    rules = ("range_start", "range_end") if joint.strip() == "/" or between(words).fullmatch(joint) else ("listed_year", "listed_year")
    return [first._replace(rule=rules[0]), Found(second, second + 4, rules[1], found.number("year2"))]


def _deictic(found: _Match, words: Words) -> list[Found]:
    """`kemarin`, `pekan depan`, `keesokan harinya`; a `Minggu depan` with a capital inside a sentence is a Sunday."""
    said = found.match.group()
    before = found.text[:found.start].rstrip()[-1:]
    if said.startswith("Minggu ") and before and before not in ".!?\"“'‘”:–—-":
        modifier = words.relative.get(said.split(None, 1)[1])
        return [Found(found.start, found.end, "weekday", weekday=6, modifier=modifier)]
    entry = words.relative.get(said)
    origin = "told" if entry.category == "told" else "base"
    return [Found(found.start, found.end, entry.id, unit=entry.unit, step=int(entry.offset), origin=origin)]


def _counted(found: _Match, words: Words) -> list[Found]:
    """`8 hari lagi`, `tinggal 8 hari`, `dua pekan lalu`, `tiga hari setelah pemungutan suara`; a number of days alone is a duration."""
    towards = found.entry("towards", words.relative) or found.entry("votewards", words.relative) or _countdown(found, words)
    unit = found.entry("unit", words.relative) or found.entry("one", words.relative)
    if not towards or (unit.unit == "year" and towards.category == "countdown"):
        return []
    said = found.parts.get("number", "1")
    number = words.relative.get(said)
    count = int(number.offset) if number else int(said)
    end = found.starts("span") + len(found.parts["span"])
    if not count or towards.unit == "nowhere":
        return [Found(found.start, end, f"{towards.id}_vague")]
    return [Found(found.start, end, towards.id, unit=unit.unit, step=count * int(towards.offset), origin=towards.unit)]


def _countdown(found: _Match, words: Words):
    """The entry of `tinggal` before `8 hari`, or of `dalam waktu` before `8 hari akan`; None without one."""
    cues = part_of(words.relative, "countdown", "within") if "soon" in found.parts else part_of(words.relative, "countdown")
    last = cues.find(found.text, max(0, found.start - 24), found.start)[-1:]
    return last[0].entry if last and not found.text[last[0].end:found.start].strip() else None


def _h_day(found: _Match, words: Words) -> list[Found]:
    """`H-8` before the vote, `H+2` after it; `H-3 Lebaran` is counted from a day that the calendar does not have."""
    sign = -1 if "+" not in found.match.group() else 1
    feast = bool(part_of(words.others, "other_feast").find(found.text, found.end, clause_end(found.text, found.end)))
    days = int(re.search(r"\d+", found.match.group()).group())
    rule = "counted_from_other_day" if feast else "counted_from_vote"
    return [Found(found.start, found.end, rule, unit="day", step=sign * days, origin="nowhere" if feast else "vote")]


def _stage(found: _Match, words: Words) -> list[Found]:
    entry = words.others.get(found.match.group()) or words.others.get(found.match.group().lower())
    return [Found(found.start, found.end, entry.id, unit=entry.category, origin="stage")]


def _bare_weekday(found: _Match, words: Words) -> list[Found]:
    """`Senin`, `hari Senin`, `Senin lalu`, `Senin pekan depan`, `akan digelar Senin`; without its capital only after `hari`."""
    if "head" not in found.parts and not found.parts["weekday"][0].isupper():
        return []
    before = _LAST_WORD.search(found.text, max(0, found.start - 12), found.start)
    often = before and words.others.get(before[1].lower())
    rule = "weekday_recurring_vague" if often and often.category == "recurring" else "weekday"
    modifier = found.entry("modifier", words.relative) or _ahead(found, words)
    return [Found(found.start, found.end, rule, weekday=_weekday(found, words), modifier=modifier)]


def _ahead(found: _Match, words: Words):
    """The entry of `depan` where the clause before a weekday looks ahead: `akan digelar Senin`; None elsewhere."""
    start = max(0, found.start - 60)
    clause = max(start, *(found.text.rfind(mark, start, found.start) for mark in ".,;!?\n”\""))
    return words.relative.get("depan") if part_of(words.others, "ahead_cue").find(found.text, clause, found.start) else None


_READERS = {
    "skip": lambda found, words: [], "iso": _iso, "named": _named, "english": _named, "numeric": _numeric, "day_only": _day_only,
    "month": _month, "year": _year, "years": _year, "bare_year": _year, "deictic": _deictic, "counted": _counted, "h_day": _h_day,
    "stage": _stage, "weekday": _bare_weekday,
}


def _link(found: list[Found], text: str, words: Words) -> list[Found]:
    """`found` with the ends of ranges known as such, and the year that the second end gives to the first."""
    rows = list(found)
    for n, (first, second) in enumerate(zip(found, found[1:])):
        if not (first.month and second.month and between(words).fullmatch(text, first.end, second.start)):
            continue
        if first.rule.startswith(("range", "listed")) or second.rule.startswith(("range", "listed")):
            continue
        year = first.year or (second.year and second.year - (first.month > second.month))
        rows[n] = first._replace(rule="range_start", year=year, modifier=first.modifier or (None if year else second.modifier))
        rows[n + 1] = second._replace(rule="range_end")
    return rows
