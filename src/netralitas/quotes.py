"""Who said what: direct and indirect quotations with their cue and their speaker."""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .cues import Page, back, is_clause
from .indirect import find_indirect
from .lexicon import Lexicons, Match
from .marks import Quoted, find_quoted, find_single
from .records import Mention, Quote, Sentence
from .speakers import Draft, Speaker, phrase_end, speaker_of_heading, with_speakers

_WORD = re.compile(r"\w+(?:-\w+)*")
_PAUSE = re.compile(r"[\s.,]{0,6}")
_ENDED = frozenset(",.?!…")
_AFTER = re.compile(r"[ \u00a0,]{1,3}[a-z]+[ \u00a0]\w")  # “…,” membalas Tomo: who speaks may be another than the last
_FAR = 200


def find_quotes(sentences: Sequence[Sentence], mentions: Sequence[Mention], lexicons: Lexicons) -> list[Quote]:
    """The quotations of an article, by start: the words quoted, the cue, the speaker, and the rule that found them.

    `start`..`end` are the words said: of a direct quotation without its marks and without the comma before the closing mark, of an
    indirect one without `bahwa` and without the full stop. `cue_start`..`cue_end` is the word of saying, with its -nya if it has one.
    `speaker_start`..`speaker_end` is the mention nearest the cue: a name (else the office, the organisation), a pronoun, with `ujarnya`
    the `nya` itself, with no cue the name the speaker is carried from; `speaker_id` is who that is: for a pronoun and -nya the person
    last named as a speaker or told about. What is missing is None. Offsets are the article's.
    A quotation cut in two by its tag, or by a paragraph, is two rows. Names, titles and single words in quotation marks are no
    quotations, nor is what a text or a happening says (`aturan itu menyebut …`).

    What it does not do. Indirect speech ends with its sentence: what goes on without a cue is the narrator's. No row for a headline with
    a bare verb (`Bupati Sebut ASN Netral`), for a thing told by a noun alone (`menjelaskan alasan itu`, `permintaan Bawaslu agar …`), for
    a passive that names nobody (`disebutkan bahwa …`), for figures recorded (`BPS mencatat …`), for a request (`meminta agar ASN
    netral`: an event and a message). It knows a clause by its verbs and a list of words, so indirect speech whose only predicate is an
    adjective may be missed after verbs such as `menjelaskan`. A speaker whom no mention names has no id.
    """
    if not sentences:
        return []
    page = Page(sentences, mentions, lexicons)
    direct = _direct(page)
    mixed = [d for d in direct if d.rule == "direct_mixed"]
    indirect = find_indirect(page, [d for d in direct if d.rule != "direct_mixed"])
    drafts = sorted([*direct, *(d for d in indirect if not _mostly(page, d, mixed))], key=lambda d: (d.start, d.end))
    article = sentences[0].article_id
    return [_quote(article, number, draft, speaker) for number, (draft, speaker) in enumerate(with_speakers(page, drafts), 1)]


def _mostly(page: Page, indirect: Draft, mixed: Sequence[Draft]) -> bool:
    """Whether the words in quotation marks alone are the quotation: half or more of an indirect one, or what it says of its subject."""
    inside = [d for d in mixed if indirect.start <= d.start and d.end <= indirect.end]
    return any(2 * (d.end - d.start) >= indirect.end - indirect.start or not is_clause(page, indirect.start, d.outer_start) for d in inside)


def _quote(article: str, number: int, draft: Draft, speaker: Speaker) -> Quote:
    cue = draft.cue
    return Quote(article, f"{article}:q{number}", draft.kind, draft.start, draft.end, cue and cue.start, cue and cue.end,
                 speaker.entity_id, speaker.start, speaker.end, draft.rule)


def _direct(page: Page) -> list[Draft]:
    """The direct quotations: all stretches in quotation marks but names, titles and words held at a distance."""
    firm = [c.start for c in page.cues if c.entry.follows == "loose" and page.text[c.start].islower()]
    quoted = find_quoted(page.text, firm, page.tags)
    singles = [q for q in find_single(page.text) if q.outer_end in page.tags or _size(page.text, q) > 4 and _cue_before(page, q)]
    drafts: list[Draft] = []
    for stretch in _apart(quoted, singles):
        draft = _draft(page, stretch, drafts[-1] if drafts else None)
        if draft:
            if draft.rule == "direct_split" and drafts[-1].rule == "direct_tag_after":
                drafts[-1] = drafts[-1]._replace(rule="direct_split")
            drafts.append(draft)
    return drafts


