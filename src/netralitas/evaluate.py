"""How far to trust it: what was found against gold, layer by layer, with intervals, and the errors with their text.

Gold is a folder of TSV files, one a table, with the columns of the tables (no `rule`); a gold row and a found row match where their
spans overlap enough and their labels are equal. Quotes follow the Gender Gap Tracker's protocol (Asr et al. 2021): overlap 0.3 and 0.8.
"""
from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from .compare import share_interval
from .pipeline import Tables
from .records import TABLES


class Layer(NamedTuple):
    """A thing to be scored: rows of `table` (those where `where` holds), matched by span and by the columns of `labels`.

    `whole`: the span is that of the row's sentence, not its own.
    """

    name: str
    table: str
    where: str = ""
    labels: tuple[str, ...] = ()
    whole: bool = False


LAYERS = [
    Layer("boilerplate", "blocks", "kind == 'boilerplate'"),
    Layer("sentences", "sentences"),
    Layer("words", "tokens"),
    Layer("persons", "mentions", "kind == 'person'"),
    Layer("roles", "mentions", "kind == 'role'"),
    Layer("organisations", "mentions", "kind == 'organisation'"),
    Layer("places", "mentions", "kind == 'place'"),
    Layer("dates", "dates", "", ("value",)),
    Layer("citations", "citations", "", ("instrument", "number")),
    Layer("direct quotes", "quotes", "kind == 'direct'"),
    Layer("indirect quotes", "quotes", "kind == 'indirect'"),
    Layer("quotes", "quotes"),
    Layer("quotes and speaker", "quotes", "", ("speaker_id",)),
    Layer("events", "events", "", ("type",)),
    Layer("events and agent", "events", "", ("type", "agent_id")),
    Layer("messages", "messages"),
    Layer("messages and strength", "messages", "", ("strength",)),
    Layer("themes of sentences", "themes", "", ("theme",), whole=True),
    Layer("themes and evidence", "themes", "", ("theme",)),
]
FIELDS = [("mentions", "entity_id"), ("dates", "anchor"), ("quotes", "kind"), ("quotes", "speaker_id"), ("events", "type"),
          ("events", "agent_id"), ("events", "target_id"), ("events", "date"), ("events", "realis"), ("events", "polarity"),
          ("messages", "issuer_id"), ("messages", "addressee_id"), ("messages", "strength")]
_ACTORS = {"mentions": ["entity_id"], "quotes": ["speaker_id"], "events": ["agent_id", "target_id", "place_id"],
           "messages": ["issuer_id", "addressee_id"]}
_SCORES = ["layer", "overlap", "gold", "found", "hits", "precision", "recall", "f1", "low", "high"]
_DETAILS = ["table", "field", "pairs", "right", "share", "low", "high", "given", "given_right", "given_share"]


def read_gold(folder: str | Path) -> dict[str, pd.DataFrame]:
    """The gold tables of a folder by name, as text columns with missing values; raises FileNotFoundError if it has none."""
    found = {name: Path(folder) / f"{name}.tsv" for name in TABLES}
    gold = {name: pd.read_csv(path, sep="\t", dtype="str", quoting=3) for name, path in found.items() if path.is_file()}
    if not gold:
        raise FileNotFoundError(f"{folder}: no gold tables (articles.tsv, quotes.tsv, …)")
    for frame in gold.values():
        for column in {"start", "end"} & set(frame):
            frame[column] = frame[column].astype("int64")
    return gold


