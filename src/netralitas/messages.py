"""Who tells whom to be neutral, how strongly, by what means and how long before the vote.

A message is a *demand* (to be neutral, not to campaign, to sign the pledge ...) under a *cue* (mengimbau, harus, dilarang ...). Demands,
cues, addressees, instruments and what ends a cue's reach are rows of the lexicons `demands`, `strength`, `addressees`,
`instruments_of_messages`, `message_bounds` and `neutral_other`; the grammar that joins them is here. No list knows every act: one that
stands under a cue, is asked of civil servants, and is kept from (`tidak`, `menolak`) or done for all alike (`siapa saja`) in the contest
is a demand too (`demands_open`, `contest_words`), where the article speaks of neutrality or the clause itself names the contest.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from .actors import actor_id
from .dates import election_time
from .demands import EDGE, PREDICATE, Claim, Page, Piece, find_claims, find_pieces, first_of_list, is_joined, quote_of, strength_of
from .gates import concerns, of_contest
from .lexicon import Lexicons, Match
from .records import Date, Mention, Message, Quote, Sentence
from .referents import starting
from .spans import lay_out, overlaps

# characters of a mention; of a sentence on either side of the demand in which its means may stand; of title and lead
_LONGEST_NAME, _FAR, _OPENING = 300, 3000, 500
_THOUGH = ("although", "concession")
_TO = re.compile(r"\b(?:kepada|bagi|buat|untuk|sebagai)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE)
_APPOSED = re.compile(r"(?: itu| tersebut| ini)?,")
_SELF = re.compile(r"\b(?:kami|saya|kita)\b", re.IGNORECASE)
_THEN = re.compile(r"(?:lalu|kemudian|serta|sekaligus|seraya|sambil|dan)\s+(?:(?:juga|ikut|turut|pun)\s+)?\Z")
_DOER = re.compile(r"\b(?:oleh|di(?!\s)\w{3,})\s+(?:oleh\s+)?(?:(?:para|seorang|setiap|tiap|seluruh|semua|oknum)\s+)?\Z", re.IGNORECASE)
_FRONTED = re.compile(r"\s(?:kami|saya|kita)\s+\Z", re.IGNORECASE)  # `pegawai kami minta`
_WHOEVER = re.compile(r"\b(?:(?:barang\s+)?siapa(?:\s*(?:pun|saja))?|mereka|orang|apa\s*pun)\s+\Z", re.IGNORECASE)
_EVERYONE = re.compile(r"\b(?:setiap|seluruh|semua|segenap"
                       r"|(?:tidak|tak)\s+(?:ada|seorang\s+pun|satu\s+pun)|tiada)\s+[^,;:.]{0,40}\Z", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(\w+)\s+\Z")
_LEAD = re.compile(rf"[\s{re.escape(EDGE)}]*(?:(?:dan|serta|lalu|kemudian|sehingga)\s+)?", re.IGNORECASE)
_REGARDING = re.compile(r"\b(?:bagi|terhadap|untuk|kepada|buat)\s+\Z", re.IGNORECASE)
_OF_VERB = re.compile(r"\b(?!(?:para|setiap|seluruh|semua|segenap)\s)\w+\s+(?:(?:para|setiap|seluruh|semua|segenap)\s+)?\Z")
_THERE_IS = re.compile(r"\bada\s+(?:(?:para|oknum|satu)\s+)?\Z")
_BY_LAW = re.compile(r"\s(?:sesuai|seperti\s+ter\w+|(?:demi|guna)\s+(?:\w+\s+){0,2}?netral\w*)\b")
_COMMA = re.compile(r",\s*(?=([^\W\d]\w*)(\s+(?:\w+\s+)?\(\d{1,2}/\d)?)")
_SEPARATOR = re.compile(r",\s*(?:dan|serta|lalu|kemudian)\b|[,;]|\b(?:dan|serta)\b", re.IGNORECASE)


def find_messages(sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[Date], quotes: Sequence[Quote],
                  lexicons: Lexicons, published: str | None = None) -> list[Message]:
    """Messages by start: one for each clause in which somebody tells somebody to be neutral.

    `cue_start`..`cue_end` is the governing word, which gives the strength (1 inform, 2 hope, 3 appeal, 4 request, 5 oblige, 6 prohibit,
    7 sanction): the strongest that reaches the demand, of equals the outermost. `start`..`end` is what it governs: in the narrator's words
    from it, or from the addressee, the law that is its subject, the condition of a threat or `yang` if that comes first, to where a cause,
    a contrast, `sesuai aturan` or an aside after a comma (in a headline any comma) ends the clause; between quotation marks the whole
    sentence, without what stands before `bahwa`
    or a cause; never into the next message. The issuer is the cue's subject or `oleh` agent, else the speaker of the words quoted, else
    None. `rule` is `cue/demand+demand`; `any_act` and `any_offence` are what no row of `demands` names, `told_before` an offence of the
    sentence before. Days and stage are counted from `published`, else from the first full date of the article. Not messages: neutrality as
    a topic, as a purpose, as praise, denied, or of things and foreign powers.
    """
    text = lay_out(sentences)
    told = lexicons["election_words"].find(text)
    known = lexicons["addressees"].find(text) if told else []
    if not any(a.entry.civil == "yes" for a in known):
        return []
    stances = sum(w.entry.id == "stance" for w in told)
    about = stances > 0 and stances > len(lexicons["neutral_other"].find(text))  # not of `warna netral`
    opening = sum(w.entry.id == "stance" and w.start < sentences[0].start + _OPENING for w in told)
    page = Page(text, [m for m in mentions if m.kind != "place"], quotes, lexicons, told, known, about, about and opening + stances > 2)
    full = sorted((d.anchor == "relative", d.start, d.value) for d in dates if d.value and len(d.value) == 10)  # counted ones come last
    stage, days = election_time(published or (full[0][2] if full else None), lexicons)
    pieces = list(find_pieces(page, sentences))
    drafts = [draft for piece in pieces for draft in _messages_in(piece, page)]
    clear = [m for m in drafts if "/any_" not in m.rule and m.addressee_id]
    if clear and not (page.about and page.subject):  # who is told once is spoken of throughout
        told = replace(page, about=True, subject=page.subject or page.about or len(clear) > 1)
        pieces = pieces if page.about else find_pieces(told, sentences)
        drafts = [draft for piece in pieces for draft in _messages_in(piece, told)]
    return [m._replace(message_id=f"{m.article_id}:n{n}", stage=stage, days_to_vote=days)
            for n, m in enumerate(sorted(drafts, key=lambda m: (m.start, m.end)), 1)]


def _messages_in(piece: Piece, page: Page) -> Iterator[Message]:
    """One for each cue, which may reach several demands."""
    groups: dict[int, list[Claim]] = {}
    for claim in find_claims(piece, page):
        groups.setdefault(claim.cue.start, []).append(claim)
    _join(groups, piece, page)
    if len(groups) > 1:  # what is no message of its own cuts none: `TNI netral, silakan catat`
        groups = {n: g for n, g in groups.items() if g[0].demand.entry.gate != "context" or _message(g, piece, page, piece.start, [])}
    floor, starts = piece.start, sorted((min(g[0].cue.start, g[0].demand.start), n) for n, g in groups.items())
    for _, n in starts:
        if draft := _message(groups[n], piece, page, floor, [start for start, _ in starts]):
            floor = draft.end
            yield draft


def _join(groups: dict[int, list[Claim]], piece: Piece, page: Page) -> None:
    """Makes one of two that say the same of the same: `Pegawai harus tahu diri, tidak boleh memasang baliho`."""
    for one, other in pairwise(sorted(groups)):
        open_acts = all(c.demand.entry.gate == "context" and c.cue.entry.voice == "modal" for c in groups[one] + groups[other])
        if open_acts and quote_of(groups[one][0].cue, page) and not any(one < a.start < other for a in piece.addressees):
            pair = sorted(groups.pop(one) + groups.pop(other), key=lambda c: -int(c.cue.entry.strength))
            groups[other] = pair


def _message(group: list[Claim], piece: Piece, page: Page, floor: int, later: list[int]) -> Message | None:
    claim = group[0]
    quote = quote_of(claim.demand, page)
    start, end = _clause(group, piece, page, quote, floor, later)
    addressee = _addressee(claim, start, end, piece, page)
    if start >= end or not concerns(addressee, group, piece, page) or not of_contest(addressee, claim, (start, end), piece, page):
        return None
    if not (quote and quote.kind == "direct"):
        start = max(start, _governed_from(group, addressee, start, piece, page))
    issuer = _issuer(claim, quote, addressee, piece, page)
    addressee, strength = _meant(addressee, claim, issuer, start, page), strength_of(claim, piece)
    if not strength:  # a permission alone asks for nothing
        return None
    demands = "+".join(dict.fromkeys(c.demand.entry.id for c in group))
    return Message(piece.sentence.article_id, "", piece.sentence.sentence_id, start, end, issuer,
                   _id_at(addressee, page), claim.cue.start, claim.cue.end, strength,
                   _instrument(group, piece, page), quote.quote_id if quote else None, None, None, f"{claim.cue.entry.id}/{demands}")


def _clause(group: list[Claim], piece: Piece, page: Page, quote: Quote | None, floor: int, later: list[int]) -> tuple[int, int]:
    """Offsets of the clause of a group of claims: from a clause boundary before its first word to one after its last demand."""
    first, last = min(group[0].cue.start, group[0].demand.start), max(max(c.demand.end, c.cue.end) for c in group)
    start, end, spoken = max(piece.start, floor), piece.end, quote is not None and quote.kind == "direct"
    if quote:
        start = max(start, quote.start) if quote.start <= first else start
        end = min(end, quote.end) if quote.end >= last else end
    colon = page.text.rfind(":", start, first) if spoken else -1  # `saya ulang lagi: netral itu wajib`
    start = colon + 1 if colon > 0 and _SELF.search(page.text, start, colon) else start
    mark = max(page.text.rfind(opening, start, first) for opening in "“‘")  # `pasal itu berbunyi, ‘Pegawai wajib netral’`
    start = mark + 1 if mark > 0 and not set("”’") & set(page.text[mark:first]) else start
    for bound in piece.bounds:
        opens = bound.entry.category in (("clause", "cause") if spoken else ("clause", "contrast", "cause"))
        if opens and start < bound.end <= first and page.text[start:bound.start].strip(EDGE):
            start = bound.end
        closes = bound.entry.category == "closing" or opens and (not spoken or bound.entry.id in ("that", "cause"))
        if closes and last <= bound.start < end and page.text[bound.start - 5:bound.start].lower() != "baik ":  # `baik pagi …`
            end = bound.start
        if bound.entry.id in _THOUGH and start <= bound.end <= first and "," not in page.text[bound.end:first]:
            comma = page.text.find(",", last, end)  # `Walaupun wajib netral, ia mengajak warga mencoblos`
            start, end = (bound.end, comma) if comma > 0 else (start, end)
    if not spoken:
        end = min(end, _aside(last, end, group[0].cue, piece, page))
    if following := [at for at in later if at >= last]:
        cuts = [m.start() for m in _SEPARATOR.finditer(page.text, last, min(following))]
        subjects = [a for a in piece.addressees if last <= a.start < min(following)]
        end = min(end, cuts[-1] if cuts else first_of_list(subjects, page.text).start if subjects else min(following))
    start = _LEAD.match(page.text, start, max(start, end)).end()
    while end > start and (page.text[end - 1] in EDGE or page.text[end - 1].isspace()):
        end -= 1
    return start, end + (page.text[end:end + 1] == ")" and page.text.count("(", start, end) > page.text.count(")", start, end))


def _aside(last: int, end: int, cue: Match, piece: Piece, page: Page) -> int:
    """Where the message ends before `, kata camat itu`, `, Senin (4/11)`, ` sesuai aturan`, in a headline before any comma; else `end`."""
    stop = None if cue.entry.category == "sanction" else PREDICATE if cue.entry.voice == "nominal" else _BY_LAW  # `disanksi sesuai aturan`
    end = found.start() if stop and (found := stop.search(page.text, last, end)) else end
    headline, openers = page.text[piece.end - 1].isalnum(), ("aside", "time", "condition", "purpose", "first_person", "third_person")
    asides = {b.start for b in piece.bounds if b.entry.category in openers}
    return next((m.start() for m in _COMMA.finditer(page.text, last, end)
                 if headline or m.end() in asides or page.lexicons["reporting"].get(m[1]) or m[2]), end)


def _governed_from(group: list[Claim], addressee: Match | None, clause: int, piece: Piece, page: Page) -> int:
    """Where a message in the narrator's words begins: at its cue, or at the addressee, law, condition or `yang` if that comes first."""
    first, threat = min(group[0].cue.start, *(c.demand.start for c in group)), group[0].cue.entry.category == "sanction"
    if threat or group[0].demand.entry.category == "report_others":  # `Bila terbukti, ia dipecat`
        first = min([first, *(b.start for b in piece.bounds if b.entry.category == "condition" and b.start < first)])
    asked = len(group[0].chain) == 1 and group[0].cue.entry.id == "so_that" and group[0].cue.start == first and addressee and (
        _OF_VERB.search(page.text, clause, addressee.start))  # `menyurati lurah supaya netral`
    laws = [m for m in page.lexicons["instruments_of_messages"].find(page.text, clause, first) if m.entry.category == "law"]
    if laws and not (addressee and overlaps(laws[0], addressee)) and not set(",;:.") & set(page.text[laws[0].end:first]):
        return laws[0].start  # `Pasal 71 undang-undang itu melarang`, but not `Satpol PP diminta`
    if addressee and addressee.start < first and not asked and ":" not in page.text[addressee.end:first] and not (
            page.text[first - 2:first] == ", " and group[0].demand.entry.id == "breach" if threat  # `ASN Berikrar, Pelanggar Disanksi`
            else _TO.search(page.text, max(0, addressee.start - 30), addressee.start)):
        first = addressee.start
    if threat and (to := _REGARDING.search(page.text, max(clause, first - 12), first)):
        return to.start()  # `terhadap yang melanggar`
    word = _WORD_BEFORE.search(page.text, max(clause, first - 30), first)
    quantifier = word and page.lexicons["name_cues"].get(word[1])
    if word and (word[1].lower() == "yang" or word[1].isdigit() or quantifier and quantifier.category == "quantifier"):
        first = word.start(1)
    voice = group[0].cue.entry.voice
    if group[0].demand.entry.id == "told_before" and voice == "passive":  # `Paling ringan bisa dipindah`
        return first if addressee and first == addressee.start else clause
    if len(group[0].chain) == 1 and not set(",;:.") & set(page.text[clause:first]) and (
            voice == "imperative" or voice == "modal" and first == group[0].cue.start):
        return clause  # `baju dinas jangan ikut kampanye`, `menemaninya ke panggung kampanye, jangan`
    wider = _WHOEVER if page.text[first:first + 4].lower() == "yang" else _EVERYONE if group[0].cue.entry.addressed == "subject" else None
    whole = wider and wider.search(page.text, max(clause, first - 50), first)  # `siapa pun yang ikut`, `setiap koramil diwajibkan`
    return whole.start() if whole else first


