"""One happening told twice, in an article or in several: the rows that tell it get one `happening_id`."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, product

from .records import Event, Sentence

_OPEN = 40  # so many happenings back may be told again
_SPOKEN = frozenset(("APPEAL", "DIRECTIVE"))
_GATHERINGS = frozenset(("MEETING", "OUTREACH", "ELECTION_STAGE"))
_SHARED = ("date", "place_id", "agent_id", "target_id")
_EVIDENCE = ("agent", "target", "place")


def number_happenings(told: Iterable[tuple[Event, bool]], sentences: Sequence[Sentence]) -> list[Event]:
    """The events by position with event and happening ids; rows of type SAME become rows of the happening before.

    `told` holds (event, whether it points back, as `rapat tersebut` does). Two rows tell one happening if they are of one type, no day,
    place, agent or target of one contradicts the other (of meetings, no day), and the later points back or has one of these (two, if it
    is no meeting) in common; what the headline tells is told again below. An event noun without agent or target has those of its
    happening, and its rule says so; a day or place stands only in the row whose sentence tells it.
    """
    headline = sentences[0].sentence_id if len(sentences) > 1 and sentences[0].block_id != sentences[1].block_id else ""
    order = {s.sentence_id: n for n, s in enumerate(sentences)}
    rows = sorted(told, key=lambda t: (t[0].start, t[0].end))
    events, groups = [event for event, _ in rows], []
    for n, (event, definite) in enumerate(rows):
        home = _home(events, groups, event, definite, order, headline)
        if home is not None:
            home.append(n)
        elif event.type != "SAME":
            groups.append([n])
    members = sorted((n, h) for h, group in enumerate(groups) for n in group)
    kept = [(_with_actors(events[n], [events[m] for m in groups[h]]), h) for n, h in members if _adds(events[n])]
    return [e._replace(event_id=f"{e.article_id}:e{i}", happening_id=f"{e.article_id}:h{h + 1}") for i, (e, h) in enumerate(kept, 1)]


def _home(events: list[Event], groups: list[list[int]], event: Event, definite: bool, order: dict[str, int],
          headline: str) -> list[int] | None:
    """The group of rows that tell the happening of `event`: the last one that fits, one with the same trigger word before others."""
    fits = [g for g in groups[-_OPEN:] if _fits(events, g, event, definite, order, headline)]
    word = event.rule.split("/")[0]
    return max(fits, key=lambda g: (any(events[n].rule.split("/")[0] == word for n in g), g[-1]), default=None)


def _fits(events: list[Event], members: list[int], event: Event, definite: bool, order: dict[str, int],
          headline: str) -> bool:
    first, last = events[members[0]], events[members[-1]]
    if event.type == "SAME":
        return first.type in ("MEETING", "OUTREACH", "PLEDGE") and order[event.sentence_id] - order[last.sentence_id] <= 2
    if (event.type, event.polarity) != (first.type, first.polarity) or _only_possible(event) != _only_possible(first):
        return False
    pairs = [(getattr(event, f), {getattr(events[m], f) for m in members} - {None}) for f in _SHARED]
    if any(value and others and value not in others for value, others in pairs[:1 if event.type == "MEETING" else 4]):
        return False
    shared = [value in others for value, others in pairs]
    if last.sentence_id == headline:  # told in the headline: the text below tells it again
        return True
    if event.sentence_id == last.sentence_id and event.type == "MEETING" and _is_noun(event) != _is_noun(last):
        return True  # `duduk bersama dalam rapat`
    if event.type in _SPOKEN:
        return shared[2] and shared[3]
    return definite or sum(shared) > (event.type not in _GATHERINGS)


def _only_possible(event: Event) -> bool:
    return event.realis == "hypothetical"


def _is_noun(event: Event) -> bool:
    return event.rule.split("/")[1].startswith(("nominal", "possessor", "light", "takes_part"))


def _adds(event: Event) -> bool:
    """`Kegiatan itu berlangsung di aula` is a row, `Kegiatan itu meriah` is none: it must add a day, a place or somebody."""
    return event.type != "SAME" or bool(event.date or event.place_id or event.target_id)


def _with_actors(event: Event, members: Sequence[Event]) -> Event:
    """An event noun has agent and target of the first row of its happening that names them: `Bawaslu menggelar rapat. Rapat itu …`

    Who came (`Rapat itu dihadiri camat`) is told of that row alone.
    """
    if not _is_noun(event):
        return event
    if event.type == "SAME":
        event = event._replace(type=members[0].type, plover=members[0].plover)
    agent = event.agent_id or next((m.agent_id for m in members if m.agent_id), None)
    called = (m.target_id for m in members if m.target_id != agent and not {"attended", "recipient"} & {*m.rule.split("/")})
    target = event.target_id or next(filter(None, called), None)
    taken = (agent, target) != (event.agent_id, event.target_id)
    return event._replace(agent_id=agent, target_id=target, rule=f"{event.rule}/happening") if taken else event


def link_happenings(events: Sequence[Event], groups: Collection[str] = ()) -> list[Event]:
    """The events in the order given, rows that tell one happening in several articles under one `happening_id`.

    Two happenings of different articles are one if they are of one type and polarity, told for the same full day, if no agent, target or
    place of one contradicts the other, and if they share the agent, or target and place. `groups` are the entities that are nobody in
    particular (`asn`, `warga`): they are no evidence. The common id is the least of theirs; the rule of each row then ends in what was
    shared with another article: `/linked_day_agent_place`. The order of the events and of the articles has no effect.
    """
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
                low, high = sorted((_root(same, a), _root(same, b)))
                same[high] = low
    return [_linked(event, _root(same, event.happening_id), shared[event.happening_id]) for event in events]


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


def _root(same: dict[str, str], name: str) -> str:
    while same[name] != name:
        name = same[name]
    return name


def _linked(event: Event, name: str, shared: set[str]) -> Event:
    evidence = "_".join(["linked", "day", *(e for e in _EVIDENCE if e in shared)])
    return event._replace(happening_id=name, rule=f"{event.rule}/{evidence}") if shared else event
