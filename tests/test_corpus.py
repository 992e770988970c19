"""The invented articles: what is committed is what the marked sources give, every offset holds; the planted effects are there."""
import csv
import re
from collections import Counter
from pathlib import Path
from statistics import median

import build_corpus as corpus
import pytest
from conftest import ROOT

SPANNED = [name for name in corpus.COLUMNS if name not in ("articles", "entities")]
PARTS = [("start", "end"), ("cue_start", "cue_end"), ("speaker_start", "speaker_end"), ("topic_start", "topic_end")]
ENTITY_COLUMNS = ("entity_id", "speaker_id", "agent_id", "target_id", "place_id", "issuer_id", "addressee_id")


def read(name: str, table: str) -> list[dict[str, str]]:
    with (corpus.GOLD / name / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


GOLDS = {name: {table: read(name, table) for table in corpus.COLUMNS} for name in corpus.SETS}
TEXTS = {name: {path.stem: corpus.read_source(path).text for path in sorted((folder / "marked").glob("*.txt"))}
         for name, folder in corpus.SETS.items()}
CORPUS, GOLD, TEXT = corpus.SETS["teaching"], GOLDS["teaching"], TEXTS["teaching"]
every_set = pytest.mark.parametrize("name", corpus.SETS)
FIRST_PRINTS = {row["article_id"] for row in GOLD["articles"] if not row["duplicate_of"]}


@every_set
def test_what_is_committed_is_what_the_sources_give(name):
    files = corpus.build(name)
    assert [str(path) for path, data in files.items() if not path.is_file() or path.read_bytes() != data] == []
    committed = {path for folder in (corpus.SETS[name] / "articles", corpus.GOLD / name) for path in folder.iterdir()}
    assert {path for path in committed if path.name not in corpus.KEPT} == set(files)


def test_the_command_builds_one_set_or_both_and_tells_what_differs(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(corpus, "ROOT", tmp_path)
    monkeypatch.setattr(corpus, "GOLD", tmp_path / "gold")
    for name, folder in corpus.SETS.items():
        for part in ("marked", "cast.tsv", "calendar.tsv"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / part).symlink_to(folder / part)
    monkeypatch.setattr(corpus, "SETS", {name: tmp_path / name for name in corpus.SETS})
    assert corpus.main(["--check"]) == 1 and corpus.main(["paragraphs"]) == 0
    assert corpus.main(["paragraphs", "--check"]) == 0 and corpus.main(["--check"]) == 1
    assert corpus.main([]) == corpus.main(["--check"]) == 0
    (tmp_path / "gold" / "paragraphs" / "stray.tsv").touch()
    (tmp_path / "gold" / "teaching" / "dates.tsv").write_text("another")
    capsys.readouterr()
    assert corpus.main(["--check"]) == 1
    told = [line.removeprefix("differs from its source: gold/") for line in capsys.readouterr().out.splitlines()]
    assert told == ["paragraphs/stray.tsv", "teaching/dates.tsv"]


@every_set
@pytest.mark.parametrize("table", SPANNED)
def test_every_offset_holds(table, name):
    for row in GOLDS[name][table]:
        for start, end in PARTS:
            if row.get(start):
                words = TEXTS[name][row["article_id"]][int(row[start]):int(row[end])]
                assert words and words == words.strip(), row
                assert row.get("form", words) == words or start != "start", row


@every_set
def test_blocks_cover_every_character_once_and_words_every_character_of_a_sentence(name):
    gold = GOLDS[name]
    for article, text in TEXTS[name].items():
        blocks = [b for b in gold["blocks"] if b["article_id"] == article]
        assert [n for n in _covered(blocks) if not text[n].isspace()] == [n for n, c in enumerate(text) if not c.isspace()]
        words = _covered(t for t in gold["tokens"] if t["article_id"] == article)
        sentences = [s for s in gold["sentences"] if s["article_id"] == article]
        assert words == [n for n in _covered(sentences) if not text[n].isspace()]


def _covered(rows) -> list[int]:
    return [n for row in rows for n in range(int(row["start"]), int(row["end"]))]


@every_set
def test_ids_refer_to_things_that_exist(name):
    gold, texts = GOLDS[name], set(TEXTS[name])
    known = {"entity": {e["entity_id"] for e in gold["entities"]}, "sentence_id": {s["sentence_id"] for s in gold["sentences"]},
             "block_id": {b["block_id"] for b in gold["blocks"]}, "quote_id": {q["quote_id"] for q in gold["quotes"]},
             "article_id": texts, "duplicate_of": texts}
    for table, rows in gold.items():
        for row in rows:
            for column, value in row.items():
                if value and (column in known or column in ENTITY_COLUMNS):
                    assert value in known["entity" if column in ENTITY_COLUMNS else column], (table, row)


@every_set
@pytest.mark.parametrize("table", ["blocks", "sentences", "tokens", "mentions", "dates", "citations", "quotes", "events", "messages"])
def test_ids_are_unique_and_mentions_do_not_overlap(table, name):
    rows = GOLDS[name][table]
    column = {"dates": "date_id", "tokens": "token_id"}.get(table, table.rstrip("s") + "_id")
    assert max(Counter(row[column] for row in rows).values()) == 1
    if table in ("blocks", "sentences", "tokens", "mentions"):
        for a, b in zip(rows, rows[1:]):
            assert a["article_id"] != b["article_id"] or int(a["end"]) <= int(b["start"]), (a, b)


@every_set
def test_the_library_reads_the_raw_files_as_the_gold_has_them(name):
    from netralitas.articles import mark_duplicates, read_articles

    articles = {a.article_id: a for a in mark_duplicates(read_articles(corpus.SETS[name] / "articles"))}
    assert {i: article.text for i, article in articles.items()} == TEXTS[name]
    for row in GOLDS[name]["articles"]:
        article = articles[row["article_id"]]
        assert (article.sha256, article.duplicate_of or "", article.status) == (row["sha256"], row["duplicate_of"], "ok")


@every_set
def test_the_calendar_agrees_with_the_librarys(name, lexicons):
    from netralitas.dates import election_time

    calendar = corpus._read_tsv(corpus.SETS[name] / "calendar.tsv")
    for row in GOLDS[name]["articles"]:
        assert corpus.election_time(row["published"], calendar) == election_time(row["published"], lexicons), row["article_id"]


@every_set
def test_every_person_is_of_the_cast_and_nobody_is_real(name):
    cast = {row["entity_id"] for row in corpus.read_cast(name).values() if row["kind"] == "person"}
    assert {m["entity_id"] for m in GOLDS[name]["mentions"] if m["kind"] == "person"} <= cast
    real = r"Joko Widodo|Jokowi|Prabowo|Gibran|Ma.ruf Amin|Anies|Ganjar|Mahfud|Muhaimin|Megawati|Karnavian|Bagja|Afifuddin|Hasyim"
    assert not re.search(rf"(?i)\b(?:{real})\b", "\n".join(TEXTS[name].values()))
    assert all(a["outlet"].endswith(".example") and a["provenance"] == "synthetic" for a in GOLDS[name]["articles"])


def test_the_sets_share_no_article_and_no_person():
    persons = [{e["entity_id"] for e in gold["entities"] if e["kind"] == "person"} for gold in GOLDS.values()]
    assert not set.intersection(*map(set, TEXTS.values())) and not set.intersection(*persons)


@every_set
def test_the_cast_has_each_key_and_each_actor_once(name):
    rows = corpus._read_tsv(corpus.SETS[name] / "cast.tsv")
    assert max(Counter(row["key"] for row in rows).values()) == 1 and len(corpus.read_cast(name)) == len(rows)
    assert max(Counter(row["entity_id"] for row in corpus.read_cast(name).values()).values()) == 1


def test_the_paragraphs_are_short_and_of_many_years_and_kinds():
    articles = GOLDS["paragraphs"]["articles"]
    assert len(articles) == 30 and all(60 <= len(text.split()) <= 190 for text in TEXTS["paragraphs"].values())
    assert {a["published"][:4] for a in articles} == {"2015", "2017", "2018", "2019", "2020", "2021", "2023", "2024"}
    assert len({a["outlet"] for a in articles}) > 20 and len({a["genre"] for a in articles}) > 10


@pytest.mark.parametrize("name", sorted(path.parent.name for path in corpus.GOLD.glob("*/first_score.tsv")))
def test_the_readme_of_the_gold_gives_the_first_score(name):
    from netralitas.evaluate import LAYERS

    readme = (corpus.GOLD / "README.md").read_text(encoding="utf-8")
    rows = corpus._read_tsv(corpus.GOLD / name / "first_score.tsv")
    # nobody may print the words of a real article, so its gold has none
    assert [row["layer"] for row in rows] == [layer.name for layer in LAYERS if name in corpus.SETS or layer.name != "words"]
    for row in rows:
        line = f"| {row['layer']} | {row['gold']} | {row['f1']} | {row['low']} to {row['high']} | {row['f1_at_0.3']} |"
        assert line in readme, line
    fields = {(row["table"], row["field"]): row for row in corpus._read_tsv(corpus.GOLD / name / "first_fields.tsv")}
    shares = [("speakers right", "quotes", "speaker_id"), ("agents", "events", "agent_id"), ("targets", "events", "target_id"),
              ("addressees", "messages", "addressee_id")]
    for what, table, field in shares if name not in ("paragraphs", "regional") else ():
        row = fields[table, field]
        told = f"{what} on {row['given_right']} of {row['given']}"
        assert told in readme or int(row["given"]) == 0, told  # of none nothing is told
    for table in ("sentences", "mentions", "quotes", "events", "messages", "themes") if name != "teaching" else ():
        assert f"{len(read(name, table))} {table.replace('quotes', 'quotations')}" in readme, table


# --- what the teaching corpus is ----------------------------------------------------------------------------------------------------------

def test_enough_articles_of_every_kind():
    articles = GOLD["articles"]
    assert len(articles) >= 60 and {a["provenance"] for a in articles} == {"synthetic"}
    assert {a["genre"] for a in articles} == {
        "press_release", "rakor_report", "police_outreach", "circular", "pledge_ceremony", "violation_report", "sanction", "commentary",
        "denial", "observer_call_in", "outreach", "hearing", "election_report"}
    assert {a["published"][:7] for a in articles} >= {f"2024-{month:02}" for month in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12)}
    for name, text in TEXT.items():
        assert 150 <= len(text.split()) <= 350 or name == "contoh_delapan_kalimat", name
    assert sum(s["article_id"] == "contoh_delapan_kalimat" for s in GOLD["sentences"]) == 8


@pytest.mark.parametrize("table, column, kinds", [
    ("events", "type", set(corpus.PLOVER)), ("messages", "strength", set("1234567")), ("themes", "theme", set(corpus.THEMES)),
    ("quotes", "kind", {"direct", "indirect"}), ("events", "realis", {"actual", "planned", "hypothetical"}),
    ("events", "polarity", {"positive", "negative"}), ("dates", "anchor", {"absolute", "publication", "relative"}),
    ("mentions", "kind", {"person", "role", "organisation", "place"}),
    ("blocks", "kind", {"title", "dateline", "byline", "body", "caption", "boilerplate", "repeat"}),
    ("entities", "actor_class", {"oversight", "organiser", "executive", "security", "party_or_candidate", "civil_servants",
                                 "civil_society", "press", "public", ""}),
])
def test_everything_occurs_at_least_twice(table, column, kinds):
    counts = Counter(row[column] for row in GOLD[table])
    assert set(counts) == kinds and min(counts.values()) >= 2


def test_the_mess_of_real_scrapes_is_there():
    texts, files = "\n".join(TEXT.values()), {p.name: p.read_bytes() for p in (CORPUS / "articles").iterdir()}
    for pattern in (r"fakta integritas", r"(?i)baca juga", r"(?i)bagikan:", r"ADVERTISEMENT", r"[a-z0-9]\.[A-Z][a-z]", r"“", r'"'):
        assert re.search(pattern, texts), pattern
    assert sum(d["weekday_ok"] == "false" for d in GOLD["dates"]) == 2
    assert sum(t.count("“") - t.count("”") for t in TEXT.values()) == 3, "three quotations are never closed"
    assert files["t06_rekomendasi_kasn.txt"].startswith(b"\xef\xbb\xbf") and b"\r\n" in files["t03_polisi_sambangi_kantor.txt"]
    assert b"\x93" in files["t17_laporan_kampanye.txt"] and {Path(f).suffix for f in files} == {".txt", ".csv", ".html", ""}


# --- the planted effects: data/README.md gives these numbers ----------------------------------------------------------------------------

def strengths() -> dict[str, list[int]]:
    """Strengths of the messages by actor class of their issuer; reprints left out."""
    classes = {e["entity_id"]: e["actor_class"] or "of no class" for e in GOLD["entities"]} | {"": "nobody named"}
    found: dict[str, list[int]] = {}
    for row in GOLD["messages"]:
        if row["article_id"] in FIRST_PRINTS:
            found.setdefault(classes[row["issuer_id"]], []).append(int(row["strength"]))
    return found


def shares(articles: set[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """For each theme and each phase of the Pilkada, sentences with the theme and all sentences."""
    phases = {"preparation": "preparation", "registration": "candidates", "determination": "candidates", "campaign": "campaign",
              "quiet_period": "campaign"}
    calendar = corpus._read_tsv(CORPUS / "calendar.tsv")
    of = {a["article_id"]: phases.get(corpus.election_time(a["published"], calendar)[0], "") for a in GOLD["articles"]
          if a["published"] > "2024-03-20" and a["article_id"] in articles}
    total = Counter(of.get(s["article_id"]) for s in GOLD["sentences"])
    with_theme = Counter((t["theme"], of.get(t["article_id"])) for t in GOLD["themes"])
    return {theme: {phase: (with_theme[theme, phase], total[phase]) for phase in ("preparation", "candidates", "campaign")}
            for theme in corpus.THEMES}


def test_who_speaks_how_strongly():
    found = strengths()
    assert median(found["oversight"]) == 6 and sum(s >= 5 for s in found["oversight"]) >= 0.9 * len(found["oversight"])
    assert median(found["executive"]) == 3 and sum(s in (2, 3) for s in found["executive"]) >= 0.75 * len(found["executive"])
    assert sum(s in (1, 4) for s in found["security"]) >= 0.8 * len(found["security"])
    assert set(found["party_or_candidate"]) <= {2, 3} and set(found["public"]) == {2}
    assert sum(s >= 5 for s in found["nobody named"]) >= 0.9 * len(found["nobody named"])


def test_which_themes_rise_as_the_vote_nears():
    for articles in (FIRST_PRINTS, set(TEXT)):
        found = {theme: {phase: a / b for phase, (a, b) in row.items()} for theme, row in shares(articles).items()}
        for theme in ("law_and_sanction", "surveillance_reporting"):
            assert min(found[theme]["candidates"], found[theme]["campaign"]) > 1.7 * found[theme]["preparation"], theme
        assert found["synergy_coordination"]["preparation"] > 4 * found["synergy_coordination"]["campaign"]


def test_which_outlet_reprints():
    copies = [a for a in GOLD["articles"] if a["duplicate_of"]]
    assert Counter(a["outlet"] for a in copies) == {"kabararunika.example": 2, "kabarrimba.example": 1}
    assert Counter(a["release"] for a in GOLD["articles"] if a["release"]) == {"R1": 3, "R2": 2}
    published = {a["article_id"]: a["published"] for a in GOLD["articles"]}
    assert all(a["published"] > published[a["duplicate_of"]] for a in copies)


def test_the_readme_gives_the_numbers():
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for name, found in strengths().items():
        assert f"| {name} | {len(found)} | {median(found):g} | {sum(s >= 5 for s in found)} |" in readme, (name, found)
    for articles in (FIRST_PRINTS, set(TEXT)):
        for theme, row in shares(articles).items():
            if theme in ("law_and_sanction", "surveillance_reporting", "synergy_coordination"):
                cells = " | ".join(f"{a} of {b} ({100 * a / b:.1f} %)" for a, b in row.values())
                assert f"| {theme} | {cells} |" in readme, cells
    for table in corpus.COLUMNS:
        assert f"| {table} | {len(GOLD[table])} |" in readme, (table, len(GOLD[table]))


def test_the_data_dictionary_has_every_column():
    from netralitas.records import TABLES, to_frame

    lines = (ROOT / "data" / "README.md").read_text(encoding="utf-8").partition("## Data dictionary")[2].splitlines()
    for table in TABLES:
        line = next(li for li in lines if li.startswith(f"| {table} |"))
        assert set(to_frame([], table).columns) <= {"article_id", *re.findall(r"`(\w+)`", line)}, table
        assert set(corpus.COLUMNS[table].split()) - {"genre", "release"} <= {"article_id", *re.findall(r"`(\w+)`", line)}, table


# --- the marks --------------------------------------------------------------------------------------------------------------------------

def test_marks_are_taken_out_and_layers_may_cross():
    text, spans, points = corpus.take_apart("<q 1 a>Kami <e APPEAL>minta</q>,</> ujar·nya Drs.~ X", "x")
    assert text == "Kami minta, ujarnya Drs. X"
    assert [(s.name, text[s.start:s.end]) for s in spans] == [("q", "Kami minta"), ("e", "minta,")]
    assert (list(points["·"]), list(points["~"])) == ([16], [24])


@pytest.mark.parametrize("body, reason", [
    ("<q 1 a>Kami", "not closed"), ("Kami</q>", "nothing open"), ("{Orang Lain} hadir", "alias of nobody"),
    ("<e PESTA>hadir</>", "event"), ("<th x>hadir</>", "theme 'x'"), ("<th law> sanksi</> ini", "blank edges"),
    ("<date 2024-09-01>Senin (1/9)</>", "weekday"),
])
def test_a_wrong_mark_is_refused(body, reason):
    with pytest.raises(corpus.MarkError, match=re.escape(reason)):
        source = corpus.Source("x", {"published": "2024-09-01", "file": "x.txt"}, *corpus.take_apart(body, "x"))
        corpus.build_article(source, corpus.read_cast("teaching"), corpus._read_tsv(CORPUS / "calendar.tsv"))


def test_words_keep_their_full_stop_and_lose_their_comma():
    text, spans, points = corpus.take_apart("(Drs.~ H.~ X, S.H.~), ASN·-nya ke kabupaten/kota 6/9/2024... “Ya,”", "x")
    source = corpus.Source("x", {}, text, spans, points)
    words = " ".join(text[a:b] for a, b in corpus._words(source, 0, len(text)))
    assert words == "( Drs. H. X , S.H. ) , ASN -nya ke kabupaten / kota 6/9/2024 ... “ Ya , ”"


def test_the_manifest_describes_the_reference_articles(shared_data):
    import hashlib

    rows = {row["article_id"]: row for row in corpus._read_tsv(ROOT / "data" / "manifest.tsv")}
    files = {path.stem: path.read_bytes() for path in (shared_data / "reference").glob("*.txt")}
    assert set(rows) == set(files)
    for name, data in files.items():
        assert (rows[name]["sha256"], rows[name]["n_chars"]) == (hashlib.sha256(data).hexdigest(), str(len(data.decode())))
