"""The invented articles from their marked sources: raw articles in data/<set>/articles, stand-off gold in data/gold.

    python tools/build_corpus.py            writes all sets: teaching (data/corpus), and data/paragraphs, regional, appeals, idioms
    python tools/build_corpus.py teaching   only the set named
    python tools/build_corpus.py --check    exit status 1 if what is committed differs from what the sources give

An article is written once, in data/<set>/marked/<article_id>.txt, with the annotation inside the text. This tool takes the marks out,
counts the offsets and lays the tables out. It knows nothing of the library's finders: what is not marked is not in the gold.

Header: lines `%% key: value` up to the first blank line. Keys: outlet, title, byline, dateline, published, url, genre, effect;
`file` (the raw file's name; a .csv gets a row an article, a .html a page), `encoding`, `newline` (crlf), `duplicate_of`, `release`.

Marks in the text:
    <b title>             a new block starts here, up to the line's end or the next <b>; a line without it is `body`
    <br>                  a line end inside a block
    <s>                   a sentence ends here (the end of a block ends one anyway)
    ujar·nya              a clitic begins at ·
    Drs.~                 the full stop belongs to the word
    daerah.¦Hal           two words that the text writes without a space
    {ASN}                 a mention whose words are an alias in cast.tsv
    {sari|Wulandari}      a mention of the actor with that key
    {role sari|Ketua X}   her office; with the key of a `filler` in cast.tsv, an office that nobody bears in the article
    {pron sari|ia}        a pronoun that can be a speaker (not a row of `mentions`)
    <date 2024-07-31 anchor=publication weekday=wrong>...</>     anchor is `absolute` unless it is said
    <cite UU 20 2023>...</>                                       instrument, number, year; - is empty
    <cue 1>ujar·nya</>                                            the words that carry a quotation or the force of a message
    <q 1 sari>...</>  <q 1 sari indirect>...</>                   the words quoted; 1 is their cue, 0 none; the speaker's key or -
    <t 1>...</>                                                   a topic
    <e TYPE agent=KEY target=KEY place=KEY topic=1 date=ISO realis=planned polarity=negative same=a>trigger</>
    <msg 5 issuer=KEY to=KEY cue=a via=circular>clause</>         strength, then who tells whom; it starts at its cue if that is earlier
    <th law>...</>                                                evidence of a theme (its name or the beginning of it)
`</>` closes what was opened last, `</q>` what was opened last as <q>: so layers may cross.
"""
from __future__ import annotations

import csv
import datetime
import hashlib
import html
import io
import re
import sys
import unicodedata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "data" / "gold"  # a folder a set, by its name
KEPT = {"first_score.tsv", "first_fields.tsv"}  # they lie beside the gold, and nothing makes them again
SETS = {"teaching": ROOT / "data" / "corpus"} | {name: ROOT / "data" / name for name in ("paragraphs", "regional", "appeals", "idioms")}
COLUMNS = {
    "articles": "article_id source sha256 outlet title byline dateline published url language n_chars n_sentences n_tokens duplicate_of "
                "provenance status genre release",
    "blocks": "article_id block_id start end kind",
    "sentences": "article_id sentence_id block_id start end",
    "tokens": "article_id sentence_id token_id start end form",
    "mentions": "article_id mention_id sentence_id start end kind entity_id",
    "entities": "entity_id kind name titles role organisation actor_class level aliases n_mentions n_articles",
    "dates": "article_id date_id sentence_id start end value anchor weekday_ok",
    "citations": "article_id citation_id sentence_id start end instrument number year",
    "quotes": "article_id quote_id kind start end cue_start cue_end speaker_id speaker_start speaker_end",
    "events": "article_id event_id sentence_id type start end agent_id target_id place_id topic_start topic_end date realis polarity "
              "quote_id plover happening_id",
    "messages": "article_id message_id sentence_id start end issuer_id addressee_id cue_start cue_end strength instrument quote_id "
                "days_to_vote stage",
    "themes": "article_id sentence_id theme start end",
}
THEMES = ["professionalism", "law_and_sanction", "security_order", "synergy_coordination", "integrity_commitment", "surveillance_reporting",
          "electoral_integrity", "conflict_risk", "state_resources", "public_service", "participation"]
