"""Who fills which role of an event, by the voice of its verb, or, for a noun, by the verb that carries it and what stands beside it."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .clauses import PASSIVES, PREPOSITIONS, Chunk, Word, any_actor, head_actor
from .subjects import Subject, after, bare_agent, last_joined, phrases_after, stretch, subject

SPEECH = frozenset(("APPEAL", "DIRECTIVE"))
TOGETHER = frozenset(("MEETING", "OUTREACH"))
_FROM = {"REPORT": "agent", "APPEAL": "target", "INQUIRY": "target", "RECOMMENDATION": "agent", "SANCTION": "agent", "DIRECTIVE": "agent"}
_BEFORE_OBJECT = {  # what may stand between a verb and whom it is done to; to whom one reports is not whom one reports
    "": ("against", "with", "target"), "REPORT": ("against", "with"),
    "APPEAL": ("against", "with", "target", "from", "control"), "DIRECTIVE": ("against", "with", "target", "from", "control"),
}
_BARRED = {"active": ("agent", "light_passive", "attended"), "passive": ("light_passive", "attended")}


class Roles(NamedTuple):
    """Who fills which role of one trigger, as words of the line; `how` says by which way the agent or target was found."""

    agent: Word | None = None
    target: Word | None = None
    place: Word | None = None
    topic: tuple[int, int] | None = None
    how: str = ""
    dropped: bool = False


def verb_roles(line: list[Chunk], k: int, entry: tuple) -> Roles:
    """Who fills the roles of the verb in chunk `k` of a sentence, by its voice; `entry` is its row of the event grammar."""
    kind = line[k].kind
    roles = _passive_roles(line, k, entry) if kind in PASSIVES else _active_roles(line, k, entry)
    return _with_phrases(line, k, entry, roles)


def who(found: Subject) -> Word | None:
    """The actor in the subject that was found, or None."""
    return any_actor(found.chunk) if found.chunk else None


def _active_roles(line: list[Chunk], k: int, entry: tuple) -> Roles:
    """meN-, ber- and bare verbs: the subject did it; with a bare verb a pronoun before it (`kami awasi`) or a name after a quotation."""
    found, target = subject(line, k), _object(line, k, entry)
    agent, how = who(found), line[k].kind if found.how == "subject" else f"{line[k].kind}_{found.how}"
    if line[k].kind == "bare" and _is_imperative(line, k):
        how = "tag" if line[k].form.endswith("nya") else "imperative"
        return Roles(None, target, None, _object_span(line, k, entry, target), how)
    if line[k].kind == "bare" and agent and agent.kind == "first":
        target = target or _fronted(line, line.index(found.chunk))
        how = "pronoun"
    elif not agent and not found.chunk and _is_tag(line, k):
        agent, target, how = head_actor(line[k + 1]), None, "inverted"
    return Roles(agent, target, None, _object_span(line, k, entry, target), how, found.how == "dropped" and agent is None)


def _fronted(line: list[Chunk], j: int) -> Word | None:
    """Whom a pronoun passive is done to: the phrase right before the pronoun at `j` (`ASN itu akan kami tindak`)."""
    p = j - 1
    while p > 0 and line[p].kind in ("adverb", "modal", "neg"):
        p -= 1
    found = subject(line, j)
    near = p >= 0 and line[p].kind in ("np", "relative") or found.how == "relative"
    return who(found) if near and (who(found) or line[j].words[0]).kind != "first" else None


def _is_imperative(line: list[Chunk], k: int) -> bool:
    """A bare verb behind a comma or mark in a quotation, with no name behind it: `kalau ada, laporkan kepada kami`, `…,” imbaunya`."""
    quoted = any(chunk.kind == "mark" for chunk in line[:k])
    return quoted and line[k - 1].kind in ("comma", "mark") and not _is_tag(line, k)


def _is_tag(line: list[Chunk], k: int) -> bool:
    """A bare verb between a quotation and a name: `…,” imbau Bupati`."""
    ends = line[k].kind == "bare" and " " not in line[k].form and 0 < k < len(line) - 1 and line[k - 1].kind in ("mark", "comma")
    return ends and line[k + 1].kind == "np" and any(c.kind == "mark" for c in line[max(k - 2, 0):k])


def _object(line: list[Chunk], k: int, entry: tuple) -> Word | None:
    j = after(line, last_joined(line, k))
    if entry.after != "target" or j >= len(line):
        return None
    if line[j].kind in _BEFORE_OBJECT.get(entry.category, _BEFORE_OBJECT[""]):
        j += 1
    if j >= len(line) or line[j].kind != "np":
        return None
    loose = entry.category not in ("APPEAL", "INQUIRY") and not entry.object.startswith("@")
    return any_actor(line[j]) if loose else head_actor(line[j])


def _object_span(line: list[Chunk], k: int, entry: tuple, target: Word | None) -> tuple[int, int] | None:
    j = after(line, k)
    if entry.category == "APPEAL" or target or j >= len(line) or line[j].kind != "np" or line[j].words[0].kind == "they":
        return None
    return stretch(line, j) if entry.after in ("topic", "target") else None


def _passive_roles(line: list[Chunk], k: int, entry: tuple) -> Roles:
    """di- and ter- verbs: the subject is whom it was done to; the agent stands after the verb or after `oleh`, or is not named."""
    found, by = subject(line, k), bare_agent(line, k)
    target, agent = who(found) if entry.after == "target" else None, head_actor(by) if by else None
    how = line[k].kind
    if agent:
        oleh = line[line.index(by) - 1].kind == "agent"
        how = "passive_oleh" if oleh else "passive_bare_agent"
        if not oleh and entry.category in SPEECH and not target:
            agent, target, how = None, agent, "passive_verb_first"
        elif not target and not found.chunk:
            target = _behind_comma(line, line.index(by))
    topic = (found.chunk.start, found.chunk.end) if found.chunk and not target and entry.category not in SPEECH else None
    topic = None if topic and found.chunk.words[0].kind == "they" else topic
    return Roles(agent, target, None, topic, how)


def _behind_comma(line: list[Chunk], j: int) -> Word | None:
    """`Dipanggil Bawaslu, camat itu mengaku khilaf`: the main clause names whom it was done to."""
    return head_actor(line[j + 2]) if j + 2 < len(line) and line[j + 1].kind == "comma" and line[j + 2].kind == "np" else None


def noun_roles(line: list[Chunk], k: int, word: Word, entry: tuple) -> Roles:
    """Who fills the roles of the event noun `word` in chunk `k`: by its light verb, its possessor, or the phrases behind it."""
    p = governor(line, k)
    kind = line[p].kind if p >= 0 and _heads(line[k], word) else ""
    roles = Roles(how="nominal")
    if kind == "light_agent":
        found = subject(line, p)
        roles = Roles(agent=who(found), how=_light(line[p]), dropped=found.how == "dropped")
    elif kind in ("light_target", "light_recipient", "attended"):
        roles = Roles(target=_attender(line, k, p, entry), how=_light(line[p]))
    elif (pronoun := _pronoun_carrier(line, k)) is not None:
        roles = Roles(agent=pronoun, how="pronoun")
    elif kind == "np" and line[p].words[-1].kind in ("first", "third") and entry.category in TOGETHER:
        roles = Roles(agent=line[p].words[-1], how="bare")  # `kami rapat dengan camat`
    roles = _beside(line, k, word, entry, roles)
    return _with_phrases(line, k, entry, roles)


def _pronoun_carrier(line: list[Chunk], k: int) -> Word | None:
    """The pronoun of a bare light verb behind the event noun: `pengawasan terhadap ASN akan kami lakukan`."""
    for j in range(k + 1, min(k + 7, len(line) - 1)):
        if line[j].kind == "np" and line[j].words[0].kind == "first" and line[j + 1].kind == "light_agent":
            return line[j].words[0]
        if line[j].kind not in ("np", "modal", "adverb", "neg") and line[j].kind not in PREPOSITIONS:
            break
    return None


def _light(verb: Chunk) -> str:
    return "light_" + verb.form.replace(" ", "_")


def _heads(chunk: Chunk, word: Word) -> bool:
    """Whether the event noun heads its noun phrase, `kegiatan` and the like apart."""
    return all(w.kind in ("quantifier", "member", "wrapper", "event") for w in chunk.words if w.start < word.start)


def governor(line: list[Chunk], k: int) -> int:
    """The index of the word that governs the noun phrase at `k`: over `dan` to the one before it in a list of events."""
    p = k - 1
    while p >= 0 and line[p].kind in ("adverb", "date"):
        p -= 1
    if p > 0 and line[p].kind == "coordination" and line[p - 1].kind == "np" and any(w.kind == "event" for w in line[p - 1].words):
        return governor(line, p - 1)
    return p


def _attender(line: list[Chunk], k: int, p: int, entry: tuple) -> Word | None:
    """Who attended or received: the subject, or, where the verb comes first (`Hadir dalam rapat itu Kapolres`), the name after."""
    if entry.category in ("REPORT", "RECOMMENDATION") and line[p].kind == "light_target":
        return None
    j = after(line, k)
    return who(subject(line, p)) or (head_actor(line[j]) if j < len(line) and line[j].kind == "np" else None)


def starts_clause(line: list[Chunk], k: int, actor: Word) -> bool:
    """`Di akhir rapat bupati menjelaskan`: the name is the subject of the next verb, not part of the phrase under the preposition."""
    return (k > 0 and line[k - 1].kind in PREPOSITIONS and actor is line[k].words[-1]
            and k + 1 < len(line) and line[k + 1].kind in ("active", "verb", "light_agent"))


def _is_body(actor: Word) -> bool:
    """An institution by name: `pengawasan Bawaslu` is what Bawaslu does, `pengawasan ASN` what is done to civil servants."""
    return getattr(actor.ref, "kind", "") == "organisation" and actor.ref.rule != "group"


def _beside(line: list[Chunk], k: int, word: Word, entry: tuple, roles: Roles) -> Roles:
    """The actor right behind the event noun or further on in its noun phrase: `laporan warga`, `pengawasan netralitas ASN`."""
    rest = [w for w in line[k].words if w.start >= word.end and w.kind != "pointer"]
    role = {"with": "agent", "topic": "agent", "none": ""}.get(entry.after, entry.after)
    near = rest[:1] if entry.after in ("with", "topic") else rest
    actor = next((w for w in near if w.kind in ("actor", "first", "third")), None)
    if rest and actor is rest[0] and entry.category in ("MONITORING", "INQUIRY", "OUTREACH"):
        role = "agent" if _is_body(actor) else "target"
    if entry.category == "REPORT" and role == "agent" and (" " in word.form or actor is not (rest or [None])[0]):
        role = "target"  # `laporan dugaan pelanggaran ASN`, `laporan netralitas ASN`: they are accused
    if actor and role and getattr(roles, role) is None and not starts_clause(line, k, actor):
        roles = roles._replace(**{role: actor}, how=roles.how if roles.how != "nominal" else "possessor")
    if rest and rest[0].kind in ("noun", "event") and entry.after != "none":
        roles = roles._replace(topic=(rest[0].start, rest[-1].end))
    return roles


def _with_phrases(line: list[Chunk], k: int, entry: tuple, roles: Roles) -> Roles:
    """Roles that the prepositions after the trigger give, where none is filled yet; a place may also stand before it."""
    barred = _BARRED.get("noun" if entry.kind != "verb" else "passive" if line[k].kind in PASSIVES else "active", ())
    for kind, j in phrases_after(line, k):
        if kind in barred:
            continue
        role, value = _phrase_role(line, kind, j, entry)
        if value is not None and getattr(roles, role) is None:
            how = f"{roles.how}_{line[j - 1].form.replace(' ', '_')}" if role == "agent" else roles.how
            roles = roles._replace(**{role: value}, how=how)
    if roles.target is None and entry.category in SPEECH:
        roles = roles._replace(target=_before(line, k, "target", head_actor))
    return roles if roles.place else roles._replace(place=_before(line, k, "place", _place_in, ("comma", "date", "clause")))


def _phrase_role(line: list[Chunk], kind: str, j: int, entry: tuple) -> tuple[str, object]:
    if kind == "place":
        free = entry.category not in SPEECH or line[j - 2].kind in ("comma", "date")
        return "place", _place_in(line[j]) if free else None
    if kind == "topic":
        return "topic", stretch(line, j)
    # `laporan disampaikan oleh warga` has an agent, `dugaan pelanggaran oleh lurah` a target
    carried = kind == "light_passive" or line[j - 2].kind == "light_passive"
    by = "agent" if carried and entry.after != "target" else entry.oleh or "agent"
    role = {"agent": by, "light_passive": by, "against": "target", "attended": "target",
            "target": "" if entry.category == "REPORT" else "target", "from": _FROM.get(entry.category, ""),
            "with": "target" if entry.category in TOGETHER else ""}.get(kind, "")
    return (role, head_actor(line[j])) if role else ("how", None)


def _place_in(chunk: Chunk) -> Word | None:
    return next((w for w in chunk.words if w.kind == "venue"), None)


def _before(line: list[Chunk], k: int, kind: str, pick: Callable[[Chunk], Word | None], behind: tuple[str, ...] = ()) -> Word | None:
    """What `pick` finds in the nearest phrase before `k` under a preposition of `kind`: `Di Palu, KPU menggelar rapat`.

    With `behind`, the phrase must open the sentence or stand behind a word of one of these kinds.
    """
    for j in range(k - 1, 0, -1):
        if line[j].kind == "mark":
            break
        if line[j].kind == "np" and line[j - 1].kind == kind and (not behind or j == 1 or line[j - 2].kind in behind):
            return pick(line[j])
    return None
