"""Word lists as data: a TSV file a linguist can edit, read into one fast matcher.

A lexicon file has a header line and the columns `id`, `form` or `pattern`, `category`, any further columns, `example` and `source`.
`form` holds literal words, variants separated by `|`; a space stands for any white space. A form in lower case is found in any case;
one with a capital is found as written or all in capitals. `pattern` holds a Python regular expression. The longest match wins.
A line that starts with `#` is a comment.
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from .spans import longest

_FOLDER = Path(__file__).parent / "lexicons"
_NAME, _WORD = re.compile(r"[a-z][a-z0-9_]*"), re.compile(r"\w+|[^\w\s]")
_WORDS = (".tsv", ".csv", ".txt")  # what is meant to be read in a folder of the user's; a README or a hidden file is not
_LETTERS = re.compile(r"(?<!\\)[^\W\d_]+")  # of an expression that stand for themselves
_SPACES, _LETTER = re.compile(r"\s+"), re.compile(r"\w")
_SET_APART = 0xF0000  # added to a character of an expression that stands for itself only: \\[
_OPEN = ("languages", "neutral_other")  # whose categories are names that no rule asks for: a user may add one


class LexiconError(ValueError):
    """A lexicon file that cannot be used: the message gives the file, the line and the reason."""


class Match(NamedTuple):
    """Where an entry of a lexicon stands in a text: offsets into the text searched, and the entry."""

    start: int
    end: int
    entry: tuple


class Memory(dict):
    """What `find` gave for each string it was asked for, got by `memory[string]`; it forgets all when it has grown too large.

    Quicker than lru_cache, and its entries are nothing that the garbage collector has to visit again and again.
    """

    def __init__(self, find: Callable[[str], tuple], most: int = 1 << 17):
        super().__init__()
        self.find, self.most = find, most

    def __missing__(self, key: str) -> tuple:
        if len(self) >= self.most:
            self.clear()
        found = self[key] = self.find(key)
        return found


class Lexicon:
    """The entries of one lexicon, by id, and `find`, which says where they stand in a text."""

    def __init__(self, name: str, entries: list[tuple]):
        self.name = name
        self.entries = {entry.id: entry for entry in entries}
        self.forms = {_key(form): (form, entry) for entry in entries for form in _forms(entry)}
        self.searched = [entry for entry in entries if getattr(entry, "pattern", "")]
        self.get = Memory(self._get).__getitem__

    def __iter__(self) -> Iterator[tuple]:
        return iter(self.entries.values())

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern, tuple]]:
        """The expressions, each with its entry."""
        return [(re.compile(entry.pattern), entry) for entry in self.searched]

    @cached_property
    def _plain(self) -> list[tuple[bool, str, re.Pattern, tuple]]:
        """The expressions as `find` asks for them: one for any case is read in small letters, which is a third quicker; what it needs."""
        any_case = [e.pattern.startswith("(?i)") and "(?-" not in e.pattern for e in self.searched]
        told = [_LETTERS.sub(lambda m: in_small(m[0]), e.pattern[4:]) if small else e.pattern for e, small in zip(self.searched, any_case)]
        return [*zip(any_case, map(needed, told), map(re.compile, told), self.searched)]

    @cached_property
    def regex(self) -> re.Pattern:
        """All forms as one expression, longest first, in any case (see `find` for capitals)."""
        return re.compile(rf"(?<!\w)(?:{_trie(self.forms)})(?!\w)", re.IGNORECASE)

    @cached_property
    def _in_small(self) -> tuple[frozenset[str], re.Pattern]:
        """The words or signs that the forms begin with, and the forms as one expression, for a text in small letters."""
        return frozenset(_WORD.match(key)[0] for key in self.forms), re.compile(rf"(?<!\w)(?:{_trie(self.forms)})(?!\w)")

    def _get(self, words: str):
        """The entry of which `words` is a form, or None; `get` remembers it."""
        found = self.forms.get(_key(words))
        return found[1] if found and _same_case(words, found[0]) else None

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """Matches of the lexicon's entries in `text[start:end]`, by start, none overlapping, the longest kept."""
        end, said, matches, stood = len(text) if end is None else end, (text, _small(text)), [], start
        first, forms = self._in_small
        starts = starts_of(text, first)
        for at in starts[bisect_left(starts, start):bisect_left(starts, end)]:
            if at >= stood and (m := forms.match(said[1], at, end)):
                stood = m.end()
                if entry := self.get(text[at:stood]):
                    matches.append(Match(at, stood, entry))
        if not self.searched:
            return matches
        matches += [Match(m.start(), m.end(), entry) for small, need, p, entry in self._plain
                    if not need or said[small].find(need, start, end) >= 0 for m in p.finditer(said[small], start, end)]
        return longest(matches)


