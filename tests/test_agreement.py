"""Agreement: published and hand-computed figures, gaps, the choice about uncoded sentences, whole articles in the bootstrap."""
import math

import numpy as np
import pandas as pd
import pytest
from conftest import cases
from hypothesis import given
from hypothesis import strategies as st

from netralitas.agreement import COLUMNS, SHARES, _alpha, cohen_kappa, corrected_shares, krippendorff_alpha, reliability


@pytest.mark.parametrize("case", cases("agreement"), ids=lambda c: c["note"])
def test_alpha(case):
    ratings = [[None if label == "*" else label for label in coder.split()] for coder in case["ratings"].split(" | ")]
    assert krippendorff_alpha(ratings) == pytest.approx(float(case["alpha"]), abs=6e-4, nan_ok=True)


def test_kappa_by_hand():
    # 20 of 50 both yes, 15 both no, 5 and 10 apart: observed 0.7, expected 0.5
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)


def test_kappa_needs_the_same_units():
    with pytest.raises(ValueError, match="2 and 1 units"):
        cohen_kappa([1, 0], [1])
    assert math.isnan(cohen_kappa([1, 1], [1, 1]))


def coding(*pairs):
    return pd.DataFrame(pairs, columns=["sentence_id", "theme"])


SENTENCES = pd.DataFrame({"article_id": list("aaabbb"), "sentence_id": ["a1", "a2", "a3", "b1", "b2", "b3"]})
HAND = coding(("a1", "integrity_commitment"), ("a2", "integrity_commitment"), ("b1", "public_service"))
MACHINE = coding(("a1", "integrity_commitment"), ("b1", "public_service"), ("b1", "integrity_commitment"))


def test_reliability_by_hand():
    frame = reliability({"hand": HAND, "machine": MACHINE}, SENTENCES, runs=50).set_index("theme")
    assert list(frame.reset_index().columns) == COLUMNS
    integrity = frame.loc["integrity_commitment"]
    assert (integrity["sentences"], integrity["first"], integrity["second"], integrity["both"]) == (6, 2, 2, 1)
    assert integrity["alpha"] == pytest.approx(1 - 11 * 2 / (4 * 8))
    assert integrity["kappa"] == pytest.approx((4 / 6 - 20 / 36) / (1 - 20 / 36))
    assert frame.loc["public_service", "alpha"] == 1
    assert frame.loc["all", "sentences"] == 12
    assert frame.loc["all", "alpha"] == pytest.approx(1 - 23 * 2 / (6 * 18))


def test_uncoded_sentences_are_a_choice_that_is_noted():
    counted = reliability({"hand": HAND, "machine": MACHINE}, SENTENCES, runs=10)
    left_out = reliability({"hand": HAND, "machine": MACHINE}, SENTENCES, uncoded=False, runs=10)
    assert counted["sentences"][0] == 6 and left_out["sentences"][0] == 3
    assert counted["alpha"][0] > left_out["alpha"][0]
    assert "counted as agreement" in counted.attrs["notes"][0] and "left out" in left_out.attrs["notes"][0]


def test_three_coders_are_compared_in_pairs():
    frame = reliability({"ani": HAND, "budi": MACHINE, "citra": HAND}, SENTENCES, runs=10)
    assert list(dict.fromkeys(frame["coders"])) == ["ani × budi", "ani × citra", "budi × citra"]
    assert (frame.loc[frame["coders"] == "ani × citra", "alpha"] == 1).all()


def test_the_interval_is_the_same_for_the_same_seed_and_holds_alpha():
    many = pd.concat([SENTENCES.assign(article_id=SENTENCES["article_id"] + str(n), sentence_id=SENTENCES["sentence_id"] + str(n))
                      for n in range(20)])
    pair = {name: pd.concat([frame.assign(sentence_id=frame["sentence_id"] + str(n)) for n in range(20)])
            for name, frame in (("hand", HAND), ("machine", MACHINE))}
    first, second = reliability(pair, many, seed=3), reliability(pair, many, seed=3)
    pd.testing.assert_frame_equal(first, second)
    assert (first["low"] <= first["alpha"]).all() and (first["alpha"] <= first["high"]).all()


