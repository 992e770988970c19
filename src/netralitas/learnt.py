"""What an article teaches of its own names: places that no list has, and acronyms that it explains."""
from __future__ import annotations

import re
from collections import defaultdict, namedtuple
from collections.abc import Iterator
from functools import lru_cache

from .entities import Reader
from .lexicon import Lexicon, Lexicons
from .places import Items

_LIST = r"(?:,[NMC](?:_[NMCJIQ])*)+[,_]&_[NMC](?!_[OYH])"  # Anggota Bawaslu Tendri Lokasari, Rukmini Sari, dan Tomo Brajamusti
_NEW = r"(C(?:_[CMN])?(?:_D)*|M_[CMN](?:_D)*)"
# Where an article introduces a place: `Kabupaten Merawan`, `di Merawan, ...`, `Bawaslu Merawan`, `Ketua Bawaslu Merawan, Rukmini Sari`,
# `Bupati Seruni Jaya, H. Tomo Brajamusti`, and, as a person has seldom four names, `Bupati Muara Sejati Tomo Brajamusti`;
# `Jalan Melati, Tirtasari, Denpasar`.
_AREA_OR_NAME = re.compile(r"[OBb]_([CMUNQ](?:_[CMN]){1,3})(?!_[CMN])")
_TWO_WORDS = re.compile(r"(?:(?<![RrA]_)[Oo]|[WKiBbv])_(?=[CMUNQZ]_[CMUDFNJ](?!_?[/(-]))")
_OPENS_NAME = re.compile(r"(?<![A-Z]_)[CMN](?=[_,|~.\"]|$)")
_INTRODUCED = tuple(map(re.compile, (
    r"W_([CM](?:_[CMN](?!_[NMCIJ]))?(?:_D)*|N_C(?![_,]C))", rf"i_{_NEW}(?=[,|~.)]|_&|$)", r"K_([CM]_C|C)(?=[,|~.)]|$)",
    rf"(?<![RBrbA]_)[Oo]_{_NEW}(?![_,][NMCIJ]|(?<=C_[MN])_s)", rf"[OoBbv]_{_NEW}(?=,[TJWI]|,[NMC](?:_[NMC]|,)|_T|_J)(?!{_LIST})",
    r"[OB]_([NQ]_C)(?=,T|,[NMC](?:_[NMC]|,))", r"B_([CMU]_[CM])(?=_[CMN]_[CMN]|_N[,_][sG]|_J)",
    r"[OW]_(Q)(?=[,|~.]|_[is&]|$)", r"[NCM](?:,|_p_|,p_)[Rr]_O_(C(?:_D)?)(?=[,~.|])", r"[SV](?:_[A-Zu])+,(C(?:_[CD])?)(?=,(?:W_)?[PQ])",
    rf"(?<=[RrA]_)O_{_NEW}(?=[~|.]|_T)(?P<force>)",  # a rank would stand before a name: anggota Polsek Tirtasari
)))
# Kabupaten Muna, Konawe, dan Anjasa
_AREA_LIST = re.compile(r"[WK]_[CMNPQ](?:_[CDP])?((?:,(?:[WK]_)?[CMPQ](?:_[CDP])?)+,?_?&_(?:[WK]_)?[CMPQ](?:_[CDN])?)(?=[~|.,)]|_i|$)")
_MEMBER = re.compile(r"[CMQ](?:_[CDN])?")
# What is said beside a name: a short name in brackets or behind `atau`.
_ASIDE = re.compile(r"[2g]_[XMCNU]|[(-][XzCPU](?![_-][CNM])|[XzC]\([HLCMPXUzlOY]|h_|[MUHCwgu]\([OY]")
_SHORT_AREA = re.compile(r"[PQ](?:_[DC])*\((?=[XzCP]\))")
# Rukmini Sari-Tomo Brajamusti (RATO), paslon RATO
_PAIR = re.compile(r"(?:-|_&_)(?:T[_.])*[NMCJ](?:_[NMCJI])*(?:,G)*\((?=[XzUCP]\))|[2g]_\"?(?=[XMCNU](?!_?[(-]|_[CMNX]))")
_OTHER = re.compile(r"(?:[ACMUH](?:_[CMUw])+|[gu])\((?=[OY])")  # Pajak Kendaraan Bermotor (PKB) is no party
_OF_PAIR = ("teams", "pairs")
_Body = namedtuple("_Body", ("form", "category", "name", "actor_class", "level"))  # what `entities` asks of a row of organisations
_Area = namedtuple("_Area", ("form", "category"))


