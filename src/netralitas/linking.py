"""What concerns several articles of a corpus in partitions: who is the same, what is told twice, what is a copy.

Each step is a map over partitions or over ranges of keys; what one process holds is names, keys and pairs, never the articles. The rules
are those of `entities.py`, `happenings.py` and `duplicates.py`, given so much at a time that they find what they find in one process.
"""
from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd

from .duplicates import COLUMNS, COMMON, are_near, bare_words, join, precedence, root, word_grams
from .happenings import linked, same_happenings
from .namesakes import gathered, longer_names, of_regency, one_each, regency
from .pipeline import ENTITY_COLUMNS, among, counted, groups_in, rename, tally, write_frame
from .records import TABLES, Article, Entity, Event, to_frame

PART = "part-{:05d}.parquet"
RANGE = 20_000  # rows that one task holds as records
_BANDS, _ROWS = 128, 2  # a pair that is a copy (Jaccard .36 or more) shares under two bands of 128 once in three million times
_ALIKE = 52  # of the 256 rows of two sketches; a copy has fewer once in sixty million times
_TOLD = ["article_id", "happening_id", "type", "polarity", "date", "agent_id", "target_id", "place_id"]


def link(run: Callable[..., list], stages: Sequence[Path], out: Path, work: Path, text: bool = True) -> None:
    """Writes the final tables of the partitions `stages` to `out`: a folder a table, a file a partition (of entities: a range of ids).

    `run(what, function, *columns)` maps. Without `text` the articles' table has no texts and no folders of one's machine.
    """
    folder = work / "links"
    folder.mkdir()
    for name in TABLES:
        (out / name).mkdir(exist_ok=True)
        for path in (out / name).glob(".*"):
            path.unlink()
    numbers = range(len(stages))
    regencies, starts = defaultdict(set), Counter()
    surveys = run("partitions: names and words", partial(_survey, folder=folder), numbers, stages)
    for found, counts, _ in surveys:
        starts += counts
        for person, area in found:
            regencies[person].add(area)
    several = {person for person, areas in regencies.items() if len(areas) > 1}
    ranges = _ranges(starts)
    people = run("ranges of names: who is the same", partial(_merge, several=several, folder=folder), *_columns(ranges))
    longer = longer_names([Entity(*person) for found in people for person in found])
    rename_part = partial(_rename, several=several, longer=longer, out=out, folder=folder)
    renamed = run("partitions: names of entities", rename_part, numbers, stages)
    groups = set().union(*(found for found, _ in renamed))
    days = _ranges(sum((counts for _, counts in renamed), Counter()))
    _write_happenings(run("ranges of days: what is told twice", partial(_same, groups=groups, folder=folder), *_columns(days)), folder)
    _write_pairs(_copies(run, stages, [words for *_, words in surveys], folder), folder / "copies.parquet", ["article_id", "duplicate_of"])
    run("partitions: final tables", partial(_finish, folder=folder, out=out, text=text), numbers, stages)
    run("ranges of names: final entities", partial(_entities, longer=longer, out=out, folder=folder), *_columns(ranges))
    for name in TABLES:
        for path in finals(out, name)[len(ranges if name == "entities" else stages):]:
            path.unlink()
    shutil.rmtree(folder)


def finals(folder: str | Path, table: str) -> list[Path]:
    """The files of a table in partitions, in order."""
    return sorted((Path(folder) / table).glob("part-*.parquet"))


def _ranges(counts: Counter) -> list[tuple[str, str]]:
    """Ranges (first, end) of keys that hold about RANGE rows each, by what each beginning of a key has; together, all keys."""
    firsts, rows = [""], 0
    for key in sorted(counts):
        if rows and rows + counts[key] > RANGE:
            firsts, rows = [*firsts, key], 0
        rows += counts[key]
    return list(zip(firsts, [*firsts[1:], "\U0010ffff"]))


def _columns(ranges: list[tuple[str, str]]) -> tuple:
    return range(len(ranges)), [first for first, _ in ranges], [end for _, end in ranges]


