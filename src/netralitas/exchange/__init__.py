"""Other people's tools: the tables written for them, and coding by hand brought home. One file a family of formats.

    from netralitas.exchange import export, bring_home
    export(tables, "qdpx", "shared")
    bring_home(["coded.qdpx"], tables, "gold")
"""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from ..pipeline import Tables
from .cas import read_cas, write_cas
from .files import ExchangeError, Files
from .gold import Coding, Home, gold_tables, write_gold
from .graphs import write_gexf, write_graphml
from .refi import read_qdpx, write_qdc, write_qdpx
from .references import write_csl
from .sheets import write_csv, write_parquet, write_plover, write_xlsx
from .standoff import write_brat, write_conllu

_WRITERS: dict[str, Callable[[Tables], Files]] = {
    "brat": write_brat, "cas": write_cas, "conllu": write_conllu, "csl": write_csl, "csv": write_csv, "gexf": write_gexf,
    "graphml": write_graphml, "parquet": write_parquet, "plover": write_plover, "xlsx": write_xlsx,
}
FORMATS = sorted([*_WRITERS, "qdc", "qdpx"])


def export(tables: Tables, form: str, folder: str | Path, codebook: str | Path | None = None) -> list[Path]:
    """The files written into `folder` in one of `FORMATS`; the same tables give the same bytes.

    `codebook` is the file whose codes REFI-QDA gets, ours if None. Each file is written beside its place and then renamed.
    Raises ExchangeError if the format needs what the tables have not (their texts) or a package that is not there.
    """
    files = {"qdc": lambda: write_qdc(codebook), "qdpx": lambda: write_qdpx(tables, codebook)}.get(form, lambda: _WRITERS[form](tables))
    if form not in FORMATS:
        raise ExchangeError(f"{form!r} is no format; they are {', '.join(FORMATS)}")
    return _write(files(), Path(folder))


def bring_home(files: Iterable[str | Path], tables: Tables, folder: str | Path, codebook: str | Path | None = None) -> dict:
    """The gold tables, by name, that were written into `folder` from coding in INCEpTION (.xmi, .json, .zip) or REFI-QDA (.qdpx).

    `tables` are those that were exported: their texts say which article was coded. `attrs["notes"]` of `articles` says how many spans
    were left out: they hold only white space, lie outside the text, or are a theme without a name. Raises ExchangeError as the readers do;
    then nothing is written.
    """
    home = Home(tables)
    codings: list[Coding] = []
    coded: list[str] = []
    left = 0
    for path in map(Path, files):
        read = read_qdpx(path, home, codebook) if path.suffix.lower() == ".qdpx" else read_cas(path, home)
        for article_id, found, lost in read:
            if article_id in coded:
                raise ExchangeError(f"{path.name}: {article_id} was coded twice; bring each coder home into a folder of their own")
            coded.append(article_id)
            codings += found
            left += lost
    gold = gold_tables(codings, coded, tables)
    gold["articles"].attrs["notes"] = [f"{left} spans left out"] if left else []
    _write(write_gold(gold), Path(folder))
    return gold


def _write(files: Files, folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for name, data in files:
            beside = folder / f".{name}.part"
            beside.write_bytes(data)
            os.replace(beside, folder / name)
            paths.append(folder / name)
        return paths
    except OSError as error:
        raise ExchangeError(f"{folder}: cannot be written ({error.strerror or error}); give another folder with --out") from error
