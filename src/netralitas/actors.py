"""Who and where: persons, the offices they hold, organisations, groups of people and places.

Everything is read from the row of items that `places.read_items` makes: offices and organisations by a grammar over codes, persons by the
evidence beside a capitalised run (a title, an office, a verb of saying, a word that is only a name, an earlier full name).
"""
from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence

from .entities import Found, Reader, entities_of, filler_id, homonyms, joined, longer_names, merged
from .lexicon import Lexicon, Lexicons
from .places import AREA, LOCAL, NOT_SPEAKER, STREET, VENUE, Items, learn_places, read_items
from .records import Entity, Mention, Sentence
from .spans import lay_out

__all__ = ["actor_id", "find_mentions", "link_entities", "successors"]

# Units of a body (`Pencegahan, Partisipasi Masyarakat, dan Hubungan Masyarakat`), and whether a list of them goes on.
_LIST = r"(?=(?:[,_][Uu])*[,_]&_[Uu])"
_UNITS = rf"(?:_[Uu#0XzHV]|-0|_I(?=_[OYP])|_&_[UuH]|,[Uu]{_LIST}|(?<=[Uu]),&_[Uu])"
_PROPER = (r"(?=L[_(])L(?:_[UuXz0#]|_F(?=_[CMNU])|_&_[Uu])*"
           rf"(?:_O|_(?!N(?:_[CNMJIQ])*[_,][sG])[CNMQJ](?:_{NOT_SPEAKER}[CMUuD]|_&_[UuC])*)?(?:_[PDXzUu#])*")
_ENGLISH = r"(?:(?:[CUXPMzl]_){1,4}l(?:_&(?:_[CUXu])+)*|l(?:_&(?:_[CUXu])+|_[UXu])+)"  # Tirta Research Institute, Network for Democracy
_CORE = rf"(?:[OY]|H{_UNITS}++|{_PROPER}|{_ENGLISH})"
_ACRONYM = r"\([XzOYPCL]\)"
_ORGANISATION = (rf"(?:(?:{_CORE}|o(?=_(?:[PQ]|W_)))"
                 rf"(?:_{_CORE}|_{AREA}|_{LOCAL}|_[D#0](?!_[NMCJ])|(?<=0)/{AREA}|{_ACRONYM}(?:{_CORE}|{AREA}))*+)")
_PART = rf"(?:{_CORE}|{AREA}|{LOCAL}|[#0UuXzRBHEDv]|V(?!_[CMX](?!_[CNM])))"
_MORE = (rf"(?:_{_PART}|_C(?=(?:_&)?(?:_[CU])*_[OYH])|/{_CORE}"
         rf"|_&_[UuXzH]|_&_C(?=_[OYH])|-[#0]|(?<=0)/{AREA}|(?<=[OYUuXzL])_&_{_CORE}|,[Uu]{_LIST}|(?<=[Uu]),&_[Uu]"
         rf"|(?:{_ACRONYM}|\([RB](?:_U)?\)){_PART})")
# `Camat Sukarimba mengimbau`: of a district nobody listed, unless the word is one that persons are named by
_VILLAGE = (r"v(?:(?<=[NC],v)_C(?:_[CM])?(?=,)"
            r"|(?:_|\([vRXzC]\))(?:(?:M_[CM](?=~)|[CMQ](?:_[CM](?=,|_s))?)(?:_D)*(?!,s|[,_]G|_p)|N(?=_[NCJ]_[NCJ]|_T)|V_[CM]))?")
_UNKNOWN = r"(?:_C(?=,[TJNMCARBv]|_[TJ])|_C_D)"  # Ketua Sinarloka, Rukmini Sari
_ROLE = (rf"(?:(?:A(?:[_.]|\(A\)))*(?:(?:[RB]|{_VILLAGE}){_MORE}*+{_UNKNOWN}?|E{_MORE}*+(?=[_,][TJNMC])"
         rf"|t(?:{_MORE}++{_UNKNOWN}?|{_UNKNOWN}|_w_{_CORE}(?=[_,][TJNMC])|(?=_[TJNM]|,[TJNMC]))|[rbe]{_MORE}++|[rbe](?=_[TNJ])|(?<=A_)[rbet]|b))")
_GROUP = r"[guot]"
_THING = re.compile(rf"(?P<role>{_ROLE})|(?P<venue>{VENUE})|(?P<organisation>{_ORGANISATION})|(?P<street>{STREET})|(?P<local>{LOCAL})"
                    rf"|(?P<area>{AREA})|(?P<group>{_GROUP})")
