"""The gold of the real articles: offsets lie in the texts, ids refer to something, the agreement is what the passes give, no words."""
import csv
import hashlib
import re
from collections import Counter

import build_corpus as corpus
import gold_agreement as agreement
import pytest
from conftest import REAL_GOLD, ROOT

GOLD = ROOT / "data" / "gold" / "reference"
REAL = {name: GOLD.parent / name for name in REAL_GOLD}
FOLDERS = [*REAL.values(), GOLD / "pass_a", GOLD / "pass_b"]
TABLES = ["articles", "blocks", "citations", "dates", "entities", "events", "mentions", "messages", "quotes", "sentences", "themes"]
PARTS = [("start", "end"), ("cue_start", "cue_end"), ("speaker_start", "speaker_end"), ("topic_start", "topic_end")]
ENTITY_COLUMNS = ("entity_id", "speaker_id", "agent_id", "target_id", "place_id", "issuer_id", "addressee_id")
LABELS = {"blocks": "kind", "mentions": "kind", "dates": "anchor", "quotes": "kind", "events": "type realis polarity plover",
          "messages": "strength instrument", "themes": "theme", "entities": "kind actor_class level"}
LETTERS = {"blocks": "b", "sentences": "s", "mentions": "m", "dates": "d", "citations": "c", "quotes": "q", "events": "e", "messages": "n"}


