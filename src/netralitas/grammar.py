"""What a time expression looks like in Indonesian news: one expression, built from the words of the lexicons."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicon, places_of_words, starts_of
from .records import Sentence
from .spans import sentence_at

YEAR = r"(?:1[89]|20)\d\d(?!\d)"
VOTES = ("voting", "vote", "pilkada", "pemilu")  # categories of words for an election and its day
_WORD = re.compile(r"\w+")
_DASH = r"\s?[-–—]\s?"


class Words(NamedTuple):
    """The lexicons that dates are made of."""

    months: Lexicon
    weekdays: Lexicon
    relative: Lexicon
    others: Lexicon


@lru_cache(maxsize=128)
def part_of(lexicon: Lexicon, *categories: str) -> Lexicon:
    """The entries of a lexicon that are in these categories, as a lexicon."""
    return Lexicon(lexicon.name, [entry for entry in lexicon if entry.category in categories])


def words_of(lexicon: Lexicon, *categories: str) -> str:
    """An expression for any form of the lexicon's entries in these categories, in any case."""
    return f"(?i:{part_of(lexicon, *categories).regex.pattern})"


@lru_cache(maxsize=32)
def first_words(lexicon: Lexicon, *categories: str) -> frozenset[str]:
    """The words that entries in these categories start with, in lower case; those of a pattern are in its column `first`."""
    forms = (form for row in part_of(lexicon, *categories) for form in f"{row.form}|{getattr(row, 'first', '')}".split("|"))
    return frozenset(word[0].lower() for form in forms if (word := _WORD.findall(form)))


@lru_cache(maxsize=8)
def time_starts(words: Words) -> frozenset[str]:
    """The words that a time expression can start with."""
    names = first_words(words.weekdays, "name", "variant") | first_words(words.months, "name", "also_person", "variant")
    others = first_words(words.others, "day_head", "date_head", "month_head", "year_head", "vote", "quiet_period", "h_day", "not_a_date")
    return names | others | first_words(words.relative, "deictic", "told", "year_modifier", "number", "one_unit")


def matches(text: str, sentences: Sequence[Sentence], pattern: re.Pattern, first: frozenset[str]) -> Iterator[re.Match]:
    """Matches of `pattern` in order, none overlapping, each inside one sentence; they start at a word in `first`."""
    position = 0
    for start in starts_of(text, first):
        sentence = sentence_at(sentences, start) if start >= position else None
        match = sentence and pattern.match(text, start, sentence.end)
        if match:
            position = match.end()
            yield match


def numbers(text: str) -> frozenset[str]:
    """The words of a text that begin with a digit."""
    return frozenset(word for word in places_of_words(text) if word[0].isdigit())


def _kind(name: str, pattern: str) -> str:
    """`pattern` as the group `name`; its own groups get the name in front: `year` in `numeric` is `numeric_year`."""
    named = re.sub(r"[(][?]P([<=])", rf"(?P\1{name}_", pattern)
    return f"(?P<{name}>{named})"


@lru_cache(maxsize=8)
def time_expression(words: Words) -> re.Pattern:
    """One expression that finds every candidate; the name of the group that matched last is the kind of time expression."""
    skip = "|".join(f"(?:{entry.pattern})" for entry in words.others if entry.category == "not_a_date")
    kinds = {"skip": skip, **_full_dates(words), **_months_and_years(words), **_counted(words), **_weekdays(words)}
    return re.compile(r"(?<!\w)(?<!\d[.,])(?:" + "|".join(_kind(name, pattern) for name, pattern in kinds.items()) + ")")


@lru_cache(maxsize=8)
def between(words: Words) -> re.Pattern:
    """What stands between the two ends of a range: `–`, `hingga`, `sampai dengan hari`."""
    return re.compile(rf"\)?(?:{_DASH}|\s{{1,2}}{words_of(words.others, 'range')}\s{{1,2}}(?:{words_of(words.others, 'date_head')}\s)?)\(?")


@lru_cache(maxsize=8)
def listed(words: Words) -> re.Pattern:
    """What stands between the members of a list: `, `, ` dan `, `, serta `."""
    return re.compile(_and(words))


def _until(words: Words) -> str:
    return rf"(?:{_DASH}|\s{{1,2}}{words_of(words.others, 'range', 'list')}\s{{1,2}})"


def _and(words: Words) -> str:
    """What stands between the members of a list: `, `, `, dan `, ` hingga `."""
    return rf"(?:\s?,\s?(?:{words_of(words.others, 'list')}\s)?|{_until(words)})"


def _later(words: Words) -> str:
    """What stands behind a date and says which one: `lalu`, `depan`, `pekan depan`, `tahun lalu`, `kemarin`."""
    return words_of(words.relative, "modifier", "direction_base", "year_modifier", "deictic")


def _clock(words: Words) -> str:
    """`pukul 10.00 WITA`, `- 13:16`, `10.00 WIB`, `pukul 08.00 hingga 10.00 WIB` after a date."""
    pukul, zone = words_of(words.others, "clock"), words_of(words.others, "zone")
    hour = r"\d{1,2}[.:]\d\d(?:[.:]\d\d)?(?!\d)"
    return (rf"(?:,?\s{{0,2}}[-–|/]?\s?(?:{pukul}\s{{1,2}}{hour}(?:{_until(words)}{hour})?|\d{{1,2}}:\d\d(?::\d\d)?(?!\d)"
            rf"|\d{{1,2}}\.\d\d(?=\s?{zone}))(?:\s?{zone})?)?")


