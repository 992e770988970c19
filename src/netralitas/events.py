"""What happened: events with who did it, to whom, where, when, and whether it is told as a fact.

The grammar is `event_triggers.tsv` (which words) and `event_roles.tsv` (which small words give which role: `roles.py`, on the walks of
`subjects.py` over the chunks of `clauses.py`). PLOVER classes follow the PLOVER coding scheme (Open Event Data Alliance 2018).
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from .clauses import ACTORS, EDGES, PASSIVES, PREPOSITIONS, VERBS, Chunk, Word, group, read_words, small_words, voice
from .entities import slug
from .event_nouns import who
from .happenings import number_happenings
from .lexicon import Lexicons, Match
from .realis import day_of, polarity_of, realis_of, right_before, timed, told_words
from .records import Date, Event, Mention, Quote, Sentence
from .referents import CONCERNED, Innermost, Story, entity_of, in_context, starting
from .roles import Roles, read_roles
from .spans import lay_out
from .subjects import SPEECH, TOGETHER, convenes, governor, subject

_DEEDS = frozenset(("active", "passive", "company", "light_agent", "light_target", "light_passive"))
_NEAR = 60  # characters from what bars a deed to the deed; from one deed of a list to the next twice as many
_JOINTS, _BETWEEN = frozenset(("coordination", "comma", "bound", "then")), ("adverb", "modal", "neg", "control")  # of a list of deeds
_WHOM = ACTORS | PREPOSITIONS | {"control"}  # what a ban speaks of before its verb
_REFUSED = frozenset(("denied", "hypothetical"))  # `menolak uang dari calon` is no deed for one
_BARE = frozenset(("noun", "thing", "conduct", "wrapper"))  # what a verb without prefix may be taken for: `dilarang foto bersama calon`
_PIECE = 200  # chunks; a longer sentence (a list, a text without full stops) is read in pieces of so many
_RULINGS = frozenset(("SANCTION", "RECOMMENDATION", "DIRECTIVE"))  # what a verdict does by being read out
_HOLD_OBJECT = frozenset(("ISSUANCE", "PLEDGE", "FORMATION", "DIRECTIVE", "REPORT"))  # the object is part of the event told
_REACH, _BACK = 80, 3000  # characters in which the object of a collocation (`menandatangani … pakta integritas`) must stand
_REST, _start = re.compile(r"\w*"), attrgetter("start")  # of the word at the end of that reach; of a record
_SOMEBODY = ("", "@", "?", "!")  # what the object of a row may begin with that names no words to stand beside the trigger


class Page:
    """One article as the event finder sees it: its text, its sentences as rows of chunks, and the records found before."""

    def __init__(self, sentences: Sequence[Sentence], mentions: Sequence[Mention], dates: Sequence[Date], quotes: Sequence[Quote],
                 lexicons: Lexicons):
        self.text, self.sentences, self.lexicons = lay_out(sentences), sentences, lexicons
        self.items = [sorted(records, key=_start) for records in (mentions, dates)]
        self.story, self.told = Story(self.text, self.items[0], quotes, lexicons), told_words(lexicons)
        self.starts = [s.start for s in sentences]
        self.direct = Innermost([q for q in quotes if q.kind == "direct"])
        # the speaker by each place in the words that give a quotation its speaker: `…,” imbaunya`
        self.cued = {n: q.speaker_id for q in reversed(quotes) if q.cue_start is not None for n in range(q.cue_start, q.cue_end)}
        # the day of the report, if it prints one: `Senin (14/10)`
        self.now = next((d.value for d in dates if d.value and (d.anchor == "publication" or "(" in self.text[d.start:d.end])), None)
        self.triggers = _triggers(self)
        self._lines: dict[int, list[Chunk]] = {}

    def line(self, number: int) -> list[Chunk]:
        """The sentence as chunks, read when first asked for."""
        if number not in self._lines:
            s, grammar = self.sentences[number], small_words(self.lexicons)
            words = read_words(self.text, s.start, s.end, _known(self, s, self.triggers.get(number, [])), grammar)
            self._lines[number] = _with_deeds(self.text, group(words), self.lexicons)
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
    told = [told for number, words in page.triggers.items() if words or _deed(lexicons)[3].search(sentences[number].text)
            for told in _events_of(page, number)]
    officials = _of_class(lexicons, "civil_servants", "executive", "security")
    about = any(m.entry.id == "stance" for m in lexicons["election_words"].find(page.text))
    return number_happenings(in_context(told, [m for m in mentions if m.entity_id in officials], about), sentences)


@lru_cache(maxsize=4)
def _deed(lexicons: Lexicons) -> tuple[tuple, re.Pattern, re.Pattern, re.Pattern]:
    """The row for any deed in favour of one side, and what finds the words before such a deed (root), those behind it, and the sides."""
    entry = next(entry for entry in lexicons["event_triggers"] if entry.object.startswith("#"))
    return entry, *map(_object_regex, (entry.root, entry.object[1:], entry.object.partition(r"\b")[2]))


def _with_deeds(text: str, line: list[Chunk], lexicons: Lexicons) -> list[Chunk]:
    """`line` with each verb as trigger that tells a deed for one side which somebody must not do, is punished for or is said to have done.

    `Guru dilarang mendampingi calon`, `meminta guru tidak merekam, menyunting, atau menayangkan video calon`, `dicopot karena menjamu …`.
    """
    entry, bars, favour, sides = _deed(lexicons)
    if not line or not sides.search(text, line[0].start, line[-1].end):
        return line
    j, used, found, tells = 0, -1, list(line), told_words(lexicons).tells
    for bar in bars.finditer(text, line[0].start, line[-1].end):
        j = next((j for j in range(j, len(line)) if line[j].start >= bar.end()), len(line))
        listed = list(_behind(line, j, bar.end(), _bare_from(text, line, j, bar, tells)))
        if not listed or listed[0] <= used:
            continue
        used, shared = listed[-1], False  # `menyukai, mengomentari, atau membagikan foto calon`: the last has the object of all
        for k in reversed(listed):
            word = line[k].words[0]
            shared = shared and line[k + 1].kind in _JOINTS
            deed = text[word.end:word.end + 1] == " " and favour.match(text, word.end + 1) and tells.get(word.form) not in _REFUSED
            if word.ref is None and (deed or shared) and not _carries(line, k) and not sides.match(text, word.start):
                told = {"np": "bare", "light_passive": "passive"}.get(line[k].kind, "active" if line[k].kind != "passive" else "passive")
                found[k] = Chunk(word.start, word.end, told, (word._replace(kind=told, ref=entry),))
                shared = True
            shared = shared or getattr(word.ref, "category", "") == entry.category
    return found


def _bare_from(text: str, line: list[Chunk], j: int, bar: re.Match, tells: dict[str, str]) -> int:
    """The chunk that may be a verb without prefix: right behind what forbids (`Tak Boleh Pajang Stiker`, `dilarang follow`), or `untuk`."""
    whom = bar.lastgroup and j < len(line) and line[j].words[0].kind in _WHOM  # `larangan bagi guru untuk subscribe`
    purpose = next((i + 1 for i in range(j, min(j + 4, len(line))) if whom and tells.get(line[i].form) == "purpose"), -1)
    near = j < len(line) and (text[line[j].start].isupper() or bar.lastgroup == "bare" and line[j].start == bar.end() + 1)
    return j if near and line[j].kind == "np" else purpose


def _behind(line: list[Chunk], j: int, bar: int, bare: int) -> Iterator[int]:
    """The first verb from `j` on that stands near behind `bar`, and those that `dan`, `lalu`, `hingga` or a comma joins to it; `bare` is a
    verb too if it looks like a noun, and so are those joined to it. Of `ikut mengantar` it is the second."""
    first = joined = True
    for i in range(j, len(line)):
        kind, after = line[i].kind, line[i + 1].kind if i + 1 < len(line) else ""
        if kind in EDGES and kind not in _JOINTS or line[i].start - bar >= (_NEAR if first else 2 * _NEAR):
            return
        noun = (i == bare or bare < 0 and not first) and kind == "np" and line[i].words[0].kind in _BARE and after not in _BETWEEN
        if (kind in _DEEDS or noun) and joined and (after not in VERBS or line[i].words[0].ref):
            first, joined, bar, bare = False, False, line[i].end, -1 if noun else len(line)
            yield i
        elif kind in _DEEDS and not joined and line[i - 1].kind != "relative":
            return  # another clause: `dilarang berkampanye, bupati akan mengganti dan memindahkan …`
        elif kind not in _BETWEEN and kind not in _DEEDS:
            joined = first or kind in _JOINTS


def _carries(line: list[Chunk], k: int) -> bool:
    """Whether the verb at `k` only carries an event noun: `dilarang menghadiri rapat`."""
    return any(w.ref is not None and hasattr(w.ref, "plover") for c in line[k:k + 2] for w in c.words)


@lru_cache(maxsize=4)
def _degrees(lexicons: Lexicons) -> re.Pattern:
    """What may follow a name and belongs to it: `, AP., M. Si.`"""
    forms = "|".join(e.pattern for e in lexicons["titles"] if e.category == "degree_after")
    return re.compile(rf"(?:,?\s(?:{forms})(?=[\s,.;)”\"]|$)\.?)+,?")


def _actor_word(text: str, mention: Mention, degrees: re.Pattern) -> Word:
    kind = "venue" if mention.kind == "place" else "actor"
    tail = degrees.match(text, mention.end) if mention.kind == "person" else None
    return Word(mention.start, tail.end() if tail else mention.end, kind, text[mention.start:mention.end].lower(), mention)


def _known(page: Page, sentence: Sentence, triggers: list[Word]) -> list[Word]:
    """Names, dates and triggers of a sentence without overlaps: the longer wins; a name that holds a trigger hides it."""
    mentions, dates = (starting(records, sentence.start, sentence.end) for records in page.items)
    stages = [w for w in triggers if w.ref.category == "ELECTION_STAGE"]  # `masa tenang`, `hari pencoblosan` are told as dates too
    words = [Word(d.start, end, "date", page.text[d.start:end].lower(), d) for d in dates
             if (end := next((w.start - 1 for w in starting(stages, d.start, d.end)), d.end)) > d.start]
    words += [_actor_word(page.text, m, _degrees(page.lexicons)) for m in mentions]
    kept: list[Word] = []
    for word in sorted(words + triggers, key=lambda w: (w.start, -w.end)):
        if word.end <= sentence.end and (not kept or word.start >= kept[-1].end):
            kept.append(word)
    return kept


def _events_of(page: Page, number: int) -> Iterator[tuple[Event, bool]]:
    """(event, whether it points back) for each trigger of the sentence that tells one."""
    whole, covered = page.line(number), -1
    for line in [whole[n:n + _PIECE] for n in range(0, len(whole), _PIECE)]:
        for k, word in [(k, word) for k, chunk in enumerate(line) for word in chunk.words if word.ref and hasattr(word.ref, "plover")]:
            before = [w.kind for w in line[k].words if w.end <= word.start]
            inside = word.start < covered and word.ref.category != "ELECTION_STAGE"
            named = word.kind == "event" and (inside or before[-1:] == ["thing"])  # `anggaran pengawasan` names a thing
            if named or not timed(page.text, line, k, word):
                continue
            roles = read_roles(line, k, word)
            if _nobody(page.text, word, roles, page.lexicons) or convenes(line, k):
                continue
            covered = max(covered, _covers(line, k, word, roles))
            yield _event(page, number, line, k, word, _recovered(page, number, word.start, roles)), _definite(line, k, word)


def _recovered(page: Page, number: int, start: int, roles: Roles) -> Roles:
    """`roles` with the subject of one of the three sentences before as agent, where this sentence, if it is no direct quotation, drops it:
    `Kemudian menerbitkan surat edaran.`"""
    if not roles.dropped or roles.agent or page.direct.at(start):
        return roles
    lines = (page.line(n)[:_PIECE] for n in range(number - 1, max(number - 4, -1), -1))
    found = (who(subject(line, k)) for line in lines for k, chunk in enumerate(line) if chunk.kind in VERBS - PASSIVES)
    agent = next(filter(None, found), None)
    return roles._replace(agent=agent, how=f"{roles.how}/recovered") if agent else roles


def _event(page: Page, number: int, line: list[Chunk], k: int, word: Word, roles: Roles) -> Event:
    sentence, entry, story = page.sentences[number], word.ref, page.story
    quote = story.quoted.at(word.start)
    light = governor(line, k) if entry.kind != "verb" else k
    (start, end), day = roles.topic or (None, None), day_of(line, k, word)
    alone = entry.category == "SAME" or entry.object.startswith("!")  # `kegiatan tersebut`, `menunjukkan dukungan`: the first word
    last = word.start + len(word.form.split()[0]) if alone else word.end
    open_ = right_before(line, light, page.told) == "hypothetical"  # `kita harus` takes in those addressed
    whom = [actor.form for actor in (roles.agent, roles.target) if actor]
    agent = entity_of(story, roles.agent, entry.category, open_) if entry.category != "ELECTION_STAGE" else None
    target = entity_of(story, roles.target, entry.category, True, agent)  # `mengingatkan kita`: all who listen
    if entry.category == "VIOLATION" and roles.to == "phrase" and target in _of_class(page.lexicons, "party_or_candidate"):
        target = None  # `berpihak kepada calon`
    if agent and agent == target:  # `Camat Melati pun dipanggilnya`
        agent = entity_of(story, roles.agent, entry.category, open_, target)
    if agent is None and word.kind not in PASSIVES:
        agent = _said_by(page, line, light if light >= 0 else k, word, quote)
    return Event(
        sentence.article_id, "", sentence.sentence_id, entry.category, word.start, last,
        agent, target,
        roles.place.ref.entity_id if roles.place else None, start, end, day,
        realis_of(line, k, light, entry, page.told, bool(day and page.now and day > page.now)),
        polarity_of(line, k, light, entry, page.told),
        quote.quote_id if quote else None, entry.plover or None, "",
        "/".join(filter(None, (entry.id, roles.how, roles.to, "concerned" if CONCERNED in whom else ""))))


def _said_by(page: Page, line: list[Chunk], k: int, word: Word, quote: Quote | None) -> str | None:
    """The speaker of the quotation whose cue the trigger is (`…,” imbaunya`), or who does what he says in it: `“Mohon warga tenang”`,
    and for his body `“Menjatuhkan sanksi kepada lurah itu,” kata Ketua DKPP`."""
    cued = page.cued.get(word.start)
    if cued or quote is None or quote.kind != "direct" or line[k].start < quote.start or k and line[k - 1].kind != "mark":
        return cued
    if word.ref.category in SPEECH and word.kind == "bare":
        return quote.speaker_id
    ruling = word.ref.category in _RULINGS and line[k].kind in ("active", "light_agent")
    return page.story.body_of(quote.speaker_id) or quote.speaker_id if ruling else None


def _definite(line: list[Chunk], k: int, word: Word) -> bool:
    """Whether the trigger points back to a happening told before: `rapat itu`, or a bare `rapat` that no verb brings up."""
    chunk = line[k]
    if word.kind != "event" or any(w.kind == "pointer" for w in chunk.words):
        return word.kind == "event"
    if word.ref.category in TOGETHER and chunk.words[0].kind == "noun" and chunk.words[0] is not word:  # `podium apel`, `amanat rapat`
        return True
    first = k == 0 or line[k - 1].kind == "mark"
    return len(chunk.words) == 1 and (first or word.ref.category in TOGETHER and line[k - 1].kind not in VERBS)


# --- which words are triggers

@lru_cache(maxsize=256)
def _object_regex(pattern: str) -> re.Pattern:
    return re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)


@lru_cache(maxsize=4)
def _types(lexicons: Lexicons) -> dict[str, str]:
    """The PLOVER class of each type of event."""
    return {entry.category: entry.plover for entry in lexicons["event_triggers"]}


def _triggers(page: Page) -> dict[int, list[Word]]:
    """The triggers of each sentence that has any, as words of the clause grammar."""
    found: dict[int, list[Word]] = {}
    types, text = _types(page.lexicons), page.text
    for match in page.lexicons["event_triggers"].find(text):
        number = bisect_right(page.starts, match.start) - 1
        triggers = found.setdefault(number, [])
        hyphened = "-" in (text[match.start - 1:match.start], text[match.end:match.end + 1])  # `rapat-rapat`
        idle = hyphened or match.entry.category == "NONE" or triggers and _again(text, triggers[-1], match)
        word = None if idle else _trigger_word(text, page.sentences[number], match, types)
        if word:
            triggers.append(word)
    return found


def _again(text: str, last: Word, match: Match) -> bool:
    """Whether the match only names again what the trigger `last` names: `kunjungan kerja (kunker)`, `kampanye pilkada`."""
    gap = text[last.end:match.start]
    return last.ref.category == match.entry.category and (gap in (" (", "(") or gap == " " and match.entry.category == "ELECTION_STAGE")


def _trigger_word(text: str, sentence: Sentence, match: Match, types: dict[str, str]) -> Word | None:
    """The trigger, its kind the voice of its form, or `event` for a noun; None if it lacks its object.

    The object that its row asks for stands after the trigger (^: right after), of a passive anywhere in its sentence (~: in the text).

    One that makes another type of event (`types`: with their PLOVER classes) changes the entry's type: `meneken pakta integritas`.
    """
    form, entry = " ".join(text[match.start:match.end].lower().split()), match.entry
    if entry.object.startswith("#"):
        return None  # _with_forbidden finds these, among other verbs
    if (mark := entry.object[:1]) not in _SOMEBODY:
        regex, end = _object_regex(entry.object.lstrip("^~")), _REST.match(text, min(sentence.end, match.end + _REACH)).end()
        found = regex.match(text, match.end + 1, sentence.end) if mark == "^" else regex.search(text, match.start, end)
        fronted = form.startswith(("di", "te")) or entry.category in _HOLD_OBJECT and form.endswith(("i", "kan"))  # `… kita tandatangani`
        if not found and (mark == "~" or mark != "^" and fronted):
            start = match.start - _BACK if mark == "~" else max(sentence.start, match.start - _REACH)
            found = regex.search(text, max(start, 0), match.start)
        if not found:
            return None
        kind = found.lastgroup
        entry = entry._replace(category=kind, plover=types[kind]) if kind else entry if found.group() else entry._replace(object="")
    return Word(match.start, match.end, voice(form, entry.root) if entry.kind == "verb" else "event", form, entry)


@lru_cache(maxsize=8)
def _of_class(lexicons: Lexicons, *classes: str) -> frozenset[str]:
    """The ids of the groups of these actor classes."""
    return frozenset(f"organisation:{slug(e.name)}" for e in lexicons["groups"] if e.category in classes)


def _nobody(text: str, word: Word, roles: Roles, lexicons: Lexicons) -> bool:
    """Whether the row asks for somebody as object (@: no thing, ?: no thing but these) or as agent (!) and it is not so: `mengumpulkan
    data` is no meeting, `melaporkan dana` no accusation."""
    entry, agent = word.ref, getattr(getattr(roles.agent, "ref", None), "entity_id", None) or ""
    if entry.object.startswith("#") and agent in _of_class(lexicons, "public", "civil_society"):
        return True
    if entry.category == "VIOLATION" and agent in _of_class(lexicons, "party_or_candidate", "press") and entry.source != "UU 10/2016":
        return True  # what candidates do is no breach of neutrality, unless that law forbids it to them too
    if entry.object.startswith("!"):
        joined = text[max(word.start - 5, 0):word.end].lower()  # `ikut berkampanye`: whoever it is
        names = (getattr(roles.agent, "form", ""), agent.partition(":")[2].replace("-", " "), joined[:5] == "ikut " and joined or "")
        return not any(map(_object_regex(entry.object[1:]).match, names))
    if roles.target or entry.object[:1] not in ("@", "?"):
        return False
    if entry.object.startswith("@"):
        examined = roles.agent and (roles.how.startswith("passive") or roles.agent.kind == "first")
        thing = entry.object != "@actor" and _object_regex(entry.object[1:]).match(text, word.end + 1)
        return not (thing or entry.category == "INQUIRY" and examined)  # `sudah dua kali dipanggil Bawaslu`, `besok kami panggil`
    if entry.category == "INQUIRY" and roles.how.startswith("passive"):
        return False
    return roles.topic is not None and not _object_regex(entry.object[1:]).search(text, *roles.topic)


def _covers(line: list[Chunk], k: int, word: Word, roles: Roles) -> int:
    """Up to where event nouns belong to this trigger: the object of a collocation; the name of a meeting (`rapat evaluasi pengawasan`)."""
    entry = word.ref
    if entry.kind != "verb":
        return line[k].end if entry.category in ("MEETING", "OUTREACH", "REPORT") else word.end
    holds = entry.object[:1] not in _SOMEBODY and entry.category in _HOLD_OBJECT
    return max(roles.topic[1], word.end) if holds and roles.topic else word.end
