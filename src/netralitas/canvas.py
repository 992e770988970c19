"""Paper for the figures: a journal's widths, the house style, and saving so that the same input gives the same bytes."""
from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from itertools import groupby
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from PIL import Image

from .dates import election_time
from .lexicon import Lexicons
from .pipeline import Tables

SINGLE, DOUBLE = 89 / 25.4, 183 / 25.4  # one and two columns of a journal, in inches
STYLE = Path(__file__).parent / "style.mplstyle"
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#999999"
_DAYS = ["%Y", "%b", *["%d %b"] * 4]  # how years, months and days stand below a figure: a day never without its month
# no date and no program's name in a file, or the bytes would change from day to day
_METADATA = {"pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None}, "svg": {"Date": None, "Creator": None},
             "png": {"Software": None}}


def in_style(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """The same function, drawing in the house style, whatever style the notebook has; the figure is left to the caller to show."""
    @wraps(draw)
    def styled(*args, **kwargs) -> Figure:
        with mpl.rc_context(), plt.style.context(STYLE):
            return draw(*args, **kwargs)
    return styled


class Picture(Figure):
    """A figure that a notebook shows whatever its backend, the same bytes each time, with its caption as alternative text."""

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        drawn, packed = BytesIO(), BytesIO()
        self.savefig(drawn, format="png", dpi=self.dpi)
        # 64 colours are enough for a screen and make the notebook a quarter of the size
        Image.open(drawn).convert("RGB").quantize(64).save(packed, "png", optimize=True)
        return packed.getvalue(), {"alt": getattr(self, "caption", "")}


def canvas(width: float, height: float) -> tuple[Figure, plt.Axes]:
    """A figure of the given size in inches, and its axes; not registered with pyplot, so that it is shown once and never leaks."""
    figure = Picture(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def finish(figure: Figure, data: pd.DataFrame, caption: str, notes: list[str]) -> Figure:
    """The figure, with the rows drawn as `figure.data` and what to print below it as `figure.caption`."""
    figure.data = data.reset_index(drop=True)
    figure.caption = f"{caption} {'; '.join(notes)}.".strip()
    return figure


def say_nothing_found(axes: plt.Axes, what: str) -> None:
    """Returns None; writes into empty axes that there is nothing to draw, so that a figure is never silently blank."""
    axes.axis("off")
    axes.text(0.5, 0.5, f"No {what} in this corpus.", ha="center", va="center", transform=axes.transAxes)


def grid_of_counts(axes: plt.Axes, counts: pd.DataFrame, text: pd.DataFrame | None = None) -> None:
    """Returns None; draws a table of numbers as a grid of greys with each number written in its cell (nothing for zero)."""
    import seaborn

    shown = np.where(counts.to_numpy() > 0, (counts if text is None else text).to_numpy().astype(str), "")
    seaborn.heatmap(counts, annot=shown, fmt="", cmap="Greys", vmin=0, cbar=False, ax=axes,
                    vmax=max(float(counts.to_numpy().max()) * 1.6, 1), annot_kws={"fontsize": 7, "color": "black"})
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)
    axes.set_yticklabels(axes.get_yticklabels(), rotation=0)


def shade_stages(axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Returns None; shades campaign, quiet period and vote, from twelve days before `first` to twelve after `last`; few dates below."""
    lexicons, shades = Lexicons(), {"campaign": "0.93", "quiet_period": "0.8", "vote": "0.3"}
    days = pd.date_range(first - pd.Timedelta(days=12), last + pd.Timedelta(days=12))
    for stage, run in groupby(days, key=lambda d: election_time(d.date().isoformat(), lexicons)[0]):
        run = list(run)
        if stage in shades:
            axes.axvspan(run[0], run[-1] + pd.Timedelta(days=1), color=shades[stage], lw=0)
            if stage != "quiet_period":  # three days wide: the caption names it
                axes.annotate(stage, (run[0], 1), xycoords=("data", "axes fraction"), fontsize=6.5, color="0.3", va="bottom")
    axes.set_xlim(days[0], days[-1])
    few = AutoDateLocator(minticks=2, maxticks=7)  # more would run into each other
    axes.xaxis.set_major_locator(few)
    axes.xaxis.set_major_formatter(
        ConciseDateFormatter(few, formats=_DAYS, zero_formats=["", "%Y", *_DAYS[2:]], offset_formats=["", *["%Y"] * 5]))


def stacked_bars(axes, shares: pd.DataFrame, kinds: list[str], colours: dict[str, str]) -> None:
    """Returns None; one horizontal bar a row of `shares`, its parts the columns named in `kinds`, with a legend above."""
    left = np.zeros(len(shares))
    for kind in kinds:
        axes.barh(shares.index, shares[kind], left=left, color=colours[kind], label=kind, height=0.8, edgecolor="white", linewidth=0.3)
        left += shares[kind].to_numpy()
    axes.set(xlim=(0, max(1, left.max())), ylim=(-0.6, len(shares) - 0.4))
    axes.tick_params(axis="y", labelsize=6.5)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=min(len(kinds), 7), handlelength=1, columnspacing=1)


def bars_with_counts(axes, wide: pd.DataFrame, colours: dict[str, str]) -> None:
    """Returns None; one horizontal bar a row of `wide`, its parts the columns named in `colours`, the total written at its end."""
    left = np.zeros(len(wide))
    names = [str(name).replace("_", " ") for name in wide.index]
    for kind in (k for k in colours if k in wide):
        axes.barh(names, wide[kind], left=left, color=colours[kind], label=kind, height=0.7)
        left += wide[kind].to_numpy()
    for row, total in enumerate(left):
        axes.text(total, row, f" {total:,.0f}", va="center", fontsize=7)
    axes.margins(x=0.12)
    # above the bars: inside, it would lie on them where all classes are about as long
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(colours), handlelength=1, columnspacing=1)


def save_figure(figure: Figure, name: str, folder: str | Path) -> list[Path]:
    """The files written: `name` as PDF, SVG, PNG (300 dpi), CSV (the rows drawn, numbers to five digits) and .md (the caption)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{form}" for form in ("pdf", "svg", "png", "csv", "md")]
    with mpl.rc_context(), plt.style.context(STYLE):
        for path in paths[:3]:
            _replace(path, lambda beside, form=path.suffix[1:]: figure.savefig(beside, format=form, dpi=300, metadata=_METADATA[form]))
    _replace(paths[3], lambda beside: figure.data.to_csv(beside, index=False, float_format="%.5g", lineterminator="\n"))
    _replace(paths[4], lambda beside: beside.write_text(figure.caption + "\n", encoding="utf-8"))
    return paths


def save_counts(tables: Tables, path: Path) -> Path:
    """The file written: how many rows of each table each article has, a row an article; no words of the articles."""
    counts = {name: frame["article_id"].value_counts() for name, frame in tables._asdict().items() if "article_id" in frame}
    path.parent.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(counts).fillna(0).astype(int).rename_axis("article_id").sort_index()
    frame.to_csv(path, lineterminator="\n")
    return path


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    beside = path.with_name(f".{path.name}.part")
    write(beside)
    os.replace(beside, path)
