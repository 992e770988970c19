"""What was published: articles from files, folders and tables, each with its text as it will stay, or the reason it was set aside."""
from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from .blocks import find_blocks
from .decode import decode, mend
from .duplicates import mark_duplicates
from .languages import language_of
from .lexicon import Lexicons
from .markup import has_tags, read_html, read_markdown, strip_tags
from .records import Article
from .sheets import FIELDS, ReadError, Row, choose_columns, column_names, is_own_table, parse_columns, read_rows
from .stamps import month_comes_first, read_stamp

__all__ = ["ReadError", "iter_articles", "mark_duplicates", "parse_columns", "read_articles", "set_aside"]

_PAGES = (".txt", ".md", ".html", ".htm")
_TABLES = (".csv", ".jsonl", ".parquet")
_OFFICE = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx")  # in a folder of articles: meant to be read, so they are named
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_PLAIN = re.compile(r"[^\w .,:@+-]+")
_DETAIL = re.compile(r"(?<=the id ).+(?= stands twice)|(?<=; the columns are ).*|(?<=no string but ).*|\d+", re.DOTALL)
_PARAGRAPH = 80  # characters; three lines of more leave no doubt that there is an article


def read_articles(
    sources: str | Path | Iterable[str | Path], columns: dict[str, str] | None = None, lexicons: Lexicons | None = None,
) -> list[Article]:
    """The articles of files and folders, in order: see `iter_articles`. Raises ReadError if no source could be read at all."""
    articles = list(iter_articles(sources, columns, lexicons))
    if not any(a.sha256 for a in articles):
        raise ReadError("; ".join(f"{a.source}: {a.status}" for a in articles) or "no source of articles was given")
    return articles


def iter_articles(
    sources: str | Path | Iterable[str | Path], columns: dict[str, str] | None = None, lexicons: Lexicons | None = None,
) -> Iterator[Article]:
    """Articles one by one: of .txt, .md, .html files, of the rows of .csv, .jsonl, .json, .parquet tables, and of folders of these.

    `columns` maps our names (text, title, published, url, byline, outlet, id) to a table's; known layouts need none. What cannot be read
    comes as an article with an empty or partial text and the reason in `status`; if nothing of a source was read (a missing path, a
    table with no text column) its `sha256` is empty. Ids are unique: the second of two articles with one id gets `-2`, and if a table's
    own id column says the same id twice that row is set aside. A folder is read in the order of its paths, without README and hidden
    files and without tables that we wrote. `source` is the file, for a row with `#` and its number; what was not taken as the table has it
    follows, percent-encoded: `berita.csv#7;id=..%2Fapel;published=besok` (a cleaned id, a day that cannot be read).
    Dates like 10/9/2025 are read as the whole column is written (see `month_comes_first`).
    """
    words = lexicons or _lexicons()
    sources = [sources] if isinstance(sources, str | Path) else sources
    taken: set[str] = set()
    for path in files_of(map(Path, sources)):
        for article in read_file(path, columns, words):
            yield article._replace(article_id=own_id(article.article_id, taken))


def set_aside(articles: Iterable[Article]) -> str:
    """One line on what was set aside and why, `3 of 1003 set aside: 1 empty file, 2 not Indonesian (English)`, or '' if nothing was.

    Reasons that differ in a number or a name only are counted together. Days of publication that cannot be read are counted too, though
    their articles stay. `articles` are records, or the table `articles`.
    """
    rows = list(articles.itertuples() if hasattr(articles, "columns") else articles)
    alike: dict[str, list[str]] = {}
    for status in (a.status for a in rows if a.status != "ok"):
        alike.setdefault(_DETAIL.sub("#", status), []).append(status)
    listed = [_told(reasons) for reasons in sorted(alike.values(), key=lambda reasons: (-len(reasons), reasons[0]))]
    parts = [f"{sum(map(len, alike.values()))} of {len(rows)} set aside: {', '.join(listed)}"] if alike else []
    if undated := sum(";published=" in getattr(a, "source", "") for a in rows):
        parts.append(f"{undated} of {len(rows)} with a day of publication that cannot be read")
    return "; ".join(parts)


