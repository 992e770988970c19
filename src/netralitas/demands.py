"""What is demanded, and the words that demand it: the first half of a neutrality message.

A *demand* (`netral`, `ikut kampanye`, `menandatangani pakta integritas`) counts when a *cue* (`mengimbau`, `harus`, `dilarang`) reaches it.
An act to refrain from needs a prohibition, a negation or a threat of sanction; a neutral stance needs any cue but a prohibition.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .lexicon import Lexicons, Match
from .records import Mention, Quote, Sentence
from .spans import overlaps

_REACH = 320  # characters between a cue and its demand: longer than any clause seen, so that a lost full stop does no harm
_LONGEST = 1500  # characters of a piece: no real sentence is longer, and the cost of one without end stays in bounds
_FULL_STOP = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?;…][\"”’']?\s+(?=[\"“‘']?[A-Z\d])|[\"”]\.?\s+(?=[A-Z])|\n+")
EDGE = " \t\r\n\f\v\u00a0,;:.!?…\"“”‘’'()–—-"
_BLOCKERS = frozenset(("topic", "purpose", "cause", "contrast", "time", "condition", "past"))


class Piece(NamedTuple):
    """A stretch within one sentence that no full stop divides, and what the lexicons find in it."""

    sentence: Sentence
    start: int
    end: int
    cues: list[Match]
    demands: list[Match]
    bounds: list[Match]
    addressees: list[Match]


class Page(NamedTuple):
    """What is known of the article before messages are sought."""

    text: str
    mentions: Sequence[Mention]
    quotes: Sequence[Quote]
    lexicons: Lexicons


class Claim(NamedTuple):
    """A demand, the cues that reach it (nearest first) and the cue that gives it its strength."""

    demand: Match
    chain: list[Match]
    cue: Match


def find_pieces(page: Page, sentences: Sequence[Sentence]) -> Iterator[Piece]:
    """The pieces that hold a demand, in order."""
    others = page.lexicons["neutral_other"]
    for sentence in sentences:
        cuts = _cuts(page.text, sentence)
        for start, end in zip(cuts, cuts[1:]):
            cues = page.lexicons["strength"].find(page.text, start, end)
            inside = _demands(page, start, end) if cues or page.quotes else []
            if inside:
                strange = others.find(page.text, start, end)
                inside = [d for d in inside if not any(overlaps(d, other) for other in strange)]
                bounds = page.lexicons["message_bounds"].find(page.text, start, end)
                yield Piece(sentence, start, end, cues, inside, bounds, _groups(page, bounds, start, end))


def _cuts(text: str, sentence: Sentence) -> list[int]:
    """Where the pieces of a sentence begin and end: at full stops, and at a space where there is none for a very long time."""
    stops = [sentence.start, *(m.end() for m in _FULL_STOP.finditer(text, sentence.start, sentence.end)), sentence.end]
    cuts = [sentence.start]
    for stop in stops[1:]:
        while stop - cuts[-1] > _LONGEST:
            space = text.rfind(" ", cuts[-1] + 1, cuts[-1] + _LONGEST)
            cuts.append(space if space > 0 else cuts[-1] + _LONGEST)
        cuts.append(stop)
    return cuts


def _demands(page: Page, start: int, end: int) -> list[Match]:
    """What could be demanded: the domain's own acts, and where none stands, any act with a political object."""
    own = page.lexicons["demands"].find(page.text, start, end)
    general = page.lexicons["demands_general"].find(page.text, start, end)
    return sorted(own + [g for g in general if not any(overlaps(g, d) for d in own)], key=lambda m: m.start)


def _groups(page: Page, bounds: list[Match], start: int, end: int) -> list[Match]:
    """Groups and offices that can be addressed: not `di Pemkab`, `oleh Bawaslu`."""
    beside = {b.end + 1 for b in bounds if b.entry.category in ("location", "agent")}
    return [a for a in page.lexicons["addressees"].find(page.text, start, end) if a.start not in beside and a.entry.civil != "skip"]


def find_claim(demand: Match, piece: Piece, page: Page) -> Claim | None:
    """The demand with its cues, or None if nobody demands it."""
    chain = _chain(demand, piece)
    act = demand.entry.act
    if act == "refrain" and (_negated(demand, piece) or chain and chain[0].start < demand.start < chain[0].end):
        act = "do"  # `agar tidak ikut kampanye`, `tidak boleh tidak netral`
    if act in ("refrain", "breach"):
        chain = _forbidding(demand, chain, piece, act)
    elif act == "norm":
        chain = _within(demand, piece) + chain
        if demand.entry.id == "circular_on_neutrality" and all(c.entry.category == "inform" for c in chain):
            return None  # `menerbitkan edaran tentang netralitas` tells of a topic, `agar ASN netral` of a demand
    elif chain and chain[0].entry.category == "prohibit":
        chain = []
    if all(c.entry.voice == "bare" for c in chain):
        chain = _cue_of_quote(demand, act, page) or chain
    if not chain or chain[0].entry.category == "none":
        return None
    cue = max(chain, key=_weight)
    return Claim(demand, chain, cue) if _is_serious(cue, demand, piece, page) else None


def _chain(demand: Match, piece: Piece) -> list[Match]:
    """Cues before the demand that reach it, nearest first: `mengingatkan ASN wajib netral` gives wajib, mengingatkan."""
    before = [c for c in piece.cues if c.entry.voice != "norm" and c.start < demand.start
              or c.entry.voice == "bare" and demand.start <= c.start < demand.end or _inside_kept(c, demand)]
    chain: list[Match] = []
    limit = demand.start
    for cue in reversed(before):
        blocked = cue.end < limit and _blocked(cue, limit, piece, first=not chain)
        if blocked or limit - cue.end > _REACH or chain and _ends_there(chain[-1], cue):
            break
        chain.append(cue)
        limit = cue.start
    return chain


