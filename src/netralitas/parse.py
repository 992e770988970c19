"""The Stanza reader of grammar: lemma, UPOS, features and dependencies for the sentences and words that `tokens.py` found.

The only file that knows Stanza; it is imported when a model is asked for, not before. Parses can be frozen as CoNLL-U, whose MISC column
keeps our offsets, and read back without Stanza.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from .records import Sentence, Token

Reader = Callable[[Sequence[Sentence]], list[Sentence]]
FILES = {"pos_model": "tagger.pt", "lemma_model": "lemmatizer.pt", "depparse_model": "parser.pt", "pos_pretrain": "vectors.pt",
         "depparse_pretrain": "vectors.pt"}
INDEX = "resources.json"
COMPACT = Path(__file__).parent.parent.parent / "models"
TRAIN = "make model UD=folder-of-treebanks RAW=articles"
FETCH = "python -c \"import stanza; stanza.download('id')\""


class ModelError(ValueError):
    """A model that cannot be used: the message says which and the one command that helps."""


def stanza_reader(model: str = "compact") -> Reader:
    """A function that gives sentences back with their words' `lemma`, `upos`, `feats`, `head` and `deprel` filled.

    `model` is `compact` (the project's own, in models/), `official` (Stanza's `id` package, if it has been downloaded), a folder
    with files of the same names as in models/, or a CoNLL-U file in which parses are frozen (`to_conllu`; this needs no Stanza).
    Words and sentences are ours; Stanza splits nothing. `head` is the number of the head word in its sentence, 0 for the root.
    The sentences of a call are read in batches. Nothing is downloaded, and nothing in a model's file is executed: Stanza loads
    weights only. Raises ModelError if Stanza or the model is not there or a file is damaged.
    """
    if Path(model).suffix == ".conllu":
        return _frozen_reader(Path(model))
    try:
        import stanza
    except ImportError as error:
        raise ModelError('the Stanza reader needs stanza: pip install -e ".[stanza]" (README.md says how to keep torch small)') from error
    options = {"package": "default"} if model == "official" else _own_files(COMPACT if model == "compact" else Path(model))
    try:
        pipeline = stanza.Pipeline(
            "id", processors="tokenize,pos,lemma,depparse", tokenize_pretokenized=True, download_method=None, use_gpu=False,
            verbose=False, **options)
    except Exception as error:
        # Stanza and torch raise many kinds of error for a package that is not there or a file that is no model
        if model == "official":
            raise ModelError(f"Stanza's own Indonesian package is not on this machine; fetch it once with: {FETCH}") from error
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise ModelError(f"{model}: the model cannot be loaded ({reason})") from error
    return lambda sentences: _read(pipeline, sentences)


def _own_files(folder: Path) -> dict[str, object]:
    """Stanza's options for the files of a model in `folder`, after their check sums were compared with SHA256SUMS if that is there."""
    names = [*sorted(set(FILES.values())), INDEX]
    if missing := [name for name in names if not (folder / name).is_file()]:
        raise ModelError(f"{folder.name}: no {', '.join(missing)} there; train the model with: {TRAIN}; "
                         "or take Stanza's own: --stanza-model official")
    sums = folder / "SHA256SUMS"
    expected = dict(line.split()[::-1] for line in sums.read_text(encoding="utf-8").splitlines()) if sums.is_file() else {}
    for name in names:
        if expected and sha256((folder / name).read_bytes()).hexdigest() != expected.get(name):
            raise ModelError(f"{folder.name}/{name}: the file is damaged or another one, its SHA-256 is not that of SHA256SUMS; "
                             f"fetch it again, or train the model with: {TRAIN}")
    # resources.json is Stanza's index of models to download; ours is empty, so that every file is one named here
    return {"dir": str(folder), "package": None, "allow_unknown_language": True,
            **{f"{option}_path": str(folder / name) for option, name in FILES.items()}}


def _read(pipeline, sentences: Sequence[Sentence]) -> list[Sentence]:
    worded = [s for s in sentences if s.tokens]
    if not worded:
        return list(sentences)
    document = pipeline([[token.form for token in s.tokens] for s in worded])
    columns = {s.sentence_id: [(w.lemma, w.upos, w.feats, w.head, w.deprel) for w in parsed.words]
               for s, parsed in zip(worded, document.sentences)}
    return [with_columns(s, columns.get(s.sentence_id, [])) for s in sentences]


