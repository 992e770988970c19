"""Citations of laws and regulations: what instrument, which number, which year."""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .grammar import first_words, matches, words_of
from .lexicon import Lexicon, Lexicons
from .records import Citation, Sentence
from .spans import lay_out, sentence_at

_SPLIT = re.compile(r"(\d+[A-Z]?)/((?:19|20)\d\d)")
_LAST_YEAR = re.compile(r"/((?:19|20)\d\d)$")
_JOINED = "_with_article"
_FULL_YEAR = r"(?:19|20)\d\d(?!\d)"


@lru_cache(maxsize=8)
def _first(instruments: Lexicon, words: Lexicon) -> frozenset[str]:
    return first_words(instruments, *{e.category for e in instruments}) | first_words(words, "constitution", "code", "article")


class _Cited(NamedTuple):
    """A citation before it has an id: the last six fields of a `Citation`."""

    start: int
    end: int
    instrument: str
    number: str | None
    year: int | None
    rule: str


def find_citations(sentences: Sequence[Sentence], lexicons: Lexicons) -> list[Citation]:
    """Citations of law by start, with the instrument's short name, number and year; offsets are the article's.

    `number` is as written, without spaces (`20`, `60/PUU-XXII/2024`); of `5/2014` it is `5` and `year` 2014. A joint decree with several
    numbers has them joined by `;`. An article with its law is one citation of the law whose span covers both; an article alone has
    the instrument `Pasal` and its own number. A law by its short title (`UU ASN`) and an instrument of a named issuer (`SE Gubernur
    Bali`) have no number; a bare `surat edaran` or `peraturan` is no citation. The title after `tentang` is not part of the span.
    It does not say which law a short title or an article alone stands for. Source: the hierarchy of UU 12/2011, rows of the lexicon.
    """
    text = lay_out(sentences)
    instruments, words = lexicons["legal_instruments"], lexicons["citation_words"]
    expression = _expression(instruments, words)
    cited = [one for match in matches(text, sentences, expression, _first(instruments, words))
             for one in _READERS[match.lastgroup](match, instruments, words)]
    article = sentences[0].article_id if sentences else ""
    return [Citation(article, f"{article}:c{n}", sentence_at(sentences, one.start).sentence_id, *one)
            for n, one in enumerate(_with_articles(cited, text, words), 1)]


@lru_cache(maxsize=8)
def _expression(instruments: Lexicon, words: Lexicon) -> re.Pattern:
    """One expression for all citations; the name of the group that matched last is the kind."""
    instrument = words_of(instruments, *{entry.category for entry in instruments})
    joint, short = words_of(words, "joint_issuer"), words_of(words, "short_title")
    # between an instrument and its number: `Menteri PANRB, Menteri Dalam Negeri, dan Ketua KASN`
    issuer = rf"(?:(?:,\s|\s)(?!{instrument}\s)(?:[A-Z][\w./-]*|\([A-Z][\w/-]*\)|{words_of(words, 'gap', 'article_and')}|{joint}))"
    year, named = words_of(words, "year"), rf"(?=[A-Z]){words_of(words, 'issuer')}{issuer}{{0,12}}"
    kinds = {
        "numbered": rf"(?P<instrument>{instrument})(?:\s\([A-Z][\w-]*\))?(?:(?:{issuer}|\s{words_of(words, 'title')}(?=\s[A-Z])){{0,24}}?"
                    rf"{_number(words, 'number', 'year')}"
                    rf"|\s(?P<short>\d{{1,4}}[A-Z]?)(?:\s?/\s?|\s{year}\s)(?P<short_year>{_FULL_YEAR}))"
                    rf"(?P<more>(?:,?\s(?:{words_of(words, 'article_and')}\s)?{_number(words)}){{0,9}})",
        "titled": rf"(?P<title>{words_of(instruments, 'statute', 'government')})(?:\s\([A-Z]+\))?\s(?=[A-Z])(?:{short}"
                  rf"|{words_of(words, 'rule_title')})",
        "issued": rf"(?P<paper>{words_of(instruments, 'circular')})(?:\s\([A-Z]+\))?\s(?i:dari\s)?{named}"
                  rf"(?:\s{year}\s(?P<paper_year>{_FULL_YEAR}))?",
        "decreed": rf"(?P<decree>{words_of(instruments, 'joint_decree')})(?:\s\([A-Z]+\))?"
                   rf"(?:\s(?i:dari\s)?(?:{joint}|{named})(?:\s{year}\s(?P<decree_year>{_FULL_YEAR}))?|\s{year}\s(?P<bare_year>{_FULL_YEAR}))",
        "named": rf"(?P<name>{words_of(words, 'constitution', 'code')})(?:\s\([A-Z]+\))?",
        "article": rf"{words_of(words, 'article')}\s(?P<article_number>\d{{1,4}}[A-Z]?)(?!\w){_parts(words)}",
    }
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in kinds.items()) + ")")


def _number(words: Lexicon, number: str = "", year: str = "") -> str:
    """`Nomor 20 Tahun 2023`, `No. 5/2014`, `Nomor: B/71/M.SM.02.03/2023`, in groups of these names."""
    def group(name: str) -> str:
        return f"(?P<{name}>" if name else "(?:"
    return (rf"\s{{0,2}}{words_of(words, 'number')}\s?[.:]{{0,2}}\s{{0,2}}(?=[\w./-]{{0,40}}\d)"
            rf"{group(number)}\w[\w./-]{{0,60}}(?:\s/\s?[\w.-]{{1,30}}){{0,6}})"
            rf"(?:\s{{0,2}}{words_of(words, 'year')}\s{group(year)}{_FULL_YEAR}))?")


