"""Indirect quotations: what somebody is said to have said, without quotation marks."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .cues import Page, is_clitic
from .lexicon import Match
from .speakers import Draft, Speaker, after_lead, speaker_after, speaker_before, speaker_in_lead, speaker_of_heading

_COMMA = re.compile(r"\s*[,:]\s*")
_GO_ON = re.compile(r"\s*,?\s*")
_AT_TIME = re.compile(r"(?:,\s+di\s[^,()]{1,60})?,?\s+(?:hari\s)?\w+,?\s*\(\d[\d/ ]*\)\W*\Z")
_VERB = re.compile(r"(?:me|di|ber|ter)[a-z]{4,}")
_NEAR, _FAR, _LEAST, _LONG, _HEAD = 160, 200, 4, 6, 2
_TAIL = ".?!…,;:"


def find_indirect(page: Page, direct: Sequence[Draft]) -> list[Draft]:
    """The indirect quotations of a page, by start, none inside a direct quotation or inside one another.

    `direct` are the direct ones, by start. Span: what was said, from after `bahwa`, the comma or the verb to the end of the sentence
    or to the next direct quotation, without full stop, closing tag or a date in brackets.
    """
    found = list(_headings(page, direct))
    used = {d.cue.start for d in direct if d.cue}
    starts = [d.outer_start for d in direct]
    busy = 0
    for cue in page.cues:
        index = bisect_right(starts, cue.start) - 1
        inside = index >= 0 and cue.start < direct[index].outer_end
        if inside or cue.start in used or cue.start < busy or cue.entry.category == "linked":
            continue
        floor = direct[index].outer_end if index >= 0 else 0
        ceiling = starts[index + 1] if index + 1 < len(starts) else len(page.text)
        draft = _draft(page, cue, max(floor, busy), ceiling, direct, index)
        if draft:
            found.append(draft)
            busy = max(draft.end, cue.end)
    return found


def _headings(page: Page, direct: Sequence[Draft]) -> Iterator[Draft]:
    """`Bupati Taratak: ASN Harus Netral` at the head of an article, without quotation marks."""
    for sentence in page.sentences[:_HEAD]:
        colon = page.text.find(":", sentence.start, sentence.end)
        quoted = any(d.outer_start < sentence.end and d.outer_end > sentence.start for d in direct[:1])
        if colon > 0 and not quoted and page.text[sentence.end - 1] not in ".,;" and speaker_of_heading(page, colon).start is not None:
            draft = _make(page, colon + 1, sentence.end, None, "indirect_colon", "colon")
            if draft:
                yield draft


def _draft(page: Page, cue: Match, floor: int, ceiling: int, direct: Sequence[Draft], index: int) -> Draft | None:
    sentence = page.sentences[page.sentence_index(cue.start)]
    start, end = max(sentence.start, floor), min(sentence.end, ceiling)
    if end <= cue.end and cue.entry.category not in ("tag", "according", "passive"):
        return None
    make = {"verb": _by_verb, "passive": _by_passive, "tag": _by_tag, "according": _by_tag}[cue.entry.category]
    return make(page, cue, start, end, direct, index)


def _by_verb(page: Page, cue: Match, start: int, end: int, direct: Sequence[Draft], index: int) -> Draft | None:
    """`Rukmini menegaskan (bahwa) …`, `Bawaslu meminta agar ASN …`."""
    before = page.before_adverbs(cue.start)
    block = page.word_before("saying_not", before)
    content, rule = _content(page, cue, end)
    if content is None or before <= start or block and (block.entry.category == "no_report" or rule != "indirect_bahwa"):
        return None
    speaker = speaker_before(page, cue, start)
    pointer = page.word_at("quote_frames", start)
    if page.word_at("written_sources", start) or _is_writer(page, speaker) or pointer and pointer.end == before:
        return None
    unsure = speaker.sort == "words" and rule in ("indirect_verb", "indirect_noun") and not page.word_at("somebody", start)
    if rule != "indirect_bahwa" and (speaker.start is None or unsure):
        return None
    asked = page.cue_before(cue.start)
    if rule == "indirect_verb" and asked and asked.start >= start and asked.entry.follows == "ask":
        return None
    draft = _make(page, content, end, cue, rule, "before", _LEAST if rule == "indirect_verb" and cue.entry.follows == "long" else 2)
    return draft and draft._replace(floor=start)


def _is_writer(page: Page, speaker: Speaker) -> bool:
    """Whether the subject is the writer, outside quotation marks: `Saya berharap …`."""
    entry = page.lexicons["pronouns"].get(page.text[speaker.start:speaker.end]) if speaker.sort == "pronoun" else None
    return entry is not None and entry.category == "first"


def _content(page: Page, cue: Match, end: int) -> tuple[int | None, str]:
    """Where the words said begin after a verb of saying, and the rule that says so."""
    follows = cue.entry.follows
    that = _complementiser(page, cue, end)
    if that and that.entry.category == "that":
        return that.end, "indirect_bahwa"
    if follows == "ask":
        return (_GO_ON.match(page.text, cue.end, end).end(), "indirect_request") if that else (None, "")
    comma = _COMMA.match(page.text, cue.end, end)
    if comma:
        return comma.end(), "indirect_comma"
    noun = page.word_at("said_nouns", cue.end)
    empty = noun and noun.entry.category != "clause" and (follows == "long" or noun.entry.category == "pointer")
    if follows == "that" or empty:
        return None, ""
    return _GO_ON.match(page.text, cue.end, end).end(), "indirect_noun" if noun and noun.entry.category == "clause" else "indirect_verb"


def _complementiser(page: Page, cue: Match, end: int) -> Match | None:
    """`bahwa`, or `agar` after a request, at once or after the words for whom it was said to, when and where."""
    limit = min(end, cue.end + _NEAR)
    for found in page.lexicons["complementisers"].find(page.text, cue.end, limit):
        between = page.text[cue.end:found.start]
        if not between.strip(" ,"):
            return found
        other = page.cues_in(cue.end, found.start)
        inserted = cue.entry.follows in ("ask", "long", "that") or page.word_at("speaker_ends", cue.end)
        purpose = found.entry.category == "so" and _has_predicate(page, between)
        return found if inserted and not other and not purpose else None
    return None


def _has_predicate(page: Page, words: str) -> bool:
    """Whether words hold a verb or a negation, so that `agar` after them tells a purpose: `meminta warga tenang agar desa tetap aman`."""
    lexicons = page.lexicons["saying_not"], page.lexicons["saying_adverbs"]
    return any(_VERB.fullmatch(word) or any(lexicon.get(word) for lexicon in lexicons) for word in words.split())


def _by_passive(page: Page, cue: Match, start: int, end: int, direct: Sequence[Draft], index: int) -> Draft | None:
    """`Hal itu dikatakan Rukmini`, where the words said come before; `Dijelaskannya, …`, where they follow."""
    before = page.before_adverbs(cue.start)
    frame = page.word_before("quote_frames", before)
    if frame and frame.start == start:
        if frame.entry.category in ("back", "link_or_back"):
            return _said_before(page, cue, start, direct, index)
        if frame.entry.category == "ahead":
            return None
        before = start
    return _after_lead(page, cue, end, "indirect_passive") if before <= start else None


def _said_before(page: Page, cue: Match, start: int, direct: Sequence[Draft], index: int) -> Draft | None:
    """The sentence before `Hal itu dikatakan Rukmini`, unless it is a quotation already."""
    number = page.sentence_index(start) - 1
    if number < 0 or index >= 0 and direct[index].outer_end > page.sentences[number].start:
        return None
    sentence = page.sentences[number]
    reported = any(c.entry.category in ("verb", "according") for c in page.cues_in(sentence.start, sentence.end))
    if reported or speaker_after(page, cue).start is None:
        return None
    return _make(page, sentence.start, sentence.end, cue, "indirect_hal_itu", "after")


def _by_tag(page: Page, cue: Match, start: int, end: int, direct: Sequence[Draft], index: int) -> Draft | None:
    """`Menurut Rukmini, …`, `Kata Rukmini, …`, `…, kata dia, …`, `…, ujarnya.`"""
    rule = "indirect_menurut" if cue.entry.category == "according" else "indirect_kata"
    written = rule == "indirect_menurut" and not is_clitic(page, cue) and page.word_at("written_sources", cue.end)
    if written or not _is_tag(page, cue):
        return None
    tag = _tag_start(page, cue)
    before = page.before_adverbs(tag)
    comma = page.text[max(0, before - 1):before] == ","
    if before <= start or comma and _is_opener(page, start, before):
        return _after_lead(page, cue, end, rule)
    speaker = speaker_in_lead(page, cue)
    if not comma or speaker.end is None:
        return None
    after = _lead_end(page, speaker, end)
    if after is None or _over(page, after, end):
        return _make(page, start, before, cue, rule, "lead")
    return _longer(page, start, before, cue, after, end, rule)


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
    speaker = speaker_in_lead(page, cue)
    return speaker.sort in ("name", "pronoun", "organisation", "group") and speaker.start - cue.end < 2


def _longer(page: Page, start: int, before: int, cue: Match, after: int, end: int, rule: str) -> Draft | None:
    """The words said about an inserted tag, `Netralitas, kata dia, …`: the longer side, or the whole where both sides are long."""
    sides = len(page.text[start:before].split()), len(page.text[after:end].split())
    if min(sides) >= _LONG:
        return _make(page, start, end, cue, rule, "lead")
    if sides[0] > sides[1]:
        return _make(page, start, before, cue, rule, "lead")
    return _make(page, after, end, cue, rule, "lead")


def _is_opener(page: Page, start: int, end: int) -> bool:
    """Whether what stands before the tag only opens the sentence: `Namun, menurut dia, …`, `Di sisi lain, kata Rukmini, …`."""
    if end - start > _FAR:
        return False
    words = page.text[start:end].strip(" ,").split()
    openers = page.lexicons["openers"].regex, page.lexicons["not_subject"].regex, page.lexicons["speaker_ends"].regex
    return len(words) < 5 and any(regex.match(page.text, start) for regex in openers)


def _over(page: Page, start: int, end: int) -> bool:
    """Whether nothing that was said follows the speaker's name: `…, kata Rukmini, saat ditemui di kantornya, Senin (2/9).`"""
    after = _COMMA.match(page.text, start, end)
    if not after or len(page.text[after.end():min(end, after.end() + _FAR)].split()) < 3:
        return True
    ends = page.lexicons["speaker_ends"].regex
    return bool(ends.match(page.text, after.end()) or _AT_TIME.match(page.text, start, end))


