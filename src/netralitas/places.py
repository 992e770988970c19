"""What has a name: the capitalised words and known words of a text as a row of items, and the places among them.

The grammar of names is written over *codes*, one letter for an item and one sign for what lies between two items, so that
`Ketua Bawaslu Bali, Wayan Sumerta` is `R_O_P,N_N`. A regular expression over codes says what a role or a place looks like, in one line.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    ("offices", "expert"): "t",
    ("organisations", "body"): "Y", ("organisations", "branch"): "O", ("organisations", "each"): "O",
    ("organisations", "unit_head"): "H", ("organisations", "free_head"): "L",
    ("organisations", "english_head"): "l",
    ("place_cues", "area"): "W", ("place_cues", "nature"): "Z", ("place_cues", "local"): "K", ("place_cues", "street"): "S",
    ("place_cues", "venue"): "V", ("place_cues", "direction"): "D", ("place_cues", "in"): "i", ("place_cues", "towards"): "w",
    ("name_cues", "before"): "k", ("name_cues", "according"): "m", ("name_cues", "says"): "s", ("name_cues", "apposition"): "p",
    ("name_cues", "join"): "&", ("name_cues", "or"): "h",
    ("name_cues", "initials"): "y", ("name_cues", "particle"): "n", ("name_cues", "quantifier"): "q",
}
_LEXICONS = ("name_words", "titles", "offices", "organisations", "places", "groups", "place_cues", "name_cues")
_STATE = frozenset(("oversight", "organiser", "executive", "security", "civil_servants"))
_FEW = 95  # an article with fewer capitals than one in so many characters is written small throughout; 20 to 35 is usual
_BODY = 3  # a headline is among the first so many sentences, and so many below it name again whom it names
_LOWER_OFFICE = {"R": "r", "B": "b", "E": "e", "v": "b"}
_GAPS = {"": "_", ",": ",", "(": "(", ")": ")", "/": "/", "-": "-", "–": "-", ".": ".", "“": '"', "”": '"', '"': '"'}
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
_TOKEN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W\d_]{3,}(?=\d)|\w+(?:[’'ʼ]\w+|-[a-z]\w*)*")
_ARABIC = re.compile(r"(?:A[ldrsntz]|El)[-’'][A-Z]\w+")
_CAPITALS = re.compile(r"[A-Z]")
_NAME_LIKE_OFFICE = re.compile(r"[TNJMC]_(?=[RETt])")
_EXPERT_BODY = re.compile(r"[LHR]_(?=t)|L_(?=E)")  # Ikatan Ahli Gizi, Forum Guru Tirta
_OFFICE_ROOM = re.compile(r"V(?=_[Kv])")  # di kantor Kecamatan Susut
_LONG = re.compile(r"[^\W\d_]{4,}")
# an expert's field: `politik` of `pengamat politik Rukmini Sari`: up to three small words that are no verbs, soon before a capital
_FIELD = re.compile(r"((?:\s(?!me|di|ter|ber|ke|se)[a-z]{3,}){1,3})(?=,?(?: [a-z]+)? [A-Z])")
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")

# The grammar of places, over codes (`_` is a blank between two items, `,` a comma).
AREA = r"(?:(?:[WZ]_)?(?:P|Q(?!_[NMCI]))(?:_D)*|[WZ]_Q(?:_D)*|W_(?:Z_)?[CMQ](?:_D|_C(?![_,][NMCIJ]))?|Z_[CMNJ](?:_D)?)"
# A run that a verb of saying or a degree follows is a person, also behind an institution (`Universitas Merawan Rukmini mengatakan`).
NOT_SPEAKER = r"(?!(?:N(?:_[CNMJIQ])*|[CMJIQ](?:_[CNMJIQ])?)(?:[,_]G|[,_]s))"
LOCAL = rf"(?:K_(?:K_)?(?:[CMNQPXJDZ#]|U(?=_[CMNPXD])|(?<![CUX]_K_)U)(?:_{NOT_SPEAKER}[CMNQPXD#])*)"
STREET = r"(?:S_[A-Z#](?:_(?:[CMNQPUDTIJ#0RX])){0,4})"
VENUE = rf"(?:V_(?:[A-EG-OQ-Zuv#]|P(?=_))(?:_(?:{NOT_SPEAKER}(?:(?<![PO]_)N|[A-EG-MO-Zu#0])|&_[CMU]))*)"


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
    """The lexicons of names made ready for one walk over a text."""

    scan: re.Pattern  # 1: phrases that begin small, 2: numbers, 3: words with a capital
    phrases: re.Pattern  # all phrases, over a text in lower case
    starts: frozenset[str]
    codes: dict[str, tuple[str, str, tuple, str, tuple]]
    words: dict[str, str]
    plain: Callable[[str], str]  # the code of a capitalised word that is no phrase of the lexicons
    degrees: re.Pattern
    small: frozenset[str]
    names: re.Pattern  # words that are hardly anything but names, small
    seen: dict[tuple[str, bool], tuple[int, str, tuple] | None]


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
                    slot[3:] = ["o", slot[2]] if slot[1] == "O" else ["t", slot[2]] if slot[1] in "tR" else [code, entry]
    words = {key: "F" if e.category in ("function", "time") else "U" for key, (_, e) in lexicons["not_names"].forms.items()}
    kinds = {"both": "M", "short": "I"}
    words |= {key: kinds.get(e.category, "N") for key, (_, e) in lexicons["name_words"].forms.items() if e.category != "prefix"}
    degrees = "|".join(e.pattern for e in lexicons["titles"] if e.category == "degree_after")
    derived = re.compile("|".join(p.pattern for p, _ in lexicons["not_names"].patterns))
    starts = frozenset(m.group() for key in codes for m in (_TOKEN.match(key), _CAPITAL.match(key)) if m)
    return Vocabulary(
        re.compile(rf"({_either(_small_forms(codes))})|(?<![^\W_])(?:({_NUMBER.pattern})|({_ARABIC.pattern}|(?![a-z])(?:{_CAPITAL.pattern})))"),
        re.compile(_either(codes)), starts, {k: tuple(v) for k, v in codes.items()}, words,
        lru_cache(maxsize=1 << 16)(lambda word: _plain_code(word, words, derived)),
        re.compile(rf"(?:{degrees})(?=[\s,.;)–”\"]|$)"), _written_small(codes),
        re.compile(_either(key for key, code in words.items() if code == "N")), {})


def _either(forms: Iterable[str]) -> str:
    """An expression for any of `forms`, the longest first, as a lexicon makes it."""
    lexicon = Lexicon("names", [])
    lexicon.forms = dict.fromkeys(forms, ("", ()))
    return lexicon.regex.pattern


def _small_forms(codes: dict[str, list]) -> Iterator[str]:
    """The phrases as they stand where they begin small: `pegawai asn`, `pegawai ASN`."""
    for key, (form, *_) in codes.items():
        start, space, last = key.rpartition(" ")
        yield from {key, form[0].lower() + form[1:]} | ({start + space + last.upper(), start + space + last.title()} if start else set())


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
    headlines = frozenset(n for n, s in enumerate(sentences) if _is_headline(s))
    starts = [*(s.start for s in sentences[1:]), len(text) + 1]
    here = end = 0
    for start, stop, code, entry in _matches(text, vocabulary_):
        before, gap = here, text[end:start]
        while start >= starts[here]:
            here += 1
        sign = "_" if gap == " " else "|" if here != before else _GAPS.get(gap.strip(), "~")
        first = not items or here != before and not any(map(str.isalnum, text[sentences[here].start:start]))
        codes += sign, code
        items.append(Item(start, stop, code, entry, first or sign in '~"' and gap.endswith(("“", '"', ": ")), here))
        end = stop
    return _in_context(Items(text, items, "".join(codes[1:]), headlines), vocabulary_)


def _is_headline(sentence: Sentence) -> bool:
    """Whether a sentence is written in Title Case or capitals, so that a capital says nothing."""
    words = _LONG.findall(sentence.text)
    return sentence.text[-1:] not in ".”\"" and len(words) > 2 and sum(w[0].isupper() for w in words) > 0.8 * len(words)


def _in_context(items: Items, vocabulary_: Vocabulary) -> Items:
    """`items` with words that their neighbours show to be another: in `KH Abdul Hakim` a name, in `Forum Guru Tirta` a word."""
    hits = (m.start() // 2 + 1 for m in _NAME_LIKE_OFFICE.finditer(items.codes))
    codes = {n: "N" for n in hits if vocabulary_.words.get(items.words(n, n).lower(), "U") in "NM"}
    codes |= {m.start() // 2 + 1: "U" for m in _EXPERT_BODY.finditer(items.codes)}
    codes |= {m.start() // 2: "i" for m in _OFFICE_ROOM.finditer(items.codes) if items.text[items.items[m.start() // 2].start].islower()}
    codes |= _common(items)
    return items.recode(codes) if codes else items


def _common(items: Items) -> dict[int, str]:
    """F for the words of a headline that the text below, if it has some length, never writes with a capital: `Lurah Joget`."""
    below = [item for item in items.items if item.sentence not in items.headlines]
    if len({item.sentence for item in below}) < _BODY:
        return {}
    known = {word for item in below for word in items.text[item.start:item.end].upper().split()}
    return {n: "F" for n, item in enumerate(items.items) if item.sentence in items.headlines and item.sentence < _BODY
            and item.code in "CMNU" and items.text[item.start:item.end].upper() not in known}


def _matches(text: str, vocabulary_: Vocabulary) -> Iterator[tuple[int, int, str, tuple | None]]:
    """(start, end, code, entry) of every item; most words of a text are small, begin no phrase, and are passed over at once."""
    lowered = text.replace("İ", "I").lower()  # the one letter that gets longer
    small = len(_CAPITALS.findall(text)) * _FEW < len(text)
    if small:  # `bupati sutrisno mengatakan`
        text = vocabulary_.names.sub(lambda m: m[0].title(), text)
    search, phrases, starts, seen = vocabulary_.scan.search, vocabulary_.phrases.match, vocabulary_.starts, vocabulary_.seen
    m = search(text)
    while m:
        kind, (start, end) = m.lastindex, m.span()
        phrase = m if kind == 1 else phrases(lowered, start) if kind == 3 and lowered[start:end] in starts else None
        if phrase:
            words = text[start:phrase.end()], small
            found = seen[words] if words in seen else seen.setdefault(words, _phrase(words[0], vocabulary_, small))
        if phrase and found:
            length, code, entry = found
            end = start + length
            end = _with_field(text, end, vocabulary_) if code == "t" else end
            yield start, end, code, entry
        elif kind == 1:
            end = _TOKEN.match(text, start).end()
        elif kind == 2:
            yield start, end, "0", None
        else:
            code = vocabulary_.plain(text[start:end])
            if end - start < 6 and text[start - 1:start].isspace() and (degree := vocabulary_.degrees.match(text, start)):
                code, end = "G", degree.end()
            end += code == "I" and text[end:end + 1] == "."
            if code:
                yield start, end, code, None
        m = search(text, end)


def _phrase(found: str, vocabulary_: Vocabulary, small: bool) -> tuple[int, str, tuple] | None:
    """Length, code and entry of a phrase written as the lexicons have it; of `Kepala Dinas` only `Kepala`, as `Dinas` may open a name."""
    words, known = found.split(), vocabulary_.codes
    phrase = " ".join(words)
    if phrase.lower() not in known:
        return None
    form, code, entry, low, low_entry = known[phrase.lower()]
    if not (form.islower() or phrase in (form, form[0].lower() + form[1:]) and (" " in form or phrase == form)
            or phrase.isupper() or small and phrase in vocabulary_.small):
        return None
    if phrase[0].islower() or words[-1].islower():
        return len(found), _LOWER_OFFICE.get(low, low), low_entry
    if code in "Rg" and known.get(words[-1].lower(), "  ")[1] in "HL" and " ".join(words[:-1]).lower() in known:
        return _phrase(found.rsplit(None, 1)[0], vocabulary_, small)
    if code == "g" and entry.category == "none":
        return len(found), "U", None
    return len(found), "u" if code == "g" and len(words) == 1 and phrase.istitle() else code, entry


def _with_field(text: str, end: int, vocabulary_: Vocabulary) -> int:
    field = _FIELD.match(text, end)
    words = field[1].split() if field else []
    plain = words and not any(vocabulary_.words.get(w) == "F" or w in vocabulary_.codes for w in words)
    return field.end(1) if plain else end


def _plain_code(word: str, words: dict[str, str], derived: re.Pattern) -> str:
    """The code of a capitalised word that is no phrase of the lexicons."""
    code = words.get(word.lower())
    if not word[0].isupper():  # a small letter outside a to z
        return ""
    if _ARABIC.fullmatch(word):
        return "N"
    if code and not (word.isupper() and len(word) < 4 and code in "NM"):
        return code
    if _ROMAN.fullmatch(word):
        return "#"
    if len(word) == 1:
        return "I"
    if word.isupper() and len(word) > 1 or sum(map(str.isupper, word)) > 2:
        return "X" if len(word) > 2 else "z"
    return "U" if derived.fullmatch(word) else "C"


_NEW = r"(C(?:_[CMN])?(?:_D)*|M_[CMN](?:_D)*)"
# Where an article introduces a place: `Kabupaten Merawan`, `di Merawan, ...`, `Bawaslu Merawan`, `Ketua Bawaslu Merawan, Rukmini Sari`,
# `Bupati Seruni Jaya, H. Tomo Brajamusti`, and, as a person has seldom four names, `Bupati Muara Sejati Tomo Brajamusti`;
# `Jalan Melati, Tirtasari, Denpasar`.
_INTRODUCED = tuple(map(re.compile, (
    r"W_([CM](?:_[CMN](?!_[NMCIJ]))?(?:_D)*|N_C(?![_,]C))", rf"i_{_NEW}(?=[,|~.)]|_&|$)", r"K_([CM]_C)(?=[,|~.)]|$)",
    rf"(?<![RBrbA]_)[Oo]_{_NEW}(?![_,][NMCIJ])", rf"[OoBv]_{_NEW}(?=,[TJW]|,[NMC](?:_[NMC]|,)|_T|_J)",
    r"[OB]_(N_C)(?=,T|,[NMC](?:_[NMC]|,))", r"B_([CMU]_[CM])(?=_[CMN]_[CMN]|_N[,_][sG]|_J)",
    r"[SV](?:_[A-Zu])+,(C(?:_[CD])?)(?=,(?:W_)?[PQ])",
)))


def learn_places(items: Items) -> Items:
    """`items` with the places that this article introduces by a cue coded as places everywhere."""
    names = set()
    for m in (m for pattern in _INTRODUCED for m in pattern.finditer(items.codes)):
        first, body = m.start(1) // 2, items.items[m.start() // 2]
        if items.items[first].sentence not in items.headlines and (body.code != "O" or body.entry.category == "branch"):
            name = tuple(items.words(n, n) for n in range(first, first + len(re.sub(r"(?:_D)+$", "", m[1])) // 2 + 1))
            names |= {name, tuple(word.upper() for word in name)}
    codes: dict[int, str] = {}
    for n, item in enumerate(items.items if names else ()):
        if item.code in "CMNXU" and n not in codes:
            here = tuple(items.words(k, k) for k in range(n, min(n + 2, len(items.items))))
            length = next((k for k in range(len(here), 0, -1) if here[:k] in names), 0)
            codes |= dict(zip(range(n, n + length), "PD"))
    return items.recode(codes)