def _addressee(claim: Claim, start: int, end: int, piece: Piece, page: Page) -> Match | None:
    """The group or office addressed: between cue and demand; before a passive, a modal or a ban; after the demand at last."""
    here = [a for a in piece.addressees if start <= a.start and a.end <= end or claim.cue.start >= end <= a.start]
    if claim.demand.entry.id in ("be_reported", "seen_then_told", "watch_openly"):  # those named are the ones to be reported
        within = claim.demand.start < claim.cue.start and claim.cue.entry.voice == "active"  # `yang memihak, ia minta aparat proses`
        return next((a for a in here if a.entry.category == "public" or within and a.start == claim.cue.end + 1), None)
    cue, demand = claim.cue, claim.demand
    if demand.entry.id == "told_before" and cue.entry.voice == "active":  # `Pemda akan menindak`
        here = [a for a in here if a.start > cue.start]
    if demand.start < cue.start and (
            named := [a for a in here if cue.end <= a.start and a.end <= demand.end and a.entry.civil == "yes"]):
        return named[0]  # `pose yang terlarang untuk ASN`
    inner = _between(here, cue, demand, page)
    before = [a for a in here if a.end <= min(cue.start, demand.start)  # not `kita digaji rakyat, jadi jangan`
              and not (cue.entry.voice == "imperative" and a.entry.civil == "no" and "," in page.text[a.end:cue.start])]
    after = [a for a in here if a.start >= demand.start and a.entry.civil == "yes"
             and (demand.entry.category == "neutral_stance" and a.end <= end or _TO.search(page.text, max(0, a.start - 30), a.start))]
    if cue.start >= demand.end and not before:
        before = [a for a in here if a.end <= cue.start and a.entry.civil != "no"]  # `mendukung calon itu dilarang`
    gap = page.text[before[-1].end:cue.start] if before else ","  # `ASN diminta Bawaslu netral`, `para guru agar netral`
    own = any(a.entry.civil == "yes" for a in inner)  # `menyurati camat supaya lurah netral`
    subject = (cue.entry.voice in ("passive", "modal") and not set(",;") & set(gap)
               or cue.entry.voice == "complement" and not own and not gap.strip()
               or before and _FRONTED.search(page.text, before[-1].end, cue.start))  # `pegawai kami minta`
    if inner and not subject:
        first = next((a for a in inner if a.entry.civil != "context"), inner[0])  # `semoga kami ..., kami berharap pegawai`
        return next((a for a in inner if a.start > first.end and first.entry.civil == "no" and a.entry.civil == "yes"
                     and a.entry.category != "governments" and is_joined(first, a, page.text)), first)  # `mengajak warga maupun ASN`
    if before and (subject or cue.entry.addressed not in ("object", "none") or cue.start >= demand.end):
        return first_of_list(before, page.text, claim)
    after += [a for a in starting(page.known, demand.start + 1, end) if a.entry.civil == "yes"
              and a.start < demand.end + 40 and _DOER.search(page.text, max(demand.start, a.start - 30), a.start)]  # `dipakai ASN`
    return next((a for a in before if _TO.search(page.text, max(0, a.start - 30), a.start)), after[0] if after else None)


