"""What has a name: the capitalised words and known words of a text as a row of items, and the places among them.

The grammar of names is written over *codes*, one letter for an item and one sign for what lies between two items, so that
`Ketua Bawaslu Bali, Wayan Sumerta` is `R_O_P,N_N`. A regular expression over codes says what a role or a place looks like, in one line.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import takewhile
from string import ascii_uppercase
from typing import NamedTuple

from .lexicon import Lexicons, Memory, end_of, in_small
from .records import Sentence

# What an item is: (lexicon, category) -> code. Where two lexicons hold a form, the earlier one here has it.
CODES = {
    "name_words": {"prefix": "J"},
    "titles": dict.fromkeys(("rank", "honorific", "degree_before", "nobility", "polite"), "T"),
    "offices": {"acting": "A", "area": "B", "head": "R", "employee": "E", "local": "v", "expert": "t", "trade": "t", "party": "t",
                 "candidate": "c"},
    "organisations": {"body": "Y", "branch": "O", "each": "O", "unit_head": "H", "free_head": "L", "english_head": "l", "team": "2",
                      "pair": "3"},
    "place_cues": {"area": "W", "nature": "Z", "local": "K", "street": "S", "venue": "V", "room": "V", "direction": "D",
                   "in": "i", "towards": "w"},
    "name_cues": {"before": "k", "according": "m", "says": "s", "apposition": "p", "join": "&", "or": "h", "initials": "y", "particle": "n",
                  "quantifier": "q", "alias": "j", "named": "1"},
}
_LEXICONS = ("name_words", "titles", "offices", "organisations", "places", "groups", "place_cues", "name_cues")
_HURRIED = frozenset(("oversight", "organiser", "executive", "security", "civil_servants", "rank", *"ABRvP"))
_FEW = 95  # an article with fewer capitals than one in so many characters is written small throughout; 20 to 35 is usual
_BODY = 3  # a headline is among the first so many sentences, and so many below it name again whom it names
_PART = 1000  # characters of a text that mostly show whether it has capitals
_LOWER_OFFICE = {"R": "r", "B": "b", "E": "e", "v": "b"}
_GAPS = {"": "_", ",": ",", "(": "(", ")": ")", "),": ")", "/": "/", "-": "-", "–": "-", ".": ".", "“": '"', "”": '"', '"': '"'}
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
_TOKEN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W\d_]{3,}(?=\d\d?(?!\w))|[^\W_]\w*(?:[’'ʼ]\w+|-[a-z]\w*)*")
_ARABIC = re.compile(r"(?:[Aa][ldrsntz]|[Ee]l)[-’'][A-Z]\w+")
_WORD = re.compile(r"[A-Za-z]+")
_BEHIND = re.compile(r"(?:,?\s[^\W\d_]+\.?){0,6}")
_SHOUTED = re.compile(r"[A-Z][A-Z]{2,}(?:[\s,.:;()/–-]{1,5}[A-Z0-9]{2,}){3,}")  # four words or more in capitals
_VERB = re.compile(r"(?:me[mn]|ber|ter|di[bgkpst])[a-z]{4}")
_NAME_LIKE_OFFICE = re.compile(r"[TNJMC]_(?=[RETt])")
_OFFICE_ROOM = re.compile(r"(?<![A-Z#0]_)V(?=_[KvOYH])")  # di kantor Kecamatan Susut, Kantor Bawaslu Bali
_HONOURED = re.compile(r"L[_)](?=T)")  # RSUD Dr. Sumarwan
_UNIT_WORD = re.compile(r"[LHR]_(?=t)|L_(?=[Egv])|[HORuUY]_(?=w)")  # Ikatan Ahli Gizi, Forum Guru Tirta, Badan Pendapatan Daerah
_OF_STATE_OR_HAJI = re.compile(r"[OYHUu]_(?=[UX])|(?<![BRvOYW]_)N_(?=T_[NCM])")  # Kementerian Sosial RI, Rukmin H. Sangadi
_PARENT = re.compile(r"[NMC]_n_(?=[PQ])|T_[NMCJ](?:_[NMCJ])*_(?=U(?:_s|,G))|[OPDU],(?=U_[CMN](?:,|_s))")  # Kompol Abdul Parakkasi
_LONG = re.compile(r"[^\W\d_]{4,}")
# an expert's field: `politik` of `pengamat politik Rukmini Sari`: up to three small words that are no verbs, soon before a capital
_FIELD = re.compile(r"((?:\s(?!me|di|ter|ber|ke|se)[a-z]{3,}){1,3})(?=[,.]\s|[,.]?$|,?(?: [a-z]+)? [A-Z])")
_NUMBER = re.compile(r"\d+(?:[./]\d+)*[A-Za-z]*")
# A word: an outlet's address (suaramerawan.co.id); a plain one, as most are; one with an apostrophe or a hyphen; a number; a name with a
# footnote's digit behind it. It never reaches over a space.
_SITE = r"[A-Za-z][\w.-]+\.(?:com|co|id|net|org|info|news|tv|online|example)(?!\w)"
_SCAN = re.compile(rf"{_SITE}|[A-Za-z]++(?=[,.]|\Z)|{_ARABIC.pattern}|[a-z][^\W_]*|(?<![^\W_])(?:{_NUMBER.pattern}|{_CAPITAL.pattern})|&")

# The grammar of places, over codes (`_` is a blank between two items, `,` a comma).
AREA = r"(?:(?:[WZ]_)?(?:P|Q(?!_[NMCI]))(?:_D)*|[WZ]_Q(?:_D)*|W_(?:Z_)?[CMQ](?:_D|_C(?![_,][NMCIJ]))?|Z_[CMNJ](?:_D)?)"
# A run that a verb of saying or a degree follows is a person, also behind an institution (`Universitas Merawan Rukmini mengatakan`).
NOT_SPEAKER = r"(?!(?:N(?:_[CNMJIQ])*|[CMJIQ](?:_[CNMJIQ])?)(?:[,_]G|[,_]s))"
LOCAL = rf"(?:K_(?:K_)?(?:[CMNQPXJDZ#]|V(?=_[CMN])|U(?=_[CMNPXD])|(?<![CUX]_K_)U)(?:_{NOT_SPEAKER}[CMNQPXD#])*)"
STREET = r"(?:S_[A-Z#](?:_(?:[CMNQPUDTIJ#0RX]|F_0)){0,4})"
VENUE = rf"(?:V_(?:[A-EG-OQ-Zuv#]|P(?=_))(?:_(?:{NOT_SPEAKER}(?:(?<![PO]_)N|(?<=[VT]_)[TJ]|[A-EG-IK-MO-SU-Zu#0])|&_[CMU]))*)"


class Item(NamedTuple):
    """A word or phrase that the grammar knows: offsets into the text, its code, the lexicon entry that says so, whether it opens a
    sentence, the number of that sentence, and its words with plain white space."""

    start: int
    end: int
    code: str
    entry: tuple | None
    initial: bool
    sentence: int
    words: str


class Items(NamedTuple):
    """A text as items; in `codes` item n stands at 2n and what follows it at 2n + 1."""

    text: str
    items: list[Item]
    codes: str
    headlines: frozenset[int]

    def words(self, first: int, last: int) -> str:
        """The text from item `first` to the end of item `last`, white space made plain."""
        if first == last:
            return self.items[first].words
        return " ".join(self.text[self.items[first].start:self.items[last].end].split())

    def name(self, first: int, last: int) -> str:
        """A person's name there, in the usual capitals: `Tendri Lokasari` also for `TENDRI LOKASARI` and `tendri lokasari`."""
        words = self.words(first, last)
        return words.title() if words.islower() or words.isupper() and len(words) > 4 else words

    def recode(self, codes: dict[int, str]) -> Items:
        """The same items with other codes at some indices."""
        if not codes:
            return self
        items, letters = list(self.items), list(self.codes)
        for n, code in codes.items():
            items[n], letters[2 * n] = items[n]._replace(code=code), code
        return self._replace(items=items, codes="".join(letters))


