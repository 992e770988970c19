"""Tables of articles, one a row: CSV, JSON lines, JSON, Parquet; which of their columns hold what we need."""
from __future__ import annotations

import atexit
import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from .decode import decode, encoding_of
from .lexicon import Lexicon
from .records import TABLES, to_frame

csv.field_size_limit(2**31 - 1)
_SWALLOWED = 200  # lines in one cell
FIELDS = ("text", "title", "published", "url", "byline", "outlet", "id")


class ReadError(ValueError):
    """Articles that cannot be read at all: the message says which source, why, and what there is instead."""


class Row(NamedTuple):
    """A row of a table: its number (a line's in JSON lines, else counted from 1 after the header), its cells, what is wrong with it.

    `after` is the place of what follows it in the file, where it was asked for.
    """

    number: int
    cells: dict
    fault: str | None = None
    after: tuple[int, int] | None = None


def read_rows(path: Path, place: tuple[int, int] | None = None, every: int = 0) -> Iterator[Row]:
    """The rows of a table, one after another, so that a big one need not fit in memory; raises ReadError if it is not what it says.

    `place` is where to begin, as an earlier reading said it in `after` of its rows: `every` so many rows (never in JSON that is one list).
    """
    if path.suffix.lower() == ".json":
        return _json_rows(path)
    reader = {".csv": _csv_rows, ".jsonl": _json_lines, ".parquet": _parquet_rows}[path.suffix.lower()]
    return reader(path, place, every)


def column_names(path: Path) -> list[str]:
    """The names of the columns: the header's, or those of the first rows of JSON that can be read."""
    if path.suffix.lower() == ".csv":
        return _csv_header(path)
    if path.suffix.lower() == ".parquet":
        return _parquet_names(path)
    names: dict[str, None] = {}
    for n, row in enumerate(read_rows(path)):
        names.update(dict.fromkeys(map(str, row.cells)))
        if n >= 100:
            break
    return list(names)


def is_own_table(path: Path) -> bool:
    """Whether a file is a table that we wrote (`quotes.parquet`), by its name and its columns; somebody's own `articles.csv` is not."""
    name = path.parent.name if path.stem.startswith("part-") else path.stem
    if name not in TABLES or path.suffix.lower() not in (".csv", ".parquet"):
        return False
    try:
        return {*to_frame([], name).columns} - {"text"} <= {*column_names(path)}  # the text can have been left out for sharing
    except (ReadError, OSError):
        return False


def local(source: str) -> Path:
    """The file at a path, or a copy of what is at an address (`s3://…`, where fsspec has its driver), fetched once by each process."""
    if "://" not in source:
        return Path(source)
    import fsspec

    fs, there = fsspec.url_to_fs(source)
    here = _fetched() / sha256(source.encode()).hexdigest()[:16] / there.rsplit("/", 1)[-1]
    if not here.exists():
        here.parent.mkdir(exist_ok=True)
        fs.get_file(there, str(here.with_suffix(".part")))
        here.with_suffix(".part").rename(here)
    return here


