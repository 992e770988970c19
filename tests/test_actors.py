"""Actors and places: tables of cases, entities, links between articles, and the offset law on real and on any text."""
from __future__ import annotations

import csv
import random

import pytest
from conftest import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from netralitas.actors import _CORE, _THING, actor_id, find_mentions, link_entities, successors
from netralitas.learnt import _explained
from netralitas.lexicon import Lexicons
from netralitas.records import Entity, Mention, Sentence
from netralitas.spans import lay_out

LEXICONS = Lexicons()


def sentences(text: str) -> list[Sentence]:
    """The sentences of a case: || parts them."""
    rows, start = [], 0
    for n, part in enumerate(text.split("||"), 1):
        words = part.strip()
        begin = start + part.find(words)
        if words:
            rows.append(Sentence("a", f"a:s{n}", "a:b1", begin, begin + len(words), words))
        start += len(part) + 2
    return rows


def found(text: str, kind: str) -> str:
    """The mentions of a kind as a case writes them."""
    rows = sentences(text)
    laid = lay_out(rows)
    mentions = [m for m in find_mentions(rows, LEXICONS)[0] if m.kind == kind]
    slug = {m: (m.entity_id or f"({actor_id(m, laid).split(':')[1]})").split(":")[-1] for m in mentions}
    return "; ".join(f"{laid[m.start:m.end]}>{slug[m]}" for m in mentions) or "-"


def entity(text: str, entity_id: str) -> Entity:
    return {e.entity_id: e for e in find_mentions(sentences(text), LEXICONS)[1]}[entity_id]


@pytest.mark.parametrize("case", cases("actors"), ids=lambda c: c["note"])
def test_persons_roles_and_organisations(case):
    assert found(case["text"], "person") == case["persons"]
    assert found(case["text"], "role") == case["roles"]
    assert found(case["text"], "organisation") == case["organisations"]


@pytest.mark.parametrize("case", cases("actors_organisations"), ids=lambda c: c["note"])
def test_organisations_and_groups(case):
    assert found(case["text"], "organisation") == case["organisations"]
    if case["organisations"] != "-":
        e = entity(case["text"], "organisation:" + case["organisations"].rsplit(">", 1)[1])
        assert (e.name, e.actor_class or "-", e.level or "-") == (case["name"], case["actor_class"], case["level"])


@pytest.mark.parametrize("case", cases("places"), ids=lambda c: c["note"])
def test_places(case):
    assert found(case["text"], "place") == case["places"]
    if case["places"] != "-":
        assert (entity(case["text"], "place:" + case["places"].rsplit(">", 1)[1]).level or "-") == case["level"]


def test_a_person_has_titles_office_body_class_and_level():
    text = "Penjabat sementara Bupati Bangli Dr. Drs. I Made Sumertana, AP., M. Si. hadir. || “Mari netral,” kata Sumertana."
    assert entity(text, "person:i-made-sumertana") == Entity(
        "person:i-made-sumertana", "person", "I Made Sumertana", "Dr.; Drs.; AP.; M. Si.", "Penjabat sementara Bupati Bangli",
        "Pemerintah Kabupaten Bangli", "executive", "regency", "Sumertana", 3, 1)


@pytest.mark.parametrize("text, name, organisation, actor_class, level", [
    ("Ketua Bawaslu Bali, Wayan Wirata, hadir.", "wayan-wirata", "Badan Pengawas Pemilihan Umum Bali", "oversight", "province"),
    ("Kepala Biro Organisasi Provinsi Bali, Ketut Sudana, hadir.", "ketut-sudana", "Biro Organisasi Bali", "executive", "province"),
    ("Kapolres Bangli AKBP I Wayan Sukerta hadir.", "i-wayan-sukerta", "Kepolisian Resor Bangli", "security", "regency"),
    ("Komisioner KPU RI Rukmini Sari hadir.", "rukmini-sari", "Komisi Pemilihan Umum Republik Indonesia", "organiser", "national"),
    ("Politikus Golkar Budi Santoso hadir.", "budi-santoso", "Partai Golongan Karya", "party_or_candidate", None),
    ("AKP Budi Santoso hadir.", "budi-santoso", None, "security", None),
])
def test_the_office_gives_body_class_and_level(text, name, organisation, actor_class, level):
    e = entity(text, f"person:{name}")
    assert (e.organisation, e.actor_class, e.level) == (organisation, actor_class, level)


def test_a_role_without_a_bearer_has_a_filler_that_no_mention_counts():
    e = entity("Bupati Bangli membuka rapat.", "organisation:bupati-bangli")
    assert (e.kind, e.name, e.n_mentions, e.actor_class, e.level) == ("organisation", "bupati bangli", 0, "executive", "regency")


def person(name: str, **columns) -> Entity:
    return Entity("person:" + "-".join(name.lower().split()), "person", name, n_mentions=1, n_articles=1, **columns)


@pytest.mark.parametrize("full, short, linked", [
    (person("Wayan Wirata Putra"), person("Wayan Wirata"), True),
    (person("Wayan Wirata", organisation="KPU Bali"), person("Wirata", organisation="KPU Bali"), True),
    (person("Wayan Wirata", organisation="KPU Bali"), person("Wirata", organisation="KPU Bangli"), False),
    (person("Wayan Wirata"), person("Wirata"), False),
    (person("Wayan Wirata", role="Ketua KPU Bali", organisation="KPU Bali"), person("Wirata", role="Ketua KPU", organisation="KPU"), True),
    (person("Wayan Wirata", role="Ketua KPU Bali", organisation="KPU Bali"), person("Wirata", role="Kabag KPU", organisation="KPU"), False),
    (person("Wayan Wirata", aliases="Lokas", role="Bupati Bali"), person("Lokas", role="Bupati Bali"), True),
    (person("Budi Joyo Santoso"), person("Budi Santoso"), False),
])
def test_persons_are_linked_across_articles_by_name_and_office(full, short, linked):
    merged, ids = link_entities([full, short])
    assert ids == {full.entity_id: full.entity_id, short.entity_id: full.entity_id if linked else short.entity_id}
    assert [(e.entity_id, e.n_mentions) for e in merged] == ([(full.entity_id, 2)] if linked else sorted(
        [(full.entity_id, 1), (short.entity_id, 1)]))


