"""The library beside its peers on the same texts: `peers.py ARTICLES PYTHON [--runs 3]`, where PYTHON has spacy, PySastrawi and conc.

Each run is a process of its own, all of them in turn; prints two tables, of words per second and of comparisons. `--run NAME TEXTS` is
one such run: what it measured, as JSON.
"""
from __future__ import annotations

import argparse
import csv
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

SOME = 20  # texts for Stanza, whose tagger and parser take a second for a few of them
TIMES = 5  # so often the texts make the corpus of the comparisons: a thousand news articles then are 2.4 million tokens
NODE = "tidak"


def clocked(seconds: dict[str, float], what: str, run: Callable, *args):
    """What `run` gives; the processor's seconds it took are added to `seconds[what]`."""
    started = time.process_time()
    found = run(*args)
    seconds[what] = seconds.get(what, 0) + time.process_time() - started
    return found


def by_text(texts: Iterable[str], read: Callable, look: Callable) -> dict:
    """Seconds to `read` each text, those and the ones to `look` at what was read, the number of words."""
    seconds: dict[str, float] = {}
    words = sum(clocked(seconds, "look", look, clocked(seconds, "read", read, text)) for text in texts)
    return {"sentences and words": [seconds["read"], words], "and each word looked at": [sum(seconds.values()), words]}


def netralitas(texts: list[str]) -> dict:
    """Sentences and words; both here and in spaCy a word's own object is made when somebody looks at it."""
    from netralitas import Lexicons
    from netralitas.records import Article, Block
    from netralitas.tokens import find_sentences

    lexicons = Lexicons()

    def read(text: str):
        blocks = [Block("a", "b", *m.span(), "body") for m in re.finditer(r"[^\n]+", text)]
        return find_sentences(Article("a", "", "", text), blocks, lexicons)
    return by_text(texts, read, lambda sentences: sum(len([(t.form, t.start) for t in sentence.tokens]) for sentence in sentences))


def spacy(texts: list[str]) -> dict:
    """The same with the blank Indonesian tokenizer and the sentencizer."""
    import spacy

    pipe = spacy.blank("id")
    pipe.add_pipe("sentencizer")
    return by_text(texts, lambda text: [*pipe(text).sents], lambda found: sum(len([(t.text, t.idx) for t in s]) for s in found))


def layers(texts: list[str]) -> dict:
    """All layers of every text by rules, and then the linking and the tables."""
    import netralitas as nt
    from netralitas import pipeline
    from netralitas.records import TABLES, Article

    lexicons, seconds, found = nt.Lexicons(), {}, {name: [] for name in TABLES}
    for number, text in enumerate(texts):
        for name, records in clocked(seconds, "layers", pipeline.annotate, Article(f"a{number}", "", "", text), lexicons).items():
            found[name] += records
    tables = clocked(seconds, "tables", pipeline.make_tables, found)
    words = len(tables.tokens)
    return {"all layers": [seconds["layers"], words], "and linked, as tables": [sum(seconds.values()), words]}


def stanza(texts: list[str]) -> dict:
    """Tags, lemmas and trees by the compact model on our words."""
    import netralitas as nt
    from netralitas import pipeline
    from netralitas.records import Article

    reader, seconds = nt.stanza_reader("compact"), {}
    some = [Article(f"a{number}", "", "", text) for number, text in enumerate(texts[:SOME])]
    tables = clocked(seconds, "read", pipeline.analyse_articles, some, nt.Lexicons(), None, reader)
    return {f"all layers with tags and trees ({SOME} texts)": [seconds["read"], len(tables.tokens)]}


def sastrawi(texts: list[str]) -> dict:
    """The stem of every word; the stemmer remembers those it has seen."""
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    stemmer, seconds = StemmerFactory().create_stemmer(), {}
    words = sum(len(clocked(seconds, "stem", lambda text: [stemmer.stem(w) for w in re.findall(r"\w+", text)], text)) for text in texts)
    return {"stems": [seconds["stem"], words]}


def compared(texts: list[str]) -> dict:
    """Our comparisons on the corpus of all texts, repeated."""
    import netralitas as nt
    import pandas as pd
    from bench import many
    from netralitas import compare, pipeline
    from netralitas.records import Article

    tables = pipeline.analyse_articles([Article(f"a{n}", "", "", text) for n, text in enumerate(texts)], nt.Lexicons())
    half = pd.Series(range(len(texts))).mod(2).eq(0).to_numpy()
    tables = tables._replace(**{name: many(getattr(tables, name), TIMES) for name in ("articles", "sentences", "tokens", "quotes")})
    words = compare.words(tables)
    first = words["article_id"].isin(set(tables.articles["article_id"][list(half) * TIMES]))
    return measured(len(tables.tokens), {
        "concordance": lambda: compare.concordance(tables, rf"\b{NODE}\b"),
        "keyness": lambda: compare.keyness(words.loc[first, "word"], words.loc[~first, "word"]),
        "collocations": lambda: compare.collocations(words, NODE)})


