"""Every figure of the paper, one function each: tables in, a matplotlib Figure out, with its data and caption attached.

`figure.data` holds the rows drawn, `figure.caption` the text that goes below; `save_figure` writes both beside the picture.
With few articles a figure shows dots and counts, no density and no stars.
"""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from . import compare
from .canvas import (
    BLUE, DOUBLE, GREEN, GREY, ORANGE, SINGLE, bars_with_counts, canvas, ending, finish, grid_of_counts, in_style, save_figure,
    say_nothing_found, shade_stages, stacked_bars, two_sides,
)
from .compare import messages_by_class as messages_by_class
from .lexicon import Lexicons
from .paper import STAGES, figure_stages, save_tables
from .pipeline import Tables

STRENGTHS = ["inform", "hope", "appeal", "request", "oblige", "prohibit", "sanction"]
BLOCK_COLOURS = {"body": BLUE, "title": "#56B4E9", "dateline": GREEN, "byline": "#CC79A7", "caption": "#F0E442", "repeat": ORANGE,
                 "boilerplate": "#D55E00"}


@in_style
def figure_corpus(tables: Tables, on: Axes | None = None) -> Figure:
    """When the articles were published, by outlet: a dot an article, its area the length; the stages of the election behind them."""
    data = compare.article_days(tables)
    undated = int(data["day"].isna().sum())
    dated = data.dropna(subset=["day"]).assign(outlet=lambda d: d["outlet"].fillna("outlet not shown"))
    figure, axes = canvas(DOUBLE, 1.2 + 0.19 * max(4, dated["outlet"].nunique()), on)
    if dated.empty:
        say_nothing_found(axes, "dated article")
    else:
        outlets = sorted(dated["outlet"].unique(), reverse=True)
        shade_stages(axes, dated["day"].min(), dated["day"].max())
        axes.scatter(dated["day"], dated["outlet"].map(outlets.index), s=dated["n_tokens"] / 8 + 4, color=BLUE, alpha=0.75, linewidth=0)
        axes.set_yticks(range(len(outlets)), [_short(name) for name in outlets])
        axes.set_ylim(-0.7, len(outlets) - 0.3)
    caption = ("The corpus over time: one dot an article, its area the number of tokens. The day is the date of publication or, where the "
               f"text shows none, its first full date; {undated} {'article has' if undated == 1 else 'articles have'} neither. "
               "Light grey: campaign; darker: quiet period; black: the vote.")
    return finish(figure, data.assign(day=data["day"].dt.strftime("%Y-%m-%d")), caption, _notes(tables))


