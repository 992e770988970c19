"""Whether a trigger is told as a fact, as to come, or as only possible; and whether it is said not to be so."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from .clauses import PREPOSITIONS, VERBS, Chunk, head_actor
from .lexicon import Lexicon, Lexicons
from .subjects import after

_SAID = frozenset(("APPEAL", "DIRECTIVE", "DENIAL"))
_OPEN = frozenset(("planned", "hypothetical"))
_STOPS = frozenset(("mark", "complement", "clause", "then"))
_NOT_TOLD = frozenset(("MONITORING", "VIOLATION", "SANCTION", "PLEDGE", "INQUIRY", "OUTREACH"))


def realis_of(line: Sequence[Chunk], k: int, light: int, entry: tuple, words: Lexicon, ahead: bool = False) -> str:
    """`actual`, `planned` or `hypothetical` for the trigger in chunk `k` whose governing verb is chunk `light` (k itself for a verb).

    The nearest word of realis.tsv before the trigger in its clause decides; a trigger that somebody is asked or forbidden to do is
    hypothetical; a date such as `pekan depan` after it makes it planned. Without such words it is actual. A stage of the election is
    planned if its day is `ahead` or the sentence says so.
    """
    if entry.category == "ELECTION_STAGE":
        told = any(m.entry.category in ("countdown", "planned") for c in line if c.kind != "np" for m in words.find(c.form))
        return "planned" if ahead or told else "actual"
    if entry.category in _SAID and entry.kind == "verb":
        return right_before(line, k, words)  # an appeal, order or denial stands as soon as it is uttered
    before = list(_before(line, k, light))
    if any(chunk.kind == "control" and words.get(chunk.form) for chunk in before) or _wished(line, k, words):
        return "hypothetical"
    if _claimed(line, k, words) == "doubt" or _is_gerund(line, k, words):
        return "hypothetical"
    for chunk in before:
        found = words.get(chunk.form)
        if found and found.category in _OPEN | {"permit", "done"}:
            return {"done": "actual", "permit": "hypothetical"}.get(found.category, found.category)
        if getattr(chunk.words[0].ref, "category", "") in ("APPEAL", "DIRECTIVE") and chunk.kind in VERBS:
            return "hypothetical"
    if entry.category == "VIOLATION" and _generic(line, k, words):
        return "hypothetical"
    if light >= 0 and light != k and line[light].kind == "topic" and entry.category in _NOT_TOLD and not _pointed(line[k]):
        return "hypothetical"
    return _from_after(line, k, words)


def right_before(line: Sequence[Chunk], k: int, words: Lexicon) -> str:
    """What the words right before the verb at `k` say of it: `planned` (`akan meminta`), `hypothetical` (`harus mengawasi`) or `actual`."""
    for j in range(k - 1, -1, -1):
        found = words.get(line[j].form)
        if line[j].kind not in ("adverb", "modal", "neg") or found and found.category == "done":
            break
        if found and found.category in _OPEN:
            return found.category
    return "actual"


def _wished(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """Whether `semoga`, `jika` or the like stands before the trigger in its sentence and on its side of a quotation mark."""
    for chunk in line[k::-1]:
        if chunk.kind == "mark":
            return False
        if (found := words.get(chunk.form)) and found.category == "wish":
            return True
    return False


def _claimed(line: Sequence[Chunk], k: int, words: Lexicon) -> str:
    """`doubt` for what is rumoured (`isu bahwa camat berpihak`), `denied` for what is denied (`membantah tudingan bahwa ia berpihak`)."""
    j = next((i for i in range(k - 1, -1, -1) if line[i].kind in ("complement", "mark")), -1)
    told = j > 0 and line[j].kind == "complement"
    j = j - 1 if told else k - 1
    found = _last(line[j], words) if j >= 0 else ""
    denied = told and found == "denied" or found == "doubt" and j > 0 and _last(line[j - 1], words) == "denied"
    return "denied" if denied else "doubt" if found == "doubt" or told and found == "frame" else ""


def _is_gerund(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """`Mengunggah foto calon termasuk pelanggaran`: the verb opens its clause, and a word for what it counts as stands behind it."""
    rest = next((c for c in line[k + 1:] if c.kind not in PREPOSITIONS and c.kind not in ("np", "adverb")), None)
    opens = k == 0 or line[k - 1].kind in ("mark", "complement")
    return opens and line[k].kind != "np" and rest is not None and getattr(words.get(rest.form), "category", "") == "generic"


def _last(chunk: Chunk, words: Lexicon) -> str:
    """The category in realis.tsv of the chunk's last word that is no pointer."""
    forms = [word.form for word in chunk.words if word.kind != "pointer"]
    found = words.get(forms[-1]) if forms else None
    return found.category if found else ""


