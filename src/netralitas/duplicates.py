"""Articles that are copies of one another, word for word or nearly: marked, never dropped."""
from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from .records import Article

_WORD = re.compile(r"\w+")
_NGRAM = 4
_SHARED = 0.8  # of the smaller article's word 4-grams stand in the larger
_SIZE = 0.5  # the smaller has at least this share of the larger's 4-grams: a release inside a longer report is reuse, not a copy
_COMMON = 200  # a 4-gram in more articles than this is boilerplate or a stock phrase and proposes no pair
_CHUNK = 256


def mark_duplicates(articles: Iterable[Article]) -> list[Article]:
    """The articles in their order, `duplicate_of` set on every copy: the id of the first of its group (by publication, then by id).

    Copies are articles whose words are the same, case and punctuation apart, or of whose smaller at least 0.8 of the word 4-grams stand
    in the larger (containment: Broder 1997, on the resemblance and containment of documents), the larger being at most twice as long.
    Copies of copies are one group. The order of the articles has no effect; those that were set aside are not compared.
    """
    articles = list(articles)
    read = sorted((a for a in articles if a.status == "ok"), key=lambda a: (a.published or "9999", a.article_id))
    words = [" ".join(_WORD.findall(a.text.lower())) for a in read]
    first: dict[str, int] = {}
    parent = [first.setdefault(text, n) for n, text in enumerate(words)]
    kept = sorted(set(parent))
    for a, b in _near([words[n] for n in kept]):
        join(parent, kept[a], kept[b])
    original = {a.article_id: read[root(parent, n)].article_id for n, a in enumerate(read)}
    return [a._replace(duplicate_of=_other(a.article_id, original)) for a in articles]


def _other(article_id: str, original: dict[str, str]) -> str | None:
    found = original.get(article_id)
    return None if found == article_id else found


def root(parent: list[int] | dict[str, str], name):
    """The first of the group that `name` is in; `parent` holds for each its parent, for the first itself (a union-find forest)."""
    while parent[name] != name:
        name = parent[name]
    return name


def join(parent: list[int] | dict[str, str], a, b) -> None:
    """Makes the groups of `a` and `b` one, in `parent` itself; the lesser of their firsts is its first."""
    a, b = sorted((root(parent, a), root(parent, b)))
    parent[b] = a


def _near(texts: list[str]) -> list[tuple[int, int]]:
    """Pairs of texts that are nearly the same. Sparse products of at most 256 rows, so memory stays small at 100,000 articles."""
    if len(texts) < 2:
        return []
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(analyzer=_ngrams, n_features=2**22, norm=None, binary=True, alternate_sign=False, dtype=np.float32)
    grams = hashing.transform(texts).tocsr()
    often = np.asarray(grams.sum(axis=0)).ravel() > _COMMON
    grams.data[often[grams.indices]] = 0
    grams.eliminate_zeros()
    sizes = np.asarray(grams.sum(axis=1)).ravel()
    columns, pairs = grams.T.tocsr(), []
    for top in range(0, len(texts), _CHUNK):
        shared = (grams[top:top + _CHUNK] @ columns).tocoo()
        a, b = shared.row + top, shared.col
        small, large = np.minimum(sizes[a], sizes[b]), np.maximum(sizes[a], sizes[b])
        near = (a < b) & (shared.data >= _SHARED * small) & (small >= _SIZE * large)
        pairs += sorted(zip(a[near].tolist(), b[near].tolist()))
    return pairs


def _ngrams(text: str) -> list[str]:
    words = text.split()
    if len(words) < _NGRAM:
        return [text]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return [f"{a} {b}" for a, b in zip(pairs, pairs[2:])]
