"""What is demanded, and the words that demand it: the first half of a neutrality message.

A *demand* (`netral`, `ikut kampanye`, `menandatangani pakta integritas`) counts when a *cue* (`mengimbau`, `harus`, `dilarang`) reaches it.
An act to refrain from needs a prohibition, a negation or a threat of sanction; a neutral stance needs any cue but a prohibition.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .lexicon import Lexicons, Match
from .records import Mention, Quote, Sentence
from .referents import Innermost, starting
from .spans import overlaps

_LONGEST = 1500  # characters of a piece: no real sentence is longer, and the cost of one without end stays in bounds
_FULL_STOP = re.compile(r"[.!?;…](?<!\b[A-Z].)(?<!\b[A-Z][a-z].)(?<!\b[A-Z][a-z]{2}.)(?<!\bno.)[\"”’']?\s+(?=[\"“‘']?[A-Z\d])"
                        r"|[\"”]\.?\s+(?=[A-Z])|\n(?<![^\W_]{3}\n)\n*|\n{2,}|\.(?<=[^\W\d_]{4}\.)(?=[^\W\d_]{3,}\s)")  # `pilkada.hal itu`
_SCOPE = re.compile(r"[^,;:.!?…]{1,70}(?<!\bdan )(?<!\btetapi )")  # what may stand between a negation and its act
_CLOSED = re.compile(r"\s*(?:[.,;!”\"\n]|\Z|apa\s*pun|sama\s+sekali|karena|sebab|di(?:per)?(?:guna|laku)kan|dipakai)")  # forbids no more
_OPENS = re.compile(r"(?:[.!?\n”\"]\s*|\A)\Z")
_OURS = re.compile(r"\b(?:kami|saya|kita)\s+\Z")
PREDICATE = re.compile(r"\s(?:itu|ini|tersebut)?,?\s*\b(?:merupakan|adalah|ialah)\b")
_KNOWN = re.compile(r"(?:\s+[\w/-]+){0,3}?\s+(?:itu|ini|tersebut|sendiri)\s+(?:sudah\s+|telah\s+|juga\s+)?(?:di|ber|me|ter|adalah)\w+")
_ASIDE = re.compile(r"\byang\s+(?:\w+\s+)?\Z")
_AS = re.compile(r"\b(?:selaku|sebagai)\s[^,;.:]{2,50},\s*(?:\w+\s+)?\Z", re.IGNORECASE)  # `selaku abdi negara, para lurah`
_JOINED = re.compile(r"\s+(?:(?:yang\s+)?(?:juga\s+)?berstatus\s+(?:sebagai\s+)?)?|"
                     r"(?:\)?(?:\s+di\s+\w+)?,?\s*\b(?:dan|atau|maupun|alias|serta|beserta|berikut|hingga|termasuk"
                     r"|terutama|khususnya|baik|yakni|yaitu)\b|\)?\s*[,/(])\s*(?:[\w/]+\s+){0,2}", re.IGNORECASE)
_LATELY = 250
_INQUIRED = re.compile(r"(?:periksa|panggil|usut)\w*\Z", re.IGNORECASE)
_IN_TITLE = re.compile(r"\btentang\s+(?:(?:[A-Z]\w*|dan)\s+){0,5}\Z")  # `Perbup 7/2020 tentang Pakaian Pegawai`
_TITLE = re.compile(r"[\d)]\s+tentang", re.IGNORECASE)  # `UU 6/2014 tentang Desa`
_FORESEEN = re.compile(r"(?<!yang\s)\b(?:menanti|menunggu|mengintai)|(?<!tidak\s)(?<!tak\s)\b(?:akan|bakal|pasti|bisa|dapat|siap|terancam"
                       r"|silakan|ada\s+(?:sanksi|hukum|konsekuensi|akibat))", re.IGNORECASE)
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


@dataclass(frozen=True)
class Page:
    """What is known of the article before messages are sought; all by start."""

    text: str
    mentions: Sequence[Mention]
    quotes: Sequence[Quote]
    lexicons: Lexicons
    told: list[Match]  # words of elections and of neutrality
    known: list[Match]  # groups and offices
    about: bool  # the article speaks of somebody's neutrality
    subject: bool = False  # that is what the article is about: its title or lead says so, or it comes back to it
    near: dict[int, list[Match]] = field(default_factory=dict)  # words of the contest in and before a piece, by its start

    @cached_property
    def quoted(self) -> Innermost:
        """The shortest quotation at each place."""
        return Innermost(self.quotes)

    @cached_property
    def ended(self) -> dict[int, Quote]:
        """The first quotation that ends at a place, by that place."""
        return {q.end: q for q in reversed(self.quotes)}

    @cached_property
    def subjects(self) -> list[Mention]:
        """The persons, and the offices without bearer, whom `ia` and `pihaknya` may go back to."""
        return [m for m in self.mentions if m.kind == "person" or m.kind == "role" and not m.entity_id and _OPENS.search(
            self.text, max(0, m.start - 9), m.start)]

    @cached_property
    def neutral(self) -> list[Match]:
        """The words of neutrality among those told."""
        return [w for w in self.told if w.entry.category == "neutrality"]


class Claim(NamedTuple):
    """A demand, the cues that reach it (nearest first) and the cue that gives it its strength."""

    demand: Match
    chain: list[Match]
    cue: Match


def find_pieces(page: Page, sentences: Sequence[Sentence]) -> Iterator[Piece]:
    """The pieces that hold a cue, in order."""
    for sentence in sentences:
        if not _is_near(page, sentence):
            continue
        cuts = _cuts(page.text, sentence)
        for start, end in zip(cuts, cuts[1:]):
            cues = _denied(page.lexicons["strength"].find(page.text, start, end), page, start)
            if any(c.entry.category != "none" and c.entry.voice != "norm" for c in cues) or cues and starting(page.neutral, start, end):
                bounds = [b for b in page.lexicons["message_bounds"].find(page.text, start, end)
                          if not _TITLE.match(page.text, b.start - 2, b.end)]
                beside = {b.end + 1 for b in bounds if b.entry.category in ("location", "agent")}  # not `di Pemkab`, `oleh Bawaslu`
                groups = [a for a in starting(page.known, start, end) if a.end <= end and a.start not in beside and a.entry.civil != "skip"
                          and not (page.text[a.start].isupper() and _IN_TITLE.search(page.text, max(start, a.start - 60), a.start))
                          and not (page.text[a.start - 1] == "(" and a.entry.category == "governments")]  # `di Pemerintah Kota (Pemkot)`
                yield Piece(sentence, start, end, cues, _demands(page, cues, start, end), bounds, groups)


def _denied(cues: list[Match], page: Page, start: int) -> list[Match]:
    """The cues, with a permission that nobody has as a ban: `tak seorang pun lurah yang boleh`."""
    words, ban = page.lexicons["message_bounds"], page.lexicons["strength"].get("tidak boleh")
    return [Match(c.start, c.end, ban) if c.entry.id == "permission" and any(
        b.entry.id == "nobody" and "," not in page.text[b.end:c.start] for b in words.find(page.text, max(start, c.start - 80), c.start))
        else c for c in cues]


def _is_near(page: Page, sentence: Sentence) -> bool:
    """Whether a demand could be made here: neutrality itself is named, or officials are near, and the contest in it or neutrality near."""
    start, end = sentence.start, sentence.end
    here = {w.entry.id for w in starting(page.told, start, end)}
    about = page.about or bool(starting(page.neutral, start - 600, end + 301))
    if not here and not about:
        return False
    near = {a.entry.category for a in starting(page.known, start - 399, start + 400) if a.entry.civil == "yes"}
    return "stance" in here or bool(near if about else near - {"cabinet"})


def _cuts(text: str, sentence: Sentence) -> list[int]:
    """Where the pieces of a sentence begin and end: at full stops, and anywhere where there is none for a very long time."""
    cuts = [sentence.start]
    for stop in (*(m.end() for m in _FULL_STOP.finditer(text, sentence.start, sentence.end)), sentence.end):
        cuts += [*range(cuts[-1] + _LONGEST, stop, _LONGEST), stop]
    return cuts


def _demands(page: Page, cues: list[Match], start: int, end: int) -> list[Match]:
    """What could be demanded: the domain's own acts, and where none stands, any act with a political object between two cues."""
    own, general = page.lexicons["demands"].find(page.text, start, end), page.lexicons["demands_general"]
    acts = [g for a, b in zip([start, *(c.end for c in cues)], [*(c.start for c in cues), end]) for g in general.find(page.text, a, b)]
    own = [d for d in own if d.entry.act != "none"]  # `masa kampanye` is no act
    found = own + [g for g in acts if not any(overlaps(g, d) for d in own)]
    strange = page.lexicons["neutral_other"].find(page.text, start, end) if found else []  # `warna netral`
    return sorted((d for d in found if not any(overlaps(d, other) for other in strange)), key=lambda m: m.start)


