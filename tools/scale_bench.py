"""A corpus of 100,000 articles through one worker and two, and every fault ten times: `scale_bench.py [SOURCE] [--articles 100000]`.

The articles are those of SOURCE repeated with changes: one word in six another word, some names new ones; one article in twenty is a copy,
one a copy with a sentence more. The table goes to bench/scale.md. Disk full is a small tmpfs where it can be mounted (root), else a limit
on the size of files.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

import netralitas as nt
from netralitas import linking, scale

ROOT = Path(__file__).parent.parent
SYLLABLES = ["ba", "ka", "ra", "sa", "ta", "la", "ma", "na", "wi", "ro", "su", "di", "pu", "ge", "jo", "te"]
FILE = 5000  # articles in a file of the corpus


def write_corpus(source: str, articles: int, folder: Path) -> str:
    """Files of 5,000 articles in `folder`, by turns CSV, JSON lines and Parquet; a glob of them."""
    read = [a for a in nt.read_articles(source) if a.status == "ok"]
    vocabulary = sorted({word for a in read for word in re.findall(r"\b[a-z]{4,}\b", a.text)})
    folder.mkdir(parents=True)
    rows: list[dict] = []
    for n in range(articles):
        chance = random.Random(n)
        row = dict(rows[-1]) if rows and n % 20 < 2 else changed(read[n % len(read)], chance, vocabulary)
        row["text"] += " Demikian siaran ini disampaikan." if n % 20 == 1 else ""
        rows.append(row | {"id": n})
        if len(rows) == FILE or n == articles - 1:
            path, frame = folder / f"berita-{n // FILE:04d}", pd.DataFrame(rows)
            [lambda f, p: f.to_csv(f"{p}.csv", index=False), lambda f, p: f.to_json(f"{p}.jsonl", orient="records", lines=True),
             lambda f, p: f.to_parquet(f"{p}.parquet", row_group_size=1000)][n // FILE % 3](frame, path)
            rows = []
    return str(folder / "*")


def changed(article, chance: random.Random, vocabulary: list[str]) -> dict:
    names: dict[str, str] = {}

    def word(m: re.Match) -> str:
        old = m.group()
        if old[0].islower():
            return chance.choice(vocabulary) if len(old) > 3 and chance.random() < 1 / 6 else old
        if old not in names:
            names[old] = "".join(chance.choices(SYLLABLES, k=3)).title() if chance.random() < 0.05 else old
        return names[old]

    day = pd.Timestamp("2024-01-01") + pd.Timedelta(days=chance.randrange(360))
    text = re.sub(r"\b[A-Za-z][a-z]+\b", word, article.text)
    return {"text": text, "outlet": f"Kabar {chance.randrange(20)}", "published": f"{day:%Y-%m-%d}"}


def annotated(source: str, out: Path, workers: int, size: int = scale.SIZE, progress: Callable | None = None) -> dict[str, float]:
    """Seconds of a run from the first task on, and the peak memory, in MiB, of its workers and of this process."""
    with scale.cluster(workers) as client:
        if client:
            client.run(scale._tools, scale.Settings())  # lexicons compiled: the start of a process is not what is measured
        started = time.perf_counter()
        scale.annotate_corpus([source], out, client=client, size=size, progress=progress)
        seconds = time.perf_counter() - started
        peaks = list(client.run(peak).values()) if client else [peak()]
    return {"seconds": seconds, "peak": max(peaks), "client": peak()}


def peak() -> float:
    """The most memory that this process has held, in MiB; what `getrusage` says would on Linux be its parent's, if that held more."""
    status = Path("/proc/self/status")
    told = re.search(r"VmHWM:\s*(\d+)", status.read_text()) if status.is_file() else None
    return (int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def sums(out: Path) -> dict[str, str]:
    """A hash of the rows of each table, in their order, whatever the partitions; one partition is read at a time."""
    assert (out / scale.DONE).is_file()
    found = {}
    for name in nt.TABLES:
        rows = hashlib.sha256()
        for path in linking.finals(out, name):
            rows.update(pd.util.hash_pandas_object(pd.read_parquet(path), index=False).to_numpy().tobytes())
        found[name] = rows.hexdigest()
    return found


def sums_of_one_process(source: str) -> dict[str, str]:
    tables = nt.analyse(scale.glob(source))
    return {name: hashlib.sha256(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes()).hexdigest()
            for name, frame in tables._asdict().items()}


def worker_killed(source: str, out: Path, chance: random.Random) -> None:
    with scale.cluster(2) as client:
        pids, at = sorted(client.run(os.getpid).values()), chance.randrange(1, 5)

        def kill(what: str, done: int, total: int) -> None:
            if pids and what == "articles annotated" and done == min(at, total):
                os.kill(pids.pop(), signal.SIGKILL)

        scale.annotate_corpus([source], out, client=client, size=20, progress=kill)
    assert len(pids) == 1


def command(source: str, out: Path) -> list[str]:
    return [sys.executable, "-m", "netralitas", "annotate", source, "--out", str(out), "--workers", "2", "--partition", "20", "--quiet"]


def client_killed(source: str, out: Path, chance: random.Random) -> None:
    client = subprocess.Popen(command(source, out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    wanted = chance.randrange(1, 5)
    while client.poll() is None and len(list(out.glob(f"{scale.WORK}/*/sums.json"))) < wanted:
        time.sleep(0.01)
    client.kill()
    assert client.wait() == -signal.SIGKILL
    subprocess.run(command(source, out), check=True, capture_output=True)


@contextmanager
def little_room(out: Path, room: int) -> Iterator[Callable[[], None] | None]:
    """A disk of so many bytes mounted at `out`, or, where that may not be, what limits the size of a child's files."""
    out.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "netralitas-bench", str(out)]
    mounted = subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield None if mounted else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room // 100, room // 100))
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=4g", str(out)], check=True)
            subprocess.run(["cp", "-a", f"{out}/.", f"{out}-kept"], check=True)
    finally:
        if mounted:
            subprocess.run(["umount", str(out)], check=True)
            shutil.rmtree(out)
            Path(f"{out}-kept").rename(out)


def disk_full(source: str, out: Path, chance: random.Random) -> None:
    with little_room(out, chance.randrange(500_000, 3_000_000)) as limit:
        full = subprocess.run(command(source, out), capture_output=True, text=True, preexec_fn=limit)
        assert full.returncode == 2 and "goes on from there" in full.stderr and not (out / scale.DONE).exists(), full.stderr
    subprocess.run(command(source, out), check=True, capture_output=True)


def partition_damaged(source: str, out: Path, chance: random.Random) -> None:
    scale.annotate_corpus([source], out, size=20)
    path = chance.choice(linking.finals(out, chance.choice(sorted(nt.TABLES))))
    data = bytearray(path.read_bytes())
    at = chance.randrange(4, len(data))
    path.write_bytes(data[:at] if chance.random() < 0.5 else data[:at] + bytes([data[at] ^ 255]) + data[at + 1:])
    scale.annotate_corpus([source], out, size=20)


FAULTS = {"worker killed": worker_killed, "client killed, started again": client_killed, "disk full, started again": disk_full,
          "partition damaged, started again": partition_damaged}


def faults(source: str, work: Path, repeats: int) -> list[str]:
    wanted, lines = sums_of_one_process(source), []
    for name, fault in FAULTS.items():
        equal = 0
        for n in range(repeats):
            out = work / "fault"
            fault(source, out, random.Random(n))
            equal += sums(out) == wanted
            shutil.rmtree(out)
            print(f"{name}: {n + 1} of {repeats}, {equal} equal", flush=True)
        lines.append(f"| {name} | {equal} of {repeats} |")
    return lines


def steps() -> Callable[[str, int, int], None]:
    started = time.perf_counter()
    return lambda what, done, total: print(f"{time.perf_counter() - started:8.1f} s  {done} {what}", flush=True) if done == total else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", default=str(ROOT / "data" / "corpus" / "articles"))
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--partition", type=int, default=scale.SIZE)
    parser.add_argument("--fault-articles", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--one-process", type=int, default=5000, help="up to so many articles, compare with analyse() too: it holds all")
    parser.add_argument("--work", type=Path, help="a folder with room for the tables (default: a temporary one)")
    args = parser.parse_args()
    work = Path(tempfile.mkdtemp(dir=args.work))
    corpus = write_corpus(args.source, args.articles, work / "corpus")
    runs = {n: annotated(corpus, work / f"by-{n}", n, args.partition, steps()) for n in (1, 2)}
    same = sums(work / "by-1") == sums(work / "by-2")
    tokens = sum(pd.read_parquet(path, columns=["n_tokens"])["n_tokens"].sum() for path in linking.finals(work / "by-2", "articles"))
    whole = sums_of_one_process(corpus) == sums(work / "by-2") if args.articles <= args.one_process else None
    disk = sum(path.stat().st_size for path in (work / "by-2").glob("*/part-*")) / 2**20
    told = faults(write_corpus(args.source, args.fault_articles, work / "small"), work, args.repeats)
    lines = ["# A corpus in partitions", "", "Written by `make scale`.", "",
             f"- corpus: {args.articles} articles ({Path(args.source).name} repeated with changes), {tokens:,} tokens, in partitions of "
             f"{args.partition}; tables {disk:.0f} MiB",
             f"- machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", "",
             "| workers | seconds | articles per second | peak memory of a worker, MiB | of the client, MiB |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {n} | {run['seconds']:.0f} | {args.articles / run['seconds']:.0f} | {run['peak']:.0f} | {run['client']:.0f} |"
              for n, run in runs.items()]
    lines += ["", f"- two workers are {runs[1]['seconds'] / runs[2]['seconds']:.2f} times as fast as one",
              f"- tables of one worker and of two: {'equal' if same else 'NOT EQUAL'}"]
    lines += [] if whole is None else [f"- tables of `analyse`, in one process without partitions: {'equal' if whole else 'NOT EQUAL'}"]
    lines += ["", f"Faults in runs of {args.fault_articles} articles: how often the tables were those of `analyse` in the end.", "",
              "| fault | equal |", "|---|---:|", *told]
    (ROOT / "bench" / "scale.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "scale.json").write_text(json.dumps({str(n): r for n, r in runs.items()}), encoding="utf-8")
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
