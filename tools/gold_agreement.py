"""How far the two blind passes over the reference articles agree, and what became of each difference.

    python tools/gold_agreement.py            writes agreement.tsv and differences.tsv in data/gold/reference
    python tools/gold_agreement.py --check    exit status 1 if what is committed differs from what the passes give

agreement.tsv has two kinds of rows. Without a `field`: the rows of each pass in a layer, how many of them have a row of the other pass in
the same place (strict: the same span; lenient: at least 0.3 of the union), and the F1 of pass A against pass B. With a `field`: of the rows
that are in the same place (lenient), how many have the same label, the share, and Cohen's kappa, which is left empty where only one label
occurs. Labels that are not categories (ids, dates, places in the text) have no kappa. `themes of sentences` compares (sentence, theme)
decisions; its kappa counts sentences without any theme as agreement.
differences.tsv has a row for each difference: what A and B have, and what the adjudicated table has. Words of the articles are in neither.
Which rows tell of one happening (`happening_id`) is not compared.
The tool reads the passes and the adjudicated tables only: neither the texts nor anything that the library finds.
"""
from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from netralitas.agreement import cohen_kappa, reliability
from netralitas.evaluate import matches

GOLD = Path(__file__).parent.parent / "data" / "gold" / "reference"
STRICT, LENIENT = 1.0, 0.3
# the fields of each table that are compared; those of `KAPPA` are categories
FIELDS = {
    "articles": ["outlet", "byline", "dateline", "published"],
    "entities": ["kind", "name", "actor_class", "level"],
    "blocks": ["kind"],
    "sentences": [],
    "mentions": ["kind", "entity_id"],
    "dates": ["value", "anchor", "weekday_ok"],
    "citations": ["instrument", "number", "year"],
    "quotes": ["kind", "cue", "speaker_id", "speaker"],
    "events": ["type", "agent_id", "target_id", "place_id", "topic", "date", "realis", "polarity"],
    "messages": ["issuer_id", "addressee_id", "cue", "strength", "instrument"],
    "themes": ["theme"],
}
KAPPA = {"kind", "actor_class", "level", "anchor", "type", "realis", "polarity", "strength", "instrument", "theme"}
COLUMNS = ["layer", "field", "rows_a", "rows_b", "matched_strict", "f1_strict", "matched_lenient", "f1_lenient", "same", "agreement",
           "kappa"]
DIFFERENCES = ["layer", "article_id", "entity_id", "start", "end", "field", "a", "b", "gold"]


def read(folder: Path, table: str) -> pd.DataFrame:
    """A table of a pass as text, with pairs of offsets as one field (`cue_start`, `cue_end`: `cue` = "12-20")."""
    frame = pd.read_csv(folder / f"{table}.tsv", sep="\t", dtype="str", quoting=3, keep_default_na=False)
    for name in (c[:-6] for c in list(frame) if c.endswith("_start")):
        frame[name] = [f"{a}-{b}" if a else "" for a, b in zip(frame[f"{name}_start"], frame[f"{name}_end"])]
    return frame


def pairs(table: str, a: pd.DataFrame, b: pd.DataFrame, overlap: float) -> list[tuple[int, int]]:
    """Positions (in a, in b) of the rows in the same place; articles and entities have ids for places."""
    if table in ("articles", "entities"):
        key = "article_id" if table == "articles" else "entity_id"
        at = {value: n for n, value in enumerate(b[key])}
        return [(n, at[value]) for n, value in enumerate(a[key]) if value in at]
    found = []
    for article in sorted({*a["article_id"], *b["article_id"]}):
        ours, theirs = (_spans(frame, article, "theme" if table == "themes" else None) for frame in (a, b))
        found += [(ours[m][3], theirs[n][3]) for m, n in matches(ours, theirs, overlap)]
    return sorted(found)


def _spans(frame: pd.DataFrame, article: str, label: str | None) -> list[tuple]:
    """(start, end, labels, position) of an article's rows. A theme is matched by its name: one stretch may carry two."""
    return [(int(frame["start"].iloc[n]), int(frame["end"].iloc[n]), (frame[label].iloc[n],) if label else (), n)
            for n in range(len(frame)) if frame["article_id"].iloc[n] == article]


def of_layer(table: str, a: pd.DataFrame, b: pd.DataFrame) -> list[dict]:
    """The rows of agreement.tsv for one table."""
    strict, lenient = (pairs(table, a, b, overlap) for overlap in (STRICT, LENIENT))
    rows = [{"layer": table, "rows_a": len(a), "rows_b": len(b), "matched_strict": len(strict), "f1_strict": _f1(strict, a, b),
             "matched_lenient": len(lenient), "f1_lenient": _f1(lenient, a, b)}]
    for field in FIELDS[table] if lenient and table != "themes" else []:
        one, other = [a[field].iloc[m] for m, _ in lenient], [b[field].iloc[n] for _, n in lenient]
        same, kappa = sum(x == y for x, y in zip(one, other)), _round(cohen_kappa(one, other)) if field in KAPPA else ""
        rows.append({"layer": table, "field": field, "matched_lenient": len(lenient), "same": same,
                     "agreement": _round(same / len(lenient)), "kappa": kappa})
    return rows


