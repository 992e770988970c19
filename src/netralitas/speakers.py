"""Who speaks: the words that name the speaker beside a word of saying, and whom a pronoun goes back to."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .actors import actor_id
from .cues import SPACE, Page, back, is_clitic
from .lexicon import Match
from .records import Mention

_STOP = re.compile(r"[\n\"“”«»]")
_NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*")
# "Ketua Bawaslu Taratak, Rukmini Astuti, S.H., …": what stands between commas and is all capitals still names the speaker
_APPOSED = re.compile(r"[^,\n]*(?:,\s+[A-Z][\w.'’-]*(?:[ \u00a0][A-Z][\w.'’-]*){0,5}[ \u00a0]?(?=[,(]|\Z))*(?:, (?:itu|ini|tersebut)\b)?")
_DEGREES = re.compile(r"(?:[\s,]+(?:(?:[A-Z][a-z]{0,4}\.){1,4}[A-Za-z]{0,4}|[A-Z]{2,4}\b\.?))+[\s,]*")
_GAP = re.compile(r"(?:\s*\([^()]{1,80}\))?(?:\s*,[^,]{1,120}(?:,[^,]{1,60}){0,2}[,)])?[\s,)]*")
_VERB = re.compile(r"(?:me|di|ber|ter)[a-z]{4,}")
_MORE = re.compile(r"(?:[ \u00a0][A-Z][\w.'’-]*)*")
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
    """The speaker named after a cue: `kata Ketua Bawaslu, Rukmini Astuti, di …`, `Menurut dia, …`; with `ujarnya` the clitic itself.

    Behind a comma only capitals still name the speaker: not `kata para warga, banyak dari mereka …`.
    """
    if is_clitic(page, cue):
        named = page.mentions_in(cue.end, cue.end + _REACH)[:1]  # katanya Rukmini
        return of(page, named[0]) if named and page.text[cue.end:named[0].start] == " " else Speaker(cue.end - 3, cue.end, sort="pronoun")
    end = _APPOSED.match(page.text, cue.end, phrase_end(page, cue.end)).end()
    speaker = _named(page, cue.end, end, 0)
    if speaker.start is not None or any(page.word_at(name, cue.end) for name in ("saying_adverbs", "complementisers")):
        return speaker
    comma = page.text.find(",", cue.end, end)
    return _nameless(page, cue.end, comma if comma >= 0 else end, "words")


def speaker_before(page: Page, cue: Match, floor: int = 0) -> Speaker:
    """The speaker named before a verb of saying: the subject nearest it, in its sentence and not before `floor`.

    A subject without a name (`sejumlah warga menilai …`) gives its words; in `Rukmini menutup rapat dan menegaskan …` it is the first.
    """
    end = page.before_adverbs(cue.start)
    start = max(floor, page.sentence_start(max(0, end - 1)), end - 2 * _REACH)
    told = page.word_before("pronouns", end)
    clause = max(start, page.text.rfind(",", start, end) + 1)
    relative = page.word_at("not_subject", clause)  # Rukmini, yang hadir di kantor itu menilai …
    inside = relative and relative.entry.category == "link" or clause > start and page.word_at("speaker_ends", clause)
    if told and told.entry.category == "demonstrative" and not inside:
        return _nameless(page, start, end, "pronoun")
    nearest = _before_aside(page, start, end) or _named(page, start, end, -1)
    if nearest.start is not None and is_subject(page, nearest, cue):
        return nearest
    joint = page.word_before("not_subject", end)
    joined = page.text[end - 1:end] == "," or joint and joint.entry.category == "joint"
    return _named(page, start, end, 0) if joined else _nameless(page, start, end, "words")


def _before_aside(page: Page, start: int, end: int) -> Speaker | None:
    """Who is named before words put in between commas: `Tomo, warga yang menyambut Rukmini,`; not in `Ketua KPU, dr. Rukmini,`."""
    comma = page.text.rfind(",", start, end - 1)
    if comma < 0 or page.text[end - 1] != "," or not page.text[comma + 1:end].lstrip()[:1].islower() or page.word_at("titles", comma):
        return None
    near = page.mentions_in(comma, end - 1)[:2]
    if len(near) == 2 and near[0].start == comma + 2 and near[0].end + 1 == near[1].start and near[1].kind == "person":
        return None  # dokter Rukmini
    group = bool(near) and near[0].rule == "group" and near[0].start < comma + _HEAD
    first = _capitals(page, start, comma, -1).start if group else None
    ahead = _named(page, start if first is None else first, comma, -1)
    if (group or ahead.entity_id) and ahead.start is not None and not page.text[ahead.end:comma].strip():
        return ahead
    return _before_aside(page, start, comma + 1)


def _nameless(page: Page, start: int, end: int, sort: str) -> Speaker:
    """The words of a speaker without a name, after the last comma, without `yang …`: at most five, before `itu` ten."""
    first = page.text.rfind(",", start, end) + 1 or start
    words = list(re.finditer(r"\S+", page.text[first:end]))
    if sort == "words":
        words = words[:next((n for n, word in enumerate(words) if n and word.group() == "yang"), len(words))]
    if not 0 < len(words) <= (5 if sort == "words" else 10):
        return NOBODY
    return Speaker(first + words[0].start(), first + words[-1].end(), sort=sort)


def speaker_of_heading(page: Page, colon: int) -> Speaker:
    """The speaker named right before a colon at the start of a line: `Bupati Taratak: ASN Harus Netral`."""
    mentions = page.mentions_in(page.sentence_start(colon), colon)
    return of(page, mentions[-1]) if mentions and mentions[-1].end == colon else NOBODY


def is_subject(page: Page, speaker: Speaker, cue: Match) -> bool:
    """Whether nothing but commas, brackets, a place or date put in, `dari Bawaslu` or `yang hadir …` parts the speaker from the verb."""
    end = page.before_adverbs(cue.start)
    if speaker.end is None or speaker.end >= end:
        return speaker.end is not None
    name_end = _MORE.match(page.text, speaker.end).end()
    linked = page.word_at("not_subject", name_end)
    if linked and linked.entry.category in ("link", "company", "deputy") or page.word_at("speaker_ends", name_end):
        return True
    return any(gap.fullmatch(page.text, place, end) for gap in (_GAP, _DEGREES) for place in (speaker.end, name_end))


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
        at = page.word_before("not_subject", first)
        if page.word_at("speaker_ends", first) or at and at.entry.category in ("oblique", "link"):  # a weekday, di Taratak
            continue
        if any(len(word) > 3 and "." not in word for word in page.text[first:name.end()].split()) or not found and name.end() - first > 1:
            found.append((first, name.end()))
    return Speaker(*found[chosen], sort="name") if found else NOBODY


def _in_company(page: Page, start: int, end: int) -> bool:
    """Whether the second of two persons only comes along: `Rukmini didampingi Sekda Darmawan`, `Rukmini selaku juru bicara Darmawan`."""
    if any(m.entry.category == "company" for m in page.lexicons["not_subject"].find(page.text, start, end)):
        return True
    linked = page.word_at("not_subject", start)
    return linked is not None and linked.entry.category == "link" and "," not in page.text[linked.end:end]


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
    """The speaker whom a mention names; one of a group (`seorang lurah`) is as good as a name."""
    one = page.word_before("somebody", mention.start) if mention.kind == "organisation" else None
    person = mention.kind != "organisation" or one is not None and one.entry.category == "one"
    sort = "name" if person else "group" if mention.rule == "group" else "organisation"
    return Speaker(mention.start, mention.end, actor_id(mention, page.text), sort)


def with_speakers(page: Page, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Speaker]]:
    """Each draft with its speaker; -nya, pronouns and quotations without a cue take the person last spoken of.

    That is the last speaker named, or the person or office that a sentence since then is about; `mereka` takes the organisation.
    A person told of before who has not spoken (the victim, the accused) is who `ia` is, but not who `ujarnya` is.
    """
    topic, read = _Topic(), 0
    for draft in drafts:
        first = min(draft.start, draft.cue.start) if draft.cue else draft.start
        index = page.sentence_index(first)
        for sentence in page.sentences[read:max(read, index)]:
            topic = _about(page, sentence.start, sentence.end, topic)
        if index >= 0 and draft.where not in ("before", "lead"):
            topic = _about(page, page.sentences[index].start, first, topic)
        speaker = _speaker(page, draft, topic)
        if speaker.sort == "name" or speaker.sort == "words" and draft.where == "after" and page.text[speaker.start].islower():
            topic = topic._replace(person=speaker, voice=speaker, heard=topic.heard | {speaker.entity_id})
        elif speaker.sort in ("organisation", "group"):
            topic = topic._replace(body=speaker)
        read = max(read, index, page.sentence_index(max(draft.end, draft.cue.end if draft.cue else 0)) + 1)
        yield draft, speaker


class _Topic(NamedTuple):
    """The person and the organisation last spoken of, the person last heard or brought in, and the ids of all who have spoken."""

    person: Speaker = NOBODY
    body: Speaker = NOBODY
    voice: Speaker = NOBODY
    heard: frozenset[str | None] = frozenset()


def _speaker(page: Page, draft: Draft, topic: _Topic) -> Speaker:
    if draft.where == "unknown":
        return NOBODY
    if draft.where == "colon":
        return speaker_of_heading(page, back(page.text, draft.start, "\"“”: \n\t\u00a0"))
    if draft.where == "carried":
        return _known(topic, topic.voice)._replace(sort=None)
    if draft.where == "next":
        return _named(page, draft.outer_end, phrase_end(page, draft.outer_end), 0)
    speaker = speaker_before(page, draft.cue, draft.floor) if draft.where == "before" else speaker_after(page, draft.cue)
    if speaker.sort != "pronoun":
        return speaker
    entry = page.lexicons["pronouns"].get(page.text[speaker.start:speaker.end])
    if entry is not None and entry.category == "plural" and topic.body.start is not None:
        return speaker._replace(entity_id=topic.body.entity_id)
    told = draft.where == "after" or draft.rule == "indirect_kata"
    return speaker._replace(entity_id=_known(topic, topic.voice if told else topic.person).entity_id)


def _known(topic: _Topic, person: Speaker) -> Speaker:
    return person if person.start is not None else topic.body if topic.body.sort != "group" else NOBODY


def _about(page: Page, start: int, end: int, topic: _Topic) -> _Topic:
    """What start..end is about: the person or office, the organisation, named as its subject or after a word of saying; else `topic`."""
    for mention in page.mentions_in(start, end):
        found = of(page, mention)
        place = "person" if found.sort == "name" else "body"
        if getattr(topic, place).start is None or _is_topic(page, start, mention) and (place == "person" or mention.start - start < _HEAD):
            topic = topic._replace(**{place: found})
            if place == "person":
                says = any(c.entry.category == "verb" for c in page.cues_in(mention.end, end)) or _told(page, start, mention)
                known = topic.voice.start is None or found.entity_id in topic.heard
                return topic._replace(voice=found) if says or known or _is_new(page, mention) else topic
    return topic


def _is_new(page: Page, mention: Mention) -> bool:
    """Whether nobody in the article, its headline apart, was named so before."""
    index = bisect_left(page.mention_starts, mention.start)
    head = page.sentences[0].end
    return all(m.entity_id != mention.entity_id or m.start < head for m in page.mentions[:index])


def _told(page: Page, start: int, mention: Mention) -> bool:
    """Whether a word of saying stands before a mention: `kata`, `disampaikan`."""
    return any(c.entry.category in ("tag", "passive", "according") for c in page.cues_in(max(start, mention.start - 20), mention.start))


def _is_topic(page: Page, start: int, mention: Mention) -> bool:
    """Whether a mention is likely the subject: not far from the start of its sentence and no object, agent or companion."""
    if _told(page, start, mention):
        return True
    before = page.text[start:mention.start]
    clause = before.rpartition(",")[2].split()
    if len(before.split()) > _EARLY or any(map(_VERB.fullmatch, clause)):
        return False
    return not clause or not page.lexicons["not_subject"].regex.fullmatch(clause[-1].lower())
