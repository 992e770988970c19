"""Dates, citations and the election calendar: tables of cases, the offset law, and any text at all."""
from __future__ import annotations

from datetime import date

import pytest
from conftest import cases, work
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netralitas import Lexicons, analyse_text, with_stages
from netralitas.dates import election_time, find_citations, find_dates
from netralitas.records import Sentence

LEXICONS = Lexicons()
OK = {True: "yes", False: "no", None: "-"}


def sentences(*texts: str, gap: int = 1) -> list[Sentence]:
    """Sentences one after the other, each its own block, `gap` characters apart."""
    made, start = [], 0
    for n, text in enumerate(texts, 1):
        made.append(Sentence("a", f"a:s{n}", f"a:b{n}", start, start + len(text), text))
        start += len(text) + gap
    return made


def expected(cell: str) -> list[tuple[str, ...]]:
    rows = (row.rsplit("=>", 1) for row in cell.split(" | ") if row)
    return [(span, *fields.split(",")) for span, fields in rows]


@pytest.mark.parametrize("case", cases("dates"), ids=lambda case: f"{case['note']}: {case['text'][:30]}")
def test_dates(case):
    text = case["text"]
    found = find_dates(sentences(text), LEXICONS, case["published"] or None)
    assert [(text[d.start:d.end], d.value or "-", d.anchor, OK[d.weekday_ok]) for d in found] == expected(case["dates"])


@pytest.mark.parametrize("case", cases("dates_unknown"), ids=lambda case: f"{case['note']}: {case['text'][:30]}")
def test_where_no_exact_day_can_be_known(case):
    text = case["text"]
    (found,) = find_dates(sentences(text), LEXICONS, case["published"] or None)
    answer = (text[found.start:found.end], found.value or "-", found.anchor, found.rule)
    assert answer == (case["span"], case["value"], case["anchor"], case["rule"])


@pytest.mark.parametrize("case", cases("citations"), ids=lambda case: f"{case['note']}: {case['text'][:30]}")
def test_citations(case):
    text = case["text"]
    found = find_citations(sentences(text), LEXICONS)
    assert [(text[c.start:c.end], c.instrument, c.number or "-", str(c.year or "-")) for c in found] == expected(case["citations"])


@pytest.mark.parametrize("case", cases("elections"), ids=lambda case: f"{case['day']} {case['note']}")
def test_election_time(case):
    stage, days = election_time(case["day"] or None, LEXICONS)
    assert (stage or "-", "-" if days is None else str(days)) == (case["stage"], case["days"])


def test_each_date_has_a_stage_and_its_days_to_the_vote():
    text = "Rapat digelar Rabu (6/11). Pemungutan suara tinggal 21 hari lagi. Oktober 2024 sepi."
    staged = with_stages(analyse_text(text, published="2024-11-06").dates)
    assert staged["stage"].fillna("-").tolist() == ["campaign", "vote", "-"]
    assert staged["days_to_vote"].fillna(-99).tolist() == [21, 0, -99]


def test_the_stages_of_each_election_follow_each_other_and_have_a_source():
    by_election: dict[str, list] = {}
    for row in LEXICONS["elections"]:
        assert row.source
        by_election.setdefault(row.election, []).append((date.fromisoformat(row.start), date.fromisoformat(row.end), row.category))
    assert set(by_election) == {f"pilkada_{year}" for year in (2015, 2017, 2018, 2020, 2024)} | {"pemilu_2019", "pemilu_2024"}
    for rows in by_election.values():
        assert all(first <= last for first, last, _ in rows) and rows == sorted(rows)
        assert [stage for _, _, stage in rows][:8] == [
            "preparation", "registration", "determination", "campaign", "quiet_period", "vote", "count", "dispute"]


def test_ranges_and_lists_say_so_in_the_rule():
    text = "Kampanye 25 September–23 November 2024, apel 5 dan 6 Oktober 2024, rapat 27-29 Agustus 2024, periode 2019-2024."
    rules = [d.rule for d in find_dates(sentences(text), LEXICONS)]
    assert rules == ["range_start", "range_end", "listed", "listed", "range_start", "range_end", "range_start", "range_end"]


def test_ids_and_sentences():
    made = sentences("Rapat Rabu, 31 Juli 2024.", "Menurut Pasal 9 UU ASN, batasnya 1 Agustus 2024.")
    dates, citations = find_dates(made, LEXICONS), find_citations(made, LEXICONS)
    assert [(d.article_id, d.date_id, d.sentence_id) for d in dates] == [("a", "a:d1", "a:s1"), ("a", "a:d2", "a:s2")]
    assert [(c.article_id, c.citation_id, c.sentence_id) for c in citations] == [("a", "a:c1", "a:s2")]


@pytest.mark.parametrize("texts, values", [
    (("Ia datang Selasa", "31 Juli 2024 ia pulang."), [None, "2024-07-31"]),
    (("pada 31", "Juli 2024"), ["2024-07"]),
])
def test_a_date_does_not_run_over_the_end_of_a_sentence(texts, values):
    made = sentences(*texts)
    found = find_dates(made, LEXICONS)
    assert [d.value for d in found][-1] == values[-1] and len(found) == len(values)
    assert all(any(s.start <= d.start and d.end <= s.end for s in made) for d in found)


def test_a_citation_does_not_run_over_the_end_of_a_sentence():
    assert [c.number for c in find_citations(sentences("Ia merujuk UU", "Nomor 5 Tahun 2014."), LEXICONS)] == []


def test_nothing_in_nothing_out():
    assert find_dates([], LEXICONS) == [] and find_citations([], LEXICONS) == []


PIECES = [
    "Senin", "Minggu", " (", ")", "31", "/", "2", "2024", "-", "–", " Juli ", " Mei ", ", ", "hari ini", "kemarin", " tahun ",
    "8 hari lagi", "H-", " lalu", " depan", "pekan ", "masa tenang", " Pilkada ", "UU ", "Nomor ", "Pasal ", "ayat (", " dan ", "hingga",
    "SKB ", "\n", ".", "İ", "²", "٣", "\u00a0", "99", "0",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30).map("".join),
       st.sampled_from([None, "2024-02-06", "0001-01-01", "9999-12-31", "2024-02-30", "x", "2024-09-29T10:00:00"]))
@example("999 tahun lalu, 999 hari lagi, 29 Februari, 0 Juli, tanggal 0, tanggal 31", "9999-12-31")
@example("999 tahun lalu, 29 Februari lalu, pekan lalu, Senin lalu, bulan lalu", "0001-01-01")
@example("Selasa (6/2/2024", None)
def test_any_text_keeps_the_offset_law(text, published):
    made = sentences(text, text, gap=3)
    whole = text + "   " + text
    for row in [*find_dates(made, LEXICONS, published), *find_citations(made, LEXICONS)]:
        words = whole[row.start:row.end]
        assert words and words == words.strip()
        assert any(s.sentence_id == row.sentence_id and s.start <= row.start and row.end <= s.end for s in made)
    for row in find_dates(made, LEXICONS, published):
        assert row.value is None or len(row.value) in (4, 7, 10)
        assert election_time(row.value, LEXICONS) is not None


def test_days_counted_from_one_told_before_take_linear_time():
    day = "Senin (6/5/2024) ia hadir. Keesokan harinya ia pulang."
    _, few, many = (work(find_dates, sentences(*[day] * n), LEXICONS) for n in (1, 100, 800))  # the first reads the lexicons
    assert many < 9 * few
