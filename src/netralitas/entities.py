"""Who is the same inside an article: its mentions become entities."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter

from .bearers import Found, find_bearers, full_names, says_nothing
from .lexicon import Lexicons
from .namesakes import merged, slug
from .places import Items
from .records import Entity, Mention, Sentence

_LEVELS = {"province": "province", "regency": "regency", "city": "regency", "regency_and_city": "regency", "country": "national",
           "national": "national"}
_TITLES, _DEGREES = re.compile(r"(?:T[_.])*\Z"), re.compile(r"(?:[_,.]G)*")
_LEAD, _OF_NO_AREA = 4, ("party_or_candidate", "civil_society")
_OF_AREA = re.compile(r"\A(?:[^PQ]+[PQ]|O_W_[ZXCM])")  # Bawaslu Bali, Biro Organisasi Setda Bali, Bawaslu Kota Sungai Asri
_BODY_OF_AREA = re.compile(r"[OB]_(?:W_)?[PQ]|O_W_[ZXCM]")  # of Ketua Bawaslu Bali, Bupati Bangli
_BESIDE = re.compile(r"[TGOo]|\A[0q]")  # what may make another entity of the same words: a title, a degree, a number, a body's area
_ASIDE = re.compile(r"(?<=\w)\s?\([^()]*\)?\Z")
_OFFICES = "RBEvrbetc"
_FORCE = re.compile(r"(?:(?:waka|ka)?(pol[rds])|tni|kod[ai]m|korem|koramil|(?:dan|pang|kas)(?:d[ai]m|rem|ramil))")
_BODY_TOLD = re.compile(r".*(?=[BbOoY])"), re.compile(r".*?(?=[BbOoY])")  # the last before, the first of all
_SOLDIERS = re.compile(r"\b[Pp]rajurit\sTNI\b")
_OF_OTHERS = re.compile(r"_[^iwkpq&h]")
_NO_MEMBERS = re.compile(r"\s(?:keluarga|tim\b|kelompok|organisasi|masyarakat|partai|dewan|aktif)")


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
    entities = reader.named | entities  # the Bawaslu of `Ketua Bawaslu Seruni` too, in whose name he speaks
    counts = Counter(m.entity_id for m in mentions)
    return mentions, [e._replace(aliases="; ".join([a for a in aliases[k] if a != e.name]) or None, n_mentions=counts[k], n_articles=1)
                      for k, e in sorted(entities.items())]


def _said_twice(items: Items, f: Found, after: Found) -> bool:
    """Whether an office is told again in short right behind it: `Sekretaris Daerah (Sekda)`."""
    return f.kind == after.kind == "role" and items.codes[2 * f.last + 1:2 * after.first] == "(" and \
        items.text.startswith(")", items.items[after.last].end)


def first_word(items: Items, n: int) -> str:
    """What the short form of a body's name is known by: `pengadilan` of `Pengadilan Negeri Merawan`, `tim hukum` of a team."""
    words = items.words(n, n).lower().removesuffix("nya")
    return words if items.codes[2 * n] == "2" else words.split()[0]


def force_of(items: Items, n: int) -> str:
    """Whose `anggota` are meant at item n, `Polri` or `TNI`: of the office or body named nearest before, or first; else empty."""
    if items.items[n].entry.id != "member" or items.codes[2 * n - 2:2 * n] == "p_" or _OF_OTHERS.match(items.codes, 2 * n + 1) \
            or _NO_MEMBERS.match(items.text, items.items[n].end):
        return ""
    told = (pattern.match(items.codes, 0, 2 * n) for pattern in _BODY_TOLD)
    near = [_FORCE.match(items.words(m.end() // 2, m.end() // 2).lower()) for m in told if m]
    return next(("Polri" if m[1] else "TNI" for m in near if m), "")


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
        if f.kind != "role" and self.items.codes[2 * f.first] in "HLOo2":
            self.areas[first_word(self.items, f.first)].append((f.first, self.body(range(f.first, f.last + 1))))
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
            if f.rule in ("short", "members"):
                return self._named_before(f)
            return self._group(f) if f.rule == "group" else self._organisation(f, *after)
        filler = self._group(f._replace(last=f.first)) if f.rule == "apposed" else self._filler(f)
        role = self.items.words(f.first, f.last)
        return filler._replace(entity_id=f"person:{slug(name)}", kind="person", name=name, role=role) if name else filler

    def _named_before(self, f: Found) -> Entity:
        """The body that a short form stands for (`pengadilan`), or that members belong to (`anggota Polres Merawan`, `anggota Bawaslu`)."""
        if f.rule == "short":
            known = self.areas[first_word(self.items, f.first)]
            return known[bisect_left(known, f.first, key=itemgetter(0)) - 1][1]
        if f.first == f.last:
            return self._group(f)
        body = self.items.items[f.first + 1]
        if getattr(body.entry, "actor_class", "") == "security":
            return self._organisation(f._replace(first=f.first + 1))
        return Entity(filler_id(self.items.words(f.first, f.last)), "organisation", self.items.words(f.first, f.last).lower())

    def _group(self, f: Found) -> Entity:
        words, office = self.items.words(f.first, f.last), self.items.items[f.last].entry
        if force := self.items.codes[2 * f.first] in "Rr" and force_of(self.items, f.first):
            own = self.lexicons["organisations"].get(force)
            return Entity(f"organisation:{slug(force)}", "organisation", own.name, actor_class=own.actor_class, level=own.level)
        several = self.items.codes[2 * f.first - 2:2 * f.first - 1] in ("0", "q")  # 15 pemerintah daerah
        known = self._known(f.last) if self.items.codes[2 * f.last] == "o" and not several else None
        entry = self.lexicons["groups"].get(words) or self.lexicons["groups"].get(words.removesuffix("nya")) or office
        forces = [e for e in self.forces if e.name.startswith(getattr(entry, "name", "-").title() + " ")]
        if getattr(entry, "id", "") == "soldiers_bare" and _SOLDIERS.search(self.items.text):
            entry = self.lexicons["groups"].get("prajurit TNI")
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
            if item.code in "OoYHLl23":
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
            if codes[2 * inner[0]] != "H":
                self.named.setdefault(body.entity_id, body)
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
