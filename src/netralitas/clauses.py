"""The flat grammar of an Indonesian sentence: its words in groups.

No parse is needed: Indonesian puts the subject before the verb and the head of a noun phrase first, and its verbs carry their voice as a
prefix. A sentence becomes a row of `Chunk`s: noun phrases, verbs, and the small words of `event_roles.tsv`; `subjects.py` walks over it.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .lexicon import Lexicon, Lexicons

# a title (`Dr.`, `H.`: no word of the clause), a word or number (`250.000`), a mark
_TOKEN = re.compile(r"(?P<short>[A-Z][a-z]{0,3}\.(?=\s?[A-Z]))|(?P<word>\d+(?:[.,]\d+)+|\w+(?:[-/’']\w+)*)|[^\w\s]")
_ACTIVE = re.compile(r"(?:mem|men|meng|meny|mel|mer|mew|me|ber|bel|mempe)\w{3,}")
_PASSIVE = re.compile(r"di ?\w{4,}")  # `di larang` too
_NOBODYS = ("ELECTION_STAGE", "MEETING", "SAME")  # events that are nobody's: `Usai rapat para camat pulang`
_ORDINAL = re.compile(r"[ivx]+")
_STATIVE = re.compile(r"ter\w{4,}")
_LONG = 100  # words; no noun phrase has more, a list without commas may
_WHOLE = frozenset(("doubt", "denied", "generic", "permit", "kinds"))  # rows of realis.tsv that are full nouns and verbs
_OPENS = frozenset(("quantifier", "first", "third", "body", "that_body", "they"))
ACTORS = frozenset(("actor", "first", "third", "body", "that_body", "they"))
_NOMINAL = ACTORS | {"noun", "venue", "event", "quantifier", "member", "wrapper", "thing", "conduct", "pointer"}
PREPOSITIONS = frozenset(("place", "topic", "target", "against", "agent", "with", "from", "toward", "between", "in", "bound"))
PASSIVES = frozenset(("passive", "stative", "light_passive", "light_recipient", "attended"))
VERBS = PASSIVES | {"active", "bare", "verb", "happens", "light_agent", "light_target"}
LIGHTWEIGHT = frozenset(("adverb", "modal", "neg", "date", "comma"))
EDGES = frozenset(("mark", "complement", "clause", "then", "condition"))


class Word(NamedTuple):
    """A word, name, date or trigger: what it is, how it is written in lower case, and the record or lexicon entry behind it."""

    start: int
    end: int
    kind: str
    form: str
    ref: object = None


class Chunk(NamedTuple):
    """A noun phrase (`np`) or another single word; offsets into the article."""

    start: int
    end: int
    kind: str
    words: tuple[Word, ...]

    @property
    def form(self) -> str:
        return self.words[0].form if len(self.words) == 1 else " ".join(word.form for word in self.words)


class Grammar(NamedTuple):
    """The small words: the kind of each known form, and for forms of several words their first words and one expression."""

    kinds: dict[str, str]
    firsts: frozenset[str]
    regex: re.Pattern


@lru_cache(maxsize=4)
def small_words(lexicons: Lexicons) -> Grammar:
    """The words of event_roles.tsv, then realis.tsv as modals (its frames as nouns) and negation.tsv as negators."""
    negators = [entry._replace(category="neg") for entry in lexicons["negation"]]
    modals = [entry._replace(category="noun" if entry.category == "frame" else "modal") for entry in lexicons["realis"]
              if entry.category not in _WHOLE]
    known = Lexicon("clause", modals + negators + list(lexicons["event_roles"]))
    firsts = frozenset(form.split()[0] for form in known.forms if " " in form)
    kinds = {form: entry.category for form, (_, entry) in known.forms.items()}
    return Grammar(kinds, firsts, re.compile(known.regex.pattern + r"(?![-/]\w)", re.IGNORECASE))


@lru_cache(maxsize=20_000)
def voice(form: str, root: str = "") -> str:
    """`active`, `passive`, `stative` (ter-) or `bare`, by the prefix; a form that starts with `root` (several: `a/b`) has none."""
    if root and form.startswith(tuple(root.split("/"))):
        return "bare"
    if _PASSIVE.match(form):
        return "passive"
    if _STATIVE.match(form):
        return "stative"
    return "active" if _ACTIVE.match(form) else "bare"


@lru_cache(maxsize=20_000)
def _unknown(form: str) -> str:
    """The kind of a word that no lexicon of small words has."""
    first, _, second = form.partition("-")
    if second == f"{first}an":  # `terang-terangan`, `mati-matian`; not `aturan-aturan`
        return "adverb"
    told = "quantifier" if form[0].isdigit() else voice(form)
    return "noun" if told == "bare" else told


def read_words(text: str, start: int, end: int, known: Sequence[Word], grammar: Grammar) -> list[Word]:
    """The words of `text[start:end]` in order; `known` (names, dates, triggers: sorted, none overlapping) are kept whole.

    What stands in round brackets is left out, except dates and triggers: `Bawaslu (Badan Pengawas Pemilu)` is one name.
    """
    words, position = [], start
    for item in known:
        if item.start > position + 1 or item.start > position and not text[position].isspace():
            _read_plain(words, text, position, item.start, grammar)
        words.append(item)
        position = item.end
    _read_plain(words, text, position, end, grammar)
    return _without_brackets(words) if "(" in text[start:end] else words


def _read_plain(words: list[Word], text: str, start: int, end: int, grammar: Grammar) -> None:
    """The words between two that are known, appended to `words`."""
    (kinds, firsts, regex), known, new = grammar, start, tuple.__new__
    for match in _TOKEN.finditer(text, start, end):
        here, there = match.span()
        if here < known:
            continue  # a part of a form of several words
        form = match.group().lower()
        if match.lastgroup == "word":
            if form in firsts and (longer := regex.match(text, here, end)):
                known = there = longer.end()
                form = " ".join(longer.group().lower().split())
            words.append(new(Word, (here, there, kinds.get(form) or _unknown(form), form, None)))  # Word(...) at half the price
        elif form == "-" and not text[here - 1:here].isspace() and text[there:there + 1].isalpha() and not text[there:there + 2].isupper():
            continue  # `se-Kota Palu`
        elif not match.lastgroup and (form != "/" or text[here - 1:here].isspace() or text[there:there + 1].isspace()):
            words.append(Word(here, there, "bracket" if form in "()" else "comma" if form in ",–—-:" else "mark", form))
        elif form == "/":  # `Bupati/Wakil Bupati`
            words.append(Word(here, there, "coordination", form))


def _without_brackets(words: list[Word]) -> list[Word]:
    kept, inside = [], False
    for word in words:
        if word.kind == "bracket":
            inside = word.form == "("
        elif not inside or word.kind == "date" or word.ref is not None and word.kind not in ("actor", "venue"):
            kept.append(word)
    return kept


def group(words: Iterable[Word]) -> list[Chunk]:
    """The chunks of a sentence: neighbouring nominal words make one noun phrase, which a pointer (`itu`) closes."""
    chunks, phrase = [], []
    for word in words:
        if word.kind == "concerned":  # `camat yang bersangkutan`, `Yang bersangkutan dipanggil`
            word = word._replace(kind="pointer" if phrase else "third")
        nominal = word.kind in _NOMINAL
        if phrase and not (nominal and _joins(phrase, word, bool(chunks) and chunks[-1].kind in PREPOSITIONS)):
            chunks.append(Chunk(phrase[0].start, phrase[-1].end, "np", tuple(phrase)))
            phrase = []
        if nominal:
            phrase.append(word)
        else:
            chunks.append(Chunk(word.start, word.end, word.kind, (word,)))
    return chunks + [Chunk(phrase[0].start, phrase[-1].end, "np", tuple(phrase))] if phrase else chunks


def _joins(phrase: Sequence[Word], word: Word, under: bool) -> bool:
    """Whether the word goes on with the phrase, which may stand `under` a preposition: `netralitas seluruh ASN`, `pemeriksaan lima lurah`,
    `simpatisan salah satu calon`; but `Dalam rapat seluruh camat hadir`."""
    last = phrase[-1].kind
    if len(phrase) > _LONG:
        return False
    if last == "pointer" or last in ACTORS and last != "actor":
        return word.kind == "pointer"
    ref = phrase[-1].ref
    owned = last == "event" and getattr(ref, "category", "") not in _NOBODYS or last == "actor" and ref.rule == "group"
    whose = word.kind == "quantifier" and (last == "conduct" or owned and not under and not word.form[3:].isdigit())
    return whose or word.kind not in _OPENS or all(w.kind in ("quantifier", "member") for w in phrase)


def head_actor(chunk: Chunk) -> Word | None:
    """The actor that heads the noun phrase, quantifiers apart (`seluruh ASN`), or None; a name after its office is preferred."""
    actors = []
    for word in chunk.words:
        if word.kind in ACTORS:
            actors.append(word)
        elif actors and _ORDINAL.fullmatch(word.form):
            continue  # `Teradu II Budi Santosa`
        elif not actors and word.kind not in ("quantifier", "member") or actors and getattr(actors[-1].ref, "kind", "") != "role":
            break
    named = [w for w in actors if is_person(w)]
    return (named or actors or [None])[0]


def is_person(word: Word | None) -> bool:
    """Whether the word is the name of a person."""
    return word is not None and getattr(word.ref, "kind", "") == "person"


def any_actor(chunk: Chunk) -> Word | None:
    """The head actor, or else the first actor inside the noun phrase (`surat edaran Gubernur`), or None."""
    return head_actor(chunk) or next((w for w in chunk.words if w.kind in ACTORS), None)
