"""Agreement: published and hand-computed figures, gaps, the choice about uncoded sentences, whole articles in the bootstrap."""
import math

import pandas as pd
import pytest
from conftest import cases
from hypothesis import given
from hypothesis import strategies as st

from netralitas.agreement import COLUMNS, _alpha, cohen_kappa, krippendorff_alpha, reliability


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
