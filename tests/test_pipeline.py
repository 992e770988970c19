"""The journey as a whole: the offset law on both corpora, ids that refer, typed columns, same bytes twice, order without effect."""
import random

import pandas as pd
import pytest

from netralitas import Lexicons, TABLES, analyse, annotate, default_corpus, read_articles, read_tables, to_frame, write_tables
from netralitas.pipeline import TablesError, make_tables
from conftest import ROOT

TEACHING = ROOT / "data" / "corpus" / "articles"
SPANS = [(name, "start", "end") for name, record in TABLES.items() if "start" in record._fields]
SPANS += [("quotes", "cue_start", "cue_end"), ("quotes", "speaker_start", "speaker_end"), ("events", "topic_start", "topic_end"),
          ("messages", "cue_start", "cue_end")]


@pytest.fixture(params=["teaching", "reference"])
def tables(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name, start, end", SPANS)
def test_every_span_is_words_of_its_article(tables, name, start, end):
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"]))
    rows = getattr(tables, name).dropna(subset=[start, end])
    # no law is cited in the five real articles
    assert len(rows) or (name == "citations" and "real" in set(tables.articles["provenance"]))
    for row in rows.itertuples():
        a, b = int(getattr(row, start)), int(getattr(row, end))
        words = texts[row.article_id][a:b]
        assert 0 <= a < b <= len(texts[row.article_id]) and words == words.strip()
        if name == "tokens":
            assert words == row.form


def test_blocks_cover_every_non_blank_character_once(tables):
    for article in tables.articles.itertuples():
        seen = [0] * len(article.text)
        for block in tables.blocks[tables.blocks["article_id"] == article.article_id].itertuples():
            for i in range(block.start, block.end):
                seen[i] += 1
        assert all(n == 1 for n, ch in zip(seen, article.text) if not ch.isspace()) and max(seen) == 1


def test_tokens_tile_their_sentences(tables):
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"]))
    tokens = tables.tokens.groupby("sentence_id")
    for s in tables.sentences.itertuples():
        words = tokens.get_group(s.sentence_id)
        assert "".join(words["form"]) == "".join(texts[s.article_id][s.start:s.end].split())


def test_every_id_refers_to_a_row(tables):
    entities, quotes, sentences = set(tables.entities["entity_id"]), set(tables.quotes["quote_id"]), set(tables.sentences["sentence_id"])
    for name, columns in {"mentions": ["entity_id"], "quotes": ["speaker_id"], "events": ["agent_id", "target_id", "place_id"],
                          "messages": ["issuer_id", "addressee_id"]}.items():
        for column in columns:
            assert set(getattr(tables, name)[column].dropna()) <= entities, (name, column)
    assert set(tables.events["quote_id"].dropna()) | set(tables.messages["quote_id"].dropna()) <= quotes
    for name in ("tokens", "mentions", "dates", "events", "messages", "themes", "citations"):
        assert set(getattr(tables, name)["sentence_id"].dropna()) <= sentences, name
    for name in ("blocks", "sentences", "tokens", "mentions", "dates", "citations", "quotes", "events", "messages"):
        ids = getattr(tables, name).iloc[:, 1 if name != "tokens" else 2]
        assert ids.is_unique, name
    assert tables.entities["entity_id"].is_unique


def test_every_column_is_there_and_typed(tables):
    for name, frame in tables._asdict().items():
        empty = to_frame([], name)
        assert frame.dtypes.to_dict() == empty.dtypes.to_dict(), name
        assert frame.attrs["notes"]


def test_values_are_those_of_the_schema(tables):
    assert set(tables.blocks["kind"]) <= {"title", "dateline", "byline", "body", "caption", "boilerplate", "repeat"}
    assert set(tables.mentions["kind"]) <= {"person", "role", "organisation", "place"}
    assert set(tables.entities["actor_class"].dropna()) <= {"oversight", "organiser", "executive", "security", "party_or_candidate",
                                                            "civil_servants", "civil_society", "press", "public"}
    assert set(tables.entities["level"].dropna()) <= {"national", "province", "regency"}
    assert tables.dates["value"].dropna().str.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?").all()
    assert set(tables.dates["anchor"]) <= {"absolute", "publication", "relative"}
    assert set(tables.quotes["kind"]) <= {"direct", "indirect"}
    assert set(tables.events["realis"]) <= {"actual", "planned", "hypothetical"}
    assert set(tables.events["polarity"]) <= {"positive", "negative"}
    assert tables.messages["strength"].between(1, 7).all()
    for name in ("mentions", "dates", "citations", "quotes", "events", "messages", "themes"):
        assert (getattr(tables, name)["rule"].str.len() > 0).all(), name


def test_order_of_articles_has_no_effect(teaching):
    articles = read_articles([TEACHING])
    random.Random(7).shuffle(articles)
    lexicons, layers = Lexicons(), {name: [] for name in TABLES}
    for article in articles:
        for name, records in annotate(article, lexicons).items():
            layers[name] += records
    shuffled = make_tables(layers)
    for name in TABLES:
        key = [c for c in ("article_id", "start", "end") if c in getattr(teaching, name)] or ["entity_id"]
        drop = [c for c in ("duplicate_of", "provenance", "source") if name == "articles"]
        a, b = (getattr(t, name).drop(columns=drop).sort_values(key, kind="stable", ignore_index=True) for t in (teaching, shuffled))
        pd.testing.assert_frame_equal(a, b)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_same_input_gives_the_same_bytes(tmp_path, form):
    runs = [write_tables(analyse(TEACHING), tmp_path / name, form) for name in "ab"]
    assert [p.read_bytes() for p in runs[0]] == [p.read_bytes() for p in runs[1]]


def test_tables_come_back_as_they_were_written(tmp_path, teaching):
    write_tables(teaching, tmp_path)
    back = read_tables(tmp_path)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(teaching, name), getattr(back, name))


def test_a_table_of_another_version_is_refused_with_what_to_do(tmp_path, teaching):
    write_tables(teaching, tmp_path)
    with pytest.raises(TablesError, match="run `netralitas annotate"):
        read_tables(tmp_path / "none")
    teaching.quotes.drop(columns="rule").to_parquet(tmp_path / "quotes.parquet")
    with pytest.raises(TablesError, match="it has no rule"):
        read_tables(tmp_path)


def test_a_place_that_cannot_be_written_is_said(tmp_path, teaching):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TablesError, match="cannot be written"):
        write_tables(teaching, tmp_path / "file")


def test_the_default_corpus_is_the_users_if_there_is_one(tmp_path, monkeypatch):
    monkeypatch.delenv("NETRALITAS_CORPUS", raising=False)
    (tmp_path / "data" / "corpus" / "articles").mkdir(parents=True)
    (tmp_path / "data" / "raw").mkdir()
    (tmp_path / "data" / "raw" / "README.md").write_text("put articles here")
    monkeypatch.chdir(tmp_path)
    assert default_corpus(tmp_path).as_posix() == "data/corpus/articles"
    (tmp_path / "data" / "raw" / "a.txt").write_text("x")
    assert default_corpus().as_posix() == "data/raw"
    monkeypatch.setenv("NETRALITAS_CORPUS", "elsewhere")
    assert default_corpus().as_posix() == "elsewhere"


def test_an_empty_corpus_gives_empty_tables_with_all_columns(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    tables = analyse(tmp_path)
    assert len(tables.articles) == 1 and tables.articles["status"].iloc[0] != "ok"
    for name, frame in tables._replace(articles=tables.articles.iloc[:0])._asdict().items():
        assert frame.empty and list(frame.columns) == list(to_frame([], name).columns)
