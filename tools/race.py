"""Sentences and words against spaCy's blank Indonesian tokenizer and sentencizer: `race.py ARTICLES PYTHON_WITH_SPACY [--runs 5]`.

The same texts, each run a process of its own that reads them once, ours and theirs in turn; the table goes to bench/words.md.
`race.py --run netralitas|spacy TEXTS` is one such run: it prints what `run` says.
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


def netralitas():
    """Two functions: the sentences of a text; of those, the number of words, each of them asked for its form and its offset."""
    from netralitas import Lexicons
    from netralitas.records import Article, Block
    from netralitas.tokens import find_sentences

    lexicons = Lexicons()

    def read(text: str):
        blocks = [Block("a", "b", *m.span(), "body") for m in re.finditer(r"[^\n]+", text)]
        return find_sentences(Article("a", "", "", text), blocks, lexicons)
    return read, lambda sentences: sum(len([(t.form, t.start) for t in sentence.tokens]) for sentence in sentences)


def spacy():
    """The same with spaCy."""
    import spacy

    pipe = spacy.blank("id")
    pipe.add_pipe("sentencizer")
    return lambda text: [*pipe(text).sents], lambda sentences: sum(len([(t.text, t.idx) for t in sentence]) for sentence in sentences)


def run(name: str, path: str) -> None:
    """Prints the processor's seconds for the texts alone, those and the ones in which each word was looked at, the number of words."""
    read, look = {"netralitas": netralitas, "spacy": spacy}[name]()
    alone = looking = words = 0
    for text in Path(path).read_text(encoding="utf-8").split("\0"):
        started = time.process_time()
        sentences = read(text)
        alone += (after := time.process_time()) - started
        words += look(sentences)
        looking += time.process_time() - after
    print(alone, alone + looking, words)


def raced(texts: Path, python: str, runs: int) -> dict[str, list[tuple[float, float, float, int]]]:
    """For each of the two its runs: seconds of the process, processor's seconds of the texts and of looking at the words too, words."""
    found = defaultdict(list)
    for number in range(runs):
        for name, interpreter in (("netralitas", sys.executable), ("spacy", python)):
            started = time.perf_counter()
            alone, looked, words = subprocess.check_output([interpreter, __file__, "--run", name, texts], text=True).split()
            found[name].append((time.perf_counter() - started, float(alone), float(looked), int(words)))
        print(f"run {number + 1} of {runs}", flush=True)
    return found


def report(found: dict[str, list[tuple[float, float, float, int]]], articles: int) -> str:
    ratios = [[theirs[k] / ours[k] for ours, theirs in zip(found["netralitas"], found["spacy"])] for k in (1, 2, 0)]
    rows = [f"| {name} | {runs[0][3]:,} | " + " | ".join(f"{statistics.median(r[k] for r in runs):.2f}" for k in (1, 2, 0)) + " |"
            for name, runs in found.items()]
    told = [f"{what} {statistics.median(r):.1f} ({min(r):.1f} to {max(r):.1f})"
            for what, r in zip(("texts", "and each word", "process"), ratios)]
    return "\n".join([
        "# Sentences and words against spaCy", "",
        f"Written by `tools/race.py`: {articles:,} articles, read once by each process, medians over {len(ratios[0])} runs, in turn.",
        "Both make a word's own object when somebody looks at it; in the second figure every word is asked for its form and offset.", "",
        "| | words | processor seconds, texts alone | and each word looked at | seconds, whole process |",
        "|---|---:|---:|---:|---:|", *rows, "",
        f"Theirs over ours, run by run: {', '.join(told)}.", ""])


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