_NAME = re.compile(r"(?:(?<=T_)z_)?(?:n_(?=[CN]))?(?:I_)*[NMCJQ]"
                   r"(?:_(?:[NMCJIQ]|n(?=_[NMCJ])|P(?=_[NMC])|(?<=N_)z))*(?:_#(?=[_,|~]))?")
_SURE = re.compile(r"J[NMCI]+|I*N[NIM]*")
_ALL = re.compile(r".*_s")
# Jaringan Pantau Tirta (JPT), Jaringan Pantau Tirta atau JPT, JPT (Jaringan Pantau Tirta)
_EXPANSION = rf"(?:[HL](?:_[CMNUuX]|_&_[CUu])++|{_CORE})(?:_{_CORE})*+"
_EXPLAINED = re.compile(rf"(?P<before>{_EXPANSION})(?:\(|,?_h_|-)(?P<acronym>[XzC])(?![_-][CNM])|[XzC](?:\(|,?_h_)(?P<behind>{_EXPANSION})")
_Body = namedtuple("_Body", ("form", "category", "name", "actor_class", "level"))  # what `entities` asks of a row of organisations
_INITIALS = re.compile(r"(?<=y_)[XzPCI]|(?<=k_)z")
# Why a run of capitalised words is a name: rule, and a pattern over the codes before, the run in < >, the codes behind;
# f or d ends an office, a or d begins one, x is another finding. The first that fits; none = no person.
_EVIDENCE = (
    ("title", r"..T_<"), ("name_words", r".{4}<[^>]*J"),
    ("office_before", r"[fd]\(.\)<|..[fd][_,]<(?!C>.[PDUXO])"),  # Penjabat (Pj) Tendri, Ketua KPU, Tendri; not Kepala Klinik Tirta
    ("said_by", r"..k_<(?!C+>_[UX])|..m_<(?!C+>_[UX])(?:[^>]{2,}|N)>"),  # kata Tendri, oleh Rukmini; not kata Humas Sinar
    ("none", r"..[iwKSV]_<"), ("degree", r".{4}<[^>]+>.G"),
    ("says", r".{4}<[^>]+>(?:_s|(?<=..>),s)|..[adfx],<C>,s"),
    ("office_after", r".{4}<(?:[^>]{2,}|N)>(?:[,(][ad]|_p.[ad])"), ("name_words", r".{4}<[^>]*N"),
)
_WHY = re.compile("|".join(f"({pattern})" for _, pattern in _EVIDENCE))
_LOCAL_OFFICE = re.compile(r"v(?=_[CMNPQTJXK]|,[TNJ]|_h)")
_NAMED = ("_N", "_T", "_J", "_M")
_APPOSED = re.compile(r",\s+[a-z]{3}")  # Tendri Lokasari, pedagang di pasar itu, ...
_ACTS = re.compile(r"\s+(?:me\w+|ber\w+|di\w{4,}|hadir|juga|pun|saat|ketika|usai|telah|sudah|sempat|akan|yang|turut|kembali"
                   r"|tak|tidak|lalu)\b")


def find_mentions(sentences: Sequence[Sentence], lexicons: Lexicons) -> tuple[list[Mention], list[Entity]]:
    """Mentions of persons, roles, organisations and places, and the article's entities.

    A person's mention is the name alone; the office beside it is a mention of kind `role` with the bearer's `entity_id`. Mentions do not
    overlap: an organisation or place inside an office or a longer organisation is no mention of its own. Offsets are the article's.
    `rule` is the kind of evidence. Pronouns are not mentions. Deterministic; no exception on any text.
    """
    text = lay_out(sentences)
    items = _learn_acronyms(learn_places(read_items(text, sentences, lexicons)), lexicons)
    things = list(_things(items, lexicons["groups"]))
    return entities_of(items, sorted([*things, *_names(items, things)]), sentences, lexicons)


def actor_id(mention: Mention, text: str) -> str | None:
    """A mention's `entity_id`, or the filler of a role that nobody bears (`organisation:bupati-bangli`); `text` is `lay_out(sentences)`."""
    return mention.entity_id or filler_id(text[mention.start:mention.end])


