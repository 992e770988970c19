"""Netralitas: how Indonesian officials and the press speak about the neutrality of civil servants around elections.

    import netralitas as nt
    tables = nt.analyse("data/raw")

Names are imported when they are first used, so that `import netralitas` itself is quick.
"""
from importlib import import_module

_HOME = {
    "articles": ["read_articles"],
    "blocks": ["find_blocks"],
    "tokens": ["find_sentences"],
    "actors": ["find_mentions", "link_entities", "successors"],
    "parse": ["stanza_reader"],
    "dates": ["find_dates", "find_citations"],
    "elections": ["with_stages"],
    "quotes": ["find_quotes"],
    "events": ["find_events"],
    "messages": ["find_messages"],
    "themes": ["find_themes"],
    "pipeline": ["Tables", "analyse", "analyse_text", "annotate", "default_corpus",
                 "corpus_name", "figures_folder", "read_tables", "with_words", "write_tables"],
    "lexicon": ["Lexicon", "Lexicons", "LexiconError"],
    "records": ["to_frame", "TABLES"],
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}
__all__ = sorted(_MODULE)
__version__ = "0.1.0"


def __getattr__(name: str):
    if name not in _MODULE:
        raise AttributeError(f"module 'netralitas' has no attribute {name!r}")
    return getattr(import_module(f".{_MODULE[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
