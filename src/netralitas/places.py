"""What has a name: the capitalised words and known words of a text as a row of items, and the places among them.

The grammar of names is written over *codes*, one letter for an item and one sign for what lies between two items, so that
`Ketua Bawaslu Bali, Wayan Sumerta` is `R_O_P,N_N`. A regular expression over codes says what a role or a place looks like, in one line.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from .lexicon import Lexicon, Lexicons
from .records import Sentence

# What an item is: (lexicon, category) -> code. Where two lexicons hold a form, the earlier one here has it.
CODES = {
    "name_words": {"prefix": "J"},
    "titles": dict.fromkeys(("rank", "honorific", "degree_before", "nobility", "polite"), "T"),
    "offices": {"acting": "A", "area": "B", "head": "R", "employee": "E", "local": "v", "expert": "t", "trade": "t", "party": "t",
                 "candidate": "c"},
    "organisations": {"body": "Y", "branch": "O", "each": "O", "unit_head": "H", "free_head": "L", "english_head": "l"},
    "place_cues": {"area": "W", "nature": "Z", "local": "K", "street": "S", "venue": "V", "room": "V", "direction": "D",
                   "in": "i", "towards": "w"},
    "name_cues": {"before": "k", "according": "m", "says": "s", "apposition": "p", "join": "&", "or": "h", "initials": "y", "particle": "n",
                  "quantifier": "q", "alias": "j"},
}
_LEXICONS = ("name_words", "titles", "offices", "organisations", "places", "groups", "place_cues", "name_cues")
_HURRIED = frozenset(("oversight", "organiser", "executive", "security", "civil_servants", "rank", *"ABRvP"))
_FEW = 95  # an article with fewer capitals than one in so many characters is written small throughout; 20 to 35 is usual
_BODY = 3  # a headline is among the first so many sentences, and so many below it name again whom it names
_LOWER_OFFICE = {"R": "r", "B": "b", "E": "e", "v": "b"}
_GAPS = {"": "_", ",": ",", "(": "(", ")": ")", "),": ")", "/": "/", "-": "-", "–": "-", ".": ".", "“": '"', "”": '"', '"': '"'}
_ROMAN = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
_TOKEN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W\d_]{3,}(?=\d)|\w+(?:[’'ʼ]\w+|-[a-z]\w*)*")
_ARABIC = re.compile(r"(?:[Aa][ldrsntz]|[Ee]l)[-’'][A-Z]\w+")
_CAPITALS = re.compile(r"[A-Z]")
_WORD = re.compile(r"[A-Za-z]+")
_SHOUTED = re.compile(r"[A-Z]{3,}(?:[\s,.:;()/–-]{1,5}[A-Z0-9]{2,}){3,}")  # four words or more in capitals
_VERB = re.compile(r"(?:me[mn]|ber|ter|di[bgkpst])[a-z]{4}")
_NAME_LIKE_OFFICE = re.compile(r"[TNJMC]_(?=[RETt])")
_EXPERT_BODY = re.compile(r"[LHR]_(?=t)|L_(?=[Egv])")  # Ikatan Ahli Gizi, Forum Guru Tirta, Paguyuban Kepala Desa Merawan
_OFFICE_ROOM = re.compile(r"(?<![A-Z#0]_)V(?=_[KvOYH])")  # di kantor Kecamatan Susut, Kantor Bawaslu Bali
_HONOURED = re.compile(r"L[_)](?=T)")  # RSUD Dr. Sumarwan
_UNIT_WORD = re.compile(r"[HORuUY]_(?=w)")  # Badan Pendapatan Daerah
_PARENT = re.compile(r"[NMC]_n_(?=[PQ])")  # Rukmini binti Karimun
_LONG = re.compile(r"[^\W\d_]{4,}")
# an expert's field: `politik` of `pengamat politik Rukmini Sari`: up to three small words that are no verbs, soon before a capital
_FIELD = re.compile(r"((?:\s(?!me|di|ter|ber|ke|se)[a-z]{3,}){1,3})(?=[,.]\s|[,.]?$|,?(?: [a-z]+)? [A-Z])")
_NUMBER = re.compile(r"\d+(?:[./]\d+)*")

# The grammar of places, over codes (`_` is a blank between two items, `,` a comma).
AREA = r"(?:(?:[WZ]_)?(?:P|Q(?!_[NMCI]))(?:_D)*|[WZ]_Q(?:_D)*|W_(?:Z_)?[CMQ](?:_D|_C(?![_,][NMCIJ]))?|Z_[CMNJ](?:_D)?)"
# A run that a verb of saying or a degree follows is a person, also behind an institution (`Universitas Merawan Rukmini mengatakan`).
NOT_SPEAKER = r"(?!(?:N(?:_[CNMJIQ])*|[CMJIQ](?:_[CNMJIQ])?)(?:[,_]G|[,_]s))"
LOCAL = rf"(?:K_(?:K_)?(?:[CMNQPXJDZ#]|U(?=_[CMNPXD])|(?<![CUX]_K_)U)(?:_{NOT_SPEAKER}[CMNQPXD#])*)"
STREET = r"(?:S_[A-Z#](?:_(?:[CMNQPUDTIJ#0RX]|F_0)){0,4})"
VENUE = rf"(?:V_(?:[A-EG-OQ-Zuv#]|P(?=_))(?:_(?:{NOT_SPEAKER}(?:(?<![PO]_)N|(?<=[VT]_)[TJ]|[A-EG-IK-MO-SU-Zu#0])|&_[CMU]))*)"


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

    def name(self, first: int, last: int) -> str:
        """A person's name there, in the usual capitals: `Tendri Lokasari` also for `TENDRI LOKASARI` and `tendri lokasari`."""
        words = self.words(first, last)
        return words.title() if words.islower() or words.isupper() and len(words) > 4 else words

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
    cues: re.Pattern  # an office, a title, a body or a verb of saying; 1: the words behind it
    seen: dict[tuple[str, bool], tuple[int, str, tuple] | None]


