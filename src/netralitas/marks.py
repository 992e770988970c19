"""Quotation marks: which open, which close, and what stands between them, also where one is missing or stands alone."""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container
from typing import NamedTuple

# each branch begins with its own character: fast
_DOUBLE = re.compile(r"\"\"|\"|“|”|„|‟|«|»|＂|〝|〞|''|‘‘|’’|``|´´|,,(?=[^\s,])|‚‚(?=\S)")
# 'Kami netral,' - an apostrophe (Jum'at) or a short form ('kan) neither opens nor closes
_SINGLE = re.compile(r"(?<![^\W_])(?<!['’‘])['‘’‚](?=[^\W_])[^\n'‘’]*(?:(?<!\s)['‘’](?=[^\W_])[^\n'‘’]*)*(?<!\s)['’](?![^\W_])")
_FULL_STOP = re.compile(r"[.?!…]\s+(?=[A-Z])")
_NEAR_BREAKS = 4


class Quoted(NamedTuple):
    """What stands between two quotation marks: `start`..`end`, its marks included `outer_start`..`outer_end`, and which mark is missing."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    closing: str = "closed"


class _Mark(NamedTuple):
    start: int
    end: int
    side: str
    tagged: bool


def find_quoted(text: str, tags: list[int], tagged: Container[int]) -> list[Quoted]:
    """The stretches of `text` in double quotation marks, by start, none overlapping; offsets are those of `text`.

    `tags` are the offsets, ascending, where a reporting tag (`kata X`, `ujarnya`) starts; `tagged` those offsets from which only a
    comma and spaces lead to one: with them a mark that a writer forgot is still understood. `closing` is `closed`;
    `unclosed` (the stretch then runs to the tag or to the end of its paragraph) or `unopened` (it runs from the start of its sentence).
    """
    marks = [_mark(text, m, tagged) for m in _DOUBLE.finditer(text)]
    found: list[Quoted] = []
    opened, depth, last = None, 0, 0
    for index, mark in enumerate(marks):
        if opened and text.count("\n", opened.end, mark.start) > (_NEAR_BREAKS if mark.side == "close" else 0):  # no pair
            found.append(_unclosed(text, tags, opened))
            opened, depth, last = None, 0, found[-1].outer_end
        if opened is None:
            if mark.tagged:
                found.append(_unopened(text, mark, last))
                last = mark.end
            elif mark.side != "close" or _turned(text, mark, marks[index + 1:index + 2]):
                opened = mark
        elif mark.side == "open" and not mark.tagged:
            if [m.side for m in marks[index + 1:index + 3]] == ["close", "close"]:  # one within the other
                depth += 1
            else:
                found.append(_unclosed(text, tags, opened, mark.start))
                opened = mark
        elif depth:
            depth -= 1
        else:
            found.append(_between(text, opened.start, opened.end, mark.start, mark.end))
            opened, last = None, mark.end
    if opened:
        found.append(_unclosed(text, tags, opened))
    return [quoted for quoted in found if quoted.start < quoted.end]


def find_single(text: str, doubles: list[Quoted]) -> list[Quoted]:
    """The stretches of `text` in single quotation marks, within a paragraph and outside those in double ones."""
    parts, last = [], 0
    for quoted in doubles:
        parts += text[last:quoted.outer_start], "\n" * (quoted.outer_end - max(last, quoted.outer_start))
        last = quoted.outer_end
    outside = "".join(parts) + text[last:]
    found = [_between(text, m.start(), m.start() + 1, m.end() - 1, m.end()) for m in _SINGLE.finditer(outside)]
    return [quoted for quoted in found if quoted.start < quoted.end]


def _mark(text: str, match: re.Match, tagged: Container[int]) -> _Mark:
    """A mark and its side, by the spaces about it: writers choose the wrong glyph more often than the wrong place."""
    start, end = match.span()
    before, after = text[start - 1:start] or " ", text[end:end + 1] or " "
    left, right = before.isspace() or before in "([-–—:/", after.isspace() or after in ",.;:?!)]"
    return _Mark(start, end, "either" if left == right else "open" if left else "close", end in tagged)


def _turned(text: str, mark: _Mark, following: list[_Mark]) -> bool:
    """Whether a mark that looks closing opens all the same: the next one stands before a reporting tag (`.” Kami siap,“ kata X`)."""
    return bool(following) and following[0].tagged and "\n" not in text[mark.end:following[0].start]


def _unclosed(text: str, tags: list[int], opened: _Mark, end: int = -1) -> Quoted:
    """An opening mark without its mate: to the first tag after a comma or an end of sentence, else to `end` or that of the paragraph."""
    end = end if end >= 0 else text.find("\n", opened.end)
    end = end if end >= 0 else len(text)
    near = (tags[n] for n in range(bisect_left(tags, opened.end), bisect_left(tags, end)))
    end = next((tag for tag in near if text[max(0, tag - 3):tag].rstrip(" ’'")[-1:] in {",", "?", "!"}), end)
    quoted = _between(text, opened.start, opened.end, end, end)
    return quoted._replace(outer_end=max(quoted.end, opened.end), closing="unclosed")


def _unopened(text: str, mark: _Mark, last: int) -> Quoted:
    """A closing mark before a tag without its mate: from the start of the paragraph, at most three sentences back."""
    floor = max(last, text.rfind("\n", last, mark.start))
    ends = [m.end() for m in _FULL_STOP.finditer(text, floor, mark.start)]
    quoted = _between(text, floor, ends[-1] if len(ends) > 2 else floor, mark.start, mark.end)
    return quoted._replace(outer_start=quoted.start, closing="unopened")


def _between(text: str, outer_start: int, start: int, end: int, outer_end: int) -> Quoted:
    """The stretch without stray marks at its edges and without a comma at its end."""
    return Quoted(*trim(text, start, end, ",.;“”\"", ",;“”\""), outer_start, outer_end)


def trim(text: str, start: int, end: int, before: str, after: str) -> tuple[int, int]:
    """start..end without white space at its edges and without the characters `before` at its start and `after` at its end."""
    while start < end and (text[start].isspace() or text[start] in before):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in after):
        end -= 1
    return start, end
