"""Comparison: values equal the published formulas, worked by hand or by scipy; the direction of the log ratio; who is quoted."""
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from netralitas import analyse_text, compare


def series(**counts):
    return pd.Series([word for word, n in counts.items() for _ in range(n)], dtype="str")


def test_log_likelihood_is_the_g_test_over_the_full_table():
    g2 = compare.log_likelihood(np.array([30.0]), np.array([10.0]), 1000, 2000)[0]
    table = [[30, 10], [970, 1990]]
    assert g2 == pytest.approx(stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)


@pytest.mark.parametrize("bigram, table, published", [  # Dunning (1993), Computational Linguistics 19: -2 log lambda of bigrams
    ("the swiss", (110, 2442, 111, 29114), 270.72), ("can be", (29, 13, 123, 31612), 263.90),
    ("previous year", (31, 23, 139, 31584), 256.84), ("mineral water", (10, 0, 3, 31764), 167.23)])
def test_log_likelihood_is_dunnings(bigram, table, published):
    both, first, second, none = table
    assert round(compare.log_likelihood(np.array([float(both)]), np.array([float(second)]), both + first, second + none)[0], 2) == published


def test_keyness_of_a_worked_example():
    # netral: 8 of 100 against 2 of 200 words: rates .08 and .01, eight times as frequent
    frame = compare.keyness(series(netral=8, lain=92), series(netral=2, lain=198)).set_index("word")
    assert frame.loc["netral", "log_ratio"] == pytest.approx(3)
    assert frame.loc["netral", "percent_diff"] == pytest.approx(700)
    assert frame.loc["lain", "log_ratio"] < 0 < frame.loc["netral", "log_ratio"], "positive: more frequent in the target"


def test_keyness_adds_half_a_count_where_a_word_is_absent():
    frame = compare.keyness(series(wajib=4, lain=96), series(lain=100)).set_index("word")
    assert frame.loc["wajib", "log_ratio"] == pytest.approx(math.log2(4 / 0.5))


def test_keyness_corrects_for_all_words_tested():
    frame = compare.keyness(series(a=9, b=5, c=5, d=50), series(a=1, b=5, c=5, d=60))
    assert len(frame) == 4 and (frame["p_corrected"] >= frame["p"]).all()
    assert frame["p_corrected"].iloc[0] == pytest.approx(frame["p"].iloc[0] * 4)


def test_keyness_of_nothing_is_an_empty_table():
    assert compare.keyness(series(), series()).empty


def corpus_words(*articles):
    rows = [(f"a{i}", f"a{i}:s{j}", word) for i, sentences in enumerate(articles) for j, s in enumerate(sentences) for word in s.split()]
    return pd.DataFrame(rows, columns=["article_id", "sentence_id", "word"])


def test_dispersion_of_griess_kind():
    # four articles of equal size, all of a word in one of them: DP = (|1 - 1/4| + 3 * 1/4) / 2 = 3/4
    frame = corpus_words(["pesta x"], ["y x"], ["y x"], ["y x"])
    dp = compare.dispersion(frame).set_index("word")["dp"]
    assert dp["pesta"] == pytest.approx(0.75) and dp["x"] == pytest.approx(0)


def test_dispersion_of_a_published_example():
    # Lijffijt and Gries (2012), International Journal of Corpus Linguistics 17, table 1: three equal parts with 2/3, 1/3 and none of a word
    frame = corpus_words(["a a x"], ["a y y"], ["y y y"])
    assert compare.dispersion(frame).set_index("word").loc["a", "dp"] == pytest.approx(1 / 3)


def met(together, node, other, words):
    """What `neighbours` counts of the words `node` and `other`, in a corpus of so many words."""
    return pd.DataFrame({"together": [0, together, 0], "frequency": [node, other, words - node - other]}, index=["node", "other", "rest"]) \
        .rename_axis("word")


@pytest.mark.parametrize("pair, counts, published", [  # Church and Hanks (1990), Computational Linguistics 16, table 3: 15 million words
    ("honorary doctor", (12, 111, 621), 11.3), ("doctors dentists", (8, 1105, 44), 11.3), ("doctors nurses", (30, 1105, 241), 10.7),
    ("doctor bills", (25, 621, 1407), 8.7)])
def test_mutual_information_is_that_of_church_and_hanks(pair, counts, published):
    row = compare.collocations(met(*counts, 15_000_000), "node", window=4).iloc[0]
    # they do not count the window in what is expected, and say of the corpus only that it has 15 million words
    assert row["mi"] + math.log2(2 * 4) == pytest.approx(published, abs=0.06)