@lru_cache(maxsize=8)
def vocabulary(lexicons: Lexicons) -> Vocabulary:
    """The lexicons of names as one `Vocabulary`; built once for a `Lexicons`."""
    codes: dict[str, list] = {}
    for name in _LEXICONS:
        own = [(f + "nya", e) for f, e in lexicons[name].forms.values() if f.islower() and len(f) > 3
               and (name == "groups" or name == "offices" and e.category == "head")]
        for form, entry in (*own, *lexicons[name].forms.values()):  # prajurit, prajuritnya
            place = "P" if name == "places" and entry.bare == "yes" else "Q"
            code = {"places": place, "groups": "g"}.get(name) or CODES[name].get(entry.category, "")
            if code and (name != "name_words" or code == "J"):
                slot = codes.setdefault(" ".join(form.lower().split()), [form, code, entry, code, entry])
                if name == "groups":  # `kepala dinas` is a group, `Kepala Dinas Sosial` an office
                    slot[0] = min(slot[0], form, key=lambda f: not f.islower())
                    slot[3:] = [{"O": "o", "t": "t", "R": "t", "c": "c"}[slot[1]], slot[2]] if slot[1] in "OtRc" else [code, entry]
    words = {key: "F" if e.category in ("function", "time") else "U" for key, (_, e) in lexicons["not_names"].forms.items()}
    kinds = {"both": "M", "short": "I"}
    words |= {key: kinds.get(e.category, "N") for key, (_, e) in lexicons["name_words"].forms.items() if e.category != "prefix"}
    degrees = "|".join(e.pattern for e in lexicons["titles"] if e.category == "degree_after")
    derived = re.compile("|".join(p.pattern for p, _ in lexicons["not_names"].patterns))
    capital = rf"{_ARABIC.pattern}|(?![a-z])(?:{_CAPITAL.pattern})"
    starts = frozenset(m.group() for key in codes for m in (_TOKEN.match(key), _CAPITAL.match(key)) if m)
    return Vocabulary(
        re.compile(rf"({_either(_small_forms(codes))})|(?<![^\W_])(?:({_NUMBER.pattern})|({capital}))"),
        re.compile(_either(codes)), starts, {k: tuple(v) for k, v in codes.items()}, words,
        lru_cache(maxsize=1 << 16)(lambda word: _plain_code(word, words, derived)),
        re.compile(rf"(?:{degrees})(?=[\s,.;)–”\"]|$)"), _written_small(codes),
        re.compile(_either(key for key, code in words.items() if code == "N")),
        re.compile(rf"{_either(k for k, v in codes.items() if v[1] in 'ABEORTckmtv')}(?=((?:,?\s[^\W\d_]+\.?){{1,6}}))"), {})


