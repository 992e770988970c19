"""Who stands where around a verb: walks over the chunks of a sentence for its subject, its agent, and the phrases that belong to it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .clauses import EDGES, LIGHTWEIGHT, PASSIVES, PREPOSITIONS, VERBS, Chunk, Word, any_actor, head_actor

_ENDS = EDGES | VERBS | {"comma", "relative", "date", "place", "with", "agent", "attended", "company", "control", "target", "against"}


class Subject(NamedTuple):
    """Who stands as the subject of a verb: the noun phrase (None if there is none) and how it was found."""

    chunk: Chunk | None
    how: str


def phrase_start(line: Sequence[Chunk], j: int) -> int:
    """The index of the first chunk of the list or apposition that the noun phrase at `j` belongs to.

    `Ketua KPU, Budi Santosa,` is one; `Bawaslu, KPU, dan Polri` is one.
    """
    listed = False
    while j >= 2 and head_actor(line[j]):
        p = j - 1
        if line[p].kind == "coordination":
            p -= line[p - 1].kind == "comma"
            listed = True
        elif line[p].kind != "comma" or not (listed or _same_bearer(line[p - 1], line[j]) or _apposed_office(line, j)):
            return j
        if p < 1 or line[p - 1].kind != "np" or not head_actor(line[p - 1]):
            return j
        j = p - 1
    return j


def _apposed_office(line: Sequence[Chunk], j: int) -> bool:
    """`Budi Santosa, Ketua KPU, meminta`: an office between commas, behind a name."""
    name, office = line[j - 2], line[j]
    closed = j + 1 < len(line) and line[j + 1].kind == "comma" and name.kind == "np" and head_actor(name)
    return bool(closed) and getattr(head_actor(name).ref, "kind", "") == "person" and getattr(head_actor(office).ref, "kind", "") == "role"


def _same_bearer(a: Chunk, b: Chunk) -> bool:
    if a.kind != "np" or not (head_actor(a) and head_actor(b)):
        return False
    one, two = head_actor(a).ref, head_actor(b).ref
    if getattr(one, "entity_id", None) and getattr(one, "entity_id", None) == getattr(two, "entity_id", None):
        return True
    return getattr(one, "kind", "") in ("role", "organisation") and getattr(two, "kind", "") == "person"


def speaking(line: Sequence[Chunk], pronoun: Word) -> Word | None:
    """Whom `pihaknya` or `ia` means right behind a verb (`menambahkan bahwa pihaknya`): its subject, if that is an actor by name."""
    j = next((n for n, chunk in enumerate(line) if pronoun in chunk.words), 0)
    j -= 1 + (j > 0 and line[j - 1].kind == "complement")
    if j < 0 or line[j].kind not in ("active", "verb", "bare"):
        return None
    found = subject(line, j).chunk
    actor = any_actor(found) if found else None
    return actor if actor and actor.kind == "actor" else None


def subject(line: Sequence[Chunk], k: int) -> Subject:
    """The subject of the verb at `k` as `_subject` finds it; behind a passive that tells of no person, the one who did that.

    `Hal itu disampaikan Mahendra saat memimpin apel`: Mahendra led it.
    """
    found, opener = _subject(line, k), k - 1
    while opener > 0 and line[opener].kind in LIGHTWEIGHT:
        opener -= 1
    if opener < 2 or line[opener].kind not in ("clause", "in") or found.chunk and any_actor(found.chunk):
        return found
    p = next((i for i in range(opener - 1, -1, -1) if line[i].kind in VERBS or line[i].kind in EDGES), -1)
    by = bare_agent(line, p) if p >= 0 and line[p].kind in PASSIVES else None
    return Subject(by, "shared") if by else found


def _subject(line: Sequence[Chunk], k: int) -> Subject:
    """The subject of the verb at `k`, looked for leftwards; phrases under a preposition and agents of other passives are passed over.

    `how` is subject, relative (before `yang`), shared (with a verb before), controlled (the object of the verb that governs this one),
    dropped (the verb opens the sentence) or unknown: the chunk is None.
    """
    j = k - 1
    while j >= 0:
        chunk = line[j]
        if chunk.kind == "np":
            found, j = _noun_before(line, j)
            if found:
                return found
        elif chunk.kind in LIGHTWEIGHT or chunk.kind in ("company", "stand_in") or chunk.kind in PREPOSITIONS:
            j -= 1
        else:
            return _across(line, j)
    return Subject(None, "dropped")


def _noun_before(line: Sequence[Chunk], j: int) -> tuple[Subject | None, int]:
    first = phrase_start(line, j)
    governor = line[first - 1] if first else None
    kind = governor.kind if governor else "start"
    if kind in PREPOSITIONS and _after_comma(line, first, j):
        return Subject(line[j], "subject"), j
    if kind in PREPOSITIONS or kind == "company" or (kind in PASSIVES and head_actor(line[first])):
        return None, first - 2
    if kind == "stand_in":
        return Subject(line[j], "stand_in"), j
    if kind in ("active", "bare", "light_agent", "light_target") and governor:
        return _object_before(line, first, j), j
    opener = _opener(line, first)
    if opener >= 0 and not head_actor(line[first]) and first - opener > (line[opener].kind == "np"):
        if line[opener].kind == "relative":
            return _across(line, opener), j
        if line[opener].kind == "np" and head_actor(line[opener]):
            return _noun_before(line, opener)
    return Subject(_bearer(line, first, j), "subject"), j


def _after_comma(line: Sequence[Chunk], first: int, j: int) -> bool:
    """`Sebagai ketua fraksi, Budi menegaskan`: no apposition under the preposition, or a comma would close it."""
    closed = j + 1 < len(line) and line[j + 1].kind == "comma"
    return first + 2 == j and line[first + 1].kind == "comma" and not closed


def _opener(line: Sequence[Chunk], first: int) -> int:
    """The index of what opens the clause of the phrase at `first`, over `tidak`, `akan`, `juga`: the `yang` of `yang tidak netral`,
    the `ASN` of `ASN harus netral`."""
    j = first - 1
    while j > 0 and line[j].kind in ("neg", "modal", "adverb"):
        j -= 1
    return j


def _bearer(line: Sequence[Chunk], first: int, j: int) -> Chunk:
    """The first of a list, or the name in an apposition: `Ketua KPU, Budi Santosa,` is Budi Santosa."""
    apposed = first + 2 <= j and line[first + 1].kind == "comma" and _same_bearer(line[first], line[first + 2])
    return line[first + 2 if apposed else first]


def _object_before(line: Sequence[Chunk], first: int, j: int) -> Subject:
    """The verb follows the object of another: in `meminta ASN menandatangani` the object acts, else the subject."""
    entry = line[first - 1].words[0].ref
    speech = getattr(entry, "category", "") in ("APPEAL", "DIRECTIVE")
    if head_actor(line[first]):
        return Subject(line[first if speech else j], "controlled" if first == j or speech else "subject")
    return subject(line, first - 1)._replace(how="shared")


def _across(line: Sequence[Chunk], j: int) -> Subject:
    """The subject on the other side of the word at `j` that opens this verb's clause."""
    kind = line[j].kind
    if kind == "relative":
        j -= bool(j and line[j - 1].kind == "comma")
        return Subject(line[j - 1], "relative") if j and line[j - 1].kind == "np" else _behind(line, j, "relative")
    if kind == "coordination" and j > 1 and line[j - 1].kind == "np" and line[j - 2].kind in ("neg", "modal", "adverb"):
        found, _ = _noun_before(line, j - 1)
        return (found or _behind(line, j, "shared"))._replace(how="shared")
    if kind == "then" and j and line[j - 1].kind == "np" and not _is_object(line, j - 1):
        found, _ = _noun_before(line, j - 1)  # `Bawaslu kemudian memanggil`
        return found or _behind(line, j, "shared")
    if kind == "control" and j and line[j - 1].kind == "np" and head_actor(line[j - 1]):
        return Subject(line[j - 1], "controlled")
    if kind in VERBS:
        return subject(line, j)
    if kind == "mark":
        return Subject(None, "dropped" if j == 0 else "unknown")
    return _behind(line, j, "shared")


