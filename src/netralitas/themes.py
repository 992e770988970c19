"""In whose terms neutrality is spoken of: the themes of the codebook, coded by rules.

The codebook (`data/CODEBOOK.md`, `data/codebook.tsv`) defines eleven themes and their subthemes; `lexicons/themes.tsv` holds the words.
Themes found in the words themselves, and a coder that learns from gold, are in `found_themes.py`, in the same columns.
"""
from __future__ import annotations

from collections.abc import Sequence

from .lexicon import Lexicons, Match
from .records import Sentence, Theme
from .spans import lay_out


def find_themes(sentences: Sequence[Sentence], lexicons: Lexicons) -> list[Theme]:
    """A row for each theme of each sentence, by sentence, then by start; `start`..`end` is the evidence.

    The evidence is the longest expression of the theme in the sentence, of equal ones the first; `rule` is its entry, which is the
    subtheme. Negation counts where it turns the theme: `tidak kondusif` is conflict_risk, `tanpa konflik` security_order. A theme is
    coded when it is spoken of, for or against; what is said of it is not.
    """
    text, rows = lay_out(sentences), []
    for sentence in sentences:
        best: dict[str, Match] = {}
        for match in sorted(lexicons["themes"].find(text, sentence.start, sentence.end), key=lambda m: (m.start - m.end, m.start)):
            if match.entry.category != "none":  # `aparat keamanan` is a name, `dalam rapat koordinasi` a setting
                best.setdefault(match.entry.category, match)
        rows += [Theme(sentence.article_id, sentence.sentence_id, m.entry.category, m.start, m.end, m.entry.id)
                 for m in sorted(best.values(), key=lambda m: (m.start, m.end))]
    return rows
