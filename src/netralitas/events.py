"""What happened: events with who did it, to whom, where, when, and whether it is told as a fact.

The grammar is `event_triggers.tsv` (which words: `triggers.py`) and `event_roles.tsv` (which small words give which role: `roles.py`, on
the walks of `subjects.py` over the chunks of `clauses.py`). The type system is SCHEMA's; PLOVER classes follow the PLOVER coding scheme
(Open Event Data Alliance 2018).
"""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from .clauses import PASSIVES, VERBS, Chunk, Word, group, read_words, small_words
from .event_dates import day_of
from .happenings import number_happenings
from .lexicon import Lexicons, Match
from .realis import polarity_of, realis_of, right_before
from .records import Date, Event, Mention, Quote, Sentence
from .referents import Story, entity_of, quote_at
from .roles import TOGETHER, Roles, read_roles, who
from .spans import lay_out
from .subjects import governor, subject
from .triggers import covers, has_object, names_thing, nobody, timed, trigger_word

_PIECE = 200  # chunks; a longer sentence (a list, a text without full stops) is read in pieces of so many


class Page:
    """One article as the event finder sees it: its text, its sentences as rows of chunks, and the records found before."""

    def __init__(self, sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[Date], quotes: Sequence[Quote],
                 lexicons: Lexicons):
        self.text, self.sentences, self.quotes, self.lexicons = lay_out(sentences), sentences, quotes, lexicons
        self.story = Story(self.text, mentions, quotes, lexicons)
        found = lexicons["event_triggers"].find(self.text)
        self.triggers = [m for m in found if "-" not in (self.text[m.start - 1:m.start], self.text[m.end:m.end + 1])]  # no `rapat-rapat`
        degrees = _degrees(lexicons)
        items = [_actor_word(self.text, m, degrees) for m in mentions] + [_date_word(self.text, d) for d in dates]
        self.items = sorted(items, key=lambda w: (w.start, -w.end))
        # the day of the report, if it prints one: `Senin (14/10)`
        self.now = next((d.value for d in dates if d.value and (d.anchor == "publication" or "(" in self.text[d.start:d.end])), None)
        self.starts, self.firsts = [w.start for w in self.items], [t.start for t in self.triggers]
        self._lines: dict[int, list[Chunk]] = {}

    def with_triggers(self) -> list[int]:
        """The numbers of the sentences that hold a trigger."""
        return sorted({bisect_right(self.sentences, start, key=lambda s: s.start) - 1 for start in self.firsts})

    def line(self, number: int) -> list[Chunk]:
        """The sentence as chunks, read when first asked for."""
        if number not in self._lines:
            s = self.sentences[number]
            items = self.items[bisect_left(self.starts, s.start):bisect_left(self.starts, s.end)]
            triggers = self.triggers[bisect_left(self.firsts, s.start):bisect_left(self.firsts, s.end)]
            known = _known(self.text, s, items, triggers)
            self._lines[number] = group(read_words(self.text, s.start, s.end, known, small_words(self.lexicons)))
        return self._lines[number]


def find_events(sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[Date], quotes: Sequence[Quote],
                lexicons: Lexicons) -> list[Event]:
    """Events in the order of their triggers; `start` and `end` are the trigger's, offsets into the article.

    The trigger of a light verb with an event noun (`menggelar pertemuan`) is the noun, its agent the subject of the light verb; the
    trigger of `menandatangani pakta integritas`, `menerbitkan surat edaran`, `memberi batas waktu`, `membentuk tim` is the verb, and
    the object is the topic. A missing agent stays None; one taken from the sentence before has a rule ending in `/recovered`.
    Raises nothing for any text. Does not say whether two articles tell one happening, nor resolve pronouns beyond the nearest person.
    """
    page = Page(sentences, mentions, dates, quotes, lexicons)
    return number_happenings([told for number in page.with_triggers() for told in _events_of(page, number)], sentences)


@lru_cache(maxsize=4)
def _degrees(lexicons: Lexicons) -> re.Pattern:
    """What may follow a name and belongs to it: `, AP., M. Si.`"""
    forms = "|".join(e.pattern for e in lexicons["titles"] if e.category == "degree_after")
    return re.compile(rf"(?:,?\s(?:{forms})(?=[\s,.;)”\"]|$)\.?)+,?")


def _actor_word(text: str, mention: Mention, degrees: re.Pattern) -> Word:
    kind = "venue" if mention.kind == "place" else "actor"
    tail = degrees.match(text, mention.end) if mention.kind == "person" else None
    return Word(mention.start, tail.end() if tail else mention.end, kind, text[mention.start:mention.end].lower(), mention)


