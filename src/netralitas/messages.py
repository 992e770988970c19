"""Who tells whom to be neutral, how strongly, by what means and how long before the vote.

A message is a *demand* (to be neutral, not to campaign, to sign the pledge ...) under a *cue* (mengimbau, harus, dilarang ...). Demands,
cues, addressees, instruments and what ends a cue's reach are rows of the lexicons `demands`, `strength`, `addressees`,
`instruments_of_messages`, `message_bounds` and `neutral_other`; the grammar that joins them is here.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .actors import actor_id
from .dates import election_time
from .demands import EDGE, Claim, Page, Piece, find_claim, find_pieces, quote_of, strength_of
from .lexicon import Lexicons, Match
from .records import Date, Mention, Message, Quote, Sentence
from .spans import lay_out, overlaps

_TO = re.compile(r"\b(?:kepada|bagi|buat|untuk|sebagai)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(\w+)\s+\Z")
_LEAD = re.compile(rf"[\s{re.escape(EDGE)}]*(?:(?:dan|serta|lalu|kemudian)\s+)?", re.IGNORECASE)
_COMMA = re.compile(r",\s*(?=([^\W\d]\w*))")
_SEPARATOR = re.compile(r",\s*(?:dan|serta|lalu|kemudian)\b|[,;]|\b(?:dan|serta)\b", re.IGNORECASE)
_JOINED = re.compile(r"\s+(?:berstatus\s+)?|(?:\)?,?\s*\b(?:dan|atau|maupun|serta|hingga|termasuk|baik|yakni|yaitu)\b|\)?\s*[,/(])\s*"
                     r"(?:[\w/]+\s+){0,2}", re.IGNORECASE)


def find_messages(sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[Date], quotes: Sequence[Quote],
                  lexicons: Lexicons, published: str | None = None) -> list[Message]:
    """Messages by start: one for each clause in which somebody tells somebody to be neutral.

    `cue_start`..`cue_end` is the governing word, which gives the strength (1 inform, 2 hope, 3 appeal, 4 request, 5 oblige, 6 prohibit,
    7 sanction): the strongest that reaches the demand, of equals the outermost. `start`..`end` is what it governs: in the narrator's words
    from it, or from the addressee, the law that is its subject, the condition of a threat or `yang` if that comes first, to where a cause,
    a contrast or an aside after a comma ends the clause; between quotation marks the whole sentence, without what stands before `bahwa`
    or a cause; never into the next message. The issuer is the cue's subject or
    `oleh` agent, else the speaker of the words quoted, else None. `rule` is `cue/demand+demand`. Days and stage are counted from
    `published`, else from the first full date of the article. Not messages: neutrality as a topic, as a purpose, as praise, denied, or of
    things and foreign powers.
    """
    text = lay_out(sentences)
    if not lexicons["election_words"].regex.search(text):
        return []
    page = Page(text, [m for m in mentions if m.kind != "place"], quotes, lexicons)
    known = lexicons["addressees"].find(text)
    full = sorted((d.anchor == "relative", d.start, d.value) for d in dates if d.value and len(d.value) == 10)  # counted ones come last
    stage, days = election_time(published or (full[0][2] if full else None), lexicons)
    found = [draft for piece in find_pieces(page, sentences) for draft in _messages_in(piece, page, known)]
    found.sort(key=lambda m: (m.start, m.end))
    return [m._replace(message_id=f"{m.article_id}:n{n}", stage=stage, days_to_vote=days) for n, m in enumerate(found, 1)]


def _messages_in(piece: Piece, page: Page, known: Sequence[Match]) -> Iterator[Message]:
    """One for each cue, which may reach several demands."""
    groups: dict[int, list[Claim]] = {}
    for claim in (c for d in piece.demands if (c := find_claim(d, piece, page))):
        groups.setdefault(claim.cue.start, []).append(claim)
    floor, starts = piece.start, sorted((min(g[0].cue.start, g[0].demand.start), n) for n, g in groups.items())
    for _, n in starts:
        if draft := _message(groups[n], piece, page, known, floor, [start for start, _ in starts]):
            floor = draft.end
            yield draft


def _message(group: list[Claim], piece: Piece, page: Page, known: Sequence[Match], floor: int, later: list[int]) -> Message | None:
    claim = group[0]
    quote = quote_of(claim.demand, page)
    start, end = _clause(group, piece, page, quote, floor, later)
    addressee = _addressee(claim, start, end, piece, page)
    if start >= end or not _concerns(addressee, group, piece, page, known):
        return None
    if not (quote and quote.kind == "direct"):
        start = max(start, _governed_from(group, addressee, start, piece, page))
    issuer = _issuer(claim, quote, addressee, piece, page)
    addressee = _meant(addressee, claim, issuer, start, page, known)
    demands = "+".join(dict.fromkeys(c.demand.entry.id for c in group))
    return Message(piece.sentence.article_id, "", piece.sentence.sentence_id, start, end, issuer,
                   _id_at(addressee, page), claim.cue.start, claim.cue.end, strength_of(claim, piece),
                   _instrument(group, piece, page), quote.quote_id if quote else None, None, None, f"{claim.cue.entry.id}/{demands}")


def _clause(group: list[Claim], piece: Piece, page: Page, quote: Quote | None, floor: int, later: list[int]) -> tuple[int, int]:
    """Offsets of the clause of a group of claims: from a clause boundary before its first word to one after its last demand."""
    first, last = min(group[0].cue.start, group[0].demand.start), max(max(c.demand.end, c.cue.end) for c in group)
    start, end, spoken = max(piece.start, floor), piece.end, quote is not None and quote.kind == "direct"
    if quote:
        start = max(start, quote.start) if quote.start <= first else start
        end = min(end, quote.end) if quote.end >= last else end
    for bound in piece.bounds:
        opens = bound.entry.category in (("clause", "cause") if spoken else ("clause", "contrast", "cause"))
        if opens and start < bound.end <= first and page.text[start:bound.start].strip(EDGE):
            start = bound.end
        if opens and (not spoken or bound.entry.category == "clause") and last <= bound.start < end:
            end = bound.start
    if not spoken:
        end = min(end, _aside(last, end, piece, page))
    following = [at for at in later if at >= last]
    if following:
        ends = {a.end + gap for a in piece.addressees for gap in (0, 1)}  # `PNS dan ASN` is one phrase
        cuts = [m.start() for m in _SEPARATOR.finditer(page.text, last, min(following))
                if m.start() not in ends or not any(0 <= a.start - m.end() <= 10 for a in piece.addressees)]
        subjects = [a for a in piece.addressees if last <= a.start < min(following)]
        end = min(end, cuts[-1] if cuts else _first_of_list(subjects, page.text).start if subjects else min(following))
    return _trim(page.text, start, end)


def _aside(last: int, end: int, piece: Piece, page: Page) -> int:
    """The first comma after the last demand that opens an aside (`, sesuai aturan`, `, kata camat itu`); else `end`."""
    asides = {b.start for b in piece.bounds if b.entry.category in ("aside", "time", "condition")}
    tags = page.lexicons["reporting"]
    return next((m.start() for m in _COMMA.finditer(page.text, last, end) if m.end() in asides or tags.get(m[1])), end)


def _governed_from(group: list[Claim], addressee: Match | None, clause: int, piece: Piece, page: Page) -> int:
    """Where a message in the narrator's words begins: at its cue, or at the addressee, law, condition or `yang` if that comes first."""
    first = min(group[0].cue.start, *(c.demand.start for c in group))
    if group[0].cue.entry.category == "sanction" or group[0].demand.entry.category == "report_others":  # `Bila terbukti, ia dipecat`
        first = min([first, *(b.start for b in piece.bounds if b.entry.category == "condition" and b.start < first)])
    laws = [m for m in page.lexicons["instruments_of_messages"].find(page.text, clause, first) if m.entry.category == "law"]
    if laws and not (addressee and overlaps(laws[0], addressee)) and not set(",;:.") & set(page.text[laws[0].end:first]):
        return laws[0].start  # `Pasal 71 undang-undang itu melarang`, but not `Satpol PP diminta`
    if addressee and addressee.start < first and not _TO.search(page.text, max(0, addressee.start - 30), addressee.start):
        first = addressee.start
    word = _WORD_BEFORE.search(page.text, max(clause, first - 30), first)
    quantifier = word and page.lexicons["name_cues"].get(word[1])
    return word.start(1) if word and (word[1].lower() == "yang" or quantifier and quantifier.category == "quantifier") else first


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    start = _LEAD.match(text, start, end).end()
    while end > start and (text[end - 1] in EDGE or text[end - 1].isspace()):
        end -= 1
    return start, end + (text[end:end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end))


