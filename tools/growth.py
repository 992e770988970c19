"""How the time of each stage grows with one hostile article: `growth.py [INPUT ...] [--scale 1] [--limit 20]`.

Each input is a piece many times over, at a size, its double and its fourfold; the table goes to bench/growth.md. A figure is seconds of
the processor for the largest and, behind it, the exponent: 1 is linear, 2 quadratic. `growth.py --prose 50 --until sentences` times an
article of 50 MB in one line, as far as that stage.
"""
from __future__ import annotations

import argparse
import math
import platform
import resource
import signal
import sys
import time
from itertools import product
from pathlib import Path

from netralitas import Lexicons, read_articles
from netralitas import pipeline as p
from netralitas.decode import mend
from netralitas.markup import read_markdown, strip_tags
from netralitas.records import Article

ROOT = Path(__file__).parent.parent
LEXICONS = Lexicons()
STAGES = ["mend", "tags", "marks", "blocks", "describe", "sentences", "mentions", "dates", "citations", "quotes", "events", "messages",
          "themes"]
# piece, and how often it stands in the smallest size
INPUTS = {
    "straight quotation marks": ('"', 5000), "quoted without end": ('"Kami siap. Kami netral," kata anu dan ', 1000),
    "opening marks": ("“", 5000), "marks around words": ('“Kami netral,” kata ', 1000), "marks and letters": ('"a ', 5000),
    "round brackets": ("(", 5000), "square brackets": ("[", 5000), "tags": ("<p ", 5000),
    "open and closed": ("(a) ", 5000), "titles": ("Prof. Dr. H. ", 2000), "degrees": ("M.Si., ", 4000), "initials": ("A.", 8000),
    "digits": ("7", 250_000), "numbers": ("1.000 ", 5000), "slashes": ("a/1", 8000), "slashes apart": ("a/1 ", 8000),
    "hyphens": ("a-", 8000), "full stops": (".", 8000), "commas": ("a, ", 8000), "ampersands": ("&amp;", 8000), "spaces": (" ", 50_000),
    "names": ("Rini Lestari, ", 2000), "lines": ("a\n", 8000), "empty lines": ("\n", 50_000), "links": ("Baca juga: Apel ASN\n", 1500),
    "links in a line": ("Baca juga: Apel ASN. ", 1500), "dates": ("Senin (6/2/2024), ", 1500), "ranges": ("1-2-", 5000),
    "months": ("Juli, ", 4000), "articles of law": ("Pasal 1 ayat (1), ", 1500), "laws": ("UU Nomor 5 Tahun 2014 dan ", 1000),
    "conjunctions": ("dan ", 8000), "bans": ("ASN dilarang ", 2000), "appeals": ("Bawaslu mengimbau ASN netral, ", 1000),
    "reporters": ("menurut ", 5000), "clitics": ("nya", 8000), "hats": ("\u0301", 20_000), "emoji": ("👩🏽‍⚖️", 5000),
    "offices": ("Kepala Dinas ", 3000), "places": ("Kabupaten Bangli, ", 2000), "groups": ("seluruh ASN dan ", 3000),
    "addresses": ("a@b.", 8000), "stars": ("*a ", 8000), "sentences": ("Ia hadir. ", 5000), "bullets": ("- ASN netral\n", 3000),
}


class Limit(Exception):
    """A stage took too long."""


def stop(*_) -> None:
    raise Limit


def capitals(n: int) -> str:
    """Names in capitals, no two alike."""
    syllables = ["BU", "RI", "SA", "TO", "WA", "NI", "KA", "DE", "LU", "MA"]
    names = ["".join(part) for part in product(syllables, repeat=4)]
    return ", ".join(f"{names[i % 10_000]} {names[(i * 7 + 1) % 10_000]}" for i in range(n))