def score(gold: dict[str, pd.DataFrame], tables: Tables, overlap: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """One row a layer that the gold has: gold and found rows, hits, precision, recall, F1 and its 95 % interval.

    A pair is a hit if its spans share at least `overlap` of their union (1: the same span) and its labels are equal, actors being compared
    as `with_gold_actors` says; only articles that are in the gold count. The interval is a bootstrap over articles (1,000 draws), missing
    for a single article. Units: shares of 1. It does not correct for chance (see `agreement.py`).
    """
    tables, rows = with_gold_actors(gold, tables), []
    for layer in _scorable(gold):
        counts = _counts(layer, gold, tables, overlap)
        hits, n_gold, n_found = (int(n) for n in counts.sum(axis=0))
        low, high = bootstrap(counts, seed)
        rows.append((layer.name, overlap, n_gold, n_found, hits, _ratio(hits, n_found), _ratio(hits, n_gold), _f1(hits, n_gold, n_found),
                     low, high))
    frame = pd.DataFrame(rows, columns=_SCORES)
    frame.attrs["notes"] = [*tables.articles.attrs.get("notes", []), f"gold for {len(gold_ids(gold))} articles",
                            "intervals: 95 %, 1,000 samples of whole articles"]
    return frame


def _scorable(gold: dict[str, pd.DataFrame]) -> list[Layer]:
    """The layers of which the gold has the table with its labels, and its sentences if they are needed."""
    there = [la for la in LAYERS if la.table in gold and {*la.labels} <= {*gold[la.table]}]
    return [la for la in there if not la.whole or "sentences" in gold and "sentence_id" in gold[la.table]]


def gold_ids(gold: dict[str, pd.DataFrame]) -> list[str]:
    """The ids of the articles that the gold covers: those of its table of articles, or else all that any of its tables names."""
    frames = [gold["articles"]] if "articles" in gold else [frame for frame in gold.values() if "article_id" in frame]
    return sorted({i for frame in frames for i in frame["article_id"]})


def with_gold_actors(gold: dict[str, pd.DataFrame], tables: Tables) -> Tables:
    """The tables with the ids of actors and places renamed to the gold's where both mean the same one.

    Ids that both have stay. Another found id is the gold id beside whose mentions its own stand most often, each id once: a name cut
    short is then no wrong speaker, while two persons taken for one are an error. Without mentions in the gold nothing is renamed.
    """
    if not {"entity_id", "kind"} <= {*gold.get("mentions", ())}:
        return tables
    true, found = gold["mentions"].dropna(subset="entity_id"), tables.mentions.dropna(subset="entity_id")
    shared = Counter((found["entity_id"].iloc[f], true["entity_id"].iloc[t]) for t, f in _beside(true, found, ("kind",), gold_ids(gold)))
    fixed, renamed = {*true["entity_id"]} & {*found["entity_id"]}, {}
    for (ours, theirs), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if not {ours, theirs} & (fixed | {*renamed} | {*renamed.values()}):
            renamed[ours] = theirs
    frames = {name: getattr(tables, name) for name in _ACTORS}
    return tables._replace(**{n: frame.assign(**{c: frame[c].replace(renamed) for c in _ACTORS[n]}) for n, frame in frames.items()})


def _beside(true: pd.DataFrame, found: pd.DataFrame, labels: tuple[str, ...], ids: list[str],
            overlap: float = 0.3) -> list[tuple[int, int]]:
    """Positions (in `true`, in `found`) of the rows that match, article by article."""
    layer = Layer("", "", "", labels)
    ours, theirs = _rows(layer, true, ids), _rows(layer, found, ids)
    return [(ours[i][a][3], theirs[i][b][3]) for i in ids for a, b in matches(ours[i], theirs[i], overlap)]


def details(gold: dict[str, pd.DataFrame], tables: Tables, overlap: float = 0.3) -> pd.DataFrame:
    """Of the rows found in the right place, how many have each field right: a row for each of `FIELDS` that the gold has.

    `pairs` gold rows have a found row beside them (see `score`); in `right` of them the field is the same, or empty in both; `share` has
    a 95 % interval `low`..`high` (Wilson 1927). `given`: the pairs where the gold's field is not empty, and how many of those are right.
    """
    tables, ids, rows = with_gold_actors(gold, tables), gold_ids(gold), []
    for table, field in ((t, f) for t, f in FIELDS if t in gold and f in gold[t]):
        found = getattr(tables, table)
        pairs = _beside(gold[table], found, ("kind",) if table == "mentions" else (), ids, overlap)
        true, ours = (f[field].astype("str").where(f[field].notna(), "").to_numpy(dtype=object) for f in (gold[table], found))
        same = [(bool(true[t]), true[t] == ours[f]) for t, f in pairs]
        right, given = sum(s for _, s in same), [s for g, s in same if g]
        rows.append((table, field, len(same), right, _ratio(right, len(same)), *share_interval(right, len(same)), len(given), sum(given),
                     _ratio(sum(given), len(given))))
    return pd.DataFrame(rows, columns=_DETAILS)


def _counts(layer: Layer, gold: dict[str, pd.DataFrame], tables: Tables, overlap: float) -> np.ndarray:
    """Hits, gold rows and found rows of each article, an article a row."""
    ids = gold_ids(gold)
    true, found = _both(layer, gold, tables, ids)
    return np.array([[len(matches(true[i], found[i], overlap)), len(true[i]), len(found[i])] for i in ids]).reshape(-1, 3)


def _both(layer: Layer, gold: dict[str, pd.DataFrame], tables: Tables, ids: list[str]) -> tuple[dict, dict]:
    """The spans of a layer in the gold and in the tables, article by article."""
    true, found = gold[layer.table], getattr(tables, layer.table)
    if layer.whole:
        true, found = _whole(true, gold["sentences"]), _whole(found, tables.sentences)
    return _rows(layer, true, ids), _rows(layer, found, ids)


def _whole(frame: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The rows with their sentence's span for their own."""
    places = sentences.drop_duplicates("sentence_id").set_index("sentence_id")
    return frame.assign(**{c: frame["sentence_id"].map(places[c]).fillna(frame[c]).astype("int64") for c in ("start", "end")})


def _rows(layer: Layer, frame: pd.DataFrame, ids: list[str]) -> dict[str, list[tuple]]:
    """For each article its spans as (start, end, labels, position in `frame`), by start."""
    at = np.flatnonzero(frame.eval(layer.where)) if layer.where and len(frame) else range(len(frame))
    labels = zip(*(frame[c].astype("str").where(frame[c].notna(), "") for c in layer.labels)) if layer.labels else [()] * len(frame)
    spans = list(zip(frame["article_id"], frame["start"], frame["end"], labels))
    rows: dict[str, list[tuple]] = {i: [] for i in ids}
    for position in at:
        article, start, end, label = spans[position]
        if article in rows:
            rows[article].append((int(start), int(end), tuple(label), int(position)))
    return {i: sorted(spans) for i, spans in rows.items()}


def matches(true: list[tuple], found: list[tuple], overlap: float) -> list[tuple[int, int]]:
    """Pairs of positions (in `true`, in `found`), each used once, those that overlap most first."""
    pairs = [(iou(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(found) if t[0] < f[1] and f[0] < t[1] and t[2] == f[2]]
    used_true, used_found, kept = set(), set(), []
    for shared, i, j in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if shared >= overlap and i not in used_true and j not in used_found:
            used_true.add(i)
            used_found.add(j)
            kept.append((i, j))
    return kept


def iou(a: tuple, b: tuple) -> float:
    """What two spans share, of their union: 0 to 1."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared else 0.0


def errors(gold: dict[str, pd.DataFrame], tables: Tables, layer: str, overlap: float = 0.3) -> pd.DataFrame:
    """What was missed and what was found but is not in the gold, in one layer: article, offsets, labels, the words and the `rule`.

    `layer` is a name in `LAYERS`; another one, or one of which there is no gold, raises ValueError. What was missed has no rule. A row
    whose label alone is wrong is there twice, once as missed and once as not in gold.
    """
    known = {la.name: la for la in _scorable(gold)}
    if layer not in known:
        raise ValueError(f"no gold for a layer {layer!r}; there is gold for {', '.join(known)}")
    chosen = known[layer]
    tables, rows, ids = with_gold_actors(gold, tables), [], gold_ids(gold)
    articles, frames = tables.articles, (gold[chosen.table], getattr(tables, chosen.table))
    texts = dict(zip(articles["article_id"], articles["text"])) if "text" in articles else {}
    true, found = _both(chosen, gold, tables, ids)
    own = [list(zip(f["start"], f["end"], f["rule"] if n and "rule" in f else [None] * len(f))) for n, f in enumerate(frames)]
    for i in ids:
        hit = matches(true[i], found[i], overlap)
        for n, (error, spans) in enumerate((("missed", true[i]), ("not in gold", found[i]))):
            used = {pair[n] for pair in hit}
            for _, _, labels, position in (span for at, span in enumerate(spans) if at not in used):
                start, end, rule = own[n][position]
                rows.append((i, error, int(start), int(end), " ".join(labels), texts.get(i, "")[start:end], rule))
    return pd.DataFrame(rows, columns=["article_id", "error", "start", "end", "labels", "words", "rule"])


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _f1(hits: float, n_gold: float, n_found: float) -> float:
    return _ratio(2 * hits, n_gold + n_found)


def bootstrap(counts: np.ndarray, seed: int, draws: int = 1000) -> tuple[float, float]:
    """The 95 % interval of F1 over samples of articles; a row of `counts` is an article: how many are right, found, in the gold."""
    if len(counts) < 2 or not counts[:, 1:].sum():
        return float("nan"), float("nan")
    picks = np.random.default_rng(seed).integers(0, len(counts), (draws, len(counts)))
    sums = counts[picks].sum(axis=1)
    sums = sums[sums[:, 1:].any(axis=1)]  # a draw of articles where nothing is to be found, and nothing was, has no score
    f1 = 2 * sums[:, 0] / (sums[:, 1] + sums[:, 2])
    return float(np.quantile(f1, 0.025)), float(np.quantile(f1, 0.975))