def learn_places(items: Items, cues: Lexicon) -> Items:
    """`items` with the places that this article introduces by a cue coded as places everywhere."""
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in _before_names(items, cues):
        names[name[0]].add(name)
    for name in _of_two_words(items, cues):
        names[name[0]].add(name)
        names[name[0].upper()].add(tuple(map(str.upper, name)))
    for m in (m for pattern in _INTRODUCED for m in pattern.finditer(items.codes)):
        first, body = m.start(1) // 2, items.items[m.start() // 2]
        named = "force" in m.re.groupindex and body.entry.actor_class != "security"
        if items.items[first].sentence not in items.headlines and not named and (body.code != "O" or body.entry.category == "branch"):
            name = [item.words for item in items.items[first:first + len(re.sub(r"(?:_D)+$", "", m[1])) // 2 + 1]]
            names[name[0]].add(tuple(name))
            names[name[0].upper()].add(tuple(map(str.upper, name)))
    for m in (member for row in _AREA_LIST.finditer(items.codes) for member in _MEMBER.finditer(items.codes, *row.span(1))):
        name = tuple(item.words for item in items.items[m.start() // 2:m.end() // 2 + 1])
        names[name[0]].add(name)
    codes: dict[int, str] = {}
    for n in [n for n, item in enumerate(items.items) if item.words in names and item.code in "CMNXUQZ"] if names else ():
        here = tuple(item.words for item in items.items[n:n + 2])
        length = next((k for k in range(len(here), 0, -1) if here[:k] in names[here[0]]), 0)
        codes |= dict(zip(range(n, n + length), "PD")) if n not in codes else {}
    return items.recode(codes)


def _of_two_words(items: Items, cues: Lexicon) -> Iterator[tuple[str, ...]]:
    """Unknown areas of two words: the first is of landscape (`Bawaslu Tanah Arunika`), or they stand together wherever a body, `di` or
    `Kabupaten` comes before, at least twice, and no name of a person opens the second."""
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for m in _TWO_WORDS.finditer(items.codes):
        n, cue = m.end() // 2, m[0][0]
        first, second = items.items[n], items.items[n + 1]
        if first.sentence in items.headlines or not (first.words[0].isupper() and second.words[0].isupper()):
            continue
        entry = cues.get(first.words.lower())
        if entry and entry.category == "landscape" and (cue in "OoWK" or second.code != "N"):
            yield first.words, second.words
        elif first.code != "U" or cue == "W":
            told[first.words].append((cue, second.words if second.code not in "NJ" else ""))
    for word, rows in told.items():
        second = rows[0][1]
        if second and len(rows) > 1 and {row[1] for row in rows} == {second} and any(cue in "OoW" for cue, _ in rows):
            yield word, second


def _before_names(items: Items, cues: Lexicon) -> Iterator[tuple[str, ...]]:
    """Unknown areas between a body or an office and a name: they open with a word of landscape (`Anggota Bawaslu Nusa Arunika Togar`), or
    what follows them opens a name elsewhere too (`Bupati Arunika Tomo Brajamusti ... kata Tomo`)."""
    openers: set[str] = set()
    for m in _AREA_OR_NAME.finditer(items.codes):
        first, last = m.start(1) // 2, m.end(1) // 2
        words = [item.words for item in items.items[first:last + 1]]
        if (cue := cues.get(words[0].lower())) and cue.category == "landscape":
            yield tuple(words[:2])
        elif m[1][0] in "CM" and len(words) > 2:
            openers = openers or {items.words(m.start() // 2, m.start() // 2) for m in _OPENS_NAME.finditer(items.codes)}
            at = next((n for n in range(1, min(3, len(words))) if words[n] in openers), 0)
            if at and words[0] not in openers:
                yield tuple(words[:at])


@lru_cache(maxsize=2)
def _explained(core: str) -> re.Pattern:
    """Jaringan Pantau Tirta (JPT), Jaringan Pantau Tirta atau JPT, JPT (Jaringan Pantau Tirta); `core` is the grammar of a body's name."""
    name = rf"(?:[HL](?:_[CMNUuX]|_&_[CUu])++|{core})(?:_{core})*+"
    return re.compile(rf"(?=[HLOYCMUXPzl])(?:(?P<before>{name}|(?<=[Rr]_)[CMU](?:_[CMNUFP]|_&_[CMU])+)(?:\(|,?_h_|-)(?P<acronym>[XzC])"
                      rf"(?![_-][CNM])|(?P<first>[XzC])(?:\(|,?_h_)(?P<behind>{name}))")


def learn_acronyms(items: Items, lexicons: Lexicons, core: str) -> Items:
    """`items` with the short names that the article explains: of areas (`Kabupaten Kolaka Timur (Koltim)`), of bodies (`Jaringan Pantau
    Tirta (JPT)`, also of an unknown one behind an office), and of something else that a body shares (`Transfer ke Daerah (TKD)`)."""
    if not _ASIDE.search(items.codes):
        return items
    told: dict[str, tuple[str, tuple | None]] = {}
    for m in (*_SHORT_AREA.finditer(items.codes), *_OTHER.finditer(items.codes)):
        first, n = m.start() // 2, m.end() // 2
        words, short, area = items.words(first, n - 1), items.words(n, n), m[0][0] in "PQ"
        if area and _shortens(short, words):
            told[short] = "P", _Area(words, "") if first + 1 < n else items.items[first].entry
        elif not area and "".join(word[0] for word in words.split()[-len(short):]).upper() == short:
            told[short] = ("g", items.items[first].entry) if m[0][0] in "gu" else ("X", None)
    for m in _PAIR.finditer(items.codes):
        n, before = m.end() // 2, items.items[m.start() // 2]
        short = items.words(n, n)
        named = m[0][0] not in "2g" or before.entry.id in _OF_PAIR
        if named and short.isupper() and len(short) > 2 and items.items[n].sentence not in items.headlines:
            told[short] = "Y", _Body(short.lower(), "body", short, "party_or_candidate", None)
    items, bodies, codes, reader = _recoded(items, told), {}, {}, None
    for m in _explained(core).finditer(items.codes):
        reader = reader or Reader(items, lexicons)
        n, side = m.start("acronym" if m["acronym"] else "first") // 2, "before" if m["before"] else "behind"
        parts = range(m.start(side) // 2, (m.end(side) + 1) // 2)
        body, acronym = reader.body(parts), items.words(n, n)
        if _shortens(acronym, body.name):
            entry = _Body(body.entity_id.split(":")[1], "body", body.name, body.actor_class, body.level)
            bodies.setdefault(acronym, ("Y", entry))
            if items.codes[2 * parts[0]] in "CMU":
                items.items[parts[0]] = items.items[parts[0]]._replace(entry=entry)
                codes |= {parts[0]: "L"} | {n: "U" for n in parts[1:] if items.codes[2 * n] != "P"}
    return _recoded(items.recode(codes), bodies)


def _shortens(short: str, words: str) -> bool:
    """Whether the letters of a short name stand in the words in their order, the first one first."""
    letters = iter(words.lower())
    return short[0].lower() == words[:1].lower() and all(letter in letters for letter in short.lower())


def _recoded(items: Items, told: dict[str, tuple[str, tuple | None]]) -> Items:
    """`items` with the code and entry told of a short name wherever it stands and no other entry says what it is."""
    found = {n: told[item.words] for n, item in enumerate(items.items) if item.words in told} if told else {}
    found = {n: row for n, row in found.items() if row[0] in "Xg" or items.items[n].entry is None and items.items[n].code in "XzCPUMN"}
    for n, (_, entry) in found.items():
        items.items[n] = items.items[n]._replace(entry=entry)
    return items.recode({n: code for n, (code, _) in found.items()})
