"""Who is the same: mentions become entities inside an article, and the entities of many articles become one list."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from .lexicon import Lexicons
from .places import Items
from .records import Entity, Mention, Sentence

_LEVELS = {"province": "province", "regency": "regency", "city": "regency", "regency_and_city": "regency", "country": "national",
           "national": "national"}
_UNIT_HEAD = re.compile(r"(?i)(?:.*? )??kepala (?=(?:biro|dinas|badan|bagian|bidang|kantor|satuan|unit|seksi|subbagian|sub)\b)")
_APPOSED = re.compile(r"(?:[,_]G)*(?:[,_(]|[,_]p_)")
_FOLLOWED = re.compile(r"(?:[,_.)]|\([PXzOYCRBv]\))(?:T(?:[_.]|\([ICz]\)))*")


class Found(NamedTuple):
    """A stretch of items that is a mention: first and last item, kind, rule."""

    first: int
    last: int
    kind: str
    rule: str


def slug(words: str) -> str:
    """`words` in lower case, letters and digits joined by hyphens; "x" if there are none."""
    return "-".join(re.findall(r"\w+", words.lower())) or "x"


def filler_id(role: str) -> str:
    """The id of the filler entity of a role that nobody bears: `organisation:bupati-bangli`."""
    return f"organisation:{slug(role)}"


def entities_of(items: Items, found: Sequence[Found], sentences: Sequence[Sentence],
                lexicons: Lexicons) -> tuple[list[Mention], list[Entity]]:
    """The mentions of an article with their entities, and those entities, by id; `found` are the stretches of items, by start."""
    reader = _Reader(items, lexicons)
    reader.remember_areas(found)
    people = _people(items, found)
    bearers = _bearers(items, found, people)
    ids: list[str | None] = []
    entities: dict[str, Entity] = {}
    for n, f in enumerate(found):
        entity = _entity(reader, found, n, people, bearers)
        ids.append(None if f.kind == "role" and n not in bearers else entity.entity_id)
        old = entities.get(entity.entity_id, entity)
        entities[entity.entity_id] = merged(old, entity) if old is not entity else entity
    return _mentions(items, found, ids, sentences), _counted(items, found, ids, entities)


def _entity(reader: _Reader, found: Sequence[Found], n: int, people: dict[int, str], bearers: dict[int, str]) -> Entity:
    f = found[n]
    if f.kind == "organisation":
        return reader.group(f) if f.rule == "group" else reader.organisation(f, found[n + 1] if n + 1 < len(found) else None)
    if f.kind == "place":
        return reader.place(f)
    if f.kind == "role":
        return reader.bearer(f, bearers[n]) if n in bearers else reader.filler(f)
    return reader.person(f, people[n])


def _mentions(items: Items, found: Sequence[Found], ids: Sequence[str | None], sentences: Sequence[Sentence]) -> list[Mention]:
    rows = []
    for n, f in enumerate(found):
        sentence = sentences[items.items[f.first].sentence]
        rows.append(Mention(sentence.article_id, f"{sentence.article_id}:m{n + 1}", sentence.sentence_id,
                            items.items[f.first].start, items.items[f.last].end, f.kind, ids[n], f.rule))
    return rows


def _people(items: Items, found: Sequence[Found]) -> dict[int, str]:
    """For each person's mention the full name: the longest name of the article with all its words, the nearest before it if several."""
    names = [(n, items.words(f.first, f.last)) for n, f in enumerate(found) if f.kind == "person"]
    distinct = {name: set(name.split()) for _, name in names}
    full, seen = {}, []
    for n, name in names:
        longer = [other for other, words in distinct.items() if distinct[name] < words]
        before = [other for other in reversed(seen) if other in longer] or longer
        full[n] = max(before, key=lambda other: len(distinct[other]), default=name)
        seen.append(name)
    return full


def _bearers(items: Items, found: Sequence[Found], people: dict[int, str]) -> dict[int, str]:
    """For each role the name of who bears it: the person named right after it, or right before it, or another time in this article."""
    bearers: dict[int, str] = {}
    roles = [n for n, f in enumerate(found) if f.kind == "role"]
    for n in roles:
        after = _next_person(items, found, n)
        if after is not None:
            bearers[n] = people[after]
    for n in roles:
        if n not in bearers and n and found[n - 1].kind == "person":
            between = items.codes[2 * found[n - 1].last + 1:2 * found[n].first]
            if _APPOSED.fullmatch(between):
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
    phrases = (items.words(k, k).lower() for k in range(f.first, f.last + 1) if items.items[k].code not in "AW")
    return {word for phrase in phrases for word in phrase.split()}


