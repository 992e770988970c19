"""The words of saying in an article - `mengatakan`, `ujarnya`, `menurut` - and what stands just before and after a place in its text."""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

from .lexicon import Lexicon, Lexicons, Match
from .records import Mention, Sentence
from .spans import lay_out

SPACE = " \n\t\u00a0"
STOP = re.compile(r"[\n\"“”«»]")
_GO_ON = re.compile(r"\s*,?\s*(\w*)")
_LAST = re.compile(r"\S+\Z")
JOINTS = ("joint", "turn", "meanwhile")
_LINKS = {"passive": ("quote_link", "link_or_back", "back", "demand")}
PREFIXED = re.compile(r"(?:me|di|ber|ter)[a-z]{4,}")
_CLOSING = frozenset("\"”’'")
_CLAUSE_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\S")
_NAMING = {"person": None, "role": 1, "organisation": 0}
_WORDS, REACH, _CLAUSE = 48, 200, 2000
_start = attrgetter("start")


class _Edges(NamedTuple):
    """A lexicon and the first and last words of its forms, for a quick look."""

    lexicon: Lexicon
    firsts: frozenset[str]
    lasts: frozenset[str]


@lru_cache(maxsize=64)
def _edges(lexicons: Lexicons, name: str) -> _Edges:
    lexicon = lexicons[name]
    firsts = frozenset(_GO_ON.match(form).group(1) for form in lexicon.forms)
    return _Edges(lexicon, firsts, frozenset(form.split()[-1] for form in lexicon.forms))


@lru_cache(maxsize=64)
def _tail(lexicon: Lexicon) -> re.Pattern:
    return re.compile(lexicon.regex.pattern + r"\Z", re.IGNORECASE)


