"""What is article and what is boilerplate: every stretch of the raw text gets its kind; nothing is deleted."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .datelines import is_dateline, outlet_named, outlet_of_host, read_dateline
from .lexicon import Lexicon, Lexicons, needed
from .records import Article, Block
from .stamps import read_stamp, stamp_in_url

_LINE = re.compile(r"\S[^\n]*")
_FINAL = re.compile(r"[.?!…:;,][\"”’')\]]*$")
_STOP = re.compile(r"(?<!\.)[.,;:][\"”’')\]]*$")
_CODE = re.compile(r"(?<=[.!?”\"’)])\s*[(\[]\s*(?=[^()\[\]\d]*[A-Za-z*][^()\[\]]*[)\]])\*{0,3}\s*/?[^()\[\].!?]{0,40}[)\]]\W{0,2}$")
_TITLE_RUN = re.compile(r"(?:(?:[a-z]{2,6}\s+)?[\"“'‘(]?[A-Z0-9][^\s.?!]*(?:\s+|[.?!]+\s*|$))+")  # short small words between capitals
_DOMAIN = re.compile(r"(?:[\w-]{2,30}\.){1,3}[A-Za-z]{2,7}")
_DASHES = " -–—―:.|"
_HEAD = 12  # lines at the top among which a dateline may stand
_WIDEST = 130  # characters in a line of a text that was wrapped by hand
_LABEL_WORDS = 4


@dataclass(slots=True)
class _Line:
    """A line that is not blank, and its kind as far as it is known; `gap`: a blank line stands before it."""

    start: int
    end: int
    text: str
    gap: bool
    kind: str | None = None


def find_blocks(article: Article, lexicons: Lexicons) -> list[Block]:
    """The blocks of an article by start; together they cover every character that is not white space, exactly once.

    Kinds: `title`, `dateline` (place and outlet before the first sentence, dash included), `byline` (authors, dates of publication,
    codes such as (tn/rl)), `caption`, `boilerplate` (read-also links and their titles, share bars, advert marks, tags, menus), `repeat`
    (a line that says an earlier one again), and `body`, which is all the rest: what no rule knows is the article's. A body block is one
    line, or several where a sentence runs on from line to line.
    """
    lines, inline = _lines(article.text), _signs(lexicons["lines"])
    patterns = _patterns(lexicons["lines"])
    _mark_known_lines(lines, patterns, lexicons["lines"].entries)
    _mark_title(lines, article.title, lexicons)
    _mark_repeats(lines)
    _mark_names(lines)
    dateline = _mark_dateline(lines, lexicons)
    last = _mark_signature(lines)
    _mark_other_titles(lines)
    spans = []
    for n, line in enumerate(lines):
        if line.kind:
            spans.append((line.start, line.end, line.kind))
        else:
            spans += _split(line, patterns, inline, dateline[1] if n == dateline[0] else 0, n == last)
    spans = _joined(spans, article.text)
    name = article.article_id
    return [Block(name, f"{name}:b{n}", start, end, kind) for n, (start, end, kind) in enumerate(spans, 1)]


def _lines(text: str) -> list[_Line]:
    lines, end = [], 0
    for m in _LINE.finditer(text):
        words = m.group().rstrip()
        lines.append(_Line(m.start(), m.start() + len(words), words, text.count("\n", end, m.start()) > 1))
        end = m.start() + len(words)
    return lines


@lru_cache(maxsize=8)
def _patterns(lexicon: Lexicon) -> dict[str, re.Pattern]:
    """One expression for each reach of the lexicon `lines`; `whole` for those that are tried on a whole line."""
    reaches = {"whole": ("line", "next", "rest", "short")} | {reach: (reach,) for reach in ("credit", "inline", "link", "tail")}
    return {name: re.compile("|".join(f"(?P<{e.id}>{e.pattern})" for e in lexicon if e.reach in among) or "(?!)")
            for name, among in reaches.items()}


@lru_cache(maxsize=8)
def _signs(lexicon: Lexicon) -> frozenset[str]:
    """What a line must hold one of to be searched for the patterns of the reach `inline`."""
    return frozenset(needed(e.pattern) for e in lexicon if e.reach == "inline")


def _mark_known_lines(lines: list[_Line], patterns: dict[str, re.Pattern], entries: dict[str, tuple]) -> None:
    """Lines of the lexicon, and those after them that belong to them: the title after `Baca Juga:`."""
    reach, kind = "line", ""
    for line in lines:
        found = patterns["whole"].match(line.text) if len(line.text) < 400 else None
        if not found and len(line.text) < 220 and line.text[-1] not in ".\"”":
            found = patterns["credit"].search(line.text)
        if found:
            entry = entries[found.lastgroup]
            reach, kind, line.kind = entry.reach, entry.category, entry.category
        elif _belongs(line, reach, kind):
            line.kind, reach = kind, "more" if reach == "next" and kind == "boilerplate" and not line.gap else reach
            reach = "line" if reach == "next" else reach
        else:
            reach = "line"


def _belongs(line: _Line, reach: str, kind: str) -> bool:
    """Whether a line is still of the label above it; `more`: a further title right below the first."""
    words = line.text
    if reach == "short":
        return (len(words.split()) <= _LABEL_WORDS or "  " in words) and not _FINAL.search(words)
    if reach == "more":
        return not line.gap and len(words.split()) > 2 and _is_headline(words) and _is_title_case(words)
    if reach == "next" and kind != "boilerplate":
        return len(words) <= 300
    return reach in ("next", "rest") and _is_headline(words)


def _is_title_case(words: str) -> bool:
    """All words but short ones begin with a capital."""
    return all(word[0].isupper() or len(word) <= 5 or not word[0].isalpha() for word in words.split())


def _is_headline(words: str) -> bool:
    """A line as a headline is: no full stop at its end, not long, not the start of a speech that goes on."""
    return 2 <= len(words) <= 200 and len(words.split()) <= 28 and not _STOP.search(words)


def _letters(words: str) -> str:
    return words.lower().strip(" .…,:;!?\"'“”‘’|-–—")


def _mark_title(lines: list[_Line], title: str | None, lexicons: Lexicons) -> None:
    """The line that is the title we were given, else the first headline with a report below it; section names above it."""
    open_lines = [n for n, line in enumerate(lines) if line.kind is None]
    known = title and _letters(title)
    same = [n for n, line in enumerate(lines[:30]) if known and line.kind in (None, "boilerplate") and _letters(line.text) == known]
    if same:
        lines[same[0]].kind = "title"
        return
    for position, n in enumerate(open_lines[:6]):
        words, below = lines[n].text, [lines[k].text for k in open_lines[position + 1:]]
        dateline = is_dateline(words, lexicons) or (len(words) > 40 and read_dateline(words, lexicons))
        if dateline or not _is_headline(words) or not _has_report(words, below):
            return
        if len(words.split()) > 2 or not (below and _is_headline(below[0]) and len(below[0].split()) > 2):
            lines[n].kind = "title"
            return
        lines[n].kind = "boilerplate"


def _has_report(title: str, below: list[str]) -> bool:
    return any(len(words) > max(40, len(title)) and _FINAL.search(words) for words in below[:12])


def _mark_repeats(lines: list[_Line]) -> None:
    """Lines that say an earlier one again; a headline near the top in nearly the title's words, but with one of its own, is a title too."""
    seen: set[str] = set()
    title = next((line for line in lines if line.kind == "title"), None)
    known = _words(title.text) if title else set()
    for n, line in enumerate(lines):
        letters = _letters(line.text)
        if line.kind in (None, "caption") and len(letters) >= 25:
            near = title and n < _HEAD and line.start > title.start and line.kind is None and _is_headline(line.text)
            words = _words(line.text) if near else set()
            if letters in seen or len(words) > 3 and words <= known:
                line.kind = "repeat"
            elif len(words) > 3 and len(words & known) >= 0.8 * len(words):
                line.kind = "title"
        if line.kind in (None, "title", "caption"):
            seen.add(letters)