def _between(here: list[Match], cue: Match, demand: Match, page: Page) -> list[Match]:
    """The groups named between cue and demand that may be asked: no bystander (`jangan menggerakkan warga`), not who gives the word."""
    start = cue.start if cue.entry.category == "sanction" else cue.end
    reach = {"passive": 12, "modal": 12, "imperative": 0}.get(cue.entry.voice)  # how near the public must stand to be meant
    inner = [a for a in here if start <= a.start and a.end <= demand.start and (
        a.entry.civil != "no" or reach is None or a.start < cue.end + reach or not reach and _THERE_IS.search(page.text, cue.end, a.start))]
    if cue.entry.voice == "nominal" and inner[1:] and inner[0].start <= cue.end + 1:
        return inner[1:]  # `instruksi Gubernur agar ASN netral`
    if cue.entry.category == "inform" and demand.entry.category != "report_others":  # `sampaikan kepada warga bahwa TNI netral`
        return [a for a in inner if a.entry.civil == "yes" and (
            a is inner[0] or a.entry.category not in ("governments", "cabinet"))][-1:] or inner
    return inner


def _meant(addressee: Match | None, claim: Claim, issuer: str | None, clause: int, page: Page) -> Match | None:
    """Who `mereka` or an unsaid subject stands for: the last civil servants named within a sentence or so."""
    nobody = addressee and addressee.entry.category == "subordinates" and not _id_at(addressee, page)  # `anggota harus netral`
    if addressee and addressee.entry.civil != "context" and not nobody or claim.demand.entry.category == "report_others":
        return addressee
    near = [a for a in starting(page.known, clause - 1000, clause) if a.entry.civil == "yes"
            and (known := _id_at(a, page)) and known != issuer]
    near = [a for a in near if a.entry.category not in ("organisers", "governments", "cabinet")] or [
        a for a in near if a.start > clause - 400]
    return first_of_list(near, page.text) if near else addressee