def _addressee(claim: Claim, start: int, end: int, piece: Piece, page: Page) -> Match | None:
    """The group or office addressed: between cue and demand; before a passive, a modal or a ban; after the demand at last."""
    here = [a for a in piece.addressees if start <= a.start and a.end <= end or claim.cue.start >= end <= a.start]
    if claim.demand.entry.id == "be_reported":  # those named are the ones to be reported
        return next((a for a in here if a.entry.category == "public"), None)
    cue, demand = claim.cue, claim.demand
    inner = [a for a in here if cue.end <= a.start and a.end <= demand.start]
    before = [a for a in here if a.end <= min(cue.start, demand.start)]
    after = [a for a in here if a.start >= demand.start and a.entry.civil == "yes"
             and (demand.entry.category == "neutral_stance" and a.end <= end or _TO.search(page.text, max(0, a.start - 30), a.start))]
    if cue.start >= demand.end and not before:
        before = [a for a in here if a.end <= cue.start and a.entry.civil != "no"]  # `mendukung calon itu dilarang`
    if cue.entry.voice == "nominal" and inner[1:] and inner[0].start <= cue.end + 1:
        inner = inner[1:]  # `instruksi Gubernur agar ASN netral`
    gap = page.text[before[-1].end:cue.start] if before else ","  # `ASN diminta Bawaslu netral`, `para guru agar netral`
    subject = cue.entry.voice == "passive" and "," not in gap or cue.entry.voice == "complement" and not gap.strip()
    if inner and not subject:
        return inner[0]
    if before and (subject or cue.entry.addressed not in ("object", "none") or cue.start >= demand.end):
        return _first_of_list(before, page.text)
    fronted = [a for a in before if _TO.search(page.text, max(0, a.start - 30), a.start)]
    return next(iter(fronted + after), None)


