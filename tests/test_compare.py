"""Comparison: values equal the published formulas, worked by hand or by scipy; the direction of the log ratio; who is quoted."""
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from netralitas import compare


def series(**counts):
    return pd.Series([word for word, n in counts.items() for _ in range(n)], dtype="str")


def test_log_likelihood_is_the_g_test_over_the_full_table():
    g2 = compare.log_likelihood(np.array([30.0]), np.array([10.0]), 1000, 2000)[0]
    table = [[30, 10], [970, 1990]]
    assert g2 == pytest.approx(stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)


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
