"""In whose terms neutrality is spoken of: the themes of the codebook, coded by rules.

The codebook (`data/CODEBOOK.md`, `data/codebook.tsv`) defines eleven themes and their subthemes; `lexicons/themes.tsv` holds the words.
Themes found in the words themselves, and a coder that learns from gold, are in `found_themes.py`, in the same columns.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from .lexicon import Lexicon, Lexicons, Match
from .records import Sentence, Theme
from .spans import lay_out, sentence_at


def find_themes(sentences: Sequence[Sentence], lexicons: Lexicons) -> list[Theme]:
    """A row for each theme of each sentence, by sentence, then by start; `start`..`end` is the evidence.

    The evidence is the longest expression of the theme in the sentence, of equal ones the first; `rule` is its entry, which is the
    subtheme. Negation counts where it turns the theme: `tidak kondusif` is conflict_risk, `tanpa konflik` security_order. A theme is
    coded when it is spoken of, for or against; what is said of it is not.
    """
    rows = []
    for sentence, found in _by_sentence(sentences, lexicons["themes"]):
        best: dict[str, Match] = {}
        for match in sorted(found, key=lambda m: (m.start - m.end, m.start)):
            if match.entry.category != "none":  # `aparat keamanan` is a name, `dalam rapat koordinasi` a setting
                best.setdefault(match.entry.category, match)
        rows += [Theme(sentence.article_id, sentence.sentence_id, m.entry.category, m.start, m.end, m.entry.id)
                 for m in sorted(best.values(), key=lambda m: (m.start, m.end))]
    return rows


def _by_sentence(sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[tuple[Sentence, Iterable[Match]]]:
    """The sentences in which anything is found, each with what is found in it."""
    text = lay_out(sentences)
    found = [(sentence_at(sentences, match.start), match) for match in lexicon.find(text)]
    if any(not sentence or match.end > sentence.end for sentence, match in found):  # the end of a headline and the first word below it
        found = [(sentence, match) for sentence in sentences for match in lexicon.find(text, sentence.start, sentence.end)]
    for sentence, matches in groupby(found, key=itemgetter(0)):
        yield sentence, [match for _, match in matches]