def _load(paths: Iterable[Path], **options) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.dataset as ds

    options["filter"] = options.pop("where", None)
    table = ds.dataset([str(path) for path in paths], format="parquet").to_table(**options)
    return table.to_pandas(types_mapper={pa.large_string(): pd.StringDtype(na_value=np.nan)}.get)


def _within(column: str, first: str, end: str):
    import pyarrow.dataset as ds

    return (ds.field(column) >= first) & (ds.field(column) < end)


def _records(frame: pd.DataFrame, record: type) -> list:
    rows = frame[list(record._fields)].astype(object).where(frame[list(record._fields)].notna(), None)
    return [record(*row) for row in rows.itertuples(index=False)]


def _owned(stage: Path) -> tuple[list[str], list[Entity]]:
    frame = pd.read_parquet(stage / "entities.parquet")
    return frame["article_id"].tolist(), _records(frame, Entity)


def _survey(n: int, stage: Path, folder: Path) -> tuple[set[tuple[str, str]], Counter, np.ndarray]:
    """Persons with the regency of an office; how many entities there are by the beginning of their ids; hashes of the articles' words.

    Writes the entities of the partition, those that are told in the same way once.
    """
    entities = sorted({e._replace(n_mentions=0, n_articles=0) for e in _owned(stage)[1]}, key=str)
    write_frame(to_frame(entities, "entities"), folder / f"entities-{n}.parquet")
    found = {(e.entity_id, area) for e in entities if (area := regency(e))}
    words = pd.read_parquet(stage / "copies.parquet", columns=["words"])["words"].to_numpy()
    return found, Counter(e.entity_id[:e.entity_id.index(":") + 5] for e in entities), words


def _merge(n: int, first: str, end: str, several: set[str], folder: Path) -> list[tuple]:
    """One row an entity id, written to `folder`; of the persons, what tells whether a shorter name is theirs."""
    frame = _load(sorted(folder.glob("entities-*.parquet")), where=_within("entity_id", first, end)).drop_duplicates()
    same = one_each(of_regency(e) if e.entity_id in several else e for e in _records(frame, Entity))
    write_frame(to_frame(same, "entities"), folder / f"merged-{n}.parquet")
    return [(e.entity_id, e.kind, e.name, None, e.role, e.organisation) for e in same if e.kind == "person"]


def _rename(n: int, stage: Path, several: set[str], longer: dict[str, str], out: Path, folder: Path) -> tuple[set[str], Counter]:
    """Writes the tables of a partition that name entities, under the ids of the corpus; its groups, and how many rows tell of each day."""
    layers = {name: _records(pd.read_parquet(stage / f"{name}.parquet"), TABLES[name]) for name in ENTITY_COLUMNS}
    apart = {(article, e.entity_id): of_regency(e).entity_id for article, e in zip(*_owned(stage)) if e.entity_id in several}
    layers = rename(layers, longer | {key: longer.get(new, new) for key, new in apart.items()})
    for name, rows in layers.items():
        write_frame(to_frame(rows, name), folder / f"events-{n}.parquet" if name == "events" else out / name / PART.format(n))
    mentions, articles = tally(layers)
    counts = sorted((name, mentions[name], articles[name]) for name in articles if name)
    _write_pairs(counts, folder / f"counts-{n}.parquet", ["entity_id", "n_mentions", "n_articles"])
    told = sorted(_told(layers["events"]), key=lambda row: row[0])
    write_frame(pd.DataFrame(told, columns=["day", *_TOLD], dtype="str"), folder / f"told-{n}.parquet")
    return groups_in(layers["mentions"]), Counter(row[0] for row in told)


def _told(events: list[Event]) -> Iterator[tuple]:
    """For every full day of a happening all rows that tell it, dated if that is their day."""
    for _, rows in groupby(sorted(events, key=lambda e: e.happening_id), key=lambda e: e.happening_id):
        rows = list(rows)
        for day in sorted({e.date for e in rows if e.date and len(e.date) == 10}):
            yield from ((day, *(getattr(e._replace(date=day if e.date == day else None), name) for name in _TOLD)) for e in rows)


