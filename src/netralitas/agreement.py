"""How far coders agree: Cohen's kappa and Krippendorff's alpha, per theme, with an interval over articles; shares freed of coder error.

A coding is a frame of themes (`sentence_id`, `theme`, as the `themes` table has them); hand and machine are coders alike. Agreement is
counted on (sentence, theme) decisions: coded or not coded. Whether sentences that no coder gave any theme count is a choice that
changes the figures, so it is an argument, and stands in `frame.attrs["notes"]`.
"""
from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

SHARES = ["sentences", "articles", "coded", "machine", "hand", "corrected", "low", "high"]
COLUMNS = ["theme", "coders", "sentences", "first", "second", "both", "agreement", "kappa", "alpha", "low", "high"]


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Cohen's kappa of two coders' labels of the same units: 1 full agreement, 0 what chance gives; NaN where nothing varies.

    Raises ValueError if the coders have not labelled the same number of units. Method: Cohen (1960), by scikit-learn.
    """
    if len(first) != len(second):
        raise ValueError(f"the coders have {len(first)} and {len(second)} units: kappa needs the same units from both")
    if len({*first, *second}) < 2:
        return float("nan")
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(list(first), list(second)))


def krippendorff_alpha(ratings: Sequence[Sequence[Hashable | None]]) -> float:
    """Krippendorff's alpha for nominal labels; `ratings` holds a row for each coder, a column for each unit, None where not coded.

    Any number of coders; units with fewer than two labels are left out. NaN where fewer than two labels occur at all, since then there is
    nothing to disagree about. It knows no distance between labels (use it for themes, not for the ladder of strength).
    Method: Krippendorff (2004), *Content Analysis*, chapter 11, from the matrix of coincidences.
    """
    units = [[label for label in unit if label is not None] for unit in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    labels = {label: n for n, label in enumerate(dict.fromkeys(label for unit in units for label in unit))}
    coincidences = np.zeros((len(labels), len(labels)))
    for unit in units:
        counts = np.zeros(len(labels))
        for label in unit:
            counts[labels[label]] += 1
        coincidences += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    totals = coincidences.sum(axis=0)
    n = totals.sum()
    expected = n * n - (totals**2).sum()
    observed = n - np.trace(coincidences)
    return float(1 - (n - 1) * observed / expected) if expected else float("nan")


def reliability(codings: Mapping[str, pd.DataFrame], sentences: pd.DataFrame, uncoded: bool = True, runs: int = 1000,
                seed: int = 1) -> pd.DataFrame:
    """Agreement of each pair of coders: a row for each theme and one, `all`, for all (sentence, theme) decisions together.

    `codings` maps a coder's name to a frame with `sentence_id` and `theme`; `sentences` has every sentence that was coded, with
    `sentence_id` and `article_id`. Columns: number of `sentences`, how many the `first`, the `second` and `both` coded, share of
    `agreement`, `kappa`, `alpha` and its interval `low`..`high` (95 %, from `runs` samples of whole articles, since sentences of an
    article are alike; NaN for one article). `uncoded=False` leaves out sentences without any theme from any coder.
    A coded sentence that is not in `sentences` raises ValueError. Bootstrap over clusters: Field and Welsh (2007).
    """
    units = _units(codings, sentences, uncoded)
    themes = sorted({theme for frame in codings.values() for theme in frame["theme"]})
    rows = []
    for one, other in combinations(codings, 2):
        cells = {theme: _cells(codings[one], codings[other], theme, units) for theme in themes}
        if cells:
            cells["all"] = sum(cells.values())
        rows += [_row(theme, f"{one} × {other}", table, runs, seed) for theme, table in cells.items()]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    counted = "counted as agreement" if uncoded else "left out"
    frame.attrs["notes"] = [f"{len(units)} sentences of {units['article_id'].nunique()} articles; sentences nobody coded are {counted}",
                            f"intervals: 95 %, {runs} samples of whole articles, seed {seed}"]
    return frame


def corrected_shares(hand: pd.DataFrame, machine: pd.DataFrame, sentences: pd.DataFrame, coded: Collection[str], column: str = "theme",
                     by: str | None = None, runs: int = 1000, seed: int = 1) -> pd.DataFrame:
    """The share of sentences with each label, corrected for the machine's errors by a sample of articles that were also coded by hand.

    `hand` and `machine` have `sentence_id` and `column` (`theme`, or `strength` of messages); `sentences` has all sentences of the
    corpus, with `article_id` and `sentence_id`; `coded` names the articles coded by hand, each wholly, best drawn at random. One row for
    each label (and each value of the column `by` of `sentences`): number of `sentences`, of `articles` and of those `coded`, then shares
    0 to 1: by `machine` alone, by `hand` in the coded articles alone, `corrected`, and its 95 % interval `low`..`high`. NaN where fewer
    than two articles are coded; the share by hand where all are. The estimate holds for any machine, a bad one only widens the interval;
    it does not hold if the coded articles were chosen for what they say, and it cannot mend the hand's own errors.
    Method: prediction-powered inference (Angelopoulos et al. 2023, *Science* 382) with its power tuning (Angelopoulos, Duchi and Zrnic
    2023, arXiv 2311.01453); intervals by its bootstrap (Zrnic 2024, arXiv 2405.18379), here of whole articles.
    """
    groups = [((), sentences)] if by is None else [((value,), rows) for value, rows in sentences.groupby(by, sort=False)]
    rows = []
    for group, part in groups:
        for label in sorted({*hand[column].dropna(), *machine[column].dropna()}):
            table = _counts(hand[hand[column] == label], machine[machine[column] == label], part)
            mine = np.isin(table.index, list(coded))
            rows.append((*group, label, len(part), len(table), int(mine.sum()), *_corrected(table.to_numpy(float), mine, runs, seed)))
    frame = pd.DataFrame(rows, columns=[*([by] if by else []), column, *SHARES])
    frame.attrs["notes"] = [f"shares of sentences; corrected by the {sentences['article_id'].isin(coded).sum()} sentences coded by hand",
                            f"intervals: 95 %, {runs} samples of whole articles, seed {seed}"]
    return frame


def on_sentences(coding: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """A coding by hand (`article_id`, `start` and what was coded) with the `sentence_id` of the sentence of `sentences` it begins in.

    Hand and machine may cut sentences differently; a share needs the same ones. Rows in none of them are left out. Sorted by place.
    """
    places = sentences[["article_id", "sentence_id", "start", "end"]].sort_values("start").rename(columns={"end": "_end"})
    coding = coding.drop(columns="sentence_id", errors="ignore").sort_values(["start", "article_id"], kind="stable")
    laid = pd.merge_asof(coding, places, on="start", by="article_id")
    return laid[laid["start"] < laid["_end"]].drop(columns="_end").sort_values(["article_id", "start"], ignore_index=True)


def _counts(hand: pd.DataFrame, machine: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """For each article: its sentences, those with the label by machine, and by hand."""
    flags = {"sentences": 1} | {name: sentences["sentence_id"].isin(f["sentence_id"]) for name, f in (("machine", machine), ("hand", hand))}
    return sentences[["article_id"]].assign(**flags).groupby("article_id").sum()


def _corrected(table: np.ndarray, mine: np.ndarray, runs: int, seed: int) -> tuple[float, ...]:
    """(share by machine, by hand, corrected, low, high) from rows of (sentences, machine, hand), of which `mine` were coded by hand."""
    ours, rest = table[mine], table[~mine]
    naive = table[:, 1].sum() / table[:, 0].sum()
    if len(ours) < 2:
        return (naive, *[float("nan")] * 4)
    size, machine, hand = ours.T
    apart = hand - size * hand.sum() / size.sum(), machine - size * machine.sum() / size.sum()
    spread = (apart[1] ** 2).sum() * (1 + len(ours) / len(rest)) if len(rest) else 0
    trust = float(np.clip((apart[0] * apart[1]).sum() / spread, 0, 1)) if spread else 0.0  # how far the machine is listened to

    def estimate(ours: np.ndarray, rest: np.ndarray) -> np.ndarray:
        """Rows of sums over the articles of a sample -> the corrected share of each sample."""
        share = (ours[:, 2] - trust * ours[:, 1]) / ours[:, 0]
        return share + trust * rest[:, 1] / rest[:, 0] if trust else share

    draw = np.random.default_rng(seed)
    samples = [draw.multinomial(len(part), np.full(len(part), 1 / len(part)), size=runs) @ part if len(part) else np.zeros((runs, 3))
               for part in (ours, rest)]
    low, high = np.percentile(estimate(*samples), [2.5, 97.5])
    best = estimate(ours.sum(axis=0)[None], rest.sum(axis=0)[None])[0]
    return (naive, hand.sum() / size.sum(), *(float(np.clip(value, 0, 1)) for value in (best, low, high)))


def _units(codings: Mapping[str, pd.DataFrame], sentences: pd.DataFrame, uncoded: bool) -> pd.DataFrame:
    units = sentences[["article_id", "sentence_id"]].drop_duplicates("sentence_id")
    coded = {sentence for frame in codings.values() for sentence in frame["sentence_id"]}
    strange = sorted(coded - set(units["sentence_id"]))
    if strange:
        raise ValueError(f"{len(strange)} coded sentences are not among the sentences, first {strange[0]!r}")
    return units if uncoded else units[units["sentence_id"].isin(coded)]


def _cells(one: pd.DataFrame, other: pd.DataFrame, theme: str, units: pd.DataFrame) -> np.ndarray:
    """For each article how often both, only the first, only the second and neither coded the theme: articles x 4."""
    first, second = (units["sentence_id"].isin(f.loc[f["theme"] == theme, "sentence_id"]) for f in (one, other))
    flags = pd.DataFrame({"both": first & second, "first": first & ~second, "second": ~first & second, "none": ~first & ~second})
    return flags.groupby(units["article_id"]).sum().to_numpy(float)


def _row(theme: str, coders: str, table: np.ndarray, runs: int, seed: int) -> tuple:
    both, first, second, none = total = table.sum(axis=0)
    low, high = _interval(table, runs, seed)
    n = total.sum()
    return (theme, coders, int(n), int(both + first), int(both + second), int(both), (both + none) / n if n else np.nan,
            _kappa(total), float(_alpha(total[None])[0]), low, high)


def _kappa(cells: np.ndarray) -> float:
    labels = {0: (1, 1), 1: (1, 0), 2: (0, 1), 3: (0, 0)}
    pairs = [labels[k] for k in range(4) for _ in range(int(cells[k]))]
    return cohen_kappa([a for a, _ in pairs], [b for _, b in pairs]) if pairs else float("nan")


def _alpha(cells: np.ndarray) -> np.ndarray:
    """Alpha of two coders without gaps from (both, first, second, none), row by row; the same formula in closed form."""
    both, first, second, none = cells.T
    apart = first + second
    ones, zeros = 2 * both + apart, 2 * none + apart
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 - (ones + zeros - 1) * apart / np.where(ones * zeros > 0, ones * zeros, np.nan)


def _interval(table: np.ndarray, runs: int, seed: int) -> tuple[float, float]:
    """2.5th and 97.5th percentile of alpha over samples of articles, drawn with replacement."""
    articles = len(table)
    if articles < 2 or runs < 1:
        return float("nan"), float("nan")
    draws = np.random.default_rng(seed).multinomial(articles, np.full(articles, 1 / articles), size=runs)
    alphas = _alpha(draws @ table)
    alphas = alphas[~np.isnan(alphas)]
    if not len(alphas):
        return float("nan"), float("nan")
    low, high = np.percentile(alphas, [2.5, 97.5])
    return float(low), float(high)
