"""Helpers for stretches of text, shared by the finders: where a sentence is, what lies inside what."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from .records import Sentence

Span = TypeVar("Span")
_start = attrgetter("start")


def lay_out(sentences: Sequence[Sentence]) -> str:
    """The sentences at their own offsets in one string, what lies between them blank: a new line between blocks, spaces elsewhere.

    So a pattern may run over a whole article and its match offsets are the article's; boilerplate is never seen.
    """
    parts, position, block = [], 0, None
    for sentence in sentences:
        gap = sentence.start - position
        parts.append("\n" * gap if sentence.block_id != block else " " * gap)
        parts.append(sentence.text)
        position, block = sentence.end, sentence.block_id
    return "".join(parts)


def sentence_at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    """The sentence that holds the character at `offset`, or None between sentences."""
    index = bisect_right(sentences, offset, key=_start) - 1
    return sentences[index] if index >= 0 and offset < sentences[index].end else None


def inside(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Those of `spans` that lie wholly within start..end, in the order given."""
    return [s for s in spans if s.start >= start and s.end <= end]


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a.start < b.end and b.start < a.end


def longest(spans: Iterable[Span]) -> list[Span]:
    """`spans` without those that overlap a longer one (of equal length: an earlier one), by start."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        at = bisect_right(kept, span.start, key=_start)
        if not any(overlaps(span, other) for other in kept[max(0, at - 1):at + 1]):
            kept.insert(at, span)
    return kept
