"""Whom the actors of an event are: names by their entity, pronouns by who speaks, who was spoken of, and for which body."""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from heapq import heappop, heappush
from operator import attrgetter

from .actors import actor_id
from .clauses import Word
from .lexicon import Lexicons
from .records import Entity, Event, Mention, Quote
from .roles import UNNAMED
from .spans import Span
from .subjects import SPEECH

_PERSONAL = frozenset(("APPEAL", "DENIAL"))  # what `kami` say the speaker says; what `kami` do the speaker's body does
_STOP, _JOIN = re.compile(r"[.?!]\s|\n"), re.compile(r"[ ,]*")
CONCERNED = "yang bersangkutan"  # whose conduct was spoken of before, which the events tell
_NEAR = 200  # characters back to the one whose conduct is spoken of
_CONDUCT = frozenset(("APPEAL", "DIRECTIVE", "REPORT", "INQUIRY", "SANCTION"))  # their targets are those whose conduct it is
_LISTED = re.compile(r",|\b(?:dan|serta|maupun)\b")
_PAGE = 3000  # characters between a list of persons and what counts them
_FAR = 400  # characters between `mereka` and those it means
_MANY = 100  # so many quotations, or persons of one sentence, back a pronoun may go: in a text without end the cost stays in bounds
_start = attrgetter("start")


