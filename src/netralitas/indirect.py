"""Indirect quotations: what somebody is said to have said, without quotation marks."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .cues import Page, is_clause, is_clitic
from .lexicon import Match
from .speakers import NOBODY, Draft, Speaker, speaker_after, speaker_before, speaker_of_heading

_COMMA = re.compile(r"\s*[,:]\s*")
_GO_ON = re.compile(r"\s*,?\s*")
_AT_TIME = re.compile(r"(?:,\s+di\s[^,()]{1,60})?,?\s+(?:hari\s)?\w+,?\s*\(\d[\d/ ]*\)\W*\Z")
_NAME = re.compile(r"(?: [A-Z][\w.'’-]*){1,6}")
_NEAR, _FAR, _LONG, _HEAD = 160, 200, 6, 2
_TAIL = ".?!…,;:"


def find_indirect(page: Page, direct: Sequence[Draft]) -> list[Draft]:
    """The indirect quotations of a page, by start, none inside a direct quotation or inside one another.

    `direct` are the direct ones, by start. Span: what was said, from after `bahwa`, the comma or the verb to the end of the sentence
    or to the next direct quotation, without full stop, closing tag or a date in brackets.
    """
    headed = list(_headings(page, direct))
    found = list(headed)
    used = {d.cue.start for d in direct if d.cue}
    starts = [d.outer_start for d in direct]
    busy = 0
    for cue in page.cues:
        index = bisect_right(starts, cue.start) - 1
        inside = index >= 0 and cue.start < direct[index].outer_end
        inside = inside or any(d.start <= cue.start < d.end for d in headed)
        if inside or cue.start in used or cue.start < busy or cue.entry.category == "linked":
            continue
        said = direct[index] if index >= 0 else None
        sentence = page.sentences[page.sentence_index(cue.start)]
        start = max(sentence.start, busy, said.outer_end if said else 0)
        draft = _draft(page, cue, start, min(sentence.end, starts[index + 1] if index + 1 < len(starts) else sentence.end), said)
        if draft:
            found.append(draft)
            busy = max(draft.end, cue.end)
    return found


def _headings(page: Page, direct: Sequence[Draft]) -> Iterator[Draft]:
    """`Bupati Taratak: ASN Harus Netral` at the head of an article; the answers of an interview, `Rukmini: Kami netral. Sejak dulu.`"""
    for number, sentence in enumerate(page.sentences):
        colon = page.text.find(":", sentence.start, sentence.end)
        speaker = speaker_of_heading(page, colon) if colon > 0 else NOBODY
        title = number < _HEAD and page.text[sentence.end - 1] not in ".,;"
        line = page.text.find("\n", sentence.end - 1)
        end = sentence.end if title else line if line > 0 else len(page.text)
        answer = speaker.start == sentence.start and speaker.sort == "name" and page.text[:end].rstrip()[-1:] in ".?!…\""
        quoted = any(d.outer_start < end and d.outer_end > sentence.start for d in direct)
        draft = _make(page, colon + 1, end, None, "indirect_colon", "colon") if speaker.start is not None and not quoted else None
        if draft and (title or answer and page.text[sentence.start - 1:sentence.start] in ("", "\n")):
            yield draft


def _draft(page: Page, cue: Match, start: int, end: int, said: Draft | None) -> Draft | None:
    """What a cue within start..end reports; `said` is the direct quotation before it."""
    if cue.entry.category == "verb":
        return _by_verb(page, cue, start, end) if cue.end < end else None
    return (_by_passive if cue.entry.category == "passive" else _by_tag)(page, cue, start, end, said)


def _by_verb(page: Page, cue: Match, start: int, end: int) -> Draft | None:
    """`Rukmini menegaskan (bahwa) …`."""
    before = page.before_adverbs(cue.start)
    block = page.word_before("saying_not", before)
    content, rule = _content(page, cue, end)
    if content is None or before <= start or block and (block.entry.category != "not_alone" or rule != "indirect_bahwa"):
        return None
    speaker = speaker_before(page, cue, start)
    pointer = page.word_at("quote_frames", start)
    if _is_document(page, start, before, speaker) or _is_writer(page, speaker) or pointer and pointer.end == before:
        return None
    if rule != "indirect_bahwa" and (speaker.start is None or _is_aside(page, start, before, speaker, rule)):
        return None
    draft = _make(page, content, end, cue, rule, "before")
    return draft and draft._replace(floor=start)


def _subject(page: Page, start: int, before: int) -> int:
    """Where the words of the subject before a verb of saying begin: after the last comma, if there are words after it."""
    return page.text.rfind(",", start, before - 1) + 1 or start


def _is_document(page: Page, start: int, before: int, speaker: Speaker) -> bool:
    """Whether the subject is a text or a happening: `beberapa penelitian menyebut`, `Dalam surat itu menegaskan`."""
    first = _subject(page, start, before)
    lead = None if page.word_at("somebody", first) else page.word_at("speaker_ends", first) or page.word_at("not_subject", first)
    nobody = speaker.start is None or speaker.sort == "words"
    places = [start] if nobody or start in (first, speaker.start) else []
    if nobody or not lead or speaker.start >= first and (speaker.end != before or speaker.start < lead.end):
        places.append(lead.end if lead else first)
    some = ((place, page.word_at("somebody", place)) for place in places)
    return any(page.word_at("written_sources", quantity.end if quantity else place) for place, quantity in some)


def _is_aside(page: Page, start: int, before: int, speaker: Speaker, rule: str) -> bool:
    """Whether the verb stands in a clause of time or condition (`sebelum Bawaslu mengumumkan …`), or its subject may be anything."""
    if rule == "indirect_comma":
        return False
    first = _subject(page, start, before)
    words = page.word_before("saying_not", speaker.start), page.word_at("saying_not", first)
    if speaker.start >= first and any(word and word.entry.category == "aside" for word in words):
        return True
    return speaker.sort == "words" and not page.word_at("somebody", first)


def _is_writer(page: Page, speaker: Speaker) -> bool:
    """Whether the subject is the writer, outside quotation marks: `Saya berharap …`."""
    entry = page.lexicons["pronouns"].get(page.text[speaker.start:speaker.end]) if speaker.sort == "pronoun" else None
    return entry is not None and entry.category == "first"


def _content(page: Page, cue: Match, end: int) -> tuple[int | None, str]:
    """Where the words said begin after a verb of saying, and the rule that says so."""
    follows = cue.entry.follows
    noun = page.word_at("said_nouns", cue.end)
    kind = noun.entry.category if noun else ""
    that = _complementiser(page, cue, end)
    if that and that.entry.category == "that":
        return that.end, "indirect_bahwa"
    if that and kind != "clause" and follows != "hope":  # a demand: `Rukmini menegaskan agar …`
        return None, ""
    comma = _COMMA.match(page.text, cue.end, end)
    if comma:
        return comma.end(), "indirect_comma"
    start = _GO_ON.match(page.text, cue.end, end).end()
    if follows == "that" or kind == "pointer":
        return None, ""
    if kind == "clause":
        return start, "indirect_noun"
    need = kind == "thing" or follows == "clause"
    return (None, "") if need and not is_clause(page, cue.end, end) else (start, "indirect_verb")


def _complementiser(page: Page, cue: Match, end: int) -> Match | None:
    """`bahwa`, or the `agar` of a demand, at once or after the words for whom it was said to, when and where."""
    found = page.lexicons["complementisers"].find(page.text, cue.end, min(end, cue.end + _NEAR))[:1]
    between = page.text[cue.end:found[0].start].strip(" ") if found else ""
    if not between.strip(","):
        return found[0] if found else None
    so, follows = found[0].entry.category == "so", cue.entry.follows
    apart = follows in ("free", "hope") or ("," in between if so else follows == "that")
    told = any(c.entry.category != "linked" for c in page.cues_in(cue.end, found[0].start))
    return None if apart or told or is_clause(page, cue.end, found[0].start) else found[0]


def _by_passive(page: Page, cue: Match, start: int, end: int, said: Draft | None) -> Draft | None:
    """`Hal itu dikatakan Rukmini`, where the words said come before; `Dijelaskannya, …`, where they follow."""
    before = page.before_adverbs(cue.start)
    frame = page.word_before("quote_frames", before)
    if frame and frame.start == start:
        if frame.entry.category in ("back", "link_or_back"):
            return _said_before(page, cue, start, said)
        before = start
    return _after_lead(page, cue, end, "indirect_passive") if before <= start else None


def _said_before(page: Page, cue: Match, start: int, said: Draft | None) -> Draft | None:
    """The sentence before `Hal itu dikatakan Rukmini`, unless it is a quotation already."""
    number = page.sentence_index(start) - 1
    if number < 0 or said and said.outer_end > page.sentences[number].start:
        return None
    sentence = page.sentences[number]
    reported = any(c.entry.category in ("verb", "according") for c in page.cues_in(sentence.start, sentence.end))
    if reported:
        return None
    return _make(page, sentence.start, sentence.end, cue, "indirect_hal_itu", "after")


def _by_tag(page: Page, cue: Match, start: int, end: int, said: Draft | None) -> Draft | None:
    """`Menurut Rukmini, …`, `Kata Rukmini, …`, `…, kata dia, …`, `…, ujarnya.`"""
    rule = "indirect_menurut" if cue.entry.category == "according" else "indirect_kata"
    if rule == "indirect_menurut" and not is_clitic(page, cue) and _is_written(page, cue) or not _is_tag(page, cue):
        return None
    before = page.before_adverbs(_tag_start(page, cue))
    if before <= start:
        return _after_lead(page, cue, end, rule)
    speaker = speaker_after(page, cue)
    told = said and said.cue and start <= said.cue.start  # “…,” kata Rukmini di Taratak, menurut saksi
    if page.text[before - 1] != "," or speaker.end is None or told:
        return None
    after = _lead_end(page, speaker, end)
    return _put_in(page, start, before, cue, after, end, rule)


def _is_written(page: Page, cue: Match) -> bool:
    """Whether a text is what `menurut` names: `menurut data BPS`, `menurut keterangan tertulis`; not `menurut keterangan Rukmini`."""
    source = page.word_at("written_sources", cue.end)
    return source is not None and (source.entry.category != "speech" or speaker_after(page, cue).sort in (None, "words"))


def _tag_start(page: Page, cue: Match) -> int:
    """Where a tag starts, with the word that leads it in: `…, demikian bunyi surat itu`."""
    frame = page.word_before("quote_frames", cue.start)
    return frame.start if frame and frame.entry.category in ("quote_link", "link_or_back") else cue.start


def _lead_end(page: Page, speaker: Speaker, end: int) -> int | None:
    """The comma after the speaker's name, also where `dari Bawaslu` or `yang enggan disebut namanya` comes before it."""
    linked = page.word_at("not_subject", speaker.end)
    comma = page.text.find(",", speaker.end, min(end, speaker.end + _FAR))
    return comma if comma == speaker.end or comma > 0 and linked and linked.entry.category == "link" else None


