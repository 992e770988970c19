"""Who stands where around a verb: walks over the chunks of a sentence for its subject, its agent, and the phrases that belong to it."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from .clauses import EDGES, LIGHTWEIGHT, PASSIVES, PREPOSITIONS, VERBS, Chunk, Word, any_actor, head_actor, is_person

SPEECH = frozenset(("APPEAL", "DIRECTIVE"))
TOGETHER = frozenset(("MEETING", "OUTREACH"))
_ACCUSES = frozenset(("INQUIRY", "REPORT", "SANCTION", "RECOMMENDATION"))  # whoever is their object did what the reason tells
_LIGHT = ("neg", "modal", "adverb")
_ENDS = EDGES | VERBS | {"comma", "relative", "date", "place", "with", "agent", "attended", "company", "control", "target", "against"}


class Subject(NamedTuple):
    """Who stands as the subject of a verb: the noun phrase (None if there is none) and how it was found."""

    chunk: Chunk | None
    how: str


def back(line: Sequence[Chunk], j: int, kinds: Collection[str]) -> int:
    """The index of the last chunk up to `j` that is of none of these kinds; -1 if there is none."""
    return next((i for i in range(j, -1, -1) if line[i].kind not in kinds), -1)


def _verb_before(line: Sequence[Chunk], j: int) -> int:
    """The index of the last verb, or edge of a clause, before `j`; -1 if there is none."""
    return next((i for i in range(j - 1, -1, -1) if line[i].kind in VERBS or line[i].kind in EDGES), -1)


def phrase_start(line: Sequence[Chunk], j: int) -> int:
    """The index of the first chunk of the list (`Bawaslu, KPU, dan Polri`) or apposition (`Ketua KPU, Ani,`) of the noun phrase at `j`."""
    listed = False
    while j >= 2 and (head_actor(line[j]) or _apposed(line, j)):
        p = j - 1
        if line[p].kind in ("coordination", "bound"):  # `guru, bidan hingga lurah`
            p, listed = p - (line[p - 1].kind == "comma"), True
        elif line[p].kind != "comma" or not (listed or _apposed(line, j)):
            break
        if line[p - 1].kind != "np" or not head_actor(line[p - 1]):
            break
        j = p - 1
    return j


def _apposed(line: Sequence[Chunk], j: int) -> bool:
    """`Budi Santosa, Ketua KPU, meminta`, `Rina Melati, pedagang di pasar, berharap`: between commas, behind a person's name."""
    if line[j - 1].kind != "comma" or line[j - 2].kind != "np" or not is_person(head_actor(line[j - 2])):
        return False
    end = next((c for c in line[j + 1:] if c.kind != "np" and c.kind not in PREPOSITIONS), line[j])
    return end.kind == "comma" and not is_person(head_actor(line[j]))


def subject(line: Sequence[Chunk], k: int) -> Subject:
    """The subject of the verb at `k` as `_subject` finds it; in a clause that has none, as its main clause tells.

    `Hal itu disampaikan Mahendra saat memimpin apel`: behind a passive that tells of no person, the one who did that (shared).
    `Usai memimpin apel, Mahendra berpidato`: of a clause that opens the sentence, the subject of the next (ahead).
    """
    found, opener = _subject(line, k), back(line, k - 1, LIGHTWEIGHT)
    if not (found.chunk and any_actor(found.chunk)) and opener >= 2 and line[opener].kind in ("clause", "in", "with", "bound"):
        p = _verb_before(line, opener)  # `…,” kata Mahendra saat memimpin apel`
        told = p > 0 and (line[p].kind in PASSIVES or line[p].kind == "verb" and line[p - 1].kind in ("mark", "comma"))
        found = Subject(by, "shared") if told and (by := bare_agent(line, p)) else found
    return found if found.chunk else _ahead(line, k) or found


def _ahead(line: Sequence[Chunk], k: int) -> Subject | None:
    """The subject behind the comma that closes the clause of the verb at `k`, if that opens the sentence or the quotation."""
    if any(c.kind not in LIGHTWEIGHT and c.kind not in ("clause", "in", "bound", "condition", "control") for c in line[max(k - 3, 0):k]):
        return None
    stop = next((j for j in range(k + 1, len(line)) if line[j].kind in ("mark", "complement", "relative")), len(line))
    j = next((j for j in range(k + 1, min(stop, len(line) - 1)) if line[j].kind == "comma" and head_actor(line[j + 1])), None)
    verb = j and next((c.kind for c in line[j + 2:] if c.kind in VERBS or c.kind in EDGES), "mark")
    return Subject(line[j + 1], "ahead") if verb in VERBS else None


