"""The command line: `netralitas annotate`, `figures`, `read`, `evaluate`, `export`, `import`; also `python -m netralitas`."""
from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import __version__

_EXAMPLES = """examples:
  netralitas annotate data/raw --out tables
  netralitas annotate berita.csv --columns text=isi_berita,title=judul,published=tanggal,url=tautan --out tables --format csv
  netralitas figures --corpus data/raw --out figures
  netralitas read my-article-01 --corpus data/raw --out article.html
  netralitas read --all --corpus data/raw --out site
  netralitas annotate data/raw --out tables --grammar stanza --conllu parses.conllu
  netralitas annotate 'berita/*.csv' --out tables --workers 4
  netralitas evaluate data/gold/teaching tables --errors events
  netralitas export --tables tables --to qdpx --out shared
  netralitas import coded.qdpx --tables tables --out my-gold
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="netralitas", description="How Indonesian officials and the press speak about the neutrality of civil servants.",
        epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=f"netralitas {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    annotate = commands.add_parser("annotate", help="read articles and write every table", epilog=_EXAMPLES,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)
    annotate.add_argument("sources", nargs="+", metavar="SOURCE", help="a folder or a file: .txt .md .html .csv .jsonl .parquet")
    annotate.add_argument("--out", required=True, metavar="DIR", help="where the tables go")
    annotate.add_argument("--format", choices=["parquet", "csv"], default="parquet", help="default: parquet")
    annotate.add_argument("--conllu", metavar="FILE", help="write the words as CoNLL-U too; --stanza-model FILE reads them again")
    annotate.add_argument("--no-text", action="store_true", help="leave the articles' text out of the table, for sharing")
    annotate.add_argument("--workers", type=int, metavar="N", help="for a big corpus: tables in partitions, by N processes of this "
                          "machine (0: by this one); what was finished is not done again; SOURCE may be a glob or an address like s3://…")
    annotate.add_argument("--scheduler", metavar="ADDRESS", help="the same, by the workers of a Dask scheduler: tcp://host:8786")
    annotate.add_argument("--partition", type=_rows, metavar="ARTICLES", default=1000, help="articles in a partition (default: 1000)")

    figures = commands.add_parser("figures", help="draw every figure of the paper")
    figures.add_argument("--out", default="figures", metavar="DIR", help="figures go to DIR/<name of the corpus> (default: figures)")

    read = commands.add_parser("read", help="articles with their layers marked, as HTML pages")
    read.add_argument("article_id", metavar="ARTICLE_ID", nargs="?", help="the one article; or --all")
    read.add_argument("--all", action="store_true", help="every article, and an index.html that searches and filters them")
    read.add_argument("--out", metavar="PATH", help="a file (default: article-<ARTICLE_ID>.html); with --all a folder (default: site)")
    _add_evaluate(commands)
    _add_exchange(commands)
    for command in (figures, read):
        command.add_argument("--corpus", metavar="SOURCE", help="default: data/raw if it holds articles, else the teaching corpus")
    for command in (annotate, figures, read):
        command.add_argument("--columns", metavar="OURS=YOURS,…", help="which columns of a table hold text, title, published, url, id")
        command.add_argument("--lexicons", metavar="DIR", help="a folder of lexicon files to lie over ours")
        command.add_argument("--grammar", choices=["rules", "stanza"], default="rules", help="who reads the grammar (default: rules)")
        command.add_argument("--stanza-model", metavar="MODEL", default="compact",
                             help="compact (default), official, a folder, or a .conllu file of frozen parses")
        command.add_argument("--quiet", action="store_true", help="no progress")
    return parser


def _add_evaluate(commands) -> None:
    evaluate = commands.add_parser("evaluate", help="tables against gold: precision, recall and F1 by layer")
    evaluate.add_argument("gold", metavar="GOLD", help="a folder of gold tables: articles.tsv, quotes.tsv, …")
    evaluate.add_argument("tables", metavar="TABLES", help="a folder that `annotate` wrote, as Parquet")
    evaluate.add_argument("--overlap", type=_share, action="append", metavar="SHARE",
                          help="how much two spans share of their union to match (default: 1, the same span, then 0.3)")
    evaluate.add_argument("--errors", metavar="LAYER", help="instead of the scores, the errors of one layer: missed, not in gold")


def _add_exchange(commands) -> None:
    export = commands.add_parser("export", help="write the tables for another program")
    export.add_argument("--to", required=True, metavar="FORMAT",
                        help="brat, cas (INCEpTION), conllu, csl, csv, gexf, graphml, parquet, plover, qdc, qdpx (REFI-QDA), xlsx")
    bring = commands.add_parser("import", help="coding by hand from INCEpTION or a REFI-QDA program, as gold tables that `evaluate` reads")
    bring.add_argument("files", nargs="+", metavar="FILE", help=".xmi with TypeSystem.xml beside it, .json or .zip of INCEpTION; .qdpx")
    for command in (export, bring):
        command.add_argument("--tables", required=True, metavar="DIR", help="a folder that `annotate` wrote, as Parquet")
        command.add_argument("--out", required=True, metavar="DIR", help="the folder to write into")
        command.add_argument("--codebook", metavar="FILE", help="the codes for REFI-QDA (default: data/codebook.tsv)")


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and up to 1")
    return share


def _rows(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number of articles")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 if anything was read, 2 for an error, whose reason goes to standard error in one line."""
    args = _parser().parse_args(arguments)
    try:
        return {"annotate": _annotate, "figures": _figures, "read": _read, "evaluate": _evaluate, "export": _export,
                "import": _import}[args.command](args)
    except BrokenPipeError:  # the reader of our output has gone: `netralitas evaluate … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("netralitas: stopped; the files that are there are whole, run it again for the rest", file=sys.stderr)
        return 130
    except OSError as error:
        place = error.filename or getattr(args, "out", None) or "a file"
        told = f"{place}: {error.strerror}; give another place with --out, or make room there" if error.strerror else error
        print(f"netralitas: {told}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"netralitas: {error}", file=sys.stderr)
        return 2


def _analyse(sources, args):
    from .articles import parse_columns, set_aside
    from .parse import stanza_reader
    from .pipeline import analyse

    reader = stanza_reader(args.stanza_model) if args.grammar == "stanza" else None
    columns = parse_columns(args.columns) if args.columns else None
    tables = analyse(sources, columns, args.lexicons, progress=None if args.quiet else _progress, reader=reader)
    if summary := set_aside(list(tables.articles.itertuples())):
        print(summary)
    return tables


def _progress(done: int, total: int) -> None:
    if done == total or done % max(1, total // 100) == 0:
        print(f"\r{done} of {total} articles", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _annotate(args) -> int:
    from .files import write_whole
    from .parse import to_conllu
    from .pipeline import TablesError, sentences_of, write_tables

    if Path(args.out).is_file():
        raise TablesError(f"{args.out}: is a file; --out needs a folder")
    if args.workers is not None or args.scheduler:
        return _annotate_in_partitions(args)
    tables = _analyse(args.sources, args)
    if args.conllu:
        words = to_conllu(sentences_of(tables))
        Path(args.conllu).parent.mkdir(parents=True, exist_ok=True)
        write_whole(Path(args.conllu), lambda beside: beside.write_text(words, encoding="utf-8"))
    if args.no_text:
        # nor the folders of one's own machine
        sources = tables.articles["source"].map(lambda s: Path(s).name)
        tables = tables._replace(articles=tables.articles.drop(columns="text").assign(source=sources))
    paths = write_tables(tables, args.out, args.format)
    for path, (name, frame) in zip(paths, tables._asdict().items()):
        print(f"{len(frame):>8} {name:<10} {path}")
    return 0 if (tables.articles["status"] == "ok").any() else 2


def _annotate_in_partitions(args) -> int:
    import pandas as pd

    from .articles import parse_columns, set_aside
    from .pipeline import TablesError
    from .scale import Settings, annotate_corpus, cluster

    if args.format != "parquet" or args.conllu:
        raise TablesError("tables in partitions are Parquet, and without --conllu: leave --workers and --scheduler away for those")
    columns = args.columns or os.environ.get("NETRALITAS_COLUMNS") or ""
    settings = Settings(tuple(parse_columns(columns).items()), args.lexicons, args.stanza_model if args.grammar == "stanza" else None)
    progress = None if args.quiet else _steps
    try:
        with cluster(args.workers or 0, args.scheduler) as client:
            count = annotate_corpus(args.sources, args.out, settings, client, progress, args.partition, not args.no_text)
    except OSError as error:
        reason = error.strerror or error
        raise TablesError(f"{args.out}: {reason}; what was finished is kept, the same command goes on from there") from error
    articles = pd.read_parquet(Path(args.out) / "articles", columns=["source", "status"])
    if summary := set_aside(articles):
        print(summary)
    print(f"{len(articles)} articles in {count} partitions: {args.out}")
    return 0 if (articles["status"] == "ok").any() else 2


def _steps(what: str, done: int, total: int) -> None:
    print(f"\r{done} of {total} {what}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _figures(args) -> int:
    from .figures import draw_all
    from .pipeline import corpus_name, default_corpus

    corpus = Path(args.corpus) if args.corpus else default_corpus()
    for path in draw_all(_analyse([corpus], args), Path(args.out) / corpus_name(corpus)):
        print(path)
    return 0


def _read(args) -> int:
    from .pipeline import default_corpus
    from .reader import article_page, page_name, write_page, write_site

    if args.all == bool(args.article_id):
        raise ValueError("read wants the id of an article, or --all")
    if args.all and Path(args.out or "site").is_file():
        raise ValueError(f"{args.out}: is a file; --all wants a folder")
    tables = _analyse([args.corpus or default_corpus()], args)
    if args.all:
        print(write_site(tables, args.out or "site"))
        return 0 if (tables.articles["status"] == "ok").any() else 2
    if args.article_id not in set(tables.articles["article_id"]):
        known = ", ".join(sorted(tables.articles["article_id"])[:10])
        raise ValueError(f"there is no article {args.article_id!r}; the first ids are {known}")
    out = Path(args.out or page_name(args.article_id))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_page(out, article_page(tables, args.article_id))
    print(out)
    return 0


def _evaluate(args) -> int:
    from .evaluate import errors, gold_ids, read_gold, score
    from .pipeline import read_tables

    gold, tables = read_gold(args.gold), read_tables(args.tables)
    known = set(gold_ids(gold)) & set(tables.articles["article_id"])
    if not known:
        raise ValueError(f"none of the {len(gold_ids(gold))} articles of {args.gold} is in {args.tables}: another corpus?")
    if args.errors:
        for row in errors(gold, tables, args.errors, *(args.overlap or [0.3])[:1]).fillna("").itertuples():
            print(row.article_id, f"{row.start}-{row.end}", row.error, row.labels, " ".join(row.words.split()), row.rule, sep="\t")
        return 0
    for overlap in args.overlap or [1.0, 0.3]:
        print(score(gold, tables, overlap).to_string(index=False, float_format="{:.3f}".format, na_rep="-"), end="\n\n")
    print(f"{len(known)} of the {len(gold_ids(gold))} articles of the gold are in the tables; those that are not count as missed")
    return 0


def _export(args) -> int:
    from .exchange import export
    from .pipeline import read_tables

    for path in export(read_tables(args.tables), args.to, args.out, args.codebook):
        print(path)
    return 0


def _import(args) -> int:
    from .exchange import bring_home
    from .pipeline import read_tables

    gold = bring_home(args.files, read_tables(args.tables), args.out, args.codebook)
    for name, frame in gold.items():
        print(f"{len(frame):>8} {name:<10} {Path(args.out) / name}.tsv", *frame.attrs.get("notes", []))
    return 0


if __name__ == "__main__":
    sys.exit(main())