def _same(n: int, first: str, end: str, groups: set[str], folder: Path) -> list[tuple[str, str, list[str]]]:
    """(happening, the least that is one with it, what they share) of the happenings of some days."""
    frame = _load(sorted(folder.glob("told-*.parquet")), where=_within("day", first, end), columns=_TOLD)
    rows = frame.astype(object).where(frame.notna(), None)
    same, shared = same_happenings(rows.itertuples(index=False), groups)
    return [(name, same[name], sorted(what)) for name, what in shared.items() if what]


def _write_happenings(found: Iterable[list[tuple[str, str, list[str]]]], folder: Path) -> None:
    same: dict[str, str] = {}
    shared: dict[str, set[str]] = defaultdict(set)
    for name, first, what in (row for rows in found for row in rows):
        same.setdefault(name, name)
        same.setdefault(first, first)
        join(same, name, first)
        shared[name] |= {*what}
    rows = [(name, root(same, name), " ".join(sorted(shared[name]))) for name in sorted(shared)]
    _write_pairs(rows, folder / "happenings.parquet", ["happening_id", "first", "shared"])


def _write_pairs(rows: list[tuple], path: Path, names: list[str]) -> None:
    frame = pd.DataFrame(rows, columns=names)
    write_frame(frame.astype({name: "int64" if name.startswith("n_") else "str" for name in names}), path)


def _finish(n: int, stage: Path, folder: Path, out: Path, text: bool) -> None:
    """Writes the other final tables of a partition: what no linking has changed is the same file."""
    events = _records(pd.read_parquet(folder / f"events-{n}.parquet"), Event)
    told = _load([folder / "happenings.parquet"], where=among("happening_id", {e.happening_id for e in events}))
    same = {row.happening_id: row for row in told.itertuples()}
    events = [linked(e, same[e.happening_id].first, same[e.happening_id].shared.split()) if e.happening_id in same else e for e in events]
    write_frame(to_frame(events, "events"), out / "events" / PART.format(n))
    articles = pd.read_parquet(stage / "articles.parquet")
    copies = _load([folder / "copies.parquet"], where=among("article_id", articles["article_id"]))
    first = articles["article_id"].map(dict(zip(copies["article_id"], copies["duplicate_of"]))).astype("str")
    articles = articles.assign(duplicate_of=first)
    if not text:
        articles = articles.drop(columns="text").assign(source=articles["source"].map(lambda source: Path(source).name))
    write_frame(articles, out / "articles" / PART.format(n))
    for name in TABLES.keys() - ENTITY_COLUMNS.keys() - {"articles", "entities"}:
        _place(stage / f"{name}.parquet", out / name / PART.format(n))


def _place(path: Path, final: Path) -> None:
    """The file under another name too, by a link where the disk can; whole at once."""
    beside = final.with_name(f".{final.name}.{os.getpid()}")
    try:
        os.link(path, beside)
    except OSError:
        shutil.copyfile(path, beside)
    os.replace(beside, final)


def _entities(n: int, first: str, end: str, longer: dict[str, str], out: Path, folder: Path) -> None:
    """Writes the entities of a range of ids, with the persons whose full name is among them, counted."""
    shorter = {short: full for short, full in longer.items() if first <= full < end}
    rows = _records(pd.read_parquet(folder / f"merged-{n}.parquet"), Entity)
    rows = [e for e in rows if e.entity_id not in longer]
    if shorter:
        rows += _records(_load(sorted(folder.glob("merged-*.parquet")), where=among("entity_id", shorter)), Entity)
    counts = _load(sorted(folder.glob("counts-*.parquet")), where=_within("entity_id", first, end)).groupby("entity_id").sum()
    whole = counted(gathered(rows, shorter), *(Counter(counts[name].to_dict()) for name in ("n_mentions", "n_articles")))
    write_frame(to_frame(whole, "entities"), out / "entities" / PART.format(n))