def read(folder, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ALL = {folder.name: {table: read(folder, table) for table in TABLES} for folder in FOLDERS}
DECIDED = ALL["reference"]
real = pytest.mark.parametrize("folder", REAL)


@pytest.fixture(scope="module")
def articles(real_articles):
    """The real articles that have gold, by folder and id, as the library reads them; the offsets of the gold count in their texts."""
    return real_articles | {"pass_a": real_articles["reference"], "pass_b": real_articles["reference"]}


@pytest.fixture(scope="module")
def texts(articles):
    return {folder: {name: article.text for name, article in found.items()} for folder, found in articles.items()}


def test_the_gold_is_of_the_articles_of_the_manifest(shared_data):
    files = {p.stem: hashlib.sha256(p.read_bytes()).hexdigest() for p in (shared_data / "reference").glob("*.txt")}
    assert {a["article_id"]: a["sha256"] for a in DECIDED["articles"]} == files


@real
def test_the_gold_is_of_these_articles(folder, articles):
    assert {a["article_id"]: a["sha256"] for a in ALL[folder]["articles"]} == {i: a.sha256 for i, a in articles[folder].items()}
    assert {a["provenance"] for a in ALL[folder]["articles"]} == {"real"}


@pytest.mark.parametrize("folder", ALL)
def test_every_offset_lies_in_its_text_without_blank_edges(folder, texts):
    for table, rows in ALL[folder].items():
        for row in rows:
            for start, end in PARTS:
                if row.get(start):
                    text, left, right = texts[folder][row["article_id"]], int(row[start]), int(row[end])
                    assert 0 <= left < right <= len(text) and text[left:right] == text[left:right].strip(), (table, row)
                else:
                    assert not row.get(end), (table, row)


@pytest.mark.parametrize("folder", ALL)
def test_blocks_cover_every_visible_character_once(folder, texts):
    for name, text in texts[folder].items():
        covered = [n for b in ALL[folder]["blocks"] if b["article_id"] == name for n in range(int(b["start"]), int(b["end"]))]
        assert [n for n in covered if not text[n].isspace()] == [n for n, c in enumerate(text) if not c.isspace()], name


@pytest.mark.parametrize("folder", ALL)
def test_actors_are_entities_and_entities_are_one_each(folder):
    entities = Counter(e["entity_id"] for e in ALL[folder]["entities"])
    assert max(entities.values()) == 1
    for table, rows in ALL[folder].items():
        for row in rows:
            assert {row[c] for c in ENTITY_COLUMNS if row.get(c)} <= set(entities), (table, row)


@real
@pytest.mark.parametrize("table", LETTERS)
def test_ids_count_from_one_in_order_of_the_text(table, folder):
    column, counted = f"{table.rstrip('s')}_id", Counter()
    spans = [(r["article_id"], int(r["start"]), int(r["end"])) for r in ALL[folder][table]]
    assert spans == sorted(spans)
    for row in ALL[folder][table]:
        counted[row["article_id"]] += 1
        assert row[column] == f"{row['article_id']}:{LETTERS[table]}{counted[row['article_id']]}"


@real
def test_rows_lie_in_the_sentence_block_and_quote_they_name(folder):
    places = {row[f"{t.rstrip('s')}_id"]: (int(row["start"]), int(row["end"])) for t in ("blocks", "sentences", "quotes")
              for row in ALL[folder][t]}
    for table, column in [("sentences", "block_id"), ("mentions", "sentence_id"), ("events", "sentence_id"), ("themes", "sentence_id"),
                          ("messages", "sentence_id"), ("dates", "sentence_id"), ("events", "quote_id"), ("messages", "quote_id")]:
        for row in (r for r in ALL[folder][table] if r[column]):
            start, end = places[row[column]]
            assert row[column].startswith(row["article_id"]) and start <= int(row["start"]) and int(row["end"]) <= end, (table, row)


@real
def test_columns_and_labels_are_those_of_the_teaching_gold(folder):
    for table in TABLES:
        header = (REAL[folder] / f"{table}.tsv").read_text(encoding="utf-8").split("\n")[0].split("\t")
        assert header == [c for c in corpus.COLUMNS[table].split() if c not in ("title", "n_tokens", "genre", "release")], table
    teaching = {table: read(ROOT / "data" / "gold" / "teaching", table) for table in TABLES}
    for table, columns in LABELS.items():
        for column in columns.split():
            assert {r[column] for r in ALL[folder][table]} <= {r[column] for r in teaching[table]}, (table, column)


@real
def test_an_entity_counts_its_mentions(folder):
    rows = ALL[folder]["mentions"]
    mentions = Counter(m["entity_id"] for m in rows)
    articles = {e: len({m["article_id"] for m in rows if m["entity_id"] == e}) for e in mentions}
    for e in ALL[folder]["entities"]:
        assert (int(e["n_mentions"]), int(e["n_articles"])) == (mentions[e["entity_id"]], articles.get(e["entity_id"], 0)), e


def test_what_is_committed_is_what_the_passes_give():
    for path, data in agreement.build().items():
        assert path.read_bytes() == data, f"{path.name}: run tools/gold_agreement.py"


def test_the_agreement_of_a_pass_with_itself_is_full_and_with_less_is_less():
    a = agreement.read(GOLD / "pass_a", "events")
    own = agreement.of_layer("events", a, a)
    assert own[0]["f1_strict"] == own[0]["f1_lenient"] == "1.000" and {r["agreement"] for r in own[1:]} == {"1.000"}
    assert agreement.differences("events", a, a, a) == []
    half = agreement.of_layer("events", a, a.iloc[:len(a) // 2])
    assert half[0]["matched_strict"] == len(a) // 2 and float(half[0]["f1_strict"]) < 0.7
    other = agreement.of_layer("events", a, a.assign(realis="planned"))
    assert next(float(r["agreement"]) for r in other if r.get("field") == "realis") < 0.5


def test_every_difference_was_decided_and_the_rest_left_alone():
    """A row of the gold is A's or B's, but for those that differences.tsv names."""
    named = {(r["layer"], r["article_id"], r["start"]) for r in read(GOLD, "differences")}
    for table in ("blocks", "sentences", "mentions", "dates", "quotes", "events", "messages", "themes"):
        both = [[{c: v for c, v in row.items() if c != "happening_id"} for row in ALL[p][table]] for p in ("pass_a", "pass_b")]
        for row in (r for r in both[0] if r in both[1]):
            assert any(row.items() <= g.items() for g in DECIDED[table]), (table, row)
            assert (table, row["article_id"], row["start"]) not in named


def test_no_gold_file_holds_nine_words_of_an_article(texts):
    runs = {run for found in texts.values() for text in found.values() for run in _runs(text)}
    files = [p for p in sorted((ROOT / "data" / "gold").rglob("*")) if p.is_file()]
    assert len(files) > 30
    for path in files:
        assert not runs & set(_runs(path.read_text(encoding="utf-8"))), path


def _runs(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[n:n + 9]) for n in range(len(words) - 8)]


def test_the_readme_gives_the_numbers():
    readme = (GOLD.parent / "README.md").read_text(encoding="utf-8")
    for count, what in [("articles", "articles"), ("sentences", "sentences"), ("mentions", "mentions"), ("quotes", "quotations"),
                        ("events", "events"), ("messages", "messages"), ("themes", "themes")]:
        assert f"{len(DECIDED[count])} {what}" in readme, what
