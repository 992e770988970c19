"""The election calendar: which stage a day belongs to, and how far the vote is. The days are rows of `lexicons/elections.tsv`."""
from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicon, Lexicons

AHEAD, BEHIND = 366, 92  # days: how far ahead a vote casts its shadow, and how long after it a day still belongs to it


_REGENCY_BAWASLU = "2018-08-15"  # the first members of the standing Bawaslu of regencies and cities took office (UU 7/2017)
_LAW_YEAR = re.compile(r"(?i:\b(?:nomor|nomer|no)\b\.?\s?\d{1,3}\s?(?:/|tahun\s))((?:19|20)\d\d)\b")
_BAWASLU = re.compile(r"\bBawaslu ((?!Prov|Pusat|Repub|Jangan|Minta)[A-Z][a-z]{3,})")
_CUED = re.compile(r"\b(?:Bawaslu|Pemilihan Umum|Pemilu)\)? (?:Kabupaten|Kab\.?|Kota) [A-Z]")


class Election(NamedTuple):
    """A vote with its stages: (first day, last day, name of the stage), by first day."""

    name: str
    vote: date
    stages: tuple[tuple[date, date, str], ...]

    def stage_on(self, day: date) -> str:
        """The stage that began last on or before `day`; `preparation` before the first, `after` when the last has ended."""
        begun = [stage for stage in self.stages if stage[0] <= day] or [(day, day, "preparation")]
        return "after" if day > max(self.vote, begun[-1][1]) else begun[-1][2]

    def days_of(self, stage: str) -> tuple[date, date] | None:
        """First and last day of a stage, or None if the calendar does not have it."""
        return next(((first, last) for first, last, name in self.stages if name == stage), None)


@lru_cache(maxsize=8)
def calendar(rows: Lexicon) -> tuple[Election, ...]:
    """The elections of the lexicon `elections`, by day of the vote."""
    stages: dict[str, list[tuple[date, date, str]]] = {}
    for row in rows:
        stages.setdefault(row.election, []).append((date.fromisoformat(row.start), date.fromisoformat(row.end), row.category))
    found = [Election(name, next(first for first, _, stage in days if stage == "vote"), tuple(sorted(days)))
             for name, days in stages.items() if any(stage == "vote" for _, _, stage in days)]
    return tuple(sorted(found, key=lambda election: election.vote))


def possible_elections(text: str, lexicons: Lexicons) -> list[Election]:
    """The elections that a text without a year may be of: not before a law it cites or what it names was there, not after a body it names
    was dissolved (the rows `since_` and `until_` of `date_words`), and where it names `pilkada` but no `pemilu`, only those."""
    since, until, told = "", "9", set()
    for year in _LAW_YEAR.findall(text):
        since = max(since, f"{year}-01-01")
    for match in lexicons["date_words"].find(text):
        side, _, day = match.entry.category.partition("_")
        since, until = max(since, day) if side == "since" else since, min(until, day) if side == "until" else until
        told.add(side)
    if _of_regency(text, lexicons["places"]):
        since = max(since, _REGENCY_BAWASLU)
    found = [e for e in calendar(lexicons["elections"]) if e.vote.isoformat() >= since and (e.vote - timedelta(AHEAD)).isoformat() <= until]
    return [e for e in found if e.name.startswith("pilkada")] if "pilkada" in told and "pemilu" not in told else found


def _of_regency(text: str, places: Lexicon) -> bool:
    """Whether a text names the Bawaslu of a regency or city: by its cue, by a known one, or twice by the same unknown name."""
    names = [(m[1], places.regex.match(text, m.start(1))) for m in _BAWASLU.finditer(text)]
    kinds = [(getattr(places.get(found.group()), "category", "") if found else "", name) for name, found in names]
    return any(kind in ("regency", "city", "regency_and_city") or kinds.count(("", name)) > 1 for kind, name in kinds) \
        or bool(_CUED.search(text))


def nearest_election(day: date, elections: tuple[Election, ...], name: str = "") -> Election | None:
    """The election that `day` belongs to, or None; with `name` (`pilkada`, `pemilu_2024`), that kind first.

    While votes are counted a day belongs to the vote behind it; else to the next vote within 366 days; else to the last one,
    for 92 days or as long as its calendar goes on (disputes, repeated votes).
    """
    named = tuple(e for e in elections if name and e.name.startswith(name))
    if named and (found := nearest_election(day, named)):
        return found
    coming = next((e for e in elections if 0 <= (e.vote - day).days <= AHEAD), None)
    last = next((e for e in reversed(elections) if e.vote < day), None)
    if last and (last.stage_on(day) == "count" or not coming):
        near = (day - last.vote).days <= BEHIND or day <= max(end for _, end, _ in last.stages)
        return last if near else None
    return coming


def election_time(day: str | None, lexicons: Lexicons) -> tuple[str | None, int | None]:
    """(stage, days to the vote) of an ISO day: `("campaign", 12)`; days are negative after the vote; (None, None) if no vote is near.

    Stages: preparation, registration, determination, campaign, quiet_period, vote, count, dispute, after; between two stages a day
    belongs to the one that began last. Of text that is not an ISO day (a month, a year, None) nothing is known: (None, None).
    Source: the regulations of the election commission (PKPU) named in the rows of `lexicons/elections.tsv`.
    """
    try:
        when = date.fromisoformat(day or "")
    except ValueError:
        return None, None
    election = nearest_election(when, calendar(lexicons["elections"]))
    return (election.stage_on(when), (election.vote - when).days) if election else (None, None)


def with_stages(frame, column: str = "value", lexicons: Lexicons | None = None):
    """A copy of a table with `stage` and `days_to_vote` (see `election_time`) of the days in `column`, of `tables.dates` if it is not said.

    Both are missing where the column has no full day (a month, a year) or no vote is near.
    """
    words = lexicons or Lexicons()
    time = [election_time(str(day)[:10], words) for day in frame[column]]
    return frame.assign(stage=[stage for stage, _ in time], days_to_vote=[days for _, days in time])
