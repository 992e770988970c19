"""Who speaks: the words that name the speaker beside a word of saying, and whom a pronoun goes back to."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .actors import actor_id
from .cues import JOINTS, PREFIXED, REACH, Page, back, is_clitic, phrase_end
from .lexicon import Match
from .marks import trim
from .records import Mention

_NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*")
# "Ketua Bawaslu Taratak, Rukmini Astuti, S.H., …": what stands between commas and is all capitals still names the speaker
_APPOSED = re.compile(r"[^,\n]*(?:,\s+[A-Z][\w.'’-]*(?:[ \u00a0][A-Z][\w.'’-]*){0,5}[ \u00a0]?(?=[,(]|\Z))*(?:, (?:itu|ini|tersebut)\b)?")
_DEGREES = re.compile(r"(?:[\s,]+(?:(?:[A-Z][a-z]{0,4}\.){1,4}[A-Za-z]{0,4}|[A-Z]{2,4}\b\.?))+[\s,]*")
_GAP = re.compile(r"(?:\s*\([^()]{1,80}\))?(?:\s*,[^,]{1,120}(?:,[^,]{1,60}){0,2}[,)])?[\s,)]*")
_MORE = re.compile(r"(?:[ \u00a0][A-Z][\w.'’-]*)*")
_TITLED = re.compile(r",?\s+(?:[A-Z][\w.]*\s+){0,3}")  # Kapolsek Taratak, AKP Rukmini
_PASSIVE = re.compile(r"di[a-z]{4,}")
_SUFFERS = re.compile(r"(?: [a-z]+)? (di[a-z]{4,})")  # Darmawan akhirnya ditangkap
_EARLY, _HEAD, _FAR = 12, 20, 3000  # words; characters; characters of a sentence before a place, where it has no end


class Speaker(NamedTuple):
    """The words nearest the cue that name a speaker, and their entity; `sort` is name, organisation, group, pronoun or words."""

    start: int | None = None
    end: int | None = None
    entity_id: str | None = None
    sort: str | None = None


NOBODY = Speaker()


class Draft(NamedTuple):
    """A quotation with the words for its speaker, who stands `after` the cue, `before` it, in the `lead` after it, or is `carried` over."""

    start: int
    end: int
    cue: Match | None
    rule: str
    where: str
    outer_start: int
    outer_end: int
    speaker: Speaker = NOBODY


def speaker_after(page: Page, cue: Match) -> Speaker:
    """The speaker named after a cue: `kata Ketua Bawaslu, Rukmini Astuti, di …`, `Menurut dia, …`; with `ujarnya` the clitic itself.

    Behind a comma only capitals still name the speaker: not `kata para warga, banyak dari mereka …`.
    """
    if is_clitic(page, cue):
        named = page.mentions_in(cue.end, cue.end + REACH)[:1] if cue.entry.category == "tag" else ()  # katanya Rukmini
        return of(page, named[0]) if named and page.text[cue.end:named[0].start] == " " else Speaker(cue.end - 3, cue.end, sort="pronoun")
    text = _of_text(page, cue) if cue.entry.category in ("tag", "linked") else None
    if text:
        return text
    end = _APPOSED.match(page.text, cue.end, phrase_end(page, cue.end)).end()
    comma = page.text.find(",", cue.end, end)
    if cue.entry.category == "according" and comma >= 0 and page.text[end:end + 1] not in (",", "("):  # Menurut jaksa, Tomo saat itu …
        end = comma
    speaker = _named(page, cue.end, end, 0)
    return speaker if speaker.start is not None else _nameless(page, cue.end, end, "words")


def _of_text(page: Page, cue: Match) -> Speaker | None:
    """Whose text it is that says so: `bunyi edaran Bawaslu`, `demikian tertulis dalam situs KPU`; `bunyi beleid itu` is nobody's."""
    inside = page.word_at("speaker_ends", cue.end)
    word = page.word_at("written_sources", inside.end if inside else cue.end)
    if not word or word.entry.category == "speech":
        return None
    end = phrase_end(page, word.start)
    which = page.text.find(" yang ", word.start, end)  # bunyi edaran itu yang diterima Antara
    mentions = page.mentions_in(word.start, which if which > 0 else end)
    if any(m.start == word.start for m in mentions):  # kata Uu
        return None
    return of(page, mentions[0]) if mentions else Speaker(word.start, word.end, sort="words")


