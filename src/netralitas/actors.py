"""Who and where: persons, the offices they hold, organisations, groups of people and places.

Everything is read from the row of items that `places.read_items` makes: offices and organisations by a grammar over codes, persons by the
evidence beside a capitalised run (a title, an office, a verb of saying, a word that is only a name, an earlier full name).
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from .entities import Found, entities_of, filler_id, joined, merged
from .lexicon import Lexicons
from .places import AREA, LOCAL, NOT_SPEAKER, STREET, VENUE, Items, learn_places, read_items
from .records import Entity, Mention, Sentence
from .spans import lay_out

__all__ = ["actor_id", "find_mentions", "link_entities"]

# Units of a body (`Pencegahan, Partisipasi Masyarakat, dan Hubungan Masyarakat`), and whether a list of them goes on.
_LIST = r"(?=(?:[,_][Uu])*[,_]&_[Uu])"
_UNITS = rf"(?:_[Uu#0XzHV]|-0|_I(?=_[OYP])|_&_[UuH]|,[Uu]{_LIST}|(?<=[Uu]),&_[Uu])"
_PROPER = (r"(?=L_)L(?:_[UuXz0#]|_&_[Uu])*"
           rf"(?:_O|_[CNMQJ](?:_{NOT_SPEAKER}[CMUuD]|_&_[UuC])*)?(?:_[PDXzUu#])*")
_CORE = rf"(?:[OY]|H{_UNITS}+|{_PROPER})"
_ACRONYM = r"\([XzOYPC]\)"
_ORGANISATION = (rf"(?:(?:{_CORE}|o(?=_(?:[PQ]|W_)))"
                 rf"(?:_{_CORE}|_{AREA}|_{LOCAL}|_[D#0](?!_[NMCJ])|(?<=0)/{AREA}|{_ACRONYM}(?:{_CORE}|{AREA}))*)")
_PART = rf"(?:{_CORE}|{AREA}|{LOCAL}|[#0UuXzRBHEDv]|V(?!_[CMX](?!_[CNM])))"
_MORE = (rf"(?:_{_PART}|_&_[UuXzH]|_&_C(?=_[OYH])|-[#0]|(?<=0)/{AREA}|(?<=[OYUuXzL])_&_{_CORE}|,[Uu]{_LIST}|(?<=[Uu]),&_[Uu]"
         rf"|(?:{_ACRONYM}|\([RB](?:_U)?\)){_PART})")
# `Camat Sukarimba mengimbau`: of a district nobody listed, unless the word is one that persons are named by
_VILLAGE = r"v(?:(?:_|\([vRXzC]\))(?:[CMQ](?:_[CM](?=,|_s))?(?:_D)*(?!,s|[,_]G|_p)|N(?=_[NCJ]_[NCJ]|_T)|V_[CM]))?"
_ROLE = (rf"(?:(?:A(?:[_.]|\(A\)))*(?:(?:[RB]|{_VILLAGE}){_MORE}*(?:_C(?=,[TJNMCARBv]|_[TJ])|_C_D)?"
         rf"|E{_MORE}*(?=[_,][TJNMC])|[rbe]{_MORE}+|(?<=A_)[rbe]|b))")
_GROUP = r"[guo]"
_THING = re.compile(rf"(?P<role>{_ROLE})|(?P<venue>{VENUE})|(?P<organisation>{_ORGANISATION})|(?P<street>{STREET})|(?P<local>{LOCAL})"
                    rf"|(?P<area>{AREA})|(?P<group>{_GROUP})")
_NAME = re.compile(r"(?:(?<=T_)z_)?(?:n_(?=[CN]))?(?:I_)*[NMCJQ]"
                   r"(?:_(?:[NMCJIQ]|n(?=_[NMCJ])|P(?=_[NMC])|(?<=N_)z))*(?:_#(?=[_,|~]))?")
_INITIALS = re.compile(r"(?<=y_)[XzPCI]|(?<=k_)z")
_LISTED = re.compile(r",([CN](?:_[CD])?)(?=,(?:W_)?[PQ])")
_APPOSED = re.compile(r",\s+[a-z]{3}")  # Tendri Lokasari, pedagang di pasar itu, ...
# “…,” balas Tomo Brajamusti: a small word between a closing mark and a name
_TAGGED = re.compile(r"(?:[,?!.…][\"”]|[\"”],)[ \u00a0]((?!(?:me|di|ber|ter)[a-z]{4})[a-z]{3,20})[ \u00a0](?=[A-Z])")
_ACTS = re.compile(r"\s+(?:me\w+|ber\w+|di\w{4,}|hadir|juga|pun|saat|ketika|usai|telah|sudah|sempat|akan|yang|turut|kembali"
                   r"|tak|tidak|lalu)\b")


def find_mentions(sentences: Sequence[Sentence], lexicons: Lexicons) -> tuple[list[Mention], list[Entity]]:
    """Mentions of persons, roles, organisations and places, and the article's entities.

    A person's mention is the name alone; the office beside it is a mention of kind `role` with the bearer's `entity_id`. Mentions do not
    overlap: an organisation or place inside an office or a longer organisation is no mention of its own. Offsets are the article's.
    `rule` is the kind of evidence. Pronouns are not mentions. Deterministic; no exception on any text.
    """
    text = lay_out(sentences)
    items = learn_places(read_items(text, sentences, lexicons), lexicons["place_cues"])
    things = [f for f in _things(items) if f.kind != "none"]
    names = _names(items, things, _tagged(text, lexicons))
    found = sorted(things + names)
    return entities_of(items, found, sentences, lexicons)


def actor_id(mention: Mention, text: str) -> str | None:
    """The entity a mention stands for: its `entity_id`, or or for a role that nobody bears its filler (`organisation:bupati-bangli`).

    `text` is `lay_out(sentences)`.
    """
    return mention.entity_id or filler_id(text[mention.start:mention.end])


def _things(items: Items) -> Iterator[Found]:
    """Roles, organisations, groups and places, by the grammar over codes."""
    for m in _THING.finditer(items.codes):
        first, last, kind = m.start() // 2, (m.end() - 1) // 2, m.lastgroup
        if kind == "role":
            general = _is_general(items, m.group(), first)
            yield Found(first, last, "organisation", "group") if general else Found(first, last, "role", "office")
        elif kind in ("organisation", "group"):
            entry = items.items[last].entry
            none = kind == "group" and entry is not None and entry.category == "none"
            yield Found(first, last, "none" if none else "organisation", kind)
        elif _is_place(items, first, last, kind):
            yield Found(first, last, "place", kind)
            listed = _LISTED.match(items.codes, m.end())
            if listed:  # Jalan Melati, Panjer, Denpasar
                yield Found(last + 1, last + 1 + (listed.end(1) - listed.start(1)) // 2, "place", "listed")


def _is_general(items: Items, codes: str, n: int) -> bool:
    """Whether an office stands for all who hold it: `para bupati` (but not `kata bupati`), `Kades` in a headline without a name."""
    if codes == "v":
        return items.items[n].sentence in items.headlines and items.codes[2 * n + 1:2 * n + 3] not in ("_N", "_T", "_J", "_M")
    return codes == "b" and items.codes[max(0, 2 * n - 2):2 * n] != "k_"


def _is_place(items: Items, first: int, last: int, kind: str) -> bool:
    """Whether a match of the place grammar is one here: a bare ambiguous name only after `di`, a venue only where it may be meant."""
    before = items.codes[2 * first - 2:2 * first] if first else ""
    item = items.items[first]
    if before == "y_":
        return False
    if kind == "area" and item.code == "Q" and first == last:
        return before == "i_"
    if kind == "venue":
        return before == "i_" or items.text[item.start].isupper() and not item.initial
    if kind == "local" and _is_slogan(items, first, last):
        return False
    if kind in ("street", "local"):
        return items.text[item.start].isupper() or last > first
    return not (kind == "area" and item.code == "Z" and items.text[item.start].islower())


def _is_slogan(items: Items, first: int, last: int) -> bool:
    """Whether the words behind `Desa` are ordinary ones inside a title: `Deklarasi Desa Netral`, `Gerakan Kampung Bersih`."""
    before = items.codes[max(0, 2 * first - 2):2 * first]
    titled = before[1:] == '"' or before[1:] == "_" and before[0] in "CUX"
    return bool(titled and last > first and all(items.items[n].code == "U" or _is_small_too(items, n) for n in range(first + 1, last + 1)))


def _names(items: Items, things: Sequence[Found], tagged: frozenset[int]) -> list[Found]:
    """Persons: runs of capitalised words outside `things` for which there is evidence, then the short forms of those."""
    taken = {n for f in things for n in range(f.first, f.last + 1)}
    masked = items.recode(dict.fromkeys(taken, "x"))
    offices = {f.first for f in things if f.kind == "role"}, _office_ends(items, things), tagged
    initials = [Found(m.start() // 2, m.start() // 2, "person", "initials") for m in _INITIALS.finditer(masked.codes)]
    masked = masked.recode({f.first: "x" for f in initials})
    runs = [(m.start() // 2, (m.end() - 1) // 2) for m in _NAME.finditer(masked.codes)]
    found, rest = initials, []
    for first, last in runs:
        first = _trim(items, first, last)
        headline = items.items[first].sentence in items.headlines
        rule = _evidence(items, masked.codes, first, last, offices, headline)
        if rule:
            found.append(Found(first, last, "person", rule))
        else:
            rest.append((first, last))
    spoken = {items.words(f.first, f.first) for f in found if f.first == f.last and f.rule in ("says", "said_by")}
    repeated = [r for r in rest if r[0] < r[1] and spoken & {items.words(n, n) for n in range(r[0], r[1] + 1)}]
    found += [Found(first, last, "person", "repeated") for first, last in repeated]
    return [*found, *_short_forms(items, found, [r for r in rest if r not in repeated])]


def _office_ends(items: Items, things: Sequence[Found]) -> set[int]:
    """The last items of offices, also with their places behind them: `Kepala Desa Sukamulya, Kecamatan Sidamukti, ...`."""
    ends: set[int] = set()
    for f in things:
        if f.kind == "role" or f.kind == "place" and f.first - 1 in ends and items.codes[2 * f.first - 1] == ",":
            ends.add(f.last)
    return ends


def _trim(items: Items, first: int, last: int) -> int:
    """`first`, or the item after it where the run's first word only opens the sentence."""
    return first + 1 if first < last and items.items[first].code in "CM" and _ordinary(items, first) else first


