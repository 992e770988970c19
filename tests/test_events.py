"""Events: type, realis, polarity, date and topic by cases; what is no event; one happening told twice; the offset law on any text."""
import re
import time

import pytest
from conftest import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from netralitas import Lexicons, find_dates, find_events, find_mentions, find_quotes, find_sentences
from netralitas.events import Event
from netralitas.records import Article, Block

LEXICONS = Lexicons()
PLOVER = {"MEETING": "CONSULT", "OUTREACH": "CONSULT", "APPEAL": "REQUEST", "DIRECTIVE": "REQUEST", "ISSUANCE": "REQUEST",
          "PLEDGE": "AGREE", "MONITORING": None, "REPORT": "ACCUSE", "SANCTION": "SANCTION", "VIOLATION": None, "INQUIRY": "INVESTIGATE",
          "RECOMMENDATION": "REQUEST", "DENIAL": "REJECT", "FORMATION": "MOBILIZE", "ELECTION_STAGE": None}


def events_of(text: str) -> list[Event]:
    article = Article("a", "a.txt", "", text)
    blocks = [Block("a", f"a:b{n}", m.start(), m.end(), "body") for n, m in enumerate(re.finditer(r"\S(?:[^\n]*\S)?", text), 1)]
    sentences = find_sentences(article, blocks, LEXICONS)
    mentions, _ = find_mentions(sentences, LEXICONS)
    dates, quotes = find_dates(sentences, LEXICONS), find_quotes(sentences, mentions, LEXICONS)
    return find_events(sentences, mentions, dates, quotes, LEXICONS)


def with_trigger(text: str, trigger: str) -> Event | None:
    return next((e for e in events_of(text) if text[e.start:e.end] == trigger), None)


@pytest.mark.parametrize("row", cases("events"), ids=lambda row: f"{row['trigger']}-{row['text'][:40]}")
def test_an_event_is_told(row):
    event = with_trigger(row["text"], row["trigger"])
    assert event, [row["text"][e.start:e.end] for e in events_of(row["text"])]
    assert (event.type, event.realis, event.polarity, event.date or "-") == (row["type"], row["realis"], row["polarity"], row["date"])
    if row["topic"] != "-":
        assert row["text"][event.topic_start:event.topic_end] == row["topic"]


@pytest.mark.parametrize("row", cases("events_none"), ids=lambda row: row["text"][:40])
def test_no_event_is_told(row):
    kind = re.match(r"[A-Z_]{4,}", row["note"])
    assert [e.type for e in events_of(row["text"]) if not kind or e.type == kind.group()] == []


@pytest.mark.parametrize("row", cases("happenings"), ids=lambda row: row["note"])
def test_one_happening_told_twice(row):
    events = events_of(row["text"])
    assert [row["text"][e.start:e.end] for e in events] == row["triggers"].split(";")
    order = list(dict.fromkeys(e.happening_id for e in events))
    assert " ".join(str(order.index(e.happening_id) + 1) for e in events) == row["happenings"]


def test_a_happening_shares_its_day_and_place_with_the_next_sentence():
    first, second = events_of("Bawaslu Seruni menggelar rapat koordinasi. Rapat itu berlangsung di Kota Palu pada 3 Juni 2024.")
    assert first.date == second.date == "2024-06-03" and first.place_id == second.place_id is not None


def test_an_event_noun_takes_its_actors_from_the_same_happening_and_the_rule_says_so():
    first, second = events_of("Bawaslu Seruni menggelar rapat koordinasi. Rapat itu dihadiri para camat.")
    assert second.agent_id == first.agent_id is not None and second.rule == "meeting_rapat/nominal/happening"


def test_an_agentless_passive_stays_without_agent():
    *_, event = events_of("Bawaslu Seruni menggelar rapat. Dalam rapat itu guru dilarang ikut kampanye dan camat diminta netral.")
    assert (event.type, event.agent_id, event.rule) == ("APPEAL", None, "appeal_meminta/passive")


def test_an_event_inside_a_quotation_names_the_quotation():
    told, said = events_of("Rukmini Astuti membuka rapat. “Kami mengimbau guru menjaga netralitas,” kata Rukmini Astuti.")
    assert told.quote_id is None and said.quote_id == "a:q1" and said.agent_id == "person:rukmini-astuti"


def test_a_tag_after_a_quotation_is_an_appeal_of_the_speaker():
    *_, appeal = events_of("Rukmini Astuti membuka rapat. “Guru jangan berpihak,” imbaunya.")
    assert (appeal.type, appeal.agent_id) == ("APPEAL", "person:rukmini-astuti")


def test_a_dropped_agent_comes_from_the_sentence_before_and_the_rule_says_so():
    event = with_trigger("Bawaslu Seruni menggelar rapat. Kemudian menerbitkan surat imbauan.", "menerbitkan")
    assert event.agent_id and "bawaslu" in event.agent_id and event.rule == "issuance_menerbitkan/active_dropped/recovered"


def test_ids_are_numbered_by_position_and_plover_follows_the_type():
    events = events_of(" ".join(row["text"] for row in cases("events")))
    assert [e.event_id for e in events] == [f"a:e{n}" for n in range(1, len(events) + 1)]
    assert [e.start for e in events] == sorted(e.start for e in events)
    assert {e.type: e.plover for e in events} == PLOVER


def test_every_type_stands_in_the_cases():
    assert {row["type"] for row in cases("events")} == set(PLOVER)


@pytest.mark.parametrize("text", ["", " ", "ſudah rapat", "\u212Aami rapat", "İni rapat dıgelar", "“", "rapat-", "\u200brapat\u00ad",
                                  "di di oleh yang dan rapat"])
def test_odd_characters_raise_nothing(text):
    holds(text)


def holds(text: str) -> None:
    for event in events_of(text):
        assert text[event.start:event.end].strip() == text[event.start:event.end] != ""
        assert (event.topic_start is None) == (event.topic_end is None)
        if event.topic_start is not None:
            assert text[event.topic_start:event.topic_end].strip() == text[event.topic_start:event.topic_end] != ""
        assert event.realis in ("actual", "planned", "hypothetical") and event.polarity in ("positive", "negative")
        assert event.type in PLOVER and "/" in event.rule


WORDS = sorted({word for name in ("events", "voice", "events_none") for row in cases(name) for word in row["text"].split()}
               | {"“", "”", "(", ")", ",", ".", "\n\n", "yang", "oleh", "dan", "untuk", "di", "saya", "ini", "3 Juni 2024"})


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
def test_the_offset_law_holds_on_any_text(text):
    holds(text)


def test_the_offset_law_holds_on_real_articles(shared_data):
    files = sorted((shared_data / "reference").glob("*.txt"))
    assert files
    for file in files:
        holds(file.read_text(encoding="utf-8"))


def test_time_grows_with_the_text_and_no_faster():
    text = "Bupati Seruni, yang didampingi sekda, meminta dan mengimbau guru agar tidak menghadiri kampanye, "
    sentences = find_sentences(Article("a", "", "", text * 400), [Block("a", "a:b1", 0, len(text) * 400, "body")], LEXICONS)
    start = time.perf_counter()
    find_events(sentences, [], [], [], LEXICONS)
    assert time.perf_counter() - start < 10
