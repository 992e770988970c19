"""Who fills the roles of an event noun: its possessor, the verb that carries it, those whom somebody calls for it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .clauses import ACTORS, EDGES, PASSIVES, VERBS, Chunk, Word, any_actor, head_actor
from .subjects import Subject, after, bare_agent, fronted, patient, phrases_after, subject

_ACTS = frozenset(("MEETING", "OUTREACH", "INQUIRY", "MONITORING", "PLEDGE"))
_TAKES_PART = frozenset(("PLEDGE", "MONITORING", "VIOLATION"))  # who joins in one of these does it; who joins a meeting came to it


class Clause(NamedTuple):
    """A trigger in its sentence: its voice (`nominal` for a noun), the index of the verb that carries it (its own for a verb; -1: none)
    and the subject of that verb."""

    line: Sequence[Chunk]
    k: int
    word: Word
    entry: tuple
    voice: str
    carrier: int
    subject: Subject


def who(found: Subject) -> Word | None:
    """The actor in the subject that was found, or None; `rapat Bawaslu itu` is a meeting, and nobody."""
    return any_actor(found.chunk) if found.chunk and found.chunk.words[0].kind != "event" else None


def verbal(c: Clause) -> Word | None:
    """`Bawaslu Klarifikasi Lurah`, `kami masih sosialisasi`, `KPU akan rapat`: the noun stands as a verb."""
    before = [w for w in c.line[c.k].words if w.start < c.word.start]
    if c.entry.category not in _ACTS or before and before[-1].kind != "actor":
        return None
    if before:
        return head_actor(c.line[c.k]) if not c.k or c.line[c.k - 1].kind in ("mark", "comma", "clause") else None
    pronoun = c.carrier >= 0 and c.line[c.carrier].kind == "np" and c.line[c.carrier].words[0].kind in ("first", "body")
    return who(subject(c.line, c.k)) if pronoun or c.k and c.line[c.k - 1].kind == "modal" else None


def carrier_subject(c: Clause) -> Word | None:
    """`Bawaslu menggelar rapat`; and of what one does by taking part: `Guru mengikuti ikrar`."""
    kind = c.line[c.carrier].kind if c.carrier >= 0 else ""
    return who(c.subject) if kind == "light_agent" or kind == "light_target" and c.entry.category in _TAKES_PART else None


def aim(c: Clause, role: str) -> Word | None:
    """`Bawaslu mengundang lurah untuk klarifikasi`: who is called for it is its target, who calls its agent."""
    goal = c.carrier - (role == "agent" and c.line[c.carrier].kind == "light_target")  # `mengundang camat untuk mengikuti bimtek`
    if c.entry.category not in ("INQUIRY", "OUTREACH") or goal < 1 or c.line[goal].kind != "control":
        return None
    v = next((i for i in range(goal - 1, -1, -1) if c.line[i].kind in VERBS), -1)
    caller, passive = Subject(None, ""), c.line[v].kind in PASSIVES
    if v >= 0 and c.line[v].kind in ("active", "bare", "passive") and not any(x.kind in EDGES or x.kind == "comma" for x in c.line[v:goal]):
        called = Subject(bare_agent(c.line, v), "") if passive else subject(c.line, v)
        caller = called if role == "agent" else subject(c.line, v) if passive else Subject(fronted(c.line, v) or patient(c.line, v), "")
    return who(caller)


def parties(c: Clause) -> Word | None:
    """`penandatanganan kesepakatan antara KPU dan Polres`: the first of those between whom it is."""
    if c.entry.category not in ("PLEDGE", "MEETING"):
        return None
    return next((head_actor(c.line[j]) for kind, j in phrases_after(c.line, c.k) if kind == "between"), None)


def possessor(c: Clause, role: str) -> Word | None:
    """The actor right behind the event noun or further on in its phrase, where the noun gives it this role.

    `laporan warga` is theirs, `pengawasan Bawaslu` what that office does, `pengawasan (netralitas) ASN` what is done to them.
    """
    rest = [w for w in c.line[c.k].words if w.start >= c.word.end and w.kind != "pointer"]
    if not rest and c.entry.category != "REPORT" and [x.words[0].kind for x in c.line[c.k + 1:c.k + 2]] in (["first"], ["body"]) \
            and not any(x.kind in ("bare", "light_agent") for x in c.line[after(c.line, c.k + 1):][:1]):
        rest = c.line[c.k + 1].words  # `harapan kami`, `rekomendasi lembaganya`; not `laporan kami terima`
    meant = {"with": "agent", "topic": "agent", "none": ""}.get(c.entry.after, c.entry.after)
    actor = next((w for w in rest if w.kind in ACTORS), None)
    if not actor or c.entry.category == "FORMATION":  # `pembentukan satgas`
        return None
    rest = rest[next(n for n, w in enumerate(rest) if w.kind != "quantifier"):]  # `pemeriksaan lima lurah`
    first = actor is rest[0]
    if c.entry.category == "MONITORING" and not first and rest[0].kind not in ("conduct", "member", "venue"):
        return None  # `pengawasan pendaftaran calon`
    if c.entry.category == "MEETING" and not first and getattr(actor.ref, "rule", "group") == "group" and c.entry.after != "none":
        return None
    if first and c.entry.category in ("MONITORING", "INQUIRY", "OUTREACH"):
        body = actor.kind != "actor" or actor.ref.kind == "organisation" and actor.ref.rule != "group"
        meant = "agent" if body else "target"  # `pengawasan Bawaslu`, `pengawasan kami`; `pengawasan ASN`
    if c.entry.category == "MEETING" and (who(c.subject) or c.entry.after == "none" and getattr(actor.ref, "rule", "") == "group"):
        meant = "target"  # `menggelar rapat Forkopimda`: somebody else convened it; `apel pegawai`
    if first and c.entry.root == "larang" and getattr(actor.ref, "rule", "") == "group":
        meant = "target"  # `larangan ASN berpolitik`
    if c.entry.category == "REPORT" and meant == "agent" and (" " in c.word.form or not first):
        meant = "target"  # `laporan dugaan pelanggaran ASN`, `laporan netralitas ASN`: they are accused
    return actor if meant == role else None


def recipient(c: Clause) -> Word | None:
    """Who attended or received: the subject, or, where the verb comes first (`Hadir dalam rapat itu Kapolres`), the name after."""
    kind, category = (c.line[c.carrier].kind if c.carrier >= 0 else ""), c.entry.category
    passive = kind in ("light_recipient", "attended") or kind == "light_passive" and category == "SANCTION"  # `dikenakan sanksi`
    carried_out = category == "RECOMMENDATION" and kind == "light_agent" and possessor(c, "agent")  # `melaksanakan rekomendasi KASN`
    if category in _TAKES_PART or not passive and not carried_out and (kind != "light_target" or category == "REPORT"):
        return None
    return who(c.subject) or next((head_actor(x) for x in c.line[after(c.line, c.k):][:1] if x.kind == "np"), None)


def denier(c: Clause) -> Word | None:
    """`Camat itu menepis tudingan`: who denies an accusation is accused."""
    verb = c.line[c.carrier].words[0].ref if c.carrier >= 0 and c.entry.category == "REPORT" else None
    return who(subject(c.line, c.carrier)) if getattr(verb, "category", "") == "DENIAL" else None


def befalls(c: Clause) -> Word | None:
    """`Sanksi berat menanti lurah`, `hukuman yang bisa menimpa lurah itu`: whom a verb told of the punishment has as object."""
    j = after(c.line, c.k)
    j = after(c.line, j) if j < len(c.line) and c.line[j].kind in ("relative", "stative") else j  # `teguran tertulis`
    if c.entry.category != "SANCTION" or j >= len(c.line) or c.line[j].kind != "active" or c.line[j].words[0].ref is not None:
        return None
    i = after(c.line, j)
    i += i < len(c.line) and c.line[i].kind in ("target", "against")
    return head_actor(c.line[i]) if i < len(c.line) and c.line[i].kind == "np" else None
