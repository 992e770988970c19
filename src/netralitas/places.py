"""What has a name: the capitalised words and known words of a text as a row of items, and the places among them.

The grammar of names is written over *codes*, one letter for an item and one sign for what lies between two items, so that
`Ketua Bawaslu Bali, Wayan Sumerta` is `R_O_P,N_N`. A regular expression over codes says what a role or a place looks like, in one line.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicon, Lexicons
from .records import Sentence

# What an item is: (lexicon, category) -> code. Where two lexicons hold a form, the earlier one here has it.
CODES = {
    ("name_words", "prefix"): "J",
    ("titles", "rank"): "T", ("titles", "honorific"): "T", ("titles", "degree_before"): "T", ("titles", "nobility"): "T",
    ("titles", "polite"): "T",
    ("offices", "acting"): "A", ("offices", "area"): "B", ("offices", "head"): "R", ("offices", "employee"): "E", ("offices", "local"): "v",
    ("organisations", "body"): "Y", ("organisations", "branch"): "O", ("organisations", "each"): "O",
    ("organisations", "unit_head"): "H", ("organisations", "free_head"): "L",
    ("place_cues", "area"): "W", ("place_cues", "nature"): "Z", ("place_cues", "local"): "K", ("place_cues", "street"): "S",
    ("place_cues", "venue"): "V", ("place_cues", "direction"): "D", ("place_cues", "in"): "i", ("place_cues", "towards"): "w",
    ("name_cues", "before"): "k", ("name_cues", "according"): "m", ("name_cues", "says"): "s", ("name_cues", "apposition"): "p",
    ("name_cues", "join"): "&", ("name_cues", "initials"): "y", ("name_cues", "particle"): "n", ("name_cues", "quantifier"): "q",
}
_LEXICONS = ("name_words", "titles", "offices", "organisations", "places", "groups", "place_cues", "name_cues")
_STATE = frozenset(("oversight", "organiser", "executive", "security", "civil_servants"))
_FEW = 80  # an article with fewer capitals than one in so many letters is written small throughout; 15 to 25 is usual
_LOWER_OFFICE = {"R": "r", "B": "b", "E": "e", "v": "b"}
_GAPS = {"": "_", ",": ",", "(": "(", ")": ")", "/": "/", "-": "-", "–": "-", ".": ".", "“": '"', "”": '"', '"': '"'}
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
_TOKEN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W\d_]{3,}(?=\d)|\w+(?:[’'ʼ]\w+|-[a-z]\w*)*")
_ARABIC = re.compile(r"(?:A[ldrsntz]|El)[-’'][A-Z]\w+")
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")

# The grammar of places, over codes (`_` is a blank between two items, `,` a comma).
AREA = r"(?:(?:[WZ]_)?(?:P|Q(?!_[NMCI]))(?:_D)*|[WZ]_Q(?:_D)*|W_[CMNQ](?:_D|_C(?![_,][NMCIJ]))?|Z_[CMNJ](?:_D)?)"
# A run that a verb of saying or a degree follows is a person, also behind an institution (`Universitas Merawan Rukmini mengatakan`).
NOT_SPEAKER = r"(?!(?:N(?:_[CNMJIQ])*|[CMJIQ](?:_[CNMJIQ])?)(?:[,_]G|[,_]s))"
LOCAL = rf"(?:K_(?:K_)?[CMNQPXJUD#](?:_{NOT_SPEAKER}[CMNQPD#])*)"
STREET = r"(?:S_[A-Z#](?:_(?:[CMNQPUDTIJ#0RX])){0,4})"
VENUE = rf"(?:V_(?:[A-EG-OQ-Zu#]|P(?=_))(?:_(?:{NOT_SPEAKER}(?:(?<![CPO]_)N|[A-EG-MO-Zu#0])|&_[CMU]))*)"


class Item(NamedTuple):
    """A word or phrase that the grammar knows: offsets into the text, its code, and the lexicon entry that says so."""

    start: int
    end: int
    code: str
    entry: tuple | None
    initial: bool
    sentence: int


class Items(NamedTuple):
    """A text as items; in `codes` item n stands at 2n and what follows it at 2n + 1."""

    text: str
    items: list[Item]
    codes: str
    headlines: frozenset[int]

    def words(self, first: int, last: int) -> str:
        """The text from item `first` to the end of item `last`, white space made plain."""
        return " ".join(self.text[self.items[first].start:self.items[last].end].split())

    def recode(self, codes: dict[int, str]) -> Items:
        """The same items with other codes at some indices."""
        items, letters = list(self.items), list(self.codes)
        for n, code in codes.items():
            items[n], letters[2 * n] = items[n]._replace(code=code), code
        return self._replace(items=items, codes="".join(letters))


class Vocabulary(NamedTuple):
    """The lexicons of names made ready for one walk over a text: phrases by their first word, single words by code."""

    phrases: re.Pattern
    starts: frozenset[str]
    codes: dict[str, tuple[str, str, tuple, str, tuple]]
    words: dict[str, str]
    derived: re.Pattern
    degrees: re.Pattern
    small: frozenset[str]


@lru_cache(maxsize=8)
def vocabulary(lexicons: Lexicons) -> Vocabulary:
    """The lexicons of names as one `Vocabulary`; built once for a `Lexicons`."""
    codes: dict[str, list] = {}
    for name in _LEXICONS:
        for form, entry in lexicons[name].forms.values():
            code = _code(name, entry)
            if code and (name != "name_words" or code == "J"):
                slot = codes.setdefault(" ".join(form.lower().split()), [form, code, entry, code, entry])
                if name == "groups":  # `kepala dinas` is a group, `Kepala Dinas Sosial` an office
                    slot[0] = min(slot[0], form, key=lambda f: not f.islower())
                    slot[3:] = ["o", slot[2]] if slot[1] == "O" else [code, entry]
    words = {key: "F" if e.category in ("function", "time") else "U" for key, (_, e) in lexicons["not_names"].forms.items()}
    words |= {key: "M" if e.category == "both" else "N" for key, (_, e) in lexicons["name_words"].forms.items() if e.category != "prefix"}
    known = Lexicon("names", [])
    known.forms = {key: (slot[0], slot[2]) for key, slot in codes.items()}
    degrees = "|".join(e.pattern for e in lexicons["titles"] if e.category == "degree_after")
    derived = "|".join(f"(?:{p.pattern})" for p, _ in lexicons["not_names"].patterns)
    starts = frozenset(m.group() for m in map(_TOKEN.match, codes) if m)
    return Vocabulary(known.regex, starts, {k: tuple(v) for k, v in codes.items()}, words, re.compile(derived),
                      re.compile(rf"(?:{degrees})(?=[\s,.;)–”\"]|$)"), _written_small(codes))


def _written_small(codes: dict[str, list]) -> frozenset[str]:
    """The authorities and their staff that a hurried writer writes small: `bawaslu`, `asn`."""
    return frozenset(key for key, (form, code, entry, *_) in codes.items() if code in "OYg" and form != key and " " not in key
                     and len(key) > 2 and (entry.category if code == "g" else entry.actor_class) in _STATE)


def _code(lexicon: str, entry: tuple) -> str:
    if lexicon == "places":
        return "P" if entry.bare == "yes" else "Q"
    return "g" if lexicon == "groups" else CODES.get((lexicon, entry.category), "")


def read_items(text: str, sentences: Sequence[Sentence], lexicons: Lexicons) -> Items:
    """The items of `text` (the article as `lay_out` gives it) with their codes.

    Lower-case words that no lexicon holds are no items: they are the `~` between two items.
    """
    vocabulary_, items, codes = vocabulary(lexicons), [], []
    here, end = 0, 0
    for start, stop, code, entry in _matches(text, vocabulary_):
        before, gap = here, text[end:start]
        while here + 1 < len(sentences) and sentences[here + 1].start <= start:
            here += 1
        sign = "_" if gap == " " else "|" if here != before else _GAPS.get(gap.strip(), "~")
        if code in "kmsp&wi" and text[start].isupper() and sign == "_" and text[end - 1] != ".":
            code, entry = "C" if code in "ks" else "U", None
        first = not items or here != before and not any(map(str.isalnum, text[sentences[here].start:start]))
        if items:
            codes.append(sign)
        codes.append(code)
        items.append(Item(start, stop, code, entry, first or gap.endswith(("“", '"', ": ")), here))
        end = stop
    headlines = frozenset(n for n, s in enumerate(sentences) if _is_headline(s))
    return _names_like_offices(Items(text, items, "".join(codes), headlines), vocabulary_)


def _is_headline(sentence: Sentence) -> bool:
    """Whether a sentence is written in Title Case or capitals, so that a capital says nothing."""
    words = re.findall(r"[^\W\d_]{4,}", sentence.text)
    return len(words) > 2 and sentence.text[-1] not in ".”\"" and sum(w[0].isupper() for w in words) > 0.8 * len(words)


def _names_like_offices(items: Items, vocabulary_: Vocabulary) -> Items:
    """An office that is also a name, behind a name or title, is a name: `KH Abdul Hakim`."""
    hits = (m.start() // 2 + 1 for m in re.finditer(r"[TNJMC]_(?=[RET])", items.codes))
    names = {n: "N" for n in hits if vocabulary_.words.get(items.words(n, n).lower(), "U") in "NM"}
    return items.recode(names) if names else items


def _is_small(text: str) -> bool:
    """Whether a text is mostly written without capitals, so that `bawaslu` and `asn` are names."""
    return sum(map(str.isupper, text)) * _FEW < sum(map(str.isalpha, text))


def _matches(text: str, vocabulary_: Vocabulary) -> Iterator[tuple[int, int, str, tuple | None]]:
    """(start, end, code, entry) of every item; most words of a text are small, begin no phrase, and are passed over at once."""
    end, starts = 0, vocabulary_.starts
    vocabulary_ = vocabulary_ if _is_small(text) else vocabulary_._replace(small=frozenset())
    for m in _TOKEN.finditer(text):
        word, start = m.group(), m.start()
        lower = word.lower()
        if start < end or word == lower and word not in starts and not word[0].isdecimal():
            continue
        found = _phrase(text, start, vocabulary_) if lower in starts else None
        found = found or _word(text, m, vocabulary_)
        if found:
            end = found[1]
            yield found


def _phrase(text: str, start: int, vocabulary_: Vocabulary) -> tuple[int, int, str, tuple] | None:
    """The longest phrase of the lexicons that starts here, if it is written as they have it."""
    m = vocabulary_.phrases.match(text, start)
    if not m:
        return None
    words = " ".join(m.group().split())
    if words.lower() not in vocabulary_.codes:  # a letter like the long s, which only looks alike without regard to case
        return None
    form, code, entry, low, low_entry = vocabulary_.codes[words.lower()]
    if not (form.islower() or words == form or words.isupper() or words in vocabulary_.small):
        return None
    if words[0].islower() or words.split()[-1].islower():
        code, entry = _LOWER_OFFICE.get(low, low), low_entry
    elif code == "g" and entry.category == "none":
        code, entry = "U", None
    elif code == "g" and words.istitle() and " " not in words:
        code = "u"
    return start, m.end(), code, entry


def _word(text: str, m: re.Match, vocabulary_: Vocabulary) -> tuple[int, int, str, None] | None:
    """A degree, a name with an Arabic article, a number or any capitalised word."""
    start = m.start()
    if m.group()[0].isdecimal():
        return start, _NUMBER.match(text, start).end(), "0", None
    if not m.group()[0].isupper():
        return None
    if text[start - 1:start].isspace():
        degree = vocabulary_.degrees.match(text, start)
        if degree:
            return start, degree.end(), "G", None
    whole = _ARABIC.match(text, start)
    if whole:
        return start, whole.end(), "N", None
    end = _CAPITAL.match(text, start).end()
    code = _plain_code(text[start:end], vocabulary_)
    return start, end + (code == "I" and text[end:end + 1] == "."), code, None


def _plain_code(word: str, vocabulary_: Vocabulary) -> str:
    """The code of a capitalised word that is no phrase of the lexicons."""
    code = vocabulary_.words.get(word.lower())
    if code and not (word.isupper() and len(word) < 4 and code in "NM"):
        return code
    if _ROMAN.fullmatch(word):
        return "#"
    if len(word) == 1:
        return "I"
    if word.isupper() and len(word) > 1 or sum(map(str.isupper, word)) > 2:
        return "X" if len(word) > 2 else "z"
    return "U" if vocabulary_.derived.fullmatch(word) else "C"


_NEW = r"(C(?:_[CMN])?(?:_D)*|M_[CMN](?:_D)*)"
# Where an article introduces a place: `Kabupaten Merawan`, `di Merawan, ...`, `Bawaslu Merawan`, `Ketua Bawaslu Merawan, Rukmini Sari`.
_INTRODUCED = (
    re.compile(r"W_([CM](?:_[CMN](?!_[NMCIJ]))?(?:_D)*)"),
    re.compile(rf"i_{_NEW}(?=[,|~.)]|_&|$)"),
    re.compile(rf"(?<![RBrbA]_)[Oo]_{_NEW}(?![_,][NMCIJ])"),
    re.compile(rf"[OoBv]_{_NEW}(?=,[TJ]|,[NMC](?:_[NMC]|,)|_T|_J)"),
)
# `Bupati Muara Sejati Tomo Brajamusti`: two words behind the office of an area, before a name, where the first is one of landscape
# (`muara`, `tanjung`) or the rest are words that are only names.
_LANDSCAPE = re.compile(r"(?:[Bo]|(?<=[RBA]_)O|(?<![NCMJ]_)O)_([CMU]_[CMN])(?=_[CMNJT]|,[TJNMC]|_s)")
_BEFORE_NAMES = re.compile(r"B_(C_C)(?=_N_[NCM]|_N[_,][sG]|_J)")
_DIRECTIONS = re.compile(r"(?:_D)+$")


def _before_names(items: Items, landscape: Lexicon) -> Iterator[int]:
    """The first items of areas of two words that an office stands before and a name behind."""
    for pattern in (_LANDSCAPE, _BEFORE_NAMES):
        for m in pattern.finditer(items.codes):
            first = m.start(1) // 2
            known = pattern is _BEFORE_NAMES or _word_of(landscape, items.words(first, first))
            if known and items.items[first].sentence not in items.headlines:
                yield first


def _word_of(lexicon: Lexicon, word: str) -> bool:
    entry = lexicon.get(word.lower())
    return entry is not None and entry.category == "landscape"


def learn_places(items: Items, landscape: Lexicon) -> Items:
    """`items` with the places that this article introduces by a cue coded as places everywhere.

    `landscape` is the lexicon of place cues, with the words that open the name of a place (`Muara Sejati`).
    """
    names = set()
    for pattern in _INTRODUCED:
        for m in pattern.finditer(items.codes):
            first, body = m.start(1) // 2, items.items[m.start() // 2]
            count = (len(_DIRECTIONS.sub("", m.group(1))) + 1) // 2
            if items.items[first].sentence not in items.headlines and (body.code != "O" or body.entry.category == "branch"):
                names.add(tuple(items.words(n, n) for n in range(first, first + count)))
    for first in _before_names(items, landscape):
        names.add((items.words(first, first), items.words(first + 1, first + 1)))
    names |= {tuple(word.upper() for word in name) for name in names}
    return _recode_places(items, names) if names else items


def _recode_places(items: Items, names: set[tuple[str, ...]]) -> Items:
    codes: dict[int, str] = {}
    heads: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        heads.setdefault(name[0], []).append(name)
    for n, item in enumerate(items.items):
        if item.code in "CMXU" and n not in codes:
            for name in heads.get(items.text[item.start:item.end], ()):
                if tuple(items.words(k, k) for k in range(n, min(n + len(name), len(items.items)))) == name:
                    codes[n] = "P"
                    codes |= dict.fromkeys(range(n + 1, n + len(name)), "D")
                    break
    return items.recode(codes)
