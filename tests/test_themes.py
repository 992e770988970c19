"""Themes: a table of cases, the offset law, one row a (sentence, theme); the codebook and the lexicon in step; found and learnt themes."""
import re

import pandas as pd
import pytest
from conftest import ROOT, cases
from hypothesis import given
from hypothesis import strategies as st

from netralitas import Lexicons
from netralitas.found_themes import discover_themes, theme_stability, train_coder
from netralitas.records import Sentence, Theme
from netralitas.themes import find_themes

LEXICONS = Lexicons()
THEMES = ["professionalism", "law_and_sanction", "security_order", "synergy_coordination", "integrity_commitment",
          "surveillance_reporting", "electoral_integrity", "conflict_risk", "state_resources", "public_service", "participation"]


def sentence(text: str, start: int = 0, n: int = 1) -> Sentence:
    return Sentence("a", f"a:s{n}", "a:b1", start, start + len(text), text)


@pytest.mark.parametrize("case", cases("themes"), ids=lambda c: c["note"] + " | " + c["text"][:50])
def test_case(case):
    text = case["text"]
    found = find_themes([sentence(text)], LEXICONS)
    assert "; ".join(f"{t.theme}={text[t.start:t.end]}" for t in found) == case["themes"]
    assert all(LEXICONS["themes"].entries[t.rule].category == t.theme for t in found)


def test_offsets_are_the_articles_and_evidence_stays_in_its_sentence():
    parts = ["Situasi aman dan", "kondusif sejak pagi."]
    sentences = [sentence(parts[0], 5, 1), sentence(parts[1], 5 + len(parts[0]) + 1, 2)]
    text = " " * 5 + " ".join(parts)
    found = find_themes(sentences, LEXICONS)
    assert [(t.sentence_id, text[t.start:t.end]) for t in found] == [("a:s1", "aman"), ("a:s2", "kondusif")]


def test_no_sentences_no_themes():
    assert find_themes([], LEXICONS) == []


WORDS = ["aman", "dan", "kondusif", "tidak", "konflik", "sanksi", "pakta", "integritas", ".", "\n", "“", "😀", "Pilkada", "\u00a0"]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40))
def test_any_text_keeps_the_law(words):
    text = " ".join(words).strip()
    found = find_themes([sentence(text)] if text else [], LEXICONS)
    assert all(text[t.start:t.end].strip() == text[t.start:t.end] != "" for t in found)
    assert len({(t.sentence_id, t.theme) for t in found}) == len(found)
    assert {t.theme for t in found} <= set(THEMES)


# --- the codebook ---

CODEBOOK = pd.read_csv(ROOT / "data" / "codebook.tsv", sep="\t", dtype="str", quoting=3, keep_default_na=False)
DOCUMENT = (ROOT / "data" / "CODEBOOK.md").read_text(encoding="utf-8")


def test_the_codebook_has_the_themes_of_the_lexicon_and_their_subthemes():
    entries = [e for e in LEXICONS["themes"] if e.category != "none"]
    rows = CODEBOOK[CODEBOOK["layer"] == "theme"]
    assert sorted(set(rows["theme"])) == sorted({e.category for e in entries}) == sorted(THEMES)
    assert {(r.theme, r.id) for r in rows[rows["id"] != ""].itertuples()} == {(e.category, e.id) for e in entries}


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_has_definition_use_and_limits_in_both_languages(theme):
    row = CODEBOOK[(CODEBOOK["theme"] == theme) & (CODEBOOK["id"] == "")].iloc[0]
    for column in ("definition_en", "definition_id", "use_en", "use_id", "not_en", "not_id", "example", "not_example"):
        assert row[column], column
        assert row[column] in DOCUMENT, column


def test_examples_of_the_codebook_carry_their_theme_and_counterexamples_do_not():
    for row in CODEBOOK[(CODEBOOK["layer"] == "theme") & (CODEBOOK["example"] != "")].itertuples():
        found = {t.theme for t in find_themes([sentence(row.example)], LEXICONS)}
        assert row.theme in found, row.example
        if row.not_example:
            assert row.theme not in {t.theme for t in find_themes([sentence(row.not_example)], LEXICONS)}, row.not_example