def _id_at(match: Match | None, page: Page) -> str | None:
    """The actor that is mentioned where the match stands."""
    near = starting(page.mentions, match.start - _LONGEST_NAME, match.end + 2) if match else ()
    here = [m for m in near if m.kind in ("organisation", "role") and overlaps(m, match)]
    here = here or [m for m in near if m.start == match.end + 1]  # `jajaran penyelenggara`
    best = max(here, key=lambda m: (min(m.end, match.end) - max(m.start, match.start), m.start - m.end), default=None)
    best = next((m for m in here if m.end < best.start and page.text[m.end:best.start] in ("/", "-", ", ", " dan ")), best)  # `TNI/Polri`
    return actor_id(best, page.text) if best else None


def _issuer(claim: Claim, quote: Quote | None, addressee: Match | None, piece: Piece, page: Page) -> str | None:
    """The subject of the nearest active cue, the agent of a passive one, else the speaker of the quotation, else None."""
    speaker = quote.speaker_id if quote else None
    if speaker and (_SELF.search(page.text, claim.cue.start, claim.cue.end) or (
            quote.kind == "direct" and claim.cue.entry.category == "sanction")):  # `akan kami proses`, `Pemkab tidak segan`
        return speaker
    for cue in sorted(claim.chain, key=lambda c: c.entry.voice in ("norm", "complement") or c.entry.id == "assure"):
        if claim.cue.entry.category == "prohibit" and claim.cue.start < cue.start:
            continue  # `jangan mau diajak calon`
        if cue.entry.voice in ("passive", "nominal") and (found := _agent(cue, claim, addressee, piece, page)):
            return found
        if cue.entry.voice not in ("passive", "modal", "bare", "imperative") and (
                found := _subject(cue, claim, quote, addressee, piece, page)):
            return found
    # what a misplaced full stop has cut off is the speaker's before it: `... sampai Jumat”. Agar lurah menandatangani pakta`
    places = range(piece.sentence.start - 4, piece.sentence.start) if claim.cue.entry.voice == "complement" and not quote else ()
    cut = min((page.ended[place] for place in places if place in page.ended), key=lambda q: q.start, default=quote)
    return cut.speaker_id if cut else None


