"""Events: type, realis, polarity, date and topic by cases; what is no event; one happening told twice; the offset law on any text."""
import re

import pytest
from conftest import cases, work
from hypothesis import given, settings
from hypothesis import strategies as st

from netralitas import Lexicons, find_dates, find_events, find_mentions, find_quotes, find_sentences
from netralitas.events import Event
from netralitas.happenings import link_happenings
from netralitas.records import Article, Block, Quote
from netralitas.referents import Innermost
from netralitas.roles import AGENTS, TARGETS

LEXICONS = Lexicons()
PLOVER = {"MEETING": "CONSULT", "OUTREACH": "CONSULT", "APPEAL": "REQUEST", "DIRECTIVE": "REQUEST", "ISSUANCE": "REQUEST",
          "PLEDGE": "AGREE", "MONITORING": None, "REPORT": "ACCUSE", "SANCTION": "SANCTION", "VIOLATION": None, "INQUIRY": "INVESTIGATE",
          "RECOMMENDATION": "REQUEST", "DENIAL": "REJECT", "FORMATION": "MOBILIZE", "ELECTION_STAGE": None}


def events_of(text: str) -> list[Event]:
    article = Article("a", "a.txt", "", text)
    blocks = [Block("a", f"a:b{n}", m.start(), m.end(), "body") for n, m in enumerate(re.finditer(r"\S(?:[^\n]*\S)?", text), 1)]
    sentences = find_sentences(article, blocks, LEXICONS)
    mentions, entities = find_mentions(sentences, LEXICONS)
    dates, quotes = find_dates(sentences, LEXICONS), find_quotes(sentences, mentions, LEXICONS)
    return find_events(sentences, mentions, dates, quotes, LEXICONS, entities)


def with_trigger(text: str, trigger: str) -> Event | None:
    return next((e for e in events_of(text) if text[e.start:e.end] == trigger), None)


@pytest.mark.parametrize("row", cases("events"), ids=lambda row: f"{row['trigger']}-{row['text'][:40]}")
def test_an_event_is_told(row):
    event = with_trigger(row["text"], row["trigger"])
    assert event, [row["text"][e.start:e.end] for e in events_of(row["text"])]
    assert (event.type, event.realis, event.polarity, event.date or "-") == (row["type"], row["realis"], row["polarity"], row["date"])
    if row["topic"] != "-":
        assert row["text"][event.topic_start:event.topic_end] == row["topic"]
    if row["how"]:
        found = [(entity or "-").partition(":")[2] or "-" for entity in (event.agent_id, event.target_id)]
        assert (*found, event.rule.partition("/")[2]) == (row["agent"], row["target"], row["how"])


def test_each_strategy_stands_in_the_cases():
    told = {part for row in cases("events") for part in row["how"].split("/")}
    shapes = [re.sub(r"{\w+}", r"\\w+", strategy.name) for strategy in (*AGENTS, *TARGETS)]
    assert [shape for shape in shapes if not any(re.fullmatch(shape, part) for part in told)] == []


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


def test_a_day_and_a_place_stand_only_in_the_row_whose_sentence_tells_them():
    first, second = events_of("Bawaslu Seruni menggelar rapat koordinasi. Rapat itu berlangsung di Kota Palu pada 3 Juni 2024.")
    assert (first.date, first.place_id) == (None, None) and second.date == "2024-06-03" and second.place_id
    assert first.happening_id == second.happening_id


def test_an_event_noun_takes_its_actors_from_the_same_happening_and_the_rule_says_so():
    first, second = events_of("Bawaslu Seruni menggelar rapat koordinasi. Rapat itu dihadiri para camat.")
    assert second.agent_id == first.agent_id is not None and second.rule == "meeting_rapat/nominal/attended/happening"


def test_an_agentless_passive_stays_without_agent():
    *_, event = events_of("Bawaslu Seruni menggelar rapat. Dalam rapat itu guru dilarang ikut kampanye dan camat diminta netral.")
    assert (event.type, event.agent_id, event.rule) == ("APPEAL", None, "appeal_meminta/passive/undergoer")


def test_an_event_inside_a_quotation_names_the_quotation():
    told, said = events_of("Rukmini Astuti membuka rapat. “Kami mengimbau guru menjaga netralitas,” kata Rukmini Astuti.")
    assert told.quote_id is None and said.quote_id == "a:q1" and said.agent_id == "person:rukmini-astuti"