def with_columns(sentence: Sentence, columns: Iterable[tuple]) -> Sentence:
    """The sentence, its words with (lemma, upos, feats, head, deprel) from `columns`, a tuple a word in order."""
    return sentence._replace(tokens=tuple(
        t._replace(lemma=lemma, upos=upos, feats=feats, head=head, deprel=deprel)
        for t, (lemma, upos, feats, head, deprel) in zip(sentence.tokens, columns)))


def to_conllu(sentences: Iterable[Sentence]) -> str:
    """The sentences as CoNLL-U; MISC holds `Start` and `End`, the offsets into the article's text, and `SpaceAfter=No`."""
    return "".join(f"# sent_id = {s.sentence_id}\n# text = {' '.join(s.text.split())}\n{_rows(s)}\n" for s in sentences)


def _rows(sentence: Sentence) -> str:
    rows = []
    for number, token in enumerate(sentence.tokens, 1):
        if end := _last_of_word(sentence.tokens, number - 1):
            form = "".join(t.form for t in sentence.tokens[number - 1:end])
            rows.append("\t".join([f"{number}-{end}", form, *"_" * 8]))
        after = sentence.tokens[number].start if number < len(sentence.tokens) else None
        misc = f"Start={token.start}|End={token.end}" + ("|SpaceAfter=No" if after == token.end else "")
        cells = [number, token.form, token.lemma, token.upos, None, token.feats, token.head, token.deprel, None, misc]
        rows.append("\t".join("_" if cell is None else str(cell) for cell in cells))
    return "".join(row + "\n" for row in rows)


def _last_of_word(tokens: tuple[Token, ...], index: int) -> int | None:
    """The number of the last word of the multiword token that begins at `index` (ujar + nya), or None if none begins there."""
    def joined(i: int) -> bool:
        touching = 0 < i < len(tokens) and tokens[i - 1].end == tokens[i].start
        return touching and tokens[i - 1].form[-1].isalpha() and tokens[i].form[0].isalpha()

    if joined(index) or not joined(index + 1):
        return None
    end = index + 1
    while joined(end):
        end += 1
    return end


def _frozen_reader(path: Path) -> Reader:
    try:
        frozen = read_conllu(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name}: no CoNLL-U can be read there ({str(error).splitlines()[0]})") from error
    return lambda sentences: fill(sentences, frozen)


def read_conllu(text: str) -> dict[str, list[dict]]:
    """The words of each sentence of a CoNLL-U text, by `sent_id`; the lines of multiword tokens are left out. Raises ValueError."""
    import conllu

    try:
        sentences = conllu.parse(text)
    except conllu.exceptions.ParseException as error:
        raise ValueError(str(error)) from error
    if any("sent_id" not in parsed.metadata for parsed in sentences):
        raise ValueError("a sentence has no sent_id")
    return {parsed.metadata["sent_id"]: [w for w in parsed if isinstance(w["id"], int)] for parsed in sentences}


def fill(sentences: Sequence[Sentence], frozen: dict[str, list[dict]]) -> list[Sentence]:
    """The same sentences with the grammar that a CoNLL-U text freezes, matched by `sent_id`; others are left as they are.

    Raises ModelError if a sentence's words are no longer those of the text.
    """
    filled = []
    for sentence in sentences:
        rows = frozen.get(sentence.sentence_id)
        if rows and [w["form"] for w in rows] != [t.form for t in sentence.tokens]:
            raise ModelError(f"{sentence.sentence_id}: the frozen parse has other words than the text; parse again")
        filled.append(with_columns(sentence, map(_columns, rows)) if rows else sentence)
    return filled


def _columns(word: dict) -> tuple:
    feats = "|".join(f"{k}={v}" for k, v in word["feats"].items()) if word["feats"] else None
    lemma, upos, deprel = (None if word[c] == "_" else word[c] for c in ("lemma", "upos", "deprel"))
    return lemma, upos, feats, word["head"], deprel