def find_claims(piece: Piece, page: Page) -> list[Claim]:
    """What is claimed in a piece: known demands under their cues, then whatever act stands under a cue that reaches none of them."""
    known = [c for d in piece.demands if (c := _claim(d, piece, page))]
    taken = {cue.start for claim in known for cue in claim.chain}
    free = [c for c in piece.cues if c.start not in taken and c.entry.category not in ("none", "inform") and c.entry.id != "cannot"
            and c.entry.voice not in ("frame", "norm", "bare", "nominal")]
    for cue in free:
        if known and _ASIDE.search(page.text, piece.start, cue.start):
            continue  # `netralitas adalah harga mati yang wajib dijaga`
        claim = (act := _open_act(cue, piece, page)) and _claim(act, piece, page)
        if claim and cue in claim.chain and not any(overlaps(act, k.demand) and k.cue == claim.cue for k in known):
            known.append(claim)
    return known


def _open_act(cue: Match, piece: Piece, page: Page) -> Match | None:
    """The first act after a cue and before the next one, outside a condition (`kalau diundang,`); before a threat, the offence."""
    threat = cue.entry.category == "sanction"
    starts = [c.start for c in piece.cues if c.entry.category != "inform" and c.entry.voice != "bare" and not (
        c.start == cue.end + 1 and c.entry.voice == "active" and cue.entry.voice == "modal")]  # `tidak boleh mengajak`
    start = max((c.end for c in piece.cues if c.end <= cue.start), default=piece.start) if threat else cue.end
    end = cue.start if threat else min((at for at in starts if at >= cue.end), default=piece.end)
    if quote := quote_of(cue, page):
        start, end = max(start, quote.start), min(end, quote.end)
    conditions = [(b.start, page.text.find(",", b.end, end)) for b in piece.bounds if b.entry.category == "condition" and not threat]
    for pattern, entry in page.lexicons["demands_open"].patterns:
        acts = pattern.finditer(page.text, start, end) if (entry.act == "breach") == threat else ()
        if act := next((a for a in acts if not any(b < a.start() < comma for b, comma in conditions)), None):
            return Match(act.start(), act.end(), entry)
    return _told_before(cue, piece, page) if threat and page.subject else None


