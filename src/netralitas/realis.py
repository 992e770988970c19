"""Whether a trigger is told as a fact, as to come, or as only possible; whether it is said not to be so; and for which day."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .clauses import EDGES, PASSIVES, PREPOSITIONS, VERBS, Chunk, Word
from .lexicon import Lexicon, Lexicons
from .roles import TOGETHER, convenes
from .subjects import SPEECH, after, back, calls, governor, subject

_SAID = SPEECH | {"DENIAL"}
_OPEN = frozenset(("planned", "hypothetical"))
_TELLS = {"planned": "planned", "ready": "planned", "hypothetical": "hypothetical", "permit": "hypothetical",
          "wanted": "hypothetical", "done": "actual"}
_JOINTS = frozenset(("coordination", "comma", "then"))
_STOPS = frozenset(("mark", "complement", "clause", "then"))
_WITH_VERB = TOGETHER | {"PLEDGE"}  # `mengumpulkan camat dalam rapat, Senin (3/6)`: both on that day
_DAY, _DAYS = "hari", 22  # what counts the days of a stage, and how near before it
_HELD = 110  # characters in which the day of a stage stands behind it, if it is said to be held then


class Told(NamedTuple):
    """The categories of the words of realis.tsv by form, the forms of negation.tsv, and what tells a phrase to come."""

    tells: dict[str, str]
    negators: frozenset[str]
    planned: re.Pattern
    countdown: re.Pattern


@lru_cache(maxsize=4)
def told_words(lexicons: Lexicons) -> Told:
    """The words that tell realis and polarity."""
    words = lexicons["realis"]
    planned = Lexicon("planned", [e for e in words if e.category == "planned"]).regex
    countdown = Lexicon("countdown", [e for e in words if e.category in ("countdown", "planned")]).regex
    tells = {form: entry.category for form, (_, entry) in words.forms.items()}
    return Told(tells, frozenset(lexicons["negation"].forms), planned, countdown)


def realis_of(line: Sequence[Chunk], k: int, light: int, entry: tuple, words: Told, ahead: bool = False) -> str:
    """`actual`, `planned` or `hypothetical` for the trigger in chunk `k` whose governing verb is chunk `light` (k itself for a verb).

    The nearest word of realis.tsv before the trigger in its clause decides; a trigger that somebody is asked or forbidden to do is
    hypothetical; a date such as `pekan depan` after it makes it planned. Without such words it is actual. A stage of the election is
    planned if its day is `ahead` or the sentence says so.
    """
    if entry.category == "ELECTION_STAGE":
        told = any(words.countdown.search(c.form) for c in line if c.kind != "np")
        return "planned" if ahead or told else "actual"
    if entry.category in _SAID and entry.kind == "verb":
        return right_before(line, k, words)  # an appeal, order or denial stands as soon as it is uttered
    before = [(chunk, words.tells.get(chunk.form)) for chunk in _before(line, k, light)]
    start = next((j for j in range(k, -1, -1) if line[j].kind == "mark"), 0)
    wished = any(words.tells.get(chunk.form) == "wish" for chunk in line[start:k + 1])  # `semoga`, `jika` on its side of a mark
    if wished or _claimed(line, k, words) == "doubt":
        return "hypothetical"
    clause = line[next((j for j in range(k - 1, -1, -1) if line[j].kind in ("mark", "complement")), 0):]
    if _advised(line, k, clause, entry) and ("modal", "hypothetical") not in [(chunk.kind, told) for chunk, told in before]:
        return "planned"
    if any(chunk.kind == "control" and told in _OPEN for chunk, told in before) or _only_named(line, k, light, entry, words):
        return "hypothetical"
    for chunk, told in before:
        if told in _TELLS:  # `siap diperiksa`; `pegawai yang berpihak akan dipecat`: whoever does it
            whoever = told == "planned" and entry.category == "SANCTION" and _describes(line[start:k])
            return "hypothetical" if told == "ready" and line[k].kind in PASSIVES or whoever else _TELLS[told]
        if entry.category == "VIOLATION" and chunk.kind == "np" and _last(chunk, words) == "hypothetical":  # `isi larangan menyukai, …`
            return "hypothetical"
        event = _category(chunk.words[0].ref)
        if event in SPEECH and chunk.kind in VERBS or event == "PLEDGE" and entry.category == "VIOLATION":  # `berikrar tidak memihak`
            return "hypothetical"
        vow = event == "PLEDGE" and chunk.kind in VERBS and not chunk.words[0].ref.object
        if vow and line[k - 1].kind not in PREPOSITIONS:  # `berkomitmen melakukan pengawasan`
            return "planned"
    if entry.category == "VIOLATION" and _generic(line, k, clause, words):
        return "hypothetical"
    if entry.category != "REPORT" and any(told == "soon" for _, told in before) and not any(chunk.kind == "neg" for chunk, _ in before):
        return "planned"
    aims = entry.kind == "verb" and entry.category not in TOGETHER and any(told == "purpose" for _, told in before[:2])
    topic = light >= 0 and line[light].kind == "topic" and entry.category == "MONITORING"
    if aims or topic:  # `petugas untuk mengawasi`, `larangan untuk berkampanye`; `membahas pengawasan`
        return "hypothetical" if entry.category == "VIOLATION" else "planned"
    return _from_after(line, k, words)


def _describes(chunks: Sequence[Chunk]) -> bool:
    """Whether a relative clause says whom a noun phrase means: `pegawai yang berpihak`."""
    kinds = [chunk.kind for chunk in chunks]
    return ("np", "relative") in zip(kinds, kinds[1:])


def _advised(line: Sequence[Chunk], k: int, clause: Sequence[Chunk], entry: tuple) -> bool:
    """`merekomendasikan lurah dijatuhi sanksi`, `rekomendasi agar dilakukan pembinaan`: to come, if they who decide follow."""
    told = (w for c in clause for w in c.words if w.start < line[k].end)
    return entry.category in ("SANCTION", "OUTREACH") and any(_category(w.ref) == "RECOMMENDATION" for w in told)


def _only_named(line: Sequence[Chunk], k: int, light: int, entry: tuple, words: Told) -> bool:
    """Sanctions of which it is told which there are (`mulai dari teguran sampai pemberhentian`); a deed that a list of duties denies
    without a subject: `menjaga sikap dan tidak berpihak`."""
    if entry.category == "SANCTION" and entry.kind == "noun" and (light < 0 or line[light].kind not in VERBS):
        near = [c for c in line[max(k - 3, 0):k + 5] if c is not line[k]]
        listed = any(c.kind == "bound" for c in near) and any(_category(w.ref) == "SANCTION" for c in near for w in c.words)
        told = {words.tells.get(w.form) for c in near for w in c.words}
        phrase = [c.kind for c in line[k + 1:k + 5]]
        whose = line[k - 1].kind != "modal" and "relative" in phrase and phrase[0] in PREPOSITIONS
        return (listed or whose or "kinds" in told) and "done" not in told  # `sanksi bagi pegawai yang berpihak`
    j = k - 1
    if entry.category != "VIOLATION" or entry.kind != "verb" or j < 0 or line[j].kind != "neg" or "pernah" in line[j].form:
        return False
    return j == 0 or line[j - 1].kind in ("mark", "comma", "coordination")


def _category(entry: object) -> str:
    """The category of a word's lexicon entry; empty where it has none."""
    return getattr(entry, "category", "")