def write_copies(articles: list[Article], folder: Path) -> None:
    """What tells copies: a row an article, its key of precedence, a hash of its words, and its word 4-grams."""
    texts = [bare_words(a.text) for a in articles]
    grams = word_grams(texts) if texts else None
    frame = pd.DataFrame([precedence(a) for a in articles], columns=["published", "article_id"], dtype="str")
    hashes = (hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8] for text in texts)
    frame["words"] = np.array([int.from_bytes(found, "big") for found in hashes], dtype="uint64")
    frame["grams"] = np.split(grams.indices, grams.indptr[1:-1]) if texts else []
    write_frame(frame.astype({"grams": "object"}), folder / "copies.parquet")


def _copies(run: Callable[..., list], stages: Sequence[Path], words: list[np.ndarray], folder: Path) -> list[tuple[str, str]]:
    """(copy, original) of all articles that are copies: MinHash proposes pairs, and the rule of `duplicates.py` decides on each."""
    hashes, counts = np.unique(np.concatenate(words), return_counts=True)
    alike: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for found in run("partitions: copies word for word", partial(_keys, words=hashes[counts > 1]), stages):
        for key, hashed in found:
            alike[hashed].append(key)
    pairs = [(min(keys), key) for keys in alike.values() for key in keys]
    left_out, often = {key[1] for first, key in pairs if first != key}, np.zeros(COLUMNS, dtype=np.uint32)
    for used, counts in run("partitions: how common phrases are", partial(_frequencies, left_out=left_out), stages):
        often[used] += counts.astype(np.uint32)
    told = {"left_out": left_out, "common": np.flatnonzero(often > COMMON)}
    sizes = run("partitions: sketches", partial(_sketch, folder=folder, **told), range(len(stages)), stages)
    firsts = list(range(0, _BANDS, _BANDS // 8))
    run("bands: pairs that may be copies", partial(_propose, folder=folder, partitions=len(stages)), firsts)
    compare = partial(_compare, offsets=np.cumsum([0, *sizes]), folder=folder)
    for found in run("partitions: pairs compared", compare, range(len(stages))):
        pairs += found
    same = {key: key for pair in pairs for key in pair}
    for a, b in pairs:
        join(same, a, b)
    return sorted((key[1], first[1]) for key in same if (first := root(same, key)) != key)


def _keys(stage: Path, words: np.ndarray) -> list[tuple[tuple[str, str], int]]:
    """The keys of articles whose words other articles have too, and the hashes of these."""
    frame = pd.read_parquet(stage / "copies.parquet", columns=["published", "article_id", "words"])
    frame = frame[frame["words"].isin(words)]
    return list(zip(zip(frame["published"], frame["article_id"]), frame["words"].tolist()))


def _sets(stage: Path, left_out: set[str], common: np.ndarray = ()) -> tuple[list[tuple[str, str]], list[np.ndarray]]:
    """The keys and the 4-grams of the articles that have any, without common ones and without the articles `left_out`."""
    frame = pd.read_parquet(stage / "copies.parquet")
    frame = frame[~frame["article_id"].isin(left_out)]
    sets = [grams[~np.isin(grams, common)] if len(common) else grams for grams in frame["grams"]]
    return [key for key, grams in zip(zip(frame["published"], frame["article_id"]), sets) if len(grams)], [g for g in sets if len(g)]


def _frequencies(stage: Path, left_out: set[str]) -> tuple[np.ndarray, np.ndarray]:
    sets = _sets(stage, left_out)[1]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int32), *sets]), return_counts=True)


