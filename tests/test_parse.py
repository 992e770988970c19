"""The Stanza reader: CoNLL-U keeps words, offsets and grammar; a model that is not there is said with what to do."""
import csv
import shutil

import conllu
import pytest
import treebank_scores

from netralitas import read_articles
from netralitas.blocks import find_blocks
from netralitas.parse import COMPACT, FILES, INDEX, ModelError, fill, read_conllu, stanza_reader, to_conllu
from netralitas.records import Sentence, Token
from netralitas.tokens import find_sentences
from conftest import ROOT


def sentence(text="Bawaslu menegurnya.", words=("Bawaslu", "menegur", "nya", ".")):
    tokens, position = [], 0
    for n, word in enumerate(words, 1):
        position = text.index(word, position)
        tokens.append(Token("a", "a:s1", f"a:s1.{n}", position + 100, position + 100 + len(word), word))
        position += len(word)
    return Sentence("a", "a:s1", "a:b1", 100, 100 + len(text), text, tuple(tokens))


GRAMMAR = [("Bawaslu", "PROPN", None, 2, "nsubj"), ("tegur", "VERB", "Voice=Act", 0, "root"),
           ("nya", "PRON", "Person=3|PronType=Prs", 2, "obj"), (".", "PUNCT", None, 2, "punct")]


def parsed():
    from netralitas.parse import with_columns

    return with_columns(sentence(), GRAMMAR)


def test_conllu_has_the_multiword_token_and_our_offsets():
    read = conllu.parse(to_conllu([parsed()]))[0]
    assert [w["form"] for w in read] == ["Bawaslu", "menegurnya", "menegur", "nya", "."]
    assert read.metadata == {"sent_id": "a:s1", "text": "Bawaslu menegurnya."}
    assert [(w["misc"]["Start"], w["misc"]["End"]) for w in read if isinstance(w["id"], int)] == [("100", "107"), ("108", "115"),
                                                                                                   ("115", "118"), ("118", "119")]


def test_a_frozen_parse_comes_back_whole():
    assert fill([sentence()], read_conllu(to_conllu([parsed()]))) == [parsed()]


def test_a_frozen_parse_of_other_words_is_refused():
    with pytest.raises(ModelError, match="other words"):
        fill([sentence("Bawaslu menegur.", ("Bawaslu", "menegur", "."))], read_conllu(to_conllu([parsed()])))


def test_sentences_without_a_frozen_parse_are_left_as_they_are():
    assert fill([sentence()], read_conllu("")) == [sentence()]


def teaching_sentences(lexicons):
    articles = read_articles([ROOT / "data" / "corpus" / "articles"])
    return [s for a in articles if a.status == "ok" for s in find_sentences(a, find_blocks(a, lexicons), lexicons)]


def test_every_sentence_of_the_teaching_corpus_is_valid_conllu(lexicons):
    sentences = teaching_sentences(lexicons)
    assert fill(sentences, read_conllu(to_conllu(sentences))) == sentences


def test_a_folder_without_a_model_is_said_with_the_command_that_trains_one(tmp_path):
    with pytest.raises(ModelError, match="no lemmatizer.pt, parser.pt, tagger.pt, vectors.pt, .* there; train the model with: make"):
        stanza_reader(str(tmp_path))


def test_a_file_that_is_no_model_is_said(tmp_path):
    for name in (*FILES.values(), INDEX):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match="cannot be loaded"):
        stanza_reader(str(tmp_path))


@pytest.mark.parametrize("name", sorted({*FILES.values(), INDEX}))
def test_a_damaged_file_is_told_by_its_check_sum(tmp_path, name):
    shutil.copytree(COMPACT, tmp_path / "models")
    content = bytearray((COMPACT / name).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "models" / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"models/{name}: the file is damaged or another one"):
        stanza_reader(str(tmp_path / "models"))


class Harm:
    """What a hostile file would have Python do when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_nothing_in_a_models_file_is_executed(tmp_path):
    import torch

    folder = tmp_path / "models"
    shutil.copytree(COMPACT, folder)
    (folder / "SHA256SUMS").unlink()
    torch.save({"model": Harm(tmp_path / "harm"), "emb": Harm(tmp_path / "harm"), "vocab": {}}, folder / "tagger.pt")
    with pytest.raises(ModelError, match="cannot be loaded"):
        stanza_reader(str(folder))
    assert not (tmp_path / "harm").exists()


def test_the_official_package_is_never_fetched_but_its_command_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    with pytest.raises(ModelError, match=r"stanza.download\('id'\)"):
        stanza_reader("official")


@pytest.fixture(scope="module")
def compact():
    return stanza_reader("compact")


def test_the_compact_model_fills_every_column_and_leaves_the_words(compact):
    [read] = compact([sentence()])
    assert [(t.form, t.start, t.end) for t in read.tokens] == [(t.form, t.start, t.end) for t in sentence().tokens]
    assert [t.head for t in read.tokens].count(0) == 1 and all(0 <= t.head <= 4 for t in read.tokens)
    assert [t.upos for t in read.tokens] == ["PROPN", "VERB", "PRON", "PUNCT"]
    assert [t.lemma for t in read.tokens][:2] == ["Bawaslu", "tegur"] and all(t.deprel for t in read.tokens)


def test_a_sentence_without_words_is_left_as_it_is(compact):
    empty = sentence()._replace(tokens=())
    assert compact([empty]) == [empty] and compact([]) == []


def test_the_frozen_parses_are_of_the_teaching_corpus_as_it_is_read_now_and_of_the_compact_model(compact, lexicons):
    frozen = read_conllu((ROOT / "data" / "parses" / "teaching.conllu").read_text(encoding="utf-8"))
    sentences = teaching_sentences(lexicons)
    assert {s.sentence_id for s in sentences} == set(frozen)
    filled = fill(sentences, frozen)
    assert all(t.upos and t.head is not None for s in filled for t in s.tokens)
    again = compact(sentences[:40])
    pairs = [(a, b) for s, t in zip(again, filled) for a, b in zip(s.tokens, t.tokens)]
    assert sum(a == b for a, b in pairs) / len(pairs) > 0.99  # another machine may round another way


@pytest.mark.parametrize("treebank, upos, las, lemmas", [("csui-test", 91, 68, 95), ("gsd-test", 89.5, 66, 93)])
def test_the_compact_model_on_treebanks_it_has_not_seen(compact, shared_data, treebank, upos, las, lemmas):
    found = treebank_scores.scores(treebank_scores.measured(shared_data / "ud" / f"{treebank}.conllu", compact))
    assert float(found["UPOS"]) >= upos and float(found["LAS"]) >= las and float(found["Lemmas*"]) >= lemmas
    with (ROOT / "models" / "scores.tsv").open(encoding="utf-8") as file:
        told = next(r for r in csv.DictReader(file, delimiter="\t") if (r["reader"], r["treebank"]) == ("compact", treebank))
    assert all(abs(float(found[name]) - float(told[name])) < 0.3 for name in treebank_scores.COLUMNS)


def test_the_card_has_the_scores_that_were_measured():
    card = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    for name in ("scores.tsv", "published.tsv"):
        for line in (ROOT / "models" / name).read_text(encoding="utf-8").splitlines():
            assert line[0] == "#" or "| " + " | ".join(line.split("\t")) + " |" in card