def _evidence(items: Items, codes: str, first: int, last: int,
              offices: tuple[set[int], set[int], frozenset[int]], headline: bool) -> str | None:
    """Why items first..last are a person's name, or None."""
    run, end = codes[2 * first:2 * last + 1:2], items.items[last].end
    before, after = codes[max(0, 2 * first - 2):2 * first], codes[2 * last + 1:2 * last + 3]
    gap = before[-1:]
    if gap == "_" and before[0] == "T":
        return "title"
    if "J" in run:
        return "name_words"
    if headline:
        return "name_words" if run.count("N") > 1 else None
    if gap == ")" and codes[2 * first - 3] == "(" and first - 2 in offices[1]:
        return "office_before"
    if before[:1] == "x" and gap in "_," and first - 1 in offices[1] and not (run == "C" and after[1:] and after[-1] in "PDUXO"):
        return "office_before"
    if before in ("k_", "m_") and not (set(run) == {"C"} and after[:1] == "_" and after[-1] in "UX"):
        return "said_by" if before == "k_" or len(run) > 1 or "N" in run else None
    if before in ("i_", "w_") or before[:1] in "KSV" and gap == "_" and before:
        return None
    if items.items[first].start in offices[2] and not (set(run) == {"C"} and after[:1] == "_" and after[-1] in "UX"):
        return "said_by"
    if after and after[-1] == "G":
        return "degree"
    if after == "_s" and not (run == "C" and _ordinary(items, first)) or after == ",s" and len(run) > 1:
        return "says"
    if last + 1 in offices[0] and after[:1] in ",(" or after == "_p" and last + 2 in offices[0]:
        return "office_after" if len(run) > 1 or "N" in run else None
    if "N" in run and (len(run) > 1 or not items.items[first].initial or run == "N"):
        return "name_words"
    if len(run) > 1 and items.items[first].initial and not _ordinary(items, first) and (after == "_w" or _APPOSED.match(items.text, end)):
        return "apposed"
    if len(run) > 1 and gap == "_" and items.items[first - 1].code == "g":
        return "group_before"
    if len(run) > 1 and not _ordinary(items, first) and gap != '"' and _ACTS.match(items.text, end):
        return "acts"
    return None