def test_every_row_of_the_codebook_stands_in_the_document():
    for row in CODEBOOK.itertuples():
        assert (row.id or row.theme) in DOCUMENT
        assert row.definition_en in DOCUMENT and row.definition_id in DOCUMENT


# --- stop words ---

def test_negation_and_modals_are_never_stop_words():
    forms = LEXICONS["stopwords"].forms
    for word in re.findall(r"\w+", "tidak bukan belum jangan tanpa harus wajib dapat boleh bisa akan perlu mesti dilarang diminta netral"):
        assert word not in forms
    assert 120 <= len(forms) <= 260


# --- found and learnt themes ---

TOPICS = {"law_and_sanction": "sanksi hukuman teguran disiplin pemberhentian berat ringan dijatuhkan",
          "public_service": "loket pelayanan antrean warga melayani kantor ramah cepat",
          "participation": "pemilih partisipasi suara hak mencoblos antusias ramai datang"}


def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixty sentences of three topics, and the topics as a coding."""
    rows, coded = [], []
    for n in range(60):
        theme = list(TOPICS)[n % 3]
        words = TOPICS[theme].split()
        rows.append((f"a{n // 6}", f"s{n}", " ".join(words[(n + k) % len(words)] for k in range(4)) + " itu,\" ujarnya."))
        coded.append((f"a{n // 6}", f"s{n}", theme))
    return (pd.DataFrame(rows, columns=["article_id", "sentence_id", "text"]),
            pd.DataFrame(coded, columns=["article_id", "sentence_id", "theme"]))


def test_found_themes_part_the_topics_and_are_the_same_for_the_same_seed():
    sentences, coded = corpus()
    found, words = discover_themes(sentences, k=3, seed=1)
    again, _ = discover_themes(sentences, k=3, seed=1)
    pd.testing.assert_frame_equal(found, again)
    table = pd.crosstab(found.merge(coded, on="sentence_id")["theme_x"], coded["theme"].to_numpy()[:len(found)])
    assert table.max(axis=1).sum() >= 0.9 * len(sentences)
    assert list(words.columns) == ["theme", "rank", "word", "weight"]
    assert "ujarnya" not in set(words["word"]) and "itu" not in set(words["word"])


def test_words_left_out_make_no_theme():
    sentences, _ = corpus()
    _, words = discover_themes(sentences, k=3, seed=1, leave_out={"Sanksi", "loket"})
    assert not {"sanksi", "loket"} & set(words["word"])


def test_stability_is_high_where_there_are_topics():
    sentences, _ = corpus()
    frame = theme_stability(sentences, ks=(3,), seeds=(1, 2, 3))
    assert frame["stability"][0] > 0.8


def test_the_coder_learns_the_topics_and_shows_its_words():
    sentences, coded = corpus()
    coder = train_coder(sentences.iloc[:45], coded.iloc[:45], seed=1)
    found = coder.code(sentences.iloc[45:])
    assert (found.merge(coded, on=["sentence_id", "theme"]).shape[0]) >= 13
    assert {"theme", "word", "weight"} == set(coder.words().columns)
    top = coder.words().groupby("theme").head(3)
    assert all(row.word in TOPICS[row.theme].split() for row in top.itertuples())
    assert found["probability"].between(0, 1).all()


def test_coded_found_and_learnt_themes_have_the_same_columns_on_both_levels():
    sentences, coded = corpus()
    columns = list(Theme._fields)
    found, _ = discover_themes(sentences, k=3, seed=1)
    learnt = train_coder(sentences, coded).code(sentences)
    assert list(found) == columns and list(learnt) == [*columns, "probability"]
    second = coded.replace({"law_and_sanction": "sanction", "public_service": "service", "participation": "turnout"})
    assert set(train_coder(sentences, second).code(sentences)["theme"]) == {"sanction", "service", "turnout"}


def test_too_few_sentences_are_refused_with_a_reason():
    sentences, coded = corpus()
    with pytest.raises(ValueError, match="k=5"):
        discover_themes(sentences.iloc[:3], k=5, seed=1)
    with pytest.raises(ValueError, match="at least"):
        train_coder(sentences.iloc[:3], coded.iloc[:3], seed=1)
