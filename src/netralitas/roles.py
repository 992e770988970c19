"""Who fills which role of an event: one ordered table of strategies for the agent, one for the target.

Voice decides (Sneddon et al. 2010, ch. 3): the subject of a meN-, ber- or bare verb acts, that of a di- or ter- verb undergoes and the
agent stands after it; an event noun has its agent in the verb that carries it (`menggelar rapat`), in its possessor or after `oleh`.
The first strategy of a table that finds somebody wins, and its name goes to `rule`.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .clauses import PASSIVES, Chunk, Word, any_actor, head_actor, is_person
from .event_nouns import Clause, aim, befalls, carrier_subject, denier, parties, possessor, recipient, verbal, who
from .subjects import (
    SPEECH,
    TOGETHER,
    Subject,
    after,
    bare_agent,
    clitic,
    convenes,
    fronted,
    governor,
    last_joined,
    phrase_before,
    phrases_after,
    stretch,
    subject,
)

_BY_LIGHT = "light_{light}"
_FROM = frozenset(("REPORT", "APPEAL", "RECOMMENDATION", "SANCTION", "DIRECTIVE"))  # `laporan dari warga`
_SENT = frozenset(("OUTREACH", "SANCTION", "APPEAL", "DIRECTIVE", "RECOMMENDATION"))  # `sosialisasi ke guru`
_ASK_OF = frozenset(("APPEAL", "INQUIRY"))  # `meminta keterangan dari camat`
_OWN = frozenset(("PLEDGE", "RECOMMENDATION"))  # whoever carries it out or leads it: it is its possessor's
UNNAMED = "unnamed"  # the target is told, but by no name or group: `sanksi bagi para pelanggar`
_NO_TARGET = frozenset(("PLEDGE", "ISSUANCE", "DENIAL", "FORMATION", "ELECTION_STAGE"))
_THINGS = frozenset(("noun", "event", "thing", "conduct", "wrapper"))  # what begins a noun phrase that names nobody
_PASSED = frozenset(("np", "comma", "complement", "control", "topic", "active", "modal", "adverb", "neg"))


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
    counted = word.ref.category == "REPORT" and line[k].words[0].kind == "quantifier"  # `17 laporan`
    if not target and (counted or word.ref.category == "SANCTION" and {"against", "target"} & {kind for kind, _ in phrases_after(line, k)}):
        to = UNNAMED
    near = [line[j] for kind, j in phrases_after(line, k) if kind == "place" and (not spoken or line[j - 2].kind in apart)]
    place = next((w for chunk in (*near, phrase_before(line, k, "place", apart)) if chunk for w in chunk.words if w.kind == "venue"), None)
    dropped = clause.subject.how == "dropped" and not how and line[clause.carrier].kind in ("active", "bare", "light_agent")
    found, deed = clause.subject, word.ref.category == "VIOLATION"
    passive = clause.voice in _PASSIVE and found.how in ("subject", "relative")
    thing = found.chunk and found.chunk.words[0].kind in _THINGS and (passive or deed and found.how == "subject")  # `sampel itu diperiksa`
    how = how or clause.voice + "_whoever" * (found.how == "whoever" and deed) + "_thing" * bool(thing)
    return Roles(agent, target, place, _topic(clause, to), how, to, dropped)


def _read_clause(line: Sequence[Chunk], k: int, word: Word) -> Clause:
    if word.ref.kind == "verb":
        return Clause(line, k, word, word.ref, line[k].kind, k, subject(line, k))
    heads = all(w.kind in ("quantifier", "member", "wrapper", "event") for w in line[k].words if w.start < word.start)
    carrier = governor(line, k) if heads else -1
    carried = carrier >= 0 and line[carrier].kind in ("light_agent", "light_target", "light_passive", "light_recipient", "attended")
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
    closed = k > 1 and line[k - 1].kind in ("mark", "comma") and line[k - 1].form not in "“."
    quoted = closed and any(x.kind == "mark" for x in line[k - 2:k])
    return head_actor(line[k + 1]) if quoted and c.voice == "bare" and k + 1 < len(line) else None


def _behind_passive(c: Clause, role: str) -> Word | None:
    """`Lurah itu diperiksa Bawaslu`; but behind a passive of speech without subject stands who is spoken to: `Diminta ASN netral`."""
    by = bare_agent(c.line, c.k, oleh=False)
    addressed = c.entry.category in SPEECH and not clitic(c.line[c.k]) and not who(c.subject) \
        and (c.subject.how != "relative" or c.line[c.k - 1].kind == "comma")
    named = addressed and by and is_person(head_actor(by))  # `Diingatkan Surya Danu, …`
    return head_actor(by) if by and role == ("target" if addressed and not named else "agent") else None


def _in_headline(c: Clause) -> Word | None:
    """`Panwaslu Belum Dapati PNS Berpolitik`: the group right before the deed, behind a verb without prefix."""
    words = c.line[c.k - 1].words if c.k and c.entry.category == "VIOLATION" and c.line[c.k - 1].kind == "np" else ()
    *_, bare, last = (None, None, *words)
    group = [getattr(getattr(w, "ref", None), "rule", "") == "group" for w in (words[:1] or (None,))[:1] + (last,)]
    return last if bare and bare.kind == "noun" and group == [False, True] else None


def _issuer(c: Clause) -> Word | None:
    """`Surat edaran Bawaslu itu diterbitkan`: whose it is."""
    words = c.subject.chunk.words if c.entry.category == "ISSUANCE" and c.subject.chunk else ()
    advice = words and getattr(words[0].ref, "category", "") == "RECOMMENDATION"
    return next((w for w in words[1:] if w.kind == "actor" and w.ref.rule != "group"), None) if not advice else None


def _convened(c: Clause, table: Sequence[Strategy]) -> Word | None:
    """`Bupati mengumpulkan camat dalam rapat`: one meeting, with its convener and those who were called."""
    caller = next((i for i in range(c.k - 1, -1, -1) if c.entry.category in TOGETHER and convenes(c.line, i) == c.k), None)
    return None if caller is None else _first(table, _read_clause(c.line, caller, c.line[caller].words[0]))[0]


# --- targets

def _object(c: Clause) -> Word | None:
    k = last_joined(c.line, c.k)
    j = after(c.line, k)
    told = c.entry.after == "target" or c.entry.category == "REPORT" and c.entry.after == "topic"  # `menemukan guru berpose`
    if not told or j >= len(c.line) or any(x.kind == "modal" for x in c.line[k + 1:j]) or _inverted(c):
        return None
    passed = ("against", "with") if c.entry.category == "REPORT" else ("against", "with", "target")  # one reports to, but not of, them
    j += c.line[j].kind in passed or c.entry.category in SPEECH and c.line[j].kind in ("from", "control")
    if j >= len(c.line) or c.line[j].kind != "np":
        return None
    words = c.line[j].words
    watched = c.entry.category == "MONITORING" and words[0].kind == "conduct"  # `memantau netralitas guru`: the guru
    return head_actor(c.line[j]._replace(words=words[watched:]))


def _partner(c: Clause) -> Word | None:
    """`Bawaslu dan KPU duduk bersama`: the second of two who meet."""
    if c.entry.after != "with" or c.subject.chunk not in c.line:
        return None
    j = c.line.index(c.subject.chunk) + 2
    return head_actor(c.line[j]) if j < c.k and c.line[j - 1].kind == "coordination" and c.line[j].kind == "np" else None


def _spoken_of(c: Clause) -> Word | None:
    """`mengingatkan bahwa ASN harus netral`, `menekankan pentingnya menjaga netralitas ASN`: those of whom it is said are addressed."""
    advised = c.entry.category == "RECOMMENDATION" and [x.kind for x in c.line[c.k + 1:c.k + 3]] == ["control", "np"]
    if not (advised or c.entry.category in SPEECH) or c.entry.object and c.voice != "nominal" or _inverted(c):
        return None
    for n, chunk in enumerate(c.line[c.k + 1:c.k + 5], c.k + 1):
        found = any_actor(chunk) if chunk.kind == "np" else None
        if found and found.kind == "first" and c.voice == "nominal":  # `Harapan saya, para guru mengerti`
            continue
        if found:
            obliged = any(x.kind == "modal" or x.kind == "neg" for x in c.line[n + 1:n + 2]) or c.line[n - 1].kind == "control"
            general = found.kind == "actor" and (found.ref.rule == "group" or not found.ref.entity_id)
            return found if general or obliged and found is head_actor(chunk) and found.kind == "actor" and not is_person(found) else None
        if chunk.kind not in _PASSED or chunk.kind == "np" and c.entry.after == "target":
            return None  # `meminta penyedia jasa mengabari polisi`: it is not the police who are asked
    return None


def _told_to(c: Clause) -> Word | None:
    """`“Guru harus netral,” imbaunya`: who must, in the quotation before."""
    n = next((n for n in range(c.k - 1, max(c.k - 4, 0), -1) if c.line[n].kind == "mark" and c.line[n].form != "“"), 0)
    if not n or c.entry.category not in SPEECH or c.entry.object:
        return None
    start = next((j for j in range(n - 1, 0, -1) if c.line[j].kind == "mark"), 0)
    found = next((j for j in range(start, n) if c.line[j].kind == "np"), 0)
    actor = head_actor(c.line[found])
    return actor if actor and actor.kind == "actor" and actor.ref.rule == "group" and c.line[found + 1].kind in ("modal", "neg") else None


# --- both

def _by_phrase(c: Clause, role: str) -> Word | None:
    """Who stands under a preposition, `oleh` or a light passive behind the trigger, where that gives this role."""
    barred = () if c.voice == "nominal" else ("light_passive", "attended", "agent" if c.voice in _ACTIVE else "")
    k = last_joined(c.line, c.k) if c.entry.category in SPEECH else c.k  # `menekankan dan mengingatkan kepada guru`
    phrases = (j for kind, j in phrases_after(c.line, k) if kind not in barred and _phrase_role(c, kind, j) == role)
    told = (_without_conduct(c.line[j]) if c.entry.category == "REPORT" else c.line[j] for j in phrases)
    return next(filter(None, map(head_actor, told)), None)


def _without_conduct(chunk: Chunk) -> Chunk:
    """`laporan tentang dugaan ketidaknetralan seorang lurah`: the lurah."""
    n = next((n for n, w in enumerate(chunk.words) if w.kind not in ("conduct", "event", "noun")), 0)
    return chunk._replace(words=chunk.words[n:]) if any(w.kind == "conduct" for w in chunk.words[:n]) else chunk


def _under(c: Clause, kind: str, behind: tuple[str, ...] = ()) -> Word | None:
    """Who stands under a preposition of `kind` before the trigger: `Kepada ASN, polisi meminta`, `Oleh KPU, rapat itu ditunda`."""
    return head_actor(chunk) if (chunk := phrase_before(c.line, c.k, kind, behind)) else None


def _phrase_role(c: Clause, kind: str, j: int) -> str:
    category = c.entry.category
    carried = kind == "light_passive" or c.line[j - 2].kind == "light_passive"  # `laporan itu disampaikan oleh warga`
    involved = category in ("INQUIRY", "REPORT", "SANCTION") and c.line[j - 1].form.startswith("yang ")  # `laporan yang menyeret lurah`
    by = "agent" if carried else c.entry.oleh or "agent"  # `dugaan pelanggaran oleh lurah` has a target
    return {"agent": by, "light_passive": by, "against": "target", "attended": "attended",
            "from": ("agent" if category in _FROM else "") if c.voice == "nominal" else "target" if category in _ASK_OF else "",
            "in": "target" if category == "SANCTION" and c.line[j - 1].form == "pada" else "",
            "toward": "target" if category == "RECOMMENDATION" or c.voice == "nominal" and category in _SENT else "",
            "target": "" if category == "REPORT" else "target", "topic": "target" if category == "REPORT" else "",
            # `kasus yang melibatkan lurah`
            "with": "agent" if category == "VIOLATION" else "target" if category in TOGETHER or involved else ""}.get(kind, "")


_ACTIVE, _BARE, _PASSIVE, _NOUN = frozenset(("active", "bare")), frozenset(("bare",)), PASSIVES, frozenset(("nominal",))
_VERB = _ACTIVE | _PASSIVE
AGENTS = (
    Strategy("inverted", _BARE, _inverted),                                                # “…,” imbau Bupati
    Strategy("{voice}_convened", _ACTIVE | _NOUN, lambda c: _convened(c, AGENTS)),         # mengumpulkan camat untuk duduk bersama
    Strategy("headline", _ACTIVE, _in_headline),                                           # Panwaslu Dapati PNS Berpolitik
    Strategy("{voice}_{how}", _ACTIVE, lambda c: who(c.subject)),                          # Bawaslu memanggil lurah (subject, relative, …)
    Strategy("{voice}_bare_agent", _PASSIVE, lambda c: _behind_passive(c, "agent")),       # diperiksa Bawaslu
    Strategy("{voice}_fronted", _PASSIVE, lambda c: _under(c, "agent", ("comma",))),    # Oleh Bawaslu, lurah itu diperiksa
    Strategy("vower", _NOUN, lambda c: c.entry.category in _OWN and possessor(c, "agent")),             # bupati memimpin ikrar ASN
    Strategy("parties", _NOUN, parties),                                                  # kesepakatan antara KPU dan Polres
    Strategy(_BY_LIGHT, _NOUN, carrier_subject),                                           # Bawaslu menggelar rapat
    Strategy("verbal", _NOUN, verbal),                                                    # Bawaslu Klarifikasi Lurah
    Strategy("aim", _NOUN, lambda c: aim(c, "agent")),                                    # mengundang lurah untuk klarifikasi
    Strategy("possessor", _NOUN, lambda c: possessor(c, "agent")),                        # laporan warga
    Strategy("issuer", _PASSIVE, _issuer),                                                 # surat edaran Bawaslu diterbitkan
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
    Strategy("denier", _NOUN, denier),                                                    # Lurah itu menepis tudingan
    Strategy("aimed_at", _NOUN, lambda c: aim(c, "target")),                              # mengundang lurah untuk klarifikasi
    Strategy("recipient", _NOUN, recipient),                                              # Lurah itu mendapat teguran
    Strategy("befalls", _NOUN, befalls),                                                  # sanksi menanti lurah
    Strategy("possessor", _NOUN, lambda c: possessor(c, "target")),                       # pengawasan ASN
    Strategy("phrase", _VERB | _NOUN, lambda c: _by_phrase(c, "target")),                  # pengawasan terhadap ASN
    Strategy("attended", _NOUN, lambda c: _by_phrase(c, "attended")),                      # rapat itu dihadiri camat
    Strategy("addressed", _VERB | _NOUN, lambda c: c.entry.category in SPEECH and _under(c, "target")),  # Kepada ASN, polisi meminta
    Strategy("told_to", _BARE, _told_to),                                                  # “Guru harus netral,” imbaunya
    Strategy("spoken_of", _ACTIVE | _NOUN, _spoken_of),                                    # mengingatkan bahwa ASN harus netral
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