def conc(texts: list[str]) -> dict:
    """conc's, on a corpus built with spaCy's blank tokenizer; the time to build it is not in them."""
    import spacy
    from conc.conc import Conc
    from conc.corpus import Corpus

    pipe = spacy.blank("id")
    for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
        pipe.add_pipe("sentencizer", name=name)  # conc switches off what a trained pipeline has, and wants it to be there
    with tempfile.TemporaryDirectory() as folder:
        pipe.to_disk(Path(folder) / "id")
        built = []
        for name, part in (("whole", texts), ("even", texts[::2]), ("odd", texts[1::2])):
            path = Path(folder) / f"{name}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["text"], *([text] for text in part * TIMES)])
            built.append(Corpus(name=name, description=name).build_from_csv(str(path), folder, model=str(Path(folder) / "id")))
        whole, even = (Conc(corpus=corpus) for corpus in built[:2])
        even.set_reference_corpus(built[2])
        return measured(built[0].token_count, {
            "concordance": lambda: whole.concordance(NODE, use_cache=False), "keyness": even.keywords,
            "collocations": lambda: whole.collocates(NODE)})


def measured(words: int, runs: dict[str, Callable]) -> dict:
    """Seconds of each of `runs` by the clock, after a first time that is not counted: conc works with more than one thread."""
    found = {}
    for what, run in runs.items():
        run()
        started = time.perf_counter()
        run()
        found[what] = [time.perf_counter() - started, words]
    return found


OURS = ("netralitas", "layers", "stanza", "compared")
READERS, COMPARERS = ("netralitas", "spacy", "layers", "stanza", "sastrawi"), ("compared", "conc")
LABELS = {"layers": "netralitas", "compared": "netralitas", "spacy": "spaCy, blank `id` and sentencizer", "sastrawi": "PySastrawi",
          "stanza": "netralitas with Stanza, compact model"}


def run(name: str, texts: Path) -> None:
    print(json.dumps(globals()[name](texts.read_text(encoding="utf-8").split("\0"))))


def raced(texts: Path, python: str, runs: int) -> dict[str, dict[str, list[list[float]]]]:
    """For each entrant and each thing it measures, (seconds, words) of every run; an entrant that does not run is left out."""
    found: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for number in range(runs):
        for name in dict.fromkeys((*READERS, *COMPARERS)):
            interpreter = sys.executable if name in OURS else python
            done = subprocess.run([interpreter, __file__, "--run", name, texts], capture_output=True, text=True)
            if done.returncode:
                print(f"{name} does not run: {done.stderr.strip().splitlines()[-1]}", flush=True)
                continue
            for what, figures in json.loads(done.stdout.splitlines()[-1]).items():
                found[name][what].append(figures)
        print(f"peers: run {number + 1} of {runs}", flush=True)
    return found


def versions(python: str) -> str:
    """Names and versions of the peers that are there."""
    code = "import sys, importlib.metadata as m\nfor p in sys.argv[1:]:\n try: print(p, m.version(p))\n except m.PackageNotFoundError: pass"
    theirs = subprocess.run([python, "-c", code, "spacy", "PySastrawi", "conc"], capture_output=True, text=True).stdout.splitlines()
    return ", ".join([*theirs, f"stanza {version('stanza')}"])


def report(found: dict[str, dict[str, list[list[float]]]], articles: int, told: str, runs: int) -> list[str]:
    """The lines of two tables: words per second with ratios to spaCy's, run by run; seconds of comparisons."""
    spacy = found["spacy"]["sentences and words"]
    lines = [f"{articles:,} articles, medians over {runs} runs in turn, each a process of its own; {told}. A ratio is spaCy's seconds over",
             "the row's, run by run (least to greatest); seconds are the processor's.", "",
             "| | what | words | seconds | words per second | ratio |", "|---|---|---:|---:|---:|---:|"]
    for name in READERS:
        for what, figures in found.get(name, {}).items():
            seconds, words = statistics.median(s for s, _ in figures), figures[0][1]
            ratios = sorted(theirs[0] / theirs[1] / (s / words) for theirs, (s, _) in zip(spacy, figures))
            lines.append(f"| {LABELS.get(name, name)} | {what} | {words:,} | {seconds:.2f} | {words / seconds:,.0f} | "
                         f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |")
    lines += ["", f"Comparisons on the same texts {TIMES} times, `{NODE}` as node; seconds by the clock, the corpus ready.", "",
              "| | words | concordance | keyness | collocations |", "|---|---:|---:|---:|---:|"]
    for name in COMPARERS:
        if name in found:
            cells = [statistics.median(s for s, _ in figures) for figures in found[name].values()]
            words = next(iter(found[name].values()))[0][1]
            lines.append(f"| {LABELS.get(name, name)} | {words:,} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")
    return lines


def race(source: str, python: str, runs: int) -> list[str]:
    """The tables for the articles of `source`; `python` is an interpreter that has the peers."""
    import netralitas as nt

    with tempfile.TemporaryDirectory() as folder:
        articles = [a for a in nt.read_articles(source) if a.status == "ok"]
        texts = Path(folder) / "texts"
        texts.write_text("\0".join(a.text.replace("\0", "") for a in articles), encoding="utf-8")
        return report(raced(texts, python, runs), len(articles), versions(python), runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?")
    parser.add_argument("python", nargs="?")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--run", nargs=2)
    args = parser.parse_args()
    print("\n".join(race(args.source, args.python, args.runs))) if args.run is None else run(args.run[0], Path(args.run[1]))


if __name__ == "__main__":
    main()
