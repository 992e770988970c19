"""Whether what is demanded is a matter of neutrality: who is asked, of what, and what the sentence and the article are about.

An act that the lexicon `demands` knows needs the right addressee; one that no row knows must be kept from, or done for all alike, in the
contest; where neutrality is the article's subject, any duty or ban of civil servants counts, and those told in one sentence are told
in the next.
"""
from __future__ import annotations

import re

from .demands import Claim, Page, Piece, first_of_list, quote_of
from .lexicon import Match
from .referents import starting
from .spans import overlaps

_CARRIED = re.compile(  # `Kemudian`, `Yang pertama,`, `Mereka juga`
    r"[\W\d]*(?:(?:jadi|lalu|kemudian|selanjutnya|terus|maka|(?:oleh\s+)?karena\s+itu|selain\s+itu|di\s+samping\s+itu|begitu\s+(?:juga|pula)"
    r"|yang\s+\w+|(?:ke|per)\w+|dan|serta|juga|pun|mereka|ini|itu|pokoknya|intinya|tentu|tetap|tapi|tetapi|namun)[\s,:]+){0,4}",
    re.IGNORECASE)
_VOCATIVE = re.compile(r"\A\s*,\s*(?:(?:wahai|hai|para|bapak(?:[-/ ]?ibu)?|ibu|pak|bu|saudara)\s+)*\Z", re.IGNORECASE)


def concerns(addressee: Match | None, group: list[Claim], piece: Piece, page: Page) -> bool:
    """Whether the demand is made of civil servants or officials, or of others for their sake (`warga diminta melaporkan`)."""
    if any(c.demand.entry.category == "report_others" for c in group):
        return True
    civil, gates = addressee.entry.civil if addressee else "context", {c.demand.entry.gate for c in group}
    if civil == "no" or not gates <= {"strict", "election"}:
        return civil != "no"
    if "strict" in gates and civil == "yes" and addressee.entry.category not in ("organisers", "tni_polri"):
        return True
    if not page.about and (civil != "yes" or group[0].cue.entry.id == "cannot"):
        return "election" in gates and bool(starting(page.told, piece.start, piece.end))
    words = [w for w in _contest(piece, page) if w.start >= piece.start]  # a vague act: `hadir`, `mundur`
    office = not page.about and any(w.entry.category in ("duty", "unrest") and overlaps(w, c.demand) for w in words for c in group)
    meant = page.subject and group[0].cue.entry.category in ("prohibit", "sanction")  # `yang main belakang kita geser`
    return not office and any(w.entry.category in ("partisan", "impartial") for w in words) or (
        "election" in gates and (meant or bool(starting(page.told, piece.start, piece.end))))


def of_contest(addressee: Match | None, claim: Claim, clause: tuple[int, int], piece: Piece, page: Page) -> bool:
    """Whether an act that no row of `demands` knows is a matter of neutrality: one kept from, or done for all alike, in the contest."""
    act, cue = claim.demand, claim.cue
    if act.entry.gate not in ("context", "subject"):
        return True
    near = _contest(piece, page)
    first = min(max(clause[0], cue.start), act.start)  # not `siapa pun wajib`, but `siapa pun yang menang, camat harus`
    within = [w for w in near if w.end <= clause[1] and not (addressee and overlaps(w, addressee)) and w.start >= (
        clause[0] if w.entry.id in ("whoever_wins", "what_was_told") else first)]
    if act.entry.gate == "subject":
        return page.subject
    banned = page.subject and cue.entry.category == "prohibit" and cue.entry.voice != "imperative"  # `dilarang memutasi pegawai`
    apart = ("unrest",) if banned else ("unrest", "duty")
    carried = page.subject and _carried_on(claim, piece, page)
    if any(w.entry.category in apart and overlaps(w, act) for w in within) or not (carried or _is_told(addressee, claim, piece, page)):
        return False
    comma = page.text.find(",", act.end, clause[1])
    kept = {b.entry.category for b in (*piece.bounds, *within) if cue.start < b.start < (comma if comma > 0 else clause[1])}
    denied = act.entry.act == "breach" or cue.entry.category == "prohibit" or "negation" in kept
    strangers = ("organisers", "cabinet") if page.subject and denied else ("organisers", "tni_polri", "governments", "cabinet")
    plain = not addressee or addressee.entry.category not in strangers
    named = addressee and addressee.entry.civil == "yes"
    servants = carried or page.about and named and plain
    active = page.text[act.start:act.start + 2].lower() != "di"  # `persatuan harus dijaga` is not what they do
    if page.subject and not piece.demands and (
            servants and cue.entry.voice == "modal" and active or named and any(w.entry.category == "back" for w in within)):
        return True  # `guru harus tahu diri`, `kami minta camat meneruskannya`
    if any(w.entry.category in ("partisan", "impartial") for w in within):
        return denied or "refusal" in kept or plain and any(w.entry.category == "impartial" for w in within)
    beside = any(w.entry.category == "partisan" or w.entry.category in ("impartial", "setting") and w.start >= piece.start for w in near)
    if page.subject and act.entry.act == "breach":  # `begitu condong, langsung kita tarik`
        return plain
    return bool(servants and (denied or beside and "refusal" in kept))


def _contest(piece: Piece, page: Page) -> list[Match]:
    """The words of the contest in a piece and a little before it."""
    if piece.start not in page.near:
        page.near[piece.start] = page.lexicons["contest_words"].find(page.text, max(0, piece.start - 160), piece.end)
    return page.near[piece.start]


def _carried_on(claim: Claim, piece: Piece, page: Page) -> bool:
    """Whether the clause goes on about those named before: `Kemudian tidak boleh ...`, `Mereka juga dilarang ...`."""
    quote, cue = quote_of(claim.cue, page), claim.cue
    bound = cue.entry.voice == "modal" or cue.entry.voice == "passive" and cue.entry.category in ("oblige", "prohibit")
    start, here = max(piece.start, quote.start if quote else 0), any(a.start < cue.start for a in piece.addressees)
    headless = quote and quote.kind == "direct" and cue.entry.category == "prohibit" and not here  # `cukup begitu, tidak boleh mengajak`
    return bound and bool(headless or _CARRIED.fullmatch(page.text, start, cue.start))


def _is_told(addressee: Match | None, claim: Claim, piece: Piece, page: Page) -> bool:
    """Whether the one addressed stands at the cue: `camat di sana wajib`, `meminta para camat`; a threat, an imperative need none."""
    if claim.demand.entry.act == "breach" or claim.cue.entry.voice == "imperative":
        quote = quote_of(claim.cue, page)  # `jangan heran`, writes the columnist
        return bool(addressee or claim.demand.entry.act == "breach" or quote and quote.kind == "direct")
    gaps = [page.text[c.end:addressee.start] if c.end <= addressee.start else page.text[_last_of_list(addressee, c, piece, page):c.start]
            for c in claim.chain if c.end <= addressee.start or c.entry.addressed != "object"] if addressee else []
    return any(len(gap) < 60 and not set(",;:.") & set(gap) or _VOCATIVE.match(gap) for gap in gaps)


def _last_of_list(addressee: Match, cue: Match, piece: Piece, page: Page) -> int:
    """Where the enumeration ends that an addressee opens: `sekda, camat, dan lurah harus`."""
    before = [a for a in piece.addressees if addressee.start <= a.start and a.end <= cue.start]
    return before[-1].end if before and first_of_list(before, page.text) == addressee else addressee.end
