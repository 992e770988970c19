"""Whom the actors of an event are: names by their entity, pronouns by who speaks, who was spoken of, and for which body."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .actors import actor_id
from .clauses import Word
from .entities import slug
from .lexicon import Lexicons
from .records import Mention, Quote

_PERSONAL = frozenset(("APPEAL", "DIRECTIVE", "DENIAL"))  # what `kami` say the speaker says; what `kami` do the speaker's body does
_STOP = re.compile(r"[.?!]\s|\n")
CONCERNED = "yang bersangkutan"  # whose conduct was spoken of before, which the events tell
_FAR = 400  # characters between `mereka` and those it means


class Story(NamedTuple):
    """What an article is known to tell when its events are read."""

    text: str
    mentions: Sequence[Mention]
    quotes: Sequence[Quote]
    lexicons: Lexicons


def entity_of(story: Story, word: Word | None, category: str = "", inclusive: bool = False, other: str | None = None) -> str | None:
    """The entity id of an actor's word, or None where it cannot be told.

    `saya`, and `kami` in words of speech, are the speaker of the quotation; of other events (`category`) `kami` is the body whose office
    the speaker holds; `pihaknya` is that body too; `kita` is nobody if it takes in those addressed (`inclusive`: `kita harus`).
    `ia` and `-nya` are the last speaker or else the last person named who is not `other`, the partner in the deed; `mereka` the last group.
    """
    if word is None:
        return None
    if word.kind == "actor":
        return actor_id(word.ref, story.text)
    if word.kind == "they":
        return _group_before(story, word.start)
    if word.kind == "that_body":
        named = [m for m in story.mentions if m.end <= word.start and m.kind == "organisation" and m.rule != "group"]
        return actor_id(named[-1], story.text) if named else None
    if word.form == CONCERNED:
        return None
    if word.kind != "first":
        person = actor_id(word.ref, story.text) if word.ref else _person_before(story, word, other)
        return (body_of(story, person) or person) if word.kind == "body" else person
    quote = quote_at(story.quotes, word.start)
    if quote is None or inclusive and word.form == "kita":
        return None
    alone = word.form in ("saya", "aku") or category in _PERSONAL
    return quote.speaker_id if alone else body_of(story, quote.speaker_id) or quote.speaker_id


def quote_at(quotes: Sequence[Quote], offset: int) -> Quote | None:
    """The innermost quotation that holds the character at `offset`, or None."""
    return min((q for q in quotes if q.start <= offset < q.end), key=lambda q: q.end - q.start, default=None)


def body_of(story: Story, person: str | None) -> str | None:
    """The body, named in the article, to which an office of `person` belongs: the KPU of its chairman, the Pemkab of a bupati; or None."""
    bodies = [m for m in story.mentions if m.kind == "organisation" and m.rule != "group" and m.entity_id]
    for m in story.mentions:
        if m.kind == "role" and actor_id(m, story.text) == person and bodies:
            office = story.text[m.start:m.end]
            fits = {b.entity_id for b in bodies if _belongs(story.lexicons, office, b.entity_id)}
            told = {b for b in fits if {*b.partition(":")[2].split("-")} <= {*slug(office).split("-")}} or fits
            best = max(told, key=lambda b: (b.count("-"), b), default=None)  # the Bawaslu Palu of `Ketua Bawaslu Kota Palu`
            if best and all(best.startswith(b) for b in told):
                return best
    return None


def _belongs(lexicons: Lexicons, office: str, body: str) -> bool:
    """Whether the kind of body, by the first form in organisations.tsv, is the one of the office (`Pemkab` of a bupati) or named in it."""
    names = [f.entry.organisation for f in lexicons["offices"].find(office) if getattr(f.entry, "organisation", "")]
    entries = [lexicons["organisations"].get(name) for name in names] + [f.entry for f in lexicons["organisations"].find(office)]
    return any(entry and body.startswith(f"organisation:{slug(entry.form.split('|')[0])}") for entry in entries)


def _person_before(story: Story, word: Word, other: str | None) -> str | None:
    """The speaker whom the quotations found at the pronoun; else the first person (or office) of the last sentence with one, unless
    somebody was quoted after it; else the last speaker."""
    inside = quote_at(story.quotes, word.start)
    nobody = {other, inside.speaker_id if inside and inside.kind == "direct" and word.kind == "third" else None}  # who speaks is `saya`
    spoken = [q for q in story.quotes if q.speaker_id and q.speaker_id not in nobody]
    if here := [q for q in spoken if q.speaker_start == word.start]:
        return here[0].speaker_id
    told = max((q for q in spoken if q.start < word.start), key=lambda q: q.start, default=None)
    named = [m for m in story.mentions if m.end <= word.start and m.kind in ("person", "role") and (not told or m.start > told.end)]
    named = [m for m in named if actor_id(m, story.text) not in nobody]
    last = [m for m in named if not _STOP.search(story.text, m.end, named[-1].start)]
    first = min(last, key=lambda m: (m.kind != "person", m.start), default=None)
    return actor_id(first, story.text) if first else told.speaker_id if told else None


def _group_before(story: Story, start: int) -> str | None:
    """The last organisation of the part of the sentence that a comma closes before `start`, if it names no group; else the first group
    of the last sentence with one; else the first office without bearer."""
    near = [m for m in story.mentions if start - _FAR < m.start < start]
    groups = [m for m in near if m.rule == "group"] or [m for m in near if m.kind == "role" and not m.entity_id]
    here = [m for m in near if m.kind == "organisation" and not _STOP.search(story.text, m.end, start)]
    if here and "," in story.text[here[-1].end:start] and not any(m.rule == "group" for m in here):
        return actor_id(here[-1], story.text)
    last = [m for m in groups if not _STOP.search(story.text, m.end, groups[-1].start)]
    return actor_id(last[0], story.text) if last else None
