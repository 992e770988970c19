"""Tables for spreadsheets and statistics: CSV, Excel, Parquet, events in the manner of PLOVER. No cell of them is a formula.

An article's words may begin with `=`, and a spreadsheet would run them. In CSV such a cell gets an apostrophe before it, which
`netralitas.files.plain_cell` takes off again; in a workbook, where a cell has a type, it is text and stays as it is.
"""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import pandas as pd

from ..files import safe_cell, safe_cells
from ..pipeline import Tables
from .files import EPOCH, ExchangeError, Files, pack, plain

_MADE = datetime(*EPOCH)
CELL, ROWS = 32_767, 1_048_575  # what Excel holds: characters in a cell, rows under the header


def _csv(frame: pd.DataFrame) -> bytes:
    return safe_cells(frame).to_csv(index=False, lineterminator="\n").encode()


def write_csv(tables: Tables) -> Files:
    """A CSV file a table, in UTF-8, cells made safe."""
    for name, frame in tables._asdict().items():
        yield f"{name}.csv", _csv(frame)


def write_parquet(tables: Tables) -> Files:
    """A Parquet file a table, as `netralitas annotate` writes them; cells stay as they are, nothing runs them."""
    for name, frame in tables._asdict().items():
        memory, bare = io.BytesIO(), frame.copy(deep=False)
        bare.attrs = {}
        bare.to_parquet(memory, index=False)
        yield f"{name}.parquet", memory.getvalue()


def write_plover(tables: Tables) -> Files:
    """`events_plover.csv`: an event a row with its PLOVER class (empty where PLOVER has none), actor, recipient and place by name.

    Columns are named in the manner of PLOVER's data (POLECAT). `Netralitas Type` and `Actor Class` are our schemes: PLOVER files an
    election body, a ministry and the police alike under GOV. A negated or planned event is a row too, told by `Polarity` and `Realis`.
    """
    entities = tables.entities.set_index("entity_id")
    articles = tables.articles.set_index("article_id")
    events = tables.events

    def named(column: str, name: str) -> pd.Series:
        return events[column].map(entities[name])

    def told(column: str) -> pd.Series:
        return articles[column].reindex(events["article_id"]).set_axis(events.index)

    yield "events_plover.csv", _csv(pd.DataFrame({
        "Event ID": events["event_id"], "Event Date": events["date"], "Event Type": events["plover"],
        "Contexts": "election", "Netralitas Type": events["type"],
        "Actor Name": named("agent_id", "name"), "Actor Class": named("agent_id", "actor_class"),
        "Recipient Name": named("target_id", "name"), "Recipient Class": named("target_id", "actor_class"),
        "Placename": named("place_id", "name"), "Country": "IDN", "Polarity": events["polarity"], "Realis": events["realis"],
        "Happening ID": events["happening_id"], "Headline": told("title"), "Publisher": told("outlet"),
        "Publication Date": told("published").dt.strftime("%Y-%m-%d"), "Story ID": events["article_id"], "Start": events["start"],
        "End": events["end"], "Provenance": told("provenance")}))


def write_xlsx(tables: Tables) -> Files:
    """`tables.xlsx`: a sheet a table, each cell of words typed as text. A text too long for Excel is left out, and its cell says so."""
    try:
        import openpyxl
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise ExchangeError('Excel workbooks need openpyxl: pip install -e ".[exchange]"') from error
    book = openpyxl.Workbook(write_only=True)
    for name, frame in tables._asdict().items():
        if len(frame) > ROWS:
            raise ExchangeError(f"{name}: {len(frame)} rows, and an Excel sheet holds {ROWS}; export as csv or parquet")
        sheet = book.create_sheet(name)
        sheet.append(list(frame.columns))
        for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None):
            sheet.append([_cell(value, lambda words, sheet=sheet: WriteOnlyCell(sheet, words)) for value in row])
    book.properties.created = _MADE
    memory = io.BytesIO()
    book.save(memory)
    yield "tables.xlsx", _undated(memory)


def _cell(value: object, typed: Callable):
    if not isinstance(value, str):
        return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    words = plain(value) if len(value) <= CELL else f"({len(value)} characters, more than Excel holds: export as csv or parquet)"
    if safe_cell(words) == words and words[:1] != "#":  # `#N/A` would be an error
        return words
    cell = typed(words)
    cell.data_type, cell.quotePrefix = "s", True  # never f: a cell of words is no formula, nor does it become one when it is edited
    return cell


def _undated(workbook: io.BytesIO) -> bytes:
    """The workbook without the time of its making."""
    with zipfile.ZipFile(workbook) as archive:
        files = {name: archive.read(name) for name in sorted(archive.namelist())}
    core = "docProps/core.xml"
    files[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode(), files[core])
    return pack(files.items())