def _tagged(text: str, lexicons: Lexicons) -> frozenset[int]:
    """Where a name may start that a small word between it and a closing quotation mark makes a speaker: `“…,” balas Tomo`."""
    no_tag = [lexicons[name] for name in ("stopwords", "not_subject", "speaker_ends")]
    return frozenset(m.end() for m in _TAGGED.finditer(text) if not any(lexicon.get(m[1]) for lexicon in no_tag))


def _ordinary(items: Items, n: int) -> bool:
    """Whether a word that opens a sentence is also written small in this article, so no name."""
    return items.items[n].initial and _is_small_too(items, n)


def _is_small_too(items: Items, n: int) -> bool:
    """Whether the article also writes the word small."""
    return re.search(rf"(?<!\w){re.escape(items.words(n, n).lower())}(?!\w)", items.text) is not None


def _short_forms(items: Items, found: Sequence[Found], rest: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """Runs without evidence of their own all of whose words are words of a name that the article gives in full."""
    known = {items.words(n, n) for f in found for n in range(f.first, f.last + 1)}
    known = {w for w in known if len(w) > 2}
    for first, last in rest:
        while first <= last and (items.words(first, first) not in known or items.items[first].code == "C" and _ordinary(items, first)):
            first += 1
        end = first
        while end < last and items.words(end + 1, end + 1) in known:
            end += 1
        if first <= last:
            yield Found(first, end, "person", "short_form")


def link_entities(entities: Iterable[Entity]) -> tuple[list[Entity], dict[str, str]]:
    """The entities of all articles merged, by id, and a map from every old id to the new one.

    Entities with one id are one. A person with a shorter name is the one whose name has all its words, if there is only one such person,
    and both hold an office of one body, or the shorter name has two words or more that stand together in the longer one and their
    offices do not differ. The order of articles has no effect. Two people of exactly the same name are not told apart.
    """
    rows = sorted(entities, key=lambda e: tuple(str(x) for x in e))
    same: dict[str, Entity] = {}
    for e in rows:
        same[e.entity_id] = merged(same[e.entity_id], e) if e.entity_id in same else e
    ids = {key: key for key in same}
    ids |= _longer_names([e for e in same.values() if e.kind == "person"])
    whole: dict[str, Entity] = {}
    for key in sorted(same, key=lambda k: (k != ids[k], k)):
        e = same[key]
        whole[ids[key]] = merged(whole[ids[key]], e._replace(aliases=joined(e.name, e.aliases))) if ids[key] in whole else e
    return [whole[k] for k in sorted(whole)], {k: ids[k] for k in sorted(ids)}


def _longer_names(people: Sequence[Entity]) -> dict[str, str]:
    """For persons known by a part of their name: short id -> full id."""
    holders: dict[str, list[Entity]] = defaultdict(list)
    for person in people:
        for word in set(person.name.split()):
            holders[word].append(person)
    found = {}
    for short in people:
        words = set(short.name.split())
        longer = [p for p in holders[min(words)] if words < set(p.name.split()) and _one_office(short, p, len(words))]
        top = [p for p in longer if not any(set(p.name.split()) < set(q.name.split()) for q in longer)]
        if len(top) == 1:
            found[short.entity_id] = top[0].entity_id
    return found


def _one_office(short: Entity, full: Entity, n_words: int) -> bool:
    if short.organisation and full.organisation:
        return short.organisation == full.organisation
    if short.role and full.role:
        return short.role.lower() == full.role.lower()
    return n_words > 1 and f" {short.name} " in f" {full.name} "
