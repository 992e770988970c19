"""Indirect quotations: what somebody is said to have said, without quotation marks."""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from .cues import Page, back, is_clause, is_clitic
from .lexicon import Match
from .marks import trim
from .speakers import NOBODY, Draft, Speaker, of, speaker_after, speaker_before, speaker_of_heading

_COMMA = re.compile(r"\s*[,:]\s*")
_TO_DO = re.compile(r" (?:kembali )?ke?pada [^,.:;]{1,80} untuk ")  # mengingatkan kepada para lurah untuk netral: a demand
_NAME = re.compile(r"(?: [A-Z][\w.'’-]*){1,6}")
_NEAR, _FAR, _LONG, _HEAD = 160, 200, 6, 2
_LONGEST = 3000  # characters that a word of saying looks back: no real sentence is longer, and the cost of one without end stays in bounds
_TAIL = ".?!…,;:"


def find_indirect(page: Page, direct: Sequence[Draft]) -> list[Draft]:
    """The indirect quotations of a page, none inside a direct quotation or inside one another.

    `direct` are the direct ones, by start. Span: what was said, from after `bahwa`, the comma or the verb to the end of the sentence
    or to the next direct quotation, without full stop or closing tag.
    """
    found = list(_headings(page, direct))
    before = sorted([*direct, *found], key=lambda d: d.outer_start)
    starts, used, busy = [d.outer_start for d in before], {d.cue.start for d in before if d.cue}, 0
    for cue in page.cues:
        index = bisect_right(starts, cue.start)
        said = before[index - 1] if index else None
        if said and cue.start < said.outer_end or cue.start in used or cue.start < busy or cue.entry.category == "linked":
            continue
        sentence = page.sentence(cue.start)
        start = max(sentence.start, busy, said.outer_end if said else 0, cue.start - _LONGEST)
        find = {"verb": _by_verb, "passive": _by_passive}.get(cue.entry.category, _by_tag)
        draft = find(page, cue, start, min(sentence.end, *starts[index:index + 1], sentence.end), said)
        if draft:
            found.append(draft)
            busy = max(draft.end, cue.end)
    return found


def _headings(page: Page, direct: Sequence[Draft]) -> Iterator[Draft]:
    """`Bupati Taratak: ASN Harus Netral` at the head of an article; the answers of an interview, `Rukmini: Kami netral. Sejak dulu.`"""
    for number in range(min(_HEAD, len(page.sentences))):
        draft = _headline(page, number) if page.text[page.sentences[number].end - 1].isalnum() else None
        if draft:
            yield draft
    for number in sorted({page.sentence_index(m.start()) for m in re.finditer(":", page.text)}):
        sentence = page.sentences[max(0, number)]
        colon = page.text.find(":", sentence.start, sentence.end)
        speaker = speaker_of_heading(page, colon + 1)
        if speaker.start is None:
            continue
        title = number < _HEAD and page.text[sentence.end - 1] not in ".,;"
        if not title and (speaker.sort != "name" or page.text[sentence.start - 1:sentence.start] not in ("", "\n")):
            continue
        line = page.text.find("\n", sentence.end - 1)
        end = sentence.end if title else line if line > 0 else len(page.text)
        draft = _make(page, colon + 1, end, None, "indirect_colon", "colon", speaker)
        last = bisect_left(direct, end, key=attrgetter("outer_start")) - 1
        quoted = last >= 0 and direct[last].outer_end > sentence.start
        if draft and not quoted:
            yield draft


def _headline(page: Page, number: int) -> Draft | None:
    """`Bupati Taratak Sebut ASN Belum Netral` in a title: who it is, a bare verb of saying, what is said, up to a comma."""
    sentence = page.sentences[number]
    for verb in page.lexicons["headline_verbs"].find(page.text, sentence.start, sentence.end):
        named = [m for m in page.mentions_in(sentence.start, verb.start) if m.end == verb.start - 1]
        comma = page.text.find(", ", verb.end, sentence.end)
        if named and page.text[verb.start].isupper():
            cue = Match(verb.start, verb.end, verb.entry)
            return _make(page, verb.end, comma if comma > 0 else sentence.end, cue, "indirect_headline", "before", of(page, named[0]))
    return None