class Page:
    """One article as the quotation finders see it: its text laid out, the words of saying in it, and its mentions by place."""

    def __init__(self, sentences: Sequence[Sentence], mentions: Sequence[Mention], lexicons: Lexicons):
        self.text = lay_out(sentences)
        self.sentences, self.sentence_starts, self.lexicons = sentences, [s.start for s in sentences], lexicons
        self.mentions = sorted((m for m in mentions if m.kind != "place"), key=lambda m: (m.start, -m.end))
        self.mention_starts = [m.start for m in self.mentions]
        self.debuts = {m.entity_id: m.start for m in reversed(self.mentions) if m.start >= sentences[0].end}  # the headline apart
        self._bare: dict[int, int] = {}
        self._left: dict[int, tuple[int, str]] = {}
        self._right: dict[int, tuple[int, str]] = {}
        words = (c for c in lexicons["reporting"].find(self.text) if self.text[c.end:c.end + 1] != "-")
        self.cues = [c for c in words if c.entry.follows != "closing" or self.text[back(self.text, c.start, ", \n") - 1] in _CLOSING]
        self.cue_starts = [c.start for c in self.cues]

    @cached_property
    def tags(self) -> dict[int, Match]:
        """Offset from which commas and spaces lead to a reporting tag -> the tag: `kata X`, `demikian kata X`, `Hal itu dikatakan X`."""
        found: dict[int, Match] = {}
        for cue in self.cues:
            if cue.entry.category == "verb":
                continue
            frame = self.word_before("quote_frames", self.before_adverbs(cue.start))
            kind = frame.entry.category if frame else ""
            linked = kind in _LINKS.get(cue.entry.category, ("quote_link", "link_or_back"))
            start = frame.start if linked else cue.start
            small = self.text[start].islower() or self.text[start:start + 5].isupper()  # all in capitals
            plain = cue.entry.category == "tag" or self._names(cue)
            if linked and (small or kind != "quote_link") or small and plain:
                found.update(dict.fromkeys(range(back(self.text, start, ",.;" + SPACE), start + 1), cue))
        return found

    def _names(self, cue: Match) -> bool:
        """Whether a cue has its speaker with it: -nya, or a capital or a pronoun follows."""
        return is_clitic(self, cue) or self.text[cue.end:cue.end + 2].strip().isupper() or self.word_at("pronouns", cue.end) is not None

    def cue_before(self, offset: int) -> Match | None:
        """The last word of saying that ends at or before `offset`; no noun such as `pesan`, `jawab` without a speaker after it."""
        index = bisect_right(self._plain, offset, key=_start)
        return self._plain[index - 1] if index else None

    @cached_property
    def _plain(self) -> list[Match]:
        return [cue for cue in self.cues if cue.entry.follows != "mark" or self._names(cue)]

    @cached_property
    def names(self) -> dict[str, str | None]:
        """The entity of the first mention that has a word: any of a person's, the first of an office; by the word."""
        found: dict[str, str | None] = {}
        for m in self.mentions:
            for word in self.text[m.start:m.end].split()[:_NAMING[m.kind]]:
                found.setdefault(word, m.entity_id)
        return found

    def cues_in(self, start: int, end: int) -> list[Match]:
        """The words of saying that start within start..end."""
        return self.cues[bisect_left(self.cue_starts, start):bisect_left(self.cue_starts, end)]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The mentions of persons, roles and organisations within start..end."""
        found = self.mentions[bisect_left(self.mention_starts, start):bisect_left(self.mention_starts, end)]
        return [m for m in found if m.end <= end] if found else found

    def sentence_index(self, offset: int) -> int:
        """Which sentence holds `offset`, or is the last before it; -1 before the first."""
        return bisect_right(self.sentence_starts, offset) - 1

    def sentence(self, offset: int) -> Sentence:
        """That sentence; the first if `offset` stands before all."""
        return self.sentences[max(0, self.sentence_index(offset))]

    def one_sentence(self, start: int, end: int) -> bool:
        """Whether no sentence ends between `start` and `end`, and no quotation mark or line end is there."""
        end = back(self.text, end)
        if end > max(start, self.sentence(start).end) or self.text[end - 1] in ".?!…":
            return False
        return not STOP.search(self.text, start, end)

    @cached_property
    def _joined(self) -> list[tuple[int, int]]:
        """Where a second verb of saying starts that goes on with the subject of the first, and where the words of the first end."""
        found = []
        for cue in self.cues:
            joint = self.word_before("not_subject", cue.start) if cue.entry.category == "verb" else None
            if joint and joint.entry.category in JOINTS[1:]:
                last = back(self.text, joint.start)
                if self.text[last - 1] == "," or joint.entry.category == "meanwhile":
                    found.append((cue.start, last))
        return found

    def before_more(self, start: int, end: int) -> int:
        """`end`, or the end of the first words said: `menyebut stok aman, lalu meminta …`, `… seraya mengimbau …`."""
        index = bisect_left(self._joined, (start,))
        more, last = self._joined[index] if index < len(self._joined) else (end, end)
        return last if more < end else end

    def word_before(self, lexicon: str, offset: int) -> Match | None:
        """The entry of `lexicon` that ends at `offset`, white space before it left out: `Hal itu` before `dikatakan`."""
        left = self._left.get(offset)
        if left is None:
            end = back(self.text, offset)
            word = _LAST.search(self.text, self.text.rfind(" ", 0, end) + 1, end)
            left = self._left[offset] = (end, word.group().lower() if word else "")
        edges, end = _edges(self.lexicons, lexicon), left[0]
        found = _tail(edges.lexicon).search(self.text, max(0, end - _WORDS), end) if left[1] in edges.lasts else None
        entry = edges.lexicon.get(found.group()) if found else None
        return Match(found.start(), end, entry) if entry else None

    def word_at(self, lexicon: str, offset: int) -> Match | None:
        """The entry of `lexicon` that starts at `offset`, after white space and a comma."""
        right = self._right.get(offset)
        if right is None:
            word = _GO_ON.match(self.text, offset)
            right = self._right[offset] = (word.start(1), word.group(1).lower())
        edges, start = _edges(self.lexicons, lexicon), right[0]
        found = edges.lexicon.regex.match(self.text, start) if right[1] in edges.firsts else None
        entry = edges.lexicon.get(found.group()) if found else None
        return Match(start, found.end(), entry) if entry else None

    def category_at(self, lexicon: str, offset: int) -> str:
        """The category of the entry of `lexicon` that starts at `offset`, else nothing."""
        word = self.word_at(lexicon, offset)
        return word.entry.category if word else ""

    def category_before(self, lexicon: str, offset: int) -> str:
        """The category of the entry of `lexicon` that ends at `offset`, else nothing."""
        word = self.word_before(lexicon, offset)
        return word.entry.category if word else ""

    def before_adverbs(self, offset: int) -> int:
        """`offset` moved left over white space and words such as `juga`, `kemudian`, `sempat`."""
        if offset not in self._bare:
            start = offset
            while word := self.word_before("saying_adverbs", start):
                start = word.start
            self._bare[offset] = back(self.text, start)
        return self._bare[offset]


def back(text: str, offset: int, over: str = SPACE, limit: int = 24) -> int:
    """`offset` moved left over the characters `over`, at most `limit` of them."""
    stop = max(0, offset - limit)
    while offset > stop and text[offset - 1] in over:
        offset -= 1
    return offset


def phrase_end(page: Page, start: int) -> int:
    """Where the words after a cue stop naming somebody: a full stop, a quotation mark, a line end, `saat`, `kepada`, a weekday."""
    limit = min(max(start, page.sentence(start).end), start + REACH)
    stop = STOP.search(page.text, start + 1, limit)
    limit = max(start, back(page.text, stop.start() if stop else limit, ".?!…" + SPACE))
    for match in page.lexicons["speaker_ends"].find(page.text, start, limit):
        index = bisect_left(page.mention_starts, match.start) - 1
        named = index >= 0 and page.mentions[index].end > match.start  # Jaringan Pendidikan Pemilih untuk Rakyat
        inside = match.entry.category == "inside" and page.text[match.end + 1:match.end + 2].isupper()
        if not (named or inside) and (page.text[match.start].islower() or page.text[back(page.text, match.start) - 1] == ","):
            return match.start
    return limit


def is_clause(page: Page, start: int, end: int) -> bool:
    """Whether start..end has a predicate: `ASN wajib netral`, `langkah itu keliru`; not `hal yang dibahas`, `upaya membangun desa`."""
    lexicon, taken, before = page.lexicons["clause_words"], "", ""
    for match in _CLAUSE_WORD.finditer(page.text, start, min(end, start + _CLAUSE)):  # a sentence may have no end
        word = match.group()
        entry = lexicon.get(word) if word.islower() or not before else None
        kind = entry.category if entry else "verb" if PREFIXED.fullmatch(word) else "word" if word.islower() else ""
        if before == "taken" and entry and kind == "verb":  # untuk bersikap netral
            continue
        if not taken and (kind in ("verb", "aux") or kind == "word" and before == "det"):
            return True
        if kind == "stop":
            if before:
                return False
            kind = "near"
        if kind in ("takes", "near", "and"):
            taken = "near" if kind == "and" else kind
        elif kind == "verb" or kind not in ("aux", "noun") and taken == "near":
            taken, kind = "", "taken" if kind == "verb" else kind
        before = kind or "name"
    return False


def is_clitic(page: Page, cue: Match) -> bool:
    """Whether the cue carries its speaker as -nya (`ujarnya`, `menurutnya`, `dikatakannya`)."""
    return page.text[cue.end - 3:cue.end].lower() == "nya" and page.lexicons["reporting"].get(page.text[cue.start:cue.end - 3]) is not None