PLOVER = {
    "MEETING": "CONSULT", "OUTREACH": "CONSULT", "APPEAL": "REQUEST", "DIRECTIVE": "REQUEST", "ISSUANCE": "REQUEST", "PLEDGE": "AGREE",
    "MONITORING": None, "REPORT": "ACCUSE", "SANCTION": "SANCTION", "VIOLATION": None, "INQUIRY": "INVESTIGATE",
    "RECOMMENDATION": "REQUEST", "DENIAL": "REJECT", "FORMATION": "MOBILIZE", "ELECTION_STAGE": None,
}
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_MARK = re.compile(r"<(/?)([a-z]*)([^<>\n]*)>|\{(?:(role|pron) )?(?:([a-z0-9_]+)\|)?|[}·~¦\n]")
_OPENING, _CLOSING = "\"“‘'([", "\"”’'.,;:!?)]…"
_SLASH = re.compile(r"(?<=\w{2})/(?=[^\W\d]{2})")


class MarkError(ValueError):
    """A marked source that cannot be built: the message gives the article and the words."""


class Span(NamedTuple):
    """What a mark says of text[start:end]: its name, its words in order, its key=value pairs."""

    name: str
    start: int
    end: int
    args: tuple[str, ...] = ()
    pairs: dict[str, str] = {}


class Source(NamedTuple):
    """A marked article taken apart: the header, the plain text, the spans, and the places of the points (`b`, `s`, `·`, `~`, `¦`)."""

    article_id: str
    header: dict[str, str]
    text: str
    spans: list[Span]
    points: dict[str, dict[int, str]]


def read_cast(name: str) -> dict[str, dict[str, str]]:
    """The actors and places of a set by key, each with its columns and `entity_id`."""
    rows = _read_tsv(SETS[name] / "cast.tsv")
    for row in rows:
        kind = "organisation" if row["kind"] == "filler" else row["kind"]
        row["entity_id"] = f"{kind}:{slug(row['name'])}"
    return {row["key"]: row for row in rows}


def slug(name: str) -> str:
    """The name in lower case, words joined by hyphens, nothing but letters and digits: `I Made Rentin` gives `i-made-rentin`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def read_source(path: Path) -> Source:
    """The marked article of a file; raises MarkError for a mark that is not closed, or closed twice."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    header = dict(line[2:].strip().split(": ", 1) for line in head.splitlines())
    text, spans, points = take_apart(body.rstrip("\n"), path.stem)
    return Source(path.stem, header, text, spans, points)


def take_apart(body: str, name: str) -> tuple[str, list[Span], dict[str, dict[int, str]]]:
    """The text without its marks, the spans and the points of the marks; raises MarkError."""
    out, at, position = [], 0, 0
    stack: list[Span] = []
    spans: list[Span] = []
    points: dict[str, dict[int, str]] = {p: {} for p in ("b", "s", "br", "line", "·", "~", "¦")}
    for m in _MARK.finditer(body):
        out.append(body[position:m.start()])
        at += m.start() - position
        position = m.end()
        mark, closing, tag, rest = m.group(), m.group(1), m.group(2), m.group(3) or ""
        if mark == "\n" or tag == "br":
            points["br" if tag else "line"][at] = ""
            out.append("\n")
            at += 1
        elif mark in ("·", "~", "¦"):
            points[mark][at] = ""
        elif mark == "}" or closing:
            spans.append(_close(stack, "mention" if mark == "}" else tag, at, name, body[max(0, m.start() - 60):m.end()]))
        elif mark[0] == "{":
            stack.append(Span("mention", at, at, (m.group(4) or "", m.group(5) or "")))
        elif tag in ("b", "s"):
            points[tag][at] = rest.strip()
        else:
            words = rest.split()
            pairs = dict(w.split("=", 1) for w in words if "=" in w)
            stack.append(Span(tag, at, at, tuple(w for w in words if "=" not in w), pairs))
    if stack:
        raise MarkError(f"{name}: not closed: {stack}")
    return "".join(out) + body[position:], sorted(spans, key=lambda s: (s.start, -s.end)), points