@in_style
def figure_blocks(tables: Tables) -> Figure:
    """What of each article was text and what was not: characters by kind of block, by article (by outlet beyond forty articles)."""
    blocks = tables.blocks.assign(characters=tables.blocks["end"] - tables.blocks["start"])
    unit = "article_id"
    if tables.articles["article_id"].nunique() > 40:
        unit = "outlet"
        blocks = blocks.merge(tables.articles[["article_id", "outlet"]].fillna({"outlet": "outlet not shown"}))
    data = blocks.groupby([unit, "kind"], as_index=False)["characters"].sum()
    figure, axes = canvas(DOUBLE, 0.7 + 0.15 * max(5, data[unit].nunique()))
    if data.empty:
        say_nothing_found(axes, "article")
    else:
        shares = data.pivot(index=unit, columns="kind", values="characters").fillna(0)[::-1]
        names = [f"{_short(name)} ({n:,.0f})" for name, n in shares.sum(axis=1).items()]
        shares = shares.div(shares.sum(axis=1), axis=0).set_axis(names)
        stacked_bars(axes, shares, [k for k in BLOCK_COLOURS if k in shares], BLOCK_COLOURS)
        axes.set_xlabel("share of the characters")
    caption = (f"What was article and what was not: share of each {unit.removesuffix('_id')}'s characters by kind of block, in the order "
               "of the legend; in brackets: its characters. Nothing is deleted, only labelled, by rules that can err (see 10_accuracy).")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_words(tables: Tables) -> Figure:
    """Frequency of every word against its rank, on logarithmic axes, function words hollow; the most frequent content words named."""
    stop = Lexicons()["stopwords"].forms
    counts = compare.words(tables, stop=False)["word"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    data = pd.DataFrame({"word": counts.index, "frequency": counts.to_numpy(), "rank": range(1, len(counts) + 1)})
    data["function_word"] = data["word"].isin(stop.keys())
    figure, axes = canvas(SINGLE, 2.6)
    if data.empty:
        say_nothing_found(axes, "word")
    else:
        for function, face, label in ((True, "white", "function word"), (False, BLUE, "content word")):
            part = data[data["function_word"] == function]
            axes.scatter(part["rank"], part["frequency"], s=9, facecolor=face, edgecolor=BLUE, linewidth=0.5, label=label)
        axes.set(xscale="log", yscale="log", xlabel="rank", ylabel="frequency")
        axes.legend(loc="lower left")
        named = data[~data["function_word"]].head(9)
        # a list to the right, in the order of the dots, so that no line crosses a word or another line
        for row, down in zip(named.itertuples(), np.linspace(0.99, 0.59, 9)):
            axes.annotate(row.word, (row.rank, row.frequency), (0.66, down), textcoords="axes fraction", fontsize=7, va="center",
                          arrowprops={"arrowstyle": "-", "color": "0.6", "linewidth": 0.4, "relpos": (0, 0.5), "shrinkB": 2, "zorder": 0})
    caption = ("Word frequency against rank: a dot a word. Named: the most frequent words that are not function words. Words are forms: "
               "those of one lemma (mengawasi, diawasi) are counted apart.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_actors(tables: Tables) -> Figure:
    """How often each class of actor is mentioned, persons and organisations apart, with the number of different actors."""
    entities = tables.entities[tables.entities["kind"].isin(["person", "organisation"])]
    grouped = entities.fillna({"actor_class": "not classed"}).groupby(["actor_class", "kind"], as_index=False)
    data = grouped.agg(mentions=("n_mentions", "sum"), actors=("entity_id", "nunique"))
    figure, axes = canvas(SINGLE, 2.6)
    if data.empty:
        say_nothing_found(axes, "actor")
    else:
        wide = data.pivot(index="actor_class", columns="kind", values="mentions").fillna(0)
        wide = wide.loc[wide.sum(axis=1).sort_values().index]
        bars_with_counts(axes, wide, {"organisation": GREY, "person": BLUE})
        axes.set_xlabel("mentions")
    caption = ("Mentions of persons and organisations by class of actor; the data file has the number of different actors. `not classed`: "
               "neither name nor office tells the class.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_voices(tables: Tables, on: Axes | None = None) -> Figure:
    """Whose words the corpus holds: words of the narrator and of each class of quoted speaker, direct and indirect apart."""
    tokens = compare.words(tables, stop=False)
    direct = compare.voices(tables._replace(quotes=tables.quotes[tables.quotes["kind"] == "direct"]), tokens) != compare.NARRATOR
    tokens["speech"] = np.where(tokens["voice"] == compare.NARRATOR, "narrated", np.where(direct, "direct", "indirect"))
    data = tokens.groupby(["voice", "speech"]).size().reset_index(name="words")
    data["share"] = data["words"] / len(tokens)
    figure, axes = canvas(SINGLE, 2.6, on)
    if data.empty:
        say_nothing_found(axes, "word")
    else:
        wide = data.pivot(index="voice", columns="speech", values="words").fillna(0)
        wide = wide.loc[wide.sum(axis=1).sort_values().index]
        shares = 100 * wide.sum(axis=1) / len(tokens)
        wide.index = [f"{voice} ({f'{share:.0f}' if share >= 0.5 else '< 1'} %)" for voice, share in shares.items()]
        bars_with_counts(axes, wide, {"direct": BLUE, "indirect": "#56B4E9", "narrated": "0.84"})
        axes.set_xlabel("words")
    caption = ("Whose words: the narrator's, and those quoted directly or indirectly, by class of speaker; in brackets: share of all "
               "words. `unknown`: quoted, but who speaks was not found or has no class. A quotation that was missed counts as narrated.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_events(tables: Tables) -> Figure:
    """What happened when: a dot an event with a full date, filled if it is told as having happened, hollow if planned or hypothetical."""
    data = compare.happenings(tables)
    dated = data.dropna(subset=["day"])
    figure, axes = canvas(DOUBLE, 0.8 + 0.19 * max(5, data["type"].nunique()))
    if dated.empty:
        say_nothing_found(axes, "dated event")
    else:
        kinds = sorted(data["type"].unique(), reverse=True)
        shade_stages(axes, dated["day"].min(), dated["day"].max())
        for actual, face in ((True, BLUE), (False, "white")):
            part = dated[(dated["realis"] == "actual") == actual]
            axes.scatter(part["day"], part["type"].map(kinds.index), s=22, facecolor=face, edgecolor=BLUE, alpha=0.8, linewidth=0.8)
        none = data["type"].value_counts() - dated["type"].value_counts().reindex(data["type"].unique(), fill_value=0)
        axes.set_yticks(range(len(kinds)), [f"{k} (+{none[k]})" if none[k] else k for k in kinds])
        axes.set_ylim(-0.7, len(kinds) - 0.3)
    caption = ("Events by day and type: filled, told as having happened; hollow, planned or hypothetical. One dot a happening: what an "
               "article tells twice, or several articles tell, counts once. In brackets: happenings without a full date. "
               "Light grey: campaign; darker: quiet period; black: the vote.")
    return finish(figure, data.assign(day=data["day"].dt.strftime("%Y-%m-%d")), caption, _notes(tables))


@in_style
def figure_strength(tables: Tables, on: Axes | None = None) -> Figure:
    """The ladder of strength: how many neutrality messages of each strength each class of issuer gives."""
    counts = messages_by_class(tables).groupby(["issuer_class", "strength"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=range(1, 8), fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False).index]
    figure, axes = canvas(DOUBLE, 0.8 + 0.24 * max(3, len(counts)), on)
    if counts.empty:
        say_nothing_found(axes, "neutrality message")
    else:
        shown = counts.set_axis([f"{i} {word}" for i, word in enumerate(STRENGTHS, 1)], axis=1)
        grid_of_counts(axes, shown.set_axis([f"{c.replace('_', ' ')} ({n})" for c, n in counts.sum(axis=1).items()]))
    data = counts.rename_axis("issuer_class").reset_index().melt("issuer_class", var_name="strength", value_name="messages")
    caption = ("How strongly each class of issuer speaks: neutrality messages by strength, from informing (1) to sanction (7). "
               "`not named`: a passive without an agent, or an issuer that was not found.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_addressees(tables: Tables, names: int = 12) -> Figure:
    """Who tells whom: bands from classes of issuers to the addressees most often told, thickness the number, shade the mean strength."""
    messages = messages_by_class(tables)
    told = messages["addressee"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    few = f"{len(told) - names} others"
    messages = messages.assign(shown=messages["addressee"].where(messages["addressee"].isin(told.index[:names]), few))
    counted = {"messages": ("message_id", "size"), "strength": ("strength", "mean")}
    data, shown = (messages.groupby(["issuer_class", side], as_index=False).agg(**counted) for side in ("addressee", "shown"))
    figure, axes = canvas(DOUBLE, 0.9 + 0.24 * max(4, shown["shown"].nunique(), shown["issuer_class"].nunique()))
    if shown.empty:
        say_nothing_found(axes, "neutrality message")
    else:
        shades = ScalarMappable(Normalize(-1, 7), "Blues")
        two_sides(axes, shown.set_axis(["left", "right", "weight", "shade"], axis=1), shades, last=few)
        left, right = (0.4 + 0.055 * min(46, shown[side].str.len().max()) for side in ("issuer_class", "shown"))  # inches the names need
        axes.set_xlim(-left / (6.2 - left - right), 1 + right / (6.2 - left - right))
        bar = figure.colorbar(shades, ax=axes, label="mean strength", shrink=0.7, ticks=range(1, 8))
        bar.ax.set_ylim(1, 7)
    caption = ("Who tells whom to be neutral: from the class of the issuer to the addressee. Thickness, number of messages (in brackets: "
               "all of this issuer or addressee); shade, their mean strength (1 to 7). `not named`: not told, or not found.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_themes(tables: Tables) -> Figure:
    """Themes by stage of the election: sentences that carry each theme per hundred sentences of that stage, with the count."""
    stage = compare.article_days(tables).set_index("article_id")["stage"].fillna("no stage")
    sentences = tables.sentences["article_id"].map(stage).value_counts()
    rows = tables.themes.drop_duplicates(["sentence_id", "theme"])
    data = rows.assign(stage=rows["article_id"].map(stage)).groupby(["theme", "stage"]).size().reset_index(name="sentences")
    data["of"] = data["stage"].map(sentences).astype("int64")
    data["per_100"] = 100 * data["sentences"] / data["of"]
    data[["low", "high"]] = [[100 * end for end in compare.share_interval(*row)] for row in zip(data["sentences"], data["of"])] or None
    figure, axes = canvas(DOUBLE, 0.8 + 0.21 * max(4, data["theme"].nunique()))
    if data.empty:
        say_nothing_found(axes, "theme")
    else:
        rates, counts = (data.pivot(index="theme", columns="stage", values=v).fillna(0) for v in ("per_100", "sentences"))
        order = [s for s in [*STAGES, "no stage"] if s in rates]
        text = rates[order].round(0).astype(int).astype(str) + " (" + counts[order].astype(int).astype(str) + ")"
        labels = {s: f"{s.replace('_', ' ')}\n{sentences[s]} sentences" for s in order}
        names = [t.replace("_", " ") for t in rates.index]
        grid_of_counts(axes, rates[order].rename(columns=labels).set_axis(names), text)
    caption = ("Themes by stage of the election: sentences with the theme per hundred sentences of the stage, in brackets their number. "
               "The data file has 95 % Wilson intervals; sentences of one article are not independent, so they are too narrow.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_theme_voices(tables: Tables, least: int = 50) -> Figure:
    """Whose words carry which theme: places of evidence per thousand words of each voice, with their number; see `compare.voices`."""
    words = compare.words(tables, stop=False)["voice"].value_counts()
    rows = tables.themes.assign(voice=compare.voices(tables, tables.themes))
    data = rows.groupby(["theme", "voice"]).size().reset_index(name="evidence")
    data["words"] = data["voice"].map(words).astype("int64")
    data["per_1000"] = 1000 * data["evidence"] / data["words"]
    shown = data[data["words"] >= least]
    figure, axes = canvas(DOUBLE, 0.9 + 0.21 * max(4, data["theme"].nunique()))
    if shown.empty:
        say_nothing_found(axes, "theme")
    else:
        rates, counts = (shown.pivot(index="theme", columns="voice", values=v).fillna(0) for v in ("per_1000", "evidence"))
        order = sorted(rates, key=lambda v: (v != compare.NARRATOR, v == "unknown", -words[v]))
        text = rates[order].round(1).astype(str) + " (" + counts[order].astype(int).astype(str) + ")"
        labels = {v: f"{v.replace('_or_', ' or_').replace('_', chr(10))}\n{words[v]:,}\nwords" for v in order}
        grid_of_counts(axes, rates[order].rename(columns=labels).set_axis([t.replace("_", " ") for t in rates.index]), text)
        axes.tick_params(axis="x", labelsize=6.5, rotation=0)
    caption = ("Whose words carry which theme: places where a theme has its evidence, per thousand words of the narrator and of each class "
               f"of speaker quoted, in brackets their number. Voices of fewer than {least} words are in the data file only; read the "
               "columns of few words by the number in brackets. `unknown`: quoted, but who speaks was not found or has no class.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_keyness(tables: Tables, words_a_side: int = 12, on: Axes | None = None) -> Figure:
    """Words that mark what is quoted against what is narrated: the most telling ones of each side, by log ratio."""
    counted = compare.words(tables)
    quoted = counted["voice"] != compare.NARRATOR
    data = compare.keyness(counted.loc[quoted, "word"], counted.loc[~quoted, "word"])
    shown = pd.concat([data[data["log_ratio"] > 0].head(words_a_side), data[data["log_ratio"] <= 0].head(words_a_side)])
    shown = shown.sort_values(["log_ratio", "word"])
    figure, axes = canvas(SINGLE, 0.8 + 0.14 * max(5, len(shown)), on)
    if shown.empty:
        say_nothing_found(axes, "word said often enough")
    else:
        sure = shown["p_corrected"] < 0.05
        axes.axvline(0, color="0.6", lw=0.6)
        axes.hlines(shown["word"], 0, shown["log_ratio"], color="0.8", lw=0.8)
        axes.scatter(shown["log_ratio"], shown["word"], s=18, facecolor=np.where(sure, BLUE, "white"), edgecolor=BLUE, zorder=3)
        axes.set_xlabel("log ratio  (← narrated | quoted →)")
        axes.margins(y=0.02)
    caption = (f"Words of quotations against words of narration: up to {words_a_side} a side with the highest log-likelihood; filled where "
               f"p < .05 after correction for {len(data)} tests (Benjamini-Hochberg). One unit of log ratio is a doubling. Words of one "
               "article are not independent, so p is too small.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_reuse(tables: Tables) -> Figure:
    """Which articles share sentences: for each pair the number of sentences of which most runs in both."""
    pairs = compare.reuse(tables)
    data = pairs.groupby(["article_a", "article_b"], as_index=False).agg(sentences=("sentence_a", "nunique"))
    names = sorted({*data["article_a"], *data["article_b"]})
    figure, axes = canvas(DOUBLE if len(names) > 8 else SINGLE, 1 + 0.17 * max(5, len(names)))
    if data.empty:
        say_nothing_found(axes, "sentence shared by two articles")
    else:
        square = data.pivot(index="article_a", columns="article_b", values="sentences").reindex(index=names, columns=names).fillna(0)
        numbers = [str(n) for n in range(1, len(names) + 1)]  # the names once only: twice they would take half the page
        labels = [f"{_short(name)}  {n}" for n, name in zip(numbers, names)]
        grid_of_counts(axes, (square + square.T).astype(int).set_axis(numbers, axis=1).set_axis(labels))
        axes.tick_params(labelsize=6.5)
    caption = ("Sentences that run in two articles (at least 60 % of the shorter one's word 4-grams); the columns are "
               "the rows' articles by number. Articles that share none are left out. A long name with its titles can be all they share.")
    return finish(figure, data, caption, _notes(tables))


@in_style
def figure_plate(tables: Tables) -> Figure:
    """Four figures on one page: when, whose words, how strongly, and in which words; the rows of its data tell which is which."""
    plate, unused = canvas(DOUBLE, 5.6)
    unused.remove()
    captions, rows = [], []
    for letter, panel, (name, options) in zip("abcd", plate.subfigures(2, 2, height_ratios=[1, 1.12]).ravel(), PLATE.items()):
        part = FIGURES[name](tables, on=panel.subplots(), **options)
        panel.suptitle(letter, x=0.01, ha="left", fontsize=9, fontweight="bold")
        captions.append(f"({letter}) {part.caption.removesuffix(ending(_notes(tables)))}")
        rows.append((letter, name, len(part.data)))
    return finish(plate, pd.DataFrame(rows, columns=["panel", "figure", "rows"]), " ".join(captions), _notes(tables))


FIGURES = {
    "01_corpus": figure_corpus, "01_blocks": figure_blocks, "02_words": figure_words, "03_actors": figure_actors,
    "04_voices": figure_voices, "05_events": figure_events, "06_strength": figure_strength, "06_addressees": figure_addressees,
    "07_themes": figure_themes, "07_stages": figure_stages, "07_theme_voices": figure_theme_voices, "08_keyness": figure_keyness,
    "08_reuse": figure_reuse, "09_plate": figure_plate,
}
PLATE = {"01_corpus": {}, "04_voices": {}, "06_strength": {}, "08_keyness": {"words_a_side": 8}}


def draw_all(tables: Tables, folder: str | Path) -> Iterator[Path]:
    """The files of every figure in `FIGURES`, as each is written (PDF, SVG, PNG, CSV, caption), and those of `save_tables` in `tables/`."""
    data = {}
    for name, draw in FIGURES.items():
        figure = draw(tables)
        data[name] = figure.data
        yield from save_figure(figure, name, folder)
    yield from save_tables(tables, data, Path(folder) / "tables")


def _short(name: object, most: int = 30) -> str:
    """A name of the user's, which can be as long as a file's, as it fits beside a figure; the data have it whole."""
    return str(name) if len(str(name)) <= most else f"{str(name)[:most - 1]}…"


def _notes(tables: Tables) -> list[str]:
    return tables.articles.attrs.get("notes", [])
