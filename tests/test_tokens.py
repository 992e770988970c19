"""Sentences and words: a table of cases for each, the offset law, and any text whatever."""
from __future__ import annotations

import csv
import re

import pytest
import treebank_scores
from conftest import ROOT, cases, work
from hypothesis import given, settings
from hypothesis import strategies as st

from netralitas import Lexicons
from netralitas.records import Article, Block, Sentence
from netralitas.tokens import find_sentences

LEXICONS = Lexicons()
WORDS = {"csui-test": 99.5, "gsd-test": 99.3, "pud": 99.6}
SENTENCES = {"csui-test": (94.5, 99.9), "gsd-test": (88.5, 98.8), "pud": (98.6, 98.6)}  # all of them, and the judged ones set aside
LEMMAS = {"csui-test": 97.9, "gsd-test": 92.7, "pud": 97.2}
PARTS = [*"\"'“”().,!? \n-/\u00a0", "Dr.", "M.", "Si.", "ASN", "netral", "bukunya", "5/2014", "…"]


def read(text: str, kind: str = "body") -> list[Sentence]:
    blocks = [Block("a", f"a:b{n}", m.start(), m.end(), kind) for n, m in enumerate(re.finditer(r"[^\n]+", text), 1)]
    return find_sentences(Article("a", "a.txt", "", text), blocks, LEXICONS)


def law_holds(text: str, sentences: list[Sentence]) -> bool:
    """Sentences and words lie in order, are what the text says, and the words tile their sentence but for white space."""
    end = 0
    for number, s in enumerate(sentences, 1):
        assert s.sentence_id == f"a:s{number}" and s.start >= end and s.text == text[s.start:s.end] == s.text.strip() != ""
        assert [t.token_id for t in s.tokens] == [f"{s.sentence_id}.{n}" for n in range(1, len(s.tokens) + 1)]
        assert all(t.form == text[t.start:t.end] and t.form for t in s.tokens)
        assert "".join(t.form for t in s.tokens) == "".join(s.text.split())
        assert all(a.end <= b.start for a, b in zip(s.tokens, s.tokens[1:]))
        end = s.end
    return "".join(t.form for s in sentences for t in s.tokens) == "".join(text.split())


@pytest.mark.parametrize("case", cases("tokens"), ids=lambda c: c["note"])
def test_words(case):
    assert " ".join(t.form for s in read(case["text"]) for t in s.tokens) == case["words"]


@pytest.mark.parametrize("case", cases("sentences"), ids=lambda c: c["note"])
def test_sentences(case):
    assert " ¦ ".join(s.text for s in read(case["text"])) == case["sentences"]


@pytest.mark.parametrize("case", cases("tokens") + cases("sentences"), ids=lambda c: c["note"])
def test_the_offset_law_in_every_case(case):
    assert law_holds(case["text"], read(case["text"]))


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(PARTS)).map("".join))
def test_any_text_is_read_and_nothing_is_lost(text):
    assert law_holds(text, read(text))


def test_only_titles_and_bodies_are_read_and_a_sentence_stays_in_its_block():
    text = "ASN netral\nBaca juga: ASN lain\nIa hadir"
    kinds = ("title", "boilerplate", "body")
    blocks = [Block("a", f"a:b{n}", m.start(), m.end(), kinds[n]) for n, m in enumerate(re.finditer(r"[^\n]+", text))]
    found = find_sentences(Article("a", "a.txt", "", text), blocks, LEXICONS)
    assert [(s.block_id, s.text) for s in found] == [("a:b0", "ASN netral"), ("a:b2", "Ia hadir")]


@pytest.mark.parametrize("part", ['"Kami (siap. ', "Dr. ", ".", "a.", "a-", "(a. B) ", '."', "@", "a/1", "”. “"])
def test_time_grows_no_faster_than_the_text(part):
    assert law_holds(part * 20_000, read(part * 20_000))
    assert work(read, part * 10_000) < 12 * work(read, part * 1000) + 1000


def test_what_the_form_tells():
    (sentence,) = read("Camat dilarang memakai 2 mobil dinasnya.")
    assert [(t.lemma, t.upos, t.feats) for t in sentence.tokens] == [
        ("camat", None, None), ("larang", None, "Voice=Pass"), ("pakai", None, "Voice=Act"), ("2", "NUM", None), ("mobil", None, None),
        ("dinas", None, None), ("nya", None, None), (".", "PUNCT", None)]


def test_a_name_is_its_own_lemma():
    (sentence,) = read("Menurut Berlian, rapat batal.")
    assert [t.lemma for t in sentence.tokens] == ["turut", "Berlian", ",", "rapat", "batal", "."]


def test_a_lexicon_of_the_users_changes_the_reading(tmp_path):
    row = "id\tform\tcategory\texample\tsource\nxyz\tXyz.\ttitle\tHadir Xyz. Wirya.\town\n"
    (tmp_path / "abbreviations.tsv").write_text(row, encoding="utf-8")
    text = "Hadir Xyz. Wirya."
    blocks = [Block("a", "a:b1", 0, len(text), "body")]
    assert len(find_sentences(Article("a", "", "", text), blocks, LEXICONS)) == 2
    assert len(find_sentences(Article("a", "", "", text), blocks, Lexicons(tmp_path))) == 1


def test_the_law_holds_on_real_articles(shared_data):
    csv.field_size_limit(10**9)
    with (shared_data / "news" / "detik-1000.csv").open(encoding="utf-8") as file:
        texts = [row["isi_berita"] or "" for row in csv.DictReader(file)][:100]
    assert all(law_holds(text, read(text)) for text in texts)


@pytest.mark.parametrize("name", treebank_scores.TREEBANKS)
def test_no_worse_than_we_were_on_the_treebanks(name, shared_data):
    treebank = treebank_scores.read_conllu(shared_data / "ud" / f"{name}.conllu")
    ours, gold = treebank_scores.our_reading(treebank), treebank_scores.gold_reading(treebank)
    f1, sentences = treebank_scores.f1, treebank_scores.sentences_counted
    assert f1(treebank_scores.words_counted(ours, gold)) >= WORDS[name] and f1(treebank_scores.lemmas_counted(ours, gold)) >= LEMMAS[name]
    assert f1(sentences(ours, gold)) >= SENTENCES[name][0]
    assert f1(sentences(ours, gold, treebank_scores.judged(treebank))) >= SENTENCES[name][1]


def test_the_judged_sentences_are_in_the_treebanks(shared_data):
    ids = {s.sent_id for name in treebank_scores.TREEBANKS for s in treebank_scores.read_conllu(shared_data / "ud" / f"{name}.conllu")}
    judged = cases("treebank_boundaries")
    assert {row["sent_id"] for row in judged} <= ids and {row["why"] for row in judged} == {"boundary_inside", "no_final_punctuation"}


def test_the_table_of_differences_says_how_we_read():
    with (ROOT / "data" / "treebank_differences.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [" ".join(t.form for s in read(row["example"]) for t in s.tokens) for row in rows] == [row["words"] for row in rows]
