"""Quotation marks: which open, which close, and what stands between them, also where one is missing or turned the wrong way."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container
from typing import NamedTuple

_DOUBLE = re.compile(r"\"\"|[“”„‟\"«»＂〝〞]")
_PAIRED = re.compile(r"''|‘‘|’’|``|´´|,,(?=[^\s,])|‚‚(?=\S)")
_SINGLE = re.compile(r"['‘’‚]")
_OPENING, _CLOSING = set("“„«〝‟"), set("”»〞")
_NEAR_BREAKS = 4


class Quoted(NamedTuple):
    """What stands between two quotation marks: `start`..`end`, its marks included `outer_start`..`outer_end`, and which mark is missing."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    closing: str


class _Mark(NamedTuple):
    start: int
    end: int
    side: str
    tagged: bool


class _Page(NamedTuple):
    text: str
    breaks: list[int]
    tags: list[int]


def find_quoted(text: str, tags: list[int], tagged: Container[int]) -> list[Quoted]:
    """The stretches of `text` in double quotation marks, by start, none overlapping; offsets are those of `text`.

    `tags` are the offsets, ascending, where a reporting tag (`kata X`, `ujarnya`) starts; `tagged` those offsets from which only a
    comma and spaces lead to one: with them a mark that a writer turned round, or forgot, is still understood. `closing` is `closed`;
    `unclosed` (the stretch then runs to the tag or to the end of its paragraph) or `unopened` (it runs from the start of its sentence).
    """
    page = _Page(text, [m.start() for m in re.finditer("\n", text)], tags)
    matches = [m for pattern in (_DOUBLE, _PAIRED) for m in pattern.finditer(text)]
    marks = sorted(_mark(text, m, tagged) for m in matches)
    found: list[Quoted] = []
    opened, depth, last = None, 0, 0
    for index, mark in enumerate(marks):
        if opened and _parted(page, opened, mark):
            found.append(_unclosed(page, opened, _paragraph_end(page, opened.end)))
            opened, depth, last = None, 0, found[-1].outer_end
        if opened is None:
            if not mark.tagged and (mark.side != "close" or _turned(page, marks, index)):
                opened = mark
            elif mark.tagged:
                found.append(_unopened(page, mark, last))
                last = mark.end
        elif mark.side == "open" and not mark.tagged:
            if _nested(page, marks, index):
                depth += 1
            else:
                found.append(_unclosed(page, opened, mark.start))
                opened = mark
        elif depth:
            depth -= 1
        else:
            found.append(_closed(text, opened, mark))
            opened, last = None, mark.end
    if opened:
        found.append(_unclosed(page, opened, _paragraph_end(page, opened.end)))
    return [quoted for quoted in found if quoted.start < quoted.end]


def find_single(text: str) -> list[Quoted]:
    """The stretches of `text` in single quotation marks, within a paragraph, marks as an apostrophe or a short form has them left alone."""
    found, opened = [], None
    for m in _SINGLE.finditer(text):
        before, after = text[m.start() - 1:m.start()] or " ", text[m.end():m.end() + 1] or " "
        if after.isalnum() and not before.isalnum() and before not in "’'‘":
            opened = _Mark(m.start(), m.end(), "open", False)
        elif opened and m.group() in "'’" and not before.isspace() and not after.isalnum():
            if "\n" not in text[opened.start:m.start()]:
                found.append(_closed(text, opened, _Mark(m.start(), m.end(), "close", False)))
            opened = None
    return [quoted for quoted in found if quoted.start < quoted.end]


def _mark(text: str, match: re.Match, tagged: Container[int]) -> _Mark:
    """A mark and its side, by the spaces about it first: writers choose the wrong glyph more often than the wrong place."""
    start, end = match.span()
    before, after = text[start - 1:start] or " ", text[end:end + 1] or " "
    left, right = before.isspace() or before in "([-–—:/", after.isspace() or after in ",.;:?!)]"
    glyph = "open" if match.group()[0] in _OPENING else "close" if match.group()[0] in _CLOSING else "either"
    side = glyph if left == right else "open" if left else "close"
    return _Mark(start, end, side, end in tagged)


def _parted(page: _Page, opened: _Mark, mark: _Mark) -> bool:
    """Whether a paragraph ends between the two, so that they are no pair."""
    breaks = bisect_left(page.breaks, mark.start) - bisect_left(page.breaks, opened.end)
    return breaks > 0 and (mark.side != "close" or breaks > _NEAR_BREAKS)


def _turned(page: _Page, marks: list[_Mark], index: int) -> bool:
    """Whether a mark that looks closing opens all the same: the next one stands before a reporting tag (`.” Kami siap,“ kata X`)."""
    if marks[index].tagged or index + 1 == len(marks):
        return False
    return marks[index + 1].tagged and not _parted(page, marks[index], marks[index + 1])


def _nested(page: _Page, marks: list[_Mark], index: int) -> bool:
    """Whether an opening mark inside a quotation opens one within it: two closing marks follow in the paragraph."""
    after = marks[index + 1:index + 3]
    return len(after) == 2 and all(m.side == "close" and not _parted(page, marks[index], m) for m in after)


def _paragraph_end(page: _Page, offset: int) -> int:
    index = bisect_left(page.breaks, offset)
    return page.breaks[index] if index < len(page.breaks) else len(page.text)


def _closed(text: str, opened: _Mark, mark: _Mark) -> Quoted:
    start, end = _trim(text, opened.end, mark.start)
    return Quoted(start, end, opened.start, mark.end, "closed")


def _unclosed(page: _Page, opened: _Mark, end: int) -> Quoted:
    """An opening mark without its mate: to the first reporting tag after a comma or an end of sentence, else to `end`."""
    index = bisect_left(page.tags, opened.end)
    while index < len(page.tags) and page.tags[index] < end:
        if page.text[max(0, page.tags[index] - 3):page.tags[index]].rstrip(" ’'")[-1:] in {",", "?", "!"}:
            end = page.tags[index]
        index += 1
    start, inner_end = _trim(page.text, opened.end, end)
    return Quoted(start, inner_end, opened.start, max(inner_end, opened.end), "unclosed")


def _unopened(page: _Page, mark: _Mark, last: int) -> Quoted:
    """A closing mark before a tag without its mate: from the start of the paragraph, at most three sentences back."""
    index = bisect_left(page.breaks, mark.start)
    floor = max(last, page.breaks[index - 1] if index else 0)
    ends = [m.end() for m in re.finditer(r"[.?!…]\s+(?=[A-Z])", page.text[floor:mark.start])]
    start, end = _trim(page.text, floor + (ends[-1] if len(ends) > 2 else 0), mark.start)
    return Quoted(start, end, start, mark.end, "unopened")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and stray marks at its edges and without a comma at its end."""
    while start < end and (text[start].isspace() or text[start] in ",.;“”\""):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;“”\""):
        end -= 1
    return start, end
