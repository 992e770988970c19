"""Where the treebanks differ in what is a word, and what we follow: `treebank_differences.py FOLDER` counts again.

data/treebank_differences.tsv has a row a phenomenon: a pattern for strings without a space, an example of our own and our words for it. The
counts, say `5/5`, are filled in here: in how many of the places the pattern finds the string is several words, in csui-train and gsd-dev.
"""
from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from treebank_scores import read_conllu

TABLE = Path(__file__).parent.parent / "data" / "treebank_differences.tsv"
TREEBANKS = {"csui": "csui-train.conllu", "gsd": "gsd-dev.conllu"}


def strings(path: Path) -> Iterator[tuple[str, frozenset[int], bool]]:
    """The strings between spaces of a treebank: text, where in it a word begins, and whether its sentence ends with it."""
    for sentence in read_conllu(path):
        text, begins = sentence.text.split(), {0, *accumulate(len(row[1].replace(" ", "")) for row in sentence.words)}
        at = 0
        for string in text:
            yield string, frozenset(b - at for b in begins if at <= b < at + len(string)), string is text[-1]
            at += len(string)


def split_share(found: list[tuple[str, frozenset[int], bool]], pattern: str) -> str:
    """In how many places of how many a match of `pattern` (not the last full stop of a sentence) is more than one word: `5/5`."""
    places = [(m, begins) for string, begins, last in found for m in re.finditer(pattern, string)
              if not (last and m.group().endswith(".") and m.end() >= len(string.rstrip("\"”')")))]
    return f"{sum(any(m.start() < b < m.end() for b in begins) for m, begins in places)}/{len(places)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the treebanks")
    folder = parser.parse_args().folder
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for name, file_name in TREEBANKS.items():
        found = list(strings(folder / file_name))
        for row in rows:
            row[name] = split_share(found, row["pattern"])
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
