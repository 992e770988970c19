"""Paper for the figures: a journal's widths, the house style, and saving so that the same input gives the same bytes."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path
from textwrap import shorten

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.cm import ScalarMappable
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from PIL import Image

from .dates import election_time
from .files import safe_cells, write_whole
from .lexicon import Lexicons

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
    """A figure that a notebook shows whatever its backend, the same bytes each time, with its caption as alternative text.

    As HTML, for JupyterLab leaves out the alternative text of an image that comes as a picture file.
    """

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        drawn, packed = BytesIO(), BytesIO()
        lay_out_anew(self)
        self.savefig(drawn, format="png", dpi=self.dpi)
        # 32 colours are enough for a screen and make the notebook a fifth of the size
        Image.open(drawn).convert("RGB").quantize(32).save(packed, "png", optimize=True)
        data, caption = b64encode(packed.getvalue()).decode(), escape(getattr(self, "caption", ""))
        return {"text/html": f'<img alt="{caption}" src="data:image/png;base64,{data}">', "text/plain": repr(self)}


def lay_out_anew(figure: Figure) -> None:
    """Returns None; puts the axes back where they first stood: a layout starts from where they stand, so a second would differ a little."""
    first = vars(figure).setdefault("first_places", {})
    for part in figure.subfigs:
        part.bbox_relative.set_points(first.setdefault(part, part.bbox_relative.get_points().copy()).copy())  # the layout writes into it
    for axes in figure.axes:
        if axes.get_in_layout():
            axes.set_position(first.setdefault(axes, axes.get_position()))
            axes.set_in_layout(True)  # which setting the position by hand ends


def canvas(width: float, height: float, on: plt.Axes | None = None) -> tuple[Figure, plt.Axes]:
    """A figure of the given size in inches, and its axes; not registered with pyplot, so that it is shown once and never leaks.

    With `on`, the axes of a plate, those and their part of the plate instead: the size is then the plate's.
    """
    if on is not None:
        return on.figure, on
    figure = Picture(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def finish(figure: Figure, data: pd.DataFrame, caption: str, notes: list[str]) -> Figure:
    """The figure, with the rows drawn as `figure.data` and what to print below it as `figure.caption`."""
    figure.data = data.reset_index(drop=True)
    figure.caption = (caption + ending(notes)).strip()
    return figure


def ending(notes: list[str]) -> str:
    """The last words of a caption: the notes of the tables, after a space."""
    return f" {'; '.join(notes)}."


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
                # the vote a line higher: a few days after the campaign begins its name would run into it
                axes.annotate(stage, (run[0], 1), (0, 8 if stage == "vote" else 0), xycoords=("data", "axes fraction"),
                              textcoords="offset points", fontsize=6.5, color="0.3", va="bottom")
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


def two_sides(axes, flows: pd.DataFrame, shades: ScalarMappable, last: str) -> None:
    """Returns None; draws bands from left to right, as thick as their `weight` and as dark as their `shade`.

    `flows` has the columns left, right, weight, shade. Names stand at the bars with their totals, the largest on top, `last` below all;
    a number on each band that has room for it.
    """
    total, sides = flows["weight"].sum(), {}
    for side in ("left", "right"):
        sums = flows.groupby(side)["weight"].sum().sort_values(ascending=False, kind="stable")
        sides[side] = sums[sorted(sums.index, key=last.__eq__)]
    unit = (1 - 0.042 * max(map(len, sides.values()))) / total
    tops = {}
    for at, (side, sums) in enumerate(sides.items()):
        tops[side] = (1 - np.arange(len(sums)) * (1 - unit * total) / len(sums) - unit * (sums.cumsum() - sums)).to_dict()
        for name, weight in sums.items():
            axes.bar(at, unit * weight, 0.012, tops[side][name] - unit * weight, color="0.25")
            words = f"{shorten(str(name).replace('_', ' '), 46, placeholder=' …')} ({weight})"
            axes.text(at + (0.02 if at else -0.02), tops[side][name] - unit * weight / 2, words, ha="left" if at else "right", va="center")
    bands = flows.assign(leaves=flows["left"].map(tops["left"]), comes=flows["right"].map(tops["right"]))
    for start, side, other in (("leaves", "left", "comes"), ("comes", "right", "leaves")):  # in the order of the far ends: fewest crossings
        bands = bands.sort_values([side, other], ascending=[True, False], kind="stable")
        bands[f"_{start}"] = bands[start] - unit * (bands.groupby(side)["weight"].cumsum() - bands["weight"])
    step = np.linspace(0.006, 0.994, 60)
    bend = 3 * step**2 - 2 * step**3
    for band in bands.sort_values(["weight", "left", "right"], ascending=[False, True, True]).to_dict("records"):
        upper = band["_leaves"] + (band["_comes"] - band["_leaves"]) * bend
        axes.fill_between(step, upper - unit * band["weight"], upper, facecolor=shades.to_rgba(band["shade"]),
                          edgecolor="white", linewidth=0.4)
        if unit * band["weight"] > 0.021:
            axes.text(0.02, band["_leaves"] - unit * band["weight"] / 2, str(band["weight"]), fontsize=6, va="center_baseline",
                      color="white" if band["shade"] > 4 else "black")
    axes.set(xlim=(-0.35, 1.35), ylim=(-0.01, 1.01))
    axes.axis("off")


def points_with_intervals(axes, rows: pd.DataFrame, names: list[str]) -> None:
    """Returns None; a filled dot and a line for each row's `best` and `low` to `high` at the place of its `name`; hollow: its `machine`."""
    place = rows["name"].map(names.index)
    axes.hlines(place, rows["low"], rows["high"], color=BLUE, lw=1)
    axes.scatter(rows["best"], place, s=8, color=BLUE, linewidth=0, zorder=3)
    axes.scatter(rows["machine"], place, s=20, facecolor="none", edgecolor="0.25", linewidth=0.6, zorder=4)
    axes.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.locator_params(axis="x", nbins=4)


def save_figure(figure: Figure, name: str, folder: str | Path) -> list[Path]:
    """The files written: `name` as PDF, SVG, PNG (300 dpi), CSV (the rows drawn, numbers to five digits) and .md (the caption).

    In the CSV no text is a formula: see `files.safe_cells`.

    The caption is in the pictures too, where a reading aid looks for it: as the title of the SVG and PDF, the description of the PNG.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{form}" for form in ("pdf", "svg", "png", "csv", "md")]
    lay_out_anew(figure)
    with mpl.rc_context(), plt.style.context(STYLE):
        for path, key in zip(paths, ("Title", "Title", "Description")):
            form = path.suffix[1:]
            words = _METADATA[form] | {key: figure.caption}
            write_whole(path, lambda beside, form=form, words=words: figure.savefig(beside, format=form, dpi=300, metadata=words))
    write_whole(paths[3], lambda beside: safe_cells(figure.data).to_csv(beside, index=False, float_format="%.5g", lineterminator="\n"))
    write_whole(paths[4], lambda beside: beside.write_text(figure.caption + "\n", encoding="utf-8"))
    return paths
