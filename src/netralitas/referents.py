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
_FAR = 400  # characters between `mereka` and those it means


class Story(NamedTuple):
    """What an article is known to tell when its events are read."""

    text: str
    mentions: Sequence[Mention]
    quotes: Sequence[Quote]
    lexicons: Lexicons


def entity_of(story: Story, word: Word | None, category: str = "", inclusive: bool = False) -> str | None:
    """The entity id of an actor's word, or None where it cannot be told.

    `saya`, and `kami` in words of speech, are the speaker of the quotation; of other events (`category`) `kami` is the body whose office
    the speaker holds; `pihaknya` is that body too; `kita` is nobody if it takes in those addressed (`inclusive`: `kita harus`).
    `ia` is the last speaker or else the last person named, `mereka` the last group.
    """
    if word is None:
        return None
    if word.kind == "actor":
        return actor_id(word.ref, story.text)
    if word.kind == "they":
        return _group_before(story, word.start)
    if word.kind != "first":
        person = actor_id(word.ref, story.text) if word.ref else _person_before(story, word)
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
        if m.kind == "role" and m.entity_id == person and bodies:
            office = story.text[m.start:m.end]
            fits = {b.entity_id for b in bodies if _belongs(story.lexicons, office, b.entity_id)}
            if len(fits) == 1:
                return fits.pop()
    return None


def _belongs(lexicons: Lexicons, office: str, body: str) -> bool:
    """Whether the kind of body, by the first form in organisations.tsv, is the one of the office (`Pemkab` of a bupati) or named in it."""
    names = [f.entry.organisation for f in lexicons["offices"].find(office) if getattr(f.entry, "organisation", "")]
    entries = [lexicons["organisations"].get(name) for name in names] + [f.entry for f in lexicons["organisations"].find(office)]
    return any(entry and body.startswith(f"organisation:{slug(entry.form.split('|')[0])}") for entry in entries)


def _person_before(story: Story, word: Word) -> str | None:
    """The speaker whom the quotations found at the pronoun, else the last speaker, else the last person or office named."""
    spoken = [q for q in story.quotes if q.speaker_id and q.start < word.start]
    here = [q for q in story.quotes if q.speaker_id and q.speaker_start == word.start]
    if here or spoken:
        return (here or [max(spoken, key=lambda q: q.start)])[0].speaker_id
    named = [m for m in story.mentions if m.end <= word.start and m.kind in ("person", "role")]
    return actor_id(max(named, key=lambda m: m.start), story.text) if named else None


def _group_before(story: Story, start: int) -> str | None:
    """The organisation named last before `start` in its sentence; else, of the last sentence with groups or offices, the first of them."""
    near = [m for m in story.mentions if start - _FAR < m.start < start and m.kind in ("organisation", "role")]
    here = [m for m in near if m.kind == "organisation" and not _STOP.search(story.text, m.end, start)]
    groups = [m for m in near if m.rule == "group" or m.kind == "role" and not m.entity_id]
    first = next((m for m in groups if not _STOP.search(story.text, m.end, groups[-1].start)), None)
    return actor_id(here[-1] if here else first, story.text) if here or first else None
