"""Who speaks: the words that name the speaker beside a word of saying, and whom a pronoun goes back to."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .actors import actor_id
from .cues import PREFIXED, SPACE, STOP, Page, back, is_clitic
from .lexicon import Match
from .records import Mention

_NAME = re.compile(r"[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*")
# "Ketua Bawaslu Taratak, Rukmini Astuti, S.H., …": what stands between commas and is all capitals still names the speaker
_APPOSED = re.compile(r"[^,\n]*(?:,\s+[A-Z][\w.'’-]*(?:[ \u00a0][A-Z][\w.'’-]*){0,5}[ \u00a0]?(?=[,(]|\Z))*(?:, (?:itu|ini|tersebut)\b)?")
_DEGREES = re.compile(r"(?:[\s,]+(?:(?:[A-Z][a-z]{0,4}\.){1,4}[A-Za-z]{0,4}|[A-Z]{2,4}\b\.?))+[\s,]*")
_GAP = re.compile(r"(?:\s*\([^()]{1,80}\))?(?:\s*,[^,]{1,120}(?:,[^,]{1,60}){0,2}[,)])?[\s,)]*")
_MORE = re.compile(r"(?:[ \u00a0][A-Z][\w.'’-]*)*")
_TITLED = re.compile(r",?\s+(?:[A-Z][\w.]*\s+){0,3}")  # Kapolsek Taratak, AKP Rukmini
_PASSIVE = re.compile(r"di[a-z]{4,}")
JOINTS = ("joint", "turn", "meanwhile")
_REACH, _EARLY, _HEAD = 200, 12, 20


class Draft(NamedTuple):
    """A quotation whose speaker is still to be found: `after` the cue, `before` it, in the `lead` after it, or `carried` over."""

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
    text = _of_text(page, cue)
    if text:
        return text
    end = _APPOSED.match(page.text, cue.end, phrase_end(page, cue.end)).end()
    comma = page.text.find(",", cue.end, end)
    if cue.entry.category == "according" and comma >= 0 and page.text[end:end + 1] not in (",", "("):  # Menurut jaksa, Tomo saat itu …
        end = comma
    speaker = _named(page, cue.end, end, 0)
    if speaker.start is not None or any(page.word_at(name, cue.end) for name in ("saying_adverbs", "complementisers")):
        return speaker
    return _nameless(page, cue.end, comma if comma >= 0 else end, "words")


def _of_text(page: Page, cue: Match) -> Speaker | None:
    """Whose text it is that says so: `bunyi edaran Bawaslu`, `demikian tertulis dalam situs KPU`; `bunyi beleid itu` is nobody's."""
    inside = page.word_at("speaker_ends", cue.end) if cue.entry.category == "linked" else None
    start = inside.end if inside else cue.end
    word = page.word_at("written_sources", start) if cue.entry.category in ("tag", "linked") else None
    end = phrase_end(page, start)
    named = word and any(m.kind == "person" and m.start == word.start for m in page.mentions_in(start, end))  # kata Uu
    if not word or named or word.entry.category == "speech":
        return None
    which = page.text.find(" yang ", start, end)  # bunyi edaran itu yang diterima Antara
    bodies = [m for m in page.mentions_in(start, which if which > 0 else end) if m.kind == "organisation" and m.rule != "group"]
    return of(page, bodies[0]) if bodies else Speaker(word.start, word.end, sort="words")