def _parts(words: Lexicon) -> str:
    """`ayat (2) huruf f`, `ayat (1) dan ayat (3)`, `jo Pasal 71`, `-71` after the number of an article."""
    part, conjunction = words_of(words, "article_part"), words_of(words, "article_and")
    return (rf"(?:,?\s(?:{conjunction}\s)?"
            rf"(?:{part}\s(?i:pasal\s)?\(?\w{{1,4}}\)?(?!\w)|\(\w{{1,3}}\)|ke[- ]\d{{1,2}}(?!\d))"
            rf"|\s{conjunction}\s\(?\d{{1,3}}\)?(?!\w|\s[a-z])|[-–]\d{{1,3}}(?!\d)){{0,9}}")


def _entry(lexicon: Lexicon, words: str):
    return lexicon.get(words) or lexicon.get(words.upper())


def _numbered(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[_Cited]:
    """`UU Nomor 20 Tahun 2023`; further numbers are rows of their own, but of a joint decree they belong to it."""
    entry = _entry(instruments, match["instrument"])
    first_end = match.start("more")
    rows = [_cited(match, match.start(), first_end, match["number"] or match["short"], match["year"] or match["short_year"], entry)]
    for other in _more(words).finditer(match.string, first_end, match.end()):
        rows.append(_cited(match, other.start("word"), other.end(), other["number"], other["year"], entry))
    if entry.category != "joint_decree" or len(rows) == 1:
        return rows
    return [rows[0]._replace(end=rows[-1].end, number=";".join(row.number for row in rows))]


@lru_cache(maxsize=8)
def _more(words: Lexicon) -> re.Pattern:
    return re.compile(rf"(?P<word>(?={words_of(words, 'number')})){_number(words, 'number', 'year')}")


def _cited(match: re.Match, start: int, end: int, number: str, year: str | None, entry) -> _Cited:
    """The row of a number; the full stop of the sentence is not part of it, `5/2014` is number and year."""
    kept = match.string[start:end].rstrip(".,/-: ")
    number = re.sub(r"\s", "", number).rstrip(".,/-")
    if not year and (split := _SPLIT.fullmatch(number)):
        number, year = split.groups()
    if not year and (last := _LAST_YEAR.search(number)):
        year = last[1]
    return _Cited(start, start + len(kept), entry.code, number, int(year) if year else None, entry.id)


def _titled(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[_Cited]:
    entry = _entry(instruments, match["title"])
    return [_Cited(match.start(), match.end(), entry.code, None, None, f"{entry.id}_by_short_title")]


def _issued(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[_Cited]:
    """`SE Gubernur Bali`, `SKB lima menteri Tahun 2022`; a conjunction at the end belongs to what follows."""
    entry = _entry(instruments, match["paper"] or match["decree"])
    year = match["paper_year"] or match["decree_year"] or match["bare_year"]
    end = match.start() + len(re.sub(r"(?:\s(?:dan|tentang)|[.,])+$", "", match.group()))
    how = "year" if match["bare_year"] else "issuer"
    return [_Cited(match.start(), end, entry.code, None, int(year) if year else None, f"{entry.id}_by_{how}")]


def _named(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[_Cited]:
    entry = _entry(words, match["name"])
    year = re.search(r"\d{4}", match["name"])
    return [_Cited(match.start(), match.end(), entry.code, None, int(year[0]) if year else None, entry.id)]


def _article(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[_Cited]:
    return [_Cited(match.start(), match.end(), "Pasal", match["article_number"], None, "article_alone")]


_READERS = {"numbered": _numbered, "titled": _titled, "issued": _issued, "decreed": _issued, "named": _named, "article": _article}


def _with_articles(cited: list[_Cited], text: str, words: Lexicon) -> list[_Cited]:
    """`cited` with each article joined to the law that stands right behind or before it."""
    behind, before = _links(words)
    rows: list[_Cited] = []
    for one in cited:
        if one.instrument != "Pasal":
            start = one.start
            while rows and rows[-1].instrument == "Pasal" and behind.fullmatch(text, rows[-1].end, start):
                start = rows.pop().start
            rows.append(one if start == one.start else one._replace(start=start, rule=f"{one.rule}{_JOINED}"))
        elif rows and _may_have_article(rows[-1]) and before.fullmatch(text, rows[-1].end, one.start):
            rows[-1] = rows[-1]._replace(end=one.end, rule=f"{rows[-1].rule}{_JOINED}")
        else:
            rows.append(one)
    return rows


def _may_have_article(row: _Cited) -> bool:
    return row.instrument != "Pasal" and not row.rule.endswith(_JOINED)


@lru_cache(maxsize=8)
def _links(words: Lexicon) -> tuple[re.Pattern, re.Pattern]:
    """What may stand between an article and the law behind it, and between a law and the article behind it."""
    link, chain = words_of(words, "article_link"), words_of(words, "article_link", "article_and", "article_part")
    return re.compile(rf",?\s(?:{chain}\s)?"), re.compile(rf",?\s(?:{link}\s)?")
