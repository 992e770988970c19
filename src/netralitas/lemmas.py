"""Root, affixes and voice of Indonesian words by rules: a list of roots, the affixes, and an exception list that a linguist can edit.

The rules are those of any grammar of Indonesian (meN- with its assimilation, di-, ter-, ber-, peN-, per-, ke-, se-, -kan, -an, -i,
doubling). A word is taken apart in every way the affixes allow; among the results that are roots the best is kept. Where none is a root,
only an affix that can hardly be anything else is taken off.
"""
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .lexicon import LexiconError, Lexicons, Memory

_ROOTS = Path(__file__).parent / "lexicons" / "roots.txt"
_VOWELS = "aiueo"
_LONGEST = 40
_CONSONANTS = "bcdfghjklmnpqrstvwxyz"
# Prefix, the letters that may follow it (none given: any), what it has swallowed: men + ulis is tulis.
_NASALS = [(p + nasal, after, swallowed) for p in ("me", "pe") for nasal, after, swallowed in (
    ("ny", _VOWELS, "s"), ("nge", _CONSONANTS, ""), ("ng", _VOWELS + "ghkx", ""), ("ng", _VOWELS, "k"), ("m", "bfvp", ""),
    ("m", _VOWELS, "p"), ("n", "dcjtsz", ""), ("n", _VOWELS, "t"), ("", "lrwymnkptsf", ""))]
_PREFIXES = [*_NASALS, ("di", "", ""), ("ber", "", ""), ("be", "r", ""), ("ter", "", ""), ("te", "r", ""), ("per", "", ""), ("pe", "", ""),
             ("ke", "", ""), ("ketidak", "", ""), ("se", "", "")]
_BY_START = {start: [row for row in _PREFIXES if row[0][:2] == start] for start in ("me", "pe", "di", "be", "te", "ke", "se")}
_SUFFIXES = {"n": ("", "kan", "an"), "i": ("", "i")}  # by the last letter of the word
_VOICES = {"me": "Act", "be": "Act", "di": "Pass", "te": "Pass"}
# Affixes taken off a word whose root is not in the list: prefix, what must follow, what the prefix has swallowed, suffix.
_VERB = r"(?:kan|(?<![aiueos])i)?"
_AFFIXES = [(prefix, re.compile(f"({rest}){suffix}"), swallowed) for prefix, rest, swallowed, suffix in (
    ("memper", ".{4,}?", "", _VERB), ("diper", ".{4,}?", "", _VERB), ("meny", "[aiueo].{2,}?", "s", _VERB), ("meng", ".{4,}?", "", _VERB),
    ("mem", "[bfvp].{3,}?", "", _VERB), ("mem", "[aiueo].{3,}?", "p", _VERB), ("men", "[dcjtsz].{3,}?", "", _VERB),
    ("men", "[aiueo].{3,}?", "t", _VERB), ("me", "[lrwymn][aiueo].{2,}?", "", _VERB),
    ("di", "(?!a[gl]|s[kt]|me|re|ver|vi).{4,}?", "", _VERB),
    ("ter", ".{5,}?", "", "(?:kan)?"), ("ber", ".{4,}", "", ""), ("pen", "[dcj].{3,}", "", "an"), ("pem", "[bf].{3,}", "", "an"),
    ("peng", "[aiueogh].{3,}", "", "an"), ("peny", ".{3,}", "s", "an"), ("per", ".{4,}", "", "an"), ("ke", ".{4,}", "", "an"))]
_GUESSES = {start: [row for row in _AFFIXES if row[0][:2] == start] for start in ("me", "di", "te", "be", "pe", "ke")}


class Stem(NamedTuple):
    """What the form of a word tells: lemma, voice (`Act`, `Pass` or None), outermost prefix, and whether the root is a known one."""

    lemma: str
    voice: str | None
    prefix: str
    known: bool