def _by_verb(page: Page, cue: Match, start: int, end: int, said: Draft | None) -> Draft | None:
    """`Rukmini menegaskan (bahwa) …`."""
    end = page.before_more(cue.end, end)
    content, rule = _content(page, cue, end)
    if content is None:
        return None
    before = page.before_adverbs(cue.start)
    block = page.category_before("saying_not", before)
    if block and (block != "not_alone" or rule not in ("indirect_bahwa", "indirect_comma")):
        return None
    pointer, speaker = page.word_at("quote_frames", start), speaker_before(page, cue, start)
    if pointer and pointer.end == before or not _is_speaker(page, start, before, speaker, rule):
        return None
    if rule == "indirect_noun":  # adanya kecurangan, tetapi menyetujui …
        turns = (m.start for m in page.lexicons["not_subject"].find(page.text, content, end) if m.entry.category == "turn")
        end = next((turn for turn in turns if page.text[back(page.text, turn) - 1] == ","), end)
    return _make(page, content, end, cue, rule, "before", speaker)


def _is_speaker(page: Page, start: int, before: int, speaker: Speaker, rule: str) -> bool:
    """Whether the subject is somebody who says it, not the writer and no text or happening (`Dalam surat itu menegaskan`).

    Without `bahwa` or a comma it may be in no clause of time (`sebelum Bawaslu mengumumkan …`) and no words that name anything.
    """
    if speaker.sort == "pronoun" and page.category_at("pronouns", speaker.start) == "first":
        return False
    first = page.text.rfind(",", start, before - 1) + 1 or start
    somebody, nobody = page.word_at("somebody", first), speaker.start in (None, start) or speaker.sort == "words"
    lead = (page.word_at("speaker_ends", first) or page.word_at("not_subject", first)) if nobody and not somebody else None
    skipped = somebody or lead
    places = {skipped.end if skipped else first, start if nobody or start == speaker.start else first}
    if any(page.word_at("written_sources", place) for place in places):
        return False
    if speaker.start is None or rule in ("indirect_comma", "indirect_bahwa"):
        return speaker.start is not None or rule == "indirect_bahwa"
    aside = speaker.start >= first and "aside" in (page.category_before("saying_not", speaker.start), page.category_at("saying_not", first))
    return not aside and (speaker.sort != "words" or somebody is not None)


def _content(page: Page, cue: Match, end: int) -> tuple[int | None, str]:
    """Where the words said begin after a verb of saying, and the rule that says so."""
    follows = cue.entry.follows
    manner = page.word_at("saying_manners", cue.end)
    noun = page.word_at("said_nouns", manner.end if manner else cue.end)
    kind = noun.entry.category if noun else ""
    that = _complementiser(page, cue, end)
    if that and that.entry.category in ("that", "if"):
        return that.end, "indirect_bahwa"
    denied = kind == "rumour" and follows == "deny"
    if kind == "more" or denied or that and kind != "clause" and follows != "hope":  # a demand: `Rukmini menegaskan agar …`
        return None, ""
    comma = _COMMA.match(page.text, cue.end, end)
    if _TO_DO.match(page.text, cue.end, end):
        return None, ""
    if comma:
        return comma.end(), "indirect_comma"
    if follows == "that" or kind == "topic" or kind == "pointer" and page.category_at("clause_words", noun.end) not in ("aux", "verb"):
        return None, ""
    if kind == "clause":
        return manner.end if manner else cue.end, "indirect_noun"
    need = kind in ("thing", "rumour") or follows in ("clause", "deny")
    return (None, "") if need and not is_clause(page, cue.end, end) else (cue.end, "indirect_verb")


def _complementiser(page: Page, cue: Match, end: int) -> Match | None:
    """`bahwa`, or the `agar` of a demand, at once or after the words for whom it was said to, when and where."""
    found = page.lexicons["complementisers"].find(page.text, cue.end, min(end, cue.end + _NEAR))
    found = [m for m in found if m.entry.category != "if" or m.start == cue.end + 1 and page.text.find(",", m.end, end) < 0][:1]
    if not found or not page.text[cue.end:found[0].start].strip(" ,"):
        return found[0] if found else None
    apart = cue.entry.follows in ("free", "hope", "deny") or cue.entry.follows == "that" and found[0].entry.category == "that"
    told = any(c.entry.category != "linked" for c in page.cues_in(cue.end, found[0].start))
    return None if apart or told or is_clause(page, cue.end, found[0].start) else found[0]


