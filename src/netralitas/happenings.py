"""One happening told twice, in an article or in several: the rows that tell it get one `happening_id`."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, product
from operator import attrgetter

from .duplicates import join, root
from .records import Event, Sentence
from .subjects import SPEECH

_OPEN = 40  # so many happenings back may be told again
_GATHERINGS = frozenset(("MEETING", "OUTREACH", "ELECTION_STAGE"))
_SHARED = ("date", "place_id", "agent_id", "target_id")
_EVIDENCE = ("agent", "target", "place")
_shared = attrgetter(*_SHARED)


class _Happening:
    """The rows that tell one happening, and what they say of it."""

    def __init__(self):
        self.rows: list[Event] = []
        self.words: set[str] = set()
        self.told: list[set] = [set() for _ in _SHARED]
        self.agent: str | None = None
        self.called: dict[str, int] = {}  # its targets, but who came, each with the place of its first row

    def add(self, event: Event) -> None:
        word, *how = event.rule.split("/")
        self.words.add(word)
        for values, value in zip(self.told, _shared(event)):
            if value is not None:
                values.add(value)
        self.agent = self.agent or event.agent_id
        if event.target_id and "attended" not in how and "recipient" not in how:
            self.called.setdefault(event.target_id, len(self.rows))
        self.rows.append(event)


def number_happenings(told: Iterable[tuple[Event, bool]], sentences: Sequence[Sentence]) -> list[Event]:
    """The events by position with event and happening ids; rows of type SAME become rows of the happening before.

    `told` holds (event, whether it points back, as `rapat tersebut` does). Two rows tell one happening if they are of one type, no day,
    place, agent or target of one contradicts the other (of meetings, no day), and the later points back or has one of these (two, if it
    is no meeting) in common; what the headline tells is told again below. An event noun without agent or target has those of its
    happening, and its rule says so; a day or place stands only in the row whose sentence tells it.
    """
    headline = sentences[0].sentence_id if len(sentences) > 1 and sentences[0].block_id != sentences[1].block_id else ""
    order = {s.sentence_id: n for n, s in enumerate(sentences)}
    found: list[_Happening] = []
    for event, definite in sorted(told, key=lambda t: (t[0].start, t[0].end)):
        word = event.rule.split("/")[0]
        fits = [h for h in found[:-_OPEN - 1:-1] if _fits(h, event, definite, order, headline)]
        home = max(fits, key=lambda h: word in h.words, default=None)  # the last with the same word
        if home is None and event.type != "SAME":
            home = _Happening()
            found.append(home)
        if home is not None:
            home.add(event)
    kept = [(_with_actors(e, happening, n), h) for h, happening in enumerate(found, 1) for n, e in enumerate(happening.rows)
            if e.type != "SAME" or e.date or e.place_id or e.target_id]  # `Kegiatan itu di aula` is a row, `Kegiatan itu meriah` is none
    kept.sort(key=lambda row: (row[0].start, row[0].end))
    return [e._replace(event_id=f"{e.article_id}:e{i}", happening_id=f"{e.article_id}:h{h}") for i, (e, h) in enumerate(kept, 1)]


def _fits(happening: _Happening, event: Event, definite: bool, order: dict[str, int], headline: str) -> bool:
    """Whether `event` may tell this happening."""
    first, last = happening.rows[0], happening.rows[-1]
    if event.type == "SAME":
        return first.type in ("MEETING", "OUTREACH", "PLEDGE") and order[event.sentence_id] - order[last.sentence_id] <= 2
    if first.type != event.type or first.polarity != event.polarity or (first.realis == "hypothetical") != (event.realis == "hypothetical"):
        return False
    pairs = [*zip(_shared(event), happening.told)]
    if any(value and others and value not in others for value, others in pairs[:1 if event.type == "MEETING" else 4]):
        return False
    shared = [value in others for value, others in pairs]
    if last.sentence_id == headline:  # told in the headline: the text below tells it again
        return True
    if event.type in SPEECH:
        return shared[2] and shared[3]
    return definite or sum(shared) > (event.type not in _GATHERINGS)


def _is_noun(event: Event) -> bool:
    return event.rule.split("/")[1].startswith(("nominal", "possessor", "light", "takes_part"))


def _with_actors(event: Event, happening: _Happening, place: int) -> Event:
    """An event noun, at `place` of its happening, has the agent of the first row that names one, and the target of the first before it:
    `Bawaslu menggelar rapat. Rapat itu …`

    Who came (`Rapat itu dihadiri camat`) is told of that row alone.
    """
    if not _is_noun(event):
        return event
    if event.type == "SAME":
        event = event._replace(type=happening.rows[0].type, plover=happening.rows[0].plover)
    agent = event.agent_id or happening.agent
    target = event.target_id or next((t for t, first in happening.called.items() if t != agent and first < place), None)
    taken = (agent, target) != (event.agent_id, event.target_id)
    return event._replace(agent_id=agent, target_id=target, rule=f"{event.rule}/happening") if taken else event


def link_happenings(events: Sequence[Event], groups: Collection[str] = ()) -> list[Event]:
    """The events in the order given, rows that tell one happening in several articles under one `happening_id`.

    Two happenings of different articles are one if they are of one type and polarity, told for the same full day, if no agent, target or
    place of one contradicts the other, and if they share the agent, or target and place. `groups` are the entities that are nobody in
    particular (`asn`, `warga`): they are no evidence. The common id is the least of theirs; the rule of each row then ends in what was
    shared with another article: `/linked_day_agent_place`. The order of the events and of the articles has no effect.
    """
    same, shared = same_happenings(events, groups)
    return [linked(event, same[event.happening_id], shared.get(event.happening_id, ())) for event in events]


def same_happenings(events: Iterable[Event], groups: Collection[str]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """For each happening the least of those that are one with it, and what it shares with others; see `link_happenings`."""
    told: dict[str, dict[str, set]] = defaultdict(lambda: defaultdict(set))
    for event in events:
        known = told[event.happening_id]
        known["article"].add(event.article_id)
        known["kind"].add((event.type, event.polarity))
        known["day"] |= {event.date} if event.date and len(event.date) == 10 else set()
        for name in _EVIDENCE:
            known[name] |= {getattr(event, f"{name}_id")} - {None, *groups}
    same, shared = {h: h for h in told}, defaultdict(set)
    for names in _buckets(told):
        unclear = any(len(set().union(*(told[n][role] for n in names))) > 1 for role in ("target", "place"))
        for a, b in combinations(sorted(names), 2):
            common = _common(told[a], told[b])
            if len(common) > unclear:  # where two places are told, a row without one is neither
                shared[a] |= common
                shared[b] |= common
                join(same, a, b)
    return {h: root(same, h) for h in same}, shared


def _buckets(told: dict[str, dict[str, set]]) -> Iterable[list[str]]:
    """The happenings that may be one: of one kind on one day, with one agent or with one target and place."""
    found = defaultdict(list)
    for name, known in told.items():
        who = [(agent,) for agent in known["agent"]] + [*product(known["target"], known["place"])]
        for key in product(known["kind"], known["day"], who):
            found[key].append(name)
    return found.values()


def _common(a: dict[str, set], b: dict[str, set]) -> set[str]:
    """What two happenings share besides their day; empty if that is too little or something contradicts."""
    if a["article"] & b["article"] or any(a[name] and b[name] and not a[name] & b[name] for name in _EVIDENCE):
        return set()
    return {name for name in _EVIDENCE if a[name] & b[name]}


def linked(event: Event, name: str, shared: Collection[str]) -> Event:
    """The event as one of happening `name`; the rule tells what it shares with events of other articles."""
    evidence = "_".join(["linked", "day", *(e for e in _EVIDENCE if e in shared)])
    return event._replace(happening_id=name, rule=f"{event.rule}/{evidence}") if shared else event
