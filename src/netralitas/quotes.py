"""Who said what: direct and indirect quotations with their cue and their speaker."""
from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from .cues import SPACE, Page, back, is_clause, is_clitic
from .indirect import find_indirect
from .lexicon import Lexicons, Match
from .marks import Quoted, find_quoted, find_single
from .records import Mention, Quote, Sentence
from .referents import starting
from .speakers import NOBODY, Draft, Speaker, speaker_after, speaker_before, speaker_of_heading, with_speakers

_WORD = re.compile(r"[\w-]+")
_ENDED = frozenset(",.?!…")
_LEAD = re.compile(r"(?:\A|[,:]|\bbahwa)\s*\Z")  # mengatakan, “…”, menegaskan bahwa “…”, kata Rukmini: “…”
_AFTER = re.compile(r"[ \u00a0,]{1,3}[a-z]+[ \u00a0]\w")  # “…,” membalas Tomo: who speaks may be another than the last
_SHORT, _SINGLE = 5, "'‘’‚"


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
    a bare verb (`Bupati Sebut ASN Netral`), for a thing told by a noun alone (`permintaan Bawaslu agar …`), for a passive that names
    neither who nor where, for figures recorded, for a promise, for a rumour denied, for a request (an event and a message). A speaker whom
    no mention names has no id; a speaker behind a word of saying that is in no list is not looked for (`direct_unknown`).
    """
    if not sentences:
        return []
    page = Page(sentences, mentions, lexicons)
    direct = _direct(page)
    mixed = [d for d in direct if d.rule == "direct_mixed"]
    indirect = find_indirect(page, [d for d in direct if d.rule != "direct_mixed"])
    drafts = sorted([*direct, *(d for d in indirect if not _mostly(page, d, mixed))], key=lambda d: (d.start, d.end))
    article = sentences[0].article_id
    return [Quote(article, f"{article}:q{number}", draft.rule.partition("_")[0], draft.start, draft.end, draft.cue and draft.cue.start,
                  draft.cue and draft.cue.end, speaker.entity_id, speaker.start, speaker.end, draft.rule)
            for number, (draft, speaker) in enumerate(with_speakers(page, drafts), 1)]


def _mostly(page: Page, indirect: Draft, mixed: Sequence[Draft]) -> bool:
    """Whether the words in quotation marks alone are the quotation: half or more of an indirect one, or what it says of its subject."""
    inside = (d for d in starting(mixed, indirect.start, indirect.end) if d.end <= indirect.end)
    return any(2 * (d.end - d.start) >= indirect.end - indirect.start or not is_clause(page, indirect.start, d.outer_start) for d in inside)


def _direct(page: Page) -> list[Draft]:
    """The direct quotations: all stretches in quotation marks but names, titles and words held at a distance."""
    firm = [c.start for c in page.cues if c.entry.follows == "loose" or _is_last(page, c)]
    double = find_quoted(page.text, firm, page.tags)
    drafts = [draft for quoted in double if (draft := _draft(page, quoted))]
    single = (_draft(page, quoted) for quoted in find_single(page.text, double)) if any(map(page.text.count, _SINGLE)) else ()
    # single marks hold a term as well: only what has a tag of its own is speech
    return sorted(drafts + [d for d in single if d and d.rule in ("direct_tag_after", "direct_tag_before")], key=lambda d: d.start)


def _is_last(page: Page, cue: Match) -> bool:
    """Whether a tag such as `, kilahnya.` ends a sentence."""
    return page.text[cue.start - 2:cue.start] == ", " and page.text[cue.end:cue.end + 1] == "." and is_clitic(page, cue)


def _draft(page: Page, quoted: Quoted) -> Draft | None:
    """The quotation in a pair of marks, with the first cue that can be found: after it, before it, none."""
    label, tag = _is_label(page, quoted), page.tags.get(quoted.outer_end)
    if tag and not label:
        return _make(quoted, tag, "tag_after", "after", speaker_after(page, tag))
    near = page.cue_before(quoted.outer_start)
    near = near if near and page.one_sentence(near.end, quoted.outer_start) else None
    if label:
        return _by_cue(page, quoted, near, "mixed") if near and _is_verdict(page, near, quoted) else None
    if _is_read(page, quoted):
        return _make(quoted, None, "unknown", "unknown")
    long = _size(page, quoted) >= _SHORT
    if near and (long or _ended(page, quoted)) and _LEAD.search(page.text[near.end:quoted.outer_start]):
        return _by_cue(page, quoted, near, "tag_before")
    after = _verb_after(page, quoted)
    if after:
        return _make(quoted, after, "verb_after", "before", speaker_before(page, after, quoted.outer_end))
    heading = speaker_of_heading(page, quoted.outer_start)
    if heading.start is not None:  # Bupati Taratak: “ASN Harus Netral”
        return _make(quoted, None, "colon", "colon", heading)
    if _is_speech(page, quoted):
        where = "unknown" if _AFTER.match(page.text, quoted.outer_end) else "carried"
        return _make(quoted, None, where, where)
    mixed = near and long and near.entry.category in ("verb", "according")  # menilai langkah itu “terlalu jauh bagi pegawai negeri”
    return _by_cue(page, quoted, near, "mixed") if mixed else None


def _make(quoted: Quoted, cue: Match | None, rule: str, where: str, speaker: Speaker = NOBODY) -> Draft:
    rule = rule if quoted.closing == "closed" else quoted.closing
    return Draft(quoted.start, quoted.end, cue, f"direct_{rule}", where, quoted.outer_start, quoted.outer_end, speaker)


def _by_cue(page: Page, quoted: Quoted, cue: Match, rule: str) -> Draft:
    """The quotation whose cue stands before it: a verb behind its speaker, or `kata Rukmini:`."""
    if cue.entry.category == "verb":
        return _make(quoted, cue, rule, "before", speaker_before(page, cue))
    return _make(quoted, cue, rule, "after" if rule == "tag_before" else "lead", speaker_after(page, cue))


def _verb_after(page: Page, quoted: Quoted) -> Match | None:
    """The verb of `“…,” Rukmini menegaskan.`: a subject in capitals, the verb, and then no more words said."""
    for cue in page.cues_in(quoted.outer_end, quoted.outer_end + 100)[:1] if _ended(page, quoted) else ():
        between = page.text[quoted.outer_end:cue.start].strip(" ,")
        subject = between[:1].isupper() or page.lexicons["pronouns"].get(between)
        if cue.entry.category == "verb" and subject and page.text[cue.end:cue.end + 2].strip()[:1] in (".", ",", ""):
            return cue
    return None


def _size(page: Page, quoted: Quoted) -> int:
    """How many words are quoted, as far as `_SHORT`."""
    return len([*islice(_WORD.finditer(page.text, quoted.start, quoted.end), _SHORT)])


def _ended(page: Page, quoted: Quoted) -> bool:
    """Whether the words close as a sentence does: `“Siap.”`, `“Siap,”`."""
    return page.text[quoted.end - 1] in _ENDED or page.text[quoted.end:quoted.end + 1] in _ENDED and quoted.end < quoted.outer_end


def _opens(page: Page, quoted: Quoted) -> bool:
    """Whether the words stand at the start of a sentence or of a paragraph, or after a colon."""
    before = back(page.text, quoted.outer_start)
    return before == 0 or page.text[before - 1] in ".?!:…”\"" or "\n" in page.text[before:quoted.outer_start]


def _is_label(page: Page, quoted: Quoted) -> bool:
    """Whether the marks hold a title or a name: `diskusi bertajuk “…”`, a few words inside a sentence, `gerakan “ASN Netral”`."""
    size = _size(page, quoted)
    if _opens(page, quoted):
        return size == 0
    named, open_end = page.category_before("quoted_names", quoted.outer_start), not _ended(page, quoted)
    return size < _SHORT and open_end or named == "titled" or named == "work" and open_end


def _is_read(page: Page, quoted: Quoted) -> bool:
    """Whether a text says it, which nobody speaks: `Butir kelima berbunyi: “…”`."""
    before = back(page.text, quoted.outer_start, ":," + SPACE)
    kind = page.category_before("quoted_names", before)
    return kind == "reads" or kind == "written" and page.text[before] == ":"


def _is_verdict(page: Page, cue: Match, quoted: Quoted) -> bool:
    """Whether a few words in marks are what is said of somebody: `menyebut pegawai itu “tidak netral” dalam bersikap`."""
    judged = cue.entry.follows == "free" and _size(page, quoted) > 1 and not page.word_before("quoted_names", quoted.outer_start)
    end = page.sentence(quoted.outer_end).end
    return judged and not is_clause(page, cue.end, quoted.outer_start) and not is_clause(page, quoted.outer_end, end)


def _is_speech(page: Page, quoted: Quoted) -> bool:
    """Whether words in quotation marks without a cue are somebody's speech: a sentence, or most of one."""
    ended, opens = _ended(page, quoted), _opens(page, quoted)
    if _size(page, quoted) < _SHORT:
        return opens and ended and _size(page, quoted) > 1
    return page.text[quoted.start].isupper() and (ended or opens)