class Stemmer:
    """The rules with one set of lexicons; `stem(word)` is remembered word by word."""

    def __init__(self, lexicons: Lexicons):
        self.roots = read_roots()
        self.exceptions = {form.strip(): e for e in lexicons["lemma_exceptions"] for form in e.form.split("|")}
        self.stem = Memory(self._stem).__getitem__

    def known(self, word: str) -> bool:
        """Whether `word`, in lower case, is a root, an exception, or made of a root and affixes."""
        return self.stem(word).known

    def is_function_word(self, word: str) -> bool:
        """Whether `word`, in lower case, is a function word: such a word, with a capital, begins a sentence."""
        exception = self.exceptions.get(word)
        return "f" in self.roots.get(word, "") or exception is not None and exception.category == "lexicalised"

    def is_doubled(self, word: str) -> bool:
        """Whether a word with a hyphen is one word doubled (`isu-isu`, `terus-menerus`), not two words paired."""
        head, _, tail = word.partition("-")
        return head == tail or self.stem(word).lemma != word

    def is_verb(self, word: str) -> bool:
        """Whether `word`, in lower case, is a verbal root, alone or with -kan or -i: what ku- and kau- may stand before."""
        return any("v" in self.roots.get(word.removesuffix(suffix), "") for suffix in ("", "kan", "i"))

    def _stem(self, word: str) -> Stem:
        exception = self.exceptions.get(word)
        if exception:
            return Stem(exception.lemma, _VOICES.get(word[:2]) if exception.category == "irregular" else None, word[:2], True)
        if word in self.roots or len(word) > _LONGEST or word.count("-") > 3:
            return Stem(word, None, "", word in self.roots)
        if "-" in word.strip("-"):
            return self._doubled(word)
        found = self._analyses(word)
        if found:
            root, parts = min(found, key=self._rank) if len(found) > 1 else found[0]
            return Stem(root, self._voice(parts[0], root), parts[0], True)
        return self._guess(word)

    def _analyses(self, word: str) -> list[tuple[str, tuple[str, ...]]]:
        """Every (root, prefixes and suffix) that `word` may be made of."""
        found, bare = [], [(word, ())]
        for rest, prefixes in bare:  # which grows while it is read
            for suffix in _SUFFIXES.get(rest[-1:], ("",)):
                root = rest[:len(rest) - len(suffix)]
                if root in self.roots and rest.endswith(suffix) and (prefixes or len(root) > 2):
                    found.append((root, (*(prefixes or ("",)), suffix)))
            for prefix, after, swallowed in _BY_START.get(rest[:2], ()) if len(prefixes) < 3 else ():
                left = rest[len(prefix):]
                if left[1:] and rest.startswith(prefix) and (not after or left[0] in after):
                    bare.append((swallowed + left, (*prefixes, prefix)))
        return found

    def _rank(self, analysis: tuple[str, tuple[str, ...]]) -> tuple:
        """Less is better: a verb below a prefix that makes verbs, a long root, few affixes."""
        root, parts = analysis
        return "v" not in self.roots[root] and parts[0] not in ("", "se", "ke"), -len(root), len(parts), parts

    def _voice(self, prefix: str, root: str) -> str | None:
        voice = _VOICES.get(prefix[:2])
        if prefix.startswith("te") and "a" in self.roots[root] or prefix == "di" and self.roots[root] == "f":
            return None  # the superlative (terbaik), and a place written as one word (dibawah)
        return voice

    def _doubled(self, word: str) -> Stem:
        """`isu-isu`, `bertahun-tahun`, `besar-besaran`, `terus-menerus`; a compound (`lalu-lintas`) stays whole."""
        head, _, tail = word.partition("-")
        if tail == "an" and head.isdigit():
            return Stem(head, None, "", True)
        left, right = self.stem(head), self.stem(tail)
        if head == tail:
            return left._replace(known=True)
        if left.known and (left.lemma == right.lemma or left.lemma[-2:] == tail[-2:] or not right.known and _alike(head, tail)):
            return left
        if right.known and head.endswith(tail[:3]):
            return right
        if right.known and _alike(head, tail) and self.stem(right.lemma).known:
            return right
        return Stem(word, None, "", left.known and right.known)

    def _guess(self, word: str) -> Stem:
        for prefix, rest, swallowed in _GUESSES.get(word[:2], ()):
            m = word.startswith(prefix) and rest.fullmatch(word, len(prefix))
            if m:
                return Stem(swallowed + m[1], _VOICES.get(prefix[:2]), prefix, False)
        return Stem(word, None, "", False)


def _alike(head: str, tail: str) -> bool:
    return head[:2] == tail[:2] or head[-2:] == tail[-2:] or tail[-4:] in head or head[-3:] in tail


def read_roots(path: Path = _ROOTS) -> dict[str, str]:
    """The roots and the letters of their classes (`v` verb, `n` noun, `a` adjective, `f` function word); `#` begins a comment line.

    Raises LexiconError, with file and line, for a line that is not classes, a colon and words.
    """
    roots: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        classes, colon, words = line.partition(": ")
        if not colon or set(classes) - set("vnaf"):
            raise LexiconError(f"{path}:{number}: not 'classes: words' with classes of v, n, a, f")
        roots.update(dict.fromkeys(words.split(), classes))
    return roots


@lru_cache(maxsize=4)
def stemmer(lexicons: Lexicons) -> Stemmer:
    """The Stemmer of `lexicons`, made once."""
    return Stemmer(lexicons)