def _learn_acronyms(items: Items, lexicons: Lexicons) -> Items:
    """`items` with the acronyms that the article explains coded as bodies: `Jaringan Pantau Tirta (JPT)`, `JPT atau Jaringan …`."""
    learnt: dict[str, tuple] = {}
    for m in _EXPLAINED.finditer(items.codes):
        side = "before" if m["before"] else "behind"
        acronym = items.words(*[(m.start("acronym") if m["acronym"] else m.start()) // 2] * 2)
        body = Reader(items, lexicons).body(range(m.start(side) // 2, (m.end(side) + 1) // 2))
        letters = iter(body.name.lower())  # an acronym's stand in the name in their order, the first one first
        if acronym[0].lower() == body.name[:1].lower() and all(letter in letters for letter in acronym.lower()):
            learnt.setdefault(acronym, _Body(body.entity_id.split(":")[1], "body", body.name, body.actor_class, body.level))
    known = [n for n, item in enumerate(items.items) if item.code in "XzC" and items.words(n, n) in learnt] if learnt else []
    for n in known:
        items.items[n] = items.items[n]._replace(entry=learnt[items.words(n, n)])
    return items.recode(dict.fromkeys(known, "Y"))


def _things(items: Items, groups: Lexicon) -> Iterator[Found]:
    """Roles, organisations, groups and places, by the grammar over codes."""
    told = {items.words(m.start() // 2, m.start() // 2) for m in _LOCAL_OFFICE.finditer(items.codes)}
    for m in _THING.finditer(items.codes):
        first, last, kind = m.start() // 2, (m.end() - 1) // 2, m.lastgroup
        if kind in ("role", "group") and items.codes[2 * first - 2:2 * first] == "V_" and items.text[items.items[first].start].islower():
            continue  # di kantor bupati
        if kind == "role":
            general = _is_general(items, groups, first, last, told)
            yield Found(first, last, "organisation", "group") if general else Found(first, last, "role", "office")
        elif kind in ("organisation", "group"):
            if kind == "organisation" or getattr(items.items[last].entry, "category", "") != "none":
                yield Found(first, last, "organisation", kind)
        elif _is_place(items, first, last, kind):
            yield Found(first, last, "place", kind)


def _is_general(items: Items, groups: Lexicon, first: int, last: int, told: set[str]) -> bool:
    """Whether an office is all who hold it: `para bupati` (not `kata bupati`), `Camat` if no village is `told` with it, in a headline."""
    code, before, words = items.codes[2 * first], items.codes[2 * first - 2:2 * first], items.words(first, last)
    if items.codes[2 * last + 1:2 * last + 3] in _NAMED or first == last and code == "b" and before == "k_":
        return False
    headline = items.items[first].sentence in items.headlines and groups.get(words)
    return bool(headline or first == last and (before == "q_" or code == "b" or code == "v" and words not in told))


def _is_place(items: Items, first: int, last: int, kind: str) -> bool:
    """Whether a match of the place grammar is one here: a bare ambiguous name only after `di`, a venue only where it may be meant."""
    before, item = items.codes[2 * first - 2:2 * first], items.items[first]
    capital = items.text[item.start].isupper()
    if before == "y_" or kind == "area" and item.code == "Z" and not capital:
        return False
    if kind == "area":
        return item.code != "Q" or first < last or before == "i_"
    return before == "i_" or capital and not item.initial if kind == "venue" else capital or last > first


def _names(items: Items, things: Sequence[Found]) -> list[Found]:
    """Persons: runs of capitalised words outside `things` for which there is evidence, then the short forms of those."""
    masked = _masked(items, things)
    found = [Found(m.start() // 2, m.start() // 2, "person", "initials") for m in _INITIALS.finditer(masked)]
    taken, rest = {f.first for f in found}, []
    for m in _NAME.finditer(masked):
        first, last = m.start() // 2, (m.end() - 1) // 2
        if first in taken:
            continue
        headline = items.items[first].sentence in items.headlines
        first += first < last and not headline and items.codes[2 * first] in "CM" and _ordinary(items, first)
        rule = None if headline else _evidence(items, masked, first, last)
        if rule:
            found.append(Found(first, last, "person", rule))
        else:
            rest.append((first, last, headline))
    spoken = {items.words(f.first, f.first) for f in found if f.first == f.last and f.rule in ("says", "said_by", "title")}
    repeated = [r for r in rest if r[0] < r[1] and not r[2] and spoken & {items.words(n, n) for n in range(r[0], r[1] + 1)}]
    found += [Found(first, last, "person", "repeated") for first, last, _ in repeated]
    return [*found, *_short_forms(items, masked, found, [r for r in rest if r not in repeated])]


def _masked(items: Items, things: Sequence[Found]) -> str:
    """The codes with x for what is found: of an office a at its start and f at its end, or d; f, too, for its places behind it."""
    codes = list(items.codes)
    for f in things:
        codes[2 * f.first:2 * f.last + 1:2] = "x" * (f.last - f.first + 1)
        if f.kind == "role":
            codes[2 * f.first], codes[2 * f.last] = ("a", "f") if f.first < f.last else ("d", "d")
        elif f.kind == "place" and f.first and codes[2 * f.first - 2] in "fd" and codes[2 * f.first - 1] == ",":
            codes[2 * f.last] = "f"  # Kepala Desa Sukamulya, Kecamatan Sidamukti, ...
    return "".join(codes)


def _evidence(items: Items, masked: str, first: int, last: int) -> str | None:
    """Why items first..last are a person's name, or None; of an unknown run of two words also what it does, or its trade behind it."""
    run, before, after = masked[2 * first:2 * last + 1:2], masked[max(0, 2 * first - 4):2 * first], masked[2 * last + 1:2 * last + 5]
    m = _WHY.match(f"{before:>4}<{run}>{after}")
    if m:
        rule = _EVIDENCE[m.lastindex - 1][0]
        return None if rule == "none" or rule == "says" and run == "C" and _ordinary(items, first) else rule
    if first == last or before[-1:] == "_" and items.items[first - 1].code == "g":
        return None if first == last else "group_before"
    if _ordinary(items, first):
        return None
    if items.items[first].initial and (after[:2] == "_w" or _APPOSED.match(items.text, items.items[last].end)):
        return "apposed"
    return "acts" if before[-1:] != '"' and _ACTS.match(items.text, items.items[last].end) else None


def _ordinary(items: Items, n: int) -> bool:
    """Whether a word that opens a sentence is also written small in this article, so no name."""
    return items.items[n].initial and re.search(rf"(?<![^\W_]){re.escape(items.words(n, n).lower())}(?![^\W_])", items.text) is not None


def _short_forms(items: Items, masked: str, found: Sequence[Found], rest: Sequence[tuple[int, int, bool]]) -> Iterator[Found]:
    """Runs without evidence of their own: their words that are of a name given in full; in a headline also words that are only names."""
    known = {word for f in found for word in items.words(f.first, f.last).split() if len(word) > 2}
    for first, last, headline in rest:
        named = [items.words(n, n) in known and not (items.codes[2 * n] == "C" and _ordinary(items, n)) for n in range(first, last + 1)]
        if any(named):
            start = first + named.index(True)
            end = start + next((k for k, yes in enumerate(named[start - first:]) if not yes), last + 1 - start) - 1
            yield Found(start, end, "person", "short_form")
        elif headline and (m := _SURE.search(masked[2 * first:2 * last + 1:2]) or _ALL.search(masked, 2 * first, 2 * last + 3)):
            start, end = (first + m.start(), first + m.end() - 1) if m.re is _SURE else (first, last)
            rule = _evidence(items, masked, start, end)
            if rule and (start < end or rule != "name_words"):
                yield Found(start, end, "person", rule)


def link_entities(entities: Iterable[Entity],
                  mentions: Iterable[Mention] = ()) -> tuple[list[Entity], dict[str | tuple[str, str], str]]:
    """The entities of all articles merged, by id, and a map from every old id to the new one.

    Entities with one id are one. A person with a shorter name is the one whose name has all its words, if there is only one such person,
    and both hold an office of one body, or the shorter name has two words or more that stand together in the longer one and their
    offices do not differ. With `mentions`, in the order of `entities`, persons of one name with offices in different regencies are told
    apart: each gets the area at the end of its id, and the map has them by (article_id, old id). The order of articles has no effect.
    """
    apart, rows = homonyms(list(entities), mentions)
    same: dict[str, Entity] = {}
    for e in sorted(rows, key=lambda e: tuple(str(x) for x in e)):
        same[e.entity_id] = merged(same[e.entity_id], e) if e.entity_id in same else e
    ids = {key: key for key in same}
    ids |= longer_names([e for e in same.values() if e.kind == "person"])
    whole: dict[str, Entity] = {}
    for key in sorted(same, key=lambda k: (k != ids[k], k)):
        e = same[key]
        whole[ids[key]] = merged(whole[ids[key]], e._replace(aliases=joined(e.name, e.aliases))) if ids[key] in whole else e
    return [whole[k] for k in sorted(whole)], {k: ids[k] for k in sorted(ids)} | {k: ids[apart[k]] for k in sorted(apart)}


def successors(entity_id: str, year: int, lexicons: Lexicons) -> list[str]:
    """The ids of the bodies that have the tasks of `entity_id` in `year`: itself, or those that took them over (BKN for KASN from 2024).

    For merging two bodies over time: `entities.entity_id.map(lambda e: successors(e, 2025, lexicons)[0])`. The table
    and its sources are `lexicons/successions.tsv`; what the table does not hold is its own successor.
    """
    for row in lexicons["successions"]:
        if filler_id(row.form.split("|")[0]) == entity_id and int(row.since[:4]) <= year:
            return [filler_id(name) for name in row.successor.split("; ")]
    return [entity_id]
