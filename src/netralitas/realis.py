"""Whether a trigger is told as a fact, as to come, or as only possible; and whether it is said not to be so."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from .clauses import PREPOSITIONS, VERBS, Chunk, head_actor
from .lexicon import Lexicon
from .subjects import after

_SAID = frozenset(("APPEAL", "DIRECTIVE", "DENIAL"))
_STOPS = frozenset(("mark", "complement", "clause", "then"))
_NOT_TOLD = frozenset(("MONITORING", "VIOLATION", "SANCTION", "PLEDGE", "INQUIRY", "OUTREACH"))


def realis_of(line: Sequence[Chunk], k: int, light: int, entry: tuple, words: Lexicon) -> str:
    """`actual`, `planned` or `hypothetical` for the trigger in chunk `k` whose governing verb is chunk `light` (k itself for a verb).

    The nearest word of realis.tsv before the trigger in its clause decides; a trigger that somebody is asked or forbidden to do is
    hypothetical; a date such as `pekan depan` after it makes it planned. Without such words it is actual.
    """
    if entry.category == "ELECTION_STAGE":
        ahead = any(m.entry.category in ("countdown", "planned") for c in line for m in words.find(c.form))
        return "planned" if ahead else "actual"
    if entry.category in _SAID and entry.kind == "verb":
        return _said(line, k, words)
    if any(_framed(chunk, words) for chunk in (line[k], line[max(_front(line, k), 0)])):
        return "hypothetical"
    before = list(_before(line, k, light))
    if any(chunk.kind == "control" and words.get(chunk.form) for chunk in before) or _wished(line, k, words):
        return "hypothetical"
    if _doubted(line, k, words) or is_gerund(line, k, words) or _predicate(line, k, words):
        return "hypothetical"
    for chunk in before:
        found = words.get(chunk.form)
        if found and found.category in ("planned", "hypothetical", "permit", "done"):
            return {"done": "actual", "permit": "hypothetical"}.get(found.category, found.category)
        if getattr(chunk.words[0].ref, "category", "") in ("APPEAL", "DIRECTIVE") and chunk.kind in VERBS:
            return "hypothetical"
    if entry.category == "VIOLATION" and _generic(line, k, words):
        return "hypothetical"
    if light >= 0 and light != k and line[light].kind == "topic" and entry.category in _NOT_TOLD and not _pointed(line[k]):
        return "hypothetical"
    return _from_after(line, k, words)


def _said(line: Sequence[Chunk], k: int, words: Lexicon) -> str:
    """An appeal, order or denial stands as soon as it is uttered: only what is right before its verb counts (`akan meminta`)."""
    for j in range(k - 1, -1, -1):
        found = words.get(line[j].form)
        if line[j].kind not in ("adverb", "modal", "neg") or found and found.category == "done":
            break
        if found and found.category in ("planned", "hypothetical"):
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


def _doubted(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """`Ia membantah bahwa ia berpihak`, `isu bahwa camat berpihak`: denied or rumoured; without `bahwa` only right behind the noun."""
    j = k - 1
    if j >= 0 and line[j].kind == "np" and line[j].words[-1].kind != "pointer" and _last(line[j], words) == "doubt":
        return True
    while j > 0 and line[j].kind not in ("mark", "complement"):
        j -= 1
    return j > 0 and line[j].kind == "complement" and _last(line[j - 1], words) in ("doubt", "frame")


def _last(chunk: Chunk, words: Lexicon) -> str:
    """The category in realis.tsv of the chunk's last word that is no pointer."""
    forms = [word.form for word in chunk.words if word.kind != "pointer"]
    found = words.get(forms[-1]) if forms else None
    return found.category if found else ""