def _is_object(line: Sequence[Chunk], j: int) -> bool:
    """Whether a verb stands right before the phrase at `j`."""
    first = phrase_start(line, j)
    return first > 0 and line[first - 1].kind in VERBS


def _behind(line: Sequence[Chunk], j: int, how: str) -> Subject:
    """The subject of the nearest verb before `j`."""
    first = True
    for i in range(j - 1, -1, -1):
        if line[i].kind in VERBS:
            found = subject(line, i)
            return found._replace(how=how) if found.chunk else found
        if line[i].kind == "mark" or line[i].kind == "relative" and how == "relative":
            break
        first = first and line[i].kind in LIGHTWEIGHT
    else:
        return Subject(None, "dropped" if first else "unknown")
    return Subject(None, "unknown")


def after(line: Sequence[Chunk], k: int) -> int:
    """The index of the first chunk after `k` that is no adverb, modal, negator or date; len(line) at the end."""
    j = k + 1
    while j < len(line) and line[j].kind in ("adverb", "modal", "neg", "date"):
        j += 1
    return j


def last_joined(line: Sequence[Chunk], k: int) -> int:
    """The index of the last verb that `dan` joins to the verb at `k`, both in one voice: its object or agent is also that of `k`."""
    while k + 2 < len(line) and line[k + 1].kind == "coordination" and (line[k + 2].kind in PASSIVES) == (line[k].kind in PASSIVES) \
            and line[k + 2].kind in VERBS:
        k += 2
    return k