def _either(forms: Iterable[str]) -> str:
    """An expression for any of `forms`, the longest first, as a lexicon makes it."""
    lexicon = Lexicon("names", [])
    lexicon.forms = dict.fromkeys(forms, ("", ()))
    return lexicon.regex.pattern


def _small_forms(codes: dict[str, list]) -> Iterator[str]:
    """The phrases as they stand where they begin small: `pegawai asn`, `pegawai ASN`."""
    for key, (form, *_) in codes.items():
        start, _, last = key.rpartition(" ")
        first, _, rest = key.partition(" ")
        more = {f"{start} {last.upper()}", f"{start} {last.title()}", f"{first} {rest.title()}"} if start else set()
        yield from {key, form[0].lower() + form[1:]} | more


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
    return sentence.text[-1:] not in ".”\"" and len(words) > 2 and sum(w[0].isupper() for w in words) > 0.75 * len(words)


def _in_context(items: Items, vocabulary_: Vocabulary) -> Items:
    """`items` with words that their neighbours show to be another: in `KH Abdul Hakim` a name, in `Forum Guru Tirta` a word."""
    after, entry = (lambda pattern: [m.end() // 2 for m in pattern.finditer(items.codes)]), (lambda n: items.items[n].entry)

    def capital(n: int) -> bool:
        return items.text[items.items[n].start].isupper()

    codes = {n: "N" for n in after(_NAME_LIKE_OFFICE) if vocabulary_.words.get(items.words(n, n).lower(), "U") in "NM"}
    codes |= dict.fromkeys(after(_PARENT), "C") | dict.fromkeys((n for n in after(_EXPERT_BODY) if capital(n)), "U")
    codes |= dict.fromkeys((n for n in after(_UNIT_WORD) if capital(n)), "U")
    codes |= dict.fromkeys((n for n in after(_HONOURED) if entry(n - 1).actor_class == "civil_servants"), "U")
    codes |= {n: "i" for n in (m.start() // 2 for m in _OFFICE_ROOM.finditer(items.codes)) if entry(n).category == "room"
              and (items.codes[2 * n + 2] in "OYH" or not capital(n))}
    # F for the words of a headline that the text below, if it has some length, never writes with a capital: `Lurah Joget`
    below = [item for item in items.items if item.sentence not in items.headlines]
    if len({item.sentence for item in below}) >= _BODY:
        known = {word for item in below for word in items.text[item.start:item.end].upper().split()}
        codes |= {n: "F" for n, item in enumerate(items.items) if item.sentence in items.headlines and item.sentence < _BODY
                  and item.code in "CMNU" and items.text[item.start:item.end].upper() not in known}
    return items.recode(codes) if codes else items


def _matches(text: str, vocabulary_: Vocabulary) -> Iterator[tuple[int, int, str, tuple | None]]:
    """(start, end, code, entry) of every item; most words of a text are small, begin no phrase, and are passed over at once."""
    lowered = text.replace("İ", "I").lower()  # the one letter that gets longer
    small = len(_CAPITALS.findall(text)) * _FEW < len(text)
    mended = _mended(text, lowered, vocabulary_, small)
    text, shown = mended, mended if small else text
    search, phrases, starts, seen = vocabulary_.scan.search, vocabulary_.phrases.match, vocabulary_.starts, vocabulary_.seen
    m = search(text)
    while m:
        kind, (start, end) = m.lastindex, m.span()
        phrase = m if kind == 1 else phrases(lowered, start) if kind == 3 and lowered[start:end] in starts else None
        if phrase:
            words = shown[start:phrase.end()], small
            found = seen[words] if words in seen else seen.setdefault(words, _phrase(words[0], vocabulary_, small))
        if phrase and found:
            length, code, entry = found
            end = start + length
            field = _FIELD.match(text, end) if code == "t" else None
            if field and not any(vocabulary_.words.get(w) == "F" or w in vocabulary_.codes for w in field[1].split()):
                end = field.end(1)
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


def _mended(text: str, lowered: str, vocabulary_: Vocabulary, small: bool) -> str:
    """`text`, where it is all in capitals or all without, with those that a careful writer would have set; in a small text a name
    is shown by the list of names, or by an office, a body, a title or a verb of saying before it."""
    def ordinary(start: int, word: str, but: str = "") -> bool:
        phrase = vocabulary_.phrases.match(lowered, start)
        known = phrase and vocabulary_.codes[" ".join(phrase[0].split())][1] not in but
        return vocabulary_.words.get(word, "N") in "FU" or bool(known or not phrase and _VERB.match(word))

    def calm(run: re.Match) -> str:
        return _WORD.sub(lambda m: m[0].lower() if ordinary(run.start() + m.start(), m[0].lower()) else m[0].title(), run[0])

    if not small:
        return _SHOUTED.sub(calm, text)
    letters = list(vocabulary_.names.sub(lambda m: m[0].title(), text))
    for cue in vocabulary_.cues.finditer(text):
        names = takewhile(lambda m: not ordinary(m.start(), m[0].lower(), "PQ"), _WORD.finditer(text, cue.end(), cue.end(1)))
        for start in [m.start() for m in names]:
            letters[start] = letters[start].upper()
    return "".join(letters)


def _phrase(found: str, vocabulary_: Vocabulary, small: bool) -> tuple[int, str, tuple] | None:
    """Length, code and entry of a phrase written as the lexicons have it; of `Kepala Dinas` only `Kepala`, as `Dinas` may open a name."""
    words, known = found.split(), vocabulary_.codes
    phrase = " ".join(words)
    if phrase.lower() not in known:
        return None
    form, code, entry, low, low_entry = known[phrase.lower()]
    if not (form.islower() or phrase in (form, form[0].lower() + form[1:], form[0].upper() + form[1:]) and (" " in form or phrase == form)
            or phrase.isupper() or small and phrase in vocabulary_.small):
        return None
    if phrase[0].islower() or words[-1].islower():
        return len(found), _LOWER_OFFICE.get(low, low), low_entry
    if code in "Rg" and known.get(words[-1].lower(), "  ")[1] in "HL" and " ".join(words[:-1]).lower() in known:
        return _phrase(found.rsplit(None, 1)[0], vocabulary_, small)
    if entry.category in ("none", "trade"):
        return len(found), "U", None
    return len(found), "u" if code == "g" and len(words) == 1 and phrase.istitle() else code, entry


def _plain_code(word: str, words: dict[str, str], derived: re.Pattern) -> str:
    """The code of a capitalised word that is no phrase of the lexicons."""
    code = words.get(word.lower())
    if _ARABIC.fullmatch(word):
        return "N"
    if not word[0].isupper():  # a small letter outside a to z
        return ""
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
    r"W_([CM](?:_[CMN](?!_[NMCIJ]))?(?:_D)*|N_C(?![_,]C))", rf"i_{_NEW}(?=[,|~.)]|_&|$)", r"K_([CM]_C|C)(?=[,|~.)]|$)",
    rf"(?<![RBrbA]_)[Oo]_{_NEW}(?![_,][NMCIJ]|(?<=C_[MN])_s)", rf"[OoBbv]_{_NEW}(?=,[TJWI]|,[NMC](?:_[NMC]|,)|_T|_J)",
    r"[OB]_(N_C)(?=,T|,[NMC](?:_[NMC]|,))", r"B_([CMU]_[CM])(?=_[CMN]_[CMN]|_N[,_][sG]|_J)",
    r"[OW]_(Q)(?=[,|~.]|_[is&]|$)", r"[NCM](?:,|_p_|,p_)[Rr]_O_(C(?:_D)?)(?=[,~.|])", r"[SV](?:_[A-Zu])+,(C(?:_[CD])?)(?=,(?:W_)?[PQ])",
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
        if item.code in "CMNXUQ" and n not in codes:
            here = tuple(items.words(k, k) for k in range(n, min(n + 2, len(items.items))))
            length = next((k for k in range(len(here), 0, -1) if here[:k] in names), 0)
            codes |= dict(zip(range(n, n + length), "PD"))
    return items.recode(codes)