def _apart(quoted: list[Quoted], singles: list[Quoted]) -> list[Quoted]:
    """Both kinds by start, single marks only where they touch no double ones."""
    starts = [q.outer_start for q in quoted]
    kept = list(quoted)
    for single in singles:
        index = bisect_right(starts, single.outer_end) - 1
        if index < 0 or quoted[index].outer_end <= single.outer_start:
            kept.append(single)
    return sorted(kept)


def _draft(page: Page, quoted: Quoted, previous: Draft | None) -> Draft | None:
    """The quotation in a pair of marks, with the first cue that can be found: after it, shared with the one before, before it, none."""
    if _is_label(page, quoted):
        cue = _cue_near(page, quoted)
        return _make(quoted, cue, "direct_mixed", "before") if cue and _is_verdict(page, cue, quoted) else None
    tag = page.tags.get(quoted.outer_end)
    if tag:
        return _make(quoted, tag, "direct_tag_unlisted" if tag.entry.id == "tag_other" else "direct_tag_after", "after")
    if previous and previous.cue and previous.where == "after" and _goes_on(page, previous, quoted):
        return _make(quoted, previous.cue, "direct_split", "after")
    cue = _cue_before(page, quoted)
    if cue:
        return _make(quoted, cue, "direct_tag_before", "before" if cue.entry.category == "verb" else "after")
    cue = _verb_after(page, quoted)
    if cue:
        return _make(quoted, cue, "direct_verb_after", "before")._replace(floor=quoted.outer_end)
    cue = _claim_after(page, quoted)
    if cue:
        return _make(quoted, cue, "direct_hal_itu", "after")
    if _after_heading(page, quoted):
        return _make(quoted, None, "direct_colon", "colon")
    if _is_speech(page, quoted):
        where = "next" if _named_next(page, quoted) else "unknown" if _AFTER.match(page.text, quoted.outer_end) else "carried"
        return _make(quoted, None, f"direct_{where}", where)
    cue = _cue_near(page, quoted)  # menilai langkah itu “terlalu jauh bagi pegawai negeri”
    if not cue or cue.entry.category not in ("verb", "according") or _size(page.text, quoted) < 5:
        return None
    return _make(quoted, cue, "direct_mixed", "before" if cue.entry.category == "verb" else "lead")


def _make(quoted: Quoted, cue: Match | None, rule: str, where: str) -> Draft:
    rule = rule if quoted.closing == "closed" else f"direct_{quoted.closing}"
    return Draft("direct", quoted.start, quoted.end, cue, rule, where, quoted.outer_start, quoted.outer_end)


def _named_next(page: Page, quoted: Quoted) -> bool:
    """Whether a person or an office stands right after the words, whose comma says that the sentence goes on: `“…,” Rukmini di Taratak.`"""
    index = bisect_left(page.mention_starts, quoted.outer_end)
    near = index < len(page.mentions) and not page.text[quoted.outer_end:page.mention_starts[index]].strip(" ,")
    return near and page.mentions[index].kind != "organisation" and "," in page.text[quoted.end:quoted.outer_end + 1]


def _goes_on(page: Page, previous: Draft, quoted: Quoted) -> bool:
    """`“…,” kata Rukmini, “…”`: the tag's sentence has not ended, and what stands before the mark is no word for a title."""
    start, end = previous.cue.end, quoted.outer_start
    if not start < end < start + _FAR or not page.one_sentence(start, end):
        return False
    last = page.text[back(page.text, end) - 1]
    return last in ",:;" or _size(page.text, quoted) > 3 and phrase_end(page, start) >= back(page.text, end)


def _cue_near(page: Page, quoted: Quoted) -> Match | None:
    """The last word of saying before the words in their sentence."""
    cue = page.cue_before(quoted.outer_start)
    return cue if cue and quoted.outer_start - cue.end <= _FAR and page.one_sentence(cue.end, quoted.outer_start) else None


def _cue_before(page: Page, quoted: Quoted) -> Match | None:
    """The cue that leads up to a quotation: `mengatakan, “`, `menegaskan bahwa “`, `kata Rukmini: “`."""
    cue = _cue_near(page, quoted)
    if not cue or _size(page.text, quoted) < 4 and not _ended(page.text, quoted):
        return None
    last = page.text[cue.end:back(page.text, quoted.outer_start)].split()[-1:]
    return cue if not last or last[0][-1] in ",:" or last[0] == "bahwa" else None


