"""Generated articles through the whole journey: `soak.py [--inputs 100000] [--first 0] [--minutes 0]`; exit status 1 if one fails.

Input n is the same on every machine: it is made from n alone. `soak.py --show 4711` prints it, `--first 4711 --inputs 1` tries it again.
What failed is kept in tests/cases/soak.tsv, whose rows the tests read; `--keep FILE` appends the failures of a run, made short.
"""
from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from functools import cache
from pathlib import Path

from netralitas import TABLES, Lexicons, annotate, read_articles
from netralitas.articles import ReadError
from netralitas.decode import mend
from netralitas.lexicon import lexicon_names
from netralitas.pipeline import make_tables
from netralitas.records import Article

ROOT = Path(__file__).parent.parent
LEXICONS = Lexicons()
SPANS = [("start", "end"), ("cue_start", "cue_end"), ("speaker_start", "speaker_end"), ("topic_start", "topic_end")]
ODD = [*"\"'“”‘’«»()[]{}<>&;:,.!?…-–—/|*_#@%=+~^`\\", "\0", "\x0b", "\x1c", "\x1f", "\x85", "\u00a0", "\u00ad", "\u200b", "\u200d",
       "\u200f", "\u202e", "\u2028", "\u2029", "\u3000", "\ufeff", "\ufffd", "\uffff", "a\u0301",
       "\u0301\u0302\u0303", "İ", "ß", "ﬁ", "ǅ", "ı", "ſ",
       "١٢", "１２", "²", "Ⅻ", "½", "九", "🗳️", "👩🏽‍⚖️", "🇮🇩", "محايد", "נייטרלי", "中立", "ꦏꦥꦭ", "\n", "\n\n", "\r\n", "\t", "  "]
GLUE = [" ", " ", " ", " ", "", "\n", "\n\n", ", ", ". ", ".", ' "', '" ', "“", ",” ", " (", ") ", "-", "/", " – "]
NAMED = ["Rini Lestari", "I Made Rukmini", "Dr. H. Budi Santoso, M.Si.", "BUDI", "Wayan", "ASN", "Bawaslu", "KPU Kabupaten Melati",
         "Camat", "kata dia", "ujarnya", "menurut", "31 Juli 2024", "(6/2)",
         "2024", "H-8", "Pasal 2 ayat (1)", "UU No. 5/2014", "1.", "0", "99999999"]


@cache
def texts() -> list[str]:
    """The articles of the teaching corpus, all invented."""
    return [a.text for a in read_articles(ROOT / "data" / "corpus" / "articles") if a.text]


@cache
def fragments() -> list[str]:
    """What a near-real article is put together from: sentences, forms and examples of all lexicons, names."""
    rows = [entry for name in lexicon_names() for entry in LEXICONS[name]]
    forms = [form for e in rows for form in getattr(e, "form", "").split("|") if form]
    sentences = [s for text in texts() for s in re.split(r"(?<=[.?!”\"])\s+|\n+", text) if s]
    return sorted({*forms, *(e.example for e in rows), *sentences}) + NAMED * 20


def mixture(rng: random.Random) -> str:
    """Sentences, forms and odd marks in any order."""
    parts = []
    for _ in range(rng.randint(1, 25)):
        piece = rng.choice(ODD) if rng.random() < 0.15 else rng.choice(fragments())
        if rng.random() < 0.2:
            piece = rng.choice([str.upper, str.title, str.capitalize, str.lower, lambda s: s[::-1]])(piece)
        parts += [piece if rng.random() < 0.8 else piece[:rng.randint(0, len(piece))], rng.choice(GLUE)]
    return "".join(parts)


def broken(rng: random.Random) -> str:
    """A stretch of an article with marks put in, letters taken out, words doubled and moved."""
    text = rng.choice(texts())
    at = rng.randrange(len(text))
    words = re.split(r"(\s+)", text[at:at + rng.randint(20, 900)])
    for _ in range(rng.randint(1, 12)):
        n, m = rng.randrange(len(words)), rng.randrange(len(words))
        change = rng.randrange(6)
        if change == 0:
            words[n] = rng.choice(ODD)
        elif change == 1:
            words[n] = words[m]
        elif change == 2:
            words[n], words[m] = words[m], words[n]
        elif change == 3:
            words[n] += rng.choice(ODD) * rng.randint(1, 3)
        elif change == 4:
            words[n] = words[n][:rng.randint(0, len(words[n]))] + rng.choice(ODD) + words[n][rng.randint(0, len(words[n])):]
        else:
            words[n] = rng.choice(fragments())
    return "".join(words)


