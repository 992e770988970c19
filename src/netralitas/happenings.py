"""One happening told twice in an article: the rows that tell it get one `happening_id`, and share their day and place."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from .records import Event, Sentence

_OPEN = 40  # so many happenings back may be told again
_SPOKEN = frozenset(("APPEAL", "DIRECTIVE"))
_GATHERINGS = frozenset(("MEETING", "OUTREACH", "ELECTION_STAGE"))
_SHARED = ("date", "place_id", "agent_id", "target_id")


def number_happenings(told: Iterable[tuple[Event, bool]], sentences: Sequence[Sentence]) -> list[Event]:
    """The events by position with event and happening ids; rows of type SAME give their day and place to the happening before and go.

    `told` holds (event, whether it points back, as `rapat tersebut` does). Two rows tell one happening if they are of one type, no day,
    place, agent or target of one contradicts the other (of meetings, no day), and the later points back or has one of these (two, if it
    is no meeting) in common; what the headline tells is told again below.
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
    for members in groups:
        _share(events, members, order)
    names = {n: f"h{h}" for h, members in enumerate(groups, 1) for n in members}
    kept = [(n, e) for n, e in enumerate(events) if e.type != "SAME"]
    return [e._replace(event_id=f"{e.article_id}:e{i}", happening_id=f"{e.article_id}:{names[n]}") for i, (n, e) in enumerate(kept, 1)]


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
    return event.rule.split("/")[1].startswith(("nominal", "possessor", "light"))


def _with_actors(events: list[Event], members: list[int], m: int) -> Event:
    """An event noun without agent or target takes them from the first row of its happening that names them; its rule says so."""
    event = events[m]
    if not _is_noun(event) or event.agent_id and event.target_id:
        return event
    agent = event.agent_id or next((events[n].agent_id for n in members if events[n].agent_id), None)
    target = event.target_id or next((events[n].target_id for n in members if events[n].target_id and events[n].target_id != agent), None)
    taken = (agent, target) != (event.agent_id, event.target_id)
    return event._replace(agent_id=agent, target_id=target, rule=f"{event.rule}/happening") if taken else event


def _share(events: list[Event], members: list[int], order: dict[str, int]) -> None:
    """Fills an empty day or place from a row of the same happening in the same or the next sentence, agent and target from any."""
    actors = [_with_actors(events, members, m) for m in members]
    for m, event in zip(members, actors):
        events[m] = event
    told = [(order[events[m].sentence_id], events[m].date, events[m].place_id) for m in members]
    for m in members:
        here = order[events[m].sentence_id]
        near = [t for t in told if abs(t[0] - here) <= 1]
        date, place = next((t[1] for t in near if t[1]), None), next((t[2] for t in near if t[2]), None)
        events[m] = events[m]._replace(date=events[m].date or date, place_id=events[m].place_id or place)