def _generic(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """`ASN yang melanggar akan ditindak`, `Bawaslu akan menindak ASN yang melanggar`: who ever does it, if the rest is not yet so."""
    if not any(chunk.kind == "relative" for chunk in line[max(k - 3, 0):k]) or any(chunk.kind == "date" for chunk in line[k:]):
        return False
    start = next((j for j in range(k - 1, -1, -1) if line[j].kind in ("mark", "complement")), 0)
    found = [words.get(chunk.form) for chunk in line[start:] if chunk.kind == "modal"]
    return any(entry and entry.category in _OPEN for entry in found)


def _pointed(chunk: Chunk) -> bool:
    return any(word.kind == "pointer" for word in chunk.words)


def _before(line: Sequence[Chunk], k: int, light: int) -> Iterator[Chunk]:
    """The chunks before the trigger that can tell its realis, nearest first: back to the clause's start or to another verb."""
    joined = named = False
    for j in range(k - 1, -1, -1):
        chunk = line[j]
        if chunk.kind in _STOPS:
            return
        yield chunk
        if chunk.kind == "coordination":
            if named and not (j and head_actor(line[j - 1])):
                return
            joined = True
        elif chunk.kind in VERBS and j != light and not joined and not (chunk.kind == "light_target" and j == k - 1):
            if line[max(light, 0)].kind in PREPOSITIONS:  # `akan dibahas dalam rapat`
                yield from (c for c in line[max(j - 2, 0):j][::-1] if c.kind in ("modal", "neg"))
            return
        named = named or chunk.kind == "np" and head_actor(chunk) is not None


def _from_after(line: Sequence[Chunk], k: int, words: Lexicon) -> str:
    """`Rapat itu akan digelar`: the modal before the verb that carries the noun; `… pekan depan`: the date in the clause."""
    for j in range(k + 1, len(line)):
        chunk = line[j]
        if chunk.kind not in ("modal", "np") and any(m.entry.category == "planned" for m in words.find(chunk.form)):
            return "planned"
        if chunk.kind in ("mark", "complement", "clause", "active", "relative"):
            break
        i = after(line, j)
        ours = i + 1 < len(line) and line[i].words[0].kind == "first" and line[i + 1].kind == "light_agent"  # `akan kami lakukan`
        if chunk.kind == "modal" and (ours or i < len(line) and line[i].kind in ("light_passive", "attended", "place")):
            found = words.get(chunk.form)
            if found and found.category != "done":
                return found.category
    return "actual"


def polarity_of(line: Sequence[Chunk], k: int, light: int, entry: tuple, lexicons: Lexicons) -> str:
    """`negative` where the trigger or the verb that carries it is negated (`tidak menggelar rapat`, `rapat batal digelar`) or denied.

    What is said of somebody stays said when it is denied: `membantah tudingan` is a report, and a denial of it.
    """
    words, told = lexicons["negation"], lexicons["realis"]
    starts = [k] + ([light] if 0 <= light != k and line[light].kind in VERBS else [])
    j = after(line, k)
    if j < len(line) and line[j].kind == "light_passive" and any(c.kind == "neg" for c in line[k + 1:j]):
        return "negative"
    if entry.category == "REPORT" and entry.kind == "noun" and k and _last(line[k - 1], told) == "denied":
        return "positive"
    denied = _claimed(line, k, told) == "denied" or any(_negated(line, start, words, told) for start in starts)
    return "negative" if denied else "positive"


def _negated(line: Sequence[Chunk], k: int, words: Lexicon, told: Lexicon) -> bool:
    for j in range(k - 1, -1, -1):
        chunk = line[j]
        if _last(chunk, told) == "denied":
            return not _negated(line, j, words, told)  # `tak membantah mengarahkan guru`
        if chunk.kind == "neg" or words.get(chunk.form):
            return True
        if (before := _joined_verb(line, j)) is not None:
            return _negated(line, before, words, told)
        if chunk.kind == "relative" and j and line[j - 1].kind == "np":
            return _negated(line, j - 1, words, told)  # `tidak ada ASN yang berpihak`
        if chunk.kind not in ("adverb", "modal", "control"):
            return False
    return False


def _joined_verb(line: Sequence[Chunk], j: int) -> int | None:
    """The index of the verb that the word at `j` joins to the next: one negation holds for both in `tidak boleh menyukai atau membagikan`,
    `tidak boleh berpihak, apalagi memakai`; None if it joins no verbs."""
    before = j - 1 - (j > 1 and line[j - 1].kind == "comma")
    joins = line[j].kind == "coordination" and before >= 0 and j < len(line) - 1
    return before if joins and line[before].kind in VERBS and line[j + 1].kind in VERBS else None
