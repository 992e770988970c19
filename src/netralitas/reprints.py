"""Sentences that run in more than one article: which they are, and side by side. Part of `compare`, which has these names too."""
from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from .pipeline import Tables


def reuse(tables: Tables, least: float = 0.6, size: int = 4) -> pd.DataFrame:
    """Sentences that run in more than one article: pairs of sentence ids with `containment`, how much of the shorter one is in the other.

    Shared word n-grams of `size`; sentences with fewer than `size` + 2 words are left out. The measure is containment, not Jaccard's:
    a release inside a longer article is found (Broder 1997).
    """
    from sklearn.feature_extraction.text import HashingVectorizer

    texts = dict(zip(tables.articles["article_id"], tables.articles["text"]))
    rows = [(s.article_id, s.sentence_id, texts[s.article_id][s.start:s.end]) for s in tables.sentences.itertuples()]
    rows = [row for row in rows if len(row[2].split()) >= size + 2]
    names = ["article_a", "sentence_a", "article_b", "sentence_b", "containment"]
    if not rows:
        return pd.DataFrame(columns=names)
    grams = HashingVectorizer(ngram_range=(size, size), binary=True, norm=None, alternate_sign=False, n_features=2**22)
    matrix = grams.transform(text for _, _, text in rows)
    lengths = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1)
    shared = sparse.coo_matrix(sparse.triu(matrix @ matrix.T, k=1))
    found = [(*rows[i][:2], *rows[j][:2], round(float(n / min(lengths[i], lengths[j])), 4))
             for i, j, n in zip(shared.row, shared.col, shared.data) if rows[i][0] != rows[j][0]]
    return pd.DataFrame([f for f in found if f[4] >= least], columns=names).sort_values(names, ignore_index=True)


def aligned(tables: Tables, least: float = 0.6) -> pd.DataFrame:
    """The sentences that run in more than one article, side by side: `reuse` with their `text_a`, `text_b` and outlets."""
    pairs = reuse(tables, least)
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"]))
    words = {s.sentence_id: texts[s.article_id][s.start:s.end] for s in tables.sentences.itertuples()}
    outlets = tables.articles.set_index("article_id")["outlet"]
    for side in "ab":
        pairs[f"outlet_{side}"], pairs[f"text_{side}"] = pairs[f"article_{side}"].map(outlets), pairs[f"sentence_{side}"].map(words)
    return pairs
