"""Sentences and words against spaCy's blank Indonesian tokenizer and sentencizer: `race.py ARTICLES PYTHON_WITH_SPACY [--runs 5]`.

The same texts, each run a process of its own that reads them once, ours and theirs in turn; the table goes to bench/words.md.
`race.py --run netralitas|spacy TEXTS` is one such run: it prints the processor's seconds for the texts alone and the number of words.
"""
import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent


def netralitas(texts: list[str]):
    """A function of no argument that reads `texts` and gives the number of words."""
    from netralitas import Lexicons
    from netralitas.records import Article, Block
    from netralitas.tokens import find_sentences

    lexicons = Lexicons()
    return lambda: sum(len(sentence.tokens) for text in texts for sentence in find_sentences(
        Article("a", "", "", text), [Block("a", "b", *m.span(), "body") for m in re.finditer(r"[^\n]+", text)], lexicons))


def spacy(texts: list[str]):
    """The same with spaCy."""
    import spacy

    pipe = spacy.blank("id")
    pipe.add_pipe("sentencizer")
    return lambda: sum(len(sentence) for text in texts for sentence in pipe(text).sents)


def run(name: str, path: str) -> None:
    read = {"netralitas": netralitas, "spacy": spacy}[name](Path(path).read_text(encoding="utf-8").split("\0"))
    started = time.process_time()
    words = read()
    print(time.process_time() - started, words)


def raced(texts: Path, python: str, runs: int) -> dict[str, list[tuple[float, float, int]]]:
    """For each of the two its runs: seconds of the process, processor's seconds of the texts, words."""
    found = defaultdict(list)
    for number in range(runs):
        for name, interpreter in (("netralitas", sys.executable), ("spacy", python)):
            started = time.perf_counter()
            seconds, words = subprocess.check_output([interpreter, __file__, "--run", name, texts], text=True).split()
            found[name].append((time.perf_counter() - started, float(seconds), int(words)))
        print(f"run {number + 1} of {runs}", flush=True)
    return found


def report(found: dict[str, list[tuple[float, float, int]]], articles: int) -> str:
    whole, inside = ([theirs[k] / ours[k] for ours, theirs in zip(found["netralitas"], found["spacy"])] for k in (0, 1))
    rows = [f"| {name} | {runs[0][2]:,} | {statistics.median(r[1] for r in runs):.2f} | {statistics.median(r[0] for r in runs):.2f} |"
            for name, runs in found.items()]
    ratios = [f"{what} {statistics.median(r):.1f} ({min(r):.1f} to {max(r):.1f})" for what, r in (("texts", inside), ("process", whole))]
    return "\n".join([
        "# Sentences and words against spaCy", "",
        f"Written by `tools/race.py`: {articles:,} articles, read once by each process, medians over {len(whole)} runs, in turn.", "",
        "| | words | processor seconds, texts alone | seconds, whole process |", "|---|---:|---:|---:|", *rows, "",
        f"Theirs over ours, run by run: {ratios[0]}, {ratios[1]}.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?")
    parser.add_argument("python", nargs="?")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--run", nargs=2)
    args = parser.parse_args()
    if args.run:
        return run(*args.run)
    import netralitas as nt

    with tempfile.TemporaryDirectory() as folder:
        articles = nt.read_articles(args.source)
        texts = Path(folder) / "texts"
        texts.write_text("\0".join(a.text.replace("\0", "") for a in articles), encoding="utf-8")
        told = report(raced(texts, args.python, args.runs), len(articles))
    (ROOT / "bench" / "words.md").write_text(told, encoding="utf-8")
    return print(told)


if __name__ == "__main__":
    main()
