"""Articles with their layers marked, and an index that searches them: HTML that asks for nothing from outside; hostile text stays text.

An article's page is `page_name(article_id)`, and every sentence and row of a table is a place on it: `article-x.html#x:s3`,
`article-x.html#x:e4`. `index.html#x:e4` leads there too, so an id in a figure's CSV file leads back to the words; where its rows count,
`index.html#issuer_class=oversight&strength=6` shows what one counts: the columns of `COUNTED`, `#q=word`, `#outlet=`, `#theme=`,
`#speaker=`, `#from=2024-02-01&to=2024-02-14`. `row_address` makes the address of a row of any figure.
"""
from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from pandas import isna

from . import compare
from .files import write_whole
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
# the columns by which the figures count what stands in sentences
COUNTED = ["word", "theme", "stage", "voice", "speech", "issuer_class", "strength", "addressee", "actor_class", "kind", "outlet"]
_FILES = Path(__file__).with_name("page")


class Mark(NamedTuple):
    """A stretch to be marked: offsets, the layer, what a reader is told of it, and the id of the row."""

    start: int
    end: int
    layer: str
    says: str
    id: str = ""


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
            says = "; ".join([layer.rstrip("s"), *told])
            found.append(Mark(int(row.start), int(row.end), layer, says, getattr(row, layer[:-1] + "_id", "")))
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
    the layers of the rows that begin there, an empty `<i>` before it has the row's id. Marks of the layer `sentence` are `<span>`s.
    """
    parts, position = [], 0
    for piece, over in segments(text, marked):
        begins, end = [m for m in over if m.start == position], position + len(piece)
        parts += [f'<span class="sentence" id="{escape(m.id)}">' for m in begins if m.layer == "sentence"]
        parts.append(_mark(piece, [m for m in over if m.layer != "sentence"], [m for m in begins if m.layer != "sentence"]))
        parts += ["</span>" for m in over if m.layer == "sentence" and m.end == end]
        position = end
    return "".join(parts)


def _mark(piece: str, over: list[Mark], begins: list[Mark]) -> str:
    if not over:
        return escape(piece)
    says = escape("\n".join(m.says for m in over))
    places = "".join(f'<i id="{escape(m.id)}"></i>' for m in begins if m.id)
    stop = f' data-begins="{" ".join(m.layer for m in begins)}" tabindex="0"' if begins else ""
    layers = [m.layer for m in over]
    return (f'{places}<mark class="{" ".join(sorted({*layers}))}" data-layers="{" ".join(layers)}" title="{says}"{stop}>'
            f'{escape(piece)}</mark>')


def page_name(article_id: str) -> str:
    """The file name of an article's page: `article-<id>.html`.

    An id that is not made of small letters, digits, `-` and `_`, up to 100, is spelled so and given a digest: it can neither name another
    folder nor meet another id's page where files that differ in capitals are one.
    """
    if re.fullmatch(r"[a-z0-9_-]{1,100}", article_id):
        return f"article-{article_id}.html"
    digest = sha256(article_id.encode()).hexdigest()[:10]
    return f"article-{re.sub('[^a-z0-9_]+', '-', article_id.lower())[:60].strip('-')}-{digest}.html"


def article_page(tables: Tables, article_id: str, nav: str = "") -> str:
    """A whole page for one article: its text with all layers marked, a legend that switches them, a table of what was found, the notes.

    Hovering or focusing a mark tells its type, roles and rule. `nav` is HTML to stand at the top. Raises KeyError if there is no such
    article.
    """
    rows = tables.articles[tables.articles["article_id"] == article_id]
    if rows.empty:
        raise KeyError(article_id)
    article, found = rows.iloc[0], marks(tables, article_id)
    sentences = tables.sentences[tables.sentences["article_id"] == article_id]
    spans = [Mark(int(s.start), int(s.end), "sentence", "", s.sentence_id) for s in sentences.itertuples()]
    switches = "".join(
        f'<label class="{layer}"><input type="checkbox" checked data-layer="{layer}"> {name} '
        f'({sum(m.layer == layer for m in found)})</label>' for layer, (name, _) in LAYERS.items())
    body = _ARTICLE.format(
        nav=nav, title=escape(_heading(article)), switches=switches, about=escape(_about(article)),
        text=marked_html(article["text"], sorted([*spans, *found], key=lambda m: (m.start, -m.end, m.layer))),
        rows="".join(_row(m, article["text"], spans) for m in found),
        notes=escape(f"{article['provenance']} article; " + "; ".join(tables.articles.attrs.get("notes", []))))
    return html_page(_heading(article), body, "article.js")


def _row(mark: Mark, text: str, spans: list[Mark]) -> str:
    place = quote(mark.id or next((s.id for s in spans if s.start <= mark.start < s.end), ""), safe=":")
    words = escape(" ".join(text[mark.start:mark.end].split())[:90] or "-")
    return (f'<tr data-layer="{mark.layer}"><td>{LAYERS[mark.layer][0]}</td><td lang="id"><a href="#{place}">{words}</a></td>'
            f"<td>{escape(mark.says.partition('; ')[2])}</td></tr>")


def _heading(article) -> str:
    return str(article["article_id"] if isna(article["title"]) else article["title"])


def _about(article) -> str:
    day = [] if isna(article["published"]) else [f"{article['published']:%Y-%m-%d}"]
    return " · ".join([str(article[c]) for c in ("outlet", "byline") if not isna(article[c])] + day + [str(article["article_id"])])


def html_page(title: str, body: str, script: str = "", style: str = "") -> str:
    """A whole page: `body` is HTML, `script` names a file of this package, `style` is added CSS; nothing else is allowed to run or load."""
    return page_start(title, script, style) + body + page_end(script)


def page_start(title: str, script: str = "", style: str = "") -> str:
    """What stands before the body of a page: its policy lets the named script run, and no other, whatever the body holds."""
    digest = b64encode(sha256(_file(script).encode()).digest()).decode() if script else ""
    allowed = f"script-src 'sha256-{digest}'; " if script else ""
    return _START.format(allowed=allowed, title=escape(title), style=_file("style.css") + style)


def page_end(script: str = "") -> str:
    """What stands after the body of a page."""
    return (f"<script>{_file(script)}</script>" if script else "") + "</body></html>\n"


def _file(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


def links(before: tuple[str, str] | None, contents: tuple[str, str], after: tuple[str, str] | None) -> str:
    """A bar of links, each an address and its words: to the page before, to the contents, to the page after."""
    bar = "".join(f'<a href="{escape(to[0])}"{rel}>{escape(sign.format(to[1]))}</a>' for to, rel, sign in (
        (before, ' rel="prev"', "← {}"), (contents, "", "{}"), (after, ' rel="next"', "{} →")) if to)
    return f'<nav aria-label="Pages">{bar}</nav>'


def index_item(name: str, ident: str, title: str, about: str, parts: list[list], outlet: str = "",
               date: str | None = None) -> str:
    """A page's item in an index: a link to the file `name` (no link if that is empty), and what is searched.

    `parts` are [id of a place, its text, its themes, its speakers, what is counted there], the last three may be left out; themes and
    speakers are as they are in the index' choices, the last is a list of {column: value}.
    `date` is ISO, empty if it is not known, None for what has none.
    """
    held = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    words = f'<a href="{escape(name)}">{escape(title)}</a>' if name else escape(title)
    day = "" if date is None else f' data-date="{escape(date)}"'
    return (f'<li data-id="{escape(ident)}" data-outlet="{escape(outlet)}"{day}>{words}'
            f'<span class="about">{escape(about)}</span><script type="application/json">{held}</script></li>\n')


def index_page(title: str, sections: Iterable[tuple[str, Iterable[str]]], choices: dict[str, dict[str, str]],
               notes: str = "") -> Iterator[str]:
    """The parts of a page that lists and searches items (`index_item`) under headings; they can be written one by one as they are made.

    `choices` are the filters: `outlet`, `theme` or `speaker`, each with its values and how they are called; with any, one of dates too.
    """
    fields = "".join(_choice(name, values) for name, values in choices.items()) + (_DATES if choices else "")
    yield page_start(title, "index.js") + _INDEX.format(title=escape(title), notes=escape(notes), fields=fields)
    for heading, items in sections:
        yield f'<section>{f"<h2>{escape(heading)}</h2>" if heading else ""}<ul class="list">\n'
        yield from items
        yield "</ul></section>\n"
    yield "</main>" + page_end("index.js")


def _choice(name: str, values: dict[str, str]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in values.items())
    return f'<label>{name.capitalize()}<select name="{name}"><option value="">any</option>{options}</select></label>'


def write_site(tables: Tables, folder: str | Path) -> Path:
    """Writes a page for each article into `folder`, and an index that searches and filters them; returns the path of the index.

    No more than one page is held at a time.
    """
    path, notes = Path(folder) / "index.html", "; ".join(tables.articles.attrs.get("notes", []))
    path.parent.mkdir(parents=True, exist_ok=True)

    def write(beside: Path) -> None:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(index_page("Articles", [("", site_items(tables, folder, (path.name, "Articles")))], choices_of(tables), notes))

    write_whole(path, write)
    return path


def site_items(tables: Tables, folder: str | Path, contents: tuple[str, str]) -> Iterator[str]:
    """The items of the articles for an index, by date; the page of each is in `folder` when its item is given.

    `contents` is the address of the index, and how the pages call it.

    An article that was set aside has an item that says why, and no page.
    """
    rows = tables.articles.sort_values(["published", "article_id"], kind="stable")
    heads = [(page_name(row.article_id), _heading(row._asdict())) for row in rows.itertuples() if row.status == "ok"]
    around = iter(zip([None, *heads], [*heads[1:], None]))
    places = {name: getattr(tables, name).groupby("article_id").indices for name in ("articles", "sentences", *LAYERS)}
    counted = counted_in_sentences(tables)
    for article in rows.to_dict("records"):
        ident, title = article["article_id"], _heading(article)
        if article["status"] != "ok":
            yield index_item("", ident, title, f"set aside: {article['status']}", [])
            continue
        own = tables._replace(**{name: getattr(tables, name).iloc[found.get(ident, [])] for name, found in places.items()})
        before, after = next(around)
        write_page(Path(folder) / page_name(ident), article_page(own, ident, links(before, contents, after)))
        day = "" if isna(article["published"]) else f"{article['published']:%Y-%m-%d}"
        yield index_item(page_name(ident), ident, title, _about(article), _parts(own, article, counted), _or_empty(article["outlet"]), day)


def counted_in_sentences(tables: Tables) -> dict[str, list[dict[str, str]]]:
    """For each sentence what the figures count there, as {column: value} with their columns: words by voice, messages, actors, themes."""
    classes, tokens = tables.entities.set_index("entity_id")["actor_class"].fillna("not classed"), tables.tokens
    voice, said = compare.voices(tables), tables._replace(quotes=tables.quotes[tables.quotes["kind"] == "direct"])
    direct = (compare.voices(said) != compare.NARRATOR).map({True: "direct", False: "indirect"})
    stage = compare.article_days(tables).set_index("article_id")["stage"].fillna("no stage")
    mentions = tables.mentions.dropna(subset=["entity_id"])
    kind = mentions["entity_id"].str.partition(":")[0]
    rows = [tokens[["sentence_id"]].assign(voice=voice, speech=direct.where(voice != compare.NARRATOR, "narrated")),
            compare.messages_by_class(tables)[["sentence_id", "issuer_class", "strength", "addressee"]],
            mentions[["sentence_id"]].assign(actor_class=mentions["entity_id"].map(classes), kind=kind),
            tables.themes[["sentence_id", "theme"]].assign(voice=compare.voices(tables, tables.themes),
                                                           stage=tables.themes["article_id"].map(stage))]
    found: dict[str, list[dict[str, str]]] = {}
    for frame in rows:
        for sentence, *values in frame.drop_duplicates().astype(str).itertuples(index=False):
            found.setdefault(sentence, []).append(dict(zip(frame.columns[1:], values)))
    return found


def row_address(row: Mapping[str, object]) -> str:
    """The address, `index.html#…`, of what a row of a figure's CSV file counts: the place of its id, or the sentences it was counted in.

    A word is searched for as it is written: a clitic (`nya`) is found nowhere. Raises ValueError for a row that has neither an id nor a
    column of `COUNTED`.
    """
    ids = [row[name] for name in ("event_id", "sentence_id", "article_id", "article_a") if name in row]
    asked = {name: row[name] for name in COUNTED if name in row and (name != "kind" or "actor_class" in row)}
    asked = {name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in asked.items()}
    if not ids and not asked:
        raise ValueError(f"nothing in this row leads to a sentence; its columns are {', '.join(row)}")
    return "index.html#" + (quote(str(ids[0]), safe=":") if ids else urlencode(asked))


def _parts(own: Tables, article: dict, counted: dict[str, list[dict[str, str]]]) -> list[list]:
    """The sentences of one article with their themes, those who speak and what is counted in them; its title too, if not in the text."""
    themes = {s: sorted(set(rows)) for s, rows in own.themes.groupby("sentence_id")["theme"]}
    said = own.quotes.dropna(subset=["speaker_id"])[["start", "end", "speaker_id"]].to_numpy().tolist()
    parts = [[s.sentence_id, article["text"][s.start:s.end], themes.get(s.sentence_id, []),
              sorted({who for start, end, who in said if start < s.end and s.start < end}), counted.get(s.sentence_id, [])]
             for s in own.sentences.itertuples()]
    return parts if _heading(article) in article["text"] else [["", _heading(article)], *parts]


def choices_of(tables: Tables) -> dict[str, dict[str, str]]:
    """The filters of an index of these articles: outlets, themes and speakers, each value with the name it is shown by."""
    names = dict(zip(tables.entities["entity_id"], tables.entities["name"]))
    speakers = {s: str(names.get(s, s)) for s in tables.quotes["speaker_id"].dropna().unique()}
    return {"outlet": {o: o for o in sorted(tables.articles["outlet"].dropna().unique())},
            "theme": {t: t for t in sorted(tables.themes["theme"].unique())},
            "speaker": dict(sorted(speakers.items(), key=lambda pair: (pair[1].lower(), pair[0])))}


def _or_empty(value) -> str:
    return "" if isna(value) else str(value)


def write_page(path: Path, page: str) -> None:
    """Writes a page, whole or not at all, the same bytes on every system."""
    write_whole(path, lambda beside: beside.write_text(page, encoding="utf-8", newline="\n"))


_START = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; {allowed}style-src 'unsafe-inline'; img-src data:; \
base-uri 'none'; form-action 'none'">
<title>{title}</title><style>{style}</style></head><body>
"""

_ARTICLE = """{nav}<header><h1 lang="id">{title}</h1><p class="about">{about}</p></header>
<main><a class="skip" href="#found">Skip the text, to the table of what was found</a>
<fieldset id="layers"><legend>Layers</legend>{switches}</fieldset>
<article id="text" lang="id">{text}</article>
<p id="says" role="status">Point at a marked word, or step to it with the tab key, to see what it is and why.</p>
<details id="found"><summary>What was found, as a table</summary>
<table><thead><tr><th scope="col">Layer</th><th scope="col">Words</th><th scope="col">What it is, and its rule</th></tr></thead>
<tbody>{rows}</tbody></table></details></main>
<footer class="notes"><p>{notes}</p></footer>
"""

_DATES = '<label>From<input type="date" name="from"></label><label>To<input type="date" name="to"></label>'

_INDEX = """<header><h1>{title}</h1><p class="notes">{notes}</p></header>
<main><form role="search"><label class="wide">Words, or the id of an article, a sentence, an event … (x:s3, x:e4)
<input type="search" name="q" autocomplete="off" placeholder='netral "pakta integritas"'></label>
{fields}<button type="reset">Clear</button></form>
<p id="count" role="status"></p><p id="way"></p>
"""