def _told_before(cue: Match, piece: Piece, page: Page) -> Match | None:
    """The place of a threat whose offence was told just before it: `Lurah dilarang berkampanye. Hukuman berat menanti`."""
    text = page.text
    foreseen = cue.entry.id == "no_mercy" or _FORESEEN.search(text, max(piece.start, cue.start - 30), cue.end)
    since = max(0, piece.start - _LATELY)
    if foreseen and not _INQUIRED.search(text, cue.start, cue.end) and (
            any(d.entry.act in ("refrain", "breach") for d in page.lexicons["demands"].find(text, since, cue.start))
            or any(c.entry.category == "prohibit" for c in page.lexicons["strength"].find(text, since, piece.start))):
        return Match(cue.start, cue.start, page.lexicons["demands_open"].entries["told_before"])
    return None


def _claim(demand: Match, piece: Piece, page: Page) -> Claim | None:
    """The demand with its cues, or None if nobody demands it."""
    chain, act = _chain(demand, piece, page.text), demand.entry.act
    if act == "refrain" and (_negated(demand, piece, page.text) or chain and chain[0].start < demand.start < chain[0].end):
        act = "do"  # `agar tidak ikut kampanye`, `tidak boleh tidak netral`
    if act in ("refrain", "breach"):
        chain = _forbidding(demand, chain, piece, act, page.text)
    elif act == "norm":
        chain = [c for c in piece.cues if overlaps(c, demand) and c.entry.category != "none"] + chain
    if not chain or chain[0].entry.category == "none":
        return None
    cue = max(reversed(chain), key=_weight)
    return Claim(demand, chain, cue) if _is_serious(cue, demand, piece, page) else None


