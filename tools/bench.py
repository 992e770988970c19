"""Speed and memory: by stage, beside the peers, on two million tokens, and as the corpus grows; written to bench/README.md.

`bench.py [SOURCE] [--runs 3] [--peers PYTHON] [--grow 100,1000,10000,100000]`: PYTHON is an interpreter with the peers of `peers.py`; the
corpora that grow are SOURCE repeated with changes. A stage's figure is the median over runs in this process, after one run that is not
counted; peak memory is the process's own.
"""
import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from peers import race
from scale_bench import annotated, peak, write_corpus

import netralitas as nt
from netralitas import compare, pipeline

ROOT = Path(__file__).parent.parent
STAGES = ["find_blocks", "describe", "find_sentences", "find_mentions", "find_dates", "find_citations", "find_quotes", "find_events",
          "find_messages", "find_themes"]
TOKENS = 2_000_000


def timed(name: str, spent: dict[str, float]):
    """The pipeline's finder `name`, which now adds the seconds it takes to `spent`."""
    find = getattr(pipeline, name)

    def measured(*args, **kwargs):
        started = time.perf_counter()
        found = find(*args, **kwargs)
        spent[name] += time.perf_counter() - started
        return found
    return measured


def many(frame: pd.DataFrame, times: int) -> pd.DataFrame:
    """The rows of a table so many times, each time of other articles."""
    ids = [name for name in ("article_id", "sentence_id", "token_id", "quote_id") if name in frame]
    return pd.concat([frame.assign(**{name: frame[name] + f"~{k}" for name in ids}) for k in range(times)], ignore_index=True)


def compared(tables: nt.Tables, least: int, runs: int) -> list[str]:
    """Lines of a table: seconds of the comparisons on the corpus repeated until it has `least` tokens."""
    times = -(-least // len(tables.tokens))
    large = tables._replace(**{name: many(getattr(tables, name), times) for name in ("articles", "sentences", "tokens", "quotes")})
    words = compare.words(large)
    spoken, node = words["voice"] != compare.NARRATOR, words["word"].value_counts().index[0]
    measures = {
        f"concordance of `{node}`": lambda: compare.concordance(large, rf"\b{node}\w*"),
        f"concordance of the lemma `{node}`": lambda: compare.concordance(large, node, of="lemma"),
        "keyness, quoted against narrated": lambda: compare.keyness(words.loc[spoken, "word"], words.loc[~spoken, "word"]),
        f"collocations of `{node}`": lambda: compare.collocations(words, node),
        "counting the words by voice, before": lambda: compare.words(large)}
    lines = ["", f"Comparisons on {len(large.tokens):,} tokens, the same corpus {times} times:", ""]
    lines += ["| comparison | seconds |", "|---|---:|"]
    for what, measure in measures.items():
        seconds = []
        for _ in range(runs):
            started = time.perf_counter()
            measure()
            seconds.append(time.perf_counter() - started)
        lines.append(f"| {what} | {statistics.median(seconds):.2f} |")
    return lines


def grown(source: str, sizes: list[int]) -> list[str]:
    """Lines of a table: corpora of so many articles through one process, partition by partition."""
    lines = ["", "The same articles repeated with changes, by one process, partition by partition (`netralitas annotate 'x/*'`):", "",
             "| articles | seconds | articles per second | peak memory, MiB |", "|---:|---:|---:|---:|"]
    for size in sizes:
        command = [sys.executable, __file__, source, "--size", str(size)]
        seconds, most = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        lines.append(f"| {size:,} | {float(seconds):.0f} | {size / float(seconds):.0f} | {float(most):.0f} |")
        print(lines[-1], flush=True)
    return lines


def grow(source: str, size: int) -> None:
    """Prints the seconds and the peak memory of a corpus of `size` articles."""
    with tempfile.TemporaryDirectory() as folder:
        run = annotated(write_corpus(source, size, Path(folder) / "corpus"), Path(folder) / "tables", 0)
    print(run["seconds"], run["peak"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", default=str(ROOT / "data" / "corpus" / "articles"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers")
    parser.add_argument("--grow", default="100,1000,10000,100000")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.size:
        return grow(args.source, args.size)
    spent: dict[str, float] = defaultdict(float)
    for name in STAGES:
        setattr(pipeline, name, timed(name, spent))
    runs = []
    for number in range(args.runs + 1):
        spent.clear()
        started = time.perf_counter()
        tables = nt.analyse(args.source)
        whole = time.perf_counter() - started
        if number:
            runs.append({**spent, "whole journey": whole})
        print(f"run {number} of {args.runs}: {whole:.1f} s", flush=True)
    most = peak()  # of the journey; the comparisons below hold a larger corpus
    more = compared(tables, TOKENS, args.runs)
    more += ["", "## Beside the peers", "", *race(args.source, args.peers, args.runs)] if args.peers else []
    more += ["", "## As the corpus grows", *grown(args.source, [int(size) for size in args.grow.split(",")])] if args.grow else []
    return write(args.source, tables, runs, most, more)


def write(source, tables, runs: list[dict[str, float]], most: float, more: list[str]) -> None:
    words = len(tables.tokens)
    lines = ["# Speed and memory", "",
             f"Written by `make bench`; seconds are medians over {len(runs)} runs after one that is not counted.", "",
             f"- corpus: {Path(source).name}, {len(tables.articles)} articles, {words} tokens",
             f"- machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, pandas {version('pandas')}",
             f"- peak memory: {most:.0f} MiB", "",
             "| stage | seconds | share | tokens per second |", "|---|---:|---:|---:|"]
    whole = statistics.median(r["whole journey"] for r in runs)
    for stage in [*STAGES, "whole journey"]:
        seconds = statistics.median(r[stage] for r in runs)
        lines.append(f"| {stage} | {seconds:.2f} | {100 * seconds / whole:.0f} % | {words / max(seconds, 1e-9):,.0f} |")
    lines += more
    (ROOT / "bench").mkdir(exist_ok=True)
    (ROOT / "bench" / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