def any_text(rng: random.Random) -> str:
    """Any code points but surrogates, small ones oftener."""
    tops = rng.choices([0x80, 0x250, 0x3000, 0x10000, 0x110000], k=rng.randint(0, 80))
    return "".join(chr(c) for c in (rng.randrange(top) for top in tops) if not 0xD800 <= c < 0xE000)


def again(rng: random.Random) -> str:
    """A few pieces many times."""
    return "".join(rng.choice(rng.choice([fragments(), ODD, GLUE])) * rng.randint(1, 30) for _ in range(rng.randint(1, 4)))[:3000]


def generated(n: int) -> str:
    """Input number n: most as reading would give it, some as they are."""
    rng = random.Random(n)
    text = rng.choices([mixture, broken, any_text, again], [40, 40, 12, 8])[0](rng)
    if rng.random() < 0.05:
        text = text[:rng.randint(0, len(text))] + chr(rng.randrange(0xD800, 0xE000)) + text[len(text) // 2:]
    return mend(text) if rng.random() < 0.7 else text


def article_of(text: str, article_id: str = "a", published: str | None = "2024-09-17") -> Article:
    return Article(article_id, "a.txt", "", text, published=published, language="id")


def laws(layers: dict[str, list]) -> list[str]:
    """What is wrong with the layers of one article: no line, if every law holds."""
    [article] = layers["articles"]
    text, wrong = article.text, []
    for name, rows in layers.items():
        for row in rows:
            for first, last in SPANS:
                start, end = getattr(row, first, None), getattr(row, last, None)
                if (start is None) != (end is None):
                    wrong.append(f"{name}: {first} without {last}")
                elif start is not None and not (0 <= start < end <= len(text) and text[start:end].strip() == text[start:end]):
                    wrong.append(f"{name}: {first} {start}-{end} {text[start:end]!r}")
            if getattr(row, "rule", "x") == "":
                wrong.append(f"{name}: no rule")
        ids = [row[TABLES[name]._fields.index(f"{name[:-1]}_id")] for row in rows if f"{name[:-1]}_id" in row._fields]
        wrong += [f"{name}: {ident} stands twice" for ident, count in Counter(ids).items() if count > 1 and name != "entities"]
    seen = Counter(i for b in layers["blocks"] for i in range(b.start, b.end))
    wrong += [f"blocks: {i} {text[i]!r} in {seen[i]}" for i in range(len(text)) if seen[i] != 1 and (seen[i] or not text[i].isspace())]
    known = {s.sentence_id: s for s in layers["sentences"]}
    for s in layers["sentences"]:
        wrong += [f"sentences: {s.sentence_id} is not its text"] * (s.text != text[s.start:s.end])
        wrong += [f"tokens: do not tile {s.text!r}"] * ("".join(t.form for t in s.tokens) != "".join(s.text.split()))
    for t in (t for s in layers["tokens"] for t in s.tokens):
        wrong += [f"tokens: {t.form!r} is not {text[t.start:t.end]!r}"] * (t.form != text[t.start:t.end])
    for name in ("mentions", "dates", "citations", "events", "messages", "themes"):
        for row in layers[name]:
            s = known.get(row.sentence_id)
            if s is None and (name, row.sentence_id) != ("dates", None):
                wrong.append(f"{name}: no sentence {row.sentence_id}")
            elif s and not s.start <= row.start < s.end:
                wrong.append(f"{name}: begins outside its sentence")
    wrong += [f"dates: {d.value}" for d in layers["dates"] if d.value and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", d.value)]
    wrong += [f"messages: strength {m.strength}" for m in layers["messages"] if not 1 <= m.strength <= 7]
    return wrong


def fault(text: str) -> str | None:
    """What is wrong if this text is read: the place of the exception, or the first law that is broken; None if nothing."""
    try:
        layers = annotate(article_of(text), LEXICONS)
        wrong = laws(layers)
        if not wrong and len(text) % 10 == 0 and layers != annotate(article_of(text), LEXICONS):
            return "other rows the second time"
        return wrong[0] if wrong else None
    except Exception as error:
        return place(error)


def place(error: Exception) -> str:
    """`KeyError in resolve.py:resolve`: the kind of an error and the deepest function of ours."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "netralitas" in Path(f.filename).parts]
    return f"{type(error).__name__} in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else repr(error)


def order_fault(several: list[str], rng: random.Random) -> str | None:
    """What differs between the tables of articles in one order and in another."""
    try:
        articles = [article_of(mend(text), f"a{n}", f"2024-09-{1 + n % 28:02}") for n, text in enumerate(several)]
        made = []
        for _ in range(2):
            layers: dict[str, list] = {name: [] for name in TABLES}
            for article in articles:
                for name, rows in annotate(article, LEXICONS).items():
                    layers[name] += rows
            made.append({name: f.astype(str).sort_values(list(f.columns)).to_csv(index=False)
                         for name, f in make_tables(layers)._asdict().items()})
            rng.shuffle(articles)
        return next((f"{name}: the order of articles tells" for name in TABLES if made[0][name] != made[1][name]), None)
    except Exception as error:
        return place(error)


def file_fault(text: str, rng: random.Random, folder: Path) -> str | None:
    """What is wrong if this text comes as a file, in any form and encoding, some bytes broken."""
    kind = rng.choice(["txt", "md", "html", "csv", "jsonl", "json"])
    cell = json.dumps(text)
    doubled = text.replace('"', '""')
    said = {"html": f"<html><title>x</title><p>{text}</p>", "csv": f'judul,isi\nx,"{doubled}"\n',
            "jsonl": f'{{"isi": {cell}}}\n', "json": f'[{{"isi": {cell}}}]'}.get(kind, text)
    raw = bytearray(said.encode(rng.choice(["utf-8", "utf-8", "utf-16", "cp1252", "utf-16-be"]), "replace"))
    for at in rng.choices(range(len(raw)), k=rng.choice([0, 0, 1, 5])) if raw else ():
        raw[at] = rng.randrange(256)
    path = folder / f"a.{kind}"
    path.write_bytes(raw)
    try:
        for article in read_articles(path):
            article.text.encode()
            if wrong := laws(annotate(article._replace(status="ok"), LEXICONS)):
                return f"{kind}: {wrong[0]}"
    except ReadError:
        return None
    except Exception as error:
        return f"{kind}: {place(error)}"
    return None


def kind_of(wrong: str | None) -> str:
    """A fault without its numbers and words, to know it again by."""
    return re.sub(r"\d+|['\"].*", "#", wrong or "", flags=re.DOTALL)


def shortest(text: str, seconds: float = 20) -> str:
    """The text with all left out that the fault does not need."""
    told, step, until = kind_of(fault(text)), max(1, len(text) // 2), time.monotonic() + seconds
    while step and time.monotonic() < until:
        for at in range(len(text) - step, -1, -step):
            if time.monotonic() < until and kind_of(fault(text[:at] + text[at + step:])) == told:
                text = text[:at] + text[at + step:]
        step //= 2
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0, help="stop after so long")
    parser.add_argument("--show", type=int, metavar="N", help="print input N and stop")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="append what fails to a table of cases")
    args = parser.parse_args()
    if args.show is not None:
        print(json.dumps(generated(args.show), ensure_ascii=False))
        return 0
    found, started, n = Counter(), time.monotonic(), args.first
    with tempfile.TemporaryDirectory() as folder:
        while n < args.first + args.inputs and not (args.minutes and time.monotonic() - started > 60 * args.minutes):
            tell(tried(n, Path(folder)), n, found, args.keep)
            n += 1
            if n % 1000 == 0:
                print(f"{n - args.first} inputs, {sum(found.values())} faults, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{n - args.first} inputs from {args.first}: {sum(found.values())} faults", *(f"\n{c:6} {k}" for k, c in found.most_common()))
    return 1 if found else 0


def tried(n: int, folder: Path) -> str | None:
    """The fault of input n: of its text, for one in ten of the text as a file, for one in a hundred of its place among others."""
    text = generated(n)
    wrong = fault(text)
    if not wrong and n % 10 == 0:
        wrong = file_fault(text, random.Random(-n), folder)
    if not wrong and n % 100 == 0:
        wrong = order_fault([generated(k) for k in range(n, n + 12)], random.Random(-n))
    return wrong


def tell(wrong: str | None, n: int, found: Counter, keep: Path | None) -> None:
    """Counts and prints a fault; the first of each kind is made short and kept."""
    if not wrong:
        return
    kind = kind_of(wrong)
    found[kind] += 1
    if found[kind] > 1:
        return
    text = shortest(generated(n)) if fault(generated(n)) else generated(n)
    print(f"input {n}: {wrong}\n    {json.dumps(text)}", flush=True)
    if keep:
        with keep.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(text)}\t{wrong}\n")


if __name__ == "__main__":
    sys.exit(main())