def prose(size: int) -> str:
    """The teaching corpus in one line, again and again."""
    line = " ".join(" ".join(a.text.split()) for a in read_articles(ROOT / "data" / "corpus" / "articles") if a.text)
    return (line * (size // len(line) + 1))[:size]


def sizes(name: str, scale: float) -> list[str]:
    """The three texts of an input."""
    make = {"names in capitals": lambda k: capitals(int(1250 * scale) * k), "prose in one line": lambda k: prose(int(60_000 * scale) * k),
            "nested brackets": lambda k: "(" * int(5000 * scale) * k + "a" + ")" * int(5000 * scale) * k}.get(name)
    piece, n = INPUTS.get(name, ("", 0))
    return [make(k) if make else piece * int(n * scale) * k for k in (1, 2, 4)]


def timed(text: str, limit: int, until: str = STAGES[-1]) -> dict[str, float]:
    """Seconds by stage, none behind the stage `until`; infinite where one took too long, and none for what needs it."""
    spent: dict[str, float] = {}
    article = Article("a", "a.txt", "", text, published="2024-09-17", language="id")

    def run(name: str, find):
        if STAGES.index(name) > STAGES.index(until):
            return None
        signal.setitimer(signal.ITIMER_PROF, limit)
        started = time.process_time()
        try:
            found = find()
        except Limit:
            spent[name] = math.inf
            return None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        spent[name] = time.process_time() - started
        return found

    run("mend", lambda: mend(text + "“"))
    run("tags", lambda: strip_tags(text))
    run("marks", lambda: read_markdown(text))
    blocks = run("blocks", lambda: p.find_blocks(article, LEXICONS))
    run("describe", lambda: p.describe(article, blocks, LEXICONS))
    s = run("sentences", lambda: p.find_sentences(article, blocks, LEXICONS))
    if s is None:
        return spent
    found = run("mentions", lambda: p.find_mentions(s, LEXICONS))
    m = found[0] if found else []
    d = run("dates", lambda: p.find_dates(s, LEXICONS, article.published)) or []
    run("citations", lambda: p.find_citations(s, LEXICONS))
    q = run("quotes", lambda: p.find_quotes(s, m, LEXICONS)) or []
    run("events", lambda: p.find_events(s, m, d, q, LEXICONS))
    run("messages", lambda: p.find_messages(s, m, d, q, LEXICONS, published=article.published))
    run("themes", lambda: p.find_themes(s, LEXICONS))
    return spent


def cell(times: list[float | None]) -> str:
    """`1.2 (1.0)`: seconds of the largest and exponent; the exponent only where the seconds mean something."""
    if times[-1] is None:
        return "-"
    if math.isinf(times[-1]):
        return "**too long**"
    if times[-1] < 0.3:
        return f"{times[-1]:.2f}"
    exponent = math.log2(times[-1] / max(times[-2], 1e-3))
    told = f"{times[-1]:.1f} ({exponent:.1f})"
    return f"**{told}**" if exponent > 1.4 else told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="*", help="names of inputs; all without one")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--limit", type=int, default=20, help="seconds for a stage")
    parser.add_argument("--prose", type=float, metavar="MB", help="only an article of so many megabytes in one line")
    parser.add_argument("--until", choices=STAGES, default=STAGES[-1])
    args = parser.parse_args()
    signal.signal(signal.SIGPROF, stop)
    timed(prose(20_000), 60)  # what is made once
    if args.prose:
        spent = timed(prose(int(args.prose * 1e6)), 3600, args.until)
        told = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in spent.items())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"An article of {args.prose:g} MB in one line: {told}; peak memory {peak:.1f} GiB.")
        return
    names = args.inputs or ["prose in one line", "nested brackets", "names in capitals", *INPUTS]
    lines = ["# How time grows", "",
             "Written by `python tools/growth.py`: seconds for the largest of three sizes and the exponent of the last",
             "doubling (1.0 linear, 2.0 quadratic), bold above 1.4; no exponent below 0.3 s, where it would be noise.", "",
             f"Machine: {platform.machine()}, Python {platform.python_version()}.", "",
             f"| piece | characters | {' | '.join(STAGES)} |", f"|---|---:|{'---:|' * len(STAGES)}"]
    for name in names:
        texts = sizes(name, args.scale)
        found = [timed(text, args.limit) for text in texts]
        lines.append(f"| {name} | {len(texts[-1]):,} | {' | '.join(cell([f.get(stage) for f in found]) for stage in STAGES)} |")
        print(lines[-1], flush=True)
    if not args.inputs:
        (ROOT / "bench" / "growth.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