def _subject(line: Sequence[Chunk], k: int) -> Subject:
    """The subject of the verb at `k`, looked for leftwards; phrases under a preposition and agents of other passives are passed over.

    `how` is subject, relative (before `yang`), shared (with a verb before), controlled (the object of the verb that governs this one),
    dropped (the verb opens the sentence), whoever (`yang memihak` alone) or unknown: the chunk is None.
    """
    j = k - 1
    while j >= 0:
        chunk = line[j]
        if chunk.kind == "np":
            found, j = _noun_before(line, j, k)
            if found:
                return found
        elif chunk.kind in LIGHTWEIGHT or chunk.kind in ("company", "stand_in") or chunk.kind in PREPOSITIONS:
            j -= 1
        else:
            return _across(line, j, k)
    return Subject(None, "dropped")


def _noun_before(line: Sequence[Chunk], j: int, k: int) -> tuple[Subject | None, int]:
    aside = back(line, j, VERBS | PREPOSITIONS | {"np", "adverb", "modal", "neg"}) if line[j + 1].kind == "comma" else 0
    if aside > 1 and line[aside].kind == "relative" and line[aside - 1].kind == "comma":
        return _across(line, aside, k), j  # `Camat itu, yang menjadi juri lomba guru, dinilai memihak`
    first = phrase_start(line, j)
    governor = line[first - 1] if first else None
    kind = governor.kind if governor else "start"
    if kind == "adverb" and line[first - 2].kind in ("active", "light_agent") and first > 2 and k - j > 1:
        return _object_before(line, first, j, k, first - 2), j  # `Bawaslu membuka kembali tahapan dengan melayangkan`
    if kind == "comma" and line[j + 1].kind == "comma" and (line[j].form.endswith("nya") or line[j].words[-1].kind == "venue"):
        return None, j - 2  # `Ia, lanjutnya, tidak pernah`; `pejabat di Kabupaten Seruni, Sulawesi Tengah, diingatkan`
    if kind == "comma" and first > 1 and line[j].words[0].kind == "venue" and any_actor(line[first - 2]):
        return None, first - 2  # `Bawaslu Kabupaten Seruni, Sulawesi Tengah memanggil`
    if kind == "bound" and head_actor(line[j]) and back(line, k - 1, _LIGHT) == j:
        return Subject(line[first], "subject"), j  # `usai Bawaslu memanggil lurah`
    if _deed(line[k]) and j == k - 1 and getattr(line[j].words[-1].ref, "category", "") == "DIRECTIVE":
        return Subject(None, "unknown"), j  # `larangan mengunggah foto calon`
    if kind in ("from", "in") and first > 1 and {w.kind for w in line[first - 2].words} <= {"quantifier", "member"} \
            and line[first - 3].kind != "coordination":
        return Subject(line[first], "subject"), j  # `dua dari lima lurah`, `tim dari Bawaslu`
    if kind in PREPOSITIONS or kind == "company" or (kind in PASSIVES and head_actor(line[first])):
        return None, first - 2
    if kind == "verb" and first > 1 and line[first - 2].kind in ("comma", "np") and line[j + 1].kind == "comma":
        return None, first - 2  # `Polres, kata Zainal, mengingatkan`
    if kind in ("active", "bare", "light_agent", "light_target"):
        return _object_before(line, first, j, k), j
    opener = back(line, first - 1, _LIGHT)  # what opens the clause: the `yang` of `yang tidak netral`, the `ASN` of `ASN harus netral`
    if opener >= 0 and not head_actor(line[first]) and first - opener > (line[opener].kind == "np"):
        if line[opener].kind == "relative":
            return _across(line, opener, k), j
        if line[opener].kind == "np" and head_actor(line[opener]):
            return _noun_before(line, opener, k)
        if line[opener].kind in VERBS and (kind in ("neg", "modal") or line[opener].kind in PASSIVES and _speech(line[opener])):
            return _across(line, opener, k), j  # `mengaku tidak segan menindak`, `warga diminta turut peduli dengan melapor`
    if first > 1 and kind == "coordination" and not any_actor(line[first]) and head_actor(line[first - 2]):
        return _noun_before(line, first - 2, k)  # `Ia dan timnya melapor`
    return Subject(line[first], "subject"), j