def speaker_before(page: Page, cue: Match, floor: int = 0) -> Speaker:
    """The speaker named before a verb of saying: the subject nearest it, in its sentence and not before `floor`.

    A subject without a name (`sejumlah warga menilai …`) gives its words; in `Rukmini menutup rapat dan menegaskan …` it is the first.
    """
    end = page.before_adverbs(cue.start)
    start = max(floor, page.sentence(max(0, end - 1)).start, end - 2 * _REACH)
    told = page.word_before("pronouns", end)
    if told and told.start >= start and told.entry.category != "demonstrative":
        return Speaker(told.start, told.end, sort="pronoun")
    clause = max(start, page.text.rfind(",", start, end) + 1)
    named = _named(page, clause, end, 0)
    inside = "link" in (page.category_at("not_subject", clause), named.sort == "name" and page.category_at("not_subject", named.end))
    if told and not inside and not (clause > start and page.word_at("speaker_ends", clause)):
        return _nameless(page, start, end, "pronoun")
    nearest = _before_aside(page, start, end) or _named(page, start, end, -1)
    bare = _capitals(page, clause, end, 0)  # Dikutip dari Antara, Tomo mengatakan …
    for speaker in (nearest, bare) if not page.text[clause:bare.start].strip() else (nearest,):
        if speaker.start is not None and is_subject(page, speaker, cue):
            return speaker
    joint = page.category_before("not_subject", end)
    joined = page.text[end - 1:end] == "," or inside or joint in JOINTS and (joint != "turn" or end + 1 == cue.start)  # not: tetapi juga
    return _named(page, start, end, 0) if joined else _nameless(page, start, end, "words")


def _before_aside(page: Page, start: int, end: int) -> Speaker | None:
    """Who is named before words put in between commas: `Tomo, warga yang menyambut Rukmini,`; not in `Ketua KPU, dr. Rukmini,`."""
    comma = page.text.rfind(",", start, end - 1)
    office = any(m.kind == "role" and m.start <= comma + 2 for m in page.mentions_in(comma, end))
    small = page.text[comma + 1:end].lstrip()[:1].islower() and not page.word_at("titles", comma)
    if comma < 0 or page.text[end - 1] != "," or not (small or office):
        return None
    ahead = _named(page, start, comma, -1)
    known = ahead.start is not None and (small or not (ahead.entity_id or "").startswith("organisation"))
    near = known and (page.before_adverbs(comma) <= ahead.end or page.word_at("speaker_ends", ahead.end))
    return ahead if near else _before_aside(page, start, comma + 1)


def _nameless(page: Page, start: int, end: int, sort: str) -> Speaker:
    """The words of a speaker without a name, after the last comma, without `yang …`: at most five, before `itu` sixteen."""
    first = page.text.rfind(",", start, end) + 1 or start
    words = list(re.finditer(r"\S+", page.text[first:end]))
    if sort == "words":
        words = words[:next((n for n, word in enumerate(words) if word.group() == "yang"), len(words))]
    if not 0 < len(words) <= (5 if sort == "words" else 16):
        return NOBODY
    return Speaker(first + words[0].start(), first + words[-1].end(), sort=sort)


def speaker_of_heading(page: Page, offset: int) -> Speaker:
    """The speaker named right before a colon that ends at `offset` or at a mark or spaces before it: `Bupati Taratak: ASN Harus Netral`."""
    colon = back(page.text, offset, "\"“” \n\t\u00a0") - 1
    start = page.sentence(max(0, colon)).start
    mentions = page.mentions_in(start, colon) if page.text[max(0, colon):colon + 1] == ":" else []
    if not mentions or mentions[-1].end != colon:
        return NOBODY
    lead = page.text[start:mentions[0].start]
    opens = not lead or page.lexicons["reporting"].get(lead) or page.category_before("quote_frames", mentions[0].start) == "heading"
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


def phrase_end(page: Page, start: int) -> int:
    """Where the words after a cue stop naming somebody: a full stop, a quotation mark, a line end, `saat`, `kepada`, a weekday."""
    limit = min(max(start, page.sentence(start).end), start + _REACH)
    stop = STOP.search(page.text, start + 1, limit)
    limit = max(start, back(page.text, stop.start() if stop else limit, ".?!…" + SPACE))
    for match in page.lexicons["speaker_ends"].find(page.text, start, limit):
        index = bisect_left(page.mention_starts, match.start) - 1
        if index >= 0 and page.mentions[index].end > match.start:  # Jaringan Pendidikan Pemilih untuk Rakyat
            continue
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
        borne = chosen or kind == "person" or any((m.entity_id or "").startswith("person") for m in of_kind)
        epithet = None if borne else _epithet(page, start, end)
        if epithet:
            return epithet
        if not chosen and len(of_kind) > 1 and _in_office(page, start, *of_kind[:2]):
            del of_kind[0]
        if chosen and len(of_kind) > 1 and _in_company(page, of_kind[-2].end, of_kind[-1].start):
            del of_kind[-1]
        if of_kind:
            return of(page, of_kind[chosen])
    pronouns = [m for m in page.lexicons["pronouns"].find(page.text, start, end) if m.entry.category != "demonstrative"]
    if pronouns:
        return Speaker(pronouns[chosen].start, pronouns[chosen].end, sort="pronoun")
    if mentions:
        return of(page, mentions[chosen])
    return _capitals(page, start, end, chosen)


