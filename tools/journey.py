"""The journey on one corpus: `journey.py [tables] [figures] [notebooks] [--corpus FOLDER]`.

Tables go to build/tables/<corpus>, figures to figures/<corpus>. The notebooks are executed in place on the teaching corpus (they are kept
in the repository so); on any other corpus the executed copies go to build/notebooks/<corpus>, for they show sentences of its articles.
"""
import argparse
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import netralitas as nt
from netralitas.articles import set_aside
from netralitas.figures import draw_all

ROOT = Path(__file__).parent.parent


def say(words: str) -> None:
    print(words, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", nargs="+", choices=["tables", "figures", "notebooks"])
    parser.add_argument("--corpus")
    parser.add_argument("--columns", help="text=isi_berita,title=judul,…: which columns of a table hold what")
    args = parser.parse_args()
    if args.columns:
        os.environ["NETRALITAS_COLUMNS"] = args.columns
    corpus = Path(args.corpus) if args.corpus else nt.default_corpus(ROOT)
    name = nt.corpus_name(corpus)
    say(f"Corpus: {name} ({corpus})")
    if {"tables", "figures"} & set(args.stages):
        try:
            tables = nt.analyse(corpus, progress=progress)
        except (ValueError, OSError) as error:
            say(f"netralitas: {error}")
            return 2
        say(set_aside(list(tables.articles.itertuples())) or f"all {len(tables.articles)} articles read")
    if "tables" in args.stages:
        nt.write_tables(tables, ROOT / "build" / "tables" / name)
        say(f"tables: build/tables/{name}: " + ", ".join(f"{len(frame)} {table}" for table, frame in tables._asdict().items()))
    if "figures" in args.stages:
        for path in draw_all(tables, ROOT / "figures" / name):
            if path.suffix == ".png":
                say(f"figure: {os.path.relpath(path, ROOT)}")
    if "notebooks" in args.stages:
        return run_notebooks(corpus, name)
    return 0


def progress(done: int, total: int) -> None:
    if done == total or done % max(1, total // 10) == 0:
        say(f"  {done} of {total} articles")


def run_notebooks(corpus: Path, name: str) -> int:
    """The number of notebooks that failed; each is executed from top to bottom and written with its outputs."""
    out = ROOT / "notebooks" if name == "teaching" else ROOT / "build" / "notebooks" / name
    out.mkdir(parents=True, exist_ok=True)
    os.environ["NETRALITAS_CORPUS"] = os.path.relpath(corpus.resolve(), ROOT / "notebooks")
    failed = 0
    for path in sorted((ROOT / "notebooks").glob("[01]*.ipynb")):
        started = time.perf_counter()
        book = execute(path)
        if out != ROOT / "notebooks":
            relink(book, "../../../")
        nbformat.write(book, out / path.name)
        error = book.metadata.pop("error", None)
        failed += error is not None
        seconds = time.perf_counter() - started
        say(f"notebook: {os.path.relpath(out / path.name, ROOT)} ({seconds:.0f} s){f' FAILED: {error}' if error else ''}")
    return failed


def relink(book, up: str) -> None:
    """Returns None; makes the links and paths of a notebook's copy lead to the project's files, which are `up` from the copy."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("](README.md", f"]({up}notebooks/README.md").replace("](../", f"]({up}")
        else:
            cell.source = cell.source.replace('"../', f'"{up}')


def execute(path: Path, timeout: int = 600):
    """The notebook at `path` executed, with nothing in it that differs from run to run; `metadata.error` tells of a failure."""
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":  # so that after a failure no output of another corpus is left
            cell.outputs, cell.execution_count = [], None
    book.metadata = nbformat.NotebookNode(
        kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"}, language_info={"name": "python"})
    try:
        client = NotebookClient(book, timeout=timeout, kernel_name="python3", resources={"metadata": {"path": str(ROOT / "notebooks")}},
                                record_timing=False, coalesce_streams=True, extra_arguments=["--log-level=ERROR"])
        client.execute()
    except CellExecutionError as error:
        book.metadata["error"] = str(error).strip().splitlines()[-1]
    book.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata.pop("execution", None)
    return book


if __name__ == "__main__":
    sys.exit(main())