def _object_before(line: Sequence[Chunk], first: int, j: int, k: int, verb: int | None = None) -> Subject:
    """The verb follows the object of another: in `meminta ASN menandatangani` the object acts, else the subject."""
    verb = first - 1 if verb is None else verb
    speech, opener = _speech(line[verb]), back(line, verb - 1, _LIGHT)
    clause = back(line, opener, ("light_target",))  # `yang ikut mengarahkan`
    if line[k].kind in PASSIVES and line[clause].kind == "relative" and head_actor(line[first]):
        return _across(line, clause, k)  # `lurah yang mengarahkan guru dipanggil`
    if line[k].kind in PASSIVES and line[opener].kind != "relative" or speech and not head_actor(line[first]):
        return Subject(line[j], "controlled")  # `mengatakan sistem itu dikaji`, `berharap rapat ini menghasilkan`
    if head_actor(line[first]) and (speech or line[k - 1].kind != "comma"):
        return Subject(line[first if speech else j], "controlled" if first == j or speech else "subject")
    return subject(line, verb)._replace(how="shared")


def _across(line: Sequence[Chunk], j: int, k: int) -> Subject:
    """The subject on the other side of the word at `j` that opens this verb's clause."""
    kind = line[j].kind
    if kind == "relative":
        j -= bool(j and line[j - 1].kind == "comma")
        j = back(line, j - 1, ("adverb", "modal")) + 1  # `memproses siapa saja yang melanggar`
        if j and line[j - 1].kind in VERBS and _deed(line[k]):
            return Subject(None, "whoever")  # `menindak yang memihak`
        if not j or line[j - 1].kind != "np":
            found = _behind(line, j, "relative")
            return found if found.chunk else Subject(None, "whoever")  # `Yang berpihak akan dipecat`
        while j > 2 and line[j - 2].kind in ("place", "from") and line[j - 3].kind == "np":  # `camat di Kabupaten Seruni yang`
            j -= 2
        found = line[phrase_start(line, j - 1)]
        return Subject(found, "relative" if any_actor(found) or not _deed(line[k]) else "whoever")
    if kind == "then" and j and line[j - 1].kind == "np" and line[phrase_start(line, j - 1) - 1].kind not in VERBS:
        found, _ = _noun_before(line, j - 1, k)  # `Bawaslu kemudian memanggil`
        return found or _behind(line, j, "shared")
    if kind == "coordination" and (line[k].kind in PASSIVES or not _speech(line[k])):
        v = _verb_before(line, j)
        avoided = line[k - 1].kind == "neg" and _deed(line[k])  # `menjamin ASN netral dan tidak memihak`
        if v >= 0 and (_speech(line[v]) or avoided and line[v].kind == "active") and (asked := patient(line, v)) and head_actor(asked):
            return Subject(asked, "controlled")  # `meminta ASN kembali netral dan tidak berpihak`
        named = back(line, j - 2, _LIGHT)
        if j - 2 > named >= 0 and not any_actor(line[j - 1]) and line[named].kind == "np" and head_actor(line[named]):
            return Subject(line[phrase_start(line, named)], "shared")  # `bahwa ASN wajib netral dan tidak memihak`
    if kind == "control" and j:
        v = _verb_before(line, j)
        asked = patient(line, v) if v >= 0 else None
        if v >= 0 and _speech(line[v]) or asked and line[k].kind in PASSIVES and head_actor(asked):
            return Subject(asked, "controlled")  # `mengajukan lurah ke bupati agar diberi sanksi`
        if v >= 0 and j > 1 and (line[j - 2].kind == "with" or line[j + 1].kind == "with"):
            return subject(line, v)._replace(how="shared")  # `KPU bekerja sama dengan Polres untuk membentuk`, `… untuk bersama mengawasi`
        if head_actor(line[j - 1]):
            return Subject(line[j - 1], "controlled")
    if kind == "clause" and (accused := _accused(line, j, k)):
        return Subject(accused, "shared")
    if kind in VERBS:
        return Subject(topic, "controlled") if (topic := fronted(line, j)) else subject(line, j)
    if kind == "mark":
        return Subject(None, "dropped" if j == 0 else "unknown")
    return _behind(line, j, "shared")