def right_before(line: Sequence[Chunk], k: int, words: Told) -> str:
    """What the words right before the verb at `k` say of it: `planned` (`akan meminta`), `hypothetical` (`harus mengawasi`) or `actual`."""
    for j in range(k - 1, -1, -1):
        told = words.tells.get(line[j].form)
        if line[j].kind not in ("adverb", "modal", "neg") or told == "done":
            break
        if told in _OPEN or told == "ready":
            return "planned" if told == "planned" else "hypothetical"
    return "actual"


def _claimed(line: Sequence[Chunk], k: int, words: Told) -> str:
    """`doubt` for what is rumoured (`isu bahwa camat berpihak`), `denied` for what is denied (`membantah tudingan bahwa ia berpihak`)."""
    j = next((i for i in range(k - 1, -1, -1) if line[i].kind in ("complement", "mark")), -1)
    told = j > 0 and line[j].kind == "complement"
    j = j - 1 if told else k - 1
    found = _last(line[j], words) if j >= 0 else ""
    denied = told and found == "denied" or found == "doubt" and j > 0 and _last(line[j - 1], words) == "denied"
    return "denied" if denied else "doubt" if found == "doubt" or told and found == "frame" else ""


def _last(chunk: Chunk, words: Told) -> str:
    """The category in realis.tsv of the chunk's last word that is no pointer."""
    forms = [word.form for word in chunk.words if word.kind != "pointer"]
    return words.tells.get(forms[-1]) if forms else ""