@lru_cache(maxsize=1)
def _fetched() -> Path:
    folder = tempfile.mkdtemp(prefix="netralitas-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def choose_columns(names: list[str], columns: dict[str, str] | None, known: Lexicon) -> dict[str, str]:
    """Our name of a column -> the table's. `columns` (the user's) goes first, then the names in the lexicon `columns`.

    Raises ReadError, naming the columns there are, if none holds the text or one of the user's is not there.
    """
    wanted = dict(columns or {})
    for ours, theirs in wanted.items():
        if ours not in FIELDS:
            raise ReadError(f"{ours!r} is no column of ours; they are {', '.join(FIELDS)}")
        if theirs not in names:
            raise ReadError(f"no column {theirs!r}; the columns are {_listed(names)}")
    by_key = {name.strip().lower(): name for name in reversed(names)}
    for entry in known:
        found = [by_key[form] for form in entry.form.split("|") if form in by_key and by_key[form] not in wanted.values()]
        if entry.id not in wanted and found:
            wanted[entry.id] = found[0]
    if "text" not in wanted:
        raise ReadError(f"no text column; the columns are {_listed(names)}; name one with --columns text=...")
    return wanted


def parse_columns(words: str) -> dict[str, str]:
    """`text=isi_berita,title=judul` as a dictionary, our names to the table's; raises ReadError for anything else."""
    columns = {}
    for pair in filter(None, (part.strip() for part in words.split(","))):
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not (equals and theirs and ours in FIELDS):
            raise ReadError(f"--columns {pair!r}: write OURS=YOURS, where OURS is one of {', '.join(FIELDS)}")
        if ours in columns:
            raise ReadError(f"--columns {pair!r}: {ours} is already {columns[ours]}; name one column for it")
        columns[ours] = theirs
    return columns


def _listed(names: list[str]) -> str:
    return ", ".join(name or "(no name)" for name in names[:40]) or "(none)"


def _open(path: Path):
    """A text file, decoded as it is read; raises ReadError for an empty or a binary one."""
    with open(path, "rb") as file:
        head = file.read(65536)
    if not head.strip(b"\0 \t\r\n"):
        raise ReadError("empty file")
    if decode(head) is None:
        raise ReadError("binary file")
    codec = encoding_of(head)
    return open(path, encoding=codec, errors="netralitas.windows" if codec.startswith("utf-8") else "replace", newline="")


def _lines(file) -> Iterator[str]:
    while line := file.readline():  # not `for line in file`, after which a file does not tell where it is
        yield line.replace("\0", "")


def _reader(file, place: int | None = None):
    """A CSV reader with the delimiter, of comma, semicolon, tab and bar, that splits the first line most; it begins at `place`."""
    first = file.readline()
    file.seek(place or 0)
    delimiter = max(",;\t|", key=first.count)
    return csv.reader(_lines(file), delimiter=delimiter)


def _after(file, number: int, every: int) -> tuple[int, int] | None:
    return (file.tell(), number + 1) if every and number % every == 0 else None


def _csv_header(path: Path) -> list[str]:
    with _open(path) as file:
        return next(_reader(file), [])


def _csv_rows(path: Path, place: tuple[int, int] | None, every: int) -> Iterator[Row]:
    with _open(path) as file:
        rows = _reader(file)
        header = next(rows, [])
        rows = _reader(file, place[0]) if place and not file.seek(0) else rows
        for number, cells in enumerate((row for row in rows if any(map(str.strip, row))), place[1] if place else 1):
            yield Row(number, dict(zip(header, cells)), _misfit(number, cells, header), _after(file, number, every))


def _misfit(number: int, cells: list[str], header: list[str]) -> str | None:
    """What is wrong with a row: words beyond the last column (a comma without quotes), or a cell that has swallowed the rows after it."""
    found = f"row {number} has {len(cells)} cells where the header has {len(header)}"
    if any(map(str.strip, cells[len(header):])):
        return found
    swallowed = len(cells) < len(header) and cells[-1].count("\n") > _SWALLOWED
    return f"{found}: a quotation mark may not be closed" if swallowed else None


def _json_lines(path: Path, place: tuple[int, int] | None, every: int) -> Iterator[Row]:
    with _open(path) as file:
        begin, first = place or (0, 1)
        file.seek(begin)
        for number, line in enumerate(_lines(file), first):
            if line.strip():
                yield _json_row(number, line)._replace(after=_after(file, number, every))


def _json_row(number: int, line: str) -> Row:
    try:
        cells = json.loads(line)
    except (ValueError, RecursionError):
        return Row(number, {"text": line}, f"broken JSON in line {number}")
    return Row(number, cells) if isinstance(cells, dict) else Row(number, {"text": line}, f"no JSON object in line {number}")


def _json_rows(path: Path) -> Iterator[Row]:
    with _open(path) as file:
        try:
            rows = json.loads(file.read().replace("\0", ""))
        except (ValueError, RecursionError) as error:
            raise ReadError(f"broken JSON ({error})") from error
    if isinstance(rows, dict):
        rows = next((value for value in rows.values() if isinstance(value, list)), [rows])
    if not isinstance(rows, list):
        raise ReadError("no list of articles in the JSON")
    for number, cells in enumerate(rows, 1):
        yield Row(number, cells) if isinstance(cells, dict) else Row(number, {"text": str(cells)}, f"item {number} is no JSON object")


def _parquet_names(path: Path) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        raise ReadError("not a Parquet file, or a broken one") from error


def _parquet_rows(path: Path, place: tuple[int, int] | None, every: int) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = place[1] if place else 1
    try:
        with pq.ParquetFile(path) as file:
            sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
            group, skip, number = 0, first - 1, first - 1
            while group < len(sizes) and sizes[group] <= skip:
                group, skip = group + 1, skip - sizes[group]
            for batch in file.iter_batches(batch_size=1000, row_groups=range(group, len(sizes))):
                for cells in batch.slice(min(skip, len(batch))).to_pylist():
                    number += 1
                    yield Row(number, cells, None, (0, number + 1) if every and number % every == 0 else None)
                skip = max(0, skip - len(batch))
    except (pa.ArrowException, OSError) as error:
        raise ReadError("not a Parquet file, or a broken one") from error
