"""Who speaks: the words that name the speaker beside a word of saying, and whom a pronoun goes back to."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .actors import actor_id
from .cues import SPACE, Page, back, is_clitic
from .lexicon import Match
from .records import Mention

_STOP = re.compile(r"[\n\"“”«»]")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*")
# "Ketua Bawaslu Taratak, Rukmini Astuti, S.H., …": what stands between commas and is all capitals still names the speaker
_APPOSED = re.compile(r"[^,\n]*(?:,\s+[A-Z][\w.'’-]*(?:[ \u00a0][A-Z][\w.'’-]*){0,5}[ \u00a0]?(?=[,(]|\Z))*")
_DEGREES = re.compile(r"(?:[\s,]+(?:(?:[A-Z][a-z]{0,4}\.){1,4}[A-Za-z]{0,4}|[A-Z]{2,4}\b\.?))+[\s,]*")
_GAP = re.compile(r"[\s,)]*|\s*\([^()]{1,80}\)[\s,]*|\s*,[^,]{1,120}(?:,[^,]{1,60}){0,2},\s*")
_SOMEBODY = re.compile(r"\s*([^\W\d_]+(?: [^\W\d_]+){0,4}?)(?=\s*[,.]|\s+yang\s|\s*$)")
_VERB = re.compile(r"(?:me|di|ber|ter)[a-z]{4,}")
_REACH, _EARLY, _HEAD = 200, 12, 20


class Draft(NamedTuple):
    """A quotation whose speaker is still to be found: `after` the cue, `before` it, in the `lead` after it, or `carried` over."""

    kind: str
    start: int
    end: int
    cue: Match | None
    rule: str
    where: str
    outer_start: int
    outer_end: int
    floor: int = 0


class Speaker(NamedTuple):
    """The words nearest the cue that name a speaker, and their entity; `sort` is name, organisation, group, pronoun or words."""

    start: int | None = None
    end: int | None = None
    entity_id: str | None = None
    sort: str | None = None


NOBODY = Speaker()


def speaker_after(page: Page, cue: Match) -> Speaker:
    """The speaker named after a cue: `kata Ketua Bawaslu, Rukmini Astuti, di …`, `ujar dia`; with `ujarnya` the clitic itself."""
    if is_clitic(page, cue):
        return Speaker(cue.end - 3, cue.end, sort="pronoun")
    speaker = _named(page, cue.end, phrase_end(page, cue.end), 0)
    return speaker if speaker.start is not None else _somebody(page, cue)


def speaker_in_lead(page: Page, cue: Match) -> Speaker:
    """The speaker between a cue and the comma after which the words said begin: `Menurut Camat Lembar, Rukmini, …`."""
    if is_clitic(page, cue):
        return Speaker(cue.end - 3, cue.end, sort="pronoun")
    speaker = _named(page, cue.end, _APPOSED.match(page.text, cue.end, phrase_end(page, cue.end)).end(), 0)
    return speaker if speaker.start is not None else _somebody(page, cue)


def after_lead(page: Page, cue: Match, speaker: Speaker) -> int:
    """Where the comma after the speaker's name is looked for: behind a name between commas too, if no known person came before it."""
    if is_clitic(page, cue) or any(m.kind == "person" for m in page.mentions_in(cue.end, speaker.end)):
        return speaker.end
    return max(speaker.end, _APPOSED.match(page.text, cue.end, phrase_end(page, cue.end)).end())


def _somebody(page: Page, cue: Match) -> Speaker:
    """A speaker without a name after a cue: `kata seorang warga`, `ujar pejabat yang enggan disebut namanya`."""
    words = _SOMEBODY.match(page.text, cue.end, phrase_end(page, cue.end))
    if not words or any(page.word_at(name, cue.end) for name in ("saying_adverbs", "complementisers")):
        return NOBODY
    return Speaker(*words.span(1), sort="words")


