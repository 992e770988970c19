"""Copies: exact and near, marked and never dropped, whatever the order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netralitas.articles import mark_duplicates
from netralitas.records import Article

WORDS = [
    a + b for a in ("ba", "ci", "du", "ke", "lo", "ma", "ni", "pa", "ru", "sa") for b in ("bat", "dik", "gan", "lum", "ras", "tip", "wan")
]


def make(article_id: str, text: str, published: str | None = None, **fields) -> Article:
    return Article(article_id, article_id, "x", text, published=published, **fields)


def prose(seed: int, n: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def marked(articles: list[Article]) -> dict[str, str | None]:
    return {a.article_id: a.duplicate_of for a in mark_duplicates(articles)}


def test_exact_copies_point_to_the_first_published_then_to_the_first_id():
    text = prose(1)
    articles = [make("c", text), make("b", text.upper(), "2024-02-02"), make("a", f"{text}.", "2024-02-02"), make("d", prose(2))]
    assert marked(articles) == {"c": "a", "b": "a", "a": None, "d": None}


def test_a_release_with_another_headline_is_a_near_copy():
    text = prose(1)
    assert marked([make("a", f"Judul satu sekali. {text}"), make("b", f"Kepala lain lagi\n\n{text} (tn/rl)"), make("c", prose(3))]) == {
        "a": None,
        "b": "a",
        "c": None,
    }


@pytest.mark.parametrize(
    "other",
    [prose(1, 40), prose(1)[:200] + prose(2), prose(1) + " " + prose(2, 200)],
    ids=["a short extract", "half of it other", "a release inside a longer report"],
)
def test_what_is_reuse_but_no_copy(other):
    assert marked([make("a", prose(1)), make("b", other)]) == {"a": None, "b": None}


def test_copies_of_copies_are_one_group():
    words = prose(1, 200).split()
    articles = [make(name, " ".join(words[start : start + 150])) for name, start in (("a", 0), ("b", 22), ("c", 44))]
    assert marked(articles) == {"a": None, "b": "a", "c": "a"}


def test_what_was_set_aside_is_not_compared():
    assert marked(
        [
            make("a", prose(1), status="only boilerplate"),
            make("b", prose(1)),
            make("c", "", status="empty file"),
            make("d", "", status="empty file"),
        ]
    ) == dict.fromkeys("abcd")


@pytest.mark.parametrize(
    "articles", [[], [make("a", "satu")], [make("a", "satu dua"), make("b", "tiga")], [make("a", "!"), make("b", "?")]]
)
def test_few_or_short_texts(articles):
    assert [a.article_id for a in mark_duplicates(articles)] == [a.article_id for a in articles]


@settings(max_examples=20, deadline=None)
@given(
    st.permutations(
        [
            make("a", prose(1), "2024-01-03"),
            make("b", prose(1) + " tambahan", "2024-01-02"),
            make("c", prose(2)),
            make("d", prose(2)),
            make("e", "Judul. " + prose(1)),
            make("f", prose(9)),
        ]
    )
)
def test_the_order_of_the_articles_has_no_effect(articles):
    assert marked(articles) == {"a": "b", "b": None, "c": None, "d": "c", "e": "b", "f": None}
    assert [a.article_id for a in mark_duplicates(articles)] == [a.article_id for a in articles]


def test_chunks_make_no_difference(monkeypatch):
    from netralitas import duplicates

    articles = [make(f"{n:03}", prose(n % 40) + f" ekor {n}") for n in range(120)]
    whole = marked(articles)
    monkeypatch.setattr(duplicates, "_CHUNK", 7)
    assert marked(articles) == whole and sum(v is not None for v in whole.values()) == 80
