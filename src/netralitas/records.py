"""The rows of every table, as small records, and the one border to pandas.

A record is a named tuple: frozen, without a dictionary of its own, and quick to make by the hundred thousand. `start` and `end`
are character offsets (Python `str` indices, half open) into `Article.text`; for every record `article.text[start:end]` is what it says.
An empty field is None. Ids are strings and the same from run to run.
"""
from collections.abc import Iterable
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


class Sentence(NamedTuple):
    """A sentence of a title or body block, with its words; `text` and `tokens` are not columns of the table."""

    article_id: str
    sentence_id: str
    block_id: str
    start: int
    end: int
    text: str = ""
    tokens: tuple[Token, ...] = ()


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

    `table` is a name in `TABLES`. Text columns are `str` with missing values, counts `int64`, offsets that may be missing `Int64`,
    truth values `boolean`, `articles.published` a date.
    """
    import pandas as pd

    record = TABLES[table]
    columns = list(zip(*records)) or [()] * len(record._fields)
    data = {}
    for field, values in zip(record._fields, columns):
        if field not in _NOT_COLUMNS.get(record, ()):
            data[field] = pd.Series(values, dtype=_DTYPES[record.__annotations__[field]])
    frame = pd.DataFrame(data)
    if table == "articles":
        frame["published"] = pd.to_datetime(frame["published"], format="ISO8601").astype("datetime64[us]")
    return frame
