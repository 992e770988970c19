"""Neutrality messages: a table of cases both ways, the offset law, days to the vote, means, and any text at all."""
import re

import pytest
from conftest import cases
from hypothesis import given
from hypothesis import strategies as st

from netralitas import Lexicons
from netralitas.actors import actor_id
from netralitas.messages import find_messages
from netralitas.records import Date, Mention, Quote, Sentence

LEXICONS = Lexicons()
KINDS = {"{": "organisation", "{*": "person"}


def read(marked: str):
    """(text, sentences, mentions, quotes) of a marked case; see the head of cases/messages.tsv."""
    text, mentions, opened, quote, speaker = "", [], None, None, None
    for part in re.split(r"(\{\*|[{}\[\]])", marked):
        if part in ("{", "{*"):
            opened = (len(text), part)
        elif part == "}":
            start, kind = opened
            mentions.append(Mention("a", f"a:m{len(mentions) + 1}", "a:s1", start, len(text), KINDS[kind], slug(text[start:]), "case"))
            speaker = mentions[-1] if kind == "{*" else speaker
        elif part == "[":
            quote = (len(text), None)
        elif part == "]":
            quote = (quote[0], len(text))
        else:
            text += part
    return text, in_sentences(text), mentions, the_quote(text, quote, speaker)


def slug(words: str) -> str:
    return "organisation:" + re.sub(r"\W+", "-", words.lower())


def in_sentences(text: str) -> list[Sentence]:
    ends = [m.end() for m in re.finditer(r"[.?](?=\s+[A-Z\"])", text)] + [len(text)]
    starts = [0] + [end + 1 for end in ends[:-1]]
    return [Sentence("a", f"a:s{n}", "a:b1", s, e, text[s:e]) for n, (s, e) in enumerate(zip(starts, ends), 1)]


def the_quote(text, quote, speaker) -> list[Quote]:
    if not quote:
        return []
    direct = text[quote[0] - 1:quote[0]] == '"'
    cue = re.compile(r"\w+").search(text, quote[1] + 2) if direct else None
    return [Quote("a", "a:q1", "direct" if direct else "indirect", *quote, cue and cue.start(), cue and cue.end(),
                  speaker.entity_id, speaker.start, speaker.end, "case")]


def expected(cell: str, n: int) -> list[str | None]:
    return [slug(x) if x != "-" else None for x in cell.split(";")] if n else []


@pytest.mark.parametrize("case", cases("messages"), ids=lambda c: c["note"] + " | " + c["text"][:60])
def test_case(case):
    text, sentences, mentions, quotes = read(case["text"])
    found = find_messages(sentences, mentions, [], quotes, LEXICONS)
    n = len(found)
    assert [str(m.strength) for m in found] == [s for s in case["strength"].split(";") if s]
    assert [text[m.cue_start:m.cue_end].lower() for m in found] == [c.lower() for c in case["cue"].split(";") if c]
    assert [m.issuer_id for m in found] == expected(case["issuer"], n)
    assert [m.addressee_id for m in found] == expected(case["addressee"], n)
    assert not case["clause"] or [text[m.start:m.end] for m in found] == case["clause"].split(" | ")
    for m in found:
        assert text[m.start:m.end] == text[m.start:m.end].strip() != ""


def one(marked: str, **more):
    text, sentences, mentions, quotes = read(marked)
    found = find_messages(sentences, mentions, more.pop("dates", []), quotes, LEXICONS, **more)
    assert len(found) == 1
    return text, found[0]


@pytest.mark.parametrize("case", cases("messages_clauses"), ids=lambda c: c["note"])
def test_clause_instrument_and_demands(case):
    text, sentences, mentions, quotes = read(case["text"])
    found = find_messages(sentences, mentions, [], quotes, LEXICONS)
    assert [text[m.start:m.end] for m in found] == case["clause"].split(" | ")
    assert [m.instrument or "-" for m in found] == case["instrument"].split(" | ")
    assert [m.rule.split("/")[1] for m in found] == case["demands"].split(" | ")


def test_days_and_stage_from_the_day_of_publication():
    _, message = one("{ASN} harus netral dalam pilkada.", published="2024-11-20")
    assert (message.days_to_vote, message.stage) == (7, "campaign")


def test_days_from_the_first_full_date_where_no_day_of_publication_is_known():
    month = Date("a", "a:d1", "a:s1", 0, 3, "2024-02", "absolute", None, "case")
    day = Date("a", "a:d2", "a:s1", 0, 3, "2024-02-06", "absolute", None, "case")
    _, message = one("{ASN} harus netral dalam pemilu.", dates=[month, day])
    assert message.days_to_vote == 8


def test_no_date_no_days():
    _, message = one("{ASN} harus netral dalam pemilu.")
    assert (message.days_to_vote, message.stage) == (None, None)


def test_a_message_in_a_quotation_names_it():
    _, message = one('"[{ASN} harus netral dalam pilkada]," kata {*Raka Santoso}.')
    assert message.quote_id == "a:q1"


def test_ids_follow_the_order_of_the_text():
    _, sentences, mentions, quotes = read("{ASN} harus netral dalam pilkada. {ASN} dilarang ikut kampanye.")
    assert [m.message_id for m in find_messages(sentences, mentions, [], quotes, LEXICONS)] == ["a:n1", "a:n2"]


def test_a_role_without_a_bearer_is_its_filler():
    text = "Bupati Marante mengimbau ASN tetap netral."
    role = Mention("a", "a:m1", "a:s1", 0, 14, "role", None, "case")
    found = find_messages(in_sentences(text), [role], [], [], LEXICONS)
    assert [m.issuer_id for m in found] == [actor_id(role, text)]


WORDS = ["ASN", "harus", "netral", "dilarang", "ikut", "kampanye", "oleh", "Bupati", "tidak", "akan", "disanksi", "menjaga", "netralitas",
         "agar", "dan", ",", ".", '"', "“", "”", "\n", "pilkada", "jangan", "silakan", "dilaporkan", "\u00a0", "😀", "é", "(", ")", ":"]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40), st.booleans())
def test_any_text_keeps_the_law(words, glued):
    text = ("" if glued else " ").join(words).strip()
    sentence = Sentence("a", "a:s1", "a:b1", 0, len(text), text)
    quotes = [Quote("a", "a:q1", "direct", 0, len(text) // 2, None, None, None, None, None, "case")] if text else []
    for m in find_messages([sentence] if text else [], [], [], quotes, LEXICONS):
        assert 0 <= m.start < m.end <= len(text)
        assert text[m.start:m.end].strip() == text[m.start:m.end]
        assert 1 <= m.strength <= 7
        assert text[m.cue_start:m.cue_end].strip() == text[m.cue_start:m.cue_end] != ""
