"""Root and voice: a table of cases, the list of roots, and any word whatever."""
from __future__ import annotations

from pathlib import Path

import pytest
from conftest import cases, work
from hypothesis import given
from hypothesis import strategies as st

import netralitas
from netralitas import Lexicons
from netralitas.lemmas import read_roots, stemmer
from netralitas.lexicon import LexiconError
from netralitas.records import Article, Block
from netralitas.tokens import find_sentences

ROOTS = Path(netralitas.__file__).parent / "lexicons" / "roots.txt"
STEMS = stemmer(Lexicons())


@pytest.mark.parametrize("case", cases("lemmas"), ids=lambda c: c["word"])
def test_lemma_and_voice(case):
    stem = STEMS.stem(case["word"])
    assert (stem.lemma, stem.voice or "") == (case["lemma"], case["voice"])


@pytest.mark.parametrize("word, lemmas, voice", [
    ("dibelinya", ["beli", "nya"], "Voice=Pass"), ("menyetujuinya", ["setuju", "nya"], "Voice=Act"), ("berikanlah", ["beri", "lah"], None),
    ("menangiskah", ["tangis", "kah"], "Voice=Act"), ("penyelidikannya", ["selidik", "nya"], None), ("kubeli", ["ku", "beli"], None),
    ("Bali", ["Bali"], None)])
def test_a_word_with_a_clitic_has_the_lemma_of_the_word(word, lemmas, voice):
    text = f"Itu {word}"
    (sentence,) = find_sentences(Article("a", "", "", text), [Block("a", "a:b1", 0, len(text), "body")], Lexicons())
    assert [t.lemma for t in sentence.tokens[1:]] == lemmas and sentence.tokens[1].feats == voice


def test_the_table_has_two_hundred_words_of_our_own():
    words = [case["word"] for case in cases("lemmas")]
    assert len(set(words)) == len(words) >= 206


def test_a_root_is_its_own_lemma():
    assert [word for word in read_roots() if STEMS.stem(word).lemma != word and word not in STEMS.exceptions] == []


def test_there_are_thousands_of_roots_and_none_stands_twice():
    lines = [line.partition(": ")[2].split() for line in ROOTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    words = [word for line in lines for word in line]
    assert len(words) == len(set(words)) == len(read_roots()) > 4_000


@given(st.text(max_size=40) | st.text("abdegiklmnprstu-", max_size=40))
def test_any_word_has_a_lemma(word):
    stem = STEMS.stem(word)
    assert isinstance(stem.lemma, str) and (stem.lemma or not word) and stem.voice in ("Act", "Pass", None)


def test_a_long_word_takes_no_time():
    for word in ("memper" * 2_000 + "kan", "di-" * 2_000):
        assert work(STEMS.stem, word) < 1000


def test_unknown_words_are_not_known():
    assert not STEMS.known("xyzzy") and STEMS.known("menulis") and not STEMS.known("Menulis")


@pytest.mark.parametrize("line", ["kata tanpa kelas", "q: kata", "v kata"])
def test_a_bad_line_of_roots_is_refused(tmp_path, line):
    file = tmp_path / "roots.txt"
    file.write_text("# roots\nn: kata\n" + line + "\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"roots.txt:3: "):
        read_roots(file)
