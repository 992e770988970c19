"""A corpus of any size: partitions annotated one after another or by many workers, then linked; the tables are those of one process.

A partition is a stretch of the corpus of about a thousand articles. Its tables are written under a name that says what went in, so a run
that was stopped goes on where it stopped. `linking.py` does what concerns several articles. Without a Dask client all of it runs in this
process, in memory that does not grow with the corpus.
"""
from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache, partial, reduce
from glob import glob
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

from . import __version__
from .articles import Layout, article_of, files_of, layout_of, not_read, own_id, read_file, row_id, safe_id
from .lexicon import Lexicons
from .linking import finals, link, write_copies
from .parse import stanza_reader
from .pipeline import Tables, TablesError, annotate, is_synthetic, read_tables, write_frame
from .records import TABLES, Article, to_frame
from .sheets import ReadError, local, read_rows

WORK, DONE = ".work", "partitions.json"
SIZE = 1000  # articles in a partition
_TABLES = (".csv", ".jsonl", ".json", ".parquet")


class Settings(NamedTuple):
    """How every partition is annotated; what a worker needs to know."""

    columns: tuple[tuple[str, str], ...] = ()
    lexicons: str | None = None  # a folder that lies over ours; every worker must see it
    model: str | None = None  # of the Stanza reader; None: the rules


class Stretch(NamedTuple):
    """What is read in one go: a file whole, or rows of a table from a place on."""

    source: str  # a path, or an address that fsspec knows
    content: str  # SHA-256 of what is read
    rows: int = 1
    layout: Layout | None = None  # None: a file that is read whole
    place: tuple[int, int] | None = None
    fault: str | None = None  # what ended the table after these rows
    twice: tuple[int, ...] = ()  # numbers of the rows whose own id stands in the table before them
    synthetic: bool = False
    renamed: tuple[tuple[int, str], ...] = ()  # nth article -> its id, where another source has an article of that id


def annotate_corpus(sources: Iterable[str], out: str | Path, settings: Settings | None = None, client=None,
                    progress: Callable[[str, int, int], None] | None = None, size: int = SIZE, text: bool = True) -> int:
    """The number of partitions written to `out`: a folder a table, in it a Parquet file a partition; `read_tables` reads them.

    The tables are exactly those of `analyse`, in the same order, whatever `size` (rows a partition). `sources` are files, folders, globs
    and fsspec addresses; `client` is a Dask client whose workers see `sources` and `out` under the same names, None for this process.
    Partitions that an earlier run finished are taken from `out`/.work, if content, lexicons and code are the same and the files whole.
    Raises ReadError if nothing could be read, TablesError if `out` cannot be used, OSError if it is full: what was finished is kept.
    """
    out, settings = Path(out), settings or Settings()
    if any((out / f"{name}.parquet").exists() for name in TABLES):
        raise TablesError(f"{out}: holds tables of a run without partitions; give another folder with --out")
    work, run = out / WORK, runner(client, progress)
    work.mkdir(parents=True, exist_ok=True)
    (out / DONE).unlink(missing_ok=True)
    parts = _parts(list(sources), settings, run, size)
    stamp = stamp_of(settings)
    stages = [work / hashlib.sha256(repr((stamp, part)).encode("utf-8", "surrogatepass")).hexdigest()[:32] for part in parts]
    for path in {*work.iterdir()} - {*stages}:  # of another corpus, or of a run that was cut off
        shutil.rmtree(path, ignore_errors=True)
    run("articles annotated", partial(_annotate_part, settings=settings, stamp=stamp), parts, stages)
    link(run, stages, out, work, text)
    if not text:
        shutil.rmtree(work)
    _write_json(out / DONE, {"netralitas": __version__, "partitions": len(parts)})
    return len(parts)


def runner(client=None, progress: Callable[[str, int, int], None] | None = None) -> Callable[..., list]:
    """A function like `map` that gives a list: `run(what, function, *columns)`, on the client's workers or, without one, here.

    `what` is for `progress(what, done, total)`. What a worker that died had not finished, another does.
    """
    def run(what: str, function: Callable, *columns) -> list:
        tasks = list(zip(*columns))
        results = [None] * len(tasks)
        for done, (n, result) in enumerate(_results(client, what, function, tasks), 1):
            results[n] = result
            if progress:
                progress(what, done, len(tasks))
        return results
    return run


def _results(client, what: str, function: Callable, tasks: list[tuple]) -> Iterator[tuple[int, object]]:
    if client is None:
        yield from ((n, function(*task)) for n, task in enumerate(tasks))
        return
    from distributed import KilledWorker, as_completed

    place = {future: n for n, future in enumerate(client.map(function, *zip(*tasks), pure=False))} if tasks else {}
    try:
        for future, result in as_completed(list(place), with_results=True):
            yield place.pop(future), result
    except KilledWorker as error:
        raise TablesError(f"{what}: several workers died on the same partition; give them more memory, or smaller partitions "
                          f"(--partition), and run the same command again ({error})") from error
    finally:
        client.cancel(list(place))


