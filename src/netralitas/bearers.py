"""Who is meant: the full name behind each mention of a person, and who bears an office, also where it stands alone or is pointed to."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import NamedTuple

from .lexicon import Lexicon
from .places import Items

_APPOSED = re.compile(r"(?:[,_]G)*(?:[,_(]|[,_]p_)")
_FOLLOWED = re.compile(r"(?:[,_.()]|_1_|\([A-Zvz]\))(?:T(?:[_.]|\([ICz]\)))*")
_NICKNAMED = re.compile(r"(?:\(|[,_](?:h_)?j_|[,_]h_)(?:T_)*")  # Joko Sutrisno (Gus Joko), Joko Sutrisno alias Lokas
_POINTED = re.compile(r"\s(?:(?:berusia|asal|kelahiran)\s(?:\w+\s){1,2})?(?:itu|tersebut)\b")
_BETWEEN = re.compile(r"\s(?:itu|tersebut|yang\s[^,.\n]{4,40}),\s(?:[A-Z][\w.]{0,4}\s){0,3}")


class Found(NamedTuple):
    """A stretch of items that is a mention: first and last item, kind, rule."""

    first: int
    last: int
    kind: str
    rule: str


def full_names(items: Items, found: Sequence[Found]) -> dict[int, str]:
    """For each person's mention the full name: the nearest before it that begins so, else has all its words, or gives it
    (`Joko Sutrisno alias Tendri`), else the first after it."""
    names = [(n, items.name(f.first, f.last)) for n, f in enumerate(found) if f.kind == "person"]
    holders = defaultdict(list)
    for name in dict.fromkeys(name for _, name in names):
        for word in {*name.split()}:
            holders[word].append(name)
    names = [(n, next(filter(partial(_shortens, name), holders[max(name.split(), key=len)]), name)) for n, name in names]
    words = {name: set(name.split()) for _, name in names}

    def longer(name: str) -> list[str]:
        return [other for other in min((holders[word] for word in words[name]), key=len) if words[name] < words.get(other, set())]

    seen = dict.fromkeys((name for name in words if not longer(name)), -1)
    pairs = [(name, short) for (a, name), (b, short) in zip(names, names[1:]) if b == a + 1 and " " not in short
             and (m := _NICKNAMED.fullmatch(items.codes[2 * found[a].last + 1:2 * found[b].first])) and (" " in name or "j" in m[0])]
    beside = dict((short, name) if short in seen else (name, short) for name, short in pairs if name in seen or short in seen)
    full: dict[int, str] = {}
    for n, name in names:
        name = beside.get(name, name) if " " not in name else name
        wholes = (w for w in longer(name) if w in seen)
        full[n] = name if name in seen else max(wholes, key=lambda w: (w.startswith(name) and seen[w] >= 0, seen[w]))
        seen[full[n]] = n
    return full


def _shortens(name: str, other: str) -> bool:
    """Whether a name has initials where another, as long, has the words."""
    short, long = name.replace(".", " ").split(), other.split()
    return len(short) == len(long) and short != long and min(map(len, short)) == 1 < min(map(len, long)) and all(
        w == s or len(s) == 1 and w.startswith(s) for s, w in zip(short, long))


def find_bearers(items: Items, found: Sequence[Found], people: dict[int, str], synonyms: Lexicon) -> dict[int, str]:
    """For each role, and each calling that stands for a person, the name of who bears it: the person named right after it, or right
    before it, or another time in this article, or whom `Camat itu` and `Politikus Golkar itu` point back to."""
    bearers: dict[int, str] = {}
    held: dict[int, str] = {}  # the full words of an office, without those that say it is held for a time (`Pjs.`)
    for n, f in enumerate(found):
        if f.kind != "role":
            continue
        held[n] = _full_office(items, f, synonyms)
        before, after = found[n - 1], _next_person(items, found, n)
        if after is not None:
            bearers[n] = people[after]
        elif n - 1 in people and (f.rule == "apposed" or _APPOSED.fullmatch(items.codes[2 * before.last + 1:2 * f.first])):
            bearers[n] = people[n - 1]
    who_holds = _holders((held[n], name) for n, name in bearers.items())
    for n, f in enumerate(found):
        if n in bearers or f.kind != "role" and (f.rule not in ("group", "trade") or items.codes[2 * f.first] not in "RrBbvtE"):
            continue
        pointed = _POINTED.match(items.text, items.items[f.last].end)
        if f.kind != "role" and not _stands_for_one(items, f, bool(pointed)):
            continue
        role = held.get(n) or _full_office(items, f, synonyms)
        names = who_holds(role)
        after = items.codes[2 * f.last + 1:2 * f.last + 3]
        if f.first == f.last and after[:1] == "," and after[1:] in ("R", "r", "E", "g"):
            continue  # Ketua, sekretaris, dan bendahara
        certain = pointed or f.kind != "role" or items.codes[2 * f.first] == "t"
        if len(names) == 1 and (certain or items.text[items.items[f.first].start].isupper()):
            bearers[n] = min(names)
        elif pointed and not names and items.codes[2 * f.first] in "RrEet" and (told := [people[k] for k in people if k < n]):
            bearers[n] = told[-1]
    return bearers


def _holders(told: Iterable[tuple[str, str]]) -> Callable[[str], frozenset[str]]:
    """Who holds an office, by any part of its words that begins as it does; `told` are offices and names."""
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for office, name in told:
        for word in {*office.split()}:
            known[word].append((office, name))

    @cache
    def who_holds(office: str) -> frozenset[str]:
        words = office.split()
        rows = min((known.get(word, ()) for word in words), key=len)
        return frozenset(name for other, name in rows if other.startswith(words[0]) and {*words} <= {*other.split()})

    return who_holds


def says_nothing(items: Items, f: Found, groups: Lexicon) -> bool:
    """Whether a role that nobody bears says nothing: `Ketua` or `2 Anggota` alone, of what the words do not tell."""
    entry = items.items[f.first].entry
    return f.kind == "role" and f.first == f.last and entry.category == "head" and not (
        entry.organisation or entry.level or groups.get(items.words(f.first, f.last)))


def _full_office(items: Items, f: Found, synonyms: Lexicon) -> str:
    """The words of an office in small letters, short names made full: `wakil bupati merawan` of `Plt. Wabup Merawan`."""
    words = [items.words(k, k) for k in range(f.first, f.last + 1) if items.codes[2 * k] not in "AW"]
    areas = [items.items[k].entry.form.split("|")[0] if items.codes[2 * k] == "P" and items.items[k].entry else ""
             for k in range(f.first, f.last + 1) if items.codes[2 * k] not in "AW"]
    return " ".join(area or getattr(synonyms.get(word), "name", word) for word, area in zip(words, areas)).lower()


def _stands_for_one(items: Items, f: Found, pointed: bool) -> bool:
    """Whether a group's word may be one person told of: `Camat itu`, `Pengadu` in a trial, `Pengamat` in a headline; not `para camat`."""
    code, before = items.codes[2 * f.first], items.codes[max(0, 2 * f.first - 2):2 * f.first]
    if before[:1] in ("q", "p"):
        return False
    kind, after = getattr(items.items[f.first].entry, "category", ""), items.codes[2 * f.last + 1:2 * f.last + 3]
    listed = {before[1:], after[:1]} & {",", "/"} or "&" in before + after  # bupati, camat, dan lurah
    alone = kind == "area" and code == "b" and not listed
    return pointed or kind == "party" or alone or code in "tRE" and items.items[f.first].sentence in items.headlines