def _next_person(items: Items, found: Sequence[Found], n: int) -> int | None:
    """The finding that is the person named right after role n; titles, and a short form in brackets, may stand between."""
    after = n + 1
    if after + 1 < len(found) and items.codes[2 * found[after].first - 1] == "(":  # Gubernur Nusa Tenggara Timur (NTT) ...
        after += 1
    end = found[n].last
    while after < len(found) and found[after].kind == "place" and items.codes[2 * end + 1:2 * found[after].first] == ",":
        end, after = found[after].last, after + 1
    if after < len(found) and found[after].kind == "person":
        between = items.codes[2 * end + 1:2 * found[after].first]
        if _FOLLOWED.fullmatch(between):
            return after
    return None


class _Reader:
    """Reads entities off items; remembers the area that an article has given a body, so that bare `Bawaslu` is that one."""

    def __init__(self, items: Items, lexicons: Lexicons):
        self.items, self.lexicons = items, lexicons
        self.cues = {m.start() // 2 + 1: items.items[m.start() // 2].entry.level for m in re.finditer(r"W_[PQCMN]", items.codes)}
        offices = ((m.start() // 2 + 1, items.items[m.start() // 2].entry.level) for m in re.finditer(r"[Bo]_P", items.codes))
        told = [(n, level) for n, level in offices if level] + sorted(self.cues.items())  # `Bupati Merawan`, then `Kabupaten Merawan`
        self.levels = {items.words(n, n): _LEVELS.get(level) for n, level in told}
        self.areas: dict[str, list[tuple[int, Entity]]] = defaultdict(list)

    def remember_areas(self, found: Sequence[Found]) -> None:
        """Notes every body that the article names with its area."""
        for f in found:
            if f.rule == "organisation" and any(self.items.items[n].code in "PQ" for n in range(f.first, f.last + 1)):
                self.areas[self._words(f.first)[0]].append((f.first, self._read(range(f.first, f.last + 1))))

    def group(self, f: Found) -> Entity:
        words, office = self.items.words(f.first, f.last), self.items.items[f.last].entry
        if self.items.items[f.last].code == "o" and self._known(f.last):  # `pemerintah provinsi`, once `Pemprov Bali` is named
            return self._known(f.last)
        entry = self.lexicons["groups"].get(words) or office
        if hasattr(entry, "organisation"):  # an office in general: `para bupati`
            level = entry.level or None
            return Entity(f"organisation:{slug(words)}", "organisation", words.lower(), actor_class=entry.actor_class, level=level)
        return Entity(f"organisation:{slug(entry.name)}", "organisation", entry.name, actor_class=entry.category)

    def organisation(self, f: Found, after: Found | None = None) -> Entity:
        """The body named in items f; bare `KPU` has the area of what follows (`KPU dan Bawaslu Bali`), else of an earlier mention."""
        if f.first < f.last or self.items.items[f.first].code not in "Oo":
            body = self._read(range(f.first, f.last + 1))
            longer = {e.entity_id: e for known in self.areas.values() for _, e in known if e.entity_id.startswith(body.entity_id + "-")}
            return longer.popitem()[1] if len(longer) == 1 else body  # `Biro Organisasi`, once `Biro Organisasi Setda Bali` is named
        if after and after.rule == "organisation" and self.items.codes[2 * f.last + 1:2 * after.first] in ("_&_", ",", "/"):
            area = [n for n in range(after.first + 1, after.last + 1) if self.items.items[n].code in "PQD"]
            if area and area[-1] == after.last:
                return self._read([f.first, *area])
        return self._known(f.first) or self._read([f.first])

    def _known(self, n: int) -> Entity | None:
        """The body with an area that bare item n stands for: the one named nearest before it, else the first after it."""
        known = self.areas.get(self._words(n)[0])
        return max((k for k in known if k[0] < n), default=known[0], key=lambda k: k[0])[1] if known else None

    def _read(self, parts: Sequence[int]) -> Entity:
        keys, names, kind, level = [], [], None, None
        for n in parts:
            item, after = self.items.items[n], self.items.items[n + 1:n + 2]
            if item.code == "W" or item.code == "K" and n > parts[0] or item.code == "&" and after and after[0].code in "OY":
                continue
            key, name = self._words(n)
            if key in keys or item.code in "XzC" and self.items.codes[2 * n - 1:2 * n] == "(":
                continue  # the acronym in brackets says the same again
            keys.append(key)
            names.append(name)
            if item.code in "OoYHL":
                kind, level = item.entry.actor_class or kind, level or item.entry.level or None
            elif item.code in "PQ":
                level = level if level == "regency" else self._level(n) or level
        return Entity(f"organisation:{slug(' '.join(keys))}", "organisation", " ".join(names), actor_class=kind, level=level)

    def _words(self, n: int) -> tuple[str, str]:
        """The short and the full canonical words of item n."""
        item, words = self.items.items[n], self.items.words(n, n)
        if item.code in "OoY" and item.entry.category != "each" and item.entry.name:
            first = item.entry.form.split("|")[0]
            return (first if not first.islower() else first.title()), item.entry.name
        if item.code in "PQ":
            return self._place_name(n), self._place_name(n)
        return words, words

    def _place_name(self, n: int) -> str:
        """A province, regency or city without its cue, but for a city that shares its name with a regency (`Kota Bogor`)."""
        entry, words = self.items.items[n].entry, self.items.words(n, n)
        if entry is None:
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

    def place(self, f: Found) -> Entity:
        """A place by its name without the cue (`Kabupaten`, `Desa`); a venue or street by all its words."""
        start, items = f.first, self.items.items
        while start < f.last and items[start].code in "WK" and f.rule in ("area", "local"):
            start += 1
        whole = f.rule not in ("area", "local") or start < f.last
        name = self.items.words(start, f.last) if whole else self._place_name(f.last)
        if f.rule == "local" or whole and f.rule == "area" and items[f.first].code in "PQ" and items[f.last].entry is not None:
            level = "regency"
        else:
            level = self._level(start) if f.rule == "area" else None
        return Entity(f"place:{slug(name)}", "place", name, level=level)

    def filler(self, f: Found) -> Entity:
        words, office = self.items.words(f.first, f.last), self._office(f)
        body = self._body(f)
        kind = body.actor_class if body and office.actor_class in ("", "executive") else office.actor_class
        return Entity(filler_id(words), "organisation", words.lower(), organisation=body.name if body else None, actor_class=kind or None,
                      level=office.level or (body.level if body else None) or None)

    def bearer(self, f: Found, name: str) -> Entity:
        filler = self.filler(f)
        return Entity(f"person:{slug(name)}", "person", name, role=self.items.words(f.first, f.last), organisation=filler.organisation,
                      actor_class=filler.actor_class, level=filler.level)

    def _office(self, f: Found) -> tuple:
        return next(self.items.items[k].entry for k in range(f.first, f.last + 1) if self.items.items[k].code in "RBEvrbe")

    def _body(self, f: Found) -> Entity | None:
        """The body that an office belongs to: named behind it, or known from the office's own word (`Bupati` -> `Pemerintah Kabupaten`)."""
        inner = [n for n in range(f.first, f.last + 1) if self.items.items[n].code in "OYHL"]
        unit = _UNIT_HEAD.match(self.items.words(f.first, f.last))
        entry = self.lexicons["organisations"].get(self._office(f).organisation or "")
        inner = [n for n in inner if self.items.items[n].code in "OY"] or ([] if entry else inner)
        if unit:
            name = re.sub(r"\b(?:Provinsi|Kabupaten) ", "", self.items.words(f.first, f.last)[unit.end():])
            return Entity(f"organisation:{slug(name)}", "organisation", name, actor_class="executive", level=self._area_level(f))
        if inner:
            return self.organisation(Found(inner[0], f.last, "organisation", "organisation"))
        if not entry:
            return None
        areas = [] if entry.level == "national" else self._area_names(f)
        return Entity("", "organisation", " ".join([entry.name, *areas]), actor_class=entry.actor_class,
                      level=entry.level or self._area_level(f))

    def _area_names(self, f: Found) -> list[str]:
        """The names of the areas in an office, each with all its words: `Muara Sejati`, `Denpasar Selatan`."""
        spans = [(f.first + m.start() // 2, f.first + (m.end() - 1) // 2)
                 for m in re.finditer("[PQ](?:_D)*", self.items.codes[2 * f.first:2 * f.last + 1])]
        return [" ".join([self._place_name(n), *(self.items.words(k, k) for k in range(n + 1, end + 1))]) for n, end in spans]

    def _area_level(self, f: Found) -> str | None:
        levels = [self._level(n) for n in range(f.first, f.last + 1) if self.items.items[n].code in "PQ"]
        return levels[-1] if levels else None

    def person(self, f: Found, name: str) -> Entity:
        titles, rank = [], None
        k = f.first - 1
        while k >= 0 and self.items.items[k].code == "T" and self.items.codes[2 * k + 1] in "_.":
            titles.insert(0, self.items.words(k, k))
            rank = "security" if self.items.items[k].entry.category == "rank" else rank
            k -= 1
        k = f.last + 1
        while k < len(self.items.items) and self.items.items[k].code == "G" and self.items.codes[2 * k - 1] in "_,.":
            titles.append(self.items.words(k, k))
            k += 1
        rank = None if any("Purn" in t for t in titles) else rank
        return Entity(f"person:{slug(name)}", "person", name, titles="; ".join(dict.fromkeys(titles)) or None, actor_class=rank)


def _counted(items: Items, found: Sequence[Found], ids: Sequence[str | None], entities: dict[str, Entity]) -> list[Entity]:
    """The entities with how often and by what other words they are named, by id."""
    counts = Counter(filter(None, ids))
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    for f, entity_id in zip(found, ids):
        if entity_id and f.kind != "role":
            aliases[entity_id][items.words(f.first, f.last)] = None
    return [e._replace(aliases="; ".join(a for a in aliases[k] if a != e.name) or None, n_mentions=counts[k], n_articles=1)
            for k, e in sorted(entities.items())]


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