@contextmanager
def cluster(workers: int = 0, scheduler: str | None = None):
    """A Dask client: of the scheduler at an address, else of so many worker processes on this machine; None for no workers."""
    if not (workers or scheduler):
        yield None
        return
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise TablesError("--workers and --scheduler need Dask: pip install 'netralitas[scale]'") from error
    options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": "CRITICAL"}
    machine = None if scheduler else LocalCluster(n_workers=workers, **options)
    with machine or nullcontext(), Client(scheduler or machine) as client:
        yield client


def _parts(sources: list[str], settings: Settings, run: Callable, size: int) -> list[list[Stretch]]:
    """The corpus as partitions of about `size` articles, in order."""
    import numpy as np

    files = list(_files(sources))
    if not files:
        raise ReadError(f"no source of articles was found: {', '.join(sources)}")
    planned = run("files looked through", partial(_plan, settings=settings, size=size), files)
    stretches = [stretch for found, _ in planned for stretch in found]
    if not any(stretch.content for stretch in stretches):
        raise ReadError("; ".join(article.status + f": {article.source}" for s in stretches for article in _read(s, settings)))
    hashes, counts = np.unique(np.concatenate([ids for _, ids in planned]), return_counts=True)
    if (counts > 1).any():
        same = frozenset(hashes[counts > 1].tolist())
        named = run("ids told apart", partial(_ids_like, same=same), stretches)
        taken: set[str] = set()
        stretches = [s._replace(renamed=tuple((n, own_id(name, taken)) for n, name in ids)) for s, ids in zip(stretches, named)]
    invented = [source for source in sources if "://" not in source and is_synthetic(source)]
    parts: list[list[Stretch]] = []
    for stretch in stretches:
        stretch = stretch._replace(synthetic=any(stretch.source.startswith(source) for source in invented))
        if not parts or sum(s.rows for s in parts[-1]) + stretch.rows > size:
            parts.append([])
        parts[-1].append(stretch)
    return parts


def _files(sources: list[str]) -> Iterator[list[str]]:
    """Tables one by one, other files by the hundred, in the order of the sources."""
    found: dict[str, str] = {}
    for source in sources:
        if "://" in source:
            import fsspec

            fs, _, paths = fsspec.get_fs_token_paths(source)
            found |= {path: path for path in map(fs.unstrip_protocol, sorted(paths))}
        else:
            listed = sorted(glob(source)) if re.search(r"[*?[]", source) and not Path(source).exists() else [source]
            for path in files_of(map(Path, listed)):
                found.setdefault(str(path.resolve()), str(path))
    for table, group in groupby(found.values(), key=lambda path: path.lower().endswith(_TABLES)):
        while paths := list(islice(group, 1 if table else 100)):
            yield paths


def _plan(sources: list[str], settings: Settings, size: int):
    """The stretches of some files, and the hashes of the ids of all their articles."""
    import numpy as np

    stretches, ids = [], array("Q")
    for source in sources:
        try:
            if not source.lower().endswith(_TABLES):
                raise ReadError("no table")
            found = list(_plan_table(source, settings, size, ids))
            if not found:
                raise ReadError("a table without rows")
        except (ReadError, OSError):  # read as a whole, it says itself what is wrong with it
            path = local(source)
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            found = [Stretch(source, content)]
            ids.append(_hash(safe_id(path.stem)))
        stretches += found
    return stretches, np.frombuffer(ids, dtype=np.uint64)


def _plan_table(source: str, settings: Settings, size: int, ids: array) -> Iterator[Stretch]:
    path, (words, _) = local(source), _tools(settings)
    layout = layout_of(path, dict(settings.columns), words)
    seen, stretch, content, fault = set(), Stretch(source, "", 0, layout), hashlib.sha256(), None
    try:
        for row in read_rows(path, every=size):
            article_id = row_id(path, row, layout)[0]
            stretch = stretch._replace(rows=stretch.rows + 1, twice=stretch.twice + (row.number,) * (hash(article_id) in seen))
            seen.add(hash(article_id))
            ids.append(_hash(article_id))
            content.update(repr(row[:3]).encode("utf-8", "surrogatepass"))
            if row.after:
                yield stretch._replace(content=content.hexdigest())
                stretch, content = Stretch(source, "", 0, layout, row.after), hashlib.sha256()
    except (ReadError, OSError) as error:
        if not seen:
            raise
        fault = str(error) if isinstance(error, ReadError) else f"cannot be opened ({error.strerror or error})"
        ids.append(_hash(safe_id(path.stem)))
    if stretch.rows or fault:
        yield stretch._replace(content=content.hexdigest(), fault=fault)


def _hash(article_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(article_id.lower().encode(), digest_size=8).digest(), "big")