def speaker_before(page: Page, cue: Match, floor: int = 0) -> Speaker:
    """The speaker named before a verb of saying: the subject nearest it, in its sentence and not before `floor`.

    A subject without a name (`sejumlah warga menilai …`) gives its words; in `Rukmini menutup rapat dan menegaskan …` it is the first.
    """
    end = page.before_adverbs(cue.start)
    start = max(floor, page.sentence(max(0, end - 1)).start, end - 2 * REACH)
    told = page.word_before("pronouns", end)
    if told and told.entry.category != "demonstrative":
        return Speaker(told.start, told.end, sort="pronoun")
    clause = max(start, page.text.rfind(",", start, end) + 1)
    named = _named(page, clause, end, 0)
    inside = "link" in (page.category_at("not_subject", clause), named.sort == "name" and page.category_at("not_subject", named.end))
    if told and not inside:
        return _nameless(page, start, end, "pronoun")
    nearest = _before_aside(page, start, end) or _named(page, start, end, -1)
    if nearest.start is not None and is_subject(page, nearest, cue):
        unborne = nearest.sort == "name" and (nearest.entity_id or "").startswith("organisation")
        told = page.word_before("pronouns", back(page.text, end, ", ")) if unborne else None  # Legislator dari desa itu, mengatakan
        ended = told is not None and told.entry.category == "demonstrative"
        return Speaker(nearest.start, told.end, sort="pronoun") if ended else nearest
    bare = _capitals(page, clause, end, 0)  # Dikutip dari Antara, Tomo mengatakan …
    if bare.start is not None and not page.text[clause:bare.start].strip() and is_subject(page, bare, cue):
        return bare
    joint = page.category_before("not_subject", end)
    joined = page.text[end - 1:end] == "," or inside or joint in JOINTS and (joint != "turn" or end + 1 == cue.start)  # not: tetapi juga
    return _named(page, start, end, 0) if joined else _nameless(page, start, end, "words")


def _before_aside(page: Page, start: int, end: int) -> Speaker | None:
    """Who is named before words put in between commas: `Tomo, warga yang menyambut Rukmini,`; not in `Ketua KPU, dr. Rukmini,`."""
    comma = page.text.rfind(",", start, end - 1)
    if comma < 0 or page.text[end - 1] != ",":
        return None
    small = page.text[comma + 1:end].lstrip()[:1].islower() and not page.word_at("titles", comma)
    if not small and not any(m.kind == "role" for m in page.mentions_in(comma, end)[:1]):
        return None
    ahead = _named(page, start, comma, -1)
    return ahead if ahead.start is not None else None


def _nameless(page: Page, start: int, end: int, sort: str) -> Speaker:
    """The words of a speaker without a name, after the last comma: at most five, without `yang …`; before `itu` sixteen."""
    first, end = trim(page.text, page.text.rfind(",", start, end) + 1 or start, end, "", "")
    words = page.text[first:end].partition(" yang " if sort == "words" else "\n")[0].rstrip()
    few = 0 < len(words.split()) <= (5 if sort == "words" else 16)
    return Speaker(first, first + len(words), sort=sort) if few else NOBODY