def _full_dates(words: Words) -> dict[str, str]:
    other, until, clock = words.others, _until(words), _clock(words)
    weekday, month = words_of(words.weekdays, "name", "variant"), words_of(words.months, "name", "also_person", "variant")
    market = words_of(words.weekdays, "market")
    head, month_head = words_of(other, "date_head"), words_of(other, "month_head")
    named_day = (rf"(?:{words_of(other, 'day_head')}\s{{1,2}})?(?P<weekday>{weekday})\.?(?:\s{{1,2}}(?P<market>{market}))?"
                 rf"(?:\s{{1,2}}{words_of(other, 'part_of_day')})?"
                 rf"(?:{until}(?P<weekday2>{weekday}))?\s{{0,2}}[,|/–-]?\s{{0,2}}(?:{head}\s{{0,2}})?")
    lead = rf"(?:{named_day}|(?P<head>{head})\s{{1,2}})?"
    several = rf"(?:\d{{1,2}}(?:\s?,\s?\d{{1,2}}){{0,5}}(?:,\s?)?{until}|\d{{1,2}}(?:,\s\d{{1,2}}){{1,5}},\s)?\d{{1,2}}"  # `3, 4, 5 Mei`
    return {
        "iso": rf"(?P<year>{YEAR})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<days>\d{{1,2}})(?![\d/])(?:T(?=\d))?{clock}",
        "named": rf"{lead}\(?\s?(?P<days>{several})(?:st|nd|rd|th)?[\s-]{{0,2}}(?:{month_head}\s(?=\w+\s(?i:tahun)\s))?(?P<name>{month})"
                 rf"(?:\.?,?[\s-]{{1,2}}(?i:tahun\s)?(?P<year>{YEAR})|\s(?P<modifier>{_later(words)}))?{clock}",
        "numeric": rf"{lead}\(?\s?(?P<days>(?:\d{{1,2}}(?:\s?/\s?\d{{1,2}})?{until}(?=\d+\s?/))?\d{{1,2}})\s?"
                   rf"(?P<mark>/|[-.](?=\s?\d{{1,2}}\s?[-.]))\s?(?P<month>\d{{1,2}})(?:\s?(?P=mark)\s?(?P<year>\d{{4}}|\d\d))?(?![\d/])"
                   rf"(?![.,]\d){clock}",
        "english": rf"(?:(?P<weekday>{weekday}),?\s)?(?P<name>{month})\.?\s{{1,2}}(?P<days>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}"
                   rf"(?P<year>{YEAR}){clock}",
        "day_only": rf"(?P<head>{head})\s{{1,2}}(?P<days>{several})(?![\w/-]|[.,:]\d)(?:\s(?P<modifier>{_later(words)}))?",
    }


def _months_and_years(words: Words) -> dict[str, str]:
    other, also = words.others, _and(words)
    month = words_of(words.months, "name", "also_person", "variant")
    head = words_of(other, "year_head")
    ends = r"(?=\s*(?:[.,;:)”\"]|$)|\s(?:hingga|sampai|dan|lalu|silam|mendatang|yang|ke)\b)"
    return {
        "month": rf"(?P<head>{words_of(other, 'month_head')}\s{{1,2}})?(?P<names>{month}(?:{also}{month}){{0,5}})"
                 rf"(?:\.?[\s/-]{{1,2}}(?i:tahun\s)?(?P<year>{YEAR})|\s(?P<modifier>{_later(words)}))?",
        "years": rf"(?P<head>(?:{head}[\s-]{{1,3}}){{1,2}}(?:{words_of(other, 'year_kind')}\s{{1,2}})?)?"
                 rf"(?P<names>{YEAR}(?:(?:\s?/\s?|{also}){YEAR}){{0,5}})(?![.,/-]?\d)(?P<decade>\s?-?\s?an\b)?"
                 rf"(?!\s?-?{words_of(other, 'era')})(?P<last>{ends})?",
    }


def _counted(words: Words) -> dict[str, str]:
    relative, other = words.relative, words.others
    number = rf"(?P<number>\d{{1,3}}|{words_of(relative, 'number')})(?:\s\(\d{{1,3}}\))?\s{{1,2}}(?P<unit>{words_of(relative, 'unit')})"
    towards = words_of(relative, "direction_base", "direction_told")
    vote = words_of(other, *VOTES)
    return {
        "deictic": rf"(?<!-){words_of(relative, 'deictic', 'told', 'year_modifier')}(?!-)",
        "counted": rf"(?P<span>(?:{number}|(?P<one>{words_of(relative, 'one_unit')}))(?:\s{{1,2}}(?P<towards>{towards})"
                   rf"|\s{{1,2}}(?P<votewards>{words_of(relative, 'direction_vote')})\s{{1,2}}{vote})?)(?P<soon>\s(?i:akan)\b)?",
        "h_day": "|".join(f"(?:{entry.pattern})" for entry in other if entry.category == "h_day"),
        "stage": f"(?P<names>{words_of(other, 'vote', 'quiet_period')})",
    }


def _weekdays(words: Words) -> dict[str, str]:
    """`Senin`, `hari Senin malam`, `Rabu dan Kamis pekan depan`; a weekday with a date behind it is not in the list."""
    head, name = words_of(words.others, "day_head"), words_of(words.weekdays, "name")
    part = rf"(?:\s{{1,2}}{words_of(words.others, 'part_of_day')})?"
    more = rf"(?:{_and(words)}(?:{head}\s)?{name}{part}(?![\s,(]{{1,3}}\d)){{0,4}}"
    return {"weekday": rf"(?P<head>{head}\s{{1,2}})?(?P<names>{name}{part}{more})(?:\s{{1,2}}(?P<modifier>{_later(words)}))?{part}"}