def _chain(demand: Match, piece: Piece, text: str) -> list[Match]:
    """Cues before or within (`netralitas harus dijaga`) the demand that reach it, nearest first: `mengingatkan ASN wajib netral`."""
    chain: list[Match] = []
    limit = demand.start
    for cue in reversed(piece.cues):
        before = cue.start < demand.start and cue.entry.voice != "norm"
        kept = demand.start < cue.start and cue.end <= demand.end and cue.entry.voice not in ("nominal", "norm")
        if not (before or kept or cue.start == demand.start and cue.entry.voice in ("bare", "imperative")) or any(
                d.start < cue.start and cue.end <= d.end for d in piece.demands if d is not demand):  # `menolak ajakan calon dan dilarang`
            continue
        if chain and ";" in text[cue.end:limit]:  # `tidak boleh masuk TPS; lalu dilarang berfoto`
            break
        if _ASIDE.search(text, piece.start, cue.start) and "," in text[cue.end:limit]:  # `Polres, yang menugaskan dua orang, mengingatkan`
            continue
        if chain and cue.entry.category == "sanction" and chain[-1].entry.voice in ("modal", "passive"):  # `terancam pidana, dan dilarang`
            break
        if cue.end < limit and _blocked(cue, limit, piece, demand, text, first=not chain):
            break
        if chain and (chain[-1].entry.category == "none" or chain[-1].entry.voice == "active" and chain[-1].entry.id != "assure"
                      and cue.entry.voice in ("modal", "nominal", "passive")):  # `wajib mengimbau ASN netral`: the duty is the speaker's
            break
        chain.append(cue)
        limit = cue.start
    return chain


def _blocked(cue: Match, end: int, piece: Piece, demand: Match, text: str, first: bool) -> bool:
    """Whether a topic, purpose, cause ... word ends the cue's reach before `end`; `agar`, `untuk` open it again."""
    if cue.entry.voice == "nominal" and PREDICATE.search(text, cue.end, end):
        return True
    between = [b for b in piece.bounds if cue.end <= b.start and b.end <= end
               and not (b.entry.category == "condition" and "," in text[b.end:end])]  # `sebaiknya lurah, kalau diundang, pamit`
    opened = max((b.end for b in between if b.entry.category in ("reopens", "clause")), default=cue.end)
    threat = cue.entry.category == "sanction" or demand.entry.category == "report_others"  # `minta warga, bila melihat ..., melapor`
    spared = {"condition", "past"} if threat else {{"so_that": "past", "deadline": "purpose"}.get(cue.entry.id)}  # `agar semua telah`
    if cue.entry.category == "appeal" and demand.entry.act == "norm" and between and demand.start - between[-1].end == 1:
        spared = {"topic"}  # `mengingatkan ASN soal pentingnya netralitas`
    return any(b.start >= opened and b.entry.category in _BLOCKERS - spared for b in between) or (
        not first and any(cue.end <= d.start and d.end <= end for d in piece.demands))


def _negated(demand: Match, piece: Piece, text: str) -> bool:
    """`tidak ikut kampanye`, but not `tidak boleh ikut kampanye`, where the prohibition is the cue."""
    before = [b for b in piece.bounds if b.entry.category == "negation" and b.end <= demand.start]
    return bool(before and not any(overlaps(before[-1], c) for c in piece.cues) and _SCOPE.fullmatch(text, before[-1].end, demand.start))


def _forbidding(demand: Match, chain: list[Match], piece: Piece, act: str, text: str) -> list[Match]:
    """The chain if it forbids an act or threatens for it, else the threat or the ban (`berkampanye itu tidak boleh.`) that follows it."""
    wanted, bare = ("sanction",) if act == "breach" else ("prohibit", "sanction"), ("modal", "passive", "imperative")
    known = [c for c in chain if c.entry.voice not in ("nominal", "frame")] or chain  # `dilarang memberi arahan memilih calon`
    if known and (known[0].entry.category in wanted or known[0].entry.id == "soft_ban"):
        return chain
    after = [c for c in piece.cues if c.start >= demand.end
             and not (c.entry.voice == "passive" and _OURS.search(text, demand.end, c.start))  # `ditegur, kami diberhentikan`
             and not (chain and "," in text[demand.end:c.start])]  # `wajib menutup mulut, dan lurah yang memihak akan dipecat`
    return [c for c in after if c.entry.category == "sanction"][:1] or [
        c for c in after if c.entry.voice in bare and c.entry.category == wanted[0] and _CLOSED.match(text, c.end)][:1]


def _weight(cue: Match) -> tuple[bool, float, bool]:
    """How much a cue counts against others: `menegaskan`, `agar` and bare imperatives only where there is no other."""
    strength = {"complement": 2.5, "bare": 0}.get(cue.entry.voice, int(cue.entry.strength))
    return cue.entry.voice not in ("frame", "norm", "complement", "bare"), strength, cue.entry.voice != "nominal"


