"""Who fills which role of an event: one ordered table of strategies for the agent, one for the target.

Voice decides (Sneddon et al. 2010, ch. 3): the subject of a meN-, ber- or bare verb acts, that of a di- or ter- verb undergoes and the
agent stands after it; an event noun has its agent in the verb that carries it (`menggelar rapat`), in its possessor or after `oleh`.
The first strategy of a table that finds somebody wins, and its name goes to `rule`.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .clauses import ACTORS, EDGES, PASSIVES, Chunk, Word, any_actor, head_actor
from .subjects import (
    SPEECH,
    Subject,
    after,
    bare_agent,
    clitic,
    fronted,
    governor,
    last_joined,
    phrase_before,
    phrases_after,
    stretch,
    subject,
)

_BY_LIGHT = "light_{light}"
TOGETHER = frozenset(("MEETING", "OUTREACH"))
_TAKES_PART = frozenset(("PLEDGE", "MONITORING", "VIOLATION"))  # who joins in one of these does it; who joins a meeting came to it
_FROM = frozenset(("REPORT", "APPEAL", "RECOMMENDATION", "SANCTION", "DIRECTIVE"))  # `laporan dari warga`
_SENT = frozenset(("OUTREACH", "SANCTION", "APPEAL", "DIRECTIVE", "RECOMMENDATION"))  # `sosialisasi ke guru`
_ASK_OF = frozenset(("APPEAL", "INQUIRY"))  # `meminta keterangan dari camat`
UNNAMED = "unnamed"  # the target is told, but by no name or group: `sanksi bagi para pelanggar`
_NO_TARGET = frozenset(("PLEDGE", "ISSUANCE", "DENIAL", "FORMATION", "ELECTION_STAGE"))
_PASSED = frozenset(("np", "comma", "complement", "control", "topic", "active", "modal", "adverb", "neg"))


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
    """A way to find who fills a role: its name, the voices it is for, and what it finds."""

    name: str
    voices: frozenset[str]
    find: Callable[[Clause], Word | None]


def read_roles(line: Sequence[Chunk], k: int, word: Word) -> Roles:
    """Who fills the roles of the trigger `word` in chunk `k` of a sentence."""
    clause = _read_clause(line, k, word)
    agent, how = _first(AGENTS, clause)
    target, to = _first(TARGETS, clause) if word.ref.category not in _NO_TARGET else (None, "")
    apart, spoken = ("comma", "date", "clause"), word.ref.category in SPEECH  # `meminta warga di Palu` asks people of Palu
    if word.ref.category == "SANCTION" and not target and any(kind in ("against", "target") for kind, _ in phrases_after(line, k)):
        to = UNNAMED
    near = [line[j] for kind, j in phrases_after(line, k) if kind == "place" and (not spoken or line[j - 2].kind in apart)]
    place = next((w for chunk in (*near, phrase_before(line, k, "place", apart)) if chunk for w in chunk.words if w.kind == "venue"), None)
    dropped = clause.subject.how == "dropped" and not how and line[clause.carrier].kind in ("active", "bare", "light_agent")
    return Roles(agent, target, place, _topic(clause, to), how or clause.voice, to, dropped)


def who(found: Subject) -> Word | None:
    """The actor in the subject that was found, or None; `rapat Bawaslu itu` is a meeting, and nobody."""
    return any_actor(found.chunk) if found.chunk and found.chunk.words[0].kind != "event" else None


def _read_clause(line: Sequence[Chunk], k: int, word: Word) -> Clause:
    if word.ref.kind == "verb":
        return Clause(line, k, word, word.ref, line[k].kind, k, subject(line, k))
    heads = all(w.kind in ("quantifier", "member", "wrapper", "event") for w in line[k].words if w.start < word.start)
    carrier = governor(line, k) if heads else -1
    carried = carrier >= 0 and line[carrier].kind in ("light_agent", "light_target", "light_recipient", "attended")
    return Clause(line, k, word, word.ref, "nominal", carrier, subject(line, carrier) if carried else Subject(None, ""))


def _first(table: Sequence[Strategy], c: Clause) -> tuple[Word | None, str]:
    for strategy in table:
        found = strategy.find(c) if c.voice in strategy.voices else None
        if found:
            light = c.line[c.carrier].form.replace(" ", "_") if strategy.name == _BY_LIGHT else ""
            return found, strategy.name.format(voice=c.voice, how=c.subject.how, light=light)
    return None, ""


# --- agents

def _inverted(c: Clause) -> Word | None:
    """`…,” imbau Bupati`: a bare verb between a quotation and a name."""
    line, k = c.line, c.k
    quoted = k > 1 and any(x.kind == "mark" for x in line[k - 2:k]) and line[k - 1].kind in ("mark", "comma") and line[k - 1].form != "“"
    return head_actor(line[k + 1]) if quoted and c.voice == "bare" and k + 1 < len(line) else None


def _behind_passive(c: Clause, role: str) -> Word | None:
    """`Lurah itu diperiksa Bawaslu`; but behind a passive of speech without subject stands who is spoken to: `Diminta ASN netral`."""
    by = bare_agent(c.line, c.k, oleh=False)
    addressed = c.entry.category in SPEECH and not clitic(c.line[c.k]) and not who(c.subject) \
        and (c.subject.how != "relative" or c.line[c.k - 1].kind == "comma")
    return head_actor(by) if by and role == ("target" if addressed else "agent") else None


def _carrier_subject(c: Clause) -> Word | None:
    """`Bawaslu menggelar rapat`; and of what one does by taking part: `Guru mengikuti ikrar`."""
    kind = c.line[c.carrier].kind if c.carrier >= 0 else ""
    return who(c.subject) if kind == "light_agent" or kind == "light_target" and c.entry.category in _TAKES_PART else None


def convenes(line: Sequence[Chunk], k: int) -> int | None:
    """The index of the meeting for which the verb at `k` calls people: `mengumpulkan camat dalam rapat`, `… untuk duduk bersama`."""
    if not (_gathers(line[k]) and line[k].words[0].ref.object == "@actor"):
        return None
    for j in range(k + 1, len(line)):
        if line[j].kind in EDGES or line[j].kind in ("active", "passive", "relative") and not _gathers(line[j]):
            break
        if line[j - 1].kind in ("in", "control", "place") and (_gathers(line[j], "noun") or line[j].kind == "bare" and _gathers(line[j])):
            return j
    return None


def _gathers(chunk: Chunk, kind: str = "verb") -> bool:
    return any(getattr(w.ref, "category", "") in TOGETHER and getattr(w.ref, "kind", "") == kind for w in chunk.words)


def _convened(c: Clause, table: Sequence[Strategy]) -> Word | None:
    """`Bupati mengumpulkan camat dalam rapat`: one meeting, with its convener and those who were called."""
    caller = next((i for i in range(c.k - 1, -1, -1) if c.entry.category in TOGETHER and convenes(c.line, i) == c.k), None)
    return None if caller is None else _first(table, _read_clause(c.line, caller, c.line[caller].words[0]))[0]


def _parties(c: Clause) -> Word | None:
    """`penandatanganan kesepakatan antara KPU dan Polres`: the first of those between whom it is."""
    if c.entry.category not in ("PLEDGE", "MEETING"):
        return None
    return next((head_actor(c.line[j]) for kind, j in phrases_after(c.line, c.k) if kind == "between"), None)


def _possessor(c: Clause, role: str) -> Word | None:
    """The actor right behind the event noun or further on in its phrase, where the noun gives it this role.

    `laporan warga` is theirs, `pengawasan Bawaslu` what that office does, `pengawasan (netralitas) ASN` what is done to them.
    """
    rest = [w for w in c.line[c.k].words if w.start >= c.word.end and w.kind != "pointer"]
    if not rest and c.entry.category in _FROM - {"REPORT"} and [x.words[0].kind for x in c.line[c.k + 1:c.k + 2]] in (["first"], ["body"]):
        rest = c.line[c.k + 1].words  # `harapan kami`, `rekomendasi lembaganya`
    meant = {"with": "agent", "topic": "agent", "none": ""}.get(c.entry.after, c.entry.after)
    actor = next((w for w in rest if w.kind in ACTORS), None)
    if not actor or c.entry.category == "FORMATION":  # `pembentukan satgas`
        return None
    first = actor is rest[0]
    if c.entry.category == "MEETING" and not first and getattr(actor.ref, "rule", "group") == "group" and c.entry.after != "none":
        return None
    if first and c.entry.category in ("MONITORING", "INQUIRY", "OUTREACH"):
        body = actor.kind != "actor" or actor.ref.kind == "organisation" and actor.ref.rule != "group"
        meant = "agent" if body else "target"  # `pengawasan Bawaslu`, `pengawasan kami`; `pengawasan ASN`
    if c.entry.category == "MEETING" and (who(c.subject) or c.entry.after == "none" and getattr(actor.ref, "rule", "") == "group"):
        meant = "target"  # `menggelar rapat Forkopimda`: somebody else convened it; `apel pegawai`
    if c.entry.category == "REPORT" and meant == "agent" and (" " in c.word.form or not first):
        meant = "target"  # `laporan dugaan pelanggaran ASN`, `laporan netralitas ASN`: they are accused
    return actor if meant == role else None


# --- targets

def _object(c: Clause) -> Word | None:
    k = last_joined(c.line, c.k)
    j = after(c.line, k)
    if c.entry.after != "target" or j >= len(c.line) or any(x.kind == "modal" for x in c.line[k + 1:j]) or _inverted(c):
        return None
    passed = ("against", "with") if c.entry.category == "REPORT" else ("against", "with", "target")  # one reports to, but not of, them
    j += c.line[j].kind in passed or c.entry.category in SPEECH and c.line[j].kind in ("from", "control")
    if j >= len(c.line) or c.line[j].kind != "np":
        return None
    return head_actor(c.line[j])


def _partner(c: Clause) -> Word | None:
    """`Bawaslu dan KPU duduk bersama`: the second of two who meet."""
    if c.entry.after != "with" or c.subject.chunk not in c.line:
        return None
    j = c.line.index(c.subject.chunk) + 2
    return head_actor(c.line[j]) if j < c.k and c.line[j - 1].kind == "coordination" and c.line[j].kind == "np" else None


def _recipient(c: Clause) -> Word | None:
    """Who attended or received: the subject, or, where the verb comes first (`Hadir dalam rapat itu Kapolres`), the name after."""
    kind, category = (c.line[c.carrier].kind if c.carrier >= 0 else ""), c.entry.category
    passive = kind in ("light_recipient", "attended")
    if category in _TAKES_PART or not passive and (kind != "light_target" or category in ("REPORT", "RECOMMENDATION")):
        return None
    return who(c.subject) or next((head_actor(x) for x in c.line[after(c.line, c.k):][:1] if x.kind == "np"), None)


def _spoken_of(c: Clause) -> Word | None:
    """`mengingatkan bahwa ASN harus netral`, `menekankan pentingnya menjaga netralitas ASN`: those of whom it is said are addressed."""
    for chunk in c.line[c.k + 1:c.k + 5] if c.entry.category in SPEECH and not c.entry.object else ():
        found = any_actor(chunk) if chunk.kind == "np" else None
        if found:
            return found if found.kind == "actor" and (found.ref.rule == "group" or not found.ref.entity_id) else None
        if chunk.kind not in _PASSED or chunk.kind == "np" and c.entry.after == "target":
            return None  # `meminta penyedia jasa mengabari polisi`: it is not the police who are asked
    return None


def _denier(c: Clause) -> Word | None:
    """`Camat itu menepis tudingan`: who denies an accusation is accused."""
    verb = c.line[c.carrier].words[0].ref if c.carrier >= 0 and c.entry.category == "REPORT" else None
    return who(subject(c.line, c.carrier)) if getattr(verb, "category", "") == "DENIAL" else None


# --- both

def _by_phrase(c: Clause, role: str) -> Word | None:
    """Who stands under a preposition, `oleh` or a light passive behind the trigger, where that gives this role."""
    barred = () if c.voice == "nominal" else ("light_passive", "attended", "agent" if c.voice in _ACTIVE else "")
    phrases = (j for kind, j in phrases_after(c.line, c.k) if kind not in barred and _phrase_role(c, kind, j) == role)
    return next(filter(None, (head_actor(c.line[j]) for j in phrases)), None)


def _under(c: Clause, kind: str, behind: tuple[str, ...] = ()) -> Word | None:
    """Who stands under a preposition of `kind` before the trigger: `Kepada ASN, polisi meminta`, `Oleh KPU, rapat itu ditunda`."""
    return head_actor(chunk) if (chunk := phrase_before(c.line, c.k, kind, behind)) else None


def _phrase_role(c: Clause, kind: str, j: int) -> str:
    category = c.entry.category
    carried = kind == "light_passive" or c.line[j - 2].kind == "light_passive"  # `laporan itu disampaikan oleh warga`
    by = "agent" if carried else c.entry.oleh or "agent"  # `dugaan pelanggaran oleh lurah` has a target
    return {"agent": by, "light_passive": by, "against": "target", "attended": "attended",
            "from": ("agent" if category in _FROM else "") if c.voice == "nominal" else "target" if category in _ASK_OF else "",
            "toward": "target" if category == "RECOMMENDATION" or c.voice == "nominal" and category in _SENT else "",
            "target": "" if category == "REPORT" else "target", "topic": "target" if category == "REPORT" else "",
            # `kasus yang melibatkan lurah`
            "with": "target" if category in TOGETHER else "agent" if category == "VIOLATION" else ""}.get(kind, "")


_ACTIVE, _BARE, _PASSIVE, _NOUN = frozenset(("active", "bare")), frozenset(("bare",)), PASSIVES, frozenset(("nominal",))
_VERB = _ACTIVE | _PASSIVE
AGENTS = (
    Strategy("inverted", _BARE, _inverted),                                                # “…,” imbau Bupati
    Strategy("{voice}_convened", _ACTIVE | _NOUN, lambda c: _convened(c, AGENTS)),         # mengumpulkan camat untuk duduk bersama
    Strategy("{voice}_{how}", _ACTIVE, lambda c: who(c.subject)),                          # Bawaslu memanggil lurah (subject, relative, …)
    Strategy("{voice}_bare_agent", _PASSIVE, lambda c: _behind_passive(c, "agent")),       # diperiksa Bawaslu
    Strategy("{voice}_fronted", _PASSIVE, lambda c: _under(c, "agent", ("comma",))),    # Oleh Bawaslu, lurah itu diperiksa
    Strategy("vower", _NOUN, lambda c: _possessor(c, "agent") if c.entry.category == "PLEDGE" else None),  # bupati memimpin ikrar ASN
    Strategy("parties", _NOUN, _parties),                                                  # kesepakatan antara KPU dan Polres
    Strategy(_BY_LIGHT, _NOUN, _carrier_subject),                                   # Bawaslu menggelar rapat
    Strategy("possessor", _NOUN, lambda c: _possessor(c, "agent")),                        # laporan warga
    Strategy("{voice}_oleh", _VERB | _NOUN, lambda c: _by_phrase(c, "agent")),             # pengawasan oleh Bawaslu; rapat digelar Bawaslu
)
TARGETS = (
    Strategy("convened", _ACTIVE | _NOUN, lambda c: _convened(c, TARGETS)),                # mengumpulkan camat untuk duduk bersama
    Strategy("clitic", _ACTIVE, lambda c: clitic(c.line[c.k])),                            # warga melaporkannya
    Strategy("advised", _VERB, lambda c: _by_phrase(c, "target") if c.entry.category == "RECOMMENDATION" else None),  # … lurah ke BKN
    Strategy("object", _ACTIVE, _object),                                                  # memanggil lurah
    Strategy("fronted", _BARE, lambda c: who(Subject(fronted(c.line, c.k), ""))),          # Lurah itu kami panggil
    Strategy("partner", _ACTIVE, _partner),                                                # Bawaslu dan KPU duduk bersama
    Strategy("undergoer", _PASSIVE, lambda c: who(c.subject) if c.entry.after == "target" else None),  # Lurah itu dipanggil
    Strategy("verb_first", _PASSIVE, lambda c: _behind_passive(c, "target")),              # Diminta ASN tetap netral
    Strategy("denier", _NOUN, _denier),                                                    # Lurah itu menepis tudingan
    Strategy("recipient", _NOUN, _recipient),                                              # Lurah itu mendapat teguran
    Strategy("possessor", _NOUN, lambda c: _possessor(c, "target")),                       # pengawasan ASN
    Strategy("phrase", _VERB | _NOUN, lambda c: _by_phrase(c, "target")),                  # pengawasan terhadap ASN
    Strategy("attended", _NOUN, lambda c: _by_phrase(c, "attended")),                      # rapat itu dihadiri camat
    Strategy("addressed", _VERB | _NOUN, lambda c: c.entry.category in SPEECH and _under(c, "target")),  # Kepada ASN, polisi meminta
    Strategy("spoken_of", _ACTIVE - _BARE, _spoken_of),                                    # mengingatkan bahwa ASN harus netral
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
    return next((stretch(line, j) for kind, j in phrases_after(line, c.k) if kind == "topic"), None)