def _accused(line: Sequence[Chunk], j: int, k: int) -> Chunk | None:
    """Of whom the clause at `j` with the verb `k` gives the reason: the lurah of `memanggil lurah karena memihak` (or `karena dilaporkan`),
    of `berlaku bagi lurah karena rentan memihak`."""
    v, deed = _verb_before(line, j), _deed(line[k])
    accuses = v >= 0 and (deed or line[k].kind in PASSIVES) and getattr(line[v].words[0].ref, "category", "") in _ACCUSES
    found = patient(line, v) if accuses else None
    if not (found and head_actor(found)) and deed:
        found = phrase_before(line, j, "target") or phrase_before(line, j, "against")
        found = found if found and v < line.index(found) else None
    return found if found and head_actor(found) else None


def fronted(line: Sequence[Chunk], k: int) -> Chunk | None:
    """Who stands before the pronoun of a bare verb: `ASN itu akan kami tindak`, `ASN yang kami tindak`; not `Saya minta`."""
    j = back(line, k - 1, _LIGHT)
    found = subject(line, j).chunk if line[k].kind == "bare" and j > 0 and line[j].words[0].kind == "first" else None
    return found if found and found.end <= line[j].start and head_actor(found) and head_actor(found).kind != "first" else None


def patient(line: Sequence[Chunk], v: int) -> Chunk | None:
    """Whom the verb of speech at `v` asks to act: the ASN of `meminta kepada ASN agar`, `ASN diminta untuk`, `kepada ASN kami minta`."""
    if line[v].kind in PASSIVES:
        return subject(line, v).chunk
    j = after(line, v)
    j += j < len(line) and line[j].kind in ("target", "against", "with", "from")
    return line[j] if j < len(line) and line[j].kind == "np" else phrase_before(line, v, "target")


def _speech(chunk: Chunk) -> bool:
    return getattr(chunk.words[0].ref, "category", "") in SPEECH and chunk.kind in VERBS


def _deed(chunk: Chunk) -> bool:
    return getattr(chunk.words[0].ref, "category", "") == "VIOLATION"


def phrase_before(line: Sequence[Chunk], k: int, kind: str, behind: tuple[str, ...] = ()) -> Chunk | None:
    """The nearest phrase before `k` under a preposition of `kind`, on this side of a quotation mark: `Kepada ASN, polisi meminta`.

    With `behind`, the preposition must open the sentence or stand behind a word of one of these kinds: `Di Palu, KPU menggelar rapat`.
    """
    start = next((j for j in range(k - 1, 0, -1) if line[j].kind == "mark"), 0)
    found = (j for j in range(k - 1, start, -1) if line[j].kind == "np" and line[j - 1].kind == kind)
    return next((line[j] for j in found if not behind or j == 1 or line[j - 2].kind in behind), None)


def governor(line: Sequence[Chunk], k: int) -> int:
    """The index of the word that governs the noun phrase at `k`: over `dan` to the one before it in a list of events."""
    p = back(line, k - 1, ("adverb", "date"))
    if p > 1 and line[p].kind == "coordination" and line[p - 1].kind in ("np", "modal"):
        first = back(line, p - 2, ("adverb", "date"))
        if line[first].kind == "light_agent" or any(w.kind == "event" for w in line[p - 1].words):
            return governor(line, p - 1)  # `memperkuat kelembagaan dan pengawasan`
    return p


def _behind(line: Sequence[Chunk], j: int, how: str) -> Subject:
    """The subject of the nearest verb before `j`."""
    i = next((i for i in range(j - 1, -1, -1) if line[i].kind in VERBS or line[i].kind == "mark"), -1)
    if i >= 0 and line[i].kind in VERBS:
        found = subject(line, i)
        return found._replace(how=how) if found.chunk else found
    bare = i < 0 and line[j].kind != "condition" and all(c.kind in LIGHTWEIGHT for c in line[:j])
    return Subject(None, "dropped" if bare else "unknown")


def after(line: Sequence[Chunk], k: int) -> int:
    """The index of the first chunk after `k` that is no adverb, modal, negator or date; len(line) at the end."""
    return next((j for j in range(k + 1, len(line)) if line[j].kind not in ("adverb", "modal", "neg", "date")), len(line))


def last_joined(line: Sequence[Chunk], k: int) -> int:
    """The index of the last verb that `dan` joins to the verb at `k`: its object or agent is also that of `k`."""
    while k + 2 < len(line) and line[k + 1].kind == "coordination" and line[k + 2].kind in VERBS:
        k += 2
    return k