def _agent(cue: Match, claim: Claim, addressee: Match | None, piece: Piece, page: Page) -> str | None:
    """The agent of a passive: `diminta oleh Bupati`, `diminta Bupati untuk`."""
    by = next((b.end for b in piece.bounds if b.entry.category == "agent" and cue.end <= b.start < claim.demand.start), None)
    place, reach = (cue.end, 1) if by is None else (by, 30)
    near = [m for m in starting(page.mentions, place, place + reach + 1) if not (addressee and overlaps(m, addressee))]
    return actor_id(near[0], page.text) if near else None


def _subject(cue: Match, claim: Claim, quote: Quote | None, addressee: Match | None, piece: Piece, page: Page) -> str | None:
    """The actor before an active verb; `kami`, `saya` are the speaker, `ia`, `pihaknya` the person spoken of last."""
    at = claim.demand.start if cue.entry.voice != "active" and claim.demand.start <= cue.start < claim.demand.end else cue.start
    at = claim.chain[-1].start if cue.entry.voice == "complement" else at  # `kepala dinas harus menjaga bawahannya agar netral`
    floor = max(piece.start, quote.start if quote and quote.start <= at else 0)
    if _THEN.search(page.text, floor, at):  # `ia memuji stafnya, lalu meminta lurah ...`
        at = next((c.start for c in piece.cues if floor < c.start < at and c.entry.voice in ("active", "frame")), at)
    asked = [a for a in piece.addressees if a.entry.category == "asn"] + [addressee] * bool(addressee)
    near = [m for m in starting(page.mentions, floor, at) if at - 60 <= m.end <= at and not any(overlaps(m, a) for a in asked)
            and not (addressee and addressee.end <= m.start and page.text[addressee.end:m.start].strip() != ",")]  # `ASN dan lurah diminta`
    pronoun = next((b for b in reversed(piece.bounds) if b.entry.category.endswith("_person") and floor <= b.start and b.end <= at), None)
    last = max(near, key=lambda m: (m.end, m.start), default=None)
    letter = cue.entry.voice == "complement" and not (quote and quote.kind == "direct") and all(
        c.entry.voice in ("bare", "complement", "norm") for c in claim.chain)
    if letter:  # `Panwaslu sudah menyurati bupati supaya PNS netral`
        hearer = addressee.start if addressee and addressee.start < at else at
        last = next((m for m in starting(page.mentions, floor, hearer) if not any(overlaps(m, a) for a in asked)), None)
    if pronoun and at - pronoun.end <= 40 and (last is None or pronoun.start >= last.end):
        if pronoun.entry.category == "first_person" or quote and quote.start <= pronoun.start:
            return quote.speaker_id if quote else None
        told = page.subjects[:bisect_left(page.subjects, pronoun.start, key=attrgetter("start"))] or page.mentions[:1]
        return actor_id(told[-1], page.text) if told and told[-1].end <= pronoun.start else None
    named = [m for m in near if m.kind == "person" and page.text[m.end:m.end + 1] == ","]
    if named and last.kind != "person" and _APPOSED.match(page.text, last.end):  # `Raka Santoso, seorang mahasiswa, berharap`
        last = named[-1]
    return actor_id(last, page.text) if last else None


def _instrument(group: list[Claim], piece: Piece, page: Page) -> str | None:
    """The means named nearest to the demand in the sentence, or None; what is forbidden is no means."""
    acts, at = [c.demand for c in group if c.demand.entry.act == "refrain"], group[0].demand.start
    start, end = max(piece.sentence.start, at - _FAR), min(piece.sentence.end, at + _FAR)
    means = page.lexicons["instruments_of_messages"].find(page.text, start, end)
    near = [(min(abs(m.start - at), abs(m.end - at)), m.start, m.entry.category) for m in means if not any(overlaps(m, a) for a in acts)]
    return min(near)[2] if near else None