class Lexicons:
    """The project's lexicons by name: `lexicons["months"]`; the files of `folder`, if given, lie over them.

    A row of the user's with an id of ours replaces our row; other rows are added. Raises LexiconError for a folder that is not there,
    a file in it that has no name of ours, a row that does not fit its header, an expression that does not compile, a row of the user's
    that its own example does not show, or one with a category that no row of ours has (no rule would ask for it).
    """

    def __init__(self, folder: str | Path | None = None):
        self.folder = Path(folder) if folder else None
        if self.folder and not self.folder.is_dir():
            raise LexiconError(f"{folder}: there is no such folder of lexicons")
        self._read: dict[str, Lexicon] = {}
        for name in _names_in(self.folder) if self.folder else ():
            self[name]  # a mistake of the user's is told at once, not in the middle of a corpus

    def __getitem__(self, name: str) -> Lexicon:
        if name not in self._read:
            self._read[name] = self._load(name)
        return self._read[name]

    def _load(self, name: str) -> Lexicon:
        entries = {e.id: e for e in read_entries(_FOLDER / f"{name}.tsv")}
        own = self.folder and self.folder / f"{name}.tsv"
        if own and own.is_file():
            known = frozenset() if name in _OPEN else frozenset(e.category for e in entries.values())
            columns = next(iter(entries.values()))._fields
            for entry in read_entries(own, known):
                if missing := [c for c in columns if c not in entry._fields]:
                    raise LexiconError(f"{own}:1: the header lacks {', '.join(missing)}, which ours has")
                check_example(name, entry, own)
                entries[entry.id] = entry
        return Lexicon(name, list(entries.values()))


def lexicon_names() -> list[str]:
    """The names of the lexicons that come with the library, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.tsv"))


def _names_in(folder: Path) -> list[str]:
    """The names of the lexicons in a user's folder; raises LexiconError for a file of words that none of ours is called like."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _WORDS and p.stem.lower() != "readme" and p.name[0] != ".")
    known = lexicon_names()
    for path in files:
        if path.suffix != ".tsv" or path.stem not in known:
            raise LexiconError(f"{path}: no lexicon has this name; they are {', '.join(known)}, each with .tsv")
    return [path.stem for path in files]


