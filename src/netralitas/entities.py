"""Who is the same: mentions become entities inside an article, and the entities of many articles become one list."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicons
from .places import Items
from .records import Entity, Mention, Sentence

_LEVELS = {"province": "province", "regency": "regency", "city": "regency", "regency_and_city": "regency", "country": "national",
           "national": "national"}
_APPOSED = re.compile(r"(?:[,_]G)*(?:[,_(]|[,_]p_)")
_FOLLOWED = re.compile(r"(?:[,_.)]|\([PXzOYCRBv]\))(?:T(?:[_.]|\([ICz]\)))*")
_NICKNAMED = re.compile(r"(?:\(|,?_h_)(?:T_)*")  # Joko Sutrisno (Gus Joko)
_OFFICES = "RBEvrbet"


class Found(NamedTuple):
    """A stretch of items that is a mention: first and last item, kind, rule."""

    first: int
    last: int
    kind: str
    rule: str


@lru_cache(maxsize=1 << 14)
def slug(words: str) -> str:
    """`words` in lower case, letters and digits joined by hyphens; "x" if there are none."""
    return "-".join(re.findall(r"\w+", words.lower())) or "x"


def filler_id(role: str) -> str:
    """The id of the filler entity of a role that nobody bears: `organisation:bupati-bangli`."""
    return f"organisation:{slug(role)}"


def entities_of(items: Items, found: Sequence[Found], sentences: Sequence[Sentence],
                lexicons: Lexicons) -> tuple[list[Mention], list[Entity]]:
    """The mentions of an article with their entities, and those entities, by id; `found` are the stretches of items, by start."""
    reader = Reader(items, lexicons, found)
    people = _people(items, found)
    bearers = _bearers(items, found, people)
    entities: dict[str, Entity] = {}
    counts: Counter[str] = Counter()
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    mentions = []
    for n, f in enumerate(found):
        entity = reader.entity(f, people.get(n) or bearers.get(n), found[n + 1:n + 2])
        key = None if f.kind == "role" and n not in bearers else entity.entity_id
        old = entities.setdefault(entity.entity_id, entity)
        if entity != old:
            entities[entity.entity_id] = merged(old, entity)
        counts[key] += 1
        if key and f.kind != "role":
            aliases[key][items.words(f.first, f.last)] = None
        s, start, end = sentences[items.items[f.first].sentence], items.items[f.first].start, items.items[f.last].end
        mentions.append(Mention(s.article_id, f"{s.article_id}:m{n + 1}", s.sentence_id, start, end, f.kind, key, f.rule))
    return mentions, [e._replace(aliases="; ".join(a for a in aliases[k] if a != e.name) or None, n_mentions=counts[k], n_articles=1)
                      for k, e in sorted(entities.items())]


def _people(items: Items, found: Sequence[Found]) -> dict[int, str]:
    """For each person's mention the full name: the nearest before it that has all its words, else the first after it."""
    names = [(n, items.words(f.first, f.last)) for n, f in enumerate(found) if f.kind == "person"]
    words = {name: set(name.split()) for _, name in names}
    whole = [name for name in words if not any(words[name] < other for other in words.values())]
    nicknames = _nicknames(items, found, words)
    full, seen = {}, dict.fromkeys(whole, -1)
    for n, name in names:
        name = nicknames.get(name, name)
        full[n] = name if name in seen else max((w for w in whole if words[name] < words[w]), key=lambda w: seen[w])
        seen[full[n]] = n
    return full


def _nicknames(items: Items, found: Sequence[Found], words: dict[str, set[str]]) -> dict[str, str]:
    """Names that the article gives beside another name of the same person: `Joko Sutrisno (Tendri)`, `Joko Sutrisno atau Tendri`."""
    pairs = {}
    for a, b in zip(found, found[1:]):
        if a.kind == b.kind == "person" and a.first < a.last and _NICKNAMED.fullmatch(items.codes[2 * a.last + 1:2 * b.first]):
            short, name = items.words(b.first, b.last), items.words(a.first, a.last)
            if b.first == b.last and not any(words[short] < other for other in words.values()):
                pairs[short] = name
    return pairs