class Vocabulary:
    """The lexicons of names made ready for a walk over the words of a text; what a word or phrase tells is remembered."""

    def __init__(self, lexicons: Lexicons):
        self.codes = _phrase_codes(lexicons)  # phrase, small -> form, code, entry; code and entry where it is written small
        self.words = {key: "F" if e.category in ("function", "time") else "U" for key, (_, e) in lexicons["not_names"].forms.items()}
        kinds = {"both": "M", "short": "I"}
        self.words |= {key: kinds.get(e.category, "N") for key, (_, e) in lexicons["name_words"].forms.items() if e.category != "prefix"}
        degrees = "|".join(e.pattern for e in lexicons["titles"] if e.category == "degree_after")
        self.opens_degree = {m[0] for m in re.finditer(r"(?<![\w\\. ?])[A-Z][A-Za-z]*", degrees)}
        self.degrees = re.compile(rf"(?:{degrees})(?=[\s,.;)–”\"]|$)")
        self.derived = re.compile("|".join(p.pattern for p, _ in lexicons["not_names"].patterns))
        self.press = lexicons["organisations"].entries["press"]
        self.small = _written_small(self.codes)
        self.reach = max(map(len, self.codes))
        self.starts: dict[str, list[str]] = defaultdict(list)  # the first word of a phrase -> phrases
        for key in self.codes:
            for start in {m[0] for m in (_TOKEN.match(key), _CAPITAL.match(key)) if m} or {key}:
                self.starts[start].append(key)
        self.starts = {start: tuple(sorted(keys, key=len, reverse=True)) for start, keys in self.starts.items()}
        self.phrase = lru_cache(1 << 17)(self._phrase)
        # What a chunk holds, in a text with capitals and in one without.
        self.chunks = [Memory(partial(self._read, told=Memory(partial(self._told, small=small)))) for small in (False, True)]

    def known(self, lowered: str, start: int, word: str) -> tuple[str, int] | None:
        """The longest phrase that `word` opens there and its end, `lowered` being the text in small letters."""
        here = " ".join(lowered[start:start + self.reach].split())  # of which a phrase with wide spaces may show no more than its head
        ends = ((phrase, end_of(phrase, lowered, start)) for phrase in self.starts.get(in_small(word), ())
                if here.startswith(phrase) or phrase.startswith(here))
        return next((found for found in ends if found[1]), None)

    def _read(self, chunk: str, told: Memory) -> tuple[int, tuple[tuple, ...]]:
        """How far behind a chunk, which is what stands between two spaces, the next one begins; its words that tell anything: the word,
        start and end in the chunk, and what is `_told` of it."""
        word = chunk.rstrip(",.")
        plain = word.isascii() and word.isalpha()
        found = [(word, 0, len(word))] if plain else [(m[0], *m.span()) for m in _SCAN.finditer(chunk)]
        return len(chunk) + 1, tuple((*row, *known) for row in found if (known := told[row[0]]))

    def _told(self, word: str, small: bool) -> tuple[str, tuple | None, tuple[str, ...]] | None:
        """The code and entry of a word, and how what is more than this word begins, as far as it may open such; None for nothing.
        `small`: in a text without capitals."""
        key = in_small(word)
        if "." in word and word[0].isalpha() and key not in self.codes:
            return "Y", self.press._replace(form=word, category="body", name=word), ()
        phrases = self.starts.get(key, ())
        if not phrases and word.islower() and word.isalpha():
            return None
        found = self.phrase(word, small) if key in phrases else None
        code, entry = found[1:] if found else (self.plain(word), None)
        if code in ("t", "I") or not found and word in self.opens_degree:
            return code, entry, ("",)  # what is behind it tells
        longer = tuple(phrase for phrase in phrases if len(phrase) > len(word))
        return (code, entry, longer) if code or longer else None

    def _phrase(self, found: str, small: bool) -> tuple[int, str, tuple | None] | None:
        """Length, code and entry of a phrase written as the lexicons have it, or None; `small`: in a text without capitals."""
        words = found.split()
        phrase = " ".join(words)
        form, code, entry, low, low_entry = self.codes[in_small(phrase)]
        shorter = next((found.rsplit(None, n)[0] for n in range(1, len(words)) if in_small(" ".join(words[:-n])) in self.codes), None)
        if not (form.islower() or phrase in (form, form[0].lower() + form[1:], form[0].upper() + form[1:])
                and (" " in form or phrase == form) or phrase.isupper() or small and phrase in self.small):
            return self.phrase(shorter, small) if shorter and phrase[0].islower() else None
        if phrase[0].islower() or words[-1].islower():
            return len(found), _LOWER_OFFICE.get(low, low), low_entry
        if code in "Rg" and shorter and self.codes.get(words[-1].lower(), "  ")[1] in "HL":
            return self.phrase(shorter, small)  # of `Kepala Dinas` only `Kepala`, as `Dinas` may open a name
        if entry.category in ("none", "trade"):
            return len(found), "U", None
        return len(found), "u" if code == "g" and len(words) == 1 and phrase.istitle() else code, entry

    def plain(self, word: str) -> str:
        """The code of a number or a capitalised word that is no phrase of the lexicons."""
        if not word.isalpha() and (_NUMBER.fullmatch(word) or _ARABIC.fullmatch(word)):
            return "0" if word[0].isdecimal() else "N"
        if not word[0].isupper():
            return ""
        code = self.words.get(word.lower())
        if code and not (word.isupper() and len(word) < 4 and code in "NM"):
            return code
        if _ROMAN.fullmatch(word):
            return "#"
        if len(word) == 1:
            return "I"
        if word.isupper() or sum(map(str.isupper, word)) > 2:
            return "X" if len(word) > 2 else "z"
        return "U" if self.derived.fullmatch(word) else "C"


