"""What a paper wants beside pictures: themes freed of the machine's errors, and tables for LaTeX and for a word processor.

The tables are HTML pages of one table each: Word, LibreOffice and Google Docs open them as tables, with rules above and below as in the
LaTeX (booktabs), where a tab-separated file would come in as bare text; and a browser and a screen reader read them too.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from . import compare
from .agreement import corrected_shares, on_sentences
from .canvas import DOUBLE, canvas, finish, in_style, points_with_intervals, say_nothing_found
from .evaluate import read_gold
from .files import safe_cells, write_whole
from .pipeline import Tables
from .trust import LENIENT, STRICT, strict_and_lenient

STAGES = ["preparation", "registration", "determination", "campaign", "quiet_period", "vote", "count", "dispute", "after"]
FEW = 5  # fewer articles than this are too few to draw samples of them
_TEX = {"–": "--", "−": "$-$", "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
        ">": r"\textgreater{}", **{sign: "\\" + sign for sign in "&%$#_{}"}}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<style>table {{ border-collapse: collapse; border-top: 1.5pt solid; border-bottom: 1.5pt solid; font: 10pt serif }}
caption {{ text-align: left; padding-bottom: 4pt }} th, td {{ padding: 1pt 6pt; text-align: left }}
thead th {{ border-bottom: .75pt solid }} .n {{ text-align: right }}</style></head><body>
<table><caption>{caption}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></body></html>
"""


def hand_coding(tables: Tables) -> dict[str, pd.DataFrame]:
    """The gold under `data/gold` that was made from the most of these articles (same id, same SHA-256), as `read_gold` has it; {} if none.

    Looked for in the current folder and those above it.
    """
    known, found = tables.articles[["article_id", "sha256"]], {}
    for path in (p for root in [Path.cwd(), *Path.cwd().parents] for p in sorted((root / "data" / "gold").glob("*/articles.tsv"))):
        rows = pd.read_csv(path, sep="\t", dtype=str, quoting=3)
        found[path.parent] = len(known.merge(rows)) if "sha256" in rows else 0
    best = max(found, key=found.get, default=None)
    return read_gold(best) if best and found[best] else {}


def stage_shares(tables: Tables) -> pd.DataFrame:
    """Sentences with each theme per hundred of each stage, with 95 % intervals; a row a stage and theme, in the order of the stages.

    Columns as `agreement.corrected_shares` has them, and `best` with its `low` and `high`: the share corrected by the articles coded by
    hand, or without any coding by hand the machine's with Wilson's interval. Missing: `best` where fewer than two articles of a stage are
    coded, its interval where fewer than `FEW` are.
    """
    stage = compare.article_days(tables).set_index("article_id")["stage"].fillna("no stage")
    sentences = tables.sentences.assign(stage=tables.sentences["article_id"].map(stage))
    machine, gold = tables.themes.drop_duplicates(["sentence_id", "theme"]), hand_coding(tables)
    hand, coded = machine[:0], set()
    if len(gold.get("themes", ())):
        hand, coded = on_sentences(gold["themes"], sentences), {*gold["articles"]["article_id"]} & {*sentences["article_id"]}
    data = corrected_shares(hand, machine, sentences, coded, by="stage").rename(columns={"corrected": "best"})
    data.loc[(data["coded"] < FEW) | (data["low"] == data["high"]), ["low", "high"]] = np.nan  # equal: samples of what is nowhere
    if not coded and len(data):
        bounds = [compare.share_interval(round(share * n), n) for share, n in zip(data["machine"], data["sentences"])]
        data["best"], data[["low", "high"]] = data["machine"], bounds
    data[["machine", "hand", "best", "low", "high"]] *= 100
    order = data["stage"].map([*STAGES, "no stage"].index)
    data = data.assign(order=order).sort_values(["order", "theme"], ignore_index=True).drop(columns="order")
    coding = (f"corrected by the {len(coded)} of {stage.size} articles that are coded by hand" if len(coded) < stage.size else
              f"all {stage.size} articles coded by hand, so that the corrected share is the hand's")
    data.attrs["notes"] = [coding if coded else "not corrected, for none is coded by hand"]
    return data


