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
COMMON = 200  # a 4-gram in more articles than this is boilerplate or a stock phrase and proposes no pair
_CHUNK = 256
COLUMNS = 2**24  # numbers that 4-grams are hashed to; at ten million articles about one in a hundred thousand would pass COMMON by chance


def mark_duplicates(articles: Iterable[Article]) -> list[Article]:
    """The articles in their order, `duplicate_of` set on every copy: the id of the first of its group (by publication, then by id).

    Copies are articles whose words are the same, case and punctuation apart, or of whose smaller at least 0.8 of the word 4-grams stand
    in the larger (containment: Broder 1997, on the resemblance and containment of documents), the larger being at most twice as long.
    Copies of copies are one group. The order of the articles has no effect; those that were set aside are not compared.
    """
    articles = list(articles)
    read = sorted((a for a in articles if a.status == "ok"), key=precedence)
    words = [bare_words(a.text) for a in read]
    first: dict[str, int] = {}
    parent = [first.setdefault(text, n) for n, text in enumerate(words)]
    kept = sorted(set(parent))
    for a, b in _near([words[n] for n in kept]):
        join(parent, kept[a], kept[b])
    original = {a.article_id: read[root(parent, n)].article_id for n, a in enumerate(read)}
    return [a._replace(duplicate_of=_other(a.article_id, original)) for a in articles]


def precedence(article: Article) -> tuple[str, str]:
    """What the articles of a group are sorted by: the first is the original."""
    return article.published or "9999", article.article_id


def bare_words(text: str) -> str:
    """The words of a text as they are compared: lower case, without punctuation."""
    return " ".join(_WORD.findall(text.lower()))


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
    from scipy.sparse import csr_array

    grams = word_grams(texts)
    used, at, often = np.unique(grams.indices, return_inverse=True, return_counts=True)
    grams = csr_array(((often <= COMMON)[at].astype(np.float32), at, grams.indptr), shape=(len(texts), len(used)))
    grams.eliminate_zeros()
    sizes = np.asarray(grams.sum(axis=1)).ravel()
    columns, pairs = grams.T.tocsr(), []
    for top in range(0, len(texts), _CHUNK):
        shared = (grams[top:top + _CHUNK] @ columns).tocoo()
        a, b = shared.row + top, shared.col
        near = (a < b) & are_near(shared.data, sizes[a], sizes[b])
        pairs += sorted(zip(a[near].tolist(), b[near].tolist()))
    return pairs


def word_grams(texts: Iterable[str]):
    """A sparse matrix, a row a text as `bare_words` gives it: in its `indices` the numbers of the word 4-grams, each once."""
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(analyzer=_ngrams, n_features=COLUMNS, norm=None, binary=True, alternate_sign=False, dtype=np.float32)
    return hashing.transform(texts).tocsr()


def are_near(shared, a, b):
    """Whether texts of `a` and `b` 4-grams that share so many are copies; arrays of float32."""
    import numpy as np

    small, large = np.minimum(a, b), np.maximum(a, b)
    return (shared >= _SHARED * small) & (small >= _SIZE * large)


def _ngrams(text: str) -> list[str]:
    words = text.split()
    if len(words) < _NGRAM:
        return [text]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return [f"{a} {b}" for a, b in zip(pairs, pairs[2:])]