def speaker_of_heading(page: Page, offset: int) -> Speaker:
    """The speaker named right before a colon that ends at `offset` or at a mark or spaces before it: `Bupati Taratak: ASN Harus Netral`."""
    colon = back(page.text, offset, "\"“” \n\t\u00a0") - 1
    start = max(page.sentence(max(0, colon)).start, colon - _FAR)
    mentions = page.mentions_in(start, colon) if page.text[max(0, colon):colon + 1] == ":" else []
    if not mentions:
        return NOBODY
    lead = page.text[start:mentions[0].start]
    opens = not lead or page.lexicons["reporting"].get(lead) or page.category_before("quote_frames", mentions[0].start) == "heading"
    about = opens and start == page.sentences[0].start and any(page.category_at("not_subject", m.end) == "oblique" for m in mentions)
    if mentions[-1].end != colon and not about:  # Rukmini soal Jalan Rusak: Kami Periksa
        return NOBODY
    first = opens and "," not in page.text[start:colon]  # Kata Rukmini ke Camat: Jaga Diri
    return of(page, mentions[0 if first else -1])


def is_subject(page: Page, speaker: Speaker, cue: Match) -> bool:
    """Whether nothing but commas, brackets, a place or date put in, `dari Bawaslu` or `yang hadir …` parts the speaker from the verb."""
    end, name_end = page.before_adverbs(cue.start), _MORE.match(page.text, speaker.end).end()
    if speaker.end >= end or page.word_at("speaker_ends", name_end):
        return True
    linked = page.category_at("not_subject", name_end) in ("link", "company", "deputy")
    gaps = (_GAP, _DEGREES) if speaker.sort == "name" else (_GAP,)
    return linked or any(gap.fullmatch(page.text, name_end, end) for gap in gaps)


def _named(page: Page, start: int, end: int, chosen: int) -> Speaker:
    """The first (`chosen` 0) or last (-1) person in start..end, else role, pronoun, organisation, capitalised words."""
    mentions = page.mentions_in(start, end)
    persons = [m for m in mentions if m.kind == "person"]
    if len(persons) > 1 and (_in_company(page, *persons[-2:]) if chosen else _in_office(page, start, *persons[:2])):
        del persons[chosen]
    if persons:
        return of(page, persons[chosen])
    roles = [m for m in mentions if m.kind == "role"]
    borne = any((m.entity_id or "").startswith("person") for m in roles)
    pronouns = page.lexicons["pronouns"].find(page.text, start, end)
    if pronouns and not chosen and not borne:  # pria itu, politikus asal Taratak tersebut
        first = start + len(page.text[start:end]) - len(page.text[start:end].lstrip())
        if pronouns[0].entry.category == "demonstrative" and first < pronouns[0].start < first + 80:
            return Speaker(first, pronouns[0].end, sort="pronoun")
    if roles:
        return of(page, roles[chosen])
    pronouns = [m for m in pronouns if m.entry.category != "demonstrative"]
    if pronouns:
        return Speaker(pronouns[chosen].start, pronouns[chosen].end, sort="pronoun")
    return of(page, mentions[chosen]) if mentions else _capitals(page, start, end, chosen)


def _capitals(page: Page, start: int, end: int, chosen: int) -> Speaker:
    """The words in capitals that may be a name, where no mention is: no degree (`M.Si.`), no word that opens a sentence."""
    found = []
    for name in _NAME.finditer(page.text, start, end):
        opener = page.word_at("openers", name.start())
        first = name.end() - len(page.text[opener.end:name.end()].lstrip()) if opener else name.start()
        other = page.word_at("speaker_ends", first) or page.category_before("not_subject", first) in ("oblique", "link")  # di Taratak
        if not other and any(len(word) > 1 and "." not in word for word in page.text[first:name.end()].split()):
            found.append((first, name.end()))
    return Speaker(*found[chosen], sort="name") if found else NOBODY


def _in_company(page: Page, first: Mention, second: Mention) -> bool:
    """Whether the second of two persons only comes along: `Rukmini didampingi Sekda Darmawan`, `Rukmini selaku juru bicara Darmawan`."""
    between = page.lexicons["not_subject"].find(page.text, first.end, second.start)
    return "," not in page.text[first.end:second.start] and any(m.entry.category in ("company", "link") for m in between)


def _in_office(page: Page, start: int, first: Mention, second: Mention) -> bool:
    """Whether the first of two persons is inside an office: `Ketua Tim Rukmini, Darmawan Setya`."""
    office = any(m.kind != "person" for m in page.mentions_in(start, first.start))
    return office and page.text[first.end:second.start] == ", " and page.text[second.end:second.end + 1] in (",", ".", "(", " ")


