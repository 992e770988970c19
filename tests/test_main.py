"""The command line: what each command writes and says, and how it fails."""
import subprocess
import sys

import pandas as pd
import pytest

from netralitas import read_tables
from netralitas.__main__ import main
from netralitas.records import TABLES

TEXT = "Bawaslu Kabupaten Contoh mengimbau seluruh ASN agar tetap netral pada Pilkada 2024, kata ketua badan itu pada Rabu, 31 Juli 2024."


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "satu.txt").write_text(TEXT, encoding="utf-8")
    (folder / "dua.txt").write_text("", encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_annotate_writes_every_table_and_says_what_was_set_aside(corpus, tmp_path, capsys, form):
    assert main(["annotate", str(corpus), "--out", str(tmp_path / "out"), "--format", form, "--quiet"]) == 0
    assert sorted(p.stem for p in (tmp_path / "out").iterdir()) == sorted(TABLES)
    assert "1 of 2 set aside: " in capsys.readouterr().out


def test_annotate_can_leave_the_text_out(corpus, tmp_path):
    main(["annotate", str(corpus), "--out", str(tmp_path / "out"), "--no-text", "--quiet"])
    shared = read_tables(tmp_path / "out").articles
    assert "text" not in shared and sorted(shared["source"]) == ["dua.txt", "satu.txt"]


def test_annotate_reads_a_table_with_named_columns(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(f'kop,badan\n"Judul","{TEXT}"\n', encoding="utf-8")
    assert main(["annotate", str(file), "--columns", "text=badan,title=kop", "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert pd.read_parquet(tmp_path / "out" / "articles.parquet")["title"].tolist() == ["Judul"]


def test_nothing_read_is_status_2(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"")
    assert main(["annotate", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert "1 of 1 set aside" in capsys.readouterr().out


@pytest.mark.parametrize("arguments, reason", [
    (["annotate", "no-such-folder", "--out", "o"], "no-such-folder"),
    (["annotate", "{corpus}", "--out", "o", "--lexicons", "no-lexicons"], "no such folder of lexicons"),
    (["read", "tiga", "--corpus", "{corpus}"], "no article 'tiga'; the first ids are dua, satu"),
])
def test_an_error_is_one_line_and_status_2(corpus, tmp_path, monkeypatch, capsys, arguments, reason):
    monkeypatch.chdir(tmp_path)
    assert main([a.format(corpus=corpus) for a in [*arguments, "--quiet"]]) == 2
    said = capsys.readouterr()
    lines = (said.err + said.out).strip().splitlines()
    assert any(reason in line for line in lines) and "Traceback" not in said.err


def test_read_writes_one_page(corpus, tmp_path):
    out = tmp_path / "page.html"
    assert main(["read", "satu", "--corpus", str(corpus), "--out", str(out), "--quiet"]) == 0
    assert "<!doctype html>" in out.read_text(encoding="utf-8")


def test_help_has_examples_and_the_module_runs():
    told = subprocess.run([sys.executable, "-m", "netralitas", "--help"], capture_output=True, text=True, check=True).stdout
    assert "netralitas annotate data/raw --out tables" in told


def test_import_is_light():
    code = ("import sys, netralitas;"
            "print(sorted({'torch', 'sklearn', 'matplotlib', 'pandas', 'stanza'} & set(sys.modules)), len(netralitas.__all__))")
    loaded, names = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.rsplit(" ", 1)
    assert loaded == "[]" and int(names) <= 40


def test_analysing_needs_no_model_library():
    code = ("import sys, netralitas as nt; nt.analyse(sys.argv[1]); "
            "print(sorted({'torch', 'stanza', 'matplotlib'} & set(sys.modules)))")
    folder = "data/corpus/articles"
    told = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True, cwd=_root()).stdout
    assert told.strip() == "[]"


def _root():
    from conftest import ROOT

    return ROOT


def test_words_written_as_conllu_are_read_again_as_frozen_parses(tmp_path, corpus, capsys):
    frozen, options = tmp_path / "words.conllu", ["--out", str(tmp_path / "tables"), "--quiet"]
    assert main(["annotate", str(corpus), *options, "--conllu", str(frozen)]) == 0
    assert "\tVoice=" in frozen.read_text(encoding="utf-8")
    frozen.write_text(frozen.read_text(encoding="utf-8").replace("Voice=Act", "Voice=Mid"), encoding="utf-8")
    assert main(["annotate", str(corpus), *options, "--grammar", "stanza", "--stanza-model", str(frozen)]) == 0
    feats = read_tables(tmp_path / "tables").tokens["feats"].dropna()
    assert (feats == "Voice=Mid").any() and not (feats == "Voice=Act").any()


def test_a_conllu_file_that_is_none_is_an_error_that_says_so(tmp_path, corpus, capsys):
    (tmp_path / "broken.conllu").write_text("1\tASN\n", encoding="utf-8")
    assert main(["annotate", str(corpus), "--out", str(tmp_path / "t"), "--grammar", "stanza",
                 "--stanza-model", str(tmp_path / "broken.conllu")]) == 2
    assert "broken.conllu: no CoNLL-U can be read there" in capsys.readouterr().err
