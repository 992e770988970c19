"""Who is the same in many articles: their entities become one list."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .records import Entity, Mention


@lru_cache(maxsize=1 << 14)
def slug(words: str) -> str:
    """`words` in lower case, letters and digits joined by hyphens; "x" if there are none."""
    return "-".join(re.findall(r"\w+", words.lower())) or "x"


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