def bare_agent(line: Sequence[Chunk], k: int) -> Chunk | None:
    """The noun phrase that names who did it, right after the passive verb at `k`, with or without `oleh`; None if there is none."""
    j = after(line, last_joined(line, k))
    if j < len(line) and line[j].kind == "agent":
        j += 1
    return line[j] if j < len(line) and line[j].kind == "np" and head_actor(line[j]) else None


def phrases_after(line: Sequence[Chunk], k: int) -> list[tuple[str, int]]:
    """(role word's kind, index of its noun phrase) for each phrase that belongs to the verb or event noun at `k`, by position.

    Looks rightwards to the end of the clause: another full verb, `bahwa`, `karena`, a quotation mark. A relative `yang` and the verbs
    that only carry the noun (`yang digelar di`, `dihadiri`) are passed.
    """
    found, j = [], k
    while (j := j + 1) < len(line):
        kind = line[j].kind
        if kind == "mark" and line[j - 1].kind == "topic":
            j = _closing(line, j)
        elif kind == "light_agent" and line[j - 1].words[0].kind == "first":
            continue  # `sosialisasi sudah kami gelar bagi guru`
        elif kind in EDGES or kind in ("active", "passive", "bare", "verb", "light_agent", "light_target"):
            break
        elif kind in PREPOSITIONS or kind in ("attended", "light_passive"):
            i = after(line, j) if kind == "light_passive" else j + 1
            if i < len(line) and line[i].kind == "np":
                found.append((kind, i))
    return found


def _closing(line: Sequence[Chunk], j: int) -> int:
    """The index of the next mark after the one at `j`: the end of a title in quotation marks (`bertajuk “…” yang digelar KPU`)."""
    return next((i for i in range(j + 1, len(line)) if line[i].kind == "mark"), len(line))


def stretch(line: Sequence[Chunk], k: int) -> tuple[int, int]:
    """Offsets of the phrase that starts at chunk `k`, with its coordinated and prepositional parts, to the next boundary."""
    end = k
    for j in range(k + 1, len(line)):
        if line[j].kind in _ENDS:
            break
        if line[j].kind == "np":
            end = j
    return line[k].start, line[end].end