vocabulary = lru_cache(maxsize=8)(Vocabulary)  # built once for a `Lexicons`


def _phrase_codes(lexicons: Lexicons) -> dict[str, list]:
    codes: dict[str, list] = {}
    for name in _LEXICONS:
        own = [(f + "nya", e) for f, e in lexicons[name].forms.values() if f.islower() and len(f) > 3
               and (name == "groups" or name == "offices" and e.category == "head")]
        for form, entry in (*own, *lexicons[name].forms.values()):  # prajurit, prajuritnya
            place = "P" if getattr(entry, "bare", "") == "yes" else "Q"
            code = {"places": place, "groups": "g"}.get(name) or CODES[name].get(entry.category, "")
            if code and (name != "name_words" or code == "J"):
                slot = codes.setdefault(" ".join(form.lower().split()), [form, code, entry, code, entry])
                if name == "groups":  # `kepala dinas` is a group, `Kepala Dinas Sosial` an office
                    slot[0] = min(slot[0], form, key=lambda f: not f.islower())
                    low = "t" if slot[1] == "R" and entry.id != "members" else slot[1].lower()
                    slot[3:] = [low, slot[2]] if slot[1] in "OtRc2" else [code, entry]
    return codes


def _written_small(codes: dict[str, list]) -> frozenset[str]:
    """What a hurried writer writes small: authorities and their staff, offices, ranks and places (`bawaslu`, `asn`, `kapolres`, `akbp`)."""
    def kind(code: str, entry: tuple) -> str:
        return entry.category if code in "gT" else entry.actor_class if code in "OY" else code

    return frozenset(key for key, (form, code, entry, *_) in codes.items() if form != key and (code == "P" or " " not in key)
                     and len(key) > 2 * (code not in "AB") and kind(code, entry) in _HURRIED)


