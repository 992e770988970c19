"""Quotations: what was said, the cue, who said it; titles in quotation marks left alone; no text loses a quotation or raises."""
import csv
import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, cases, work
from hypothesis import given, settings
from hypothesis import strategies as st

import netralitas as nt
from netralitas.quotes import find_quotes
from netralitas.records import Article, Block, Mention
from netralitas.tokens import find_sentences


def sentences_of(text, lexicons):
    article = Article("a", "a.txt", "", text)
    lines = re.finditer(r"[^\n]*\S[^\n]*", text)
    return find_sentences(article, [Block("a", f"a:b{n}", m.start(), m.end(), "body") for n, m in enumerate(lines, 1)], lexicons)


def mentions_of(text, names):
    found, taken = [], set()
    for name in sorted(filter(None, names.split("; ")), key=len, reverse=True):
        words, _, ident = name.partition("=")
        words, _, kind = words.partition(":")
        for m in re.finditer(re.escape(words) + r"(?!\w)", text):
            if taken.isdisjoint(range(*m.span())):
                taken.update(range(*m.span()))
                found.append(Mention("a", f"a:m{len(found)}", "a:s1", m.start(), m.end(), kind or "person", ident, "test"))
    return sorted(found, key=lambda mention: mention.start)


def quotes_of(text, lexicons, names=""):
    return find_quotes(sentences_of(text, lexicons), mentions_of(text, names), lexicons)


def words(text, start, end):
    return "-" if start is None else text[start:end]


@pytest.mark.parametrize("case", cases("quotes"), ids=lambda case: case["note"])
def test_quotation(case, lexicons):
    text = case["text"]
    found = quotes_of(text, lexicons)
    if case["rules"] == "-":
        assert found == []
        return
    assert " ## ".join(text[q.start:q.end] for q in found) == case["quotes"]
    assert " ## ".join(words(text, q.cue_start, q.cue_end) for q in found) == case["cues"]
    assert " ## ".join(words(text, q.speaker_start, q.speaker_end) for q in found) == case["speakers"]
    assert " ## ".join(q.rule for q in found) == case["rules"]
    assert all(q.kind == q.rule.partition("_")[0] for q in found)


@pytest.mark.parametrize("case", cases("quotes_none"), ids=lambda case: case["note"])
def test_no_quotation(case, lexicons):
    assert quotes_of(case["text"], lexicons) == []


@pytest.mark.parametrize("case", cases("speakers"), ids=lambda case: case["note"])
def test_speaker(case, lexicons):
    found = quotes_of(case["text"], lexicons, case["names"])
    assert " ".join(q.speaker_id or "-" for q in found) == case["speakers"]


@pytest.mark.parametrize("case", cases("quotes_paragraphs"), ids=lambda case: case["note"])
def test_paragraph(case, lexicons):
    found = quotes_of(case["text"], lexicons, case["names"].strip("-"))
    assert " ## ".join(case["text"][q.start:q.end] for q in found) == case["quotes"]
    assert " ## ".join(q.speaker_id or "-" for q in found) == case["speakers"]


def test_ids_count_from_one_by_start(lexicons):
    found = quotes_of("“Kami siap,” kata Rukmini. Dia berharap warga tenang. “Itu saja,” ujarnya.", lexicons)
    assert [q.quote_id for q in found] == ["a:q1", "a:q2", "a:q3"]
    assert found == sorted(found, key=lambda q: q.start)


def test_no_sentences_no_quotes(lexicons):
    assert find_quotes([], [], lexicons) == []


def obeys_the_offset_law(text, found):
    for q in found:
        assert 0 <= q.start < q.end <= len(text) and text[q.start:q.end] == text[q.start:q.end].strip()
        for start, end in ((q.cue_start, q.cue_end), (q.speaker_start, q.speaker_end)):
            assert (start is None) == (end is None)
            assert start is None or text[start:end] == text[start:end].strip() != ""


@pytest.mark.parametrize("case", [c for name in ("quotes", "speakers", "quotes_none") for c in cases(name)], ids=lambda case: case["note"])
def test_the_offset_law_holds(case, lexicons):
    obeys_the_offset_law(case["text"], quotes_of(case["text"], lexicons, case.get("names", "")))


MARKS = ["“", "”", '"', "'", "''", "«", "»", "‘", "’", ",", ".", ":", "\n", "\u00a0"]
WORDS = ["kata", "ujarnya", "tanya", "Rukmini", "dia", "itu", "mengatakan", "meminta agar", "bahwa", "menurut", "Menurutnya", "demikian",
         "ASN harus netral", "Hal itu dikatakan", "Pjs.", "(3/9/2024)", "yang", "ß", "\u093c", "🙂"]
PIECES = st.sampled_from(MARKS + WORDS)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=40))
def test_any_text_is_read_without_exception(lexicons, pieces):
    text = " ".join(pieces)
    obeys_the_offset_law(text, quotes_of(text, lexicons, "Rukmini=rukmini"))


@pytest.mark.parametrize("piece", ["“", '"', "''", "' a", "“a ", "a” ", '“a,” kata ', '"\n', ", kata ", "menurut "])
def test_ten_thousand_marks_take_linear_time(piece, lexicons):
    few, many = (work(find_quotes, sentences_of(piece * n, lexicons), [], lexicons) for n in (1000, 10_000))
    assert many < 12 * few + 1000


def test_direct_quotations_of_real_news_are_found_and_the_law_holds(shared_data, lexicons):
    for path in sorted((shared_data / "reference").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found = quotes_of(text, lexicons)
        obeys_the_offset_law(text, found)
        marks = len(re.findall(r"“[^“”]{30,}”|\"[^\"\n]{30,}\"", text))
        assert sum(q.kind == "direct" for q in found) >= marks > 0


def test_no_group_is_the_speaker_of_a_person_s_saying(lexicons):
    text = "Tim sukses hadir. “Kami siap menjaga,” ujarnya."
    group = Mention("a", "a:m1", "a:s1", 0, 10, "organisation", "organisation:tim-sukses", "group")
    assert [q.speaker_id for q in find_quotes(sentences_of(text, lexicons), [group], lexicons)] == [None]
    body = group._replace(rule="organisation")
    assert [q.speaker_id for q in find_quotes(sentences_of(text, lexicons), [body], lexicons)] == ["organisation:tim-sukses"]


def test_statements_of_pfsa_are_found_as_often_as_is_told(shared_data, tmp_path):
    tool = shared_data.parent / "tools" / "pfsa.py"
    subprocess.run([sys.executable, tool, "texts", shared_data / "pfsa" / "dev-40.txt", tmp_path / "texts"], check=True)
    nt.write_tables(nt.analyse(tmp_path / "texts"), tmp_path / "tables")
    said = subprocess.run([sys.executable, tool, "score", tmp_path / "texts", tmp_path / "tables"], check=True, capture_output=True)
    found = json.loads(said.stdout)
    with (ROOT / "data" / "gold" / "pfsa_scores.tsv").open(encoding="utf-8") as file:
        told = next(csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t"))
    names = {"recall_at_0.3": "recall@0.3", "recall_at_0.8": "recall@0.8", "cue_agreement": "cue_agreement",
             "speaker_agreement": "speaker_agreement", "precision_at_least": "precision_lower_bound@0.3"}
    assert all(abs(float(told[ours]) - found[theirs]) < 0.002 for ours, theirs in names.items()), found
    assert found["recall@0.3"] >= 0.96 and found["recall@0.8"] >= 0.93 and found["cue_agreement"] >= 0.96
    assert found["speaker_agreement"] >= 0.90