def _by_passive(page: Page, cue: Match, start: int, end: int, said: Draft | None) -> Draft | None:
    """`Hal itu dikatakan Rukmini`; `Dijelaskannya, …`; `Dalam edaran itu disebutkan …`."""
    before, opener = page.before_adverbs(cue.start), page.word_at("openers", start)
    frame = page.word_before("quote_frames", before)
    framed = frame is not None and frame.start == start
    if framed and frame.entry.category in ("back", "link_or_back", "demand"):
        alone = frame.entry.category != "demand" and frame.end + 1 == cue.start  # not: Hal itu kembali ditegaskan
        return _sentence_before(page, cue, start, said) if alone else None
    if framed or before <= start or opener and opener.end == before:
        told = _COMMA.match(page.text, cue.end, end) or page.category_at("complementisers", cue.end) == "that"
        if cue.entry.follows == "alone" and told and not is_clitic(page, cue):  # Dijelaskan, gudang itu sudah dikunci: who spoke last
            return _make(page, _content(page, cue, end)[0] or cue.end, end, cue, "indirect_passive", "carried", NOBODY)
        speaker = speaker_after(page, cue)  # Disebutkan usia termuda, yakni …: nobody
        draft = None if speaker.sort == "words" else _after_lead(page, cue, speaker, end, "indirect_passive")
        return draft if draft and (not framed or is_clause(page, draft.start, draft.end)) else None
    if page.text[before - 1] == "," and _is_tag(page, cue, speaker_after(page, cue)):  # Aturan itu, disebutkan Rukmini, …
        return _by_tag(page, cue, start, end, said)
    return _of_source(page, cue, opener.end if opener else start, before, end)


def _sentence_before(page: Page, cue: Match, start: int, said: Draft | None) -> Draft | None:
    """The lead, which `Hal itu dikatakan Rukmini` behind it tells was said; further down the sentence before is the narrator's."""
    index = page.sentence_index(start) - 1
    last = page.sentences[max(0, index)]
    above = page.sentences[index - 1] if index > 0 else None
    taken = last.end > start or page.text[last.end - 1].isalnum() or said is not None and said.outer_end > last.start
    if taken or above and page.text[above.end - 1] in ".?!”\"" or any(
            c.entry.category in ("verb", "according") for c in page.cues_in(last.start, last.end)):
        return None
    return _make(page, last.start, last.end, cue, "indirect_hal_itu", "after", speaker_after(page, cue))


def _of_source(page: Page, cue: Match, start: int, before: int, end: int) -> Draft | None:
    """`Dalam edaran itu disebutkan (bahwa) …`, `Dari Polres, disampaikan bahwa …`: a passive without an agent, behind its source."""
    far = "," in page.text[start:before - 1].strip(", ") or page.word_before("saying_not", before)  # harus diakui
    agent = speaker_after(page, cue)
    by_agent = agent.sort in ("name", "organisation", "pronoun") and agent.start == cue.end + 1
    if far or by_agent or page.category_at("quote_frames", start) != "inside":
        return None
    content = _content(page, cue, end)[0] or cue.end
    if any(page.word_at(words, content) for words in ("said_nouns", "complementisers")) or not is_clause(page, content, end):
        return None
    bodies = page.mentions_in(start, cue.start) if page.text[start:cue.start].lstrip(", ")[:4].lower() == "dari" else []
    return _make(page, content, end, cue, "indirect_passive", "source", of(page, bodies[0]) if bodies else NOBODY)


def _by_tag(page: Page, cue: Match, start: int, end: int, said: Draft | None) -> Draft | None:
    """`Menurut Rukmini, …`, `Kata Rukmini, …`, `…, kata dia, …`, `…, ujarnya.`, `…, demikian bunyi surat itu`."""
    according = cue.entry.category == "according"
    rule = "indirect_menurut" if according else "indirect_kata"
    speaker = speaker_after(page, cue)
    frame = page.word_before("quote_frames", cue.start)
    link = frame if frame and frame.entry.category in ("quote_link", "link_or_back") else None
    kind = page.category_at("written_sources", cue.end) if according and not is_clitic(page, cue) else ""
    written = kind == "speech" and speaker.sort in (None, "words") or kind not in ("", "speech")  # menurut data BPS
    written = written or speaker.sort == "words" and page.category_at("written_sources", speaker.start) not in ("", "speech")
    writer = according and page.category_at("pronouns", cue.end) == "first"
    if written or writer or cue.entry.follows == "mark" and not link and not _is_tag(page, cue, speaker):
        return None
    before = page.before_adverbs(link.start if link else cue.start)
    opener = page.word_at("openers", start)
    if before <= start or opener and opener.end == before:
        draft = _after_lead(page, cue, speaker, end, rule)
        return None if draft and _has_verb(page, draft) else draft
    inserted = according and speaker.sort == "pronoun" and not page.word_before("not_subject", before)  # hal itu menurutnya harus diperiksa
    told = said and said.cue and start <= said.cue.start  # “…,” kata Rukmini di Taratak, menurut saksi
    loose = cue.entry.follows == "loose" and page.text[cue.start].islower() and speaker.sort == "name"
    inserted = inserted or loose and page.text[speaker.end:speaker.end + 1] == ","  # Warga kata Tomo, bisa …
    if speaker.end is None or told or page.text[before - 1] != "," and not inserted:
        return None
    goes_on = (speaker.sort == "pronoun" or page.text[speaker.end:speaker.end + 1] == ",") and is_clause(page, speaker.end, end)
    goes_on = goes_on and not page.word_at("speaker_ends", speaker.end)
    left = is_clause(page, start, before)
    if left and goes_on and min(len(page.text[start:before].split()), len(page.text[speaker.end:end].split())) >= _LONG:
        return _make(page, start, end, cue, rule, "lead", speaker)
    behind = _after_lead(page, cue, speaker, end, rule) if goes_on or not left else None
    return behind or _make(page, start, before, cue, rule, "lead", speaker)


