"""Files as they are written: whole or not at all, and tables of text that a spreadsheet opens without running anything."""
from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

# What a spreadsheet takes for a formula: one of these signs, full-width too, or a tab or line end, which may hide one.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Returns None; writes beside the path and then renames, so that a file there is a whole one."""
    write_all([path], lambda _, beside: write(beside))


def write_all(paths: Iterable[Path], write: Callable[[Path, Path], object]) -> list[Path]:
    """The paths, written by `write(path, beside)`: each beside its place, and when all are there they are renamed.

    So whoever stops this at any moment finds each file whole, the old one or the new; an error leaves the old ones and nothing beside.
    """
    made: dict[Path, Path] = {}
    try:
        for path in paths:
            made[path] = path.with_name(f".{path.name}.part")
            write(path, made[path])
        for path, beside in made.items():
            os.replace(beside, path)
    except BaseException:
        for beside in made.values():
            beside.unlink(missing_ok=True)
        raise
    return list(made)


def safe_cells(frame):
    """A copy of a DataFrame in which no text is a formula: `=1+1` is written `'=1+1`, as spreadsheets mark text; names of columns too.

    Texts that begin with `=`, `+`, `-` or `@` (also after white space or apostrophes, also full-width), or with a tab or a line end, get
    one `'` more; numbers stay. `plain_cell` takes it off again. For CSV only: in memory and in Parquet every text is as it was read.
    Source: OWASP, CSV injection.
    """
    texts = frame.select_dtypes(include=["object", "str", "category"])
    return frame.assign(**{name: texts[name].astype(object).map(safe_cell) for name in texts}).rename(columns=safe_cell)


def safe_cell(value: object) -> object:
    """A cell as `safe_cells` writes it."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def plain_cell(value: object) -> object:
    """A cell of `safe_cells` as it was before."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value) else value