def _words(line: str) -> set[str]:
    return set(re.findall(r"\w+", line.lower()))


def _mark_dateline(lines: list[_Line], lexicons: Lexicons) -> tuple[int, int]:
    """(line, length) of the dateline, or (-1, 0). Up to two lines between title and dateline are captions of the picture
    there; a full sentence is not, if one is known."""
    top = [n for n, line in enumerate(lines[:_HEAD + 12]) if line.kind is None][:_HEAD]
    read = [(place, n, lines[n].text, read_dateline(lines[n].text, lexicons)) for place, n in enumerate(top[:4])]
    # a picture is told of in capitals above the dateline: `APEL PAGI - Bupati Taratak …`
    for place, n, words, found in sorted(read, key=lambda r: not (r[3] and r[3].outlet and r[3].places)):
        if found and (found.sure or place == 0) or is_dateline(words, lexicons):
            told = any(line.kind == "caption" for line in lines[:n])
            if place <= 2:
                for above in (k for k in top[:place] if not (told and _FINAL.search(lines[k].text))):
                    lines[above].kind = "caption" if len(lines[above].text.split()) > 3 else "boilerplate"
            return n, len(words[:found.end].rstrip()) if found else len(words)
    return -1, 0


def _mark_names(lines: list[_Line]) -> None:
    """A name alone in a line next to a byline near the top (`Rini Lestari` above the date) is of the byline."""
    for n, line in enumerate(lines[:_HEAD]):
        beside = {other.kind for other in lines[max(0, n - 1):n + 2]}
        if line.kind is None and "byline" in beside and len(line.text.split()) <= _LABEL_WORDS and line.text.istitle():
            line.kind = "byline"