def _has_verb(page: Page, draft: Draft) -> bool:
    """Whether a second cue follows with its own subject: `Lanjutnya, ia menerangkan bahwa …`."""
    told, cues = page.word_at("pronouns", draft.start), page.cues_in(draft.start, draft.start + 40)
    verbs = [c for c in cues[:1] if told and c.entry.category == "verb" and c.entry.follows != "that"]
    return any(page.before_adverbs(verb.start) == told.end for verb in verbs)


def _is_tag(page: Page, cue: Match, speaker: Speaker) -> bool:
    """Whether a word that may be something else as well (`jelas`, `nilai`) is a tag here: its speaker is next to it."""
    if speaker.sort not in ("name", "pronoun", "organisation") or speaker.start - cue.end > 1:
        return False
    known = speaker.entity_id is not None or speaker.sort == "pronoun" or page.text[cue.start].islower()  # no title: Tekan Inflasi, …
    return known and (page.text[speaker.end:speaker.end + 2].strip()[:1] in ",.(" or page.word_at("speaker_ends", speaker.end) is not None)


def _after_lead(page: Page, cue: Match, speaker: Speaker, end: int, rule: str) -> Draft | None:
    """The words said after the speaker's name and a comma; after a name, -nya or a pronoun the comma may be missing."""
    if speaker.end is None:
        return None
    near = min(end, speaker.end + _FAR)
    words = page.lexicons["complementisers"].find(page.text, speaker.end, near)
    that = next((m for m in words if m.entry.category == "that"), None)
    if that and not is_clause(page, speaker.end, that.start):  # Menurut Rukmini bahwa …; Seperti dikatakan Rukmini, ketua, bahwa …
        return _make(page, that.end, end, cue, rule, "lead", speaker)
    comma = page.text.find(",", speaker.end, near)
    while comma >= 0 and speaker.sort != "pronoun" and _is_apposition(page, speaker, comma + 1, near):
        comma = page.text.find(",", comma + 1, near)
    bare = speaker.sort != "words" and not _COMMA.match(page.text, speaker.end, end)
    if bare and (speaker.sort == "pronoun" or is_clause(page, speaker.end, comma if comma >= 0 else end)):
        comma = speaker.end - 1
    return _make(page, comma + 1, end, cue, rule, "lead", speaker) if comma >= 0 else None


def _is_apposition(page: Page, speaker: Speaker, start: int, end: int) -> bool:
    """Whether the words up to the next comma tell of the speaker: `Menurut Tomo, selaku ketua, …`, `Menurut ahli hukum, Tomo, …`."""
    comma = page.text.find(",", start, end)
    if comma < 0 or page.category_at("not_subject", start) == "link" or page.word_at("weekdays", start):
        return comma >= 0
    if not (speaker.entity_id or "").startswith("person") and _NAME.fullmatch(page.text, start, comma):
        return True
    known = any(m.kind == "role" or m.rule == "group" for m in page.mentions_in(start, start + 80) if m.start <= start + 1)
    return bool(known or page.word_at("somebody", start)) and not is_clause(page, start, comma)


def _make(page: Page, start: int, end: int, cue: Match | None, rule: str, where: str, speaker: Speaker) -> Draft | None:
    """The quotation start..end without what is no part of the words said at its edges; None if fewer than two words are left."""
    start, end = trim(page.text, start, end, _TAIL, _TAIL)
    word = page.text[start:end]
    if not word or " " not in word and cue and page.category_at("clause_words", start) != "verb":
        return None
    return Draft(start, end, cue, rule, where, start, end, speaker)
