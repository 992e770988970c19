"""An article with its layers marked, as one HTML page that asks for nothing from outside; hostile article text stays text."""
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from pandas import isna

from .pipeline import Tables

# layer: what the legend calls it, the columns that a reader is told of
LAYERS = {
    "mentions": ("Actors and places", ["kind", "entity_id", "rule"]),
    "dates": ("Dates", ["value", "anchor", "weekday_ok", "rule"]),
    "citations": ("Laws cited", ["instrument", "number", "year", "rule"]),
    "quotes": ("Quotations", ["kind", "speaker_id", "rule"]),
    "events": ("Events", ["type", "agent_id", "target_id", "place_id", "date", "realis", "polarity", "rule"]),
    "messages": ("Neutrality messages", ["strength", "issuer_id", "addressee_id", "instrument", "stage", "rule"]),
    "themes": ("Themes", ["theme", "rule"]),
    "blocks": ("Not article text", ["kind"]),
}


class Mark(NamedTuple):
    """A stretch to be marked: offsets, the layer, and what a reader is told of it."""

    start: int
    end: int
    layer: str
    says: str


def marks(tables: Tables, article_id: str) -> list[Mark]:
    """Everything found in an article, the longest first at each place; of the blocks only those that are not title or body."""
    found = []
    for layer, (_, columns) in LAYERS.items():
        frame = getattr(tables, layer)
        frame = frame[frame["article_id"] == article_id]
        if layer == "blocks":
            frame = frame[~frame["kind"].isin(["title", "body"])]
        for row in frame.itertuples():
            told = [f"{c}: {' '.join(str(getattr(row, c)).split())}" for c in columns if not isna(getattr(row, c))]
            found.append(Mark(int(row.start), int(row.end), layer, "; ".join([layer.rstrip("s"), *told])))
    return sorted(found, key=lambda m: (m.start, -m.end, m.layer))


def segments(text: str, marked: list[Mark]) -> Iterator[tuple[str, list[Mark]]]:
    """The text in pieces, each with the marks that cover it; together the pieces are the text, also where marks overlap."""
    cuts = sorted({0, len(text), *(m.start for m in marked), *(m.end for m in marked)})
    opened: list[Mark] = []
    waiting = iter([*marked, Mark(len(text) + 1, len(text) + 1, "", "")])
    coming = next(waiting)
    for start, end in pairwise(cuts):
        opened = [m for m in opened if m.end > start]
        while coming.start <= start:
            opened.append(coming)
            coming = next(waiting)
        yield text[start:end], [m for m in opened if m.end > start]


def marked_html(text: str, marked: list[Mark]) -> str:
    """The text as HTML, every piece that is marked in a `<mark>` with its layers as classes and what they say as its title; escaped.

    `data-layers` names the layer of each line of the title. A row is one stop of the tab key, at its first piece: `data-begins` names
    the layers of the rows that begin there.
    """
    parts, position = [], 0
    for piece, over in segments(text, marked):
        parts.append(_mark(piece, over, [m.layer for m in over if m.start == position]) if over else escape(piece))
        position += len(piece)
    return "".join(parts)


def _mark(piece: str, over: list[Mark], begins: list[str]) -> str:
    says = escape("\n".join(m.says for m in over), quote=True)
    stop = f' data-begins="{" ".join(begins)}" tabindex="0"' if begins else ""
    layers = [m.layer for m in over]
    return f'<mark class="{" ".join(sorted({*layers}))}" data-layers="{" ".join(layers)}" title="{says}"{stop}>{escape(piece)}</mark>'


def article_page(tables: Tables, article_id: str) -> str:
    """A whole page for one article: its text with all layers marked, a legend that switches them, and the corpus' notes.

    Hovering or focusing a mark tells its type, roles and rule. Raises KeyError if there is no such article.
    """
    rows = tables.articles[tables.articles["article_id"] == article_id]
    if rows.empty:
        raise KeyError(article_id)
    article = rows.iloc[0]
    found = marks(tables, article_id)
    switches = "".join(
        f'<label class="{layer}"><input type="checkbox" checked data-layer="{layer}"> {name} '
        f'({sum(m.layer == layer for m in found)})</label>' for layer, (name, _) in LAYERS.items())
    about = [str(article[c]) for c in ("outlet", "byline") if not isna(article[c])]
    if not isna(article["published"]):
        about.append(f"{article['published']:%Y-%m-%d}")
    return _PAGE.format(
        language="id", title=escape(_heading(article)), style=_STYLE, switches=switches, about=escape(" · ".join(about)),
        provenance=escape(f"{article['provenance']} article; " + "; ".join(tables.articles.attrs.get("notes", []))),
        text=marked_html(article["text"], found), script=_SCRIPT)


def _heading(article) -> str:
    return article["article_id"] if isna(article["title"]) else str(article["title"])


_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --soft: #666; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181c; --ink: #e8e8e8; --soft: #aaa; } }
body { background: var(--paper); color: var(--ink); font: 17px/1.7 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.3em; line-height: 1.3; } .about, .notes, legend, label, #says { font: 14px/1.5 system-ui, sans-serif; }
.about, .notes { color: var(--soft); } #text { white-space: pre-wrap; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--soft); border-radius: 6px; } label { display: inline-block; margin: 0 1em .2em 0; padding: 0 .3em; }
mark { background: none; color: inherit; } mark:focus { outline: 2px solid currentColor; }
#says { position: sticky; bottom: 0; min-height: 3em; background: var(--paper); border-top: 1px solid var(--soft); white-space: pre-wrap; }
label.mentions, .mentions { border-bottom: 3px solid #0072b2; } label.dates, .dates { border-bottom: 3px dotted #d55e00; }
label.citations, .citations { border-bottom: 3px double #999; } label.quotes, .quotes { background: #56b4e93d; }
label.events, .events { font-weight: bold; } label.messages, .messages { background: #e69f0050; }
label.themes, .themes { text-decoration: underline wavy #009e73; } label.blocks, .blocks { opacity: .55; font-style: italic; }
"""

_SCRIPT = """
const says = document.getElementById("says"), boxes = [...document.querySelectorAll("input[data-layer]")];
const names = words => (words || "").split(" ").filter(Boolean);
const marks = [...document.querySelectorAll("mark")].map(mark =>
  ({mark, lines: mark.title.split("\\n"), layers: names(mark.dataset.layers), begins: names(mark.dataset.begins)}));
function show() {
  const on = new Set(boxes.filter(box => box.checked).map(box => box.dataset.layer));
  for (const {mark, lines, layers, begins} of marks) {
    mark.className = [...new Set(layers.filter(layer => on.has(layer)))].join(" ");
    const told = lines.filter((_, n) => on.has(layers[n]));
    told.length ? mark.title = told.join("\\n") : mark.removeAttribute("title");
    begins.some(layer => on.has(layer)) ? mark.tabIndex = 0 : mark.removeAttribute("tabindex");
  }
}
for (const box of boxes) box.addEventListener("change", show);
for (const {mark} of marks)
  for (const event of ["mouseenter", "focus"]) mark.addEventListener(event, () => { if (mark.title) says.textContent = mark.title; });
show();  // a browser may remember which boxes were off
"""

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>{title}</title><style>{style}</style></head><body>
<h1>{title}</h1><p class="about">{about}</p>
<fieldset><legend>Layers</legend>{switches}</fieldset>
<article id="text">{text}</article>
<p id="says" role="status" aria-live="polite">Point at a marked word, or step to it with the tab key, to see what it is and why.</p>
<p class="notes">{provenance}</p>
<script>{script}</script></body></html>
"""
