"""Our two readers against the UD treebanks of Indonesian: `treebank_scores.py FOLDER [--stanza-model MODEL] [--out FILE.tsv]`.

Beside FILE.tsv goes intervals.tsv: each figure with its 95 % interval over samples of whole articles (bootstrap).

FOLDER holds csui-test.conllu, gsd-test.conllu and pud.conllu. A treebank is laid out as raw text, ten sentences a paragraph and fifty an
article, and read end to end; every measure is F1 in percent as the evaluation script of CoNLL 2018 reckons it (`udtools`, which comes with
Stanza). Two more are ours: sentences without those that were judged to be out of any splitter's reach, and lemmas in any case of letters
(GSD writes all of them in small letters). Rules give no tree and no class to most words, so they have no UPOS, UAS or LAS.
"""
from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from netralitas import Lexicons
from netralitas.blocks import find_blocks
from netralitas.evaluate import bootstrap
from netralitas.parse import stanza_reader, to_conllu
from netralitas.records import Article, Sentence
from netralitas.tokens import find_sentences

TREEBANKS = ("csui-test", "gsd-test", "pud")
JUDGED = Path(__file__).parent.parent / "tests" / "cases" / "treebank_boundaries.tsv"
MEASURES = ("UPOS", "UFeats", "Lemmas", "UAS", "LAS")
COLUMNS = ("Words", "Sentences", "Sentences*", "Lemmas*", *MEASURES)
# the script wants to be told that nothing is left out of enhanced dependencies, of which there are none here
ENHANCED = ("no_gapping", "no_shared_parents_in_coordination", "no_shared_dependents_in_coordination", "no_control",
            "no_external_arguments_of_relative_clauses", "no_case_info", "no_empty_nodes")
Span = tuple[int, int, int]  # number of the article, first and last character, white space not counted
Counts = np.ndarray  # a row an article: how many are right, ours, in the gold


class Gold(NamedTuple):
    """A sentence of a treebank: its words are rows of CoNLL-U (ten columns); `block` is all of it as the file has it."""

    sent_id: str
    text: str
    words: list[list[str]]
    block: str


class Reading(NamedTuple):
    """One way to read a treebank, the gold one or ours: sentences with their ids and words with their lemmas, by span; its articles as
    CoNLL-U."""

    sentences: dict[Span, str]
    words: dict[Span, str]
    conllu: list[str]


def read_conllu(path: Path) -> list[Gold]:
    """The sentences of a CoNLL-U file with their words; the lines of multiword tokens and empty nodes are left out."""
    found = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        said = dict(re.findall(r"^# (sent_id|text) = (.*)", block, re.MULTILINE))
        rows = [line.split("\t") for line in block.split("\n") if line[0].isdigit()]
        found.append(Gold(said["sent_id"], said["text"].strip(), [row for row in rows if row[0].isdigit()], block))
    return found


def by(size: int, rows: Sequence) -> Iterator[Sequence]:
    return (rows[at:at + size] for at in range(0, len(rows), size))


def articles(treebank: Sequence[Gold]) -> Iterator[str]:
    """The raw text of a treebank: ten sentences a paragraph, fifty an article."""
    for fifty in by(50, treebank):
        yield "\n\n".join(" ".join(s.text for s in ten) for ten in by(10, fifty))


def gold_reading(treebank: Sequence[Gold]) -> Reading:
    """The treebank's own reading, by span."""
    reading = Reading({}, {}, [])
    for number, fifty in enumerate(by(50, treebank)):
        begin = 0
        reading.conllu.append("".join(sentence.block + "\n\n" for sentence in fifty))
        for sentence in fifty:
            at, end = begin, begin + len("".join(sentence.text.split()))
            for row in sentence.words:
                at, before = at + len("".join(row[1].split())), at
                reading.words[number, before, at] = row[2]
            reading.sentences[number, begin, end] = sentence.sent_id
            begin = end
    return reading


def our_reading(treebank: Sequence[Gold], reader: Callable[[list[Sentence]], list[Sentence]] | None = None) -> Reading:
    """What the library makes of the treebank's raw text, by span; `reader` adds grammar, as `parse.stanza_reader` does."""
    reading, lexicons = Reading({}, {}, []), Lexicons()
    for number, text in enumerate(articles(treebank)):
        to = [0, *accumulate(not c.isspace() for c in text)]
        article = Article(str(number), "", "", text)
        sentences = find_sentences(article, find_blocks(article, lexicons), lexicons)
        sentences = reader(sentences) if reader else sentences
        for sentence in sentences:
            reading.sentences[number, to[sentence.start], to[sentence.end]] = sentence.sentence_id
            reading.words.update({(number, to[t.start], to[t.end]): t.lemma or "" for t in sentence.tokens})
        reading.conllu.append(to_conllu(sentences))
    return reading