def test_two_persons_who_fit_are_not_linked():
    rows = [person("Wayan Wirata Putra"), person("Wayan Wirata Sari"), person("Wayan Wirata")]
    assert len(link_entities(rows)[0]) == 3


def test_two_persons_of_one_name_in_different_regencies_stay_apart():
    kpu = person("Budi Santoso", role="Ketua KPU Seruni", organisation="Komisi Pemilihan Umum Seruni", level="regency")
    regent = person("Budi Santoso", role="Bupati Melati", organisation="Pemerintah Kabupaten Melati", level="regency")
    rows = [kpu, regent, person("Budi Santoso", titles="S.H."), regent]
    mentions = [Mention(a, f"{a}:m1", f"{a}:s1", 0, 12, "person", kpu.entity_id, "says") for a in "abcd"]
    merged, ids = link_entities(rows, mentions)
    assert [ids[a, kpu.entity_id].rsplit("-", 1)[1] for a in "abcd"] == ["seruni", "melati", "santoso", "melati"]
    assert sorted(e.n_articles for e in merged) == [1, 1, 2]
    assert len(link_entities(rows)[0]) == 1


@pytest.mark.parametrize("year, bodies", [(2023, ["organisation:kasn"]), (2025, ["organisation:bkn", "organisation:kemenpan-rb"])])
def test_the_tasks_of_a_body_that_was_dissolved_are_with_its_successors(year, bodies):
    assert successors("organisation:kasn", year, LEXICONS) == bodies


@pytest.mark.parametrize("codes", ["E" + "_H_U_U" * 12, "_".join("H" * 60), "L_O_" * 60, "r" + "_H_U" * 30])
def test_the_grammar_takes_no_more_than_a_moment_on_any_row_of_codes(codes):
    assert all(m.group() for pattern in (_THING, _explained(_CORE)) for m in pattern.finditer(codes))  # one that runs away never ends


def test_the_order_of_articles_has_no_effect():
    texts = [c["text"] for c in cases("actors")]
    rows = [e for text in texts for e in find_mentions(sentences(text), LEXICONS)[1]]
    mixed = list(rows)
    random.Random(1).shuffle(mixed)
    assert link_entities(mixed) == link_entities(rows)


def check_law(rows: list[Sentence]) -> None:
    """Mentions lie in their sentences, in order, without overlap, with no white space at the ends, and every id is an entity's."""
    laid = lay_out(rows)
    mentions, entities = find_mentions(rows, LEXICONS)
    ids, by_id, end = {e.entity_id for e in entities}, {s.sentence_id: s for s in rows}, 0
    for n, m in enumerate(mentions, 1):
        sentence = by_id[m.sentence_id]
        assert max(end, sentence.start) <= m.start < m.end <= sentence.end
        assert laid[m.start:m.end] == sentence.text[m.start - sentence.start:m.end - sentence.start] == laid[m.start:m.end].strip()
        assert m.mention_id == f"{m.article_id}:m{n}" and actor_id(m, laid) in ids
        end = m.end
    assert sorted(ids) == [e.entity_id for e in entities]


_PIECES = st.sampled_from(["Ketua", "Bawaslu", "Bali", ",", "(", ")", "I Made", "dan", "Dr.", "S.H.", "Kepala", "Dinas", "di", "Jalan",
                           "kata", "Kabupaten", "||", "“", "”", "Rukmini", "KPU", "Pj.", "bin",
                           "²", "İ", "ſ", "ASN", "-", "/", "\n", "X", "9", "berinisial"])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=25).map(" ".join), st.lists(_PIECES, max_size=25).map("".join)))
def test_any_text_gives_no_exception_and_keeps_the_law(text):
    check_law(sentences(text))


def test_the_law_on_real_articles(shared_data):
    for path in sorted((shared_data / "reference").glob("*.txt")):
        check_law(sentences(path.read_text(encoding="utf-8")))
    with open(shared_data / "news" / "detik-1000.csv", encoding="utf-8", newline="") as file:
        for row in list(csv.DictReader(file))[::20]:
            check_law(sentences(row["isi_berita"].replace(". ", ".||")))


def test_the_fuller_office_of_an_article_wins_over_the_short_one_of_its_headline():
    e = entity("Sekda Budi Hartono Larang ASN Kampanye || Sekretaris Daerah Kabupaten Tanjung Lawe, Budi Hartono, melarang hal itu.",
               "person:budi-hartono")
    assert (e.role, e.organisation, e.level) == (
        "Sekretaris Daerah Kabupaten Tanjung Lawe", "Sekretariat Daerah Tanjung Lawe", "regency")


def test_an_office_tells_the_level_of_its_area():
    text = "Bupati Tanjung Lawe, Hendra Wijaya, hadir. || Bawaslu Tanjung Lawe mencatat hal itu."
    assert entity(text, "organisation:bawaslu-tanjung-lawe").level == "regency"