def test_log_dice_means_what_rychly_says():
    # Rychlý (2008), A Lexicographer-Friendly Association Score: 14 at most; one point more, twice as often; 0, once in 16,000
    def score(*counts):
        return compare.collocations(met(*counts, 10_000_000), "node").iloc[0]["log_dice"]
    assert score(300, 300, 300) == 14 and score(6, 3000, 3000) - score(3, 3000, 3000) == pytest.approx(1)
    assert score(300, 3000, 3000) - score(3, 3000, 3000) == pytest.approx(math.log2(100)) and score(2, 32768, 32768) == pytest.approx(0)


def test_collocations_by_log_dice():
    frame = corpus_words(["harus netral", "harus netral", "harus hadir"])
    row = compare.collocations(frame, "netral").set_index("word").loc["harus"]
    assert row["together"] == 2 and row["log_dice"] == pytest.approx(14 + math.log2(2 * 2 / (2 + 3)))


def test_collocations_do_not_cross_sentences():
    frame = corpus_words(["a netral", "wajib b", "c netral", "wajib d"])
    assert compare.collocations(frame, "netral", least=1)["word"].tolist() == ["a", "c"]


def test_a_share_has_wilsons_interval():
    low, high = compare.share_interval(5, 10)
    assert (low, high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert compare.share_interval(0, 0) == (0.0, 1.0)


def test_whose_words_on_the_teaching_corpus(teaching):
    words = compare.words(teaching, stop=False)
    quoted = words[words["voice"] != compare.NARRATOR]
    assert 0.1 < len(quoted) / len(words) < 0.9
    inside = words.merge(teaching.quotes[["article_id", "start", "end"]], on="article_id", suffixes=("", "_quote"))
    inside = inside[(inside["start"] >= inside["start_quote"]) & (inside["end"] <= inside["end_quote"])]
    assert len(quoted) == inside["token_id"].nunique()


def test_negation_and_modals_are_never_stop_words(teaching):
    kept = set(compare.words(teaching)["word"])
    assert {"tidak", "wajib", "harus"} <= kept and "yang" not in kept


def test_concordance_keeps_to_the_sentence_and_the_offsets(teaching):
    lines = compare.concordance(teaching, r"netral\w*", width=30)
    texts = dict(zip(teaching.articles["article_id"], teaching.articles["text"]))
    assert len(lines) > 20 and lines["left"].str.len().max() <= 30
    assert all(texts[r.article_id][r.start:r.end] == r.match for r in lines.itertuples())
    with pytest.raises(ValueError, match="not a regular expression"):
        compare.concordance(teaching, "(")


def test_a_concordance_refuses_what_it_cannot_sort_by(teaching):
    with pytest.raises(ValueError, match="not by 'voice'"):
        compare.concordance(teaching, "netral", sort="voice")
    assert compare.concordance(teaching, "xyzzy").empty


INNER = "“Camat berpesan, ‘Pegawai wajib netral,’ dan kami setuju,” kata Ketua Bawaslu Kota Arunika Lintang Prameswari."


def test_a_quotation_within_a_quotation_has_the_last_word():
    tables = analyse_text(INNER)
    outer = tables.quotes.sort_values("end").iloc[[-1]]
    inner = outer.assign(quote_id="x", start=INNER.index("Pegawai"), end=INNER.index(",’"), speaker_id=None)
    for quotes in (pd.concat([outer, inner]), pd.concat([inner, outer])):
        words = compare.words(tables._replace(quotes=quotes), stop=False).set_index("word")["voice"]
        assert words["pegawai"] == words["netral"] == "unknown" and words["camat"] == words["setuju"] == "oversight"
        assert words["kata"] == words["ketua"] == compare.NARRATOR


@pytest.mark.parametrize("layer", ["quotes", "events", "messages", "themes", "mentions", "dates"])
def test_a_row_stands_in_the_words_of_the_innermost_quotation_around_it(teaching, layer):
    rows = getattr(teaching, layer)[::7]
    of = teaching.entities.set_index("entity_id")["actor_class"]
    for row, voice in zip(rows.itertuples(), compare.voices(teaching, rows), strict=True):
        around = teaching.quotes[(teaching.quotes["article_id"] == row.article_id) & (teaching.quotes["start"] <= row.start)
                                 & (row.start < teaching.quotes["end"])]
        if around.empty:
            assert voice == compare.NARRATOR
        else:
            speaker = around.loc[(around["end"] - around["start"]).idxmin(), "speaker_id"]
            assert voice == (of[speaker] if pd.notna(speaker) and pd.notna(of[speaker]) else "unknown")


def test_every_comparison_runs_on_one_voice(teaching):
    said = compare.words(teaching)
    ours, theirs = (said[said["voice"] == voice] for voice in ("oversight", "executive"))
    for measure in (compare.keyness, compare.log_odds):
        counted = measure(ours["word"], theirs["word"])
        assert counted["target"].tolist() == ours["word"].value_counts().reindex(counted["word"]).fillna(0).tolist()
    assert compare.dispersion(ours)["frequency"].sum() == len(ours)
    assert set(compare.collocations(ours, "netral", least=1)["word"]) <= set(ours["word"])
    assert {"oversight", "executive", compare.NARRATOR} <= set(compare.concordance(teaching, "netral")["voice"])
    by_voice = compare.occurrences(teaching, "messages", "voice")
    assert by_voice["messages"].sum() == len(teaching.messages) and by_voice["tokens"].sum() == len(teaching.tokens)
    messages = teaching.messages[compare.voices(teaching, teaching.messages) == "oversight"]
    assert len(messages) == by_voice.loc["oversight", "messages"] > 5
    assert compare.network(teaching._replace(messages=messages))["weight"].sum() <= len(messages)


def test_the_release_that_three_outlets_reprint_is_found(teaching):
    pairs = compare.reuse(teaching)
    reprinted = set(pairs["article_a"]) | set(pairs["article_b"])
    copies = teaching.articles.dropna(subset="duplicate_of")
    assert len(copies) >= 1 and set(copies["article_id"]) <= reprinted
    assert (pairs["containment"] <= 1).all() and (pairs["article_a"] != pairs["article_b"]).all()


def test_log_odds_of_a_worked_example():
    # prior: 10 words in the proportions of both together, 12 of 100 for `wajib`: 1.2 pseudo-words on each side
    frame = compare.log_odds(series(wajib=9, lain=41), series(wajib=3, lain=47), size=10).set_index("word")
    ours, theirs = 9 + 1.2, 3 + 1.2
    expected = math.log(ours / (60 - ours)) - math.log(theirs / (60 - theirs))
    assert frame.loc["wajib", "log_odds"] == pytest.approx(expected)
    assert frame.loc["wajib", "z"] == pytest.approx(expected / math.sqrt(1 / ours + 1 / theirs))
    assert frame.loc["lain", "z"] < 0 < frame.loc["wajib", "z"] and list(frame.index)[0] == "wajib"


def test_log_odds_shrink_what_is_rare():
    target, reference = series(sering=60, langka=2, lain=938), series(sering=30, lain=970)
    frame = compare.log_odds(target, reference).set_index("word")
    assert frame.loc["sering", "z"] > frame.loc["langka", "z"] > 0
    assert set(compare.log_odds(target, reference, background=series(sering=1, lain=9))["word"]) == {"sering", "lain"}
    assert compare.log_odds(series(), series()).empty


def test_concordance_of_lemmas_and_layers_says_whose_words(teaching):
    lines = compare.concordance(teaching, "imbau", of="lemma")
    assert len(lines) > 3 and lines["match"].str.lower().str.contains("imbau").all()
    events = compare.concordance(teaching, "rapat", of="events")
    assert len(events) > 5 and events["match"].str.contains("rapat", case=False).all()
    spoken = compare.concordance(teaching, of="quotes")
    assert len(spoken) > 100 and compare.NARRATOR not in set(spoken["voice"])
    assert compare.NARRATOR in set(compare.concordance(teaching, "kata")["voice"])
    with pytest.raises(ValueError, match="not of 'weather'"):
        compare.concordance(teaching, of="weather")


def test_concordance_sorts_from_the_match_outwards(teaching):
    right = compare.concordance(teaching, r"\bnetral\b", sort="right")["right"].str.lower().tolist()
    assert right == sorted(right)
    left = [words.lower().split()[::-1] for words in compare.concordance(teaching, r"\bnetral\b", sort="left")["left"]]
    assert left == sorted(left)


def test_collocations_have_the_log_likelihood_of_near_against_far():
    frame = corpus_words(["harus netral", "harus netral", "harus hadir", "boleh hadir"])
    row = compare.collocations(frame, "netral").set_index("word").loc["harus"]
    assert row["log_likelihood"] == pytest.approx(compare.log_likelihood(np.array([2.0]), np.array([1.0]), 2, 6)[0])


def test_reprinted_sentences_side_by_side(teaching):
    pairs = compare.aligned(teaching)
    assert len(pairs) == len(compare.reuse(teaching)) and (pairs["outlet_a"] != pairs["outlet_b"]).any()
    assert pairs["text_a"].str.len().min() > 10


def test_networks(teaching):
    ties = compare.network(teaching, classes=True)
    assert ties["weight"].sum() == teaching.messages[["issuer_id", "addressee_id"]].dropna().shape[0]
    assert ties["strength"].between(1, 7).all() and (ties["articles"] <= ties["weight"]).all()
    met = compare.network(teaching, "meetings")
    assert (met["source"] <= met["target"]).all() and len(met)
    with pytest.raises(ValueError, match="'weather'"):
        compare.network(teaching, "weather")


def test_containment_of_a_worked_example():
    # Broder (1997): of the 4 runs of four words in the shorter sentence 3 are in the longer one
    one = analyse_text("Bawaslu meminta semua pegawai tetap netral penuh.", "a")
    two = analyse_text("Kemarin Bawaslu meminta semua pegawai tetap netral sampai hari pemungutan suara itu.", "b")
    pairs = compare.reuse(one._replace(**{name: pd.concat([getattr(one, name), getattr(two, name)]) for name in ("articles", "sentences")}))
    assert pairs["containment"].tolist() == [0.75] and pairs[["article_a", "article_b"]].values.tolist() == [["a", "b"]]


def corpus_of(*counts):
    """Tables of articles of which each has so many tokens and messages, and an outlet."""
    tables = analyse_text("Hujan turun.")
    ids = [f"a{n}" for n in range(len(counts))]
    outlets, tokens, messages = zip(*counts)
    articles = pd.DataFrame({"article_id": ids, "status": "ok", "outlet": outlets, "n_tokens": tokens})
    return tables._replace(articles=articles, messages=pd.DataFrame({"article_id": np.repeat(ids, messages)}))


def test_rates_have_an_interval_over_whole_articles():
    alike = compare.rates_with_intervals(corpus_of(*[("x", 100, 2)] * 6)).iloc[0]
    assert alike["per_1000"] == alike["low"] == alike["high"] == 20
    # all messages in one of eight articles: it is missing from (7/8)^8 of the samples, a third, and rarely drawn more than three times
    lumpy = compare.rates_with_intervals(corpus_of(("x", 100, 16), *[("x", 100, 0)] * 7), runs=4000).iloc[0]
    assert lumpy["per_1000"] == 20 and lumpy["low"] == 0 and lumpy["high"] == 60
    few = compare.rates_with_intervals(corpus_of(("x", 100, 1), ("y", 100, 3), ("y", 300, 5), (None, 0, 0))).set_index("outlet")
    assert few["per_1000"].to_dict() == pytest.approx({"unknown": np.nan, "x": 10, "y": 20}, nan_ok=True)
    assert few[["low", "high"]].isna().all(axis=None), "fewer than five articles are no sample"


def test_intervals_do_not_hang_on_the_order_of_the_articles(teaching):
    upside_down = teaching._replace(articles=teaching.articles[::-1])
    for by in ("outlet", "voice", "stage"):
        frame = compare.rates_with_intervals(teaching, "themes", by)
        pd.testing.assert_frame_equal(frame, compare.rates_with_intervals(upside_down, "themes", by))
        sure = frame.dropna()
        assert len(sure) > 4 and (sure["low"] <= sure["per_1000"]).all() and (sure["per_1000"] <= sure["high"]).all()
        assert compare.occurrences(teaching, "themes", by)["themes"].sum() == len(teaching.themes)
    assert "samples of whole articles" in compare.rates_with_intervals(teaching).attrs["notes"][-1]


def test_a_happening_is_one_landmark_however_often_it_is_told(teaching):
    told = compare.happenings(teaching)
    assert set(told["event_id"]) <= set(teaching.events["event_id"]) and len(told) == teaching.events["happening_id"].nunique()
    placed = compare.with_stages(told.dropna(subset=["day"]), "day").dropna(subset=["days_to_vote"])
    assert len(placed) > 20 and {"campaign", "preparation"} <= set(placed["stage"])
    assert (placed.loc[placed["day"] == "2024-11-20", "days_to_vote"] == 7).all()
