"""Sentences and words of Indonesian by rules: no model, one pass over the text.

A block is cut into chunks at white space; a chunk is read once into its words and remembered, because most chunks come again.
Sentences end where `_Reader.ends` says so; the end of a block always ends one. Clitics are words of their own inside a multiword token,
as in UD_Indonesian-CSUI, whose habits are followed where the treebanks differ.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain

from .lemmas import Stemmer, stemmer
from .lexicon import Lexicons, Memory
from .records import Article, Block, Sentence, Words

_SPACE, _BREAK = re.compile(r"\s*"), re.compile(r"(?<=\S)\s")
_OPEN, _CLOSE = "\"“‘'«([{", "\"”’'»)]}"
# A full stop and the like, its closing quotes, and then white space, or (the space forgotten: `daerah.Hal itu`) a capitalised word.
_BEHIND = r"""(?<![.!?…]{2})[.!?…]*(?P<close>["”’'»)\]]*)(?:\s+|(?=["“‘`]*[A-Z][a-z])|(?<=[a-z]{4}\.)(?=[a-z]{3}))"""
_STOP, _FULL_STOP = re.compile("[.!?…]" + _BEHIND), re.compile(r"\." + _BEHIND)  # a full stop alone is found four times as fast
_NEXT = re.compile(r"""(?:\(\)|[^\w,.;:!?%)\]}/&+=…])*(?P<word>\w[\w-]*)(?P<dot>\.?)""")
_LONG, _PLAIN = 300, re.compile(r"(?P<word>[^\W_]+)|\S")  # no address or code is as long; what is gets no closer reading
_SIMPLE = re.compile(r"""["“(]?([^\W\d_]+(?:-[^\W\d_]+)*)[,;:)"”?!]*""")  # most chunks: a word, and marks around it
_STRAY = re.compile(r'\s*["“”](?=\s)')
_CLOSING = re.compile(r'[”"](?P<tag>\s*,?\s*[a-z]|(?:(?<=,.)|(?<=, .))\s?\w)?')  # ,” kata; , ”Kata
_CUE_BEFORE = re.compile(r",\s?[“\"][A-Z0-9]")  # menyahut, “Siap. Kami netral.” is one sentence too
_TAG_BEHIND = re.compile(r",\s?“[a-z]")
_FAR = 2000  # characters: how far ahead the end of a quotation is looked for
_SIGNED = re.compile(r"\(\w{2,5}(?:/\w{2,5})*\)")
_INITIAL = re.compile(r"(?:.*[^\w.-])?(?:[A-Z]|(?:[A-Z][a-z]{0,3}\.)+[A-Z][a-z]{0,3})")
_THOUSANDS = re.compile(r"(?:Rp\d{1,3}|\d{1,3}\.\d{3})(?:\.\d{3})*")
_ITEM = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[)\]]?")
_DOMAIN_END = re.compile(r"(?:com|co|id|net|org|go|ac|tv|info|news|web|ngo)\b", re.IGNORECASE)
_WORD = r"[^\W_](?:\w|(?!['’]s\b)['’`](?=\w))*(?:-(?=\w)(?:\w|(?!['’]s\b)['’`](?=\w))+)*"
_PIECE = r"""
    (?P<web> (?=[\w.+:/-]*[.@:][\w/]) (?: https?://[^\s<>"”]*[\w/=\-] | www\.[^\s<>"”]*[\w/] | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
           | (?:[\w-]+\.)+(?i:com|co|id|net|org|go|ac|tv|info|news|web)(?:\.\w{2})?(?:/[\w./?=&%%-]*[\w/])?(?![\w-]|\.\w) ) )
  | (?P<tag> [#@]\w+ )
  | (?P<abbreviation> (?<!\w)(?=[^\W\d_][\w.]*\.)(?:%s)
           | (?<![\w.])(?:[A-Z][a-z]{0,3}\.)+[A-Z][a-z]{0,3}\.?(?!\w) | (?<![\w.])[A-Z]\.(?!\w) )
  | (?P<number> \d{1,2}/\d{1,2}/\d{2,4}(?![\w/]) | (?<=\()\d{1,2}/\d{1,2}(?=\)) | \d+(?:[.,:]\d+)+(?!\w) | \d+(?!\w|-[A-Za-z]|/[A-Za-z]) )
  | (?P<money> (?:Rp|US|AU|SG|HK)(?=[\d$]) )
  | (?P<code> (?=[^\s/]*/)(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[\w.-]+(?:/[\w.-]*\w)+ | [A-Z]/[A-Z](?!\w) )
  | (?P<word> (?<!\w)(?:%s)-(?!\S) | %s )
  | (?P<genitive> ['’]s\b(?!\w) ) | \.{2,} | …+ | `` | '' | -{2,} | \S
"""
_ENCLITICS = ("nya", "lah", "kah", "pun", "ku", "mu")
_PROCLITICS = ("ku", "kau")
_Word = tuple[str, str | None, str | None, str | None]  # form, lemma, upos, feats: what a form alone tells


class _Reader:
    """The rules with one set of lexicons, and what they have read so far."""

    def __init__(self, lexicons: Lexicons):
        self.stems: Stemmer = stemmer(lexicons)
        self.abbreviations = {form.rstrip("."): e.category for e in lexicons["abbreviations"] for form in _spellings(e.form)}
        self.places = {form.strip() for e in lexicons["places"] for form in e.form.split("|")}
        self.prefixes = {form.strip() for e in lexicons["prefixes"] for form in e.form.split("|")}
        openers = sorted(form for e in lexicons["sentence_openers"] for form in e.form.split("|"))
        self.opener = re.compile(rf" (?:{'|'.join(openers)})(?=\s[a-z])")  # to search for the space first is four times as fast
        known = sorted(self.abbreviations, key=len, reverse=True)
        forms = "|".join(re.escape(form + ".") for form in known), "|".join(map(re.escape, sorted(self.prefixes))), _WORD
        self.piece = re.compile(_PIECE % forms, re.VERBOSE)
        # What was read of a chunk, apart for those that begin a sentence: there a capital does not make a name.
        self.pieces = [Memory(partial(self._pieces, first=first)) for first in (False, True)]
        self.marks = Memory(lambda mark: (mark, mark, "PUNCT", None, None, None, 0, 1))

    def sentences(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Offsets of the sentences of `text[start:end]`, without the white space around them."""
        said = text[start:end]
        marks = _STOP if "!" in said or "?" in said or "…" in said else _FULL_STOP
        parts = self._full_stop_forgotten if self.opener.search(said) else _whole
        begin = _SPACE.match(text, start, end).end()
        for m in marks.finditer(text, begin, end):
            stop = self.ends(text, begin, m, end) if m.start() >= begin else None
            if stop:
                yield from parts(text, begin, stop)
                begin = _SPACE.match(text, stop, end).end()
        last = start + len(said.rstrip())
        if last > begin:
            yield from parts(text, begin, last)

    def _full_stop_forgotten(self, text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """A sentence, or the two of `berjalan lancar Menurut dia, ...`: a word in small letters before one that begins sentences."""
        for m in self.opener.finditer(text, begin, end):
            before = text[max(begin, m.start() - 40):m.start()].rpartition(" ")[2]
            if before.islower() and before.isalpha() and not self.stems.is_function_word(before):
                yield begin, begin + len(text[begin:m.start()].rstrip())
                begin = m.start() + 1
        yield begin, end

    def ends(self, text: str, begin: int, m: re.Match, end: int) -> int | None:
        """Where the sentence begun at `begin` ends if it ends at this mark, else None."""
        at, behind, stop = m.start(), m.end(), m.end("close")
        following = _NEXT.match(text, behind, min(end, behind + 60))
        if not following or text[behind] == "(" and _SIGNED.match(text, behind):
            return None
        before, mark, glued = (text[max(begin, at - 40):at].split() or [""])[-1], text[at:stop], stop == behind
        word, dot = following["word"], following["dot"]
        if word[0].islower() and not self._capital_forgotten(before, mark, text[behind:following.end()]):
            return None
        if glued and not self._space_forgotten(before, word + dot):
            return None
        if mark in (".", ".)"):  # `Rapat selesai.`, but `Penjabat (Pj.) Gubernur`
            if at - begin == len(before) and _ITEM.fullmatch(before.lstrip(_OPEN)):
                return None  # the number or letter of a list: `1. Menjaga netralitas`
            if not self._full_stop(before.lstrip(_OPEN), word, dot, glued):
                return None
        if _in_brackets(text, begin, stop) or _in_tagged_quotation(text, begin, stop, end):
            return None
        return stop + _stray_quote(text, begin, stop)

    def _full_stop(self, before: str, word: str, dot: str, glued: bool) -> bool:
        """Whether the full stop between `before` and `word` ends a sentence; if not, it belongs to an abbreviation or initial."""
        category = self.abbreviations.get(before) or self.abbreviations.get(before.rpartition(".")[2] if "." in before else "")
        if category in ("title", "office", "pointer") or dot and self.abbreviations.get(word) == "degree":
            return False
        if dot and len(word) == 1 and set(before) <= set("IVX") or _THOUSANDS.fullmatch(before) and len(word) == 3 and word.isdigit():
            return False  # `No. XI. B. 2`, `2.904. 678 suara`
        opener = word.lower().removesuffix("nya")
        if category in ("degree", "firm", "tail"):
            return not glued and self.stems.known(opener)
        return not (category or _INITIAL.fullmatch(before)) or not glued and self.stems.is_function_word(opener)

    def _capital_forgotten(self, before: str, mark: str, following: str) -> bool:
        """Whether a sentence ends though a small letter follows (`Rapat selesai. semua pulang`): after a whole word or a number."""
        if mark not in (".", "?") or not following.islower() or before in self.abbreviations or _DOMAIN_END.match(following):
            return False
        whole = len(before) > (4 if before.isalpha() else 2) or before.isupper() or self.stems.known(before.lower())
        return before.isalnum() and len(before) > 1 and whole

    def _space_forgotten(self, before: str, word: str) -> bool:
        """Whether a space was forgotten between two sentences (`daerah.Hal itu`); else it is `contoh.Com` or `Kec.Melati`."""
        if len(before) < 2 or not (before[-1].isalnum() or before[-1] in _CLOSE) or _DOMAIN_END.match(word):
            return False
        if "/" in before and before[-1].isalpha() and any(map(str.isdigit, before)):
            return False  # putusan nomor 27/Pid.Sus/2019
        if word[0].islower():  # `jelang pilkada.hal itu`, not `berita.suara.com`
            return self.stems.known(before.lower()) and self.stems.known(word)
        known = self.stems.known(before.lower()) or self.stems.is_function_word(word.rstrip(".").lower())
        return not before[0].isupper() or len(before) > 4 or known

    def _pieces(self, chunk: str, first: bool) -> tuple[tuple, ...]:
        """The words of a chunk as `records.Piece`s, before which one space is to be thought; `first`: whether it begins its sentence."""
        bare = chunk.lstrip()
        gap, simple = 1 + len(chunk) - len(bare), _SIMPLE.fullmatch(bare)
        if simple and gap == 1 and not simple.start(1) and simple.end(1) < len(bare):  # `netral,`
            return *self.pieces[first][simple[1]], *map(self.marks.__getitem__, bare[simple.end(1):])
        words = self._words(bare, first) if simple and simple[1] == bare else self._read(bare, first)
        return tuple([(*word, None, None, 0 if behind else gap, len(word[0])) for behind, word in enumerate(words)])

    def last(self, chunk: str, first: bool) -> tuple[tuple, ...]:
        """The words of a sentence's last chunk: the full stop that ends it is a word of its own also after an abbreviation."""
        bare = chunk.rstrip(_CLOSE)
        stop = len(bare) - 1 if len(bare.lstrip()) > 1 and bare.endswith(".") and not bare.endswith("..") else len(chunk)
        return *self.pieces[first][chunk[:stop]], *map(self.marks.__getitem__, chunk[stop:])

    def _read(self, chunk: str, first: bool) -> list[_Word]:
        found: list[_Word] = []
        for m in (self.piece if len(chunk) < _LONG else _PLAIN).finditer(chunk):
            kind, form = m.lastgroup, m.group()
            if kind == "word":
                found += self._words(form, first)
            else:
                upos = "NUM" if kind == "number" else "SYM" if form in "%$€£+=" else "PUNCT" if not kind else None
                found.append((form, form, upos, None))
            first = first and found[-1][2] == "PUNCT"
        return found

    def _words(self, form: str, first: bool) -> list[_Word]:
        """The words that a string of letters is, clitics apart."""
        if len(form) >= _LONG:  # no word: nothing is taken off it
            return [(form, form, None, None)]
        if "-" not in form:
            return [self._grammar(word, clitic, first) for word, clitic in self._unclitic(form, first)]
        head, *more = self._unhyphenated(form)
        words = [self._grammar(word, clitic, first) for word, clitic in self._unclitic(head, first)]
        return words + [self._grammar(word, clitic, False) for part in more for word, clitic in self._unclitic(part, False)]

    def _unhyphenated(self, form: str) -> list[str]:
        """The parts of a word with hyphens: pairs come apart (`Januari-Juni`), doubled and prefixed words do not (`isu-isu`, `non-ASN`)."""
        low = form.lower()
        head, _, tail = low.rpartition("-")
        if tail in _ENCLITICS and not self.stems.known(low):
            return _apart(form)
        parts = form.split("-")
        if head in self.prefixes or min(map(len, parts)) < 2 or low.split("-")[0] in self.prefixes:
            return [form]
        if all(p[0].isupper() for p in parts) and not self.stems.is_doubled(low):
            return _apart(form)
        return [form]

    def _unclitic(self, form: str, first: bool) -> list[tuple[str, str]]:
        """A word and its clitics as (form, clitic or ""): `bukunya` is buku + nya, `kubaca` ku + baca; `sekolah` and `Kenya` are whole."""
        low = form.lower()
        if not low.endswith(_ENCLITICS) and not low.startswith(_PROCLITICS) or len(low) < 5 or self._whole(low) or form in self.places:
            return [(form, "")]
        ending = self._enclitic(low, name=not form.islower() and not first)
        if ending:
            cut = len(form) - len(ending)
            return [*self._unclitic(form[:cut], first), (form[cut:], ending)]
        for proclitic in _PROCLITICS:
            if low.startswith(proclitic) and self.stems.is_verb(low[len(proclitic):]):
                return [(form[:len(proclitic)], proclitic), (form[len(proclitic):], "")]
        return [(form, "")]

    def _whole(self, low: str) -> bool:
        """Whether no clitic can be split from a word: one the rules know (`sekolah`), but not the doubled `teman-temannya`."""
        if "-" in low and low.endswith("nya"):
            return low in self.stems.exceptions or low.startswith("se") or low.endswith("-tanya")
        return self.stems.known(low)

    def _enclitic(self, low: str, name: bool) -> str:
        """The enclitic at the end of a word, or ""; what is left must be a known word, but for -nya below a word in small letters."""
        for ending in _ENCLITICS[:4] if name else _ENCLITICS:
            rest = low.removesuffix(ending)
            if rest != low and len(rest) > 2 and (self.stems.known(rest) or ending == "nya" and (
                    not name or len(rest) > 5 or self._enclitic(rest, True))):
                return ending
        return ""

    def _grammar(self, word: str, clitic: str, first: bool) -> _Word:
        """What the form tells; a name, that is a word with a capital inside a sentence, is its own lemma."""
        if clitic:
            return word, clitic, None, None
        if not word.islower() and not (first and word[1:].islower()):
            return word, word, None, None
        stem = self.stems.stem(word.lower())
        if not stem.known and not word.islower():
            return word, word, None, None
        return word, stem.lemma, None, stem.voice and f"Voice={stem.voice}"


def find_sentences(article: Article, blocks: Sequence[Block], lexicons: Lexicons) -> list[Sentence]:
    """The sentences of the title and body blocks in the order of the text, each with its text and its words.

    Offsets are into `article.text`; a sentence never crosses a block, and a direct quotation and its reporting tag are one sentence, also
    if the quotation has several; one that no tag follows is read sentence by sentence. Tokens
    tile the sentence but for white space; `lemma`, `upos` and `feats` hold what the form alone tells, `head` and `deprel` are None.
    """
    reader, found = _reader(lexicons), []
    for block in blocks:
        if block.kind in ("title", "body"):
            spans = reader.sentences(article.text, block.start, block.end) if block.kind == "body" else [(block.start, block.end)]
            for start, end in spans:  # a headline is one sentence: `Heboh! Lurah Ikut Berjoget`
                found.append(_sentence(article, block, f"{article.article_id}:s{len(found) + 1}", start, end, reader))
    return found


def _sentence(article: Article, block: Block, name: str, start: int, end: int, reader: _Reader) -> Sentence:
    said = article.text[start:end]
    chunks = said.split()
    if sum(map(len, chunks), len(chunks) - 1) < len(said):  # somewhere more than one space
        chunks = _BREAK.split(said)
    first, *middle = chunks
    last = (reader.last(middle.pop(), False),) if middle else ()
    later, opening = reader.pieces
    pieces = chain(opening[first] if last else reader.last(first, True), *map(later.__getitem__, middle), *last)
    words = Words(article.article_id, name, start - 1, tuple(pieces))
    return Sentence(article.article_id, name, block.block_id, start, end, said, words)


@lru_cache(maxsize=4)
def _reader(lexicons: Lexicons) -> _Reader:
    return _Reader(lexicons)


def _whole(text: str, begin: int, end: int) -> tuple[tuple[int, int]]:
    return ((begin, end),)


def _spellings(forms: str) -> set[str]:
    """How the forms of an abbreviation may be written: one in small letters in any case, one with a capital also in all capitals."""
    written = set()
    for form in map(str.strip, forms.split("|")):
        written |= {form, form[0].upper() + form[1:]} | ({form.upper()} if form.islower() or len(form) > 3 else set())
    return written


def _stray_quote(text: str, begin: int, stop: int) -> int:
    """How far a closing quotation mark that stands apart (`netral. " Ia`) reaches behind `stop`; else 0."""
    m = _STRAY.match(text, stop)
    return m.end() - stop if m and sum(map(text[begin:stop].count, '"“”')) % 2 else 0


def _in_tagged_quotation(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether a quotation is open at `stop` that a reporting tag follows: `"Kami siap. Kami netral," ujarnya` is one sentence."""
    begin = max(begin, stop - 4 * _FAR)  # in a sentence that never ends all before would be read again at every full stop
    opened = max(text.rfind("“", begin, stop), text.rfind('"', begin, stop))
    if opened < 0 or text.rfind("”", opened, stop) > 0 or text[opened] == '"' and text.count('"', begin, stop) % 2 == 0:
        return False
    if _TAG_BEHIND.search(text, max(begin, opened - 2), opened + 2):
        return False  # Kami siap, “ujarnya.
    closing = _CLOSING.search(text, stop, min(end, stop + _FAR))
    return bool(closing and (closing["tag"] or _CUE_BEFORE.search(text, max(begin, opened - 2), opened + 2)))


def _in_brackets(text: str, begin: int, stop: int) -> bool:
    """Whether `stop` lies inside round brackets that open and close nearby: `(lihat hlm. 2. Bagian akhir)`."""
    opened = text.find("(", max(begin, stop - 200), stop)
    closed = text.find(")", stop, stop + 80) if opened >= 0 else -1
    return closed >= 0 and text.count("(", opened, stop) > text.count(")", opened, stop) and not {"(", "\n"} & set(text[stop:closed])


def _apart(form: str) -> list[str]:
    return [part for part in re.split(r"(-)", form) if part]