def test_no_coding_no_rows_and_a_strange_sentence_is_refused():
    empty = coding()
    assert list(reliability({"hand": empty, "machine": empty}, SENTENCES).columns) == COLUMNS
    with pytest.raises(ValueError, match="'z9'"):
        reliability({"hand": coding(("z9", "integrity_commitment")), "machine": empty}, SENTENCES)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_the_closed_form_is_the_general_formula(pairs):
    import numpy as np

    four = [pairs.count(p) for p in ((True, True), (True, False), (False, True), (False, False))]
    cells = np.array([four], float)
    general = krippendorff_alpha(list(zip(*pairs)))
    assert float(_alpha(cells)[0]) == pytest.approx(general, nan_ok=True)


def corpus(seed: int, articles: int = 60, coded: int = 20):
    """An invented corpus in which the machine misses three sentences in ten that have the label and adds one in ten that have not."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(5, 15, articles)
    units = pd.DataFrame({"article_id": np.repeat([f"a{n:02}" for n in range(articles)], sizes)})
    units["sentence_id"] = units["article_id"] + ":" + units.index.astype(str)
    true = draw.random(len(units)) < np.repeat(draw.beta(2, 4, articles), sizes)
    machine = np.where(true, draw.random(len(units)) < 0.7, draw.random(len(units)) < 0.1)
    themes = [units.loc[flags, ["sentence_id"]].assign(theme="law") for flags in (true, machine)]
    names = draw.permutation(units["article_id"].unique())[:coded]
    hand = themes[0][themes[0]["sentence_id"].str.split(":").str[0].isin(names)]
    return hand, themes[1], units, names


def test_a_corrected_share_by_hand():
    # coded: a (2 sentences; hand 1, machine 2) and b (2; 1, 0); not coded: c (4; machine 2). The machine says nothing of the hand's
    # share (their deviations 0, 0 have no covariance), so it is not listened to: the corrected share is the hand's, 2 of 4
    units = pd.DataFrame({"article_id": list("aabbcccc"), "sentence_id": ["a1", "a2", "b1", "b2", "c1", "c2", "c3", "c4"]})
    themes = [pd.DataFrame({"sentence_id": ids, "theme": "law"}) for ids in (["a1", "b1"], ["a1", "a2", "c1", "c2"])]
    row = corrected_shares(*themes, units, ["a", "b"], runs=20).iloc[0]
    assert (row["sentences"], row["articles"], row["coded"]) == (8, 3, 2)
    assert (row["machine"], row["hand"], row["corrected"], row["low"], row["high"]) == (0.5, 0.5, 0.5, 0.5, 0.5)
    # with a2 and b2 by hand only in a, hand deviates as the machine does: trust = 2 / (2 * (1 + 2 / 1)) = 1/3
    themes[0] = pd.DataFrame({"sentence_id": ["a1", "a2"], "theme": "law"})
    row = corrected_shares(*themes, units, ["a", "b"], runs=20).iloc[0]
    assert row["corrected"] == pytest.approx((2 - 2 / 3) / 4 + 1 / 3 * 2 / 4)


def test_corrected_shares_hold_the_truth_where_the_machine_alone_does_not():
    held = naive = narrower = 0
    for seed in range(100):
        row = corrected_shares(*corpus(seed), runs=200).iloc[0]
        held += row["low"] <= 1 / 3 <= row["high"]  # the mean of beta(2, 4)
        naive += abs(row["machine"] - 1 / 3) < abs(row["corrected"] - 1 / 3)
        hand, _, units, names = corpus(seed)
        alone = corrected_shares(hand, hand[:0], units, names, runs=200).iloc[0]
        narrower += row["high"] - row["low"] < alone["high"] - alone["low"]
    assert 85 <= held <= 99 and naive < 50 and narrower > 90


def test_corrected_shares_by_group_and_with_little_hand_coding():
    hand, machine, units, names = corpus(1)
    units["stage"] = np.where(units["article_id"] < "a30", "campaign", "count")
    frame = corrected_shares(hand, machine, units, names, by="stage", runs=50)
    assert list(frame.columns) == ["stage", "theme", *SHARES] and list(frame["stage"]) == ["campaign", "count"]
    assert frame["sentences"].sum() == len(units) and frame["coded"].sum() == 20
    one = corrected_shares(hand, machine, units, names[:1], runs=50).iloc[0]
    assert math.isnan(one["corrected"]) and one["machine"] > 0
    whole = corrected_shares(machine, machine, units, units["article_id"].unique(), runs=50).iloc[0]
    assert whole["hand"] == whole["corrected"] == whole["machine"]
    assert list(corrected_shares(coding(), coding(), units, names).columns) == ["theme", *SHARES]
