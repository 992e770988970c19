"""Scores against gold: what counts as a hit, each row once, intervals that hold the estimate, errors with their words, the command."""
import pandas as pd
import pytest

from conftest import REAL_GOLD, ROOT
from netralitas import analyse, analyse_text, evaluate, trust, write_tables
from netralitas.__main__ import main
from netralitas.pipeline import analyse_articles

TEXT = ("Bawaslu Kabupaten Marante menegur Lurah Sukarasa pada Senin, 2 September 2024. Lurah itu membantah. “Saya tetap netral,” kata "
        "Raka Santoso. ASN dilarang ikut kampanye dan wajib netral.")


@pytest.fixture(scope="module")
def small():
    return analyse_text(TEXT)


def as_gold(tables, **changed):
    """The tables themselves as gold, as they would be read from files; `changed` takes the place of some."""
    frames = {name: changed.get(name, frame) for name, frame in tables._asdict().items()}
    return {name: frame.astype({c: "str" for c in frame if c not in ("start", "end")}) for name, frame in frames.items()}


def write_gold(gold, folder):
    folder.mkdir()
    for name, frame in gold.items():
        frame.drop(columns=["rule", "text"], errors="ignore").to_csv(folder / f"{name}.tsv", sep="\t", index=False)


def test_spans_match_by_overlap_and_label_and_once():
    true = [(0, 10, ("a",)), (20, 30, ("b",))]
    found = [(0, 9, ("a",)), (1, 10, ("a",)), (20, 30, ("c",))]
    assert evaluate.matches(true, found, 0.8) == [(0, 0)]
    assert evaluate.matches(true, found, 1.0) == []


@pytest.mark.parametrize("a, b, shared", [((0, 10), (5, 15), 1 / 3), ((0, 10), (10, 20), 0), ((2, 4), (2, 4), 1)])
def test_overlap_is_a_share_of_the_union(a, b, shared):
    assert evaluate.iou(a, b) == pytest.approx(shared)


def test_gold_against_itself_is_perfect_and_against_half_is_half(teaching):
    itself = {"articles": teaching.articles, "dates": teaching.dates, "quotes": teaching.quotes, "mentions": teaching.mentions}
    scores = evaluate.score(itself, teaching)
    assert (scores.dropna()["f1"] == 1).all()
    half = teaching._replace(dates=teaching.dates.iloc[::2])
    row = evaluate.score(itself, half).set_index("layer").loc["dates"]
    assert row["precision"] == 1 and row["recall"] == pytest.approx(len(half.dates) / len(teaching.dates))
    assert row["low"] <= row["f1"] <= row["high"]


def test_errors_give_the_words(teaching):
    gold = {"articles": teaching.articles, "dates": teaching.dates.iloc[1:]}
    rows = evaluate.errors(gold, teaching, "dates")
    first = teaching.dates.iloc[0]
    text = teaching.articles.set_index("article_id").loc[first.article_id, "text"]
    assert rows[["error", "words"]].values.tolist() == [["not in gold", text[first.start:first.end]]]


def test_a_folder_without_gold_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no gold tables"):
        evaluate.read_gold(tmp_path)


def test_a_layer_without_gold_is_refused_by_name(small):
    with pytest.raises(ValueError, match="no gold for a layer 'dreams'; there is gold for dates"):
        evaluate.errors({"dates": small.dates}, small, "dreams")
    with pytest.raises(ValueError, match="no gold for a layer 'events'"):
        evaluate.errors({"dates": small.dates}, small, "events")


def test_gold_without_a_table_of_articles_and_with_fewer_columns_is_scored(small):
    gold = {"events": small.events[["article_id", "start", "end", "type"]]}
    scores = evaluate.score(gold, small)
    assert scores["layer"].tolist() == ["events"] and scores["f1"].tolist() == [1] and evaluate.gold_ids(gold) == ["toy"]
    assert scores["low"].isna().all(), "one article says nothing of others"


