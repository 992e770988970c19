"""Citations of laws and regulations: what instrument, which number, which year."""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from .grammar import YEAR, first_words, matches, words_of
from .lexicon import Lexicon, Lexicons
from .records import Citation, Sentence
from .spans import lay_out, sentence_at

_SPLIT = re.compile(r"(\d+[A-Z]?)/((?:19|20)\d\d)")
_YEARS = re.compile(r"/((?:19|20)\d\d)(?![^/])")
_LAST = re.compile(r"(?:\s(?:dan|tentang|mengenai)|[.,])+$")
_row = partial(Citation, "", "", "")  # its ids are given last


def find_citations(sentences: Sequence[Sentence], lexicons: Lexicons) -> list[Citation]:
    """Citations of law by start, with the instrument's short name, number and year; offsets are the article's.

    `number` is as written, without spaces (`20`, `60/PUU-XXII/2024`); of `5/2014` it is `5` and `year` 2014. A joint decree with several
    numbers has them joined by `;`. An article with its law is one citation of the law whose span covers both; an article alone has
    the instrument `Pasal` and its own number. A law by its short title (`UU ASN`, `UU tentang Kesehatan`) and an instrument of a named
    issuer (`SE Gubernur Bali`) have no number; a bare `surat edaran` or `peraturan` is no citation, nor is a bill (`RUU`). The title
    behind the number is not part of the span. It does not say which law a short title or an article alone stands for.
    Source: the hierarchy of UU 12/2011, rows of the lexicon.
    """
    text = lay_out(sentences)
    instruments, words = lexicons["legal_instruments"], lexicons["citation_words"]
    cited = [one for match in matches(text, sentences, _expression(instruments, words), _first(instruments, words))
             for one in _READERS[match.lastgroup](match, instruments, words)]
    article = sentences[0].article_id if sentences else ""
    return [one._replace(article_id=article, citation_id=f"{article}:c{n}", sentence_id=sentence_at(sentences, one.start).sentence_id)
            for n, one in enumerate(_with_articles(cited, text, words), 1)]


@lru_cache(maxsize=8)
def _first(instruments: Lexicon, words: Lexicon) -> frozenset[str]:
    """The words that a citation can start with."""
    return first_words(instruments, *sorted({entry.category for entry in instruments})) | first_words(words, "article")


@lru_cache(maxsize=8)
def _expression(instruments: Lexicon, words: Lexicon) -> re.Pattern:
    """One expression for all citations; the name of the group that matched last is the kind."""
    instrument, joint = words_of(instruments, *{entry.category for entry in instruments}), words_of(words, "joint_issuer")
    title, year, name = words_of(words, "title"), words_of(words, "year"), r"(?!RUU\b)[A-Z][\w-]*"
    # between an instrument and its number: `Menteri PANRB, Menteri Dalam Negeri, dan Ketua KASN`
    gap = words_of(words, "gap", "article_and")
    issuer = rf"(?:(?:,\s|\s)(?!(?:{instrument}|{year}|{words_of(words, 'headline')})\s)(?:[A-Z][\w./-]*|\([A-Z][\w/-]*\)|{gap}|{joint}))"
    no_title = words_of(words, "no_title", "gap", "article", "article_part", "article_and", "article_link", "number", "year")
    kinds = {
        "numbered": rf"(?P<instrument>{instrument})(?:\s\([A-Z][\w-]*\))?(?:(?:{issuer}|\s{title}(?=\s[A-Z])){{0,24}}?"
                    rf"{_number(words, 'number', 'year')}|{issuer}{{0,3}}?\s(?P<short>\d{{1,4}}[A-Z]?)(?:\s?/\s?|\s{year}\s)"
                    rf"(?P<short_year>{YEAR})|\s(?P<bare>\d{{1,4}}/PUU-[IVXL]+/{YEAR}))"
                    rf"(?P<more>(?:,?\s(?:{words_of(words, 'article_and')}\s)?{_number(words)}){{0,9}})",
        "titled": rf"(?:(?P<title>{words_of(instruments, 'statute')})(?:\s\([A-Z]+\))?\s(?:{title}\s)?(?:{words_of(words, 'short_title')}"
                  rf"|(?!{no_title}){name}(?:\s(?:dan\s)?(?!{instrument}\s){name}){{0,5}})"
                  rf"|(?P<rules>{words_of(instruments, 'government')})(?:\s\([A-Z]+\))?\s{words_of(words, 'rule_title')})"
                  rf"(?:\s{year}\s(?P<title_year>{YEAR}))?",
        "issued": rf"(?P<paper>{words_of(instruments, 'circular', 'joint_decree')})(?:\s\([A-Z]+\))?(?:\s(?i:dari\s)?(?:(?P<joint>{joint})"
                  rf"|(?P<issuer>(?=[A-Z]){words_of(words, 'issuer')}{issuer}{{0,12}})))?(?:\s{year}\s(?P<paper_year>{YEAR}))?",
        "named": rf"(?P<name>{words_of(instruments, 'constitution', 'code')})(?:\s\([A-Z]+\))?"
                 rf"(?:(?:\s{words_of(words, 'gap')}){{0,4}}\s(?:{year}\s)?(?P<name_year>{YEAR}))?",
        "article": rf"{words_of(words, 'article')}\s\(?(?P<article_number>\d{{1,4}}[A-Z]?)\)?(?!\w){_parts(words)}",
    }
    alternatives = "|".join(f"(?P<{kind}>{form})" for kind, form in kinds.items())
    return re.compile(rf"(?<!\w)(?<!\bRUU\s)(?<!Rancangan\s)(?<!Kitab\s)(?!Uu\s)(?:{alternatives})")