def _capitals(page: Page, start: int, end: int, chosen: int) -> Speaker:
    """The words in capitals that may be a name, where no mention is: no degree (`M.Si.`), no word that opens a sentence."""
    found = []
    for name in _NAME.finditer(page.text, start, end):
        opener = page.word_at("openers", name.start())
        first = min(opener.end + 1, name.end()) if opener else name.start()
        other = page.word_at("speaker_ends", first) or page.category_before("not_subject", first) in ("oblique", "link")  # di Taratak
        if not other and any(len(word) > 1 and "." not in word for word in page.text[first:name.end()].split()):
            found.append((first, name.end()))
    return Speaker(*found[chosen], sort="name") if found else NOBODY


def _in_company(page: Page, start: int, end: int) -> bool:
    """Whether the second of two persons only comes along: `Rukmini didampingi Sekda Darmawan`, `Rukmini selaku juru bicara Darmawan`."""
    between = page.lexicons["not_subject"].find(page.text, start, end)
    return "," not in page.text[start:end] and any(m.entry.category in ("company", "link") for m in between)


def _epithet(page: Page, start: int, end: int) -> Speaker | None:
    """Words for somebody told of before, `pria itu`, `politikus asal Taratak tersebut`."""
    word = next(iter(page.lexicons["pronouns"].find(page.text, start, end)), None)
    first = start + len(page.text[start:end]) - len(page.text[start:end].lstrip())
    near = word is not None and word.entry.category == "demonstrative" and first < word.start < first + 80
    return Speaker(first, word.end, sort="pronoun") if near else None


def _in_office(page: Page, start: int, first: Mention, second: Mention) -> bool:
    """Whether the first of two persons is inside an office: `Ketua Tim Rukmini, Darmawan Setya`."""
    office = page.word_at("offices", start) or any(m.kind != "person" for m in page.mentions_in(start, first.start))
    alone = page.text[first.end:second.start] == ", " and page.text[second.end:second.end + 1] in (",", ".", "(", " ")
    return first.kind == "person" and bool(office) and alone


def of(page: Page, mention: Mention) -> Speaker:
    """The speaker whom a mention names; one of a group (`seorang lurah`) is as good as a name."""
    person = mention.kind != "organisation" or page.category_before("somebody", mention.start) == "one"
    sort = "name" if person else "group" if mention.rule == "group" else "organisation"
    return Speaker(mention.start, mention.end, actor_id(mention, page.text), sort)