def _is_tag(page: Page, cue: Match) -> bool:
    """Whether a word that may be something else as well (`jelas`, `nilai`) is a tag here: its speaker is next to it, or `demikian`."""
    if cue.entry.follows != "mark" or _tag_start(page, cue) != cue.start:
        return True
    speaker = speaker_after(page, cue)
    if speaker.sort not in ("name", "pronoun", "organisation") or speaker.start - cue.end > 1:
        return False
    known = speaker.entity_id is not None or speaker.sort == "pronoun" or page.text[cue.start].islower()  # no title: Tekan Inflasi, …
    return known and (page.text[speaker.end:speaker.end + 2].strip()[:1] in ",.(" or page.word_at("speaker_ends", speaker.end) is not None)


def _put_in(page: Page, start: int, before: int, cue: Match, after: int | None, end: int, rule: str) -> Draft | None:
    """The words said about a tag, `Netralitas, kata dia, harus dijaga`: the side with the predicate, both if they are long clauses."""
    left, right = is_clause(page, start, before), after is not None and not _over(page, after, end) and is_clause(page, after, end)
    if left and right and min(len(page.text[start:before].split()), len(page.text[after:end].split())) >= _LONG:
        return _make(page, start, end, cue, rule, "lead")
    behind = None if left and not right else _after_lead(page, cue, end, rule)
    return behind or _make(page, start, before, cue, rule, "lead")