def _generic(line: Sequence[Chunk], k: int, clause: Sequence[Chunk], words: Told) -> bool:
    """`ASN yang melanggar akan ditindak`, `Bawaslu akan menindak ASN yang melanggar`: who ever does it, if the rest is not yet so."""
    if not any(chunk.kind == "relative" for chunk in line[max(k - 3, 0):k]) or any(chunk.kind == "date" for chunk in line[k:]):
        return False
    before = [c for c in clause if c.start < line[k].start]
    asked = any(_category(c.words[0].ref) in SPEECH for c in before)
    headed = not any(c.kind in VERBS for c in before) and any(_category(w.ref) == "SANCTION" for c in before for w in c.words)
    return asked or headed or any(words.tells.get(c.form) in _OPEN | {"ready"} for c in clause)


def _before(line: Sequence[Chunk], k: int, light: int) -> Iterator[Chunk]:
    """The chunks before the trigger that can tell its realis, nearest first: back to the clause's start or to another verb."""
    joined = k > 0 and line[k - 1].kind in ("comma", "then")  # `dilarang mengunggah, menyukai, lalu membagikan`
    for j in range(k - 1, -1, -1):
        chunk = line[j]
        if chunk.kind in _STOPS and (chunk.kind != "then" or j < k - 1):
            return
        yield chunk
        if chunk.kind in ("coordination", "then"):
            joined = True
        elif chunk.kind in VERBS and j != light and not joined and not (chunk.kind == "light_target" and j == k - 1) and not calls(chunk):
            if line[max(light, 0)].kind in PREPOSITIONS:  # `akan dibahas dalam rapat`
                yield from (c for c in line[max(j - 2, 0):j][::-1] if c.kind in ("modal", "neg"))
            return


def _from_after(line: Sequence[Chunk], k: int, words: Told) -> str:
    """`Rapat itu akan digelar`: the modal before the verb that carries the noun; `… pekan depan`: the date in the clause."""
    for j in range(k + 1, len(line)):
        chunk = line[j]
        alone = chunk.kind not in ("modal", "np") or chunk.form.startswith("di")  # `rapat lanjutan direncanakan pada Agustus`
        if alone and words.planned.search(chunk.form):
            return "planned"
        if chunk.kind in ("mark", "complement", "clause", "active", "relative"):
            break
        i = after(line, j)
        ours = i + 1 < len(line) and line[i].words[0].kind == "first" and line[i + 1].kind == "light_agent"  # `akan kami lakukan`
        told = words.tells.get(chunk.form) if chunk.kind == "modal" else "done"
        if told in _OPEN | {"permit"} and (ours or i < len(line) and line[i].kind in ("light_passive", "attended", "place")):
            return _TELLS[told]
    return "actual"


def polarity_of(line: Sequence[Chunk], k: int, light: int, entry: tuple, words: Told) -> str:
    """`negative` where the trigger or the verb that carries it is negated (`tidak menggelar rapat`, `rapat batal digelar`) or denied.

    What is said of somebody stays said when it is denied: `membantah tudingan` is a report, `menolak ajakan` an appeal.
    """
    carries = 0 <= light != k and line[light].kind in VERBS and line[light].kind != "active"  # `tidak membubarkan apel`: it was held
    starts = [k] + ([light] if carries else [])
    j = after(line, k)
    if j < len(line) and line[j].kind == "light_passive" and any(c.kind == "neg" for c in line[k + 1:j]):
        return "negative"
    if entry.category in _SAID | {"REPORT"} and entry.kind == "noun" and k and _last(line[k - 1], words) == "denied":
        return "positive"
    denied = _claimed(line, k, words) == "denied" or any(_negated(line, start, words) for start in starts)
    return "negative" if denied else "positive"


def _negated(line: Sequence[Chunk], k: int, words: Told) -> bool:
    for j in range(k - 1, -1, -1):
        chunk = line[j]
        if _last(chunk, words) == "denied":
            return not _negated(line, j, words)  # `tak membantah mengarahkan guru`
        if chunk.kind == "neg" or chunk.form in words.negators:
            return True
        joined = back(line, j - 1, ("comma",)) if chunk.kind in _JOINTS and line[j + 1].kind in VERBS else -1
        if joined >= 0 and line[joined].kind in VERBS:
            return _negated(line, joined, words)  # `tidak boleh menyukai atau membagikan`, `tidak boleh berpihak, apalagi memakai`
        if chunk.kind == "relative" and j and line[j - 1].kind == "np":
            return _negated(line, j - 1, words)  # `tidak ada ASN yang berpihak`
        if chunk.kind not in ("adverb", "modal", "control", "light_target"):
            return False
    return False


