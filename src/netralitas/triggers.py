"""Which words are triggers of an event: the rows of event_triggers.tsv, and what must stand beside them."""
from __future__ import annotations

import re
from functools import lru_cache

from .clauses import Chunk, Word, voice
from .lexicon import Match
from .records import Sentence
from .roles import Roles

_HOLD_OBJECT = frozenset(("ISSUANCE", "PLEDGE", "FORMATION", "DIRECTIVE", "REPORT"))  # the object is part of the event told
_REACH = 80  # characters in which the object of a collocation (`menandatangani … pakta integritas`) must stand


def trigger_word(text: str, match: Match) -> Word:
    """The trigger as a word of the clause grammar: its kind is the voice of its form, or `event` for a noun; offsets as in `match`."""
    form = " ".join(text[match.start:match.end].lower().split())
    kind = voice(form, match.entry.root) if match.entry.kind == "verb" else "event"
    return Word(match.start, match.end, kind, form, match.entry)


@lru_cache(maxsize=256)
def _object_regex(pattern: str) -> re.Pattern:
    return re.compile(rf"(?<!\w)(?:{pattern})", re.IGNORECASE)


def has_object(text: str, sentence: Sentence, match: Match) -> bool:
    """Whether the object that the row asks for stands after the trigger (^: right after), or, for a passive, anywhere in its sentence."""
    wanted = match.entry.object
    if wanted[:1] in ("", "@", "?", "!"):
        return True
    if wanted[0] == "^":
        return bool(_object_regex(wanted[1:]).match(text, match.end + 1, sentence.end))
    regex = _object_regex(wanted)
    if regex.search(text, match.start, min(sentence.end, match.end + _REACH)):
        return True
    return text[match.start:match.start + 2].lower() in ("di", "te") and bool(regex.search(text, sentence.start, match.start))


def names_thing(chunk: Chunk, word: Word) -> bool:
    """`Anggaran pengawasan`, `aula pertemuan`: the event noun only says what kind of thing it is."""
    before = [w for w in chunk.words if w.end <= word.start]
    return word.kind == "event" and bool(before) and before[-1].kind == "thing"


def nobody(text: str, entry: tuple, roles: Roles) -> bool:
    """Whether the row asks for somebody as object (@: no thing, ?: no thing but these) or as agent (!) and it is not so.

    `Mengumpulkan data` is no meeting, `melaporkan dana` no accusation.
    """
    if entry.object.startswith("!"):
        return roles.agent is None or not _object_regex(entry.object[1:]).match(roles.agent.form)
    if roles.target or entry.object[:1] not in ("@", "?"):
        return False
    if entry.object.startswith("@"):
        return True
    if entry.category == "INQUIRY" and roles.how.startswith("passive"):
        return False
    return roles.topic is not None and not _object_regex(entry.object[1:]).search(text, *roles.topic)


def covers(text: str, sentence: Sentence, line: list[Chunk], k: int, word: Word, roles: Roles) -> int:
    """Up to where event nouns belong to this trigger: the object of a collocation; the name of a meeting (`rapat evaluasi pengawasan`)."""
    entry = word.ref
    if entry.object[:1] not in ("", "@", "?", "!") and entry.category in _HOLD_OBJECT:
        found = _object_regex(entry.object).search(text, word.end, min(sentence.end, word.end + _REACH))
        topic = roles.topic[1] if roles.topic and entry.category in ("ISSUANCE", "FORMATION") else word.end
        return max(found.end() if found else word.end, topic)
    if entry.kind == "verb" or entry.category not in ("MEETING", "OUTREACH", "REPORT"):
        return word.end
    while k + 1 < len(line) and line[k + 1].kind in ("np", "modal", "bare") and entry.category == "MEETING":
        k += 1
    return line[k].end


def timed(line: list[Chunk], k: int, entry: tuple) -> bool:
    """Whether a stage of the election has its date: a day or a countdown in its clause; a bare `Pemilu` needs a verb of taking place."""
    if entry.category != "ELECTION_STAGE":
        return True
    near = [c for c in line[max(k - 4, 0):k + 6] if c.kind == "date" and (c.words[0].ref.value or "")[7:]]
    return bool(near) and (entry.kind != "stage" or any(c.kind in ("light_passive", "happens", "date") for c in line[max(k - 3, 0):k + 3]))