def _ids_like(stretch: Stretch, same: frozenset[int]) -> list[tuple[int, str]]:
    """(n, id) of the articles whose id, or what it is without numbers at its end, stands more than once in the corpus."""
    found, path = [], local(stretch.source)
    if stretch.layout is None:
        names = [safe_id(path.stem)]
    else:
        names = [row_id(path, row, stretch.layout)[0] for row in islice(read_rows(path, stretch.place), stretch.rows)]
        names += [safe_id(path.stem)] if stretch.fault else []
    for n, name in enumerate(names):
        bases = [name] + [name[:m.start()] for m in re.finditer(r"-(?=\d+(?:-\d+)*\Z)", name)]
        if any(_hash(base) in same for base in bases):
            found.append((n, name))
    return found


def _read(stretch: Stretch, settings: Settings) -> Iterator[Article]:
    """The articles of a stretch as `read_articles` gives them."""
    path, (words, _) = local(stretch.source), _tools(settings)
    found = _read_rows(path, stretch, words) if stretch.layout else read_file(path, dict(settings.columns), words)
    renamed, remote = dict(stretch.renamed), "://" in stretch.source
    for n, article in enumerate(found):
        source = article.source.replace(path.as_posix(), stretch.source, 1) if remote else article.source
        yield article._replace(article_id=renamed.get(n, article.article_id), source=source,
                               provenance="synthetic" if stretch.synthetic else article.provenance)


def _read_rows(path: Path, stretch: Stretch, words: Lexicons) -> Iterator[Article]:
    for row in islice(read_rows(path, stretch.place), stretch.rows):
        before = (row_id(path, row, stretch.layout)[0],) if row.number in stretch.twice else ()
        yield article_of(path, row, stretch.layout, words, before)
    if stretch.fault:
        yield not_read(path, stretch.fault)


def _annotate_part(part: list[Stretch], stage: Path, settings: Settings, stamp: str) -> None:
    """Writes the tables of a partition to the folder `stage`, which is there whole or not at all."""
    if stamp_of(settings) != stamp:
        raise TablesError("a worker has another version of netralitas, or other lexicons, than the machine that asks")
    if _is_whole(stage):
        return
    words, reader = _tools(settings)
    layers: dict[str, list] = {name: [] for name in TABLES}
    articles, owners = [a for stretch in part for a in _read(stretch, settings)], []
    for article in articles:
        found = annotate(article, words, reader)
        owners += [article.article_id] * len(found["entities"])
        for name, records in found.items():
            layers[name] += records
    beside = Path(tempfile.mkdtemp(prefix=f".{stage.name}-", dir=stage.parent))
    beside.chmod(0o755)  # a worker may run under another name
    try:
        for name, records in layers.items():
            frame = to_frame(records, name)
            write_frame(frame.assign(article_id=owners) if name == "entities" else frame, beside / f"{name}.parquet")
        write_copies([a for a in articles if a.status == "ok"], beside)
        _write_json(beside / "sums.json", {path.name: _sum(path) for path in sorted(beside.iterdir())})
        if stage.exists():  # what is there is damaged, or another worker was quicker
            stage.rename(beside / "damaged")
        beside.rename(stage)
        shutil.rmtree(stage / "damaged", ignore_errors=True)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _is_whole(stage: Path) -> bool:
    try:
        sums = json.loads((stage / "sums.json").read_bytes())
        return all(_sum(stage / name) == told for name, told in sums.items())
    except (OSError, ValueError):
        return False


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_json(path: Path, value) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_text(json.dumps(value), encoding="utf-8")
    os.replace(beside, path)


@lru_cache(maxsize=4)
def _tools(settings: Settings):
    return Lexicons(settings.lexicons), stanza_reader(settings.model) if settings.model else None


@lru_cache(maxsize=4)
def stamp_of(settings: Settings) -> str:
    """A hash of all that tables depend on besides the articles: this package with its lexicons, the user's lexicons, the settings."""
    found = hashlib.sha256(repr((__version__, settings.columns, settings.model)).encode())
    for folder in filter(None, (Path(__file__).parent, settings.lexicons, settings.model)):
        files = [Path(folder)] if Path(folder).is_file() else sorted(Path(folder).rglob("*"))
        for path in (p for p in files if p.is_file() and p.suffix != ".pyc"):
            found.update(f"{path.name}\0{_sum(path)}\0".encode())
    return found.hexdigest()


def each_part(folder: str | Path, function: Callable[[Tables], object], client=None) -> list:
    """What `function` gives for the tables of each partition of `folder`, in order, on the client's workers if there is one.

    Only one partition is in memory at a time. Its `entities` are those that it refers to.
    """
    count = len(finals(folder, "articles"))
    return runner(client)("partitions", partial(_of_part, folder=Path(folder), function=function), range(count))


def total(folder: str | Path, function: Callable[[Tables], object], client=None):
    """The sum over all partitions of the tables of counts that `function` gives; rows and columns that one has not are zero there."""
    return reduce(lambda a, b: a.add(b, fill_value=0), each_part(folder, function, client)).fillna(0).astype("int64")


def _of_part(n: int, folder: Path, function: Callable[[Tables], object]):
    return function(read_tables(folder, part=n))
