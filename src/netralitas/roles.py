"""Who fills which role of an event: one ordered table of strategies for the agent, one for the target.

Voice decides (Sneddon et al. 2010, ch. 3): the subject of a meN-, ber- or bare verb acts, that of a di- or ter- verb undergoes and the
agent stands after it; an event noun has its agent in the verb that carries it (`menggelar rapat`), in its possessor or after `oleh`.
The first strategy of a table that finds somebody wins, and its name goes to `rule`.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .clauses import ACTORS, PASSIVES, PREPOSITIONS, VERBS, Chunk, Word, any_actor, head_actor
from .subjects import (
    SPEECH, Subject, after, bare_agent, governor, last_joined, phrase_before, phrases_after, stretch, subject,
)

TOGETHER = frozenset(("MEETING", "OUTREACH"))
_TAKES_PART = frozenset(("PLEDGE", "MONITORING", "VIOLATION"))  # who joins in one of these does it; who joins a meeting came to it
_FROM = {"REPORT": "agent", "APPEAL": "target", "INQUIRY": "target", "RECOMMENDATION": "agent", "SANCTION": "agent", "DIRECTIVE": "agent"}
_BEFORE_OBJECT = {  # what may stand between a verb and whom it is done to; to whom one reports is not whom one reports
    "": ("against", "with", "target"), "REPORT": ("against", "with"),
    "APPEAL": ("against", "with", "target", "from", "control"), "DIRECTIVE": ("against", "with", "target", "from", "control"),
}
_BARRED = {"active": ("agent", "light_passive", "attended"), "bare": ("agent", "light_passive", "attended"),
           "passive": ("light_passive", "attended"), "stative": ("light_passive", "attended")}
_NO_TARGET = frozenset(("PLEDGE", "ISSUANCE", "DENIAL", "FORMATION", "ELECTION_STAGE"))
_PASSED = frozenset(("np", "complement", "control", "topic", "active", "modal", "adverb", "neg"))  # between speech and those spoken of
_NOBODY = Word(-1, -1, "nobody", "")


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


class Roles(NamedTuple):
    """Who fills which role of one trigger, as words of the line; `how` and `to` are the strategies that found agent and target."""

    agent: Word | None
    target: Word | None
    place: Word | None
    topic: tuple[int, int] | None
    how: str
    to: str
    dropped: bool


class Strategy(NamedTuple):
    """A way to find who fills a role: its name, the voices it is for, and what it finds (None: go on; `_NOBODY`: there is nobody)."""

    name: str
    voices: frozenset[str]
    find: Callable[[Clause], Word | None]


def read_roles(line: Sequence[Chunk], k: int, word: Word) -> Roles:
    """Who fills the roles of the trigger `word` in chunk `k` of a sentence."""
    clause = _read_clause(line, k, word)
    agent, how = _first(AGENTS, clause)
    target, to = _first(TARGETS, clause) if word.ref.category not in _NO_TARGET else (None, "")
    apart = ("comma", "date", "clause") if word.ref.category in SPEECH else ()  # `meminta warga di Palu` asks people of Palu
    near = [line[j] for kind, j in phrases_after(line, k) if kind == "place" and (not apart or line[j - 2].kind in apart)]
    near.append(phrase_before(line, k, "place", ("comma", "date", "clause")))
    place = next((w for chunk in near if chunk for w in chunk.words if w.kind == "venue"), None)
    dropped = clause.subject.how == "dropped" and not how and line[clause.carrier].kind in ("active", "bare", "light_agent")
    return Roles(agent, target, place, _topic(clause, to), how or clause.voice, to, dropped)


def who(found: Subject) -> Word | None:
    """The actor in the subject that was found, or None; `rapat Bawaslu itu` is a meeting, and nobody."""
    return any_actor(found.chunk) if found.chunk and found.chunk.words[0].kind != "event" else None


def _read_clause(line: Sequence[Chunk], k: int, word: Word) -> Clause:
    if word.ref.kind == "verb":
        return Clause(line, k, word, word.ref, line[k].kind, k, subject(line, k))
    carrier = governor(line, k) if _heads(line[k], word) else -1
    carried = carrier >= 0 and line[carrier].kind in ("light_agent", "light_target", "light_recipient", "attended")
    return Clause(line, k, word, word.ref, "nominal", carrier, subject(line, carrier) if carried else Subject(None, ""))


def _heads(chunk: Chunk, word: Word) -> bool:
    """Whether the event noun heads its noun phrase, `kegiatan` and the like apart."""
    return all(w.kind in ("quantifier", "member", "wrapper", "event") for w in chunk.words if w.start < word.start)


def _first(table: Sequence[Strategy], c: Clause) -> tuple[Word | None, str]:
    for strategy in table:
        found = strategy.find(c) if c.voice in strategy.voices else None
        if found:
            light = c.line[c.carrier].form.replace(" ", "_")
            return found if found is not _NOBODY else None, strategy.name.format(voice=c.voice, how=c.subject.how, light=light)
    return None, ""


# --- agents

def _inverted(c: Clause) -> Word | None:
    """`…,” imbau Bupati`: a bare verb between a quotation and a name."""
    line, k = c.line, c.k
    quoted = any(x.kind == "mark" for x in line[max(k - 2, 0):k]) and line[k - 1].kind in ("mark", "comma")
    return head_actor(line[k + 1]) if quoted and c.voice == "bare" and k + 1 < len(line) else None


def _after_passive(c: Clause) -> Word | None:
    by = bare_agent(c.line, c.k)
    return head_actor(by) if by and not _verb_first(c) and c.line[c.line.index(by) - 1].kind != "agent" else None


def _verb_first(c: Clause) -> Word | None:
    """`Diminta ASN tetap netral`: behind a passive of speech without subject stands who is spoken to."""
    by = bare_agent(c.line, c.k)
    plain = by and c.line[c.line.index(by) - 1].kind != "agent" and c.entry.category in SPEECH
    return head_actor(by) if plain and not _undergoer(c) else None


def _carrier_subject(c: Clause) -> Word | None:
    """`Bawaslu menggelar rapat`; and of what one does by taking part: `Guru mengikuti ikrar`."""
    kind = c.line[c.carrier].kind if c.carrier >= 0 else ""
    return who(c.subject) if kind == "light_agent" or kind == "light_target" and c.entry.category in _TAKES_PART else None


def _pronoun_behind(c: Clause) -> Word | None:
    """`Pengawasan terhadap ASN akan kami lakukan`: the pronoun of a bare light verb behind the event noun."""
    for j in range(c.k + 1, min(c.k + 7, len(c.line) - 1)):
        if c.line[j].kind == "np" and c.line[j].words[0].kind == "first" and c.line[j + 1].kind == "light_agent":
            return c.line[j].words[0]
        if c.line[j].kind not in ("np", "modal", "adverb", "neg") and c.line[j].kind not in PREPOSITIONS:
            break
    return None


def _convened(c: Clause, role: str) -> Word | None:
    """`Bupati mengumpulkan camat untuk duduk bersama`: one meeting, with its convener and those who were called."""
    if c.subject.how != "controlled" or c.entry.category not in TOGETHER:
        return None
    for i in range(c.k - 1, -1, -1):
        entry = c.line[i].words[0].ref
        if getattr(entry, "category", "") in TOGETHER and getattr(entry, "kind", "") == "verb":
            return who(subject(c.line, i)) if role == "agent" else who(c.subject)
    return None


def _possessor(c: Clause, role: str) -> Word | None:
    """The actor right behind the event noun or further on in its phrase, where the noun gives it this role.

    `laporan warga` is theirs, `pengawasan Bawaslu` what that office does, `pengawasan (netralitas) ASN` what is done to them.
    """
    rest = [w for w in c.line[c.k].words if w.start >= c.word.end and w.kind != "pointer"]
    meant = {"with": "agent", "topic": "agent", "none": ""}.get(c.entry.after, c.entry.after)
    near = rest[:1] if c.entry.after in ("with", "topic") else rest
    actor = next((w for w in near if w.kind in ACTORS), None)
    if not actor:
        return None
    first = actor is rest[0]
    if first and c.entry.category in ("MONITORING", "INQUIRY", "OUTREACH"):
        meant = "agent" if _is_body(actor) else "target"
    if c.entry.category == "MEETING" and who(c.subject):
        meant = "target"  # `menggelar rapat Forkopimda`: somebody else convened it
    if c.entry.category == "REPORT" and meant == "agent" and (" " in c.word.form or not first):
        meant = "target"  # `laporan dugaan pelanggaran ASN`, `laporan netralitas ASN`: they are accused
    return actor if meant == role else None


def _is_body(actor: Word) -> bool:
    """An institution by name, or a pronoun for one: `pengawasan Bawaslu`, `pengawasan kami`."""
    return actor.kind != "actor" or actor.ref.kind == "organisation" and actor.ref.rule != "group"


# --- targets

def _object(c: Clause) -> Word | None:
    j = after(c.line, last_joined(c.line, c.k))
    if c.entry.after != "target" or j >= len(c.line) or _inverted(c):
        return None
    if c.line[j].kind in _BEFORE_OBJECT.get(c.entry.category, _BEFORE_OBJECT[""]):
        j += 1
    if j >= len(c.line) or c.line[j].kind != "np":
        return None
    loose = c.entry.category not in ("APPEAL", "INQUIRY") and not c.entry.object.startswith("@")
    return any_actor(c.line[j]) if loose else head_actor(c.line[j])


def _fronted(c: Clause) -> Word | None:
    """`ASN itu akan kami tindak`, `ASN yang kami tindak`: whoever stands before the pronoun of a bare verb."""
    pronoun = who(c.subject)
    found = who(subject(c.line, c.line.index(c.subject.chunk))) if pronoun and pronoun.kind == "first" else None
    return found if found and found.kind != "first" else None


def _undergoer(c: Clause) -> Word | None:
    return who(c.subject) if c.entry.after == "target" else None


def _partner(c: Clause) -> Word | None:
    """`Bawaslu dan KPU duduk bersama`: the second of two who meet."""
    if c.entry.after != "with" or c.subject.chunk not in c.line:
        return None
    j = c.line.index(c.subject.chunk) + 2
    return head_actor(c.line[j]) if j < c.k and c.line[j - 1].kind == "coordination" and c.line[j].kind == "np" else None


def _recipient(c: Clause) -> Word | None:
    """Who attended or received: the subject, or, where the verb comes first (`Hadir dalam rapat itu Kapolres`), the name after."""
    kind, category = (c.line[c.carrier].kind if c.carrier >= 0 else ""), c.entry.category
    if kind not in ("light_target", "light_recipient", "attended") or category in _TAKES_PART:
        return None
    if category in ("REPORT", "RECOMMENDATION") and kind == "light_target":
        return None
    j = after(c.line, c.k)
    return who(c.subject) or (head_actor(c.line[j]) if j < len(c.line) and c.line[j].kind == "np" else None)


def _spoken_of(c: Clause) -> Word | None:
    """`mengingatkan bahwa ASN harus netral`, `menekankan pentingnya menjaga netralitas ASN`: those of whom it is said are addressed."""
    if c.entry.category not in SPEECH or _inverted(c):
        return None
    near, verbs = True, 0
    for chunk in c.line[c.k + 1:]:
        found, verbs = any_actor(chunk) if chunk.kind == "np" else None, verbs + (chunk.kind in VERBS)
        if found:
            return found if found.kind == "actor" and (found.ref.rule == "group" or not found.ref.entity_id) else None
        if chunk.kind not in _PASSED and not (near and chunk.kind == "comma") or verbs > 1 or chunk.words[0].ref:
            return None
        near = near and chunk.kind != "np"
    return None


def _denier(c: Clause) -> Word | None:
    """`Camat itu menepis tudingan`: who denies an accusation is accused."""
    denies = c.entry.category == "REPORT" and getattr(c.line[c.carrier].words[0].ref, "category", "") == "DENIAL" and c.carrier >= 0
    return who(subject(c.line, c.carrier)) if denies else None


# --- both

def _by_phrase(c: Clause, role: str, attended: bool = False) -> Word | None:
    """Who stands under a preposition, `oleh` or a light passive behind the trigger, where that gives this role."""
    for kind, j in phrases_after(c.line, c.k):
        fits = (kind == "attended") == attended and kind not in _BARRED.get(c.voice, ()) and _phrase_role(c, kind, j) == role
        if fits and (found := head_actor(c.line[j])):
            return found
    return None


def _under(c: Clause, kind: str) -> Word | None:
    """Who stands under a preposition of `kind` before the trigger: `Kepada ASN, polisi meminta`, `Oleh KPU, rapat itu ditunda`."""
    chunk = phrase_before(c.line, c.k, kind)
    return head_actor(chunk) if chunk else None


def _phrase_role(c: Clause, kind: str, j: int) -> str:
    category = c.entry.category
    by = "agent" if kind == "light_passive" else c.entry.oleh or "agent"  # `dugaan pelanggaran oleh lurah` has a target
    return {"agent": by, "light_passive": by, "against": "target", "attended": "target",
            "from": "agent" if c.voice == "nominal" and category == "APPEAL" else _FROM.get(category, ""),
            "target": "" if category == "REPORT" else "target", "topic": "target" if category == "REPORT" else "",
            "with": "target" if category in TOGETHER else ""}.get(kind, "")


_ACTIVE, _BARE, _PASSIVE, _NOUN = frozenset(("active", "bare")), frozenset(("bare",)), PASSIVES, frozenset(("nominal",))
_VERB = _ACTIVE | _PASSIVE
AGENTS = (
    Strategy("inverted", _BARE, _inverted),                                                # “…,” imbau Bupati
    Strategy("{voice}_convened", _ACTIVE, lambda c: _convened(c, "agent")),                # mengumpulkan camat untuk duduk bersama
    Strategy("{voice}_{how}", _ACTIVE, lambda c: who(c.subject)),                          # Bawaslu memanggil lurah (subject, relative, …)
    Strategy("{voice}_bare_agent", _PASSIVE, _after_passive),                        # diperiksa Bawaslu
    Strategy("{voice}_fronted", _PASSIVE, lambda c: _under(c, "agent")),          # Oleh Bawaslu, lurah itu diperiksa
    Strategy("light_{light}", _NOUN, _carrier_subject),        # Bawaslu menggelar rapat
    Strategy("pronoun", _NOUN, _pronoun_behind),                                           # Pengawasan akan kami lakukan
    Strategy("possessor", _NOUN, lambda c: _possessor(c, "agent")),                        # laporan warga
    Strategy("{voice}_oleh", _VERB | _NOUN, lambda c: _by_phrase(c, "agent")),             # pengawasan oleh Bawaslu; rapat digelar Bawaslu
)
TARGETS = (
    Strategy("convened", _ACTIVE, lambda c: _convened(c, "target")),                       # mengumpulkan camat untuk duduk bersama
    Strategy("object", _ACTIVE, _object),                                                  # memanggil lurah
    Strategy("fronted", _BARE, _fronted),                                                  # Lurah itu kami panggil
    Strategy("partner", _ACTIVE, _partner),                                                # Bawaslu dan KPU duduk bersama
    Strategy("undergoer", _PASSIVE, _undergoer),                                           # Lurah itu dipanggil
    Strategy("verb_first", _PASSIVE, _verb_first),                                         # Diminta ASN tetap netral
    Strategy("denier", _NOUN, _denier),                                                    # Lurah itu menepis tudingan
    Strategy("recipient", _NOUN, _recipient),                                              # Lurah itu mendapat teguran
    Strategy("possessor", _NOUN, lambda c: _possessor(c, "target")),                       # pengawasan ASN
    Strategy("phrase", _VERB | _NOUN, lambda c: _by_phrase(c, "target")),                  # pengawasan terhadap ASN
    Strategy("attended", _VERB | _NOUN, lambda c: _by_phrase(c, "target", True)),          # rapat itu dihadiri camat
    Strategy("addressed", _VERB | _NOUN, lambda c: c.entry.category in SPEECH and _under(c, "target")),  # Kepada ASN, polisi meminta
    Strategy("spoken_of", _ACTIVE, _spoken_of),                                            # mengingatkan bahwa ASN harus netral
)


# --- topic and place

def _topic(c: Clause, to: str) -> tuple[int, int] | None:
    """What is issued, formed or met for: the object, the subject of a passive, what follows the noun in its phrase, or `tentang …`."""
    line, rest = c.line, [w for w in c.line[c.k].words if w.start >= c.word.end and w.kind != "pointer"]
    if c.voice in _ACTIVE and not _inverted(c):
        j = after(line, c.k)
        found = j < len(line) and line[j].kind == "np" and to != "object" and line[j].words[0].kind != "they"
        if found and c.entry.category != "APPEAL" and c.entry.after in ("topic", "target"):
            return stretch(line, j)
    elif c.voice in _PASSIVE:
        chunk = c.subject.chunk
        if chunk and to not in ("undergoer", "verb_first") and c.entry.category not in SPEECH and chunk.words[0].kind != "they":
            return chunk.start, chunk.end
    elif rest and rest[0].kind in ("noun", "event") and c.entry.after != "none":
        return rest[0].start, rest[-1].end
    barred = _BARRED.get(c.voice, ())
    return next((stretch(line, j) for kind, j in phrases_after(line, c.k) if kind == "topic" and kind not in barred), None)