def _sketch(n: int, stage: Path, left_out: set[str], common: np.ndarray, folder: Path) -> int:
    """Writes the bands of the articles' MinHash, a row a band, their 4-grams one behind another, and their keys; how many articles."""
    from datasketch import MinHash

    keys, sets = _sets(stage, left_out, common)
    plan = MinHash(_BANDS * _ROWS, seed=1, hashfunc=int)
    bands = np.zeros((_BANDS, len(sets)), dtype=np.uint64)
    for at, grams in enumerate(sets):
        sketch = plan.copy()
        sketch.update_batch(grams.tolist())
        high, low = sketch.hashvalues.astype(np.uint64).reshape(_BANDS, _ROWS).T
        bands[:, at] = high << np.uint64(32) | low
    grams, ends = np.concatenate([np.zeros(0, dtype=np.int32), *sets]), np.cumsum([0, *map(len, sets)])
    for name, rows in {"bands": bands, "grams": grams, "ends": ends, "keys": np.array(keys, dtype=str)}.items():
        _save(folder / f"{name}-{n}.npy", rows)
    return len(sets)


def _propose(first: int, folder: Path, partitions: int) -> None:
    """Writes the pairs of articles that share some of a few bands: two rows, both numbers in one integer, and how many bands."""
    stripes = [np.load(folder / f"bands-{n}.npy", mmap_mode="r")[first:first + _BANDS // 8] for n in range(partitions)]
    pairs = [np.zeros(0, dtype=np.int64)]
    for band in np.concatenate(stripes, axis=1):
        order = np.argsort(band, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(band[order])) + 1):
            if len(group) > 1:
                a, b = np.triu_indices(len(group), 1)
                pairs.append(group[a] << 32 | group[b])
    _save(folder / f"pairs-{first}.npy", np.stack(np.unique(np.concatenate(pairs), return_counts=True)))


def _proposed(n: int, offsets: np.ndarray, folder: Path) -> np.ndarray:
    """The pairs of a partition that share two bands or more: (row, partition of the other, row of the other)."""
    found = []
    for path in sorted(folder.glob("pairs-*.npy")):
        rows = np.load(path, mmap_mode="r")
        first, end = np.searchsorted(rows[0], offsets[n:n + 2] << 32)
        found.append(np.array(rows[:, first:end]))
    pairs, shared = np.concatenate(found, axis=1)
    pairs, at = np.unique(pairs, return_inverse=True)
    pairs = pairs[np.bincount(at, weights=shared, minlength=len(pairs)) >= 2]
    a, b = pairs >> 32, pairs & 0xFFFFFFFF
    other = np.searchsorted(offsets, b, side="right") - 1
    return np.stack([a - offsets[n], other, b - offsets[other]], axis=1)


def _save(path: Path, rows: np.ndarray) -> None:
    beside = path.with_name(f".{os.getpid()}-{path.name}")
    np.save(beside, rows)
    os.replace(beside, path)


def _compare(n: int, offsets: np.ndarray, folder: Path) -> list[tuple]:
    """The keys of the pairs of a partition that are near copies; asked only of those whose sketches look alike."""
    pairs, found, mine = _proposed(n, offsets, folder), [], None
    for other in np.unique(pairs[:, 1]):
        mine, theirs = mine or _Sketches(folder, n), _Sketches(folder, other)
        here, there = pairs[pairs[:, 1] == other][:, [0, 2]].T
        alike = (mine.bands[here] == theirs.bands[there]).sum(axis=1) >= _ALIKE
        for a, b in zip(here[alike], there[alike]):
            sets = mine.grams_of(a), theirs.grams_of(b)
            if are_near(*np.array([len(np.intersect1d(*sets, assume_unique=True)), *map(len, sets)], dtype=np.float32)):
                found.append((tuple(mine.keys[a].tolist()), tuple(theirs.keys[b].tolist())))
    return found


class _Sketches:
    """What `_sketch` wrote of a partition; of the 4-grams and keys only the rows that are asked for are read."""

    def __init__(self, folder: Path, n: int):
        self.bands = np.ascontiguousarray(np.load(folder / f"bands-{n}.npy").T).view(np.uint32)
        self.grams, self.ends, self.keys = (np.load(folder / f"{name}-{n}.npy", mmap_mode="r") for name in ("grams", "ends", "keys"))

    def grams_of(self, row: int) -> np.ndarray:
        return self.grams[self.ends[row]:self.ends[row + 1]]