def _bearers(items: Items, found: Sequence[Found], people: dict[int, str]) -> dict[int, str]:
    """For each role the name of who bears it: the person named right after it, or right before it, or another time in this article."""
    bearers: dict[int, str] = {}
    roles = [n for n, f in enumerate(found) if f.kind == "role"]
    for n in roles:
        after = _next_person(items, found, n)
        if after is not None:
            bearers[n] = people[after]
        elif n and found[n - 1].kind == "person" and _APPOSED.fullmatch(items.codes[2 * found[n - 1].last + 1:2 * found[n].first]):
            bearers[n] = people[n - 1]
    known = [(_role_words(items, found[n]), bearers[n]) for n in roles if n in bearers]
    for n in roles:
        words = _role_words(items, found[n])
        names = {name for role, name in known if words and words <= role}
        if n not in bearers and len(names) == 1 and items.text[items.items[found[n].first].start].isupper():
            bearers[n] = names.pop()
    return bearers


def _role_words(items: Items, f: Found) -> set[str]:
    """The words of an office, without those that say it is held for a time (`Pjs.`)."""
    return {word for k in range(f.first, f.last + 1) if items.codes[2 * k] not in "AW" for word in items.words(k, k).lower().split()}


def _next_person(items: Items, found: Sequence[Found], n: int) -> int | None:
    """The finding that is the person named right after role n; titles, places and a short form in brackets may stand between."""
    end = found[n].last
    for after, f in enumerate(found[n + 1:], n + 1):
        between = items.codes[2 * end + 1:2 * f.first]
        if f.kind == "person":
            return after if _FOLLOWED.fullmatch(between) else None
        if f.kind == "place" and between == ",":
            end = f.last
        elif between != "(":  # Gubernur Nusa Tenggara Timur (NTT) ...
            return None
    return None