def _over(page: Page, start: int, end: int) -> bool:
    """Whether nothing that was said follows the speaker's name: `…, kata Rukmini, saat ditemui di kantornya, Senin (2/9).`"""
    after = _COMMA.match(page.text, start, end)
    if not after or len(page.text[after.end():min(end, after.end() + _FAR)].split()) < 3:
        return True
    ends = page.lexicons["speaker_ends"].regex
    return bool(ends.match(page.text, after.end()) or _AT_TIME.match(page.text, start, end))


def _after_lead(page: Page, cue: Match, end: int, rule: str) -> Draft | None:
    """The words said after the speaker's name and a comma or `bahwa`; after a name, -nya or a pronoun the comma may be missing."""
    speaker = speaker_after(page, cue)
    if speaker.end is None or speaker.end > end:
        return None
    near = min(end, speaker.end + _FAR)
    comma = page.text.find(",", speaker.end, near)
    while comma >= 0 and _is_apposition(page, speaker, comma + 1, near):
        comma = page.text.find(",", comma + 1, near)
    that = page.lexicons["complementisers"].find(page.text, speaker.end, comma if comma >= 0 else near)
    if that and that[0].entry.category == "that":
        return _make(page, that[0].end, end, cue, rule, "lead")
    bare = not _COMMA.match(page.text, speaker.end, end)
    if bare and (speaker.sort == "pronoun" or speaker.sort != "words" and is_clause(page, speaker.end, comma if comma >= 0 else end)):
        return _make(page, speaker.end, end, cue, rule, "lead")
    return _make(page, comma + 1, end, cue, rule, "lead") if comma >= 0 else None