def day_of(line: Sequence[Chunk], k: int, word: Word) -> str | None:
    """The ISO day (or month) of the trigger `word` in chunk `k`, or None: the nearest of the days of its sentence that it owns.

    A day belongs to the verb before it in its clause, or, where none is, to the next; the day of a report, behind a comma and with
    brackets (`…, Senin (3/6)`), to the main verb. A day right behind an event noun (`arahan kemarin`) is that noun's; one behind
    `sampai` or `sejak` is a deadline's only.
    """
    days = []
    for j, chunk in enumerate(line):
        date = chunk.words[0]
        if chunk.kind == "date" and len(date.ref.value or "") >= 7 and _belongs(line, j, k, word):
            days.append((-len(date.ref.value), abs(date.start - word.start), date.start, date.ref.value))
    return min(days)[-1] if days else None


def _belongs(line: Sequence[Chunk], j: int, k: int, word: Word) -> bool:
    category = word.ref.category
    if category == "ELECTION_STAGE":
        return not any(c.kind == "complement" for c in line[min(j, k):max(j, k)])
    if j and line[j - 1].kind in ("bound", "clause"):
        return category == "DIRECTIVE" and line[j - 1].kind == "bound" and _owner(line, j - 1) == k  # a deadline
    owner = _owner(line, j)
    found = (i for i in range(j - 1, -1, -1) if line[i].kind in VERBS | EDGES or any(w.kind == "event" for w in line[i].words))
    noun = next((i if line[i].kind == "np" else -1 for i in found), -1)  # the event noun between the day and the verb before it
    touches = noun == j - 1 or noun == j - 2 and line[j - 1].kind in PREPOSITIONS  # `arahan 3 Juni`, `rapat pada 3 Juni`
    if word.kind == "event" and noun == k and (owner < 0 or touches):
        return True
    if noun >= 0 and noun not in (k, owner + 1) and touches and (word.kind == "event" or category not in TOGETHER):
        return False
    if owner < 0 or word.kind != "event":
        return owner >= 0 and (owner == k or convenes(line, owner) == k)
    if governor(line, k) == owner or category in _WITH_VERB and owner < k < j:
        return True
    return subject(line, owner).chunk is line[k] and (category in TOGETHER or line[owner].kind in PASSIVES or line[owner].kind == "happens")


def _owner(line: Sequence[Chunk], j: int) -> int:
    """The index of the verb that has the day at `j`, -1 if there is none: the nearest before it in its clause, else the next."""
    if j > 1 and line[j - 1].kind == "comma" and "(" in line[j].words[0].form:  # the day of a report: `…, Senin (3/6)`
        return next((i for i in range(_start(line, j), j) if line[i].kind in VERBS), -1)
    for way in (range(j - 1, -1, -1), range(j + 1, len(line))):
        for i in way:
            if line[i].kind in VERBS:
                return i
            if line[i].kind in EDGES or line[i].kind == "relative" and i > j:
                break
    return -1


def _start(line: Sequence[Chunk], j: int) -> int:
    """The index of the last mark or `lalu` before `j`; the marks of a title (`diskusi bertema “…”`) do not count."""
    end = next((i for i in range(j - 1, -1, -1) if line[i].kind in ("mark", "then")), 0)
    opening = next((i for i in range(end - 1, 0, -1) if line[i].kind == "mark"), 0)
    return _start(line, opening) if opening and line[opening - 1].kind == "topic" else end


def timed(text: str, line: list[Chunk], k: int, word: Word) -> bool:
    """Whether a stage has its date: a day or countdown in its clause, `hari pertama masa tenang`; a bare `Pemilu` is held."""
    if word.ref.category != "ELECTION_STAGE" or word.ref.kind == "verb" or _DAY in text[max(word.start - _DAYS, 0):word.start].lower():
        return True
    days = [c.kind == "date" and c.words[0].ref.value or "" for c in line[max(k - 4, 0):k + 6]]
    near = any(day[7:] for day in days) or any(day[4:] for day in days[min(k, 4) + 1:min(k, 4) + 2])  # `Pilkada Desember 2020`
    close = line[max(k - 3, 0):k + 4 - any(c.kind == "comma" for c in line[k:k + 4])]
    behind = next((j for j in range(k + 1, len(line)) if line[j].kind in ("date", "mark", "clause", "complement")), len(line))
    held = any(c.kind in ("light_passive", "happens") for c in line[k + 1:behind])  # `pemilihan yang digelar di Seruni pada 9 Desember`
    day = line[behind].words[0].ref.value or "" if behind < len(line) and line[behind].kind == "date" else ""
    alone = not any(hasattr(w.ref, "plover") for c in line[max(k - 2, 0):k + 1] for w in c.words if w.end <= word.start)
    if held and alone and day[4:] and line[behind].start - word.end < _HELD:
        return True
    return near and (word.ref.kind != "stage" or any(c.kind in ("light_passive", "happens", "date") for c in close))