def read_items(text: str, sentences: Sequence[Sentence], lexicons: Lexicons) -> Items:
    """The items of `text` (the article as `lay_out` gives it) with their codes.

    Lower-case words that no lexicon holds are no items: they are the `~` between two items.
    """
    vocabulary_, items, codes, new = vocabulary(lexicons), [], [], tuple.__new__
    small = all(sum(map(part.count, ascii_uppercase)) * _FEW < len(part) for part in (text[:_PART], text))
    starts, here, end, begin = [*(s.start for s in sentences), *[len(text) + 1] * 2], 0, 0, 0
    after = starts[1]
    plain, text = text, _mended(text, vocabulary_, small)
    lowered, flat = in_small(text), text.replace("\n", " ")
    spaced = lowered.replace("  ", "\n\n") if flat.isprintable() else re.sub(r"\s", "\n", lowered)  # a phrase may have such space
    for length, words in map(vocabulary_.chunks[small].__getitem__, flat.split(" ")):
        for word, start, stop, code, entry, longer in words:
            start, stop = begin + start, begin + stop
            if start < end:
                continue
            if longer and (spaced.startswith(longer, start) or "\n" in spaced[start:start + vocabulary_.reach]):
                stop, code, entry, word = _longer(text, start, word, lowered, vocabulary_, small)
            if not code:
                continue
            if plain is not text:
                word = " ".join(plain[start:stop].split())
            gap, first = plain[end:start], not items
            if start >= after:
                here = bisect_right(starts, start) - 1
                sign, after = "_" if gap == " " else "|", starts[here + 1]
                first = first or not any(map(str.isalnum, plain[starts[here]:start]))
            elif gap == " ":
                sign = "_"
            else:
                sign = "~" if len(gap) > 8 else _GAPS.get(gap.strip(), "~")
                first = first or sign in '~"' and gap.endswith(("“", '"', ": "))
            codes += sign, code
            items.append(new(Item, (start, stop, code, entry, first, here, word)))  # the same as Item(...) at half the price
            end = stop
        begin += length
    headlines = frozenset(n for n, s in enumerate(sentences) if _is_headline(s))
    return _in_context(Items(plain, items, "".join(codes[1:]), headlines), vocabulary_)


