"""The journey: from articles to tables, one stage after another. All that is done to one article is one pure function."""
from __future__ import annotations

import gc
import os
import re
from collections import Counter, namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from .actors import find_mentions, link_entities
from .articles import mark_duplicates, parse_columns, read_articles
from .blocks import describe, find_blocks
from .dates import find_citations, find_dates
from .events import find_events
from .files import safe_cells, write_all
from .happenings import link_happenings
from .lexicon import Lexicons
from .messages import find_messages
from .parse import Reader
from .quotes import find_quotes
from .records import TABLES, Article, Block, Date, Entity, Mention, Sentence, Token, to_frame
from .themes import find_themes
from .tokens import find_sentences

Tables = namedtuple("Tables", TABLES)
ENTITY_COLUMNS = {"mentions": ["entity_id"], "quotes": ["speaker_id"], "events": ["agent_id", "target_id", "place_id"],
                  "messages": ["issuer_id", "addressee_id"]}


class TablesError(ValueError):
    """A folder of tables that cannot be read or written: the message says which and what to do."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile the garbage collector rests: it would visit again and again what is made and kept, a tenth of the time in all."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_uncollected()
def annotate(article: Article, lexicons: Lexicons, reader: Reader | None = None) -> dict[str, list]:
    """Every layer of one article: a list of records for each name in `TABLES`; for `tokens` it is the sentences, which hold them.

    An article that was set aside (`status` is not `ok`) has no layers. Entities are the article's own; `link` merges them.
    `reader` adds grammar to the words (see `parse.stanza_reader`); without one, they have what the rules know.
    """
    layers: dict[str, list] = {name: [] for name in TABLES}
    if article.status != "ok":
        return layers | {"articles": [article]}
    blocks = find_blocks(article, lexicons)
    article = describe(article, blocks, lexicons)
    sentences = find_sentences(article, blocks, lexicons)
    sentences = reader(sentences) if reader else sentences
    mentions, entities = find_mentions(sentences, lexicons)
    dates = _all_dates(article, blocks, sentences, lexicons)
    quotes = find_quotes(sentences, mentions, lexicons)
    counts = {"n_chars": len(article.text), "n_sentences": len(sentences), "n_tokens": sum(len(s.tokens) for s in sentences)}
    return layers | {
        "articles": [article._replace(**counts)], "blocks": blocks, "sentences": sentences, "tokens": sentences,
        "mentions": mentions, "entities": entities, "dates": dates, "citations": find_citations(sentences, lexicons),
        "quotes": quotes, "events": find_events(sentences, mentions, dates, quotes, lexicons, entities),
        "messages": find_messages(sentences, mentions, dates, quotes, lexicons, published=article.published),
        "themes": find_themes(sentences, lexicons),
    }


def _all_dates(article: Article, blocks: list[Block], sentences: list[Sentence], lexicons: Lexicons) -> list[Date]:
    """The dates of the sentences, and those on bylines and datelines (`Sep 29, 2024 - 13:16`), which tell nothing of `hari ini`."""
    lines = [Sentence(b.article_id, None, b.block_id, b.start, b.end, article.text[b.start:b.end])
             for b in blocks if b.kind in ("byline", "dateline")]
    found = [date for part in (sentences, lines) for date in find_dates(part, lexicons, published=article.published)]
    return [date._replace(date_id=f"{article.article_id}:d{n}") for n, date in enumerate(sorted(found, key=lambda d: d.start), 1)]


def analyse(
    source: str | Path | Iterable[str | Path],
    columns: dict[str, str] | None = None,
    lexicons: str | Path | Lexicons | None = None,
    progress: Callable[[int, int], None] | None = None,
    reader: Reader | None = None,
) -> Tables:
    """All tables of a corpus as DataFrames, by name: `analyse("data/raw").quotes`.

    `source` is a folder or file, or several; `columns` maps our names to those of a table (`{"text": "isi_berita"}`; without it the
    environment's NETRALITAS_COLUMNS, `text=isi_berita,…`, so that the notebooks can read such a table too); `lexicons` is a
    folder whose rows lie over ours; `progress` is called with the number of articles done and their total;
    `reader` is a reader of grammar such as `stanza_reader("compact")`.
    Raises ReadError if a source is not there or holds no text. Everything is held in memory.
    """
    sources = [source] if isinstance(source, str | Path) else list(source)
    if columns is None and os.environ.get("NETRALITAS_COLUMNS"):
        columns = parse_columns(os.environ["NETRALITAS_COLUMNS"])
    words = lexicons if isinstance(lexicons, Lexicons) else Lexicons(lexicons)
    articles = mark_duplicates(_with_provenance(read_articles(sources, columns=columns, lexicons=words), sources))
    return analyse_articles(articles, words, progress, reader)


def analyse_text(text: str, article_id: str = "toy", published: str | None = None, lexicons: Lexicons | None = None) -> Tables:
    """All tables of one text given as a string, for trying things out; `published` is an ISO date."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # a surrogate alone is no character and can be written nowhere
    article = Article(article_id, article_id, sha256(text.encode()).hexdigest(), text, published=published, language="id")
    return analyse_articles([article], lexicons or Lexicons())


def analyse_articles(articles: Sequence[Article], lexicons: Lexicons, progress=None, reader: Reader | None = None) -> Tables:
    """All tables of articles that were read already; arguments as in `analyse`. It looks for no duplicates."""
    layers: dict[str, list] = {name: [] for name in TABLES}
    for done, article in enumerate(articles, 1):
        for name, records in annotate(article, lexicons, reader).items():
            layers[name] += records
        if progress:
            progress(done, len(articles))
    return make_tables(layers)


@_uncollected()
def make_tables(layers: dict[str, list]) -> Tables:
    """DataFrames from the records of many articles: entities linked across them, ids renamed, notes attached to each frame."""
    frames = {name: to_frame(records, name) for name, records in link(layers).items()}
    notes = corpus_notes(frames["articles"])
    for frame in frames.values():
        frame.attrs["notes"] = notes
    return Tables(**frames)


def link(layers: dict[str, list]) -> dict[str, list]:
    """The same layers with entities and happenings merged across articles; entities are counted, those nothing refers to left out."""
    entities, renamed = link_entities(layers["entities"], layers["mentions"])
    linked = layers | rename(layers, renamed)
    linked["events"] = link_happenings(linked["events"], groups_in(linked["mentions"]))
    linked["entities"] = counted(entities, *tally(linked))
    return linked


def rename(layers: dict[str, list], renamed: dict[str | tuple[str, str], str]) -> dict[str, list]:
    """The layers that name entities, under the ids of `renamed` (see `link_entities`)."""
    def new(row: tuple, columns: list[str]) -> tuple:
        ids = {c: name for c in columns if (old := getattr(row, c)) is not None
               and (name := renamed.get((row.article_id, old)) or renamed.get(old, old)) != old}
        return row._replace(**ids) if ids else row

    return {name: [new(row, columns) for row in layers[name]] for name, columns in ENTITY_COLUMNS.items()}


def groups_in(mentions: Iterable[Mention]) -> set[str]:
    """The entities that are nobody in particular: `asn`, `warga`."""
    return {m.entity_id for m in mentions if m.rule == "group"}


def tally(layers: dict[str, list]) -> tuple[Counter, Counter]:
    """How many mentions each entity has, and how many articles that mention it or give it a part in anything."""
    found = {(getattr(row, column), row.article_id)
             for name, columns in ENTITY_COLUMNS.items() for row in layers[name] for column in columns}
    return Counter(m.entity_id for m in layers["mentions"]), Counter(entity_id for entity_id, _ in found)


def counted(entities: Iterable[Entity], mentions: Counter, articles: Counter) -> list[Entity]:
    """The entities that anything refers to, by id, with their counts."""
    kept = (e for e in sorted(entities) if articles[e.entity_id])
    return [e._replace(n_mentions=mentions[e.entity_id], n_articles=articles[e.entity_id]) for e in kept]


def corpus_notes(articles) -> list[str]:
    """What a reader of any result must know of the corpus: sizes, what was left out, synthetic or real."""
    read = articles[articles["status"] == "ok"]
    kinds = sorted(read["provenance"].unique())
    words = {"synthetic": "synthetic articles written for teaching", "real": "real articles"}
    named = " and ".join(words.get(k, k) for k in kinds) or "articles"
    named, tokens = named.replace("articles", "article") if len(read) == 1 else named, int(read["n_tokens"].sum())
    notes = [f"{len(read)} {named}, {tokens} {'token' if tokens == 1 else 'tokens'}"]
    if len(read) < len(articles):
        notes.append(f"{len(articles) - len(read)} of {len(articles)} set aside")
    if copies := int(read["duplicate_of"].notna().sum()):
        notes.append(f"{copies} marked as {'a copy' if copies == 1 else 'copies'} of another article")
    return notes


def with_words(frame, articles, *spans: str):
    """A copy of `frame` with the words of its spans: column `words` for start..end, `<name>` for <name>_start..<name>_end in `spans`.

    `articles` is the table that holds the texts; a missing span gives a missing value.
    """
    import pandas as pd

    texts = dict(zip(articles["article_id"], articles["text"]))
    columns = {"words": ("start", "end"), **{span: (f"{span}_start", f"{span}_end") for span in spans}}
    found = {name: [None if pd.isna(s) else texts[a][int(s):int(e)] for a, s, e in zip(frame["article_id"], frame[start], frame[end])]
             for name, (start, end) in columns.items()}
    return frame.assign(**{name: pd.Series(words, index=frame.index, dtype="str") for name, words in found.items()})


def default_corpus(root: str | Path | None = None) -> Path:
    """The folder to read: `NETRALITAS_CORPUS` if it is set, else `data/raw` if it holds articles, else the teaching corpus.

    `root` is the project's folder; without it the current folder and those above it are tried. Raises FileNotFoundError.
    """
    if os.environ.get("NETRALITAS_CORPUS"):
        return Path(os.environ["NETRALITAS_CORPUS"])
    for folder in [Path(root)] if root else [Path.cwd(), *Path.cwd().parents]:
        if (folder / "data" / "corpus").is_dir():
            raw = folder / "data" / "raw"
            own = raw.is_dir() and any(p.is_file() and p.name != "README.md" and p.name[0] != "." for p in raw.rglob("*"))
            return Path(os.path.relpath(raw if own else folder / "data" / "corpus" / "articles"))
    raise FileNotFoundError("no corpus: set NETRALITAS_CORPUS, or start in the project's folder")


def corpus_name(corpus: str | Path) -> str:
    """The name a corpus has under `figures/`: `teaching` for `data/corpus/articles`, else the folder's or file's own name."""
    path = Path(corpus).resolve()
    return "teaching" if path.parts[-3:] == ("data", "corpus", "articles") else path.stem


def figures_folder(corpus: str | Path, root: str | Path | None = None) -> Path:
    """Where a corpus' figures go: `figures/<corpus_name>` in the project's folder (`root`, or the nearest above the current one)."""
    folders = [Path(root)] if root else [Path.cwd(), *Path.cwd().parents]
    home = next((f for f in folders if (f / "data" / "corpus").is_dir()), Path.cwd())
    return Path(os.path.relpath(home / "figures" / corpus_name(corpus)))


def is_synthetic(source: str | Path) -> bool:
    """Whether a folder, or the folder of a file, says by a file named SYNTHETIC that its articles were invented."""
    return any((folder / "SYNTHETIC").is_file() for folder in (Path(source), Path(source).parent))


def _with_provenance(articles: list[Article], sources: list) -> list[Article]:
    invented = [str(s) for s in sources if is_synthetic(s)]
    return [a._replace(provenance="synthetic") if any(a.source.startswith(s) for s in invented) else a for a in articles]


def write_tables(tables: Tables, folder: str | Path, form: str = "parquet") -> list[Path]:
    """The files written, one a table; `form` is `parquet` or `csv`.

    All are written beside their places and then renamed, so whoever stops this finds whole tables, of this run or all of the one before.
    Parquet holds every text as it is. In CSV a text that a spreadsheet would run as a formula has a `'` before it (`files.safe_cells`;
    `files.plain_cell` takes it off): offsets are into the text without it. Raises TablesError if the folder cannot be written.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        if (Path(folder) / "articles").is_dir():
            raise TablesError(f"{folder}: holds tables in partitions; give another folder with --out")
        frames = {Path(folder) / f"{name}.{form}": frame for name, frame in tables._asdict().items()}
        return write_all(frames, lambda path, beside: _write(frames[path], beside, form))
    except OSError as error:
        raise TablesError(f"{folder}: cannot be written ({error.strerror or error}); make room there or give another folder with --out") \
            from error


def _write(frame, path: Path, form: str) -> None:
    if form == "csv":
        safe_cells(frame).to_csv(path, index=False, lineterminator="\n")
    else:
        plain = frame.copy(deep=False)
        plain.attrs = {}
        plain.to_parquet(path, index=False, write_page_checksum=True)


def write_frame(frame, path: Path) -> Path:
    """The path; the file there, `.parquet` or `.csv`, is whole at once, also if another process writes it too."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    _write(frame, beside, path.suffix[1:])
    os.replace(beside, path)
    return path


def sentences_of(tables: Tables) -> Iterator[Sentence]:
    """The sentences of the tables as records with their words, in order, as `parse.to_conllu` wants them."""
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"]))
    tokens = tables.tokens.astype(object).where(tables.tokens.notna(), None)
    words = {name: tuple(Token(*row) for row in rows.itertuples(index=False))
             for name, rows in tokens.groupby("sentence_id", sort=False)}
    for row in tables.sentences.itertuples(index=False):
        yield Sentence(*row, texts[row.article_id][row.start:row.end], words.get(row.sentence_id, ()))


def read_tables(folder: str | Path, part: int | None = None) -> Tables:
    """The tables that `write_tables` or `scale.annotate_corpus` wrote as Parquet; of a corpus in partitions one only, the nth, with `part`.

    Raises TablesError if a table is missing, damaged or lacks a column, or if a run in partitions has not come to its end. The articles'
    text may be missing: tables can be shared without it (`--no-text`). The entities of one partition are those that it names.
    """
    folder, frames = Path(folder), {}
    if (folder / "articles").is_dir() and not (folder / "partitions.json").is_file():
        raise TablesError(f"{folder}: the run that writes these partitions has not come to its end; give the same command again")
    for name in sorted(TABLES, key="entities".__eq__):
        path = folder / name if (folder / name).is_dir() else folder / f"{name}.parquet"
        if not path.exists():
            raise TablesError(f"{folder}: there is no {path.name}; run `netralitas annotate SOURCE --out {folder}`")
        if part is not None and name == "entities":
            frames[name] = _read_frame(path, among("entity_id", _named_in(frames)))
        else:
            frames[name] = _read_frame(path if part is None else path / f"part-{part:05d}.parquet")
        missing = [c for c in to_frame([], name).columns if c not in frames[name].columns and c != "text"]
        if missing:
            raise TablesError(f"{path}: from another version, it has no {', '.join(missing)}; run `netralitas annotate` again")
    notes = corpus_notes(frames["articles"])
    for frame in frames.values():
        frame.attrs["notes"] = notes
    return Tables(**frames)


def among(column: str, values: Iterable[str]):
    """The rows of a Parquet file to read: those whose `column` is one of `values`."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    return ds.field(column).isin(pa.array(sorted(values), pa.large_string()))


def _read_frame(path: Path, filters=None):
    import pandas as pd

    try:
        return pd.read_parquet(path, filters=filters, page_checksum_verification=True)
    except (OSError, ValueError) as error:
        raise TablesError(f"{path}: damaged; run `netralitas annotate` again ({error})") from error


def _named_in(frames: dict) -> set[str]:
    """The ids of the entities that the tables name."""
    return {name for table, columns in ENTITY_COLUMNS.items() for column in columns for name in frames[table][column].dropna()}