def _number(words: Lexicon, number: str = "", year: str = "") -> str:
    """`Nomor 20 Tahun 2023`, `No. 5/2014`, `Nomor: B/71/M.SM.02.03/2023`, `Nomor 1 2025`, in groups of these names."""
    def group(name: str) -> str:
        return f"(?P<{name}>" if name else "(?:"
    return (rf"\s{{0,2}}{words_of(words, 'number')}\s?[.:]{{0,2}}\s{{0,2}}(?=[\w./-]{{0,40}}\d)"
            rf"{group(number)}\w[\w./-]{{0,60}}(?:\s?[/–-]\s?[\w.-]{{1,30}}){{0,6}})"
            rf"(?:\s{{0,2}}(?:{words_of(words, 'year')}\s){{0,2}}{group(year)}{YEAR}))?")


def _parts(words: Lexicon) -> str:
    """`ayat (2) huruf f`, `ayat (1) dan ayat (3)`, `jo Pasal 71`, `-71`, `, 216, dan 218` after the number of an article."""
    part, conjunction = words_of(words, "article_part"), words_of(words, "article_and")
    one = r"(?:\(?\d{1,4}[A-Z]?\)?|[a-z])"
    return (rf"(?:,?\s(?:{conjunction}\s)?"
            rf"(?:{part}\s(?i:pasal\s)?\(?\w{{1,4}}\)?(?!\w)|\(\w{{1,3}}\)|ke[- ]\d{{1,2}}(?!\d))"
            rf"|,\s{one}(?=[,;]\s|\s{conjunction}\s\(?\w{{1,4}}\b|\s[A-Z]{{2}})|,?\s{conjunction}\s{one}(?!\w|\s(?!{part}\s)[a-z])"
            rf"|[-–]\d{{1,3}}(?!\d)){{0,9}}")


def _numbered(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[Citation]:
    """`UU Nomor 20 Tahun 2023`; further numbers are rows of their own, but of a joint decree they belong to it."""
    entry, first_end = instruments.get(match["instrument"].upper()), match.start("more")
    number = match["number"] or match["short"] or match["bare"]
    rows = [_cited(match, match.start(), first_end, number, match["year"] or match["short_year"], entry),
            *(_cited(match, other.start("word"), other.end(), other["number"], other["year"], entry)
              for other in _more(words).finditer(match.string, first_end, match.end()))]
    if entry.category != "joint_decree" or len(rows) == 1:
        return rows
    return [rows[0]._replace(end=rows[-1].end, number=";".join(row.number for row in rows))]


@lru_cache(maxsize=8)
def _more(words: Lexicon) -> re.Pattern:
    """A further number behind an instrument with its number."""
    return re.compile(rf"(?P<word>(?={words_of(words, 'number')})){_number(words, 'number', 'year')}")


def _cited(match: re.Match, start: int, end: int, number: str, year: str | None, entry) -> Citation:
    """The row of a number; the full stop of the sentence is not part of it, `5/2014` is number and year."""
    kept = match.string[start:end].rstrip(".,/-: ")
    number = re.sub(r"\s", "", number).rstrip(".,/-")
    if not year:
        split, years = _SPLIT.fullmatch(number), _YEARS.findall(number)
        number, year = split.groups() if split else (number, years[-1] if years else None)
    return _row(start, start + len(kept), entry.code, number, int(year) if year else None, entry.id)


def _unnumbered(match: re.Match, instruments: Lexicon, words: Lexicon) -> list[Citation]:
    """`UU ASN`, `SE Gubernur Bali`, `SKB lima menteri Tahun 2022`, `KUHP`; a conjunction at the end belongs to what follows."""
    part = {name: value for name, value in match.groupdict().items() if value}
    entry = instruments.get((part.get("title") or part.get("rules") or part.get("paper") or part["name"]).upper())
    year = part.get("title_year") or part.get("paper_year") or part.get("name_year")
    issued = "issuer" in part or "joint" in part and entry.category == "joint_decree"
    if "paper" in part and not issued and not year:
        return []
    how = "_by_issuer" if issued else "" if "name" in part else "_by_year" if "paper" in part else "_by_short_title"
    end = match.start() + len(_LAST.sub("", match.group()))
    return [_row(match.start(), end, entry.code, None, int(year) if year else None, entry.id + how)]


_READERS = {"numbered": _numbered, "titled": _unnumbered, "issued": _unnumbered, "named": _unnumbered,
            "article": lambda match, *_: [_row(match.start(), match.end(), "Pasal", match["article_number"], None, "article_alone")]}


@lru_cache(maxsize=8)
def _links(words: Lexicon) -> tuple[re.Pattern, re.Pattern]:
    """What stands between an article and the law behind it, and between a law and the article behind it."""
    link, chain = words_of(words, "article_link"), words_of(words, "article_link", "article_and", "article_part")
    return re.compile(rf"[,;]?\s(?:{chain}\s)?"), re.compile(rf",?\s(?:{link}\s)?")


def _with_articles(cited: list[Citation], text: str, words: Lexicon) -> list[Citation]:
    """`cited` with each article joined to the law that stands right behind or before it."""
    (behind, before), rows = _links(words), []
    for one in cited:
        start = one.start
        while one.instrument != "Pasal" and rows and rows[-1].instrument == "Pasal" and behind.fullmatch(text, rows[-1].end, start):
            start = rows.pop().start
        last = rows[-1] if rows and one.instrument == "Pasal" and not rows[-1].rule.endswith(("article_alone", "_with_article")) else None
        if last and before.fullmatch(text, last.end, one.start):
            rows[-1] = last._replace(end=one.end, rule=f"{last.rule}_with_article")
        else:
            rows.append(one if start == one.start else one._replace(start=start, rule=f"{one.rule}_with_article"))
    return rows