def _longer(text: str, start: int, word: str, lowered: str, vocabulary_: Vocabulary, small: bool) -> tuple[int, str, tuple | None, str]:
    """End, code, entry and words of what a word opens: a phrase, an expert's calling with its field, a degree, an initial."""
    phrase = vocabulary_.known(lowered, start, word)
    found = phrase and vocabulary_.phrase(text[start:phrase[1]], small)
    length, code, entry = found or (len(word), vocabulary_.plain(word), None)
    stop = start + length
    if code == "t":
        field = _FIELD.match(text, stop)
        if field and not any(vocabulary_.words.get(w) == "F" or w in vocabulary_.codes for w in field[1].split()):
            stop = field.end(1)
    elif not found and text[start - 1:start].isspace() and (degree := vocabulary_.degrees.match(text, start)):
        code, stop = "G", degree.end()
    elif code == "I":
        stop += text[stop:stop + 1] == "."
    return stop, code, entry, " ".join(text[start:stop].split())


def _is_headline(sentence: Sentence) -> bool:
    """Whether a sentence is written in Title Case or capitals, so that a capital says nothing."""
    if sentence.text[-1:] in ".”\"":
        return False
    words = _LONG.findall(sentence.text)
    return len(words) > 2 and sum(w[0].isupper() for w in words) > 0.75 * len(words)


def _in_context(items: Items, vocabulary_: Vocabulary) -> Items:
    """`items` with words that their neighbours show to be another: in `KH Abdul Hakim` a name, in `Forum Guru Tirta` a word."""
    after, entry, capital = ((lambda pattern: [m.end() // 2 for m in pattern.finditer(items.codes)]), (lambda n: items.items[n].entry),
                             (lambda n: items.items[n].words[0].isupper()))
    codes = {n: "N" for n in after(_NAME_LIKE_OFFICE) if vocabulary_.words.get(items.words(n, n).lower(), "U") in "NM"}
    codes |= dict.fromkeys(after(_PARENT), "C") | dict.fromkeys((n for n in after(_UNIT_WORD) if capital(n)), "U")
    codes |= dict.fromkeys((n for n in after(_HONOURED) if entry(n - 1).actor_class == "civil_servants"), "U")
    codes |= {n: code for n in after(_OF_STATE_OR_HAJI) if (code := {"RI": "D", "H.": "I", "Hj.": "I"}.get(items.words(n, n)))}
    codes |= {n: "i" for n in (m.start() // 2 for m in _OFFICE_ROOM.finditer(items.codes)) if entry(n).category == "room"
              and (items.codes[2 * n + 2] in "OYH" or not capital(n))}
    # F for the words of a headline that the text below, if it has some length, never writes with a capital: `Lurah Joget`
    if items.headlines and items.items and items.items[-1].sentence + 1 >= len(items.headlines) + _BODY:
        known = {*" ".join([item.words for item in items.items if item.sentence not in items.headlines]).upper().split()}
        top = takewhile(lambda n: items.items[n].sentence < _BODY, range(len(items.items)))
        codes |= {n: "F" for n in top if items.items[n].sentence in items.headlines and items.items[n].code in "CMNU"
                  and items.items[n].words.upper() not in known}
    return items.recode(codes)


def _mended(text: str, vocabulary_: Vocabulary, small: bool) -> str:
    """`text`, where it is all in capitals or all without, with those that a careful writer would have set; in a small text a name
    is shown by the list of names, or by an office, a body, a title or a verb of saying before it."""
    lowered, end = in_small(text), 0

    def ordinary(m: re.Match, but: str = "") -> bool:
        phrase, word = vocabulary_.known(lowered, m.start(), m[0]), m[0].lower()
        told = phrase and vocabulary_.codes[phrase[0]][1] not in but
        return vocabulary_.words.get(word, "N") in "FU" or bool(told or not phrase and _VERB.match(word))

    def calm(m: re.Match) -> str:
        nonlocal end
        if m.start() >= end and (phrase := vocabulary_.known(lowered, m.start(), m[0])):
            end = phrase[1]
        return m[0] if m.start() < end else m[0].lower() if ordinary(m) else m[0].title()

    if not small:
        letters = list(text) if (runs := [*_SHOUTED.finditer(text)]) else []
        for run in runs:
            for m in _WORD.finditer(text, *run.span()):
                letters[m.start():m.end()] = calm(m)
        return "".join(letters) or text
    letters = list(_WORD.sub(lambda m: m[0].title() if vocabulary_.words.get(m[0].lower()) == "N" else m[0], text))
    for m in _WORD.finditer(text):
        cue = vocabulary_.known(lowered, m.start(), m[0])
        if cue and vocabulary_.codes[cue[0]][1] in "ABEORTckmtv":
            behind = _BEHIND.match(text, cue[1])
            for name in takewhile(lambda m: not ordinary(m, "PQ"), _WORD.finditer(text, *behind.span())):
                letters[name.start()] = letters[name.start()].upper()
    return "".join(letters)