def with_speakers(page: Page, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Speaker]]:
    """Each draft with its speaker; -nya, pronouns and quotations without a cue take the person last spoken of.

    That is the last speaker named, or the person or office that a sentence since then is about; `mereka` takes the group just told
    of, else the organisation.
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
        elif speaker.sort == "pronoun" and draft.where == "before" and speaker.entity_id and speaker.entity_id == topic.person.entity_id:
            topic = topic._replace(voice=topic.person, heard=topic.heard | {speaker.entity_id})
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
    group: Speaker = NOBODY


def _speaker(page: Page, draft: Draft, topic: _Topic) -> Speaker:
    if draft.where == "unknown":
        return NOBODY
    if draft.where == "source":  # Dari Polres Taratak, disampaikan bahwa …
        bodies = page.mentions_in(draft.floor, draft.cue.start) if page.text[draft.floor:].lstrip(", ")[:4].lower() == "dari" else []
        return of(page, bodies[0]) if bodies else NOBODY
    if draft.where == "colon":
        return speaker_of_heading(page, draft.outer_start)
    if draft.where == "carried":
        return _known(topic, topic.voice)._replace(sort=None)
    speaker = speaker_before(page, draft.cue, draft.floor) if draft.where == "before" else speaker_after(page, draft.cue)
    if speaker.sort != "pronoun":
        return speaker
    kind = page.category_at("pronouns", speaker.start)
    near = topic.group.start is not None and page.sentence_index(speaker.start) - page.sentence_index(topic.group.start) < 2
    if kind == "plural" and near:
        return speaker._replace(entity_id=topic.group.entity_id)
    if topic.body.start is not None and (kind == "plural" or page.category_at("somebody", speaker.start) == "body"):  # lembaga itu
        return speaker._replace(entity_id=topic.body.entity_id)
    told = draft.where == "after" or draft.rule in ("indirect_kata", "indirect_menurut") or kind == "side"
    return speaker._replace(entity_id=_known(topic, topic.voice if told else topic.person).entity_id)


def _known(topic: _Topic, person: Speaker) -> Speaker:
    return person if person.start is not None else topic.body if topic.body.sort != "group" else NOBODY


def _about(page: Page, start: int, end: int, topic: _Topic) -> _Topic:
    """What start..end is about: the person or office, the organisation, named as its subject or after a word of saying; else `topic`."""
    groups = [m for m in page.mentions_in(start, end) if m.rule == "group" and page.category_at("somebody", m.start) != "body"]
    if groups:  # Para kepala desa menyambut warga. Mereka …
        topic = topic._replace(group=of(page, groups[0 if groups[0].start - start < _HEAD else -1]))
    for mention in sorted(page.mentions_in(start, end), key=lambda m: m.kind != "person"):
        near = page.cues_in(max(start, mention.start - _HEAD), mention.start)
        told = any(c.entry.category in ("tag", "passive", "according") for c in near)  # disampaikan Rukmini
        found, presented = of(page, mention), _is_presented(page, start, mention)
        subject = told or presented or _is_topic(page, start, mention)
        if found.sort != "name":
            if topic.body.start is None or subject and mention.start - start < _HEAD:
                topic = topic._replace(body=found)
        elif topic.person.start is None or subject:
            says = told or any(c.entry.category == "verb" for c in page.cues_in(mention.end, end))
            new = page.debuts.get(mention.entity_id, start) >= start
            brought = new or says or presented or topic.voice.start is None or found.entity_id in topic.heard
            return topic._replace(person=found, voice=found if brought else topic.voice)
    return topic


def _is_presented(page: Page, start: int, mention: Mention) -> bool:
    """Whether a person comes in at the end: `Nada keras datang dari Ketua KPU, Rukmini.`, `Hadir pula Rukmini.`, `Bagi Rukmini, …`."""
    if mention.kind != "person":
        return False
    offices = [m for m in page.mentions_in(max(start, mention.start - _REACH), mention.start) if m.kind == "role"]
    office = next((m.start for m in reversed(offices) if _TITLED.fullmatch(page.text, m.end, mention.start)), mention.start)
    word = page.word_before("not_subject", office)
    if word and (word.entry.category == "presented" or word.entry.category == "topic" and word.start == start):
        return True
    if any(m.kind != "organisation" and m.start < office for m in page.mentions_in(start, mention.start)):
        return False
    last = page.text[start:office].split()[-1:]
    passive = last and _PASSIVE.fullmatch(last[0]) and not word
    return bool(passive) or page.category_at("not_subject", start) == "inverted"


def _is_topic(page: Page, start: int, mention: Mention) -> bool:
    """Whether a mention is likely the subject: not far from the start of its sentence, no object, agent or companion; no `ia` before."""
    before = page.text[start:mention.start]
    clause = before.rpartition(",")[2].split()
    if len(before.split()) > _EARLY or any(map(PREFIXED.fullmatch, clause)):
        return False
    if any(word.entry.category == "third" for word in page.lexicons["pronouns"].find(before)):
        return False
    return not clause or not page.lexicons["not_subject"].regex.fullmatch(clause[-1].lower())