def test_a_tag_after_a_quotation_is_an_appeal_of_the_speaker():
    *_, appeal = events_of("Rukmini Astuti membuka rapat. “Guru jangan berpihak,” imbaunya.")
    assert (appeal.type, appeal.agent_id) == ("APPEAL", "person:rukmini-astuti")


def test_a_dropped_agent_comes_from_the_sentence_before_and_the_rule_says_so():
    event = with_trigger("Bawaslu Seruni menggelar rapat. Kemudian menerbitkan surat imbauan.", "menerbitkan")
    assert event.agent_id and "bawaslu" in event.agent_id and event.rule == "issuance_menerbitkan/active/recovered"


def told(article: str, happening: str = "h1", **fields: str | None) -> Event:
    row = Event(article, f"{article}:e1", f"{article}:s1", "MEETING", 0, 5, "organisation:kpu-seruni", None, None, None, None, "2024-06-03",
                "actual", "positive", None, None, f"{article}:{happening}", "meeting_rapat/nominal")
    return row._replace(**fields)


@pytest.mark.parametrize("other, evidence", [
    ({}, "agent"),
    ({"place_id": "place:palu"}, "agent_place"),
    ({"agent_id": None, "target_id": "organisation:bawaslu-seruni", "place_id": "place:palu"}, "target_place"),
])
def test_one_happening_told_in_two_articles_has_one_id_and_its_evidence(other, evidence):
    one = told("a", target_id="organisation:bawaslu-seruni", place_id="place:palu")
    linked = link_happenings([one, told("b", **other)])
    assert [e.happening_id for e in linked] == ["a:h1", "a:h1"]
    assert {e.rule for e in linked} == {f"meeting_rapat/nominal/linked_day_{evidence}"}


@pytest.mark.parametrize("other", [
    {"date": "2024-06-04"}, {"date": "2024-06"}, {"date": None}, {"type": "OUTREACH"}, {"polarity": "negative"},
    {"agent_id": "organisation:bawaslu-seruni"}, {"agent_id": None}, {"place_id": "place:donggala"},
])
def test_what_differs_or_is_not_told_is_another_happening(other):
    pair = [told("a", place_id="place:palu"), told("b", **other)]
    assert link_happenings(pair) == pair


def test_one_told_without_place_is_neither_of_two_that_differ():
    a, b, c = rows = [told("a"), told("b", place_id="place:palu"), told("c", place_id="place:donggala")]
    assert link_happenings(rows) == rows
    d = told("d", place_id="place:palu")
    assert [e.happening_id for e in link_happenings([a, b, c, d])] == ["a:h1", "b:h1", "c:h1", "b:h1"]


def test_a_group_is_no_evidence_and_one_article_is_left_as_it_is():
    pair = [told("a", agent_id="organisation:asn"), told("b", agent_id="organisation:asn")]
    assert link_happenings(pair, {"organisation:asn"}) == pair
    within = [told("a"), told("a", "h2")]
    assert link_happenings(within) == within


@given(st.permutations([told("a"), told("b", place_id="place:palu"), told("c", place_id="place:donggala"), told("d", date="2024-06-04")]))
def test_linking_does_not_depend_on_the_order(rows):
    assert sorted(link_happenings(rows)) == sorted(link_happenings(sorted(rows)))


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


@pytest.mark.parametrize("text", [
    "Menghadiri pertemuan, Bawaslu Seruni jika menggelar rapat.",  # a clause that opens looks ahead; the one ahead must not look back
    "Memanggil lurah, Bawaslu Seruni karena memeriksa guru yang menghadiri kampanye, KPU Seruni jika menggelar rapat. " * 3,
    "menghadiri dan memeriksa, Bawaslu Seruni jika " * 300,
])
def test_the_walks_for_a_subject_end(text):
    holds(text)


@pytest.mark.parametrize("piece", ["Bupati Seruni, yang didampingi sekda, meminta dan mengimbau guru agar tidak menghadiri kampanye, ",
                                   "Bawaslu mengimbau ASN netral, "])
def test_work_grows_with_a_text_without_full_stops_and_no_faster(piece):
    few, many = (work(events_of, piece * n) for n in (100, 400))
    assert many < 5 * few


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)), max_size=12))
def test_the_innermost_quotation_is_the_shortest_that_holds_a_place(spans):
    quotes = [Quote("a", f"a:q{n}", "direct", start, start + length, *[None] * 5, "") for n, (start, length) in enumerate(sorted(spans), 1)]
    innermost = Innermost(quotes)
    for place in range(52):
        holding = [q for q in quotes if q.start <= place < q.end]
        assert innermost.at(place) == min(holding, key=lambda q: q.end - q.start, default=None)