def is_gerund(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """Whether the verb or event noun at `k` is itself a subject: `Menyukai dan mengomentari unggahan calon termasuk pelanggaran`.

    No noun phrase stands before it in its clause, and a word for what it counts as (or may bring) stands behind it.
    """
    noun = line[k].kind == "np"  # `Silaturahmi dengan calon bisa dianggap pelanggaran`
    if line[k].kind not in ("active", "bare", "verb", "np") or not _opens(line, _chain_start(line, k)):
        return False
    if noun and (line[k].words[0].kind != "event" or _pointed(line[k])):
        return False
    for j in range(k + 1, len(line)):
        found = getattr(words.get(line[j].form), "category", "")
        if found == "generic" and not noun or found == "hypothetical" and line[j].kind in ("modal", "passive"):
            return True
        joined = line[j].kind in VERBS and line[j - 1].kind == "coordination"
        if line[j].kind not in PREPOSITIONS and line[j].kind not in ("np", "coordination", "adverb", "date") and not joined:
            return False
    return False


def _chain_start(line: Sequence[Chunk], k: int) -> int:
    """The index of the first of the verbs that `dan` or `atau` joins to the one at `k`, adverbs before it included."""
    while k > 1 and (line[k - 1].kind == "adverb" or line[k - 1].kind == "coordination" and line[k - 2].kind in VERBS):
        k -= 1 if line[k - 1].kind == "adverb" else 2
    return k


def _opens(line: Sequence[Chunk], j: int) -> bool:
    """Whether the chunk at `j` opens a clause and no subject stands before it."""
    return j == 0 or line[j - 1].kind in ("mark", "complement") or line[j - 1].kind == "comma" and _no_subject(line, j - 1)


def _no_subject(line: Sequence[Chunk], j: int) -> bool:
    """Whether only a phrase under a preposition stands before the comma at `j`: `Menurut Budi, Ketua KPU,`."""
    start = next((i + 1 for i in range(j - 1, -1, -1) if line[i].kind in ("mark", "complement")), 0)
    return start < j and line[start].kind in PREPOSITIONS and not any(c.kind in VERBS for c in line[start:j])


def _predicate(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """`Hadir di kampanye adalah pelanggaran`: the noun only says what the gerund before it counts as."""
    j = k - 1
    while j > 0 and line[j].kind in ("adverb", "modal"):
        j -= 1
    found = words.get(line[j].form) if j > 0 else None
    return bool(found and found.category == "generic") and any(is_gerund(line, i, words) for i in range(j) if line[i].kind in VERBS)


def _generic(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    """`ASN yang melanggar akan ditindak`: who ever does it, if what follows is not yet so."""
    if not any(chunk.kind == "relative" for chunk in line[max(k - 3, 0):k]):
        return False
    found = [words.get(chunk.form) for chunk in line[k + 1:] if chunk.kind == "modal"]
    return any(entry and entry.category in ("planned", "hypothetical") for entry in found)


def _framed(chunk: Chunk, words: Lexicon) -> bool:
    """Whether a noun such as `kesiapan` or `pedoman` stands before an event noun in the phrase, which is then no happening."""
    forms = [word.form for word in chunk.words]
    heads = forms[:next((n for n, w in enumerate(chunk.words) if w.kind == "event"), 0)]
    return any((found := words.get(form)) and found.category == "frame" for form in heads)


def _front(line: Sequence[Chunk], k: int) -> int:
    """The index of the first phrase of the list that the trigger's phrase closes: `pedoman pembinaan dan pengawasan`."""
    return k - 2 if k > 1 and line[k - 1].kind == "coordination" and line[k - 2].kind == "np" and not head_actor(line[k - 2]) else k


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
        if any(m.entry.category == "planned" for m in words.find(chunk.form)) and chunk.kind != "modal":
            return "planned"
        if chunk.kind in ("mark", "complement", "clause", "active", "relative"):
            break
        i = after(line, j)
        if chunk.kind == "modal" and i < len(line) and line[i].kind in ("light_passive", "attended", "place"):
            found = words.get(chunk.form)
            if found and found.category != "done":
                return found.category
    return "actual"


def polarity_of(line: Sequence[Chunk], k: int, light: int, words: Lexicon) -> str:
    """`negative` where a negator stands before the trigger or the verb that carries it (`tidak menggelar rapat`, `rapat batal digelar`)."""
    starts = [k] + ([light] if 0 <= light != k and line[light].kind in VERBS else [])
    j = after(line, k)
    if j < len(line) and line[j].kind == "light_passive" and any(c.kind == "neg" for c in line[k + 1:j]):
        return "negative"
    return "negative" if any(_negated(line, start, words) for start in starts) else "positive"


def _negated(line: Sequence[Chunk], k: int, words: Lexicon) -> bool:
    for j in range(k - 1, -1, -1):
        chunk = line[j]
        if chunk.kind == "neg" or words.get(chunk.form):
            return True
        if _joined_verbs(line, j):
            return _negated(line, j - 1, words)
        if chunk.kind == "relative" and j and line[j - 1].kind == "np":
            return _negated(line, j - 1, words)  # `tidak ada ASN yang berpihak`
        if chunk.kind not in ("adverb", "modal", "control"):
            return False
    return False


def _joined_verbs(line: Sequence[Chunk], j: int) -> bool:
    """Whether the word at `j` joins two verbs: negation holds for both in `tidak boleh menyukai atau membagikan`."""
    return line[j].kind == "coordination" and 0 < j < len(line) - 1 and line[j - 1].kind in VERBS and line[j + 1].kind in VERBS