def _mark_signature(lines: list[_Line]) -> int:
    """The number of the report's last line. A name with its office below the last full stop of an opinion piece is a byline."""
    body = [n for n, line in enumerate(lines) if line.kind is None]
    if len(body) > 3 and _is_signature(lines[body[-1]].text) and _FINAL.search(lines[body[-2]].text):
        lines[body.pop()].kind = "byline"
    return body[-1] if body else -1


def _mark_other_titles(lines: list[_Line]) -> None:
    """The title of another report between two paragraphs (`Lurah Sukamulya Bantah Ikut Rapat Relawan`), though no label says so."""
    body = [line for line in lines if line.kind is None]
    for before, line, behind in zip(body, body[1:], body[2:]):
        words = line.text.split()
        if len(words) > 6 and words[0][0].isalpha() and _is_headline(line.text) and not re.search(r"[:;\"“”?!]", line.text) \
                and _is_title_case(line.text) and sum(word[0].isupper() for word in words) > 4 \
                and _FINAL.search(before.text) and _FINAL.search(behind.text):
            line.kind = "boilerplate"


def _is_signature(words: str) -> bool:
    """`Rini Lestari, Pengajar Hukum Tata Negara`: a comma, no stop, capitals on all but short words."""
    return (len(words) <= 160 and "," in words and not re.search(r"[:;!?\"“”\d]|\.$", words)
            and _is_title_case(words))


def _split(line: _Line, patterns: dict[str, re.Pattern], inline: frozenset[str], dateline: int, last: bool) -> list[tuple[int, int, str]]:
    """A line of the report as spans: its dateline, what stands within it that is not the report's, credits and codes at its end.

    Where none of `inline` stands, nothing within it is not the report's.
    """
    text = line.text
    cuts = [(0, dateline, "dateline")] if dateline else []
    if any(sign in text for sign in inline):
        cuts += [(m.start(), m.end(), "boilerplate") for m in patterns["inline"].finditer(text)]
    if ":" in text:
        cuts += [_link(text, m) for m in patterns["link"].finditer(text)]
    if last:
        tail = patterns["tail"].search(text, max(0, len(text) - 200))
        code = _CODE.search(text, max(0, len(text) - 80), tail.start() if tail else len(text))
        cuts += [(m.start(), m.end(), "byline") for m in (code, tail) if m]
    if not cuts:
        return [(line.start, line.end, "body")]
    spans, position = [], 0
    for start, end, kind in sorted(cuts):
        if start >= position and end > start:
            spans += [(position, start, "body"), (start, end, kind)]
            position = end
    spans.append((position, len(text), "body"))
    return [(line.start + start + len(part) - len(part.lstrip()), line.start + start + len(part.rstrip()), kind)
            for start, end, kind in spans if (part := text[start:end]).strip()]