def of_themes(a: dict[str, pd.DataFrame], b: dict[str, pd.DataFrame]) -> list[dict]:
    """One row: the agreement of the two passes on which theme is in which sentence."""
    codings = {name: _coded(tables["themes"], tables["sentences"]) for name, tables in (("A", a), ("B", b))}
    units = a["sentences"].assign(sentence_id=a["sentences"]["article_id"] + ":" + a["sentences"]["start"])
    row = reliability(codings, units, runs=0).set_index("theme").loc["all"]
    n_a, n_b, both = len(codings["A"]), len(codings["B"]), int(row["both"])
    f1 = _round(2 * both / (n_a + n_b))
    return [{"layer": "themes of sentences", "rows_a": n_a, "rows_b": n_b, "matched_strict": both, "f1_strict": f1,
             "matched_lenient": both, "f1_lenient": f1},
            {"layer": "themes of sentences", "field": "coded or not", "matched_lenient": int(row["sentences"]),
             "same": round(row["agreement"] * row["sentences"]), "agreement": _round(row["agreement"]), "kappa": _round(row["kappa"])}]


def _coded(themes: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The themes with the sentence (article and start) in which each begins."""
    starts = {i: sorted(int(s) for s in frame["start"]) for i, frame in sentences.groupby("article_id")}
    homes = [f"{i}:{max(s for s in starts[i] if s <= int(start))}" for i, start in zip(themes["article_id"], themes["start"])]
    return pd.DataFrame({"sentence_id": homes, "theme": themes["theme"]}).drop_duplicates()


def differences(table: str, a: pd.DataFrame, b: pd.DataFrame, gold: pd.DataFrame) -> list[dict]:
    """A row for each field in which two rows in the same place differ, and for each row that only one pass has (field `row`)."""
    both = pairs(table, a, b, LENIENT)
    in_gold = [dict(pairs(table, frame, gold, LENIENT)) for frame in (a, b)]
    rows, fields = [], ["span"] * ("start" in a) + FIELDS[table]
    for m, n in both:
        one, other, at = a.iloc[m], b.iloc[n], in_gold[0].get(m, in_gold[1].get(n))
        for field in (f for f in fields if _value(one, f) != _value(other, f)):
            ruled = "left out" if at is None else _value(gold.iloc[at], field)
            rows.append(_place(table, one) | {"field": field, "a": _value(one, field), "b": _value(other, field), "gold": ruled})
    for who, frame, own in (("a", a, 0), ("b", b, 1)):
        for n in sorted({*range(len(frame))} - {pair[own] for pair in both}):
            ruled = "kept" if n in in_gold[own] else "left out"
            rows.append(_place(table, frame.iloc[n]) | {"field": "row", who: _value(frame.iloc[n], "label"), "gold": ruled})
    return sorted(rows, key=lambda r: (r.get("article_id", ""), int(r.get("start", 0)), r.get("entity_id", ""), r["field"], r.get("b", "")))


def _place(table: str, row: pd.Series) -> dict:
    columns = ("entity_id",) if table == "entities" else ("article_id", "start", "end")
    return {"layer": table} | {c: row[c] for c in columns if c in row}


def _value(row: pd.Series, field: str) -> str:
    """What a row has in a field; `span` is its place, `label` the first of id, type, theme and kind that it has, or `row`."""
    if field == "span":
        return f"{row['start']}-{row['end']}"
    if field == "label":
        return next((row[c] for c in ("entity_id", "type", "theme", "kind", "strength") if c in row), "row")
    return row[field]


def _f1(found: list, a: pd.DataFrame, b: pd.DataFrame) -> str:
    return _round(2 * len(found) / (len(a) + len(b))) if len(a) + len(b) else ""


def _round(share: float) -> str:
    return "" if pd.isna(share) else f"{share:.3f}"


def build(gold: Path = GOLD) -> dict[Path, bytes]:
    """The two files and what belongs in them."""
    a, b = ({t: read(gold / folder, t) for t in FIELDS} for folder in ("pass_a", "pass_b"))
    agreement = [row for t in FIELDS for row in of_layer(t, a[t], b[t])] + of_themes(a, b)
    differing = [row for t in FIELDS for row in differences(t, a[t], b[t], read(gold, t))]
    return {gold / "agreement.tsv": _tsv(agreement, COLUMNS), gold / "differences.tsv": _tsv(differing, DIFFERENCES)}


def _tsv(rows: list[dict], columns: list[str]) -> bytes:
    lines = ["\t".join(columns), *("\t".join(str(row.get(c, "")) for c in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def main() -> int:
    files = build()
    if "--check" in sys.argv:
        return int(any(not path.is_file() or path.read_bytes() != data for path, data in files.items()))
    for path, data in files.items():
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
