"""The rows of every table, as small records, and the one border to pandas.

A record is a named tuple: frozen, without a dictionary of its own, and quick to make by the hundred thousand. `start` and `end`
are character offsets (Python `str` indices, half open) into `Article.text`; for every record `article.text[start:end]` is what it says.
An empty field is None. Ids are strings and the same from run to run.
"""
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd


class Article(NamedTuple):
    """An article as it was read: its text is fixed here, and nothing rewrites it after this."""

    article_id: str
    source: str
    sha256: str
    text: str
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    n_chars: int = 0
    n_sentences: int = 0
    n_tokens: int = 0
    duplicate_of: str | None = None
    provenance: str = "real"
    status: str = "ok"


class Block(NamedTuple):
    """A stretch of the raw text and what it is: title, dateline, byline, body, caption, boilerplate or repeat."""

    article_id: str
    block_id: str
    start: int
    end: int
    kind: str


class Token(NamedTuple):
    """A syntactic word in the sense of Universal Dependencies; a clitic is a word of its own."""

    article_id: str
    sentence_id: str
    token_id: str
    start: int
    end: int
    form: str
    lemma: str | None = None
    upos: str | None = None
    feats: str | None = None
    head: int | None = None
    deprel: str | None = None


class Piece(NamedTuple):
    """What was read of a word, the same wherever it stands: `gap` is how far behind the last word it begins, `length` that of its form."""

    form: str
    lemma: str | None
    upos: str | None
    feats: str | None
    head: int | None
    deprel: str | None
    gap: int
    length: int


_NUMBERS = [f".{number}" for number in range(1, 1000)]


class Words(Sequence):
    """The tokens of a sentence, made when somebody looks at one; to count them, or to lay them out as a table, makes none."""

    __slots__ = ("article_id", "sentence_id", "before", "pieces", "_tokens")

    def __init__(self, article_id: str, sentence_id: str, before: int, pieces: tuple[tuple, ...]):
        """`before` is where the sentence's first gap begins; `pieces` are `Piece`s or tuples like them."""
        self.article_id, self.sentence_id, self.before, self.pieces, self._tokens = article_id, sentence_id, before, pieces, None

    def __len__(self) -> int:
        return len(self.pieces)

    def __iter__(self) -> Iterator[Token]:
        return iter(self[:])

    def __getitem__(self, index):
        if self._tokens is None:
            self._tokens = tuple(self._made())
        return self._tokens[index]

    def _made(self) -> list[Token]:
        article, sentence, end, tokens, new = self.article_id, self.sentence_id, self.before, [], tuple.__new__
        numbers = _NUMBERS if len(self) < len(_NUMBERS) else map(".{}".format, count(1))
        for number, (form, lemma, upos, feats, head, deprel, gap, length) in zip(numbers, self.pieces):
            start = end + gap
            end = start + length  # below, the same as Token(...) at half the price: this line runs once a word of the corpus
            tokens.append(new(Token, (article, sentence, sentence + number, start, end, form, lemma, upos, feats, head, deprel)))
        return tokens

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self[:] == tuple(other)

    def __hash__(self) -> int:
        return hash(self[:])


class Sentence(NamedTuple):
    """A sentence of a title or body block, with its words; `text` and `tokens` are not columns of the table."""

    article_id: str
    sentence_id: str
    block_id: str
    start: int
    end: int
    text: str = ""
    tokens: Sequence[Token] = ()


class Mention(NamedTuple):
    """A place in the text that names a person, a role, an organisation or a place."""

    article_id: str
    mention_id: str
    sentence_id: str
    start: int
    end: int
    kind: str
    entity_id: str | None
    rule: str


class Entity(NamedTuple):
    """An actor or a place of the corpus; `titles` and `aliases` are joined by '; '."""

    entity_id: str
    kind: str
    name: str
    titles: str | None = None
    role: str | None = None
    organisation: str | None = None
    actor_class: str | None = None
    level: str | None = None
    aliases: str | None = None
    n_mentions: int = 0
    n_articles: int = 0


class Date(NamedTuple):
    """A time expression; `value` is ISO 8601 with the granularity of the text: YYYY-MM-DD, YYYY-MM or YYYY.

    `sentence_id` is None for a date on a byline, which is of no sentence.
    """

    article_id: str
    date_id: str
    sentence_id: str | None
    start: int
    end: int
    value: str | None
    anchor: str
    weekday_ok: bool | None
    rule: str


class Citation(NamedTuple):
    """A law or regulation cited."""

    article_id: str
    citation_id: str
    sentence_id: str
    start: int
    end: int
    instrument: str
    number: str | None
    year: int | None
    rule: str