def read_entries(path: Path, categories: frozenset[str] = frozenset()) -> list[tuple]:
    """The rows of a lexicon file as named tuples whose fields are the columns; raises LexiconError with file and line.

    `categories`, if any, are those that a row may have.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read ({error})") from error
    rows = [(n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not rows:
        raise LexiconError(f"{path}: no header line")
    (_, header), *rows = rows
    missing = {"id", "category", "example", "source"} - set(header)
    if missing or not {"form", "pattern"} & set(header) or not all(map(_NAME.fullmatch, header)):
        raise LexiconError(f"{path}:1: the header needs id, form or pattern, category, example, source; it has {', '.join(header)}")
    make, seen = namedtuple("Entry", header), set()
    entries = [(number, _entry(path, number, make, row, seen)) for number, row in rows]
    for number, entry in entries:
        if categories and entry.category not in categories:
            told = f"no category {entry.category!r}; they are {', '.join(sorted(categories))}"
            raise LexiconError(f"{path}:{number}: {entry.id}: {told}")
    return [entry for _, entry in entries]


def _entry(path: Path, number: int, make: type, row: list[str], seen: set[str]) -> tuple:
    where = f"{path}:{number}"
    if len(row) != len(make._fields):
        raise LexiconError(f"{where}: {len(row)} columns where the header has {len(make._fields)}")
    entry = make(*(cell.strip() for cell in row))
    if not entry.id or entry.id in seen:
        raise LexiconError(f"{where}: the id {entry.id!r} is empty or stands twice")
    if not (getattr(entry, "form", "") or getattr(entry, "pattern", "")):
        raise LexiconError(f"{where}: {entry.id}: no form and no pattern")
    try:
        re.compile(getattr(entry, "pattern", "") if path.parent != _FOLDER else "")  # the tests look at ours
    except re.error as error:
        raise LexiconError(f"{where}: {entry.id}: {error}") from error
    seen.add(entry.id)
    return entry


def check_example(name: str, entry: tuple, path: str | Path = "") -> None:
    """Returns None; raises LexiconError if the entry is not found in its own example."""
    if not any(m.entry.id == entry.id for m in Lexicon(name, [entry]).find(entry.example)):
        raise LexiconError(f"{path or name}: {entry.id}: not found in its own example {entry.example!r}")


def _forms(entry: tuple) -> list[str]:
    return [form.strip() for form in getattr(entry, "form", "").split("|") if form.strip()]


def _key(words: str) -> str:
    return " ".join(in_small(words).split())


def in_small(words: str) -> str:
    """A text, a phrase or a word in small letters, as long as it is: İ is the one letter that gets longer."""
    return words.replace("İ", "I").lower()


_small = lru_cache(maxsize=4)(in_small)  # of a text


def _same_case(words: str, form: str) -> bool:
    return form.islower() or words.isupper() or " ".join(words.split()) == form


@lru_cache(maxsize=4)
def places_of_words(text: str) -> dict[str, list[int]]:
    """Where each word and sign of a text begins, by the word in small letters."""
    found: dict[str, list[int]] = defaultdict(list)
    for m in _WORD.finditer(_small(text)):
        found[m[0]].append(m.start())
    return found


@lru_cache(maxsize=256)
def starts_of(text: str, words: frozenset[str]) -> list[int]:
    """Where one of `words`, in small letters, begins in a text, in order; not to be changed.

    The words of a text are looked up once for all that asks for them: to try an expression only where it can begin is several times
    as fast as a search.
    """
    found = places_of_words(text)
    return sorted([at for word in words & found.keys() for at in found[word]])


def end_of(phrase: str, text: str, start: int) -> int:
    """Where a phrase ends that begins there as words of their own, each of its spaces being any white space, or 0."""
    if text.startswith(phrase, start):
        end = start + len(phrase)
    else:
        first, *words = phrase.split()
        end = start + len(first) if text.startswith(first, start) else 0
        for word in words:
            gap = end and _SPACES.match(text, end)
            end = gap.end() + len(word) if gap and text.startswith(word, gap.end()) else 0
    return end if end and not _LETTER.match(text, end) and not _LETTER.match(text[start - 1:start]) else 0


def needed(pattern: str) -> str:
    """A string that stands in all that an expression matches, `croll ` for `[Ss]croll (?:to|ke)`, or "" if none is seen.

    To look for it first is many times as fast as to try the expression everywhere. Groups and classes are not looked into.
    """
    plain = re.sub(r"\\(.)", lambda m: "\0" if m[1].isalnum() else chr(_SET_APART + ord(m[1])), pattern, flags=re.DOTALL)
    plain, found = re.sub(r"\[\^?\]?[^\]]*\]", "\0", plain), not re.match(r"\(\?[a-zA-Z]+\)", pattern)
    while found:
        plain, found = re.subn(r"\([^()]*\)", "\0", plain)
    plain = re.sub(r".(?:[?*]|\{[^}]*\})[+?]?|[.^$]", "\0", plain.replace("+", "\0"))
    longest_ = "" if set("|()") & {*plain} else max(plain.split("\0"), key=len)
    return "".join(chr(ord(c) % _SET_APART) for c in longest_)


def _trie(keys: dict[str, tuple]) -> str:
    """Keys as one regular expression that reads each character once, longest match first."""
    root: dict = {}
    for key in keys:
        node = root
        for character in key:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict) -> str:
    ends, branches = "" in node, []
    for character in sorted(node.keys() - {""}):
        branches.append((r"\s+" if character == " " else re.escape(character)) + _branch(node[character]))
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return body + "?" if ends else body