def _told(reasons: list[str]) -> str:
    """Reasons of one kind as one: `3 no text column (columns of the first: id, judul)`."""
    first, n = reasons[0], len(reasons)
    if n == 1:
        return f"1 {first}"
    kind, columns, names = first.partition("; the columns are ")
    if columns:
        return f"{n} {kind} (columns of the first: {names.partition('; ')[0]})"
    return f"{n} {first}" if len({*reasons}) == 1 else f"{n} such as `{first}`"


@lru_cache(maxsize=1)
def _lexicons() -> Lexicons:
    return Lexicons()


def files_of(sources: Iterable[Path]) -> Iterator[Path]:
    """Each file once; a path that is not there, or a folder without articles, stands for itself."""
    seen = set()
    for source in sources:
        for path in _in_folder(source) if source.is_dir() else [source]:
            if (real := path.resolve()) not in seen:
                seen.add(real)
                yield path


def _in_folder(folder: Path) -> list[Path]:
    files = (p for p in folder.rglob("*") if p.suffix.lower() in _PAGES + _TABLES + _OFFICE and p.is_file())
    wanted = [p for p in files if p.stem.lower() != "readme" and not any(part[0] == "." for part in p.relative_to(folder).parts)]
    return sorted((p for p in wanted if not is_own_table(p)), key=lambda p: p.as_posix()) or [folder]


def read_file(path: Path, columns: dict[str, str] | None, words: Lexicons) -> Iterator[Article]:
    """The articles of one file; one article with the reason if it cannot be read."""
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            raise ReadError("a folder without articles (.txt .md .html .csv .jsonl .parquet)")
        if not path.exists():
            raise ReadError("no such file or folder")
        if suffix in (*_TABLES, ".json"):
            yield from _read_table(path, columns, words)
        elif suffix in _PAGES:
            yield _read_page(path, words)
        else:
            raise ReadError(f"a {suffix or 'nameless'} file is not read: save it as .txt, .html or .csv")
    except ReadError as error:
        yield not_read(path, error)
    except OSError as error:
        yield not_read(path, f"cannot be opened ({error.strerror or error})")


def not_read(path: Path, reason: object) -> Article:
    """What stands for a file, or the rest of one, that cannot be read."""
    return Article(safe_id(path.stem), _source(path), "", "", status=str(reason))


def _read_page(path: Path, words: Lexicons) -> Article:
    raw = path.read_bytes()
    article = Article(safe_id(path.stem), _source(path), hashlib.sha256(raw).hexdigest(), "")
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return article._replace(status="empty file")
    text = decode(raw)
    if text is None:
        return article._replace(status="binary file")
    return _judged(_filled(article, _page_fields(text, path.suffix.lower(), words), words, month_first=False), words)


def _page_fields(text: str, suffix: str, words: Lexicons) -> dict:
    """What a page says, by our names of columns."""
    if suffix in (".html", ".htm"):
        return read_html(text)
    if suffix != ".md":
        return {"text": text}
    body, front = read_markdown(mend(text))
    known = {form: entry.id for entry in words["columns"] for form in entry.form.split("|")}
    return {known[key]: value for key, value in front.items() if key in known} | {"text": body}


def _read_table(path: Path, columns: dict[str, str] | None, words: Lexicons) -> Iterator[Article]:
    layout, ids = layout_of(path, columns, words), set()
    for row in read_rows(path):
        article = article_of(path, row, layout, words, ids)
        ids.add(article.article_id)
        yield article
    if not ids:
        raise ReadError("a table without rows")


class Layout(NamedTuple):
    """How a table is read: our names of columns -> its own, and whether its dates are month first."""

    chosen: dict[str, str]
    month_first: bool


def layout_of(path: Path, columns: dict[str, str] | None, words: Lexicons) -> Layout:
    """How the table is read; for its dates all of it is looked through. Raises ReadError if it cannot be."""
    chosen = choose_columns(column_names(path), columns, words["columns"])
    return Layout(chosen, "published" in chosen and month_comes_first(row.cells.get(chosen["published"]) for row in read_rows(path)))


def row_id(path: Path, row: Row, layout: Layout) -> tuple[str, str]:
    """The id of a row's article, not yet told from those of other tables, and the table's own id if it has one."""
    own_id = _cell(row.cells.get(layout.chosen.get("id")))
    return f"{safe_id(path.stem)}-{safe_id(own_id or str(row.number))}", own_id


