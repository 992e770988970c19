"""Voice decides who did it: 150 and more invented sentences, agent and target given."""
import re

import pytest
from conftest import cases

from netralitas import find_dates, find_events
from netralitas.records import Mention, Quote, Sentence

ROWS = cases("voice")
ACTORS = sorted(cases("voice_actors"), key=lambda row: -len(row["name"]))
_NAMES = re.compile(r"\b(?:" + "|".join(re.escape(row["name"]) for row in ACTORS) + r")\b", re.IGNORECASE)
_KINDS = {row["name"].lower(): row["kind"] for row in ACTORS}


def _sentences(text: str) -> list[Sentence]:
    return [Sentence("a", f"a:s{n}", "a:b1", m.start(), m.end(), m.group())
            for n, m in enumerate(re.finditer(r"\S.*?(?:[.!?]”?(?= [A-Z“])|$)", text), 1)]


def _mentions(text: str, sentences: list[Sentence]) -> list[Mention]:
    found = []
    for n, m in enumerate(_NAMES.finditer(text), 1):
        sentence = next(s for s in sentences if s.start <= m.start() < s.end)
        name = m.group().lower()
        kind, rule = ("organisation", "group") if _KINDS[name] == "group" else (_KINDS[name], "hand")
        found.append(Mention("a", f"a:m{n}", sentence.sentence_id, m.start(), m.end(), kind, name, rule))
    return found


def _quotes(text: str) -> list[Quote]:
    """Each pair of quotation marks, said by Rahman Daulat, with the word after it as cue."""
    return [Quote("a", f"a:q{n}", "direct", m.start(1), m.end(1), m.start(2), m.end(2), "rahman daulat", None, None, "hand")
            for n, m in enumerate(re.finditer(r"“([^”]*)” (\w+)", text), 1)]


def who_did_it(row: dict[str, str], lexicons) -> tuple[str, str]:
    """(agent, target) of the event whose trigger the row names, `-` for nobody; `no event` if the trigger was not found."""
    text = row["text"]
    sentences = _sentences(text)
    events = find_events(sentences, _mentions(text, sentences), find_dates(sentences, lexicons), _quotes(text), lexicons)
    for event in events:
        if text[event.start:event.end] == row["trigger"]:
            return event.agent_id or "-", event.target_id or "-"
    return "no event", "no event"


def _expected(row: dict[str, str]) -> tuple[str, str]:
    return row["agent"].lower(), row["target"].lower()


@pytest.mark.parametrize("row", [r for r in ROWS if not r["known"]], ids=lambda r: f"{r['voice']}-{r['trigger']}-{r['text'][:30]}")
def test_voice_decides_who_did_it(row, lexicons):
    assert who_did_it(row, lexicons) == _expected(row)


def test_nine_of_ten_are_right_known_failures_counted(lexicons):
    right = sum(who_did_it(row, lexicons) == _expected(row) for row in ROWS)
    assert len(ROWS) >= 150 and right / len(ROWS) >= 0.9


def test_known_failures_are_still_failures(lexicons):
    assert [row["text"] for row in ROWS if row["known"] and who_did_it(row, lexicons) == _expected(row)] == []
