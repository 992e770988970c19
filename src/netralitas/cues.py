"""The words of saying in an article - `mengatakan`, `ujarnya`, `menurut` - and what stands just before and after a place in its text."""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

from .lexicon import Lexicon, Lexicons, Match
from .records import Mention, Sentence
from .spans import lay_out

SPACE = " \n\t\u00a0"
_STOP = re.compile(r"[\n\"“”«»]")
_GO_ON = re.compile(r"\s*,?\s*")
# “…,” selorohnya. “…,” cemooh Tomo Brajamusti. - a word no list has, known by its place and its -nya or the name after it
_OTHER_TAG = re.compile(r"(?:(?<=[,?!.…])([\"”])|([\"”]),)[ \u00a0]?([a-z]{3,20}(?:nya(?=[.,])|(?=[ \u00a0][A-Z])))")
_NO_TAG = ("speaker_ends", "not_subject", "saying_adverbs", "complementisers", "quote_frames", "pronouns", "somebody", "stopwords")
_PREFIXED = re.compile(r"(?:me|di|ber|ter)[a-z]{4,}")
_CLOSING = frozenset("\"”’'")
_CLAUSE_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\S")
_WORDS = 48


class Page:
    """One article as the quotation finders see it: its text laid out, the words of saying in it, and its mentions by place."""

    def __init__(self, sentences: Sequence[Sentence], mentions: Sequence[Mention], lexicons: Lexicons):
        self.text = lay_out(sentences)
        self.sentences, self.lexicons = sentences, lexicons
        self.mentions = sorted((m for m in mentions if m.kind != "place"), key=lambda m: (m.start, -m.end))
        self.mention_starts = [m.start for m in self.mentions]
        self.cues = [c for c in lexicons["reporting"].find(self.text) if self.text[c.end:c.end + 1] != "-" and self._is_placed(c)]
        self.cue_starts = [c.start for c in self.cues]
        self._moved: dict[int, int] = {}

    @cached_property
    def tags(self) -> dict[int, Match]:
        """Offset from which only commas and spaces lead to a reporting tag -> the tag; `“…,” demikian kata X` counts too."""
        found: dict[int, Match] = {}
        for cue in self.cues:
            frame = self.word_before("quote_frames", cue.start)
            linked = frame is not None and frame.entry.category in ("quote_link", "link_or_back") and cue.entry.category != "verb"
            start = frame.start if linked else cue.start
            small = self.text[start].islower() or self.text[start:start + 5].isupper()  # also where all is in capitals
            if small and (linked or self._is_tag(cue)):
                found.update(dict.fromkeys(range(back(self.text, start, ",.;" + SPACE), start + 1), cue))
        other = self.lexicons["reporting"].entries.get("tag_other")
        for match in _OTHER_TAG.finditer(self.text) if other else ():
            word = match[3]
            function = _PREFIXED.fullmatch(word) or any(self.lexicons[name].get(word) for name in _NO_TAG)
            if word.endswith("nya") or not function and not self.mentions_in(*match.span(3)):
                found.setdefault(match.end(1) if match[1] else match.end(2), Match(*match.span(3), other))
        return found

    def _is_placed(self, cue: Match) -> bool:
        """Whether a word that is a tag only right after a closing mark stands there: `“…,” potong Rukmini`, not `potong dana`."""
        return cue.entry.follows != "closing" or self.text[back(self.text, cue.start, "," + SPACE) - 1:][:1] in _CLOSING

    def _is_tag(self, cue: Match) -> bool:
        """`kata X`, `ujarnya`, and of `ditambahkan`, `menurut` what names the speaker at once: `ditambahkan Rukmini`, `menurutnya`."""
        if cue.entry.category in ("tag", "verb", "linked"):
            return cue.entry.category == "tag"
        return is_clitic(self, cue) or self._names_at(cue.end)

    def cue_before(self, offset: int) -> Match | None:
        """The last word of saying that ends at or before `offset`; no noun such as `pesan`, `jawab` without a speaker after it."""
        index = bisect_right(self.cue_starts, offset) - 1
        while index >= 0 and (self.cues[index].end > offset or not self._is_cue(self.cues[index])):
            index -= 1
        return self.cues[index] if index >= 0 else None

    def _is_cue(self, cue: Match) -> bool:
        if cue.entry.category == "linked":
            return False
        return cue.entry.follows != "mark" or is_clitic(self, cue) or self._names_at(cue.end)

    def _names_at(self, offset: int) -> bool:
        """Whether a capital or a pronoun follows."""
        return self.text[offset:offset + 2].strip().isupper() or self.word_at("pronouns", offset) is not None

    def cues_in(self, start: int, end: int) -> list[Match]:
        """The words of saying that start within start..end."""
        return self.cues[bisect_left(self.cue_starts, start):bisect_left(self.cue_starts, end)]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions of persons, roles and organisations within start..end."""
        found = self.mentions[bisect_left(self.mention_starts, start):bisect_left(self.mention_starts, end)]
        return [m for m in found if m.end <= end]

    def sentence_index(self, offset: int) -> int:
        """Which sentence holds `offset`, or is the last before it; -1 before the first."""
        return bisect_right(self.sentences, offset, key=lambda s: s.start) - 1

    def sentence_start(self, offset: int) -> int:
        """Where that sentence starts."""
        index = self.sentence_index(offset)
        return self.sentences[index].start if index >= 0 else 0

    def sentence_end(self, offset: int) -> int:
        """Where the sentence that holds `offset`, or is the last before it, ends; `offset` itself if that is behind."""
        index = self.sentence_index(offset)
        return max(offset, self.sentences[index].end) if index >= 0 else len(self.text)

    def one_sentence(self, start: int, end: int) -> bool:
        """Whether no sentence ends between `start` and `end`, and no quotation mark or line end is there."""
        end = back(self.text, end)
        if end > max(start, self.sentence_end(start)) or end > start and self.text[end - 1] in ".?!…":
            return False
        return not _STOP.search(self.text, start, end)

    def word_before(self, lexicon: str, offset: int) -> Match | None:
        """The entry of `lexicon` that ends at `offset`, white space before it left out: `Hal itu` before `dikatakan`."""
        end = back(self.text, offset)
        words = self.text[max(0, end - _WORDS):end].rsplit(None, 1)
        if not words or words[-1].lower() not in _last_words(self.lexicons[lexicon]):
            return None
        found = _at_end(self.lexicons[lexicon]).search(self.text, max(0, end - _WORDS), end)
        entry = self.lexicons[lexicon].get(found.group()) if found else None
        return Match(found.start(), end, entry) if entry else None

    def word_at(self, lexicon: str, offset: int) -> Match | None:
        """The entry of `lexicon` that starts at `offset`, after white space and a comma."""
        start = _GO_ON.match(self.text, offset).end()
        found = self.lexicons[lexicon].regex.match(self.text, start)
        entry = self.lexicons[lexicon].get(found.group()) if found else None
        return Match(start, found.end(), entry) if entry else None

    def before_adverbs(self, offset: int) -> int:
        """`offset` moved left over white space and words such as `juga`, `kemudian`, `sempat`."""
        if offset not in self._moved:
            start, word = offset, self.word_before("saying_adverbs", offset)
            while word:
                start = word.start
                word = self.word_before("saying_adverbs", start)
            self._moved[offset] = back(self.text, start)
        return self._moved[offset]


@lru_cache(maxsize=16)
def _at_end(lexicon: Lexicon) -> re.Pattern:
    return re.compile(lexicon.regex.pattern + r"\Z", re.IGNORECASE)


@lru_cache(maxsize=16)
def _last_words(lexicon: Lexicon) -> frozenset[str]:
    """The last word of every form: a quick look before `_at_end`."""
    return frozenset(form.split()[-1] for form in lexicon.forms)


def back(text: str, offset: int, over: str = SPACE, limit: int = 24) -> int:
    """`offset` moved left over the characters `over`, at most `limit` of them."""
    stop = max(0, offset - limit)
    while offset > stop and text[offset - 1] in over:
        offset -= 1
    return offset


def is_clause(page: Page, start: int, end: int) -> bool:
    """Whether start..end has a predicate: `ASN wajib netral`, `langkah itu keliru`; not `hal yang dibahas`, `upaya membangun desa`."""
    lexicon, taken, before = page.lexicons["clause_words"], "", ""
    for match in _CLAUSE_WORD.finditer(page.text, start, end):
        word = match.group()
        entry = lexicon.get(word) if word.islower() or not before else None
        kind = entry.category if entry else "verb" if _PREFIXED.fullmatch(word) else "word" if word.islower() else ""
        if before == "taken" and entry and kind == "verb":  # untuk bersikap netral
            continue
        if kind in ("verb", "aux") and not taken or kind == "word" and before == "det" and not taken:
            return True
        if kind == "stop":
            if before:
                return False
            kind = "near"
        if kind in ("takes", "near") or kind == "and" and before == "taken":
            taken = "near" if kind == "and" else kind
        elif kind == "verb" or kind not in ("aux", "noun") and taken == "near":
            taken, kind = "", "taken" if kind == "verb" else kind
        before = kind or "name"
    return False


def is_clitic(page: Page, cue: Match) -> bool:
    """Whether the cue carries its speaker as -nya (`ujarnya`, `menurutnya`, `dikatakannya`)."""
    word = page.text[cue.start:cue.end]
    return word[-3:].lower() == "nya" and (cue.entry.id == "tag_other" or page.lexicons["reporting"].get(word[:-3]) is not None)
