"""The Stanza reader: CoNLL-U keeps words, offsets and grammar; a model that is not there is said with what to do."""
import conllu
import pytest

from netralitas import read_articles
from netralitas.parse import ModelError, from_conllu, stanza_reader, to_conllu
from netralitas.records import Sentence, Token
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
    assert from_conllu(to_conllu([parsed()]), [sentence()]) == [parsed()]


def test_a_frozen_parse_of_other_words_is_refused():
    with pytest.raises(ModelError, match="other words"):
        from_conllu(to_conllu([parsed()]), [sentence("Bawaslu menegur.", ("Bawaslu", "menegur", "."))])


def test_sentences_without_a_frozen_parse_are_left_as_they_are():
    assert from_conllu("", [sentence()]) == [sentence()]


def test_every_sentence_of_the_teaching_corpus_is_valid_conllu(lexicons):
    from netralitas.blocks import find_blocks
    from netralitas.tokens import find_sentences

    for article in read_articles([ROOT / "data" / "corpus" / "articles"]):
        if article.status == "ok":
            sentences = find_sentences(article, find_blocks(article, lexicons), lexicons)
            assert conllu.parse(to_conllu(sentences)) and from_conllu(to_conllu(sentences), sentences) == sentences


def test_a_folder_without_a_model_is_said_with_the_command_that_trains_one(tmp_path):
    with pytest.raises(ModelError, match="no tagger.pt, lemmatizer.pt, parser.pt there; train the model with: make model"):
        stanza_reader(str(tmp_path))


def test_a_damaged_model_is_said(tmp_path):
    for name in ("tagger.pt", "lemmatizer.pt", "parser.pt"):
        (tmp_path / name).write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        stanza_reader(str(tmp_path))


def test_the_official_package_is_never_fetched_but_its_command_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    with pytest.raises(ModelError, match=r"stanza.download\('id'\)"):
        stanza_reader("official")