def _date_word(text: str, date: Date) -> Word:
    return Word(date.start, date.end, "date", text[date.start:date.end].lower(), date)


def _known(text: str, sentence: Sentence, items: list[Word], triggers: list[Match]) -> list[Word]:
    """Names, dates and triggers of a sentence without overlaps: the longer wins; a name that holds a trigger hides it."""
    words = [w for w in items if w.end <= sentence.end]
    stages = {t.start for t in triggers if t.entry.category == "ELECTION_STAGE"}
    words = [w for w in words if w.kind != "date" or w.start not in stages]  # `masa tenang` is told as a date too
    words += [trigger_word(text, t) for t in triggers if t.entry.category != "NONE" and has_object(text, sentence, t)]
    kept: list[Word] = []
    for word in sorted(words, key=lambda w: (w.start, -w.end)):
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


def _events_of(page: Page, number: int) -> Iterator[tuple[Event, bool]]:
    """(event, whether it points back) for each trigger of the sentence that tells one."""
    whole, sentence, covered = page.line(number), page.sentences[number], -1
    for line in [whole[n:n + _PIECE] for n in range(0, len(whole), _PIECE)]:
        for k, word in [(k, word) for k, chunk in enumerate(line) for word in chunk.words if hasattr(word.ref, "plover")]:
            entry = word.ref
            if word.kind == "event" and word.start < covered or names_thing(line[k], word) or not timed(line, k, entry):
                continue
            roles = read_roles(line, k, word)
            if nobody(page.text, entry, roles):
                continue
            covered = max(covered, covers(page.text, sentence, line, k, word, roles))
            yield _event(page, number, line, k, word, _recovered(page, number, word.start, roles)), _definite(line, k, word)


def _recovered(page: Page, number: int, start: int, roles: Roles) -> Roles:
    """`roles` with the subject of the sentence before as agent, where this sentence drops it: `Kemudian menerbitkan surat edaran.`

    Over at most three sentences; never out of a direct quotation.
    """
    if not roles.dropped or roles.agent or any(q.kind == "direct" and q.start <= start < q.end for q in page.quotes):
        return roles
    for n in range(number - 1, max(number - 4, -1), -1):
        found = _first_subject(page.line(n))
        if found:
            return roles._replace(agent=found, how=f"{roles.how}/recovered")
    return roles


def _first_subject(line: list[Chunk]) -> Word | None:
    for k, chunk in enumerate(line[:_PIECE]):
        if chunk.kind in VERBS and chunk.kind not in PASSIVES and (found := who(subject(line, k))):
            return found
    return None


def _event(page: Page, number: int, line: list[Chunk], k: int, word: Word, roles: Roles) -> Event:
    sentence, entry, story = page.sentences[number], word.ref, page.story
    quote = quote_at(page.quotes, word.start)
    light = governor(line, k) if entry.kind != "verb" else k
    (start, end), day = roles.topic or (None, None), day_of(line, k, word)
    agent = entity_of(story, roles.agent, entry.category, right_before(line, light, page.lexicons["realis"]) == "hypothetical")
    return Event(
        sentence.article_id, "", sentence.sentence_id, entry.category, word.start, _end(word),
        agent or _cue_speaker(page.quotes, word), entity_of(story, roles.target, entry.category),
        roles.place.ref.entity_id if roles.place else None, start, end, day,
        realis_of(line, k, light, entry, page.lexicons["realis"], bool(day and page.now and day > page.now)),
        polarity_of(line, k, light, entry, page.lexicons),
        quote.quote_id if quote else None, entry.plover or None, "", "/".join(filter(None, (entry.id, roles.how, roles.to))))


def _end(word: Word) -> int:
    """Where the trigger ends: of `kegiatan tersebut` the noun alone is one."""
    return word.start + len(word.form.split()[0]) if word.ref.category == "SAME" else word.end


def _definite(line: list[Chunk], k: int, word: Word) -> bool:
    """Whether the trigger points back to a happening told before: `rapat itu`, or a bare `rapat` that no verb brings up."""
    chunk = line[k]
    if word.kind != "event" or any(w.kind == "pointer" for w in chunk.words):
        return word.kind == "event"
    first = k == 0 or line[k - 1].kind == "mark"
    return len(chunk.words) == 1 and (first or word.ref.category in TOGETHER and line[k - 1].kind not in VERBS)


def _cue_speaker(quotes: Sequence[Quote], word: Word) -> str | None:
    """The speaker of the quotation whose cue is this trigger (`imbaunya`), if the trigger has no agent of its own."""
    if word.kind in PASSIVES:
        return None
    return next((q.speaker_id for q in quotes if q.cue_start is not None and q.cue_start <= word.start < q.cue_end), None)
