"""Which language a text is in, by its function words: enough to set aside what is not Indonesian."""
from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from .lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_READ = 4000  # characters: more would not change the answer


@lru_cache(maxsize=8)
def _lists(lexicon: Lexicon) -> tuple[frozenset[str], dict[str, tuple[frozenset[str], frozenset[str]]], frozenset[str]]:
    """The Indonesian words; for each other language those that only it has of the two, and those that both have; all words."""
    lists: dict[str, set[str]] = {}
    for entry in lexicon:
        for code in entry.id.split("_"):
            lists.setdefault(code, set()).update(form.strip() for form in entry.form.split("|"))
    ours = frozenset(lists.pop("id"))
    return ours, {code: (frozenset(theirs - ours), ours & theirs) for code, theirs in lists.items()}, ours.union(*lists.values())


def language_of(text: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """(code, reason): the ISO 639 code of the text's language, and why the text is not Indonesian, or None if it is or may be.

    A word counts for a language if it is on its list and not on the Indonesian one, and the other way round; so Malay, which shares most
    words with Indonesian, is told by its own (`kerana`, `iaitu`) and only where they clearly prevail. A short text has the benefit of the
    doubt. Code None: no language of the lexicon. Method: function-word counts (Grefenstette 1995, comparing two language identification
    schemes), our lists.
    """
    text = text[:_READ].lower()
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters > 20 and not text.isascii() and sum(map(len, re.findall(r"[a-z]+", text))) < 0.5 * letters:
        return None, "not Indonesian (not in Latin letters)"
    counts, (ours, others, known) = Counter(words), _lists(lexicon)
    counts = {word: counts[word] for word in counts.keys() & known}
    all_ours = _hits(counts, ours)
    scores = {code: (_hits(counts, theirs), all_ours - _hits(counts, both)) for code, (theirs, both) in others.items()}
    best = min(scores, key=lambda code: (scores[code][1] - scores[code][0], code))
    other, indonesian = scores[best]
    if other >= max(5, 0.02 * len(words)) and other > 2 * indonesian:
        return best, f"not Indonesian ({lexicon.entries[best].category})"
    if len(words) >= 40 and all_ours < 0.02 * len(words):
        return None, "not Indonesian (no Indonesian function words)"
    return "id", None


def _hits(counts: dict[str, int], words: frozenset[str]) -> int:
    return sum(counts[word] for word in counts.keys() & words)