def _is_serious(cue: Match, demand: Match, piece: Piece, page: Page) -> bool:
    """Whether a weak cue that stands alone makes a message."""
    before = page.text[piece.start:cue.start].rstrip()
    opening, after = before.strip(EDGE) == "", {b.entry.category for b in piece.bounds if 0 <= cue.start - b.end <= 1}
    law = page.lexicons["instruments_of_messages"].find(page.text, max(piece.start, cue.start - 120), cue.start)
    letter = any(c.entry.id == "norm_circular" and 0 <= cue.start - c.end <= 120 for c in piece.cues) or any(
        m.entry.category == "law" for m in law)  # `surat edaran agar ASN netral`, `undang-undang sudah mengatur supaya`
    if cue.entry.voice == "bare":
        quote = quote_of(demand, page)
        headline = before[-1:] == "," and page.text[piece.end - 1].isalnum()  # `Prajurit Harus Netral, Jauhi Calon`
        opens = opening or before[-1:] in ",“\"" or "contrast" in after  # `..., tapi simpan pilihanmu`
        return before.endswith(":") or headline or quote is not None and quote.kind == "direct" and opens
    if cue.entry.voice == "complement":
        topic = any(b.entry.category == "topic" and b.start < cue.start for b in piece.bounds)  # `wacana mencabut hak ASN agar netral`
        return opening or letter or demand.entry.act == "norm" or not topic and any(cue.start - a.end in (0, 1) for a in piece.addressees)
    if cue.entry.voice == "nominal" and "topic" in after:
        return letter  # `sosialisasi tentang larangan ASN berkampanye` has it as its topic
    if cue.entry.id == "oblige_noun" and _KNOWN.match(page.text, demand.end, piece.end):
        return False  # `kewajiban netral itu berasal dari undang-undang`
    if cue.entry.category == "inform" and cue.entry.voice in ("active", "frame"):
        stance = demand.entry.id in ("neutral", "not_take_sides", "in_the_middle") or any(  # `menyebut tak seorang pun guru berkampanye`
            b.entry.id == "nobody" and cue.end <= b.start and b.end <= demand.start for b in piece.bounds)
        told = demand.entry.act == "norm" or stance and _names_servants(cue, demand, piece)
        return not after & {"reopens", "clause", "purpose"} and (cue.entry.voice != "frame" or told)  # `untuk memastikan ASN netral`
    return True


def strength_of(claim: Claim, piece: Piece) -> int:
    """The cue's strength; 1 where it only tells that they are neutral: `menegaskan prajurit TNI netral`, `... tidak akan memihak`."""
    act, cue = claim.demand, claim.cue
    between = {b.entry.id for b in piece.bounds if cue.end <= b.start and b.end <= act.start}
    neutral = act.entry.id in ("neutral", "not_take_sides") and _names_servants(cue, act, piece)
    told = cue.entry.voice == "frame" and "reopening" not in between and ("never_will" in between or neutral)  # `menegaskan untuk netral`
    return 1 if told and len(claim.chain) == 1 else int(claim.cue.entry.strength)


def _names_servants(cue: Match, demand: Match, piece: Piece) -> bool:
    """`menyampaikan prajurit TNI netral`: who is neutral is named between the two."""
    return any(cue.end <= a.start and a.end <= demand.start and a.entry.civil == "yes" for a in piece.addressees)


def quote_of(span: Match, page: Page) -> Quote | None:
    """The shortest quotation in which the span starts, or None."""
    return page.quoted.at(span.start)


def is_joined(one: Match, other: Match, text: str) -> bool:
    """Whether two groups stand beside each other in an enumeration."""
    return bool(_JOINED.fullmatch(text, one.end, other.start))


def first_of_list(before: list[Match], text: str, claim: Claim | None = None) -> Match:
    """The first member of the enumeration that ends with the nearest group: `ASN, TNI, dan Polri harus` gives ASN."""
    head = before[-1]
    if _AS.search(text, max(0, head.start - 80), head.start):
        return head
    if head.entry.civil != "yes":  # `pegawai yang digaji rakyat jangan`, `lurah itu milik semua warga, jadi jangan`
        apart = claim and "," in text[head.end:claim.cue.start]
        head = next((a for a in reversed(before) if a.entry.civil == "yes" and (
            " yang " in text[a.end:head.start] or apart and "," not in text[a.end:head.start]
            and not any(a.end <= c.start < head.start for c in claim.chain))), head)
        before = before[:before.index(head) + 1]
    for earlier in reversed(before[:-1]):
        if not is_joined(earlier, head, text) or earlier.entry.civil == "no" != head.entry.civil:
            break
        head = earlier
    return head
