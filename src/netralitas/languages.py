"""Which language a text is in, by its function words: enough to set aside what is not Indonesian."""
from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from .lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_READ = 4000  # characters: more would not change the answer


@lru_cache(maxsize=8)
def _lists(lexicon: Lexicon) -> tuple[dict[str, list[str]], set[str]]:
    """What each word counts for: `id`, the code of each other language that only has it of the two, in capitals if both have it; the
    codes of the other languages."""
    lists: dict[str, set[str]] = {}
    for entry in lexicon:
        for code in entry.id.split("_"):
            lists.setdefault(code, set()).update(form.strip() for form in entry.form.split("|"))
    told: dict[str, list[str]] = {}
    for code, word in ((code, word) for code, words in lists.items() for word in words):
        told.setdefault(word, []).append(code.upper() if code != "id" and word in lists["id"] else code)
    return told, lists.keys() - {"id"}


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
    told, others = _lists(lexicon)
    hits = Counter(code for word in words for code in told.get(word, ()))
    all_ours = hits["id"]
    scores = {code: (hits[code], all_ours - hits[code.upper()]) for code in others}
    best = min(scores, key=lambda code: (scores[code][1] - scores[code][0], code))
    other, indonesian = scores[best]
    if other >= max(5, 0.02 * len(words)) and other > 2 * indonesian:
        return best, f"not Indonesian ({lexicon.entries[best].category})"
    if len(words) >= 40 and all_ours < 0.02 * len(words):
        return None, "not Indonesian (no Indonesian function words)"
    return "id", None