def article_of(path: Path, row: Row, layout: Layout, words: Lexicons, ids: Container[str]) -> Article:
    """The article of a row; it is set aside if its id is the table's own and is in `ids`, those of the rows before it."""
    article = _read_row(row, {ours: row.cells.get(theirs) for ours, theirs in layout.chosen.items()}, words, layout.month_first)
    article_id, own_id = row_id(path, row, layout)
    if article.status == "ok" and own_id.strip() and article_id in ids:
        article = article._replace(status=f"the id {own_id} stands twice in the table")
    cleaned = f";id={_plain(own_id)}" if own_id and f"{safe_id(path.stem)}-{own_id}" != article_id else ""
    return article._replace(article_id=article_id, source=f"{_source(path)}#{row.number}{cleaned}{article.source}")


def _read_row(row: Row, fields: dict, words: Lexicons, month_first: bool) -> Article:
    """The article of a row, without its id yet, and its source no more than what could not be read."""
    text = _cell(fields.get("text") if not row.fault else fields.get("text") or row.cells.get("text"))
    article = Article("", "", hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "")
    if row.fault:
        return article._replace(text=mend(text), n_chars=len(mend(text)), status=row.fault)
    if not text.strip("\0 \t\r\n"):
        return article._replace(status="empty text")
    if not isinstance(fields["text"], str | list | tuple):
        return article._replace(text=text, n_chars=len(text), status=f"the text is no string but {text[:40]}")
    fields["text"] = strip_tags(text) if has_tags(text) else text
    return _judged(_filled(article, fields, words, month_first), words)


def _filled(article: Article, fields: dict, words: Lexicons, month_first: bool) -> Article:
    """The article with its text fixed and what was said beside it; a title that the text does not begin with is put before it."""
    values = {name: _line(fields.get(name)) for name in FIELDS}
    text = _with_title(values["title"], mend(fields["text"] or ""))
    day = values["published"] and read_stamp(values["published"], words["months"], month_first)
    unread = f";published={_plain(values['published'][:40])}" if values["published"] and not day else ""
    return article._replace(text=text, n_chars=len(text), title=values["title"], byline=values["byline"], url=values["url"],
                            outlet=values["outlet"], published=day, source=article.source + unread)


def _judged(article: Article, words: Lexicons) -> Article:
    """The article with its language, and with its status if it is not to be analysed."""
    if not article.text.strip():
        return article._replace(status="empty text")
    if not _LETTER.search(article.text.removeprefix(article.title or "")):
        return article._replace(status="no words in the text")
    short = sum(len(line) > _PARAGRAPH for line in article.text.split("\n")) < 3
    if short and not any(b.kind == "body" for b in find_blocks(article, words)):
        return article._replace(status="only boilerplate")
    language, fault = language_of(article.text, words["languages"])
    return article._replace(language=language, status=fault or "ok")


def own_id(article_id: str, taken: set[str]) -> str:
    """The id, with a number after it if one before it is the same, even in other case (ids become names of files); `taken` learns it."""
    name, n = article_id, 1
    while name.lower() in taken:
        n += 1
        name = f"{article_id}-{n}"
    taken.add(name.lower())
    return name


def safe_id(name: str) -> str:
    """`name` as far as it is safe in a file name, an address and a table; never empty, never a path."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = _UNSAFE.sub("-", ascii_name).strip("-")
    if slug and len(slug) <= 100:
        return slug
    return f"{slug[:80]}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}".lstrip("-")


def _plain(value: str) -> str:
    """`value` as it stands in `source`: one line and never a path; `urllib.parse.unquote` gives it back."""
    return _NOT_PLAIN.sub(lambda m: quote(m.group(), safe="", errors="replace"), value)


def _source(path: Path) -> str:
    return path.as_posix().encode("utf-8", "replace").decode()


def _cell(value: object) -> str:
    """A cell as text; what a table writes for nothing is ''."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_cell, value))
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def _line(value: object) -> str | None:
    """A cell as one mended line, or None: news-watch writes Unknown where it found no author."""
    words = " ".join(mend(_cell(value)).split())
    return None if words.lower() in ("", "unknown", "nan", "none", "null", "-") else words


def _with_title(title: str | None, text: str) -> str:
    letters = _letters(title or "")
    head = (line for line in text.lstrip().split("\n", 12)[:12] if letters.startswith(_letters(line[:20])))
    return f"{title}\n\n{text}" if letters and all(_letters(line) != letters for line in head) else text


def _letters(words: str) -> str:
    return re.sub(r"\W+", "", words).lower()
