"""What notebook 10 shows of the scores that `evaluate.py` counts: where the gold is, how it is drawn, the protocol for quotations."""
from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from .canvas import BLUE, DOUBLE, ORANGE, canvas, finish, in_style, say_nothing_found
from .evaluate import details, errors, score
from .pipeline import Tables, corpus_name

STRICT, LENIENT = 1.0, 0.3
_GRAMMAR = {"Words": "words", "Sentences": "sentences", "Lemmas*": "lemmas, any case", "UPOS": "word classes", "UAS": "heads",
            "LAS": "heads and relations"}


def gold_folder(corpus: str | Path, root: str | Path | None = None) -> Path | None:
    """The folder `data/gold/<name of the corpus>` in the project (`root`, or the nearest above the current folder), or None."""
    for folder in [Path(root)] if root else [Path.cwd(), *Path.cwd().parents]:
        gold = folder / "data" / "gold" / corpus_name(corpus)
        if gold.is_dir() and any(gold.glob("*.tsv")):
            return gold
    return None


def strict_and_lenient(gold: dict[str, pd.DataFrame], tables: Tables) -> pd.DataFrame:
    """The scores of every layer twice: at overlap 1, the same span, and at 0.3, about the same place. See `evaluate.score`."""
    both = [score(gold, tables, overlap) for overlap in (STRICT, LENIENT)]
    frame = pd.concat(both, ignore_index=True)
    frame.attrs["notes"] = both[0].attrs["notes"]
    return frame


def quote_protocol(gold: dict[str, pd.DataFrame], tables: Tables) -> pd.DataFrame:
    """Quotations at overlap 0.3 and 0.8: precision, recall, F1, and in how many of the quotations found the speaker is right.

    Units: shares of 1; no row without gold for quotes. Method: Asr et al. (2021), doi 10.1371/journal.pone.0245533; overlap is a share of
    the union of the two spans, and the speaker is right if it is the same actor, not if its words overlap.
    """
    rows = []
    for overlap in (LENIENT, 0.8) if "quotes" in gold else ():
        scores = score(gold, tables, overlap).set_index("layer").loc["quotes"]
        fields = details(gold, tables, overlap).set_index(["table", "field"])
        rows.append((overlap, *scores[["precision", "recall", "f1"]], fields.at[("quotes", "speaker_id"), "share"]))
    return pd.DataFrame(rows, columns=["overlap", "precision", "recall", "f1", "speaker"])


def faults(gold: dict[str, pd.DataFrame], tables: Tables, layer: str, overlap: float = LENIENT) -> pd.DataFrame:
    """Which rules of a layer found what is not in the gold: `rule` (its first part), how `often`, and three of the `words`."""
    wrong = errors(gold, tables, layer, overlap).dropna(subset="rule") if gold else pd.DataFrame(columns=["rule", "words"])
    wrong = wrong.assign(rule=wrong["rule"].str.split("/").str[0])
    counted = wrong.groupby("rule", as_index=False).agg(often=("words", "size"), words=("words", lambda w: "; ".join(sorted({*w})[:3])))
    return counted.sort_values(["often", "rule"], ascending=[False, True], ignore_index=True)


@in_style
def figure_accuracy(scores: pd.DataFrame) -> Figure:
    """F1 by layer with its 95 % interval, at each overlap in `scores`: filled for the same span, hollow for about the same place."""
    layers = list(dict.fromkeys(scores["layer"]))
    figure, axes = canvas(DOUBLE, 0.8 + 0.2 * max(4, len(layers)))
    if not layers:
        say_nothing_found(axes, "gold")
    for overlap, rows in scores.groupby("overlap"):
        strict = overlap == STRICT
        place = rows["layer"].map(layers.index) + (0.16 if strict else -0.16)
        colour, face = (BLUE, BLUE) if strict else (ORANGE, "white")
        axes.hlines(place, rows["low"], rows["high"], color=colour, lw=1)
        axes.scatter(rows["f1"], place, s=16, facecolor=face, edgecolor=colour, zorder=3, label=f"overlap {overlap:g}")
    if layers:
        counts = scores.drop_duplicates("layer")
        axes.set_yticks(range(len(layers)), [f"{la} ({n:,})" for la, n in zip(counts["layer"], counts["gold"])])
        axes.set(ylim=(len(layers) - 0.4, -0.6), xlim=(0, 1.02), xlabel="F1")
        axes.grid(axis="x")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    caption = ("How well the rules find what the gold holds: F1 by layer. Filled: exactly the same words (overlap 1); hollow: about the "
               "same place (overlap 0.3). In brackets: rows of gold.")
    return finish(figure, scores, caption, scores.attrs.get("notes", []))


@in_style
def figure_readers(scores: pd.DataFrame, published: pd.DataFrame) -> Figure:
    """F1 of the two readers of grammar on treebanks they were not made on, with 95 % intervals, and what others published.

    `scores` are the rows of `models/intervals.tsv`, `published` those of `models/published.tsv`; both in percent. PUD is left out: the
    compact model was trained on it.
    """
    scores = scores[scores["treebank"].isin(published["treebank"]) & scores["measure"].isin(_GRAMMAR)]
    theirs = published.melt(["reader", "treebank"], list(_GRAMMAR), "measure", "f1").dropna(subset="f1")
    rows = pd.concat([scores, theirs], ignore_index=True)
    banks, marks = sorted(rows["treebank"].unique()), {"rules": ("o", "white", BLUE, -0.2), "compact": ("o", BLUE, BLUE, 0)}
    figure = canvas(DOUBLE, 0.9 + 0.24 * len(_GRAMMAR))[0]
    figure.clear()
    for axes, bank in zip(figure.subplots(1, len(banks), sharey=True, sharex=True), banks):
        for reader, of in rows[rows["treebank"] == bank].groupby("reader"):
            mark, face, edge, shift = marks.get(reader, ("D", "white", "0.4", 0.2))
            place = of["measure"].map(list(_GRAMMAR).index) + shift
            axes.hlines(place, of["low"], of["high"], color=edge, lw=1)
            axes.scatter(of["f1"], place, s=16, marker=mark, facecolor=face, edgecolor=edge, zorder=3,
                         label=reader if reader in marks else "Stanza, published")
        axes.set_yticks(range(len(_GRAMMAR)), list(_GRAMMAR.values()))
        axes.set(ylim=(len(_GRAMMAR) - 0.4, -0.6), xlabel=f"F1, {bank}")
        axes.grid(axis="x")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    caption = ("How well the readers of grammar do on raw text of two treebanks of Universal Dependencies (real sentences, test parts): "
               "hollow, the rules; filled, Stanza with the compact model; diamonds, Stanza's own models as published, on other versions of "
               "the treebanks and trained on far more. Lines: 95 % intervals over samples of articles of fifty sentences; the published "
               "have none.")
    return finish(figure, rows, caption, [f"{len(rows)} scores, no corpus of articles"])