def speaker_before(page: Page, cue: Match, floor: int = 0) -> Speaker:
    """The speaker named before a verb of saying: the subject nearest it, in its sentence and not before `floor`.

    A subject without a name (`sejumlah warga menilai …`) gives its words; in `Rukmini menutup rapat dan menegaskan …` it is the first.
    """
    end = page.before_adverbs(cue.start)
    start = max(floor, page.sentence_start(max(0, end - 1)), end - 2 * _REACH)
    told = page.word_before("pronouns", end)
    clause = max(start, page.text.rfind(",", start, end) + 1)
    relative = page.word_at("not_subject", clause)  # Rukmini, yang hadir di kantor itu, menilai …
    if told and told.entry.category == "demonstrative" and not (relative and relative.entry.category == "link"):
        return _nameless(page, start, end, "pronoun")
    nearest = _named(page, start, end, -1)
    if nearest.start is None or is_subject(page, nearest, cue):
        return nearest
    joint = page.word_before("not_subject", end)
    joined = page.text[end - 1:end] == "," or joint and joint.entry.category == "joint"
    return _named(page, start, end, 0) if joined else _nameless(page, start, end, "words")


def _nameless(page: Page, start: int, end: int, sort: str) -> Speaker:
    """The words of a subject without a name, those after the last comma: at most five, before `itu` (`mantan camat itu`) ten."""
    words = list(re.finditer(r"\S+", page.text[start:end].rpartition(",")[2]))
    if not 0 < len(words) <= (5 if sort == "words" else 10):
        return NOBODY
    return Speaker(end - (words[-1].end() - words[0].start()), end, sort=sort)


def speaker_of_heading(page: Page, colon: int) -> Speaker:
    """The speaker named right before a colon at the start of a line: `Bupati Taratak: ASN Harus Netral`."""
    mentions = page.mentions_in(page.sentence_start(colon), colon)
    return of(page, mentions[-1]) if mentions and mentions[-1].end == colon else NOBODY


def is_subject(page: Page, speaker: Speaker, cue: Match) -> bool:
    """Whether nothing but commas, brackets, a place or date put in, `dari Bawaslu` or `yang hadir …` parts the speaker from the verb."""
    end = page.before_adverbs(cue.start)
    if speaker.end is None or speaker.end >= end:
        return speaker.end is not None
    linked = page.word_at("not_subject", speaker.end)
    if linked and linked.entry.category in ("link", "company") or page.word_at("speaker_ends", speaker.end):
        return True
    return bool(_GAP.fullmatch(page.text, speaker.end, end) or _DEGREES.fullmatch(page.text, speaker.end, end))


def phrase_end(page: Page, start: int) -> int:
    """Where the words after a cue stop naming somebody: a full stop, a quotation mark, a line end, `saat`, `kepada`, a weekday."""
    limit = min(page.sentence_end(start), start + _REACH)
    stop = _STOP.search(page.text, start + 1, limit)
    limit = max(start, back(page.text, stop.start() if stop else limit, ".?!…" + SPACE))
    for match in page.lexicons["speaker_ends"].find(page.text, start, limit):
        follows = page.text[match.end + 1:match.end + 2]
        inside = match.entry.category == "inside" and follows.isupper() and not page.word_at("speaker_ends", match.end)
        if not inside and (page.text[match.start].islower() or page.text[back(page.text, match.start) - 1] == ","):
            return match.start
    return limit


def _named(page: Page, start: int, end: int, chosen: int) -> Speaker:
    """The first (`chosen` 0) or last (-1) person in start..end, else role, pronoun, organisation, capitalised words."""
    mentions = page.mentions_in(start, end)
    for kind in ("person", "role"):
        of_kind = [m for m in mentions if m.kind == kind]
        if chosen and len(of_kind) > 1 and _in_company(page, of_kind[-2].end, of_kind[-1].start):
            del of_kind[-1]
        if of_kind:
            return of(page, of_kind[chosen])
    pronoun = _pronoun(page, start, end, chosen)
    if pronoun:
        return pronoun
    if mentions:
        return of(page, mentions[chosen])
    return _capitals(page, start, end, chosen)


def _capitals(page: Page, start: int, end: int, chosen: int) -> Speaker:
    """The words in capitals that may be a name, where no mention is: no degree (`M.Si.`), no word that opens a sentence."""
    found = []
    for name in _NAME.finditer(page.text, start, end):
        opener = page.lexicons["openers"].regex.match(page.text, name.start())
        first = min(back(page.text, opener.end(), ""), name.end()) if opener else name.start()
        first += len(page.text[first:name.end()]) - len(page.text[first:name.end()].lstrip())
        if page.word_at("speaker_ends", first):  # a weekday
            continue
        if any(len(word) > 3 and "." not in word for word in page.text[first:name.end()].split()) or not found and name.end() - first > 1:
            found.append((first, name.end()))
    return Speaker(*found[chosen], sort="name") if found else NOBODY