def test_no_gold_gives_empty_tables_and_a_figure_that_says_so(small):
    assert trust.strict_and_lenient({}, small).empty and trust.quote_protocol({}, small).empty
    assert evaluate.details({}, small).empty and trust.faults({}, small, "events").empty
    figure = trust.figure_accuracy(trust.strict_and_lenient({}, small))
    assert [t.get_text() for t in figure.axes[0].texts] == ["No gold in this corpus."]


def test_an_article_of_the_gold_that_was_not_read_counts_as_missed(small):
    other = small.events.assign(article_id="other")
    gold = {"articles": pd.DataFrame({"article_id": ["toy", "other"]}), "events": pd.concat([small.events, other])}
    row = evaluate.score(gold, small).set_index("layer").loc["events"]
    assert row["precision"] == 1 and row["recall"] == 0.5
    assert set(evaluate.errors(gold, small, "events")["article_id"]) == {"other"}


def test_an_actor_by_another_name_is_the_same_actor(small):
    """An id is a name; who is meant shows in where the mentions stand."""
    new = {"mentions": ["entity_id"], "quotes": ["speaker_id"], "events": ["agent_id", "target_id"],
           "messages": ["issuer_id", "addressee_id"]}
    renamed = {name: getattr(small, name).assign(**{c: getattr(small, name)[c] + "-x" for c in columns}) for name, columns in new.items()}
    gold = as_gold(small, **renamed)
    assert len(small.quotes) == 1 and small.quotes["speaker_id"].notna().all()
    assert evaluate.score(gold, small).set_index("layer").at["quotes and speaker", "f1"] == 1
    one = small._replace(mentions=small.mentions.assign(entity_id="person:everybody"),
                         quotes=small.quotes.assign(speaker_id="person:nobody"))
    assert evaluate.score(gold, one).set_index("layer").at["quotes and speaker", "f1"] == 0


def test_details_tell_place_from_label(small):
    wrong = small._replace(messages=small.messages.assign(strength=1), events=small.events.iloc[:1].assign(agent_id=None))
    table = evaluate.details(as_gold(small), wrong).set_index(["table", "field"])
    assert table.loc[("messages", "strength"), ["pairs", "right"]].tolist() == [len(small.messages), 0]
    assert table.loc[("events", "type"), ["pairs", "right"]].tolist() == [1, 1]
    assert table.loc[("events", "agent_id"), ["right", "given", "given_right"]].tolist() == [0, 1, 0]
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()


def test_a_theme_may_be_right_with_other_evidence(small):
    moved = small._replace(themes=small.themes.assign(end=small.themes["start"] + 1))
    scores = evaluate.score(as_gold(small), moved).set_index("layer")["f1"]
    assert len(small.themes) and scores["themes of sentences"] == 1 and scores["themes and evidence"] == 0
    no_sentences = {"themes": small.themes}
    assert evaluate.score(no_sentences, small)["layer"].tolist() == ["themes and evidence"]


def test_faults_name_the_rule_and_its_words(small):
    table = trust.faults(as_gold(small, events=small.events.iloc[1:]), small, "events")
    first = small.events.iloc[0]
    assert table.values.tolist() == [[first["rule"].split("/")[0], 1, TEXT[first["start"]:first["end"]]]]


def test_the_protocol_for_quotes_is_strict_on_speakers(small):
    both = small._replace(quotes=small.quotes.assign(start=small.quotes["start"] + 6))
    table = trust.quote_protocol(as_gold(small), both)
    assert table["overlap"].tolist() == [0.3, 0.8] and table["f1"].tolist() == [1, 0] and table.at[0, "speaker"] == 1


def test_the_figure_shows_each_layer_at_both_overlaps(teaching, teaching_gold):
    scores = trust.strict_and_lenient(teaching_gold, teaching)
    figure = trust.figure_accuracy(scores)
    assert len(figure.axes[0].get_yticks()) == scores["layer"].nunique() and len(figure.data) == 2 * scores["layer"].nunique()
    assert "synthetic" in figure.caption and f"gold for {len(teaching.articles)} articles" in figure.caption