class Reader:
    """Reads entities off items; remembers the area that an article has given a body, so that bare `Bawaslu` is that one."""

    def __init__(self, items: Items, lexicons: Lexicons, found: Iterable[Found] = ()):
        self.items, self.lexicons = items, lexicons
        self.cues = {m.start() // 2 + 1: items.items[m.start() // 2].entry.level for m in re.finditer(r"W_[PQCMN]", items.codes)}
        told = {m.start() // 2 + 1: items.items[m.start() // 2].entry.level for m in re.finditer(r"[Bo]_P", items.codes)}
        told = [(n, level) for n, level in told.items() if level] + sorted(self.cues.items())  # `Bupati Merawan`, `Kabupaten Merawan`
        self.levels = {items.words(n, n): _LEVELS.get(level) for n, level in told}
        self.areas: dict[str, list[tuple[int, Entity]]] = defaultdict(list)
        for f in found:
            if f.rule == "organisation" and set(items.codes[2 * f.first:2 * f.last + 1:2]) & set("PQ"):
                self.areas[self.names(f.first)[0]].append((f.first, self.body(range(f.first, f.last + 1))))

    def entity(self, f: Found, name: str | None, after: Sequence[Found] = ()) -> Entity:
        """The entity of a mention; `name` is the full name of the person or the bearer, `after` the mention behind it, if any."""
        if f.kind == "person":
            return self._person(f, name)
        if f.kind == "place":
            return self._place(f)
        if f.kind == "organisation":
            return self._group(f) if f.rule == "group" else self._organisation(f, *after)
        filler = self._filler(f)
        return filler if not name else filler._replace(entity_id=f"person:{slug(name)}", kind="person", name=name,
                                                       role=self.items.words(f.first, f.last))

    def _group(self, f: Found) -> Entity:
        words, office = self.items.words(f.first, f.last), self.items.items[f.last].entry
        if self.items.codes[2 * f.last] == "o" and self._known(f.last):  # `pemerintah provinsi`, once `Pemprov Bali` is named
            return self._known(f.last)
        entry = self.lexicons["groups"].get(words) or office
        if hasattr(entry, "organisation"):  # an office in general: `para bupati`
            return Entity(filler_id(words), "organisation", words.lower(), actor_class=entry.actor_class, level=entry.level or None)
        return Entity(f"organisation:{slug(entry.name)}", "organisation", entry.name, actor_class=entry.category)

    def _organisation(self, f: Found, after: Found | None = None) -> Entity:
        """The body named in items f; bare `KPU` has the area of what follows (`KPU dan Bawaslu Bali`), else of an earlier mention."""
        codes = self.items.codes
        if f.first < f.last or codes[2 * f.first] not in "Oo":
            body = self.body(range(f.first, f.last + 1))
            longer = {e.entity_id: e for known in self.areas.values() for _, e in known if e.entity_id.startswith(body.entity_id + "-")}
            return longer.popitem()[1] if len(longer) == 1 else body  # `Biro Organisasi`, once `Biro Organisasi Setda Bali` is named
        if after and after.rule == "organisation" and codes[2 * f.last + 1:2 * after.first] in ("_&_", ",", "/"):
            area = [n for n in range(after.first + 1, after.last + 1) if codes[2 * n] in "PQD"]
            if area and area[-1] == after.last:
                return self.body([f.first, *area])
        return self._known(f.first) or self.body([f.first])

    def _known(self, n: int) -> Entity | None:
        """The body with an area that bare item n stands for: the one named nearest before it, else the first after it."""
        known = self.areas.get(self.names(n)[0])
        return max((k for k in known if k[0] < n), default=known[0], key=lambda k: k[0])[1] if known else None

    def body(self, parts: Sequence[int]) -> Entity:
        """The body that these items name: its key has short forms, its name the full ones; words of the area's kind are left out."""
        keys, names, kind, level = [], [], None, None
        for n in parts:
            item, after = self.items.items[n], self.items.codes[2 * n + 2:2 * n + 3]
            if item.code == "W" or item.code == "K" and n > parts[0] or item.code == "&" and after in ("O", "Y"):
                continue
            key, name = self.names(n)
            if key in keys or item.code in "XzCL" and self.items.codes[2 * n - 1:2 * n] == "(":
                continue  # the acronym in brackets says the same again
            keys.append(key)
            names.append(name)
            if item.code in "OoYHLl":
                kind, level = item.entry.actor_class or kind, level or item.entry.level or None
            elif item.code in "PQ":
                level = level if level == "regency" else self._level(n) or level
        return Entity(f"organisation:{slug(' '.join(keys))}", "organisation", " ".join(names), actor_class=kind, level=level)

    def names(self, n: int) -> tuple[str, str]:
        """The short and the full canonical words of item n."""
        item, words = self.items.items[n], self.items.words(n, n)
        if item.code in "OoY" and item.entry.category != "each" and item.entry.name:
            first = item.entry.form.split("|")[0]
            return (first if not first.islower() else first.title()), item.entry.name
        return (self._place_name(n),) * 2 if item.code in "PQ" else (words, words)

    def _place_name(self, n: int) -> str:
        """A province, regency or city without its cue, but for a city that shares its name with a regency (`Kota Bogor`)."""
        entry, words = self.items.items[n].entry, self.items.words(n, n)
        if entry is None or entry.category == "each":
            return words
        name = entry.form.split("|")[0]
        if entry.category == "regency_and_city" and n in self.cues:
            return f"{'Kota' if self.cues[n] == 'city' else 'Kabupaten'} {name}"
        return name

    def _level(self, n: int) -> str | None:
        entry = self.items.items[n].entry
        if n in self.cues:
            return _LEVELS.get(self.cues[n])
        return _LEVELS.get(entry.category) if hasattr(entry, "parent") else self.levels.get(self.items.words(n, n))

    def _place(self, f: Found) -> Entity:
        """A place by its name without the cue (`Kabupaten`, `Desa`); a venue or street by all its words."""
        start, codes = f.first, self.items.codes
        while start < f.last and codes[2 * start] in "WK" and f.rule in ("area", "local"):
            start += 1
        whole = f.rule not in ("area", "local") or start < f.last
        name = self.items.words(start, f.last) if whole else self._place_name(f.last)
        level = "regency" if f.rule == "local" else self._level(start) if f.rule == "area" else None
        return Entity(f"place:{slug(name)}", "place", name, level=level)

    def _filler(self, f: Found) -> Entity:
        """The entity of an office that nobody bears, with the body that it belongs to, its class and level."""
        words, codes = self.items.words(f.first, f.last), self.items.codes
        office = next(self.items.items[k].entry for k in range(f.first, f.last + 1) if codes[2 * k] in _OFFICES)
        body = self._body(f, self.lexicons["organisations"].get(office.organisation or ""))
        kind = body.actor_class if body and office.actor_class in ("", "executive") else office.actor_class
        return Entity(filler_id(words), "organisation", words.lower(), organisation=body.name if body else None, actor_class=kind or None,
                      level=office.level or (body.level if body else None) or None)

    def _body(self, f: Found, own: tuple | None) -> Entity | None:
        """The body that an office belongs to: named behind it, or known from the office's word (`Bupati` -> `Pemerintah Kabupaten`)."""
        at = range(f.first, f.last + 1)
        inner = [n for n in at if self.items.codes[2 * n] in "OYHL"]
        if own and not any(self.items.codes[2 * n] in "OY" for n in inner):
            area = self.body([n for n in at if self.items.codes[2 * n] in "PQD"] if own.level != "national" else [])
            return Entity("", "organisation", f"{own.name} {area.name}".strip(), actor_class=own.actor_class, level=own.level or area.level)
        if not inner:
            return None
        return self._organisation(Found(inner[0], f.last, "organisation", "organisation"))

    def _person(self, f: Found, name: str) -> Entity:
        """The person of a mention with the titles before and the degrees behind it; a rank tells of the security forces."""
        codes, before, after = self.items.codes, f.first, f.last + 1
        while before > 0 and codes[2 * before - 2] == "T" and codes[2 * before - 1] in "_.":
            before -= 1
        while codes[2 * after:2 * after + 1] == "G" and codes[2 * after - 1] in "_,.":
            after += 1
        titles = dict.fromkeys(self.items.words(k, k) for k in (*range(before, f.first), *range(f.last + 1, after)))
        rank = any(self.items.items[k].entry.category == "rank" for k in range(before, f.first)) and not any("Purn" in t for t in titles)
        return Entity(f"person:{slug(name)}", "person", name, titles="; ".join(titles) or None, actor_class="security" if rank else None)


def merged(a: Entity, b: Entity) -> Entity:
    """One entity of two; where both say something, `a` has it, but titles and aliases are put together, and the fuller office wins."""
    if a.role and b.role and len(a.role.split()) == 1 < len(b.role.split()):  # `Sekda` in a headline says less than the text below
        a = a._replace(role=b.role, organisation=b.organisation or a.organisation, level=b.level or a.level)
    return a._replace(
        titles=joined(a.titles, b.titles), role=a.role or b.role, organisation=a.organisation or b.organisation,
        actor_class=a.actor_class or b.actor_class, level=a.level or b.level, aliases=joined(a.aliases, b.aliases),
        n_mentions=a.n_mentions + b.n_mentions, n_articles=a.n_articles + b.n_articles)


def joined(a: str | None, b: str | None) -> str | None:
    """What stands in either list (parts joined by '; '), each once, in the order met; None if both are empty."""
    return "; ".join(dict.fromkeys("; ".join(x for x in (a, b) if x).split("; "))) or None


def homonyms(entities: list[Entity], mentions: Iterable[Mention]) -> tuple[dict[tuple[str, str], str], list[Entity]]:
    """New ids, by article and old id, of persons whose one name stands for several, and `entities` with those ids."""
    articles: dict[str, dict[str, None]] = defaultdict(dict)
    for m in mentions:
        articles[m.entity_id][m.article_id] = None
    told: dict[str, set[str]] = defaultdict(set)
    for e in entities:
        told[e.entity_id].add(_regency(e))
    several = {key: iter(articles[key]) for key, areas in told.items() if len(areas - {""}) > 1 and key in articles}
    apart, rows = {}, []
    for e in entities:
        if e.entity_id in several:
            new = "-".join(filter(None, (e.entity_id, slug(_regency(e)) if _regency(e) else "")))
            apart[next(several[e.entity_id]), e.entity_id] = new
            e = e._replace(entity_id=new)
        rows.append(e)
    return apart, rows


def _regency(person: Entity) -> str:
    """The last word of the area of a person's office, if it is of a regency or city: `Seruni` of `Ketua KPU Seruni`."""
    area = (person.organisation or "").rsplit(" ", 1)[-1]
    return area if person.kind == "person" and person.level == "regency" and area in (person.role or "").split() else ""


def longer_names(people: Sequence[Entity]) -> dict[str, str]:
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