def _after_lead(page: Page, cue: Match, end: int, rule: str) -> Draft | None:
    """The words said after the speaker's name and a comma or `bahwa`; after -nya and a pronoun the comma may be missing."""
    speaker = speaker_in_lead(page, cue)
    if speaker.end is None or speaker.end > end:
        return None
    near = min(end, speaker.end + _FAR)
    comma = page.text.find(",", after_lead(page, cue, speaker), near)
    linked = page.word_at("not_subject", comma + 1) if comma >= 0 else None
    if linked and linked.entry.category == "link":  # Menurut Rukmini, selaku ketua panitia, …
        comma = max(comma, page.text.find(",", comma + 1, near))
    that = page.lexicons["complementisers"].find(page.text, speaker.end, comma if comma >= 0 else near)
    if that and that[0].entry.category == "that":
        return _make(page, that[0].end, end, cue, rule, "lead")
    if speaker.sort == "pronoun" and not _COMMA.match(page.text, speaker.end, end):
        return _make(page, speaker.end, end, cue, rule, "lead")
    return _make(page, comma + 1, end, cue, rule, "lead") if comma >= 0 else None


def _make(page: Page, start: int, end: int, cue: Match | None, rule: str, where: str, least: int = 2) -> Draft | None:
    """The quotation start..end without what is no part of the words said at its edges; None if fewer than `least` words are left."""
    text = page.text
    tail = _AT_TIME.search(text, max(start, end - 120), end)
    end = tail.start() if tail else end
    while start < end and (text[start] in _TAIL or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _TAIL or text[end - 1].isspace()):
        end -= 1
    if len(text[start:end].split()) < least:
        return None
    return Draft("indirect", start, end, cue, rule, where, start, end)