def bare_agent(line: Sequence[Chunk], k: int, oleh: bool = True) -> Chunk | None:
    """The noun phrase that names who did it, right after the passive verb at `k`, with `oleh` or without, or the verb's own `-nya`."""
    if found := clitic(line[k]):
        return Chunk(found.start, found.end, "np", (found,))
    j = after(line, last_joined(line, k))
    j += oleh and j < len(line) and line[j].kind == "agent"
    return line[j] if j < len(line) and line[j].kind == "np" and head_actor(line[j]) else None


def clitic(chunk: Chunk) -> Word | None:
    """The `-nya` at the end of a verb as a word: who did it behind a passive (`diimbaunya`), whom it was done to behind an active verb."""
    ends = chunk.kind in ("active", "passive", "light_passive") and chunk.form.endswith("nya")
    return Word(chunk.start, chunk.end, "third", "-nya") if ends else None


def phrases_after(line: Sequence[Chunk], k: int) -> list[tuple[str, int]]:
    """(role word's kind, index of its noun phrase) for each phrase that belongs to the verb or event noun at `k`, by position.

    Looks rightwards to the end of the clause: another full verb, `bahwa`, `karena`, a quotation mark. A relative `yang` and the verbs
    that only carry the noun (`yang digelar di`, `dihadiri`) are passed.
    """
    found, j = [], k
    while (j := j + 1) < len(line):
        kind = line[j].kind
        if kind == "light_agent" and line[j - 1].words[0].kind == "first":
            found.append(("light_passive", j - 1))  # `sosialisasi sudah kami gelar bagi guru`
            continue
        if kind == "mark" and line[j - 1].kind == "topic":  # `diskusi bertajuk “…”`
            j = next((i for i in range(j + 1, len(line)) if line[i].kind == "mark"), len(line))
            continue
        if kind == "happens" and j + 1 < len(line) and line[j + 1].kind == "np" and head_actor(line[j + 1]):
            found.append(("light_passive", j + 1))  # `pertemuan itu dimulai Bawaslu`
            continue
        if kind == "passive" and line[k].kind == "np" and line[j].words[0].ref is None and j == after(line, k):
            i = after(line, j)  # `hukuman disiapkan bagi lurah`
            found += [(line[i].kind, i + 1)] if line[i:i + 1] and line[i].kind in ("target", "against") and line[i + 1:i + 2] else []
            break
        if kind in EDGES or kind in ("active", "passive", "bare", "verb", "light_agent", "light_target"):
            break
        if kind == "control" and j + 1 < len(line) and line[j].form == "untuk" and head_actor(line[j + 1]) \
                and line[after(line, j + 1):][:1] and line[after(line, j + 1)].kind not in VERBS:
            found.append(("target", j + 1))  # `sanksi untuk lurah`
        if kind in PREPOSITIONS or kind in ("attended", "light_passive"):
            i = after(line, j) if kind == "light_passive" else j + 1
            if i < len(line) and line[i].kind == "np":
                found.append((kind, i))
    return found


def convenes(line: Sequence[Chunk], k: int) -> int | None:
    """The index of what the verb at `k` calls people to: `mengumpulkan camat dalam rapat`, `mengundang camat untuk klarifikasi`."""
    if not (_gathers(line[k]) and line[k].words[0].ref.object == "@actor"):
        return None
    for j in range(k + 1, len(line)):
        if line[j].kind in EDGES or line[j].kind in ("active", "passive", "relative") and not _gathers(line[j]):
            break
        for_it = _gathers(line[j], "noun") or line[j].kind == "bare" and _gathers(line[j])
        called = calls(line[k]) and line[j].kind == "np" and any(w.kind == "event" for w in line[j].words)
        if for_it and line[j - 1].kind in ("in", "bound", "control", "place") or called and line[j - 1].kind in ("control", "light_target"):
            return j
    return None


def calls(chunk: Chunk) -> bool:
    """Whether the verb is `mengundang`, which has no time of its own: `akan mengundang camat untuk klarifikasi`."""
    return getattr(chunk.words[0].ref, "root", "") == "undang" and _gathers(chunk)


def _gathers(chunk: Chunk, kind: str = "verb") -> bool:
    return any(getattr(w.ref, "category", "") in TOGETHER and getattr(w.ref, "kind", "") == kind for w in chunk.words)


def stretch(line: Sequence[Chunk], k: int) -> tuple[int, int]:
    """Offsets of the phrase that starts at chunk `k`, with its coordinated and prepositional parts, to the next boundary."""
    stop = next((j for j in range(k + 1, len(line)) if line[j].kind in _ENDS), len(line))
    return line[k].start, max(c.end for c in line[k:stop] if c.kind == "np" or c is line[k])