def _verb_after(page: Page, quoted: Quoted) -> Match | None:
    """The verb of `“…,” Rukmini menegaskan.`: a subject in capitals, the verb, and then no more words said."""
    if not _ended(page.text, quoted):
        return None
    for cue in page.cues_in(quoted.outer_end, quoted.outer_end + 100)[:1]:
        between = page.text[quoted.outer_end:cue.start].strip(" ,")
        following = page.text[cue.end:cue.end + 2].strip()
        subject = between[:1].isupper() or page.lexicons["pronouns"].get(between)
        if cue.entry.category == "verb" and subject and "\n" not in between and following in (".", ",", ""):
            return cue
    return None


def _claim_after(page: Page, quoted: Quoted) -> Match | None:
    """The cue of a sentence that claims the words for somebody: `“…”. Demikian ditegaskan Rukmini.`, `“…” Hal itu dikatakan Rukmini.`"""
    start = _PAUSE.match(page.text, quoted.outer_end).end()
    frame = page.word_at("quote_frames", start)
    if not frame or frame.entry.category not in ("back", "link_or_back"):
        return None
    near = page.cues_in(frame.end, frame.end + 40)
    return near[0] if near and near[0].entry.category == "passive" and page.before_adverbs(near[0].start) == frame.end else None


def _after_heading(page: Page, quoted: Quoted) -> bool:
    """Whether a name and a colon stand before the words: `Bupati Taratak: “ASN Harus Netral”`."""
    colon = back(page.text, quoted.outer_start) - 1
    return page.text[colon:colon + 1] == ":" and speaker_of_heading(page, colon).start is not None


def _size(text: str, quoted: Quoted) -> int:
    return sum(1 for _ in _WORD.finditer(text, quoted.start, quoted.end))


def _ended(text: str, quoted: Quoted) -> bool:
    """Whether the words close as a sentence does: `“Siap.”`, `“Siap,”`."""
    return text[quoted.end - 1] in _ENDED or text[quoted.end:quoted.end + 1] in _ENDED and quoted.end < quoted.outer_end


def _opens(page: Page, quoted: Quoted) -> bool:
    """Whether the words stand at the start of a sentence or of a paragraph, or after a colon."""
    before = back(page.text, quoted.outer_start)
    return before == 0 or page.text[before - 1] in ".?!:…”\"" or "\n" in page.text[before:quoted.outer_start]


def _is_label(page: Page, quoted: Quoted) -> bool:
    """Whether the marks hold a title or a name: `gerakan “ASN Netral”`, `diskusi bertajuk “…”`, `yang disebut “serangan fajar”`."""
    size, ended = _size(page.text, quoted), _ended(page.text, quoted)
    if quoted.closing != "closed" or _opens(page, quoted):
        return size == 0
    before = page.text[max(0, quoted.outer_start - 40):quoted.outer_start].rstrip()
    word = next((m.entry.category for m in page.lexicons["quoted_names"].find(before) if m.end == len(before)), None)
    if word:
        return word == "titled" or size < 5 or not ended
    return size < 5 and not ended and before[-1:] not in ",:"


def _is_verdict(page: Page, cue: Match, quoted: Quoted) -> bool:
    """Whether a few words in marks are what is said of somebody: `menyebut pegawai itu “tidak netral” dalam bersikap`."""
    judged = cue.entry.follows == "free" and _size(page.text, quoted) > 1 and page.text[quoted.start].islower()
    name = page.word_before("quoted_names", quoted.outer_start)
    whole = judged and not is_clause(page, cue.end, quoted.outer_start) and not name
    return whole and not is_clause(page, quoted.outer_end, page.sentence_end(quoted.outer_end))


def _is_speech(page: Page, quoted: Quoted) -> bool:
    """Whether words in quotation marks without a cue are somebody's speech: a sentence, or most of one."""
    size, ended, opens = _size(page.text, quoted), _ended(page.text, quoted), _opens(page, quoted)
    if size < 5:
        return opens and ended and size > 1
    return opens and page.text[back(page.text, quoted.outer_start) - 1] == ":" or page.text[quoted.start].isupper() and (ended or opens)