@in_style
def figure_stages(tables: Tables) -> Figure:
    """Themes by stage of the election with intervals: corrected for the machine's errors where articles were coded by hand."""
    data = stage_shares(tables)
    stages, themes = list(dict.fromkeys(data["stage"])), sorted({*data["theme"]})
    figure, axes = canvas(DOUBLE, 1 + 0.2 * max(4, len(themes)))
    if data.empty:
        say_nothing_found(axes, "theme")
    else:
        axes.remove()
        for axes, stage in zip(figure.subplots(1, len(stages), sharex=True, sharey=True, squeeze=False)[0], stages):
            rows = data[data["stage"] == stage].rename(columns={"theme": "name"})
            points_with_intervals(axes, rows, themes)
            n, m = rows[["sentences", "articles"]].iloc[0]
            axes.set_title(f"{stage.replace('_', ' ')}\n{n} sentences,\n{m} article{'s' if m > 1 else ''}", fontsize=6.5)
        axes.set_xlim(-2, 1.08 * np.nanmax(data[["machine", "best", "high"]]) + 1)
        figure.supxlabel("sentences with the theme per hundred", fontsize=8)
    how = ("by prediction-powered inference, with the 95 % interval from samples of whole articles, none where fewer than "
           f"{FEW} articles of the stage are coded or none of them has the theme" if data["coded"].any() else
           "the machine's, with Wilson's 95 % interval, which takes sentences for independent and so is too narrow")
    caption = (f"Themes by stage of the election, {data.attrs['notes'][0]}. Filled: the share of sentences ({how}). "
               "Hollow: the share as the machine counts it.")
    if data["best"].isna().any():
        caption += " No filled dot: fewer than two articles of the stage are coded."
    return finish(figure, data, caption, tables.articles.attrs.get("notes", []))


