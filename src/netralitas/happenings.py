"""One happening told twice, in an article or in several: the rows that tell it get one `happening_id`."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, product

from .duplicates import join, root
from .records import Event, Sentence
from .subjects import SPEECH

_OPEN = 40  # so many happenings back may be told again
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
    groups: list[list[Event]] = []
    for event, definite in sorted(told, key=lambda t: (t[0].start, t[0].end)):
        word = event.rule.split("/")[0]
        fits = [g for g in enumerate(groups[-_OPEN:]) if _fits(g[1], event, definite, order, headline)]
        home = max(fits, key=lambda g: (any(e.rule.split("/")[0] == word for e in g[1]), g[0]), default=None)  # the last with the same word
        if home is not None:
            home[1].append(event)
        elif event.type != "SAME":
            groups.append([event])
    kept = [(_with_actors(e, group, n), h) for h, group in enumerate(groups, 1) for n, e in enumerate(group) if e.type != "SAME"
            or e.date or e.place_id or e.target_id]  # `Kegiatan itu berlangsung di aula` is a row, `Kegiatan itu meriah` is none
    kept.sort(key=lambda row: (row[0].start, row[0].end))
    return [e._replace(event_id=f"{e.article_id}:e{i}", happening_id=f"{e.article_id}:h{h}") for i, (e, h) in enumerate(kept, 1)]


def _fits(group: Sequence[Event], event: Event, definite: bool, order: dict[str, int], headline: str) -> bool:
    """Whether `event` may tell the happening that the rows of `group` tell."""
    first, last = group[0], group[-1]
    if event.type == "SAME":
        return first.type in ("MEETING", "OUTREACH", "PLEDGE") and order[event.sentence_id] - order[last.sentence_id] <= 2
    one, other = ((e.type, e.polarity, e.realis == "hypothetical") for e in (first, event))
    if one != other:
        return False
    pairs = [(getattr(event, f), {getattr(e, f) for e in group} - {None}) for f in _SHARED]
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


def _with_actors(event: Event, members: Sequence[Event], place: int) -> Event:
    """An event noun, at `place` of its happening, has the agent of the first row that names one, and the target of the first before it:
    `Bawaslu menggelar rapat. Rapat itu …`

    Who came (`Rapat itu dihadiri camat`) is told of that row alone.
    """
    if not _is_noun(event):
        return event
    if event.type == "SAME":
        event = event._replace(type=members[0].type, plover=members[0].plover)
    agent = event.agent_id or next((m.agent_id for m in members if m.agent_id), None)
    called = (m.target_id for m in members[:place] if m.target_id != agent and not {"attended", "recipient"} & {*m.rule.split("/")})
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