def _first_of_list(before: list[Match], text: str) -> Match:
    """The first member of the enumeration that ends with the nearest group: `ASN, TNI, dan Polri harus` gives ASN."""
    head = before[-1]
    if head.entry.civil != "yes":  # `pegawai yang digaji rakyat jangan`, `ASN yang maju sebagai calon harus`
        head = next((a for a in reversed(before) if a.entry.civil == "yes" and " yang " in text[a.end:head.start]), head)
        before = before[:before.index(head) + 1]
    for earlier in reversed(before[:-1]):
        if not _JOINED.fullmatch(text, earlier.end, head.start):
            break
        head = earlier
    return head


def _concerns(addressee: Match | None, group: list[Claim], piece: Piece, page: Page, known: Sequence[Match]) -> bool:
    """Whether the demand is made of civil servants or officials, or of others for their sake (`warga diminta melaporkan`)."""
    civil = addressee.entry.civil if addressee else "context"
    told = page.lexicons["election_words"].find(page.text, max(0, piece.start - 600), piece.end + 300)
    here = [w for w in told if w.entry.category == "neutrality" or civil == "yes" and piece.start <= w.start < piece.end]
    if all(c.demand.entry.act == "breach" for c in group) and not here:
        return False  # `pelanggar akan disanksi`, but of what?
    gates = {c.demand.entry.gate for c in group}
    if gates <= {"strict", "election"}:  # a vague act: `hadir`, `mundur`
        named = "strict" in gates and civil == "yes" and addressee.entry.category not in ("organisers", "tni_polri")
        return named or "election" in gates and civil == "yes" and any(piece.start <= w.start < piece.end for w in told)
    if civil == "yes" or any(c.demand.entry.category == "report_others" for c in group):
        return True
    if civil == "no":
        return addressee.entry.category == "public" and "open" in gates
    return any(a.entry.civil == "yes" and ("open" in gates or piece.start - 400 <= a.start < piece.end + 400) for a in known)