def test_gold_is_looked_for_by_the_name_of_the_corpus():
    assert trust.gold_folder(ROOT / "data" / "corpus" / "articles", ROOT) == ROOT / "data" / "gold" / "teaching"
    assert trust.gold_folder("no-such-corpus", ROOT) is None


@pytest.fixture
def folders(small, tmp_path):
    write_gold(as_gold(small, events=small.events.iloc[1:]), tmp_path / "gold")
    write_tables(small, tmp_path / "tables")
    return str(tmp_path / "gold"), str(tmp_path / "tables")


def test_the_command_prints_scores_strict_and_lenient(folders, capsys):
    assert main(["evaluate", *folders]) == 0
    told = capsys.readouterr().out
    assert told.count("messages and strength") == 2 and "1 of the 1 articles of the gold" in told
    assert main(["evaluate", *folders, "--overlap", "0.8"]) == 0
    assert capsys.readouterr().out.count("messages and strength") == 1


def test_the_command_prints_the_errors_of_a_layer(folders, capsys, small):
    assert main(["evaluate", *folders, "--errors", "events"]) == 0
    first = small.events.iloc[0]
    expected = [f"{first['start']}-{first['end']}", "not in gold", first["type"], TEXT[first["start"]:first["end"]], first["rule"]]
    assert capsys.readouterr().out.strip().split("\t") == ["toy", *expected]


def test_the_command_says_in_one_line_what_is_wrong(folders, tmp_path, capsys):
    gold, tables = folders
    for arguments, reason in [((gold, tables, "--errors", "dreams"), "no gold for a layer 'dreams'"), ((tables, tables), "no gold tables"),
                              ((gold, str(tmp_path)), "articles.parquet"), ((str(ROOT / "data/gold/teaching"), tables), "another corpus?")]:
        assert main(["evaluate", *arguments]) == 2
        told = capsys.readouterr().err
        assert reason in told and told.count("\n") == 1


@pytest.mark.parametrize("name", ["teaching", "paragraphs", "regional", "appeals", "idioms"])
def test_the_gold_is_met_this_well(name):
    """Floors below what is measured now, so that a change that breaks a stage is seen; notebook 10 shows the figures themselves."""
    floors = pd.read_csv(evaluate_floors(), sep="\t", comment="#").query("set == @name").set_index("layer")["f1"]
    gold = evaluate.read_gold(ROOT / "data" / "gold" / name)
    tables = analyse(ROOT / "data" / name.replace("teaching", "corpus") / "articles")
    scores = evaluate.score(gold, tables, overlap=0.3).set_index("layer")
    lenient = scores.loc[scores["gold"] > 0, "f1"]  # of a layer that the gold has nothing of nothing can be said
    assert set(floors.index) == set(lenient.index)
    assert {k: round(float(lenient[k]), 3) for k in floors.index if lenient[k] < floors[k]} == {}


@pytest.mark.parametrize("name", REAL_GOLD)
def test_the_gold_of_real_articles_is_met_this_well(name, real_articles, lexicons):
    floors = pd.read_csv(evaluate_floors(), sep="\t", comment="#").query("set == @name").set_index("layer")["f1"]
    gold = evaluate.read_gold(ROOT / "data" / "gold" / name)
    scores = evaluate.score(gold, analyse_articles(list(real_articles[name].values()), lexicons), overlap=0.3).set_index("layer")
    lenient = scores.loc[scores["gold"] > 0, "f1"]  # of a layer that the gold has nothing of nothing can be said
    assert set(floors.index) == set(lenient.index)
    assert {k: round(float(lenient[k]), 3) for k in floors.index if lenient[k] < floors[k]} == {}


def evaluate_floors():
    return ROOT / "tests" / "cases" / "floors.tsv"