def _close(stack: list[Span], tag: str, at: int, name: str, near: str) -> Span:
    for n in range(len(stack) - 1, -1, -1):
        if not tag and stack[n].name != "mention" or stack[n].name == tag:
            return stack.pop(n)._replace(end=at)
    raise MarkError(f"{name}: nothing open as {tag!r} near {near!r}")


def build_article(source: Source, cast: dict, calendar: list[dict]) -> dict[str, list[dict]]:
    """The gold rows of one article by table, without `entities`."""
    rows: dict[str, list[dict]] = {}
    rows["blocks"] = blocks = _blocks(source)
    rows["sentences"] = sentences = _sentences(source, blocks)
    rows["tokens"] = [t for s in sentences for t in _tokens(source, s)]
    named = [_named(source, span, cast) for span in source.spans if span.name == "mention"]
    rows["mentions"] = _numbered(source, "m", [_mention(n) for n in named if n["mark"] != "pron"], sentences)
    rows["dates"] = _numbered(source, "d", [_date(source, s) for s in _of(source, "date")], sentences)
    rows["citations"] = _numbered(source, "c", [_citation(s) for s in _of(source, "cite")], sentences)
    rows["quotes"] = _numbered(source, "q", [_quote(source, s, cast, named, sentences) for s in _of(source, "q")], sentences)
    rows["events"] = _events(source, cast, rows["quotes"], sentences)
    found = [_message(source, s, cast, rows["quotes"], calendar) for s in _of(source, "msg")]
    rows["messages"] = _numbered(source, "n", found, sentences)
    rows["themes"] = [_theme(source, s, sentences) for s in _of(source, "th")]
    rows["articles"] = [_article(source, rows)]
    return rows


def _of(source: Source, name: str) -> list[Span]:
    return [span for span in source.spans if span.name == name]


def _blocks(source: Source) -> list[dict]:
    """One block a line, or from one <b> to the next; what is between them is white space."""
    text, kinds = source.text, source.points["b"]
    rows, start = [], 0
    for end in sorted({*source.points["line"], *kinds, len(text)}):
        left, right = _trimmed(text, start, end)
        if left < right:
            rows.append({"article_id": source.article_id, "block_id": f"{source.article_id}:b{len(rows) + 1}", "start": left,
                         "end": right, "kind": kinds.get(start) or "body"})
        start = end
    return rows


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _sentences(source: Source, blocks: list[dict]) -> list[dict]:
    rows: list[dict] = []
    for block in (b for b in blocks if b["kind"] in ("title", "body")):
        cuts = [p for p in source.points["s"] if block["start"] < p < block["end"]]
        for start, end in zip([block["start"], *cuts], [*cuts, block["end"]]):
            left, right = _trimmed(source.text, start, end)
            rows.append({"article_id": source.article_id, "sentence_id": f"{source.article_id}:s{len(rows) + 1}",
                         "block_id": block["block_id"], "start": left, "end": right})
    return rows


def _tokens(source: Source, sentence: dict) -> list[dict]:
    rows = []
    for start, end in _words(source, sentence["start"], sentence["end"]):
        rows.append({"article_id": source.article_id, "sentence_id": sentence["sentence_id"],
                     "token_id": f"{sentence['sentence_id']}.{len(rows) + 1}", "start": start, "end": end, "form": source.text[start:end]})
    return rows


