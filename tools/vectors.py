"""Word vectors from raw Indonesian text, for the tagger and the parser of the compact model (`train_model.py --raw`).

A word is described by its neighbours at two places before and two after it, each place counted apart, because word classes and grammar are
told by position more than by topic. Counts become positive pointwise mutual information, its left singular vectors the words' vectors
(Levy and Goldberg 2014, Neural word embedding as implicit matrix factorization; contexts smoothed by the power .75 of Levy et al. 2015).
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import conllu
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

import netralitas as nt
from netralitas.blocks import find_blocks
from netralitas.tokens import find_sentences

PLACES = (-2, -1, 1, 2)
SIZE, CONTEXTS, LEAST = 100, 2500, 3  # numbers a word has, context words told apart, times a word must occur


def read_words(raw: Path | None, treebank: Path) -> list[list[str]]:
    """The sentences, each a list of words in lower case, of a treebank and of the articles in `raw`, any source that the library reads."""
    lexicons = nt.Lexicons()
    articles = [a for a in nt.read_articles([raw]) if a.status == "ok"] if raw else []
    sentences = [s.tokens for a in articles for s in find_sentences(a, find_blocks(a, lexicons), lexicons)]
    words = [[token.form.lower() for token in tokens] for tokens in sentences]
    gold = conllu.parse(treebank.read_text(encoding="utf-8"))
    return words + [[word["form"].lower() for word in sentence if isinstance(word["id"], int)] for sentence in gold]


def word_vectors(sentences: Sequence[Sequence[str]]) -> tuple[list[str], np.ndarray]:
    """The words that occur at least three times, most frequent first, and their vectors, a row each; the same every time."""
    counts = Counter(word for sentence in sentences for word in sentence)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    words = [word for word in ranked if counts[word] >= LEAST and not any(c.isspace() for c in word)]
    information = _mutual_information(_neighbours(sentences, words, ranked[:CONTEXTS]))
    left, weights, _ = svds(information, k=SIZE, v0=np.ones(min(information.shape)))
    vectors = left * np.sqrt(weights)
    return words, (vectors / vectors.std() / 2).astype(np.float32)


def _neighbours(sentences: Sequence[Sequence[str]], words: list[str], contexts: list[str]) -> csr_matrix:
    """How often each word has each context word at each place; other words, the sentence's edge before and after are contexts too."""
    row, column = ({word: n for n, word in enumerate(known)} for known in (words, contexts))
    other, before, after = range(len(contexts), len(contexts) + 3)
    width, rows, columns = len(contexts) + 3, [], []
    for sentence in sentences:
        ids = [before, before, *(column.get(word, other) for word in sentence), after, after]
        for n, word in enumerate(sentence):
            if word in row:
                rows += [row[word]] * len(PLACES)
                columns += [place * width + ids[n + 2 + step] for place, step in enumerate(PLACES)]
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(words), len(PLACES) * width))


def _mutual_information(counts: csr_matrix) -> csr_matrix:
    total, cells = counts.sum(), counts.tocoo()
    of_word, of_context = np.asarray(counts.sum(1)).ravel(), np.asarray(counts.sum(0)).ravel() ** .75
    of_context *= total / of_context.sum()
    information = np.log(cells.data * total / (of_word[cells.row] * of_context[cells.col]))
    kept = information > 0
    return csr_matrix((information[kept], (cells.row[kept], cells.col[kept])), shape=counts.shape)
