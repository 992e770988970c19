"""Which day belongs to which event of its sentence: the day goes to the verb or event noun that governs it, and to no other."""
from __future__ import annotations

from collections.abc import Sequence

from .clauses import EDGES, PASSIVES, PREPOSITIONS, VERBS, Chunk, Word
from .roles import TOGETHER, governor
from .subjects import subject

_WITH_VERB = TOGETHER | {"PLEDGE"}  # `mengumpulkan camat dalam rapat, Senin (3/6)`: both on that day


def day_of(line: Sequence[Chunk], k: int, word: Word) -> str | None:
    """The ISO day (or month) of the trigger `word` in chunk `k`, or None: the nearest of the days of its sentence that it owns.

    A day belongs to the verb before it in its clause, or, where none is, to the next; the day of a report, behind a comma and with
    brackets (`…, Senin (3/6)`), to the main verb. A day right behind an event noun (`arahan kemarin`) is that noun's; one behind
    `sampai` or `sejak` is a deadline's only; a countdown (`8 hari lagi`) is the election's.
    """
    days = []
    for j, chunk in enumerate(line):
        date = chunk.words[0]
        if chunk.kind == "date" and len(date.ref.value or "") >= 7 and _belongs(line, j, k, word):
            days.append((-len(date.ref.value), abs(date.start - word.start), date.start, date.ref.value))
    return min(days)[-1] if days else None


def _belongs(line: Sequence[Chunk], j: int, k: int, word: Word) -> bool:
    category, date = word.ref.category, line[j].words[0]
    if category == "ELECTION_STAGE":
        return not any(c.kind == "complement" for c in line[min(j, k):max(j, k)])
    if date.ref.anchor == "relative" and date.form[:1].isdigit():
        return False
    if j and line[j - 1].kind in ("bound", "clause"):
        return category == "DIRECTIVE" and line[j - 1].kind == "bound" and _near(line, j - 1) == k
    noun, owner = _noun_before(line, j), _main_verb(line, j) if _reported(line, j) else _near(line, j)
    if word.kind == "event" and noun == k and (owner < 0 or _touches(line, noun, j)):
        return True
    if noun >= 0 and noun not in (k, owner + 1) and _touches(line, noun, j) and (word.kind == "event" or category not in TOGETHER):
        return False
    if word.kind == "event":
        return owner >= 0 and _carried(line, owner, k, j, category)
    return owner >= 0 and (owner == k or _met_for(line, owner, k, category))


def _reported(line: Sequence[Chunk], j: int) -> bool:
    """`…, Senin (3/6)`: the day of the report as the press writes it."""
    return j > 1 and line[j - 1].kind == "comma" and "(" in line[j].words[0].form


def _noun_before(line: Sequence[Chunk], j: int) -> int:
    """The index of the nearest phrase with an event noun before the day at `j` and behind any verb or edge; -1 if there is none."""
    for i in range(j - 1, -1, -1):
        if any(w.kind == "event" for w in line[i].words):
            return i
        if line[i].kind in VERBS or line[i].kind in EDGES:
            break
    return -1


def _near(line: Sequence[Chunk], j: int) -> int:
    """The index of the nearest verb before the day at `j` in its clause, else of the next verb behind it; -1 if there is none."""
    for way in (range(j - 1, -1, -1), range(j + 1, len(line))):
        for i in way:
            if line[i].kind in VERBS:
                return i
            if line[i].kind in EDGES or line[i].kind == "relative" and i > j:
                break
    return -1


def _main_verb(line: Sequence[Chunk], j: int) -> int:
    """The index of the first verb of the sentence before the day, past any quotation and no relative clause; -1 if there is none."""
    for i in range(_start(line, j), j):
        if line[i].kind in VERBS:
            return i
    return -1


def _start(line: Sequence[Chunk], j: int) -> int:
    """The index behind the last mark or `lalu` before `j`; the marks of a title (`diskusi bertema “…”`) do not count."""
    while j > 0 and line[j - 1].kind not in ("mark", "then"):
        j -= 1
    opening = next((i for i in range(j - 2, 0, -1) if line[i].kind == "mark"), 0)
    return _start(line, opening) if opening and line[opening - 1].kind == "topic" else j


def _touches(line: Sequence[Chunk], noun: int, j: int) -> bool:
    """`arahan 3 Juni`, `rapat pada 3 Juni`."""
    return noun == j - 1 or noun == j - 2 and line[j - 1].kind in PREPOSITIONS


def _carried(line: Sequence[Chunk], owner: int, k: int, j: int, category: str) -> bool:
    """Whether the event noun in chunk `k` is told by the verb `owner` that has the day at `j`."""
    if governor(line, k) == owner or category in _WITH_VERB and owner < k < j:
        return True
    heads = subject(line, owner).chunk is line[k]
    return heads and (category in TOGETHER or line[owner].kind in PASSIVES or line[owner].kind == "happens")


def _met_for(line: Sequence[Chunk], owner: int, k: int, category: str) -> bool:
    """`Hari ini saya mengumpulkan camat untuk duduk bersama`: one meeting, one day."""
    first = getattr(line[owner].words[0].ref, "category", "")
    return category in TOGETHER and first in TOGETHER and owner < k and not any(c.kind in EDGES for c in line[owner:k])