def _ends_there(nearer: Match, cue: Match) -> bool:
    """`wajib mengimbau ASN netral`: the duty is the speaker's, not that of those who are to be neutral."""
    return nearer.entry.category == "none" or nearer.entry.voice == "active" and cue.entry.voice in ("modal", "nominal", "passive")


def _inside_kept(cue: Match, demand: Match) -> bool:
    """`netralitas pegawai harus dijaga`, `tidak netral silakan dilaporkan`: the cue stands within the demand."""
    return demand.entry.id in ("neutrality_be_kept", "be_reported") and demand.start <= cue.start and cue.end <= demand.end


def _blocked(cue: Match, end: int, piece: Piece, first: bool) -> bool:
    """Whether a topic, purpose, cause ... word ends the cue's reach before `end`; `agar`, `untuk` open it again."""
    between = [b for b in piece.bounds if cue.end <= b.start and b.end <= end]
    opened = max((b.end for b in between if b.entry.category == "reopens"), default=cue.end)
    closing = _BLOCKERS
    if cue.entry.voice == "complement":  # `Agar semua dinas telah menandatangani`
        closing = closing - {"past"}
    if cue.entry.category == "sanction":  # `akan saya tindak jika ada pegawai yang tidak netral`
        closing = closing - {"condition"}
    if any(b.start >= opened and b.entry.category in closing for b in between):
        return True
    return not first and any(cue.end <= d.start and d.end <= end for d in piece.demands)


def _negated(demand: Match, piece: Piece) -> bool:
    """`tidak ikut kampanye`, but not `tidak boleh ikut kampanye`, where the prohibition is the cue."""
    return any(b.entry.category == "negation" and 0 <= demand.start - b.end <= 12 and not any(overlaps(b, c) for c in piece.cues)
               for b in piece.bounds)


def _forbidding(demand: Match, chain: list[Match], piece: Piece, act: str) -> list[Match]:
    """The chain if it forbids an act or threatens for it, else the threat that follows it, if any."""
    wanted = ("sanction",) if act == "breach" else ("prohibit", "sanction")
    if chain and (chain[0].entry.category in wanted or chain[0].entry.id == "soft_ban"):
        return chain
    after = [c for c in piece.cues if c.start >= demand.end and c.entry.category == "sanction" and c.start - demand.end < _REACH]
    return after[:1]


def _within(demand: Match, piece: Piece) -> list[Match]:
    return [c for c in piece.cues if demand.start <= c.start and c.end <= demand.end and c.entry.category != "none"]


def _cue_of_quote(demand: Match, act: str, page: Page) -> list[Match]:
    """The reporting word of the quotation as a cue: `"Tetap netral," pinta camat itu.`"""
    quote = quote_of(demand, page)
    if act != "do" or quote is None or quote.cue_start is None:
        return []
    cues = page.lexicons["strength"].find(page.text, quote.cue_start, quote.cue_end)
    return [c for c in cues if c.entry.voice in ("active", "passive")][:1]


def _weight(cue: Match) -> tuple[bool, float]:
    """How much a cue counts against others: `menegaskan`, `agar` and bare imperatives only where there is no other."""
    strength = {"complement": 2.5, "bare": 0}.get(cue.entry.voice, int(cue.entry.strength))
    return cue.entry.voice not in ("frame", "norm", "complement", "bare"), strength


def _is_serious(cue: Match, demand: Match, piece: Piece, page: Page) -> bool:
    """Whether a weak cue that stands alone makes a message."""
    opening = page.text[piece.start:cue.start].strip(EDGE) == ""
    before = page.text[piece.start:cue.start].rstrip()
    if cue.entry.voice == "bare":
        quote = quote_of(demand, page)
        return before.endswith(":") or quote is not None and quote.kind == "direct" and (before[-1:] in ",“\"" or opening)
    if cue.entry.voice == "complement":
        return opening or demand.entry.act == "norm"
    if cue.entry.category == "inform" and cue.entry.voice in ("active", "frame"):
        told = demand.entry.act == "norm" or demand.entry.id == "neutral" and _names_servants(cue, demand, piece)
        return not _purposive(cue, piece) and (cue.entry.voice != "frame" or told)
    return True


def strength_of(claim: Claim, piece: Piece) -> int:
    """The cue's strength; 1 where it only tells that they are neutral: `menegaskan prajurit TNI netral`."""
    told = claim.cue.entry.voice == "frame" and claim.demand.entry.id == "neutral" and _names_servants(claim.cue, claim.demand, piece)
    return 1 if told and len(claim.chain) == 1 else int(claim.cue.entry.strength)


def _names_servants(cue: Match, demand: Match, piece: Piece) -> bool:
    """`menyampaikan prajurit TNI netral`: who is neutral is named between the two."""
    return any(cue.end <= a.start and a.end <= demand.start and a.entry.civil == "yes" for a in piece.addressees)


def _purposive(cue: Match, piece: Piece) -> bool:
    """`untuk memastikan ASN netral` tells what a meeting is for; nobody is told to be neutral."""
    return any(0 <= cue.start - b.end <= 1 and b.entry.category in ("reopens", "purpose") for b in piece.bounds)


def quote_of(span: Match, page: Page) -> Quote | None:
    """The shortest quotation in which the span starts, or None."""
    around = [q for q in page.quotes if q.start <= span.start < q.end]
    return min(around, key=lambda q: q.end - q.start, default=None)