def of(page: Page, mention: Mention) -> Speaker:
    """The speaker whom a mention names; one of a group (`seorang lurah`) is as good as a name."""
    person = mention.kind != "organisation" or page.category_before("somebody", mention.start) == "one"
    sort = "name" if person else "group" if mention.rule == "group" else "organisation"
    return Speaker(mention.start, mention.end, actor_id(mention, page.text), sort)


class _Topic(NamedTuple):
    """The person, organisation and group last spoken of, the persons last heard or brought in, and the ids of all who have spoken."""

    person: Speaker = NOBODY
    body: Speaker = NOBODY
    group: Speaker = NOBODY
    voice: Speaker = NOBODY
    other: Speaker = NOBODY
    heard: frozenset[str | None] = frozenset()


def _hears(topic: _Topic, voice: Speaker) -> _Topic:
    return topic._replace(person=voice, voice=voice, other=topic.voice if voice.entity_id != topic.voice.entity_id else topic.other)


def with_speakers(page: Page, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Speaker]]:
    """Each draft with its speaker; -nya, pronouns and quotations without a cue take the person last spoken of.

    That is the last speaker named, or the person or office that a sentence since then is about; `mereka` takes the group just told
    of, else the organisation. A person told of before who has not spoken (the victim, the accused) is who `ia` is, but not who
    `ujarnya` is; nor is who is named in the words themselves.
    """
    topic, read = _Topic(), 0
    for draft in drafts:
        first = min(draft.start, draft.cue.start) if draft.cue else draft.start
        index = page.sentence_index(first)
        for sentence in page.sentences[read:index]:
            topic = _about(page, sentence.start, sentence.end, topic)
        speaker = _resolved(page, draft, topic)
        if speaker.sort == "name" or speaker.sort == "words" and draft.where == "after" and page.text[speaker.start].islower():
            topic = _hears(topic, speaker)._replace(heard=topic.heard | {speaker.entity_id})
        elif speaker.sort in ("organisation", "group"):
            topic = topic._replace(body=speaker)
        read = max(read, index, page.sentence_index(max(draft.end, draft.cue.end if draft.cue else 0)) + 1)
        yield draft, speaker


def _resolved(page: Page, draft: Draft, topic: _Topic) -> Speaker:
    """The speaker of a draft with the entity that its pronoun, its `nya` or its lack of a cue goes back to."""
    speaker = draft.speaker
    if draft.where == "carried":
        return _known(page, draft, topic, topic.voice)._replace(sort=None)
    if speaker.sort == "name" and not speaker.entity_id:  # Andri (23); Karo, of Karo Perencanaan Rukmini
        return speaker._replace(entity_id=page.names.get(page.text[speaker.start:speaker.end].split()[0]))
    if speaker.sort != "pronoun":
        return speaker
    kind = page.category_at("pronouns", speaker.start)
    if kind == "plural" or page.category_at("somebody", speaker.start) == "body":  # mereka, lembaga itu
        near = topic.group.start is not None and page.sentence_index(speaker.start) - page.sentence_index(topic.group.start) < 2
        which = topic.group if kind and near else topic.body
        if which.start is not None:
            return speaker._replace(entity_id=which.entity_id)
    told = draft.where != "before" or kind == "side"
    return speaker._replace(entity_id=_known(page, draft, topic, topic.voice if told else topic.person).entity_id)


def _known(page: Page, draft: Draft, topic: _Topic, person: Speaker) -> Speaker:
    """That person; the one heard before if the words name him: `“Darmawan terlambat,” ujarnya`; the organisation if there is nobody."""
    said = page.mentions_in(draft.start, draft.end) if draft.rule.startswith("direct") else ()
    if any(m.kind == "person" and m.entity_id == person.entity_id for m in said) and topic.other.start is not None:
        return topic.other
    return person if person.start is not None else topic.body if topic.body.sort != "group" else NOBODY