def _meant(addressee: Match | None, claim: Claim, issuer: str | None, clause: int, page: Page, known: Sequence[Match]) -> Match | None:
    """Who `mereka` or an unsaid subject stands for: the last civil servants named within a sentence or so."""
    if addressee and addressee.entry.civil != "context" or claim.demand.entry.category == "report_others":
        return addressee
    earlier = [a for a in known if a.entry.civil == "yes" and clause - 400 <= a.start < clause
               and (issuer is None or _id_at(a, page) != issuer)]
    return _first_of_list(earlier, page.text) if earlier else addressee


def _id_at(match: Match | None, page: Page) -> str | None:
    """The actor that is mentioned where the match stands."""
    here = [m for m in page.mentions if match and m.kind in ("organisation", "role") and overlaps(m, match)]
    here = here or [m for m in page.mentions if match and m.start == match.end + 1]  # `jajaran penyelenggara`
    best = max(here, key=lambda m: (min(m.end, match.end) - max(m.start, match.start), m.start - m.end), default=None)
    return actor_id(best, page.text) if best else None


def _issuer(claim: Claim, quote: Quote | None, addressee: Match | None, piece: Piece, page: Page) -> str | None:
    """The subject of the nearest active cue, the agent of a passive one, else the speaker of the quotation, else None."""
    for cue in sorted(claim.chain, key=lambda c: c.entry.voice == "norm"):
        found = _agent(cue, claim, addressee, piece, page) if cue.entry.voice in ("passive", "nominal") else None
        if not found and cue.entry.voice in ("active", "frame", "nominal", "norm", "complement"):
            found = _subject(cue, claim, quote, addressee, piece, page)
        if found:
            return found
    return quote.speaker_id if quote else None


def _agent(cue: Match, claim: Claim, addressee: Match | None, piece: Piece, page: Page) -> str | None:
    """The agent of a passive: `diminta oleh Bupati`, `diminta Bupati untuk`."""
    by = next((b.end for b in piece.bounds if b.entry.category == "agent" and cue.end <= b.start < claim.demand.start), None)
    place, reach = (cue.end, 1) if by is None else (by, 30)
    near = [m for m in page.mentions if 0 <= m.start - place <= reach and not (addressee and overlaps(m, addressee))]
    return actor_id(near[0], page.text) if near else None


def _subject(cue: Match, claim: Claim, quote: Quote | None, addressee: Match | None, piece: Piece, page: Page) -> str | None:
    """The actor before an active verb; `kami`, `saya` are the speaker, `ia`, `pihaknya` the person spoken of last."""
    at = claim.demand.start if claim.demand.start <= cue.start < claim.demand.end else cue.start
    floor = max(piece.start, quote.start if quote and quote.start <= at else 0)
    asked = [a for a in piece.addressees if a.entry.category == "asn"] + [addressee] * bool(addressee)
    near = [m for m in page.mentions if floor <= m.start and at - 60 <= m.end <= at and not any(overlaps(m, a) for a in asked)]
    pronoun = next((b for b in reversed(piece.bounds) if b.entry.category.endswith("_person") and floor <= b.start and b.end <= at), None)
    last = max(near, key=lambda m: (m.end, m.start), default=None)
    if pronoun and at - pronoun.end <= 40 and (last is None or pronoun.start >= last.end):
        return _person_meant(pronoun, quote, page)
    return actor_id(last, page.text) if last else None


def _person_meant(pronoun: Match, quote: Quote | None, page: Page) -> str | None:
    """The speaker for `kami`; for `ia` the last person named before it."""
    if pronoun.entry.category == "first_person" or quote and quote.start <= pronoun.start:
        return quote.speaker_id if quote else None
    earlier = [m for m in page.mentions if m.end <= pronoun.start]
    people = [m for m in earlier if m.kind == "person"] or earlier[:1]
    return actor_id(people[-1], page.text) if people else None


def _instrument(group: list[Claim], piece: Piece, page: Page) -> str | None:
    """The means named nearest to the demand in the sentence, or None; what is forbidden is no means."""
    acts, at = [c.demand for c in group if c.demand.entry.act == "refrain"], group[0].demand.start
    means = page.lexicons["instruments_of_messages"].find(page.text, piece.sentence.start, piece.sentence.end)
    near = [(min(abs(m.start - at), abs(m.end - at)), m.start, m.entry.category) for m in means if not any(overlaps(m, a) for a in acts)]
    return min(near)[2] if near else None
