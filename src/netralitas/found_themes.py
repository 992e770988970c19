"""Themes that the words themselves show, and a coder that learns from gold: both in the columns of the `themes` table.

Set them beside the coded themes sentence by sentence: what the codebook names, what the words bring together, what an example teaches.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from .lexicon import Lexicons

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLITIC = re.compile(r"(?<=\w{4})(?:nya|lah|kah|pun)$")


class Coder(NamedTuple):
    """A trained coder: `code` gives themes to sentences, `words` shows what it goes by."""

    vectorizer: object
    models: dict[str, object]

    def code(self, sentences: pd.DataFrame, least: float = 0.5) -> pd.DataFrame:
        """The columns of the `themes` table for `sentences` (with `text`), and `probability`: a row where it is at least `least`.

        The evidence is the whole sentence, for a linear model weighs all its words; `rule` is `trained`.
        """
        features = self.vectorizer.transform(sentences["text"])
        frames = []
        for theme, model in self.models.items():
            chance = model.predict_proba(features)[:, 1]
            frames.append(_as_themes(sentences, theme, "trained").assign(probability=chance)[chance >= least])
        return pd.concat(frames).sort_values(["article_id", "sentence_id", "theme"], ignore_index=True)

    def words(self, n: int = 20) -> pd.DataFrame:
        """The `n` words with the highest weight for each theme: `theme`, `word`, `weight` (mean over the calibration's folds)."""
        names, rows = self.vectorizer.get_feature_names_out(), []
        for theme, model in self.models.items():
            weights = np.mean([fold.estimator.coef_[0] for fold in model.calibrated_classifiers_], axis=0)
            rows += [(theme, names[i], float(weights[i])) for i in np.argsort(-weights, kind="stable")[:n]]
        return pd.DataFrame(rows, columns=["theme", "word", "weight"])


def train_coder(sentences: pd.DataFrame, themes: pd.DataFrame, seed: int = 1, lexicons: Lexicons | None = None) -> Coder:
    """A linear coder trained on gold: `sentences` with `sentence_id` and `text`, `themes` with `sentence_id` and `theme`.

    One calibrated logistic regression for each theme with at least five sentences for and five against it; rarer themes it does not know.
    With the subthemes as themes (`themes.assign(theme=themes["rule"])` of the coded ones) it learns the codebook's second level.
    Raises ValueError where no theme has so many. It sees words, not order: negation only as the pair `tidak kondusif`.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.linear_model import LogisticRegression

    vectorizer = _vectorizer(lexicons or Lexicons(), 1)
    features, models = vectorizer.fit_transform(sentences["text"]), {}
    for theme in sorted(set(themes["theme"])):
        coded = sentences["sentence_id"].isin(themes.loc[themes["theme"] == theme, "sentence_id"]).to_numpy()
        if min(coded.sum(), (~coded).sum()) >= 5:
            base = LogisticRegression(C=10, class_weight="balanced", max_iter=1000, random_state=seed)
            models[theme] = CalibratedClassifierCV(base, cv=5, ensemble=True).fit(features, coded)
    if not models:
        raise ValueError("no theme has at least 5 sentences with it and 5 without: nothing to learn from")
    return Coder(vectorizer, models)


def discover_themes(sentences: pd.DataFrame, k: int = 11, seed: int = 1, leave_out: Collection[str] = (),
                    lexicons: Lexicons | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(themes, words): `k` themes found in the words themselves, in the columns of the `themes` table, and ten words for each.

    TF-IDF without function words, clitics and reporting tags, then non-negative matrix factorisation (Lee and Seung 1999) from a random
    start. A sentence gets its strongest theme; one without a known word gets none. Themes are named by their three strongest words.
    `leave_out` are further words to leave out, such as those of actors' and places' names, which else make themes of their own.
    Raises ValueError if there are fewer sentences or words than `k`. Another seed may give other themes: see `theme_stability`.
    """
    names, weights, parts = _factorise(sentences, k, seed, leave_out, lexicons or Lexicons())
    top = np.argsort(-parts, axis=1, kind="stable")[:, :10]
    labels = ["_".join(names[i] for i in row[:3]) for row in top]
    rows = [(label, rank, names[i], float(parts[n, i])) for n, label in enumerate(labels) for rank, i in enumerate(top[n], 1)]
    best = np.array(labels)[weights.argmax(axis=1)]
    found = _as_themes(sentences, best, "found")[weights.max(axis=1) > 0].reset_index(drop=True)
    found.attrs["notes"] = [f"{k} themes found in {len(sentences)} sentences, seed {seed}"]
    return found, pd.DataFrame(rows, columns=["theme", "rank", "word", "weight"])


def theme_stability(sentences: pd.DataFrame, ks: Sequence[int] = (6, 8, 11, 14), seeds: Sequence[int] = (1, 2, 3, 4, 5),
                    leave_out: Collection[str] = (), lexicons: Lexicons | None = None) -> pd.DataFrame:
    """For each `k`, `stability`: how alike the themes of two seeds are, 0 to 1, mean over pairs of seeds; choose `k` by it.

    Themes are paired one to one by the overlap (Jaccard) of their ten strongest words. Method: Greene, O'Callaghan and Cunningham (2014).
    """
    from scipy.optimize import linear_sum_assignment

    rows = []
    for k in ks:
        tops = []
        for seed in seeds:
            _, _, parts = _factorise(sentences, k, seed, leave_out, lexicons or Lexicons())
            tops.append([{i for i in np.argsort(-part, kind="stable")[:10] if part[i] > part.max() / 100} for part in parts])
        overlaps = [np.array([[len(a & b) / len(a | b) for b in other] for a in one]) for one, other in combinations(tops, 2)]
        alike = [overlap[linear_sum_assignment(-overlap)].mean() for overlap in overlaps]
        rows.append((k, float(np.mean(alike)) if alike else float("nan")))
    return pd.DataFrame(rows, columns=["k", "stability"])


def _factorise(sentences: pd.DataFrame, k: int, seed: int, leave_out: Collection[str],
               lexicons: Lexicons) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(words, sentences x k, k x words)."""
    from sklearn.decomposition import NMF

    vectorizer = _vectorizer(lexicons, 2 if len(sentences) > 20 else 1, leave_out, pairs=False)
    features = vectorizer.fit_transform(sentences["text"]) if len(sentences) else np.zeros((0, 0))
    if min(features.shape) < k:
        raise ValueError(f"k={k} themes need as many sentences and words; there are {features.shape[0]} and {features.shape[1]}")
    model = NMF(n_components=k, init="random", random_state=seed, max_iter=500, tol=1e-3)
    weights = model.fit_transform(features)
    return vectorizer.get_feature_names_out(), weights, model.components_


def _vectorizer(lexicons: Lexicons, least: int, leave_out: Collection[str] = (), pairs: bool = True) -> TfidfVectorizer:
    """Words (and pairs) as TF-IDF; a clitic (-nya, -lah, -kah, -pun) is cut off, function words and reporting words are left out."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    stop = lexicons["stopwords"].forms.keys() | lexicons["reporting"].forms.keys() | {w.lower() for w in leave_out}

    def split(text: str) -> list[str]:
        words = [_CLITIC.sub("", word) if word not in stop else word for word in _WORD.findall(text.lower())]
        words = [word for word in words if word not in stop and len(word) > 1]
        return words + [f"{a} {b}" for a, b in zip(words, words[1:]) if pairs]

    return TfidfVectorizer(analyzer=split, min_df=least, sublinear_tf=True)


def _as_themes(sentences: pd.DataFrame, theme: str | np.ndarray, rule: str) -> pd.DataFrame:
    span = {"start": sentences.get("start", 0), "end": sentences.get("end", sentences["text"].str.len())}
    return sentences[["article_id", "sentence_id"]].assign(theme=theme, **span, rule=rule)