def _words(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    """Words by white space, with punctuation at their edges, and at the marks · and ¦, cut off."""
    words = []
    cuts = {*source.points["·"], *source.points["¦"]}
    for m in re.finditer(r"\S+", source.text[start:end]):
        edges = sorted({start + m.start(), start + m.end(), *(c for c in cuts if start + m.start() < c < start + m.end())})
        for left, right in zip(edges, edges[1:]):
            words += _edges_off(source, left, right)
    return words


def _edges_off(source: Source, start: int, end: int) -> list[tuple[int, int]]:
    text, before, after = source.text, [], []
    while end - start > 1 and text[start] in _OPENING:
        before.append((start, start + 1))
        start += 1
    while end - start > 1 and text[end - 1] in _CLOSING and end not in source.points["~"]:
        width = 3 if text[start:end].endswith("...") and end - start > 3 else 1
        after.insert(0, (end - width, end))
        end -= width
    for m in _SLASH.finditer(text[start:end]):
        before += [(before[-1][1] if before and before[-1][1] > start else start, start + m.start()), (start + m.start(), start + m.end())]
    return [*before, (max([start, *(b[1] for b in before)]), end), *after]


def _numbered(source: Source, letter: str, rows: list[dict], sentences: list[dict]) -> list[dict]:
    """The rows with article, id and sentence; raises MarkError for one that lies outside the sentences or has blank edges."""
    column = {"m": "mention_id", "d": "date_id", "c": "citation_id", "q": "quote_id", "e": "event_id", "n": "message_id"}[letter]
    for number, row in enumerate(sorted(rows, key=lambda r: (r["start"], r["end"])), 1):
        row |= {"article_id": source.article_id, column: f"{source.article_id}:{letter}{number}",
                "sentence_id": _sentence_of(source, row["start"], row["end"], sentences, letter == "d")}
    return sorted(rows, key=lambda r: (r["start"], r["end"]))


def _sentence_of(source: Source, start: int, end: int, sentences: list[dict], may_be_none: bool = False) -> str | None:
    words = source.text[start:end]
    for s in sentences:
        if s["start"] <= start < s["end"] and words and words == words.strip():
            return s["sentence_id"]
    if may_be_none and words == words.strip():  # the date on a byline is of no sentence
        return None
    raise MarkError(f"{source.article_id}: outside the sentences, empty or with blank edges: {words!r}")


def _named(source: Source, span: Span, cast: dict) -> dict:
    """A mention mark with its actor looked up by key, or by its words."""
    words = source.text[span.start:span.end]
    mark, key = span.args
    if not key:
        keys = [k for k, row in cast.items() if words.lower() in (a.lower() for a in [row["name"], *row["aliases"].split("; ")])]
        if len(keys) != 1:
            raise MarkError(f"{source.article_id}: {words!r} is an alias of {keys or 'nobody'}")
        key = keys[0]
    if key not in cast:
        raise MarkError(f"{source.article_id}: no {key!r} in cast.tsv")
    return {"mark": mark, "key": key, "row": cast[key], "start": span.start, "end": span.end}


def _mention(named: dict) -> dict:
    row, is_role = named["row"], named["mark"] == "role"
    entity = None if row["kind"] == "filler" else row["entity_id"]
    return {"start": named["start"], "end": named["end"], "kind": "role" if is_role else row["kind"], "entity_id": entity}


def _date(source: Source, span: Span) -> dict:
    value = span.args[0]
    words = re.findall(r"\w+", source.text[span.start:span.end].lower().replace("jum’at", "jumat"))
    day = next((w for w in words if w in WEEKDAYS), None)
    ok = None if day is None else WEEKDAYS.index(day) == datetime.date.fromisoformat(value).weekday()
    if (ok is False) != (span.pairs.get("weekday") == "wrong"):
        raise MarkError(f"{source.article_id}: {source.text[span.start:span.end]!r}: the weekday is not as the mark says")
    return {"start": span.start, "end": span.end, "value": value, "anchor": span.pairs.get("anchor", "absolute"), "weekday_ok": ok}


def _citation(span: Span) -> dict:
    instrument, number, year = (None if a == "-" else a for a in span.args)
    return {"start": span.start, "end": span.end, "instrument": instrument, "number": number, "year": year}


def _cue(source: Source, name: str | None) -> tuple[int | None, int | None]:
    found = [s for s in _of(source, "cue") if s.args == (name,)]
    if name not in (None, "0") and len(found) != 1:
        raise MarkError(f"{source.article_id}: {len(found)} cues are called {name!r}")
    return (found[0].start, found[0].end) if found else (None, None)


def _id(source: Source, cast: dict, key: str | None) -> str | None:
    if key in (None, "-"):
        return None
    if key not in cast:
        raise MarkError(f"{source.article_id}: no {key!r} in cast.tsv")
    return cast[key]["entity_id"]


def _quote(source: Source, span: Span, cast: dict, named: list[dict], sentences: list[dict]) -> dict:
    cue, key = span.args[:2]
    cue_start, cue_end = _cue(source, cue)
    near = span.start if cue_start is None else cue_start
    at = None if key == "-" else _clitic(source, cue_start, cue_end) or _speaker_at(named, key, near, sentences, span)
    return {"kind": span.args[2] if len(span.args) > 2 else "direct", "start": span.start, "end": span.end, "cue_start": cue_start,
            "cue_end": cue_end, "speaker_id": _id(source, cast, key), "speaker_start": at and at["start"], "speaker_end": at and at["end"]}


def _clitic(source: Source, cue_start: int | None, cue_end: int | None) -> dict | None:
    """The -nya of a cue (`ujarnya`), which stands for the speaker."""
    at = next((p for p in source.points["·"] if cue_start is not None and cue_start < p < cue_end), None)
    return None if at is None else {"start": at, "end": cue_end}


def _speaker_at(named: list[dict], key: str, cue: int, sentences: list[dict], quote: Span) -> dict | None:
    """The speaker's mention nearest the cue: in its sentence (name before pronoun before office), else the last one before it."""
    home = next((s for s in sentences if s["start"] <= cue < s["end"]), None)
    mine = [n for n in named if n["key"] == key and not quote.start <= n["start"] < quote.end]
    here = [n for n in mine if home and home["start"] <= n["start"] < home["end"]]
    rank = {"": 0, "pron": 1, "role": 2}
    if here:
        return min(here, key=lambda n: (rank[n["mark"]], abs(n["start"] - cue)))
    return max((n for n in mine if n["start"] < cue), key=lambda n: n["start"], default=None)


def _quote_of(quotes: list[dict], start: int, end: int) -> str | None:
    around = [q for q in quotes if q["start"] <= start and end <= q["end"]]
    return min(around, key=lambda q: q["end"] - q["start"])["quote_id"] if around else None


def _events(source: Source, cast: dict, quotes: list[dict], sentences: list[dict]) -> list[dict]:
    rows = _numbered(source, "e", [_event(source, s, cast, quotes) for s in _of(source, "e")], sentences)
    seen: dict[str, str] = {}
    for row in rows:
        happening = row.pop("same") or row["event_id"]
        row["happening_id"] = seen.setdefault(happening, f"{source.article_id}:h{len(seen) + 1}")
    return rows


def _event(source: Source, span: Span, cast: dict, quotes: list[dict]) -> dict:
    kind, pairs = span.args[0], span.pairs
    if kind not in PLOVER or set(pairs) - {"agent", "target", "place", "topic", "date", "realis", "polarity", "same"}:
        raise MarkError(f"{source.article_id}: event {span}")
    topics = [s for s in _of(source, "t") if s.args == (pairs.get("topic"),)]
    if "topic" in pairs and len(topics) != 1:
        raise MarkError(f"{source.article_id}: {len(topics)} topics are called {pairs['topic']}")
    topic = (topics[0].start, topics[0].end) if topics else (None, None)
    return {"type": kind, "start": span.start, "end": span.end, "agent_id": _id(source, cast, pairs.get("agent")),
            "target_id": _id(source, cast, pairs.get("target")), "place_id": _id(source, cast, pairs.get("place")),
            "topic_start": topic[0], "topic_end": topic[1], "date": pairs.get("date"), "realis": pairs.get("realis", "actual"),
            "polarity": pairs.get("polarity", "positive"), "quote_id": _quote_of(quotes, span.start, span.end),
            "plover": PLOVER[kind], "same": pairs.get("same")}


def _message(source: Source, span: Span, cast: dict, quotes: list[dict], calendar: list[dict]) -> dict:
    pairs = span.pairs
    cue_start, cue_end = _cue(source, pairs.get("cue"))
    stage, days = election_time(source.header["published"], calendar)
    start = span.start if cue_start is None else min(span.start, cue_start)
    return {"start": start, "end": span.end, "issuer_id": _id(source, cast, pairs.get("issuer")),
            "addressee_id": _id(source, cast, pairs.get("to")), "cue_start": cue_start, "cue_end": cue_end, "strength": int(span.args[0]),
            "instrument": pairs.get("via"), "quote_id": _quote_of(quotes, span.start, span.end), "days_to_vote": days, "stage": stage}


def election_time(day: str, calendar: list[dict]) -> tuple[str, int]:
    """The stage of the election calendar on a day, and the days to that election's vote (negative after it)."""
    row = next(r for r in calendar if r["start"] <= day <= r["end"])
    return row["stage"], (datetime.date.fromisoformat(row["vote"]) - datetime.date.fromisoformat(day)).days


def _theme(source: Source, span: Span, sentences: list[dict]) -> dict:
    names = [t for t in THEMES if t.startswith(span.args[0])]
    if len(names) != 1:
        raise MarkError(f"{source.article_id}: theme {span.args[0]!r} is {names}")
    return {"article_id": source.article_id, "sentence_id": _sentence_of(source, span.start, span.end, sentences), "theme": names[0],
            "start": span.start, "end": span.end}


def _article(source: Source, rows: dict) -> dict:
    head = source.header
    keys = ("outlet", "title", "byline", "dateline", "published", "url", "duplicate_of", "genre", "release")
    return {"article_id": source.article_id, **{k: head.get(k) for k in keys}, "source": head["file"], "language": "id",
            "n_chars": len(source.text), "n_sentences": len(rows["sentences"]), "n_tokens": len(rows["tokens"]),
            "provenance": "synthetic", "status": "ok"}


def raw_files(sources: list[Source]) -> dict[str, bytes]:
    """The raw files by name: what a researcher would have scraped."""
    files: dict[str, bytes] = {}
    tables: dict[str, list[Source]] = {}
    for source in sources:
        name = source.header["file"]
        if name.endswith(".csv"):
            tables.setdefault(name, []).append(source)
        else:
            text = _page(source) if name.endswith(".html") else source.text
            text = text.replace("\n", "\r\n") if source.header.get("newline") == "crlf" else text
            files[name] = text.encode(source.header.get("encoding", "utf-8"))
    return files | {name: _table(rows) for name, rows in tables.items()}


def _table(sources: list[Source]) -> bytes:
    out = io.StringIO()
    rows = [[s.header["title"], s.header["url"], s.header["published"], _cell_text(s)] for s in sources]
    csv.writer(out, lineterminator="\n").writerows([["judul", "tautan", "tanggal", "isi_berita"], *rows])
    return out.getvalue().encode("utf-8")


def _cell_text(source: Source) -> str:
    """The article without its title, which the table has in a column of its own; reading puts the title first, with a blank line."""
    title = source.header["title"] + "\n\n"
    if not source.text.startswith(title):
        raise MarkError(f"{source.article_id}: an article of a table starts with its title and a blank line")
    return source.text[len(title):]


def _page(source: Source) -> str:
    """A web page with one element a line of the article: what a saved page looks like when its menus are gone."""
    kinds = {"title": "h1", "caption": "p"}
    lines, blocks = [], _blocks(source)
    for m in re.finditer(r"[^\n]+", source.text):
        tag = kinds.get(next(b["kind"] for b in blocks if b["start"] >= m.start()), "p")
        lines.append(f"<{tag}>{html.escape(m.group(), quote=False)}</{tag}>")
    head = source.header
    return "\n".join([
        "<!DOCTYPE html>", '<html lang="id">', "<head>", '<meta charset="utf-8">',
        f"<title>{html.escape(head['title'])} - {head['outlet']}</title>",
        f'<meta property="og:site_name" content="{head["outlet"]}">',
        f'<meta property="article:published_time" content="{head["published"]}T08:00:00+08:00">',
        f'<link rel="canonical" href="{head["url"]}">', "</head>", "<body>", "<article>", *lines, "</article>", "</body>", "</html>", ""])


def entities(rows: dict[str, list[dict]], cast: dict) -> list[dict]:
    """The entities that some row refers to, with their counts."""
    used: dict[str, set] = {}
    for table in ("mentions", "quotes", "events", "messages"):
        for row in rows[table]:
            for column, value in row.items():
                if value and column in ("entity_id", "speaker_id", "agent_id", "target_id", "place_id", "issuer_id", "addressee_id"):
                    used.setdefault(value, set()).add(row["article_id"])
    made = {}
    for actor in cast.values():
        if (entity := actor["entity_id"]) in used:
            made[entity] = {**{k: actor[k] or None for k in COLUMNS["entities"].split() if k in actor}, "entity_id": entity,
                            "kind": entity.split(":")[0], "n_mentions": sum(m["entity_id"] == entity for m in rows["mentions"]),
                            "n_articles": len(used[entity])}
    return [made[entity] for entity in sorted(made)]


def build(name: str) -> dict[Path, bytes]:
    """All files that the sources of a set give, by path."""
    cast, calendar = read_cast(name), _read_tsv(SETS[name] / "calendar.tsv")
    sources = [read_source(path) for path in sorted((SETS[name] / "marked").glob("*.txt"))]
    files = raw_files(sources)
    rows: dict[str, list[dict]] = {table: [] for table in COLUMNS}
    for source in sources:
        for table, made in build_article(source, cast, calendar).items():
            rows[table] += made
    for row, source in zip(rows["articles"], sources):
        row["sha256"] = hashlib.sha256(_raw_bytes(source, files)).hexdigest()
    rows["entities"] = entities(rows, cast)
    made = {SETS[name] / "articles" / file: data for file, data in (files | {"SYNTHETIC": _SYNTHETIC}).items()}
    return made | {GOLD / name / f"{table}.tsv": _tsv(columns.split(), rows[table]) for table, columns in COLUMNS.items()}


def _raw_bytes(source: Source, files: dict[str, bytes]) -> bytes:
    """What an article was read from: its file, or its cell of a table."""
    name = source.header["file"]
    return _cell_text(source).encode() if name.endswith(".csv") else files[name]


_SYNTHETIC = (b"The articles in this folder were written for this project. Their people, outlets and regencies are invented (as is the\n"
              b"province Nusa Arunika); institutions and election calendars are real. Nobody said any of it. Licence: LICENSE-DATA.\n")


def _tsv(columns: list[str], rows: list[dict]) -> bytes:
    lines = ["\t".join(columns)] + ["\t".join(_cell(row.get(c)) for c in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _read_tsv(path: Path) -> list[dict[str, str]]:
    lines = [li for li in path.read_text(encoding="utf-8").splitlines() if li and not li.startswith("#")]
    return [dict(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def main(arguments: list[str]) -> int:
    """0 if everything was written, or, with --check, is as it should be; else 1."""
    files = {p: data for name in [a for a in arguments if a != "--check"] or SETS for p, data in build(name).items()}
    folders = {p.parent for p in files if p.parent.is_dir()}
    stray = [p for folder in folders for p in folder.iterdir() if p not in files and p.name not in KEPT]
    wrong = [p for p, data in files.items() if not p.is_file() or p.read_bytes() != data]
    if "--check" in arguments:
        for path in sorted(stray + wrong):
            print(f"differs from its source: {path.relative_to(ROOT)}")
        return 1 if stray or wrong else 0
    for path in stray:
        path.unlink()
    for path in wrong:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    print(f"{len(files)} files, {len(wrong)} written, {len(stray)} removed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