def _next_person(items: Items, found: Sequence[Found], n: int) -> int | None:
    """The finding that is the person named right after role n; titles, places, a short form, `dari Fraksi ...` may stand between,
    and behind `kuasa hukum` the client: `kuasa hukum Tendri Lokasari, Rukmini Sari`."""
    end, client = found[n].last, getattr(items.items[found[n].last].entry, "id", "") == "counsel"
    for after in range(n + 1, len(found)):
        f = found[after]
        between = items.codes[2 * end + 1:2 * f.first]
        if f.kind == "person" and not (client and between == "_"):
            words = items.text[items.items[end].end:items.items[f.first].start]
            return after if _FOLLOWED.fullmatch(between) or _BETWEEN.fullmatch(words) else None
        in_brackets = between == "(" and items.codes[2 * f.last + 1:2 * f.last + 2] == ")"
        word = items.text[items.items[end].end:items.items[f.first].start]
        within = f.kind == "organisation" and between in ("_w_", "~") and len(word.split()) == 1 and len(word) < 7  # dari Fraksi ..., pada
        if in_brackets or within or (f.kind, between) in (("place", ","), ("place", "_i_"), ("person", "_")):
            end, client = f.last, False
        elif between != "(":  # Gubernur Nusa Tenggara Timur (NTT) ...
            return None
    return None