def counts(right: Iterable[Span], ours: Iterable[Span], gold: Iterable[Span], articles: int) -> Counts:
    """How many of each an article has."""
    return np.stack([np.bincount([span[0] for span in spans], minlength=articles) for spans in (right, ours, gold)], axis=1)


def f1(counted: Counts) -> float:
    """F1 in percent of the right ones among ours and those of the gold."""
    right, ours, gold = counted.sum(axis=0)
    return 200 * right / max(ours + gold, 1)


def words_counted(ours: Reading, gold: Reading) -> Counts:
    return counts(ours.words.keys() & gold.words.keys(), ours.words, gold.words, len(gold.conllu))


def lemmas_counted(ours: Reading, gold: Reading) -> Counts:
    right = [span for span, lemma in gold.words.items() if lemma.lower() == ours.words.get(span, "").lower()]
    return counts(right, ours.words, gold.words, len(gold.conllu))


def sentences_counted(ours: Reading, gold: Reading, aside: frozenset[str] = frozenset()) -> Counts:
    """Sentences without the gold ones whose ids are `aside` and those of ours that share a character with one of them."""
    out = {(n, at) for (n, a, b), name in gold.sentences.items() if name in aside for at in range(a, b)}
    kept = {span for span, name in gold.sentences.items() if name not in aside}
    mine = {(n, a, b) for n, a, b in ours.sentences if not any((n, at) in out for at in range(a, b))}
    return counts(mine & kept, mine, kept, len(gold.conllu))


def judged(treebank: Sequence[Gold]) -> frozenset[str]:
    """The ids of sentences that no splitter can get right (the file's first lines say how they were judged); one that has no mark at its
    end takes the next one with it."""
    with JUDGED.open(encoding="utf-8") as file:
        why = {row["sent_id"]: row["why"] for row in csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t")}
    ids = [s.sent_id for s in treebank]
    return frozenset(b for a, b in pairwise(["", *ids]) if b in why or why.get(a) == "no_final_punctuation")


def shared_task(ours: Reading, gold: Reading) -> dict[str, Counts]:
    """The measures of CoNLL 2018 for a reading with trees."""
    from udtools import udeval

    found: dict[str, list] = {name: [] for name in MEASURES}
    for pair in zip(gold.conllu, ours.conllu):
        wanted, system = (udeval.load_conllu(io.StringIO(text), name, {"multiple_roots_okay": True, **dict.fromkeys(ENHANCED, False)})
                          for text, name in zip(pair, ("gold", "ours")))
        for name, score in udeval.evaluate(wanted, system).items():
            if name in MEASURES:
                found[name].append((score.correct, score.system_total, score.gold_total))
    return {name: np.array(rows) for name, rows in found.items()}


def measured(path: Path, reader=None) -> dict[str, Counts]:
    """What one reader gets right on one treebank, by measure."""
    treebank = read_conllu(path)
    ours, gold = our_reading(treebank, reader), gold_reading(treebank)
    return {"Words": words_counted(ours, gold), "Sentences": sentences_counted(ours, gold), "Lemmas*": lemmas_counted(ours, gold),
            "Sentences*": sentences_counted(ours, gold, judged(treebank)), **(shared_task(ours, gold) if reader else {})}


def scores(found: dict[str, Counts]) -> dict[str, str]:
    """F1 by measure, "" where the reader has none."""
    return {name: f"{f1(found[name]):.2f}" if name in found else "" for name in COLUMNS}


def intervals(found: dict[str, Counts]) -> Iterator[dict[str, str]]:
    """Rows of measure, F1 and the ends of its interval, in percent."""
    for name in (name for name in COLUMNS if name in found):
        low, high = (100 * end for end in bootstrap(found[name], 1))
        yield {"measure": name, "f1": f"{f1(found[name]):.2f}", "low": f"{low:.2f}", "high": f"{high:.2f}"}


def as_table(rows: list[dict[str, str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in (rows[0], *(row.values() for row in rows)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stanza-model", metavar="MODEL", help="score this model too: compact, official or a folder")
    parser.add_argument("--out", type=Path, help="where the table goes besides the screen")
    args = parser.parse_args()
    readers = {"rules": None} | ({args.stanza_model: stanza_reader(args.stanza_model)} if args.stanza_model else {})
    found = [({"reader": name, "treebank": treebank}, measured(args.folder / f"{treebank}.conllu", reader))
             for name, reader in readers.items() for treebank in TREEBANKS]
    table = as_table([what | scores(by_measure) for what, by_measure in found])
    print(table, end="")
    if args.out:
        args.out.write_text(table, encoding="utf-8")
        rows = [what | row for what, by_measure in found for row in intervals(by_measure)]
        args.out.with_name("intervals.tsv").write_text(as_table(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
