"""Who is the same: mentions become entities inside an article, and the entities of many articles become one list."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import itemgetter

from .bearers import Found, find_bearers, full_names, says_nothing
from .lexicon import Lexicons
from .places import Items
from .records import Entity, Mention, Sentence

_LEVELS = {"province": "province", "regency": "regency", "city": "regency", "regency_and_city": "regency", "country": "national",
           "national": "national"}
_TITLES, _DEGREES = re.compile(r"(?:T[_.])*\Z"), re.compile(r"(?:[_,.]G)*")
_LEAD, _OF_NO_AREA = 4, ("party_or_candidate", "civil_society")
_OF_AREA = re.compile(r"\A[^PQ]+[PQ]")  # Bawaslu Bali, Biro Organisasi Setda Bali
_BODY_OF_AREA = re.compile(r"[OB]_(?:W_)?[PQ]")  # of Ketua Bawaslu Bali, Bupati Bangli
_BESIDE = re.compile(r"[TGOo]|\A[0q]")  # what may make another entity of the same words: a title, a degree, a number, a body's area
_ASIDE = re.compile(r"(?<=\w)\s?\([^()]*\)?\Z")
_OFFICES = "RBEvrbetc"


@lru_cache(maxsize=1 << 14)
def slug(words: str) -> str:
    """`words` in lower case, letters and digits joined by hyphens; "x" if there are none."""
    return "-".join(re.findall(r"\w+", words.lower())) or "x"


def filler_id(role: str) -> str:
    """The id of the filler entity of a role that nobody bears: `organisation:bupati-bangli`, also for `Bupati Bangli (BGL)`."""
    return f"organisation:{slug(_ASIDE.sub('', role))}"


def entities_of(items: Items, found: Sequence[Found], sentences: Sequence[Sentence],
                lexicons: Lexicons) -> tuple[list[Mention], list[Entity]]:
    """The mentions of an article with their entities, and those entities, by id; `found` are the stretches of items, by start."""
    people = full_names(items, found)
    bearers = find_bearers(items, found, people, lexicons["office_synonyms"])
    found = [f._replace(kind="role", rule="anaphora") if n in bearers and f.kind == "organisation" else f for n, f in enumerate(found)]
    bare = {n for n, f in enumerate(found) if f.kind == "role" and n not in bearers and says_nothing(items, f, lexicons["groups"])}
    reader = Reader(items, lexicons, found)
    entities: dict[str, Entity] = {}
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    mentions, seen = [], {}
    for n, f in enumerate(found):
        if n in bare or n and _said_twice(items, found[n - 1], f):
            continue
        words, name = items.words(f.first, f.last), people.get(n) or bearers.get(n)
        codes, around = items.codes[2 * f.first:2 * f.last + 1], items.codes[2 * f.first - 2:2 * f.last + 3]
        known = None if _BESIDE.search(around) else (words, name, f.rule, codes)
        entity = seen.get(known)
        if entity is None:
            entity = reader.entity(f, name, found[n + 1:n + 2])
            old = entities.get(entity.entity_id, entity)
            entities[entity.entity_id] = old if entity == old else merged(old, entity)
            if known:
                seen[known] = entity
        key = None if f.kind == "role" and n not in bearers else entity.entity_id
        if key and f.kind != "role":
            aliases[key][words] = None
        s, start, end = sentences[items.items[f.first].sentence], items.items[f.first].start, items.items[f.last].end
        end += f.kind == "role" and items.codes[2 * f.last - 1:2 * f.last + 2] == "(P)"  # Bupati Kolaka Timur (Koltim)
        if n + 1 < len(found) and _said_twice(items, f, found[n + 1]):
            end = items.items[found[n + 1].last].end + 1
        mentions.append(Mention(s.article_id, f"{s.article_id}:m{len(mentions) + 1}", s.sentence_id, start, end, f.kind, key, f.rule))
    counts = Counter(m.entity_id for m in mentions)
    return mentions, [e._replace(aliases="; ".join([a for a in aliases[k] if a != e.name]) or None, n_mentions=counts[k], n_articles=1)
                      for k, e in sorted(entities.items())]


def _said_twice(items: Items, f: Found, after: Found) -> bool:
    """Whether an office is told again in short right behind it: `Sekretaris Daerah (Sekda)`."""
    return f.kind == after.kind == "role" and items.codes[2 * f.last + 1:2 * after.first] == "(" and \
        items.text.startswith(")", items.items[after.last].end)


class Reader:
    """Reads entities off items; remembers the area that an article has given a body, so that bare `Bawaslu` is that one."""

    def __init__(self, items: Items, lexicons: Lexicons, found: Iterable[Found] = ()):
        self.items, self.lexicons = items, lexicons
        told, self.cues = ({m.start() // 2 + 1: items.items[m.start() // 2].entry.level for m in re.finditer(pattern, items.codes)}
                           for pattern in ("[Bo]_P", "W_[PQCMN]"))  # `Bupati Merawan`, `Kabupaten Merawan`
        self.levels = {items.words(n, n): _LEVELS.get(level) for n, level in [*told.items(), *self.cues.items()] if level}
        self.areas: dict[str, list[tuple[int, Entity]]] = defaultdict(list)
        for f in found:
            self._learn_area(f)
        told = [n for n in told if n > 0 and items.codes[2 * n] == "P"]
        national = any(getattr(item.entry, "level", "") == "national" for item in items.items if item.sentence < _LEAD)
        self.home = told[0] if len(told) > 1 and not national and len({self.names(n)[0] for n in told}) == 1 else 0
        bare = [(self.names(f.first)[0], f.first) for f in found if f.first == f.last and f.rule == "organisation"]
        for key, ((n, _), *more) in list(self.areas.items()):  # named once, and behind the bare name: the article speaks of another
            if not more and not {*items.codes[2 * n - 2:2 * n + 1]} & {*"RrB"} and sum(k == key and m < n for k, m in bare) > 1:
                del self.areas[key]
        self.named = {e.entity_id: e for known in self.areas.values() for _, e in known}
        self.ids = sorted(self.named)
        self.forces = [] if national else [e for e in self.named.values() if e.actor_class == "security"]

    def _learn_area(self, f: Found) -> None:
        """Remembers the area of a body that finding f names, also inside an office (`Ketua Bawaslu Bali`) or by it (`Bupati Bangli`)."""
        if f.first == f.last or f.kind != "role" and f.rule != "organisation":
            return
        codes = self.items.codes[2 * f.first:2 * f.last + 1]
        m = (_BODY_OF_AREA if f.kind == "role" else _OF_AREA).search(codes)
        first = f.first + m.start() // 2 if m else 0
        entry = self.items.items[first].entry
        if m and codes[m.start()] == "B":
            own = self.lexicons["organisations"].get(entry.organisation or "")
            area = self.body([n for n in range(first, f.last + 1) if self.items.codes[2 * n] in "PQD"])
            if own and own.level == area.level:
                key = self._first_form(own)
                body = Entity(f"organisation:{slug(f'{key} {area.name}')}", "organisation", f"{own.name} {area.name}",
                              actor_class=own.actor_class, level=own.level)
                self.areas[key].append((first, body))
        elif m and not (
                getattr(entry, "actor_class", "") in _OF_NO_AREA[:1] or getattr(entry, "category", "") == "each"):
            self.areas[self.names(first)[0]].append((first, self.body(range(first, f.last + 1))))

    @staticmethod
    def _first_form(entry: tuple) -> str:
        form = entry.form.split("|")[0]
        return form.title() if form.islower() else form

    def entity(self, f: Found, name: str | None, after: Sequence[Found] = ()) -> Entity:
        """The entity of a mention; `name` is the full name of the person or the bearer, `after` the mention behind it, if any."""
        if f.kind in ("person", "place"):
            return self._person(f, name) if f.kind == "person" else self._place(f)
        if f.kind == "organisation":
            return self._group(f) if f.rule == "group" else self._organisation(f, *after)
        filler = self._group(f._replace(last=f.first)) if f.rule == "apposed" else self._filler(f)
        role = self.items.words(f.first, f.last)
        return filler._replace(entity_id=f"person:{slug(name)}", kind="person", name=name, role=role) if name else filler

    def _group(self, f: Found) -> Entity:
        words, office = self.items.words(f.first, f.last), self.items.items[f.last].entry
        several = self.items.codes[2 * f.first - 2:2 * f.first - 1] in ("0", "q")  # 15 pemerintah daerah
        known = self._known(f.last) if self.items.codes[2 * f.last] == "o" and not several else None
        entry = self.lexicons["groups"].get(words) or self.lexicons["groups"].get(words.removesuffix("nya")) or office
        forces = [e for e in self.forces if e.name.startswith(getattr(entry, "name", "-").title() + " ")]
        known = forces[0] if len(forces) == 1 else known  # kepolisian, once `Kepolisian Daerah Bali` is named
        if known or not hasattr(entry, "organisation"):
            return known or Entity(f"organisation:{slug(entry.name)}", "organisation", entry.name, actor_class=entry.category or None)
        return Entity(filler_id(words), "organisation", words.lower(), actor_class=entry.actor_class or None, level=entry.level or None)

    def _organisation(self, f: Found, after: Found | None = None) -> Entity:
        """The body named in items f; bare `KPU` has the area of what follows (`KPU dan Bawaslu Bali`), else of an earlier mention."""
        codes = self.items.codes
        if f.first < f.last or codes[2 * f.first] not in "Oo":
            body = self.body(range(f.first, f.last + 1))
            longer = self._longer(body.entity_id + "-")
            return longer if longer and codes[2 * f.first] not in "YL" else body
        if after and after.rule == "organisation" and codes[2 * f.last + 1:2 * after.first] in ("_&_", ",", "/"):
            area = [n for n in range(after.first + 1, after.last + 1) if codes[2 * n] in "PQD"]
            if area and area[-1] == after.last:
                return self.body([f.first, *area])
        of_law = self.items.codes[2 * f.first - 2:2 * f.first] == "U_" and codes[2 * f.first] == "O"  # Peraturan KPU
        return not of_law and self._known(f.first) or self.body([f.first])

    def _known(self, n: int) -> Entity | None:
        """The body with an area that bare item n stands for: the one named nearest before it, else the first after it; else that of
        the one area whose offices and bodies the article speaks of."""
        known, entry = self.areas.get(self.names(n)[0]), self.items.items[n].entry
        if not known and self.home and entry.category == "branch" and entry.actor_class not in _OF_NO_AREA \
                and entry.level in ("", self._level(self.home)):
            return self.body([n, self.home])
        return known[max(0, bisect_left(known, n, key=itemgetter(0)) - 1)][1] if known else None

    def _longer(self, start: str) -> Entity | None:
        """The body with an area whose id begins so, if there is only one."""
        at = bisect_left(self.ids, start)
        found = [key for key in self.ids[at:at + 2] if key.startswith(start)]
        return self.named[found[0]] if len(found) == 1 else None

    def body(self, parts: Sequence[int]) -> Entity:
        """The body that these items name: its key has short forms, its name the full ones; words of the area's kind are left out."""
        keys, names, kind, level = [], [], None, None
        for n in parts:
            item, after = self.items.items[n], self.items.codes[2 * n + 2:2 * n + 3]
            if item.code == "W" or item.words == "RI" or item.code == "K" and n > parts[0] or item.code == "&" and after in ("O", "Y"):
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
        told = ["Daerah"] * (len(parts) > 1 and self.items.codes[2 * parts[-1]] == "W")  # KPU provinsi, KPU kabupaten/kota: no one of them
        keys, names = keys + told, names + told
        return Entity(f"organisation:{slug(' '.join(keys))}", "organisation", " ".join(names), actor_class=kind, level=level)

    def names(self, n: int) -> tuple[str, str]:
        """The short and the full canonical words of item n; a province, regency or city without its cue, but `Kota Bogor`."""
        item, words = self.items.items[n], self.items.words(n, n)
        if item.code not in "OoYPQ" or item.entry is None or item.entry.category == "each":
            return words, words
        first = item.entry.form.split("|")[0]
        if item.code in "PQ":
            cue = self.cues.get(n) if item.entry.category == "regency_and_city" else None
            return (f"{'Kota' if cue == 'city' else 'Kabupaten'} {first}" if cue else first,) * 2
        return (self._first_form(item.entry), item.entry.name) if item.entry.name else (words, words)

    def _level(self, n: int) -> str | None:
        entry = self.items.items[n].entry
        told = self.cues.get(n) or getattr(entry, "category", None)
        return _LEVELS.get(told) if n in self.cues or hasattr(entry, "parent") else self.levels.get(self.items.words(n, n))

    def _place(self, f: Found) -> Entity:
        """A place by its name without the cue (`Kabupaten`, `Desa`); a venue or street by all its words."""
        bare, start = f.rule in ("area", "local"), f.first
        while bare and start < f.last and self.items.codes[2 * start] in "WK":
            start += 1
        name = self.names(start)[0] if bare and start == f.last else self.items.words(start, f.last)
        level = {"local": "regency", "area": self._level(start)}.get(f.rule)
        return Entity(f"place:{slug(name)}", "place", name, level=level)

    def _filler(self, f: Found) -> Entity:
        """The entity of an office that nobody bears, with its class and level and the body that it belongs to: the one named behind it,
        or known from the office's word (`Bupati` -> `Pemerintah Kabupaten`)."""
        at, codes, body = range(f.first, f.last + 1), self.items.codes, None
        office = next(self.items.items[k].entry for k in at if codes[2 * k] in _OFFICES)
        own = self.lexicons["organisations"].get(office.organisation or "")
        inner = [n for n in at if codes[2 * n] in "OYHL"]
        if own and not any(codes[2 * n] in "OY" for n in inner):
            area = self.body([n for n in at if codes[2 * n] in "PQD"] if own.level != "national" else [])
            body = Entity("", "organisation", f"{own.name} {area.name}".strip(), actor_class=own.actor_class, level=own.level or area.level)
        elif inner:
            body = self._organisation(Found(inner[0], f.last, "organisation", "organisation"))
        kind, words = office.actor_class, self.items.words(f.first, f.last)
        kind = body.actor_class if body and kind in ("", "executive") else kind
        return Entity(filler_id(words), "organisation", words.lower(), organisation=body.name if body else None, actor_class=kind or None,
                      level=office.level or (body.level if body else None) or None)

    def _person(self, f: Found, name: str) -> Entity:
        """The person of a mention with the titles before and the degrees behind it; a rank tells of the security forces."""
        codes, words, titles, rank = self.items.codes, self.items.words, {}, False
        if codes[2 * f.first - 2:2 * f.first - 1] == "T" or codes[2 * f.last + 2:2 * f.last + 3] == "G":
            before = range(f.first - len(_TITLES.search(codes[max(0, 2 * f.first - 40):2 * f.first])[0]) // 2, f.first)
            after = range(f.last + 1, f.last + 1 + len(_DEGREES.match(codes, 2 * f.last + 1)[0]) // 2)
            titles = dict.fromkeys(words(k, k) for k in (*before, *after))
            rank = any(self.items.items[k].entry.category == "rank" for k in before) and not any("Purn" in t for t in titles)
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
    articles, areas, apart, rows = defaultdict(dict), defaultdict(set), {}, []
    for m in mentions:
        articles[m.entity_id][m.article_id] = None
    for e in entities:
        areas[e.entity_id] |= {regency(e)} - {""}
    several = {key: iter(articles[key]) for key, told in areas.items() if len(told) > 1 and key in articles}
    for e in entities:
        if e.entity_id in several:
            new = of_regency(e)
            apart[next(several[e.entity_id]), e.entity_id] = new.entity_id
            e = new
        rows.append(e)
    return apart, rows


def one_each(rows: Iterable[Entity]) -> list[Entity]:
    """The rows of one id made one, by id; their order has no effect."""
    same: dict[str, Entity] = {}
    for e in sorted(rows, key=lambda e: tuple(map(str, e))):
        same[e.entity_id] = merged(same[e.entity_id], e) if e.entity_id in same else e
    return [same[key] for key in sorted(same)]


def gathered(same: Iterable[Entity], longer: dict[str, str]) -> list[Entity]:
    """The entities, by id, those in `longer` (short id -> full id) put into theirs, where their names are aliases."""
    whole: dict[str, Entity] = {}
    for e in sorted(same, key=lambda e: (e.entity_id in longer, e.entity_id)):
        key = longer.get(e.entity_id, e.entity_id)
        whole[key] = merged(whole[key], e._replace(aliases=joined(e.name, e.aliases))) if key in whole else e
    return [whole[key] for key in sorted(whole)]


def regency(person: Entity) -> str:
    """The last word of the area of a person's office, if it is of a regency or city: `Seruni` of `Ketua KPU Seruni`."""
    area = (person.organisation or "").rsplit(" ", 1)[-1]
    return area if person.kind == "person" and person.level == "regency" and area in (person.role or "").split() else ""


def of_regency(person: Entity) -> Entity:
    """The person under an id that ends in the area of the office: `person:ani-seruni`."""
    area = regency(person)
    return person._replace(entity_id=f"{person.entity_id}-{slug(area)}") if area else person


def longer_names(people: Sequence[Entity]) -> dict[str, str]:
    """For persons known by a part of their name: short id -> full id."""
    words = {person: frozenset(person.name.split()) for person in people}
    known = {person: words[person].union((person.aliases or "").replace(";", "").split()) for person in people}
    holders, found = defaultdict(list), {}
    for person in people:
        for word in known[person]:
            holders[word].append(person)
    for short in people:
        longer = [p for p in holders[min(words[short])] if len(words[p]) > len(words[short]) and words[short] <= known[p]
                  and _one_office(short, p)]
        top = [p for p in longer if not any(words[p] < words[q] for q in longer)]
        if len(top) == 1:
            found[short.entity_id] = top[0].entity_id
    for short, full in found.items():
        while full in found:  # a part of a name that is itself a part of a longer one
            full = found[short] = found[full]
    return found


def _one_office(short: Entity, full: Entity) -> bool:
    """Whether both hold an office of one body, the area of which one of them may leave out: `Ketua Bawaslu`, `Ketua Bawaslu Bali`."""
    a, b = short.role or "", full.role or ""
    if short.organisation and full.organisation:
        bodies = sorted((short.organisation, full.organisation))
        return bodies[0] == bodies[1] or bodies[1].startswith(bodies[0] + " ") and a.split()[:1] == b.split()[:1]
    return a.lower() == b.lower() if a and b else " " in short.name and f" {short.name} " in f" {full.name} "