class Quote(NamedTuple):
    """Words that the text gives to a speaker, without their quotation marks."""

    article_id: str
    quote_id: str
    kind: str
    start: int
    end: int
    cue_start: int | None
    cue_end: int | None
    speaker_id: str | None
    speaker_start: int | None
    speaker_end: int | None
    rule: str


class Event(NamedTuple):
    """A happening that the text tells or foresees; `start` and `end` are the trigger's."""

    article_id: str
    event_id: str
    sentence_id: str
    type: str
    start: int
    end: int
    agent_id: str | None
    target_id: str | None
    place_id: str | None
    topic_start: int | None
    topic_end: int | None
    date: str | None
    realis: str
    polarity: str
    quote_id: str | None
    plover: str | None
    happening_id: str
    rule: str


class Message(NamedTuple):
    """Somebody tells somebody to be neutral; `strength` is 1 (inform) to 7 (sanction)."""

    article_id: str
    message_id: str
    sentence_id: str
    start: int
    end: int
    issuer_id: str | None
    addressee_id: str | None
    cue_start: int | None
    cue_end: int | None
    strength: int
    instrument: str | None
    quote_id: str | None
    days_to_vote: int | None
    stage: str | None
    rule: str


class Theme(NamedTuple):
    """A theme of the codebook in a sentence; `start` and `end` are the evidence."""

    article_id: str
    sentence_id: str
    theme: str
    start: int
    end: int
    rule: str


TABLES: dict[str, type] = {
    "articles": Article, "blocks": Block, "sentences": Sentence, "tokens": Token, "mentions": Mention, "entities": Entity,
    "dates": Date, "citations": Citation, "quotes": Quote, "events": Event, "messages": Message, "themes": Theme,
}
_NOT_COLUMNS = {Sentence: ("text", "tokens")}
_DTYPES = {str: "str", str | None: "str", int: "int64", int | None: "Int64", bool | None: "boolean"}


def to_frame(records: Iterable[tuple], table: str) -> "pd.DataFrame":
    """A DataFrame with one row a record and every column of the table, typed, also when there are no records.

    `table` is a name in `TABLES`; for `tokens` the records are the sentences that hold them. Text columns are `str` with missing values,
    counts `int64`, offsets that may be missing `Int64`, truth values `boolean`, `articles.published` a date.
    """
    import pandas as pd

    record = TABLES[table]
    columns = _token_columns([s.tokens for s in records]) if table == "tokens" else list(zip(*records)) or [()] * len(record._fields)
    data = {}
    for field, values in zip(record._fields, columns):
        if field not in _NOT_COLUMNS.get(record, ()):
            data[field] = pd.Series(values, dtype=_DTYPES[record.__annotations__[field]])
    frame = pd.DataFrame(data)
    if table == "articles":
        frame["published"] = pd.to_datetime(frame["published"], format="ISO8601").astype("datetime64[us]")
    return frame


def _token_columns(sentences: Sequence[Sequence[Token]]) -> list:
    """The columns of the words of sentences. What a piece says is laid down once and then taken for each of its places."""
    import numpy as np
    import pandas as pd

    if not sentences or not all(isinstance(words, Words) for words in sentences):  # a reader of grammar of the user's own
        return list(zip(*chain.from_iterable(sentences))) or [()] * len(Token._fields)
    pieces = [*chain.from_iterable(words.pieces for words in sentences)]
    which = [*map(id, pieces)]  # by identity, for to compare what pieces say would cost more than all the rest
    distinct = dict(zip(which, pieces))
    number = dict(zip(distinct, range(len(distinct))))
    places = np.fromiter(map(number.__getitem__, which), "int64", len(which))
    *said, gap, length = [pd.array(values, dtype=_DTYPES[kind]).take(places)
                          for values, kind in zip(zip(*distinct.values()), Piece.__annotations__.values())]
    sizes, before = np.array([(len(words), words.before) for words in sentences]).T
    first, walked = np.cumsum(sizes) - sizes, np.concatenate(([0], np.cumsum(gap + length)))
    end = walked[1:] + np.repeat(before - walked[first], sizes)
    article, sentence = (pd.array([getattr(words, name) for words in sentences], dtype="str").repeat(sizes)
                         for name in ("article_id", "sentence_id"))
    numbers = pd.array([f".{n}" for n in range(1, sizes.max() + 1)], dtype="str").take(np.arange(len(pieces)) - np.repeat(first, sizes))
    return [article, sentence, sentence + numbers, end - length, end, *said]