def _about(page: Page, start: int, end: int, topic: _Topic) -> _Topic:
    """What start..end is about: the person or office, the organisation, named as its subject or after a word of saying; else `topic`."""
    mentions = page.mentions_in(start, end)
    if not mentions:
        return topic
    groups = [m for m in mentions if m.rule == "group" and page.category_at("somebody", m.start) != "body"]
    if groups:  # Para kepala desa menyambut warga. Mereka …
        topic = topic._replace(group=of(page, groups[0 if groups[0].start - start < _HEAD else -1]))
    for mention in sorted(mentions, key=lambda m: m.kind != "person"):
        near = page.cues_in(max(start, mention.start - _HEAD), mention.start)
        told = any(c.entry.category in ("tag", "passive", "according") for c in near)  # disampaikan Rukmini
        found, presented = of(page, mention), told or _is_presented(page, start, mention)
        if topic.voice.start is not None and not presented and _is_general(page, mention):
            continue
        subject = presented or _is_topic(page, start, mention)
        if found.sort != "name":
            if topic.body.start is None or subject and mention.start - start < _HEAD:
                topic = topic._replace(body=found)
        elif topic.person.start is None or subject:
            brought = presented or topic.voice.start is None or _has_the_word(page, start, end, mention, topic)
            return _hears(topic, found) if brought else topic._replace(person=found)
    return topic


def _has_the_word(page: Page, start: int, end: int, mention: Mention, topic: _Topic) -> bool:
    """Whether the words that follow may be the subject's: new, or heard before, or saying something; not who suffers (`X ditangkap`)."""
    if any(c.entry.category == "verb" for c in page.cues_in(mention.end, end)):
        return True
    suffers = _SUFFERS.match(page.text, mention.end)
    if suffers and not page.word_at("speaker_ends", suffers.start(1)):
        return False
    return page.debuts.get(mention.entity_id, start) >= start or actor_id(mention, page.text) in topic.heard


def _is_general(page: Page, mention: Mention) -> bool:
    """Whether an office is told of that nobody bears: `Karena itu, anggota Bawaslu harus netral`."""
    return mention.kind == "role" and not mention.entity_id and page.text[mention.start].islower()


def _is_presented(page: Page, start: int, mention: Mention) -> bool:
    """Whether a person comes in at the end: `Nada keras datang dari Ketua KPU, Rukmini.`, `Hadir pula Rukmini.`, `Bagi Rukmini, …`."""
    if mention.kind != "person" or any(is_clitic(page, c) for c in page.cues_in(start, mention.start)):  # Hal itu dikatakannya dalam …
        return False
    offices = [m for m in page.mentions_in(max(start, mention.start - REACH), mention.start) if m.kind == "role"]
    office = next((m.start for m in reversed(offices) if _TITLED.fullmatch(page.text, m.end, mention.start)), mention.start)
    word = page.word_before("not_subject", office)
    if word and (word.entry.category == "presented" or word.entry.category == "topic" and word.start == start):
        return True
    if any(m.kind != "organisation" and m.start < office for m in page.mentions_in(max(start, office - _FAR), mention.start)):
        return False
    last = page.text[max(start, office - REACH):office].split()[-1:]
    return bool(last and _PASSIVE.fullmatch(last[0]) and not word) or page.category_at("not_subject", start) == "inverted"


def _is_topic(page: Page, start: int, mention: Mention) -> bool:
    """Whether a mention is likely the subject: not far from the start of its sentence, no object, agent or companion; no `ia` before."""
    before = page.text[start:mention.start] if mention.start - start < _FAR else ""
    if not before and mention.start > start or before.count(" ") > _EARLY:
        return False
    clause = before.rpartition(",")[2].split()
    if any(map(PREFIXED.fullmatch, clause)):
        return False
    if any(word.entry.category == "third" for word in page.lexicons["pronouns"].find(page.text, start, mention.start)):
        return False
    return not clause or not page.word_before("not_subject", mention.start)