def _link(text: str, cue: re.Match) -> tuple[int, int, str]:
    """`Baca juga: Judul` within a line: to its bracket, to the line's end if that is near, else as far as words have capitals."""
    if cue.group()[0] in "([" and (close := re.compile(r"[)\]]").search(text, cue.end(), cue.end() + 200)):
        return cue.start(), close.end(), "boilerplate"
    if len(text) - cue.end() <= 150:
        return cue.start(), len(text), "boilerplate"
    run = _TITLE_RUN.match(text, cue.end(), cue.end() + 160)
    end = run.end() if run else cue.end()
    if run and end < len(text) and text[end].islower():  # the last word with a capital begins the next sentence
        end = max(cue.end(), text.rstrip().rfind(" ", 0, end - 1) + 1)
    return cue.start(), end, "boilerplate"


def _joined(spans: list[tuple[int, int, str]], text: str) -> list[tuple[int, int, str]]:
    """The spans, body lines made one where a sentence runs on: the next begins small, or the text was wrapped by hand."""
    joined: list[tuple[int, int, str]] = []
    wrapped = _is_wrapped([(start, end) for start, end, kind in spans if kind == "body"], text)
    for start, end, kind in spans:
        if joined and kind == joined[-1][2] == "body" and _runs_on(text, joined[-1][1], start, wrapped):
            joined[-1] = (joined[-1][0], end, kind)
        else:
            joined.append((start, end, kind))
    return joined


def _is_wrapped(lines: list[tuple[int, int]], text: str) -> bool:
    """Whether lines were broken at a width: none is long, most are near it, and many end in the middle of a sentence."""
    if len(lines) < 4 or max(end - start for start, end in lines) > _WIDEST:
        return False
    full = sum(end - start > _WIDEST // 3 for start, end in lines)
    broken = sum(text[end - 1].isalnum() or text[end - 1] == "," for _, end in lines)
    return full > 0.6 * len(lines) and broken > 0.4 * len(lines)


def _runs_on(text: str, end: int, start: int, wrapped: bool) -> bool:
    if text.count("\n", end, start) != 1 or text[end - 1] in ".;:!?":
        return False
    if text[end - 1] == ",":  # di Taratak,\nKamis (6/12/2018)
        return True
    return text[start].islower() or (wrapped and text[start] not in "-•*")


def describe(article: Article, blocks: list[Block], lexicons: Lexicons) -> Article:
    """The article with title, byline, dateline, outlet and published filled from its blocks and its address where they were empty.

    The outlet is that of the address, else of the dateline, else of the byline; the date is that of a line with nothing but a date,
    else of the address, else of the dateline. None where nothing is shown.
    """
    words = {kind: [article.text[b.start:b.end] for b in blocks if b.kind == kind] for kind in ("title", "dateline", "byline")}
    months = lexicons["months"]
    stamps = [(line, read_stamp(line, months)) for line in words["byline"]]
    credits = [line.strip("()[] ") for line, stamp in stamps if not stamp and any(map(str.isalpha, line))]
    in_head = [line for line in words["dateline"] if re.search(r"\d{4}", line)]
    published = (article.published or next((s for _, s in stamps if s), None) or (article.url and stamp_in_url(article.url))
                 or next((read_stamp(line, months) for line in in_head), None))
    dateline = next((" ".join(line.split()).rstrip(_DASHES) for line in words["dateline"]), None)
    return article._replace(
        title=article.title or next((" ".join(t.split()) for t in words["title"]), None),
        byline=article.byline or "; ".join(dict.fromkeys(filter(None, credits))) or None,
        dateline=article.dateline or dateline, published=published, outlet=_outlet(article, words, lexicons))


def _outlet(article: Article, words: dict[str, list[str]], lexicons: Lexicons) -> str | None:
    outlets = lexicons["outlets"]
    if article.outlet:
        return outlet_named(article.outlet, outlets) or (
            outlet_of_host(article.outlet, outlets) if _DOMAIN.fullmatch(article.outlet) else article.outlet)
    host = re.match(r"(?:https?:)?//([^/?#\s]+)|(www\.[^/?#\s]+)", article.url or "")
    if host:
        return outlet_of_host(host[1] or host[2], outlets)
    found = next((read_dateline(f"{line.rstrip(_DASHES)} – Kata ia rapat itu sudah usai.", lexicons) for line in words["dateline"]), None)
    if found and found.outlet:
        return found.outlet
    for line in words["byline"]:
        for part in re.split(r"\s*[-–—|,]\s*", line):
            if name := outlet_named(part, outlets):
                return name
            if _DOMAIN.fullmatch(part):
                return outlet_of_host(part, outlets)
    return None