def _in_company(page: Page, start: int, end: int) -> bool:
    """Whether the second of two persons only comes along: `Bupati Rukmini didampingi Sekda Darmawan`."""
    return any(m.entry.category == "company" for m in page.lexicons["not_subject"].find(page.text, start, end))


def _pronoun(page: Page, start: int, end: int, chosen: int) -> Speaker | None:
    """`dia`, `ia`, `pihaknya`; and words for somebody told of before: `pria itu`, `politikus asal Taratak tersebut`."""
    found = page.lexicons["pronouns"].find(page.text, start, end)
    if not found:
        return None
    word = found[chosen]
    if word.entry.category != "demonstrative":
        return Speaker(word.start, word.end, sort="pronoun")
    first = len(page.text[start:word.start]) - len(page.text[start:word.start].lstrip()) + start
    return Speaker(first, word.end, sort="pronoun") if chosen == 0 and first < word.start and word.end - first < 80 else None


def of(page: Page, mention: Mention) -> Speaker:
    """The speaker whom a mention names."""
    sort = "name" if mention.kind != "organisation" else "group" if mention.rule == "group" else "organisation"
    return Speaker(mention.start, mention.end, actor_id(mention, page.text), sort)


def with_speakers(page: Page, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Speaker]]:
    """Each draft with its speaker; -nya, pronouns and quotations without a cue take the person last spoken of.

    That is the last speaker named, or the person or office that a sentence since then is about; `mereka` takes the organisation.
    """
    topic, read = _Topic(), 0
    for draft in drafts:
        first = min(draft.start, draft.cue.start) if draft.cue else draft.start
        index = page.sentence_index(first)
        for sentence in page.sentences[read:max(read, index)]:
            topic = _about(page, sentence.start, sentence.end, topic)
        if index >= 0 and draft.where != "before":
            topic = _about(page, page.sentences[index].start, first, topic)
        speaker = _speaker(page, draft, topic)
        if speaker.sort == "name":
            topic = topic._replace(person=speaker)
        elif speaker.sort in ("organisation", "group"):
            topic = topic._replace(body=speaker)
        read = max(read, index, page.sentence_index(max(draft.end, draft.cue.end if draft.cue else 0)) + 1)
        yield draft, speaker


class _Topic(NamedTuple):
    """The person and the organisation last spoken of."""

    person: Speaker = NOBODY
    body: Speaker = NOBODY


def _speaker(page: Page, draft: Draft, topic: _Topic) -> Speaker:
    known = topic.person if topic.person.start is not None else topic.body if topic.body.sort != "group" else NOBODY
    if draft.where in ("carried", "unknown"):
        return known._replace(sort=None) if draft.where == "carried" else NOBODY
    if draft.where == "colon":
        return speaker_of_heading(page, back(page.text, draft.start, "\"“”: \n\t\u00a0"))
    if draft.where == "before":
        speaker = speaker_before(page, draft.cue, draft.floor)
    else:
        speaker = (speaker_after if draft.where == "after" else speaker_in_lead)(page, draft.cue)
    if speaker.sort != "pronoun":
        return speaker
    entry = page.lexicons["pronouns"].get(page.text[speaker.start:speaker.end])
    plural = entry is not None and entry.category == "plural" and topic.body.start is not None
    return speaker._replace(entity_id=(topic.body if plural else known).entity_id)


def _about(page: Page, start: int, end: int, topic: _Topic) -> _Topic:
    """What start..end is about: the person or office, the organisation, named as its subject or after a word of saying; else `topic`."""
    for mention in page.mentions_in(start, end):
        place = "body" if mention.kind == "organisation" else "person"
        if getattr(topic, place).start is None or _is_topic(page, start, mention) and (place == "person" or mention.start - start < _HEAD):
            topic = topic._replace(**{place: of(page, mention)})
            if place == "person":
                return topic
    return topic


def _is_topic(page: Page, start: int, mention: Mention) -> bool:
    """Whether a mention is likely the subject: not far from the start of its sentence and no object, agent or companion."""
    if any(c.entry.category in ("tag", "passive", "according") for c in page.cues_in(max(start, mention.start - 20), mention.start)):
        return True
    before = page.text[start:mention.start]
    clause = before.rpartition(",")[2].split()
    if len(before.split()) > _EARLY or any(map(_VERB.fullmatch, clause)):
        return False
    return not clause or not page.lexicons["not_subject"].regex.fullmatch(clause[-1].lower())
