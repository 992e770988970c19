"""The text of HTML and Markdown pages, with what their heads say of title, author, date and address; nothing is run or fetched."""
from __future__ import annotations

import logging
import re
from html.parser import HTMLParser

_BLOCKS = re.compile(r"p|div|br|[uo]l|li|h[1-6r]|t[rd]|d[td]|table|section|article|header|footer|nav|aside|blockquote|fig.+|pre|main|form")
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "head", "iframe", "object"))
_TAG = re.compile(r"</?(?:p|br|div|span|a|strong|em|b|i|u|img|h[1-6]|ul|ol|li|figure|table|blockquote)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?![^<>]*>)")  # a tag that is never closed: html.parser would look for its end again and again
_ENOUGH = 0.5  # of the words that stand in the page's paragraphs


class _Stripper(HTMLParser):
    """Collects what a page shows: `parts`, the words of its paragraphs alone in `paragraphs`, its title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.paragraphs: list[str] = []
        self.title = ""
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")
        if tag in _SILENT or tag in ("title", "p", "h1"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")
        if tag in self.inside:
            del self.inside[self.inside.index(tag):]

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "title":
            self.title += data
        elif not _SILENT.intersection(self.inside):
            self.parts.append(re.sub(r"\s+", " ", data))
            if "p" in self.inside:
                self.paragraphs.append(data)


def strip_tags(page: str) -> str:
    """The words that a page shows, a line for each block of it; also for a page that is cut off or badly nested."""
    return _tidy("".join(_stripped(page).parts))


def has_tags(text: str) -> bool:
    """Whether a text, say the cell of a table, is HTML: it has at least two tags."""
    return "<" in text and len(_TAG.findall(text)) > 1


def read_html(page: str) -> dict[str, str | None]:
    """text, title, byline, published, url and outlet of a page, as far as it has them.

    The text is trafilatura's (Barbaresi 2021); where that keeps less than half of the words of the page's paragraphs, all that the page
    shows is taken instead, so nothing is lost silently.
    """
    plain = _stripped(page)
    found = _main_text(page)
    text = found.get("text") or ""
    if len(text.split()) < _ENOUGH * len(" ".join(plain.paragraphs).split()) or not text:
        text = _tidy("".join(plain.parts))
    found.update(text=text, title=found.get("title") or " ".join(plain.title.split()) or None)
    return found


def _stripped(page: str) -> _Stripper:
    stripper = _Stripper()
    stripper.feed(_NO_TAG.sub("&lt;", _without_comments(page)))
    stripper.close()
    return stripper


def _without_comments(page: str) -> str:
    parts, position = [], 0
    while (start := page.find("<!--", position)) >= 0 and (end := page.find("-->", start)) >= 0:
        parts.append(page[position:start])
        position = end + 3
    return "".join([*parts, page[position:]])


def _main_text(page: str) -> dict[str, str | None]:
    try:
        import trafilatura

        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        document = trafilatura.bare_extraction(
            page, with_metadata=True, include_comments=False, favor_recall=True,
            date_extraction_params={"extensive_search": False, "original_date": True})  # a date in the report is no date of publication
    except Exception:  # a page so broken that the parser gives up, or a library that is missing: the plain words are still there
        return {}
    if document is None:
        return {}
    return {"text": document.text, "title": document.title, "byline": document.author, "published": document.date,
            "url": document.url, "outlet": document.sitename}


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_FRONT = re.compile(r"\A---[ ]*\n(.*?)\n---[ ]*(?:\n|\Z)", re.DOTALL)
_MARKS = [
    (re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"^#{1,6}[ ]+(.*?)[ #]*$", re.MULTILINE), r"\1"), (re.compile(r"^>[ ]?", re.MULTILINE), ""),
    (re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"^[ ]*(?:[-*_][ ]*){3,}$", re.MULTILINE), ""),
]


def read_markdown(page: str) -> tuple[str, dict[str, str]]:
    """The words of a Markdown page without its marks, and the `key: value` lines of its front matter with keys in lower case."""
    fields = {}
    if m := _FRONT.match(page):
        pairs = (line.partition(":") for line in m[1].split("\n"))
        fields = {key.strip().lower(): value.strip().strip("\"'") for key, colon, value in pairs if colon and value.strip()}
        page = page[m.end():]
    for pattern, words in _MARKS:
        page = pattern.sub(words, page)
    return page, fields