def save_tables(tables: Tables, data: Mapping[str, pd.DataFrame], folder: Path) -> Iterator[Path]:
    """The files written: each table of `paper_tables` as .tex and .html, and `counts.csv`; no words of the articles but those of keyness.

    `data` are the rows drawn, by the name of the figure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, (frame, caption) in paper_tables(tables, data).items():
        notes = "; ".join(tables.articles.attrs.get("notes", []))
        for suffix, form in ((".tex", as_latex), (".html", as_html)):
            page = form(frame, name, f"{caption} {notes}.")
            write_whole(folder / f"{name}{suffix}", lambda beside, page=page: beside.write_text(page, encoding="utf-8"))
            yield folder / f"{name}{suffix}"
        if name == "counts":
            cells = safe_cells(frame)
            write_whole(folder / "counts.csv", lambda beside, cells=cells: cells.to_csv(beside, index=False, lineterminator="\n"))
            yield folder / "counts.csv"


def paper_tables(tables: Tables, data: Mapping[str, pd.DataFrame]) -> dict[str, tuple[pd.DataFrame, str]]:
    """Each table of the paper and its caption: counts, strength, themes, keyness, and accuracy where there is gold; made from `data`."""
    rows = {name: frame["article_id"].value_counts() for name, frame in tables._asdict().items() if "article_id" in frame}
    counts = pd.DataFrame(rows).fillna(0).astype(int).rename_axis("article_id").sort_index().reset_index()
    strength = data["06_strength"].pivot(index="issuer_class", columns="strength", values="messages")
    strength = strength.set_axis([name.replace("_", " ") for name in strength.index]).assign(all=strength.sum(axis=1).to_numpy())
    strength = strength.sort_values("all", ascending=False, kind="stable").rename_axis("issuer").reset_index()
    made = {
        "counts": (counts, "Rows of each table, by article."),
        "strength": (strength, "Neutrality messages by class of issuer and strength, from informing (1) to sanction (7)."),
        "themes": (_themes(data["07_stages"]), "Themes by stage of the election: sentences with the theme per hundred, 95 % interval, "
                   f"{'; '.join(data['07_stages'].attrs['notes'])}; without an interval: as the machine counts."),
        "keyness": (_keyness(data["08_keyness"]), "Words that mark quotations (positive log ratio) and narration (negative): per thousand "
                    "words, log-likelihood (G2), log ratio, p corrected by Benjamini and Hochberg; the ten highest G2 of each side."),
    }
    gold = hand_coding(tables)
    if gold:
        caption = ("The rules against the gold, F1 with its 95 % interval: the same words (strict) and about the same place (lenient: "
                   f"overlap 0.3), from the {len(gold['articles'])} articles of the gold.")
        made["accuracy"] = _accuracy(strict_and_lenient(gold, tables)), caption
    return made


def _themes(shares: pd.DataFrame) -> pd.DataFrame:
    cells = [_share(row.machine if np.isnan(row.best) else row.best, row.low, row.high, 0) for row in shares.itertuples()]
    sizes = shares.drop_duplicates("stage").set_index("stage")["sentences"]
    frame = shares.assign(cell=cells).pivot(index="theme", columns="stage", values="cell")[list(sizes.index)]
    frame.loc["sentences"] = sizes.astype(str)
    spaced = {name: name.replace("_", " ") for name in [*frame.index, *frame]}
    return frame.rename(index=spaced, columns=spaced).rename_axis(columns=None).reset_index()


def _share(best: float, low: float, high: float, digits: int) -> str:
    """`12 (9–16)`, `12` without an interval, `–` without a value."""
    best, low, high = ("" if np.isnan(value) else f"{value:.{digits}f}" for value in (best, low, high))
    return f"{best} ({low}–{high})" if low else best or "–"


def _keyness(words: pd.DataFrame) -> pd.DataFrame:
    best = pd.concat([words[words["log_ratio"] > 0].head(10), words[words["log_ratio"] <= 0].head(10)])
    best = best.sort_values(["log_ratio", "word"], ascending=[False, True])
    names = {"word": "word", "target": "quoted", "target_per_1000": "per 1000", "reference": "narrated", "reference_per_1000": "per 1000 ",
             "log_likelihood": "G2", "log_ratio": "log ratio", "p_corrected": "p corrected"}
    digits = {"per 1000": "{:.1f}", "per 1000 ": "{:.1f}", "G2": "{:.1f}", "log ratio": "{:.2f}", "p corrected": "{:.3f}"}
    best = best[list(names)].rename(columns=names)
    best = best.assign(**{name: [form.format(value).replace("-", "−") for value in best[name]] for name, form in digits.items()})
    return best.replace({"p corrected": {"0.000": "< 0.001"}})


def _accuracy(scores: pd.DataFrame) -> pd.DataFrame:
    strict, lenient = (scores[scores["overlap"] == overlap].set_index("layer") for overlap in (STRICT, LENIENT))
    frame = strict[["gold", "found"]].copy()
    for name, rows in (("strict", strict), ("lenient", lenient)):
        frame[name] = [_share(row.f1, row.low, row.high, 2) for row in rows.itertuples()]
    return frame.reset_index()


def as_latex(frame: pd.DataFrame, name: str, caption: str) -> str:
    """The frame as a LaTeX table for the package booktabs (and longtable beyond 50 rows), text escaped; its label is `tab:<name>`."""
    def tex(words: object) -> str:
        return "".join(_TEX.get(sign, sign) for sign in str(words).strip())
    head, *rows = [" & ".join(map(tex, row)) + r" \\" for row in [frame.columns, *frame.to_numpy(object)]]
    told, sides = rf"\caption{{{tex(caption)}}}\label{{tab:{name}}}", f"{{l{'r' * (frame.shape[1] - 1)}}}"
    before, after = [r"\begin{table}", r"\footnotesize\centering", told, r"\begin{tabular}" + sides], [r"\end{tabular}", r"\end{table}"]
    if len(rows) > 50:  # more than a page holds
        before, after = [r"{\footnotesize", r"\begin{longtable}" + sides, told + r" \\"], [r"\end{longtable}", "}"]
    repeated = [r"\endhead"] if len(rows) > 50 else []
    return "\n".join([*before, r"\toprule", head, r"\midrule", *repeated, *rows, r"\bottomrule", *after, ""])


def as_html(frame: pd.DataFrame, name: str, caption: str) -> str:
    """The frame as a page with one table, which a word processor opens; text escaped, heads and first cells marked as such."""
    def cell(words: object, at: int, tag: str) -> str:
        return f"<{tag}{' class=n' if at else ''}>{escape(str(words).strip())}</{tag[:2]}>"
    head = "".join(cell(words, at, 'th scope="col"') for at, words in enumerate(frame.columns))
    rows = ["".join(cell(words, at, "td" if at else 'th scope="row"') for at, words in enumerate(row)) for row in frame.to_numpy(object)]
    return _PAGE.format(name=escape(name), caption=escape(caption), head=head, body="\n".join(f"<tr>{row}</tr>" for row in rows))