def starting(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of `spans`, sorted by start, that start within start..end."""
    return spans[bisect_left(spans, start, key=_start):bisect_left(spans, end, key=_start)]


class Innermost:
    """The shortest of some spans at each place of a text, of equal ones the first."""

    def __init__(self, spans: Sequence[Span]):
        self.places, self.spans = sorted({place for span in spans for place in (span.start, span.end)}), []
        coming, here = sorted(((s.start, s.end - s.start, n) for n, s in enumerate(spans)), reverse=True), []
        for place in self.places:
            while coming and coming[-1][0] == place:
                heappush(here, coming.pop()[1:])
            while here and spans[here[0][1]].end <= place:
                heappop(here)
            self.spans.append(spans[here[0][1]] if here else None)

    def at(self, offset: int) -> Span | None:
        """The shortest span that holds the character at `offset`, or None."""
        index = bisect_right(self.places, offset) - 1
        return self.spans[index] if index >= 0 else None


class Story:
    """What an article is known to tell when its events are read: mentions and quotations by start, and the bodies of offices."""

    def __init__(self, text: str, mentions: Sequence[Mention], quotes: Sequence[Quote], lexicons: Lexicons, entities: Sequence[Entity]):
        self.text, self.mentions, self.quotes, self.lexicons, self.quoted = text, mentions, quotes, lexicons, Innermost(quotes)
        named = {e.name: e.entity_id for e in entities if e.kind == "organisation"}
        self.offices = {e.entity_id: _body(e.organisation.split(), named) for e in entities if e.organisation}
        forces = {e.name.split(" ")[0]: e.entity_id for e in entities
                  if e.actor_class == "security" and e.level == "national" and e.n_mentions}
        # the force that the article names of which a body is a part: the members of a Polres are Polri
        self.forces = {e.entity_id: forces.get(e.name.split(" ")[0], e.entity_id) for e in entities if e.kind == "organisation"}

    @cached_property
    def people(self) -> list[Mention]:
        """Persons and offices."""
        return [m for m in self.mentions if m.kind in ("person", "role")]

    @cached_property
    def pronouns(self) -> dict[int, list[str]]:
        """Whom the quotations found at a pronoun, by its start."""
        found: dict[int, list[str]] = {}
        for q in self.quotes:
            if q.speaker_id:
                found.setdefault(q.speaker_start, []).append(q.speaker_id)
        return found

    @cached_property
    def bodies(self) -> list[Mention]:
        """Organisations that are no groups."""
        return [m for m in self.mentions if m.kind == "organisation" and m.rule != "group"]

    @cached_property
    def beside(self) -> dict[str | None, str | None]:
        """The body right before the name of a person (`Koordinator Divisi Hukum Bawaslu Palu, Rukmini Sari`), else that of whoever is
        named right before: `Ketua KPU Palu, Rukmini Sari, lewat Tendri`."""
        ends, found, last = {m.end: m.entity_id for m in self.bodies if m.entity_id}, {}, None
        for m in self.people:
            if m.kind == "person" and m.entity_id not in found:
                end = m.start - len(_JOIN.match(self.text[m.start - 2:m.start][::-1]).group())
                gap = self.text[last.end:m.start] if last and m.start - last.end < _NEAR // 5 else ", "  # not `kuasa hukum Sari, Tendri`
                near = gap.strip(" ,") and not _STOP.search(gap)
                found[m.entity_id] = self.offices.get(m.entity_id) or ends.get(end) or near and found[last.entity_id] or None
            last = m if m.kind == "person" else last
        return found

    def body_of(self, person: str | None) -> str | None:
        """The body to which the office of `person` belongs (the KPU of its chairman, the Polres of its Kapolres, though only the office
        may name it), else the one right before the name; or None."""
        return self.offices.get(person) or self.beside.get(person)

    @cached_property
    def lists(self) -> list[list[Mention]]:
        """The persons, but speakers, that the text lists, two or more in a sentence (`Camat Melati Darto, dan Lurah Surya`), by start."""
        found, heard = [], {q.speaker_id for q in self.quotes}
        for m in self.people:
            if m.kind == "person" and m.entity_id and m.entity_id not in heard:
                gap = self.text[found[-1][-1].end:m.start] if found else "."
                near = len(gap) < _NEAR and _LISTED.search(gap) and not _STOP.search(gap)
                joined = near and m.entity_id not in {x.entity_id for x in found[-1]}
                found[-1:] = [[*found[-1], m]] if joined else [*found[-1:], [m]]
        return [persons for persons in found if len(persons) > 1]

    def counted(self, word: Word) -> str | None:
        """The first of those whom `keduanya` or `kedua lurah itu` counts: those named next, after `yakni`, else those listed before."""
        counts = self.lexicons["counted"]
        before = [c for c in counts.find(self.text, max(word.start - 20, 0), word.end) if c.entry.category.isdigit()]
        if not self.lists or not before or " " in self.text[before[-1].end:word.start].strip():
            return None
        fits = [persons for persons in self.lists if len(persons) == int(before[-1].entry.category)]
        for persons in fits:
            if word.end < persons[0].start < word.end + _NEAR and any(
                    c.entry.category == "named" for c in counts.find(self.text, word.end, persons[0].start)):
                return persons[0].entity_id
        told = [x for x in fits if x[-1].end < word.start < x[-1].end + _PAGE and not any(
            c.entry.category == "contest" for c in counts.find(self.text, max(x[0].start - _NEAR // 4, 0), x[0].start))]
        return told[-1][0].entity_id if told else None


def entity_of(story: Story, word: Word | None, category: str = "", inclusive: bool = False, other: str | None = None) -> str | None:
    """The entity id of an actor's word, or None where it cannot be told.

    `saya`, and `kami` in words of speech, are the speaker of the quotation; of other events (`category`) `kami` is the body whose office
    the speaker holds; `pihaknya` is that body too, `anggotanya` the whole force; `kita` is nobody if it takes in those addressed
    (`inclusive`: `kita harus`). `-nya` behind what one does to an accused is who is named before in the sentence. `ia`, and else `-nya`,
    are the last speaker or else the last person named who is not `other`, the partner in the deed; `mereka` the last group.
    """
    if word is None:
        return None
    if word.kind == "actor":
        return word.ref.rule == "group" and story.counted(word) or actor_id(word.ref, story.text)
    if word.kind == "they":
        return story.counted(word) or _group_before(story, word.start)
    if word.kind == "that_body":
        n = bisect_left(story.bodies, word.start, key=_start)
        return actor_id(story.bodies[n - 1], story.text) if n else None
    if word.form == CONCERNED:
        return None
    if word.form == "-nya" and category in _CONDUCT and (found := _named_before(story, word.start, other)):
        return found
    if word.kind != "first":
        if word.kind == "body":
            person = _person_before(story, word, None)
            if body := story.body_of(person):
                return story.forces.get(body, body) if word.ref else body
            return actor_id(word.ref, story.text) if word.ref else person
        return actor_id(word.ref, story.text) if word.ref else _person_before(story, word, other)
    quote = story.quoted.at(word.start)
    if quote is None or inclusive and word.form == "kita":
        return None
    alone = word.form in ("saya", "aku") or category in _PERSONAL
    return quote.speaker_id if alone else story.body_of(quote.speaker_id) or quote.speaker_id


def _body(words: list[str], named: dict[str, str]) -> str | None:
    """The body whose name ends (`Divisi Hukum Bawaslu Seruni`), or else begins, the words for what an office belongs to; or None."""
    parts = [words[n:] for n in range(len(words))] + [words[:n] for n in range(len(words) - 1, 1, -1)]
    return next((named[name] for part in parts if (name := " ".join(part)) in named), None)


def _person_before(story: Story, word: Word, other: str | None) -> str | None:
    """The speaker whom the quotations found at the pronoun; else the first person (or office) of the last sentence with one, unless
    somebody was quoted after it; else the last speaker."""
    inside = story.quoted.at(word.start)
    nobody = {other, inside.speaker_id if inside and inside.kind == "direct" and word.kind == "third" else None}  # who speaks is `saya`
    if here := [speaker for speaker in story.pronouns.get(word.start, ()) if speaker not in nobody]:
        return here[0]
    spoken = (q for q in _last(story.quotes, word.start) if q.speaker_id and q.speaker_id not in nobody)
    told = max(spoken, key=_start, default=None)
    named = [m for m in _last(story.people, word.start) if not told or m.start > told.end]
    named = [m for m in named if actor_id(m, story.text) not in nobody]
    first = min(_of_one_sentence(story, named), key=lambda m: (m.kind != "person", m.start), default=None)
    return actor_id(first, story.text) if first else told.speaker_id if told else None


def _named_before(story: Story, start: int, other: str | None) -> str | None:
    """Who is named last in the sentence before `start`, and is no body: `Jika ada guru yang memihak, Bawaslu akan memprosesnya`."""
    near = [m for m in starting(story.mentions, start - _NEAR, start) if m.kind in ("person", "role") or m.rule == "group"]
    ids = (actor_id(m, story.text) for m in reversed(near) if not _STOP.search(story.text, m.end, start))
    return next((found for found in ids if found != other), None)


def _last(spans: Sequence[Span], start: int) -> Sequence[Span]:
    before = bisect_left(spans, start, key=_start)
    return spans[max(before - _MANY, 0):before]


def _of_one_sentence(story: Story, mentions: Sequence[Mention]) -> list[Mention]:
    """The last of `mentions` and those before it in its sentence, in order."""
    kept = list(mentions[-1:])
    for m in reversed(mentions[:-1]):
        if _STOP.search(story.text, m.end, min(kept[-1].end + 1, mentions[-1].start)):
            break
        kept.append(m)
    return kept[::-1]


def _group_before(story: Story, start: int) -> str | None:
    """The last organisation of the part of the sentence that a comma closes before `start`, if it names no group; else the first group
    of the last sentence with one; else the first office without bearer."""
    near = starting(story.mentions, start - _FAR + 1, start)
    groups = [m for m in near if m.rule == "group"] or [m for m in near if m.kind == "role" and not m.entity_id]
    here = [m for m in near if m.kind == "organisation" and not _STOP.search(story.text, m.end, start)]
    if here and "," in story.text[here[-1].end:start] and not any(m.rule == "group" for m in here):
        return actor_id(here[-1], story.text)
    return actor_id(_of_one_sentence(story, groups)[0], story.text) if groups else None


class _Focus:
    """Whose conduct an article speaks of, as far as it is read: who was last asked, accused, punished or did a deed."""

    def __init__(self, officials: Sequence[Mention], one: bool):
        self.officials, self.one, self.ids = officials, one, {m.entity_id for m in officials}
        self.last, self.at, self.accused, self.since, self.asked, self.addressed = None, -_NEAR, None, -_NEAR, None, {}
        self.vowed: str | None = None  # who pledges, wherever the article says it

    def official(self, start: int, reach: int | None = None) -> str | None:
        """The last group of officials named before `start`, not more than `reach` characters before it."""
        n = bisect_left(self.officials, start, key=_start) - 1
        near = n >= 0 and (reach is None or start - self.officials[n].start < reach)
        return self.officials[n].entity_id if near else None

    def conduct(self, event: Event) -> str | None:
        """Whose conduct `event` must be about if it names nobody; in an article that is about `one`, however long ago they were told of."""
        near = self.last if event.start - self.at < _NEAR else None
        found = near or self.one and (self.asked or self.official(event.start)) or None
        return found if found != event.agent_id else None

    def read(self, event: Event) -> None:
        """Take note of whom `event` tells."""
        found = event.agent_id if event.type == "VIOLATION" else event.target_id if event.type in _CONDUCT else None
        if found:
            self.last, self.at = found, event.start
            if event.type not in SPEECH:
                self.accused, self.since = found, event.start
            if found in self.ids or event.type not in SPEECH:
                self.asked = found
        if event.type in SPEECH and event.agent_id and event.target_id:
            self.addressed[event.agent_id] = event.target_id


def in_context(told: Sequence[tuple[Event, bool]], officials: Sequence[Mention], one: bool) -> Iterator[tuple[Event, bool]]:
    """`told` with the one whose conduct the article speaks of as doer of a deed and target of a sanction, ban or inquiry that name nobody.

    `Guru diminta netral. Jika memihak, akan ada sanksi`: what is asked of them, or what they are said to have done, stands before, if the
    article is about `one` group or case in whatever sentence; else the last of the `officials` named. `Yang bersangkutan` is the last
    one accused; `…,” ajaknya` is said to those addressed before; `Laporan itu` is about the last one accused.
    """
    focus = _Focus(officials, one)
    focus.one |= any(event.type == "VIOLATION" and event.agent_id in focus.ids for event, _ in told)
    focus.vowed = next((event.agent_id for event, _ in told if event.type == "PLEDGE" and event.agent_id), None)
    for event, definite in told:
        how, deed = event.rule.split("/")[1:], event.type in ("VIOLATION", "PLEDGE")
        if "concerned" in how:
            found = None if event.agent_id and deed or event.target_id and not deed else focus.accused
        else:
            found = _doer(event, how[0], focus) if deed else None if UNNAMED in how else _undergoer(event, how[0], definite, focus)
        if found:
            event = event._replace(**{"agent_id" if deed else "target_id": found}, rule=_marked(event.rule))
        focus.read(event)
        yield event, definite


def _marked(rule: str) -> str:
    return rule if rule.endswith("/recovered") else f"{rule}/recovered"


def _doer(event: Event, how: str, focus: _Focus) -> str | None:
    """Who did the deed that names nobody: `Kalau melanggar, …`; what the verb's subject names (`aturan itu melanggar`) did it alone. A vow
    is theirs who vow elsewhere in the article: `Ikrar itu dipandu camat`."""
    if event.type == "PLEDGE":
        return focus.vowed if how == "nominal" and not event.agent_id else None
    if event.agent_id or not how.startswith(("active", "bare")):
        return None
    near = focus.last if event.start - focus.at < (_NEAR if how.endswith("whoever") else _NEAR * 3 // 2) else None
    return near or focus.official(event.start, _NEAR // 2) or (None if how.endswith("thing") else focus.conduct(event))


def _undergoer(event: Event, how: str, definite: bool, focus: _Focus) -> str | None:
    """Of whom a report is, who is punished, barred, examined or spoken to, where the event names nobody."""
    if event.target_id:
        return None
    if event.type in SPEECH and event.agent_id in focus.addressed and how in ("inverted", "bare"):
        return focus.addressed[event.agent_id]
    noun, passive = how.startswith(("nominal", "light", "possessor")), how.startswith("passive")
    if event.type == "REPORT":
        # `Lurah itu dilaporkan. Laporan itu diproses`
        complaint = noun and not event.rule.startswith("report_temuan")  # and no finding
        told = complaint and (definite or event.agent_id) and event.start - focus.since < 2 * _NEAR
        return focus.accused if told and focus.accused != event.agent_id else None
    barred = event.type == "DIRECTIVE" and (noun or passive) or event.type == "INQUIRY" and passive
    barred = barred and (focus.one or event.type == "INQUIRY")
    thing = how.endswith("thing") and (event.type == "INQUIRY" or not focus.one)  # `sampel itu diperiksa`; but `jabatannya bisa dicopot`
    somebody_else = thing or event.topic_start and how.startswith("active")
    return focus.conduct(event) if (barred or event.type == "SANCTION") and not somebody_else else None