def _is_apposition(page: Page, speaker: Speaker, start: int, end: int) -> bool:
    """Whether the words up to the next comma tell of the speaker: `Menurut Tomo, selaku ketua, …`, `Menurut ahli hukum, Tomo, …`."""
    comma = page.text.find(",", start, end)
    linked = page.word_at("not_subject", start)
    if comma < 0 or linked and linked.entry.category == "link":
        return comma >= 0
    known = any(m.kind == "role" or m.rule == "group" for m in page.mentions_in(start, start + 80) if m.start <= start + 1)
    unnamed = not (speaker.entity_id or "").startswith("person") and _NAME.fullmatch(page.text, start, comma)
    return bool(unnamed or (known or page.word_at("somebody", start)) and not is_clause(page, start, comma))


def _make(page: Page, start: int, end: int, cue: Match | None, rule: str, where: str) -> Draft | None:
    """The quotation start..end without what is no part of the words said at its edges; None if fewer than two words are left."""
    text = page.text
    tail = _AT_TIME.search(text, max(start, end - 120), end)
    if tail and not (page.word_before("not_subject", tail.start()) or page.word_before("speaker_ends", tail.start())):  # sampai Senin (2/9)
        end = tail.start()
    while start < end and (text[start] in _TAIL or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TAIL or text[end - 1].isspace()):
        end -= 1
    if len(text[start:end].split()) < 2:
        return None
    return Draft("indirect", start, end, cue, rule, where, start, end)
