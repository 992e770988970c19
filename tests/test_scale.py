"""A corpus in partitions gives the tables of one process, whoever does the work, and whatever happens meanwhile."""
from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from functools import partial

import pandas as pd
import pytest

from netralitas import TABLES, analyse, compare, linking, read_articles, read_tables, scale
from netralitas.__main__ import main
from netralitas.pipeline import TablesError
from netralitas.sheets import ReadError, read_rows
from conftest import ROOT

TEACHING = ROOT / "data" / "corpus" / "articles"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Pages and tables of each kind, a few articles each: copies, near copies, ids that stand twice or in several tables, faults."""
    folder = tmp_path_factory.mktemp("corpus")
    texts = [text[:900] for text in sorted((a.text for a in read_articles(TEACHING)), key=lambda text: (len(text), text))[2:12]]
    for n, text in enumerate(texts[:3]):
        (folder / f"halaman-{n}.txt").write_text(text, encoding="utf-8")
    (folder / "kosong.txt").write_text("")
    rows = [{"id": n, "judul": f"Kabar {n}", "isi": text, "tanggal": f"{n + 1}/{n + 12}/2024"} for n, text in enumerate(texts[2:9])]
    rows[3]["id"] = 2
    rows.append(rows[0] | {"id": "1-2", "isi": rows[0]["isi"].upper()})
    rows.append(rows[1] | {"id": 9, "isi": rows[1]["isi"] + " Demikian kabar dari redaksi kami."})
    pd.DataFrame(rows).to_csv(folder / "berita.csv", index=False, sep=";")
    (folder / "lama").mkdir()
    pd.DataFrame(rows[:4]).to_csv(folder / "lama" / "berita.csv", index=False)
    lines = [json.dumps({"isi": text, "judul": None}) for text in texts[5:9]]
    (folder / "siaran.jsonl").write_text("\n".join([*lines[:2], "", '{"isi": "patah', *lines[2:]]), encoding="utf-8")
    pd.DataFrame({"text": texts[6:], "outlet": "Kabar Uji"}).to_parquet(folder / "arsip.parquet", row_group_size=2)
    (folder / "rusak.parquet").write_bytes((folder / "arsip.parquet").read_bytes()[:-100])
    return folder


@pytest.fixture(scope="module")
def expected(corpus):
    return analyse(corpus)


@pytest.fixture(scope="module")
def parted(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parted")
    scale.annotate_corpus([str(corpus)], folder, size=4)
    return folder


def assert_equal(found, expected):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), obj=name)
    assert found.articles.attrs == expected.articles.attrs


@pytest.mark.parametrize("size", [3, 1000])
def test_any_partitioning_gives_the_tables_of_one_process(corpus, expected, tmp_path, size, monkeypatch):
    monkeypatch.setattr(linking, "RANGE", 20 * size)
    parts = scale.annotate_corpus([str(corpus)], tmp_path, size=size)
    assert parts == 1 if size == 1000 else parts > 8
    assert_equal(read_tables(tmp_path), expected)
    assert expected.articles["duplicate_of"].notna().sum() > 5 and expected.articles["article_id"].str.endswith("-2").sum() > 1
    assert len(expected.articles[expected.articles["status"] != "ok"]) > 3 and len(linking.finals(tmp_path, "entities")) >= 1 + (size == 3)


def test_the_teaching_corpus_in_partitions(teaching, tmp_path):
    scale.annotate_corpus([str(TEACHING)], tmp_path, size=25)
    assert_equal(read_tables(tmp_path), teaching)
    assert set(teaching.articles["provenance"]) == {"synthetic"} and teaching.events["rule"].str.contains("linked_day").any()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_table_can_be_read_on_from_any_place(tmp_path, form, encoding):
    path = tmp_path / f"t.{form}"
    cells = [{"id": str(n), "isi": f'Baris "{n}"\r\nkedua — café {"x" * n}'} for n in range(60)]
    if form == "csv":
        pd.DataFrame(cells).to_csv(path, index=False, encoding=encoding, lineterminator="\r\n")
    else:
        path.write_text("\n\n".join(json.dumps(c, ensure_ascii=False) for c in cells), encoding=encoding)
    rows = list(read_rows(path, every=3))
    places = [(n, row.after) for n, row in enumerate(rows) if row.after]
    assert len(rows) == 60 and len(places) > 15
    for n, place in places:
        assert [row[:3] for row in read_rows(path, place)] == [row[:3] for row in rows[n + 1:]]


def test_a_parquet_table_can_be_read_on_from_any_place(tmp_path):
    pd.DataFrame({"n": range(2500)}).to_parquet(tmp_path / "t.parquet", row_group_size=1100)
    rows = list(read_rows(tmp_path / "t.parquet", every=1))
    for first in (1, 7, 1000, 1001, 1100, 1101, 2200, 2300, 2500, 2501):
        assert [r[:2] for r in read_rows(tmp_path / "t.parquet", (0, first))] == [r[:2] for r in rows[first - 1:]]


def test_globs_and_addresses(corpus, expected, tmp_path):
    scale.annotate_corpus([str(corpus / "*.parquet"), f"file://{corpus}/berita.csv"], tmp_path, size=3)
    found = read_tables(tmp_path)
    assert found.articles["source"].str.startswith("file://").sum() == 9
    wanted = expected.events[expected.events["article_id"].str.startswith("arsip")]
    assert found.events["event_id"].isin(wanted["event_id"]).sum() == len(wanted)
    with pytest.raises(ReadError, match="no such file"):
        scale.annotate_corpus([str(corpus / "none.csv")], tmp_path / "other")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a scheduler with two workers, each a process of its own."""
    file, log = tmp_path_factory.mktemp("dask") / "scheduler.json", subprocess.DEVNULL
    options = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", *options]
    started = [subprocess.Popen(command, stdout=log, stderr=log)]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--nworkers", "2", *options]
    started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=file.parent))
    wait_for(file.is_file)
    yield json.loads(file.read_text())["address"]
    for process in reversed(started):
        process.terminate()
        process.wait(20)


def wait_for(ready, seconds=60):
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


def test_two_workers_of_a_scheduler_give_the_tables_of_one_process(corpus, expected, tmp_path, scheduler, capsys):
    assert main(["annotate", str(corpus), "--out", str(tmp_path), "--scheduler", scheduler, "--partition", "3"]) == 0
    said = capsys.readouterr()
    assert re.search(r"\d+ of \d+ articles annotated", said.err) and f"{len(expected.articles)} articles in " in said.out
    assert_equal(read_tables(tmp_path), expected)


def test_a_worker_killed_in_the_middle_loses_nothing(corpus, expected, tmp_path, scheduler):
    with scale.cluster(scheduler=scheduler) as client:
        client.wait_for_workers(2, timeout=60)
        pids, told = client.run(os.getpid), []
        assert len(set(pids.values())) == 2

        def kill(what, done, of):
            told.append(what)
            if what == "articles annotated" and done == 2 or what.endswith("names of entities") and done == 1 and len(pids) == 2:
                os.kill(pids.popitem()[1], signal.SIGKILL)

        scale.annotate_corpus([str(corpus)], tmp_path, client=client, size=2, progress=kill)
    assert len(pids) < 2 and "articles annotated" in told
    assert_equal(read_tables(tmp_path), expected)


def command(corpus, out, *options):
    return [sys.executable, "-m", "netralitas", "annotate", str(corpus), "--out", str(out), "--partition", "4", *options]


def finished(out):
    return {path.parent.name: path.stat().st_mtime_ns for path in out.glob(f"{scale.WORK}/[0-9a-f]*/sums.json")}


def test_a_run_whose_client_is_killed_goes_on_where_it_stopped(corpus, expected, tmp_path):
    client = subprocess.Popen(command(corpus, tmp_path, "--workers", "2"), stderr=subprocess.DEVNULL, start_new_session=True)
    wait_for(lambda: len(finished(tmp_path)) >= 2)
    client.kill()
    client.wait()
    before = finished(tmp_path)
    assert not (tmp_path / scale.DONE).exists()
    (tmp_path / "articles").mkdir(exist_ok=True)
    with pytest.raises(TablesError, match="not come to its end"):
        read_tables(tmp_path)
    assert main(command(corpus, tmp_path, "--workers", "0", "--quiet")[3:]) == 0
    after = finished(tmp_path)
    assert before.items() <= after.items() and len(after) > len(before)
    assert_equal(read_tables(tmp_path), expected)


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(corpus, expected, parted, tmp_path):
    largest = max(path.stat().st_size for path in (parted / scale.WORK).glob("*/*")) - 1  # bytes in a file: one partition has no room
    full = subprocess.run(command(corpus, tmp_path, "--workers", "1", "--quiet"), capture_output=True, text=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)))
    assert full.returncode == 2 and "the same command goes on from there" in full.stderr and "Traceback" not in full.stderr, full.stderr
    before = finished(tmp_path)
    assert before and not (tmp_path / scale.DONE).exists()
    assert main(command(corpus, tmp_path, "--workers", "0", "--quiet")[3:]) == 0
    assert before.items() <= finished(tmp_path).items()
    assert_equal(read_tables(tmp_path), expected)


def test_a_damaged_partition_is_said_and_made_again(corpus, expected, tmp_path):
    scale.annotate_corpus([str(corpus)], tmp_path, size=5)
    for table, harm in (("events", slice(300, None)), ("articles", slice(4, 60)), ("tokens", slice(200, 210))):
        path = tmp_path / table / linking.PART.format(1)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[harm] = bytes(b ^ 255 for b in data[harm]) if harm.stop else b""
        path.write_bytes(data)
        with pytest.raises(TablesError, match=f"{table}(/part-00001.parquet)?: damaged"):
            read_tables(tmp_path, part=1)
        with pytest.raises(TablesError, match="damaged"):
            read_tables(tmp_path)
        if table != "tokens":
            path.write_bytes(whole)
    before = finished(tmp_path)
    scale.annotate_corpus([str(corpus)], tmp_path, size=5)
    assert_equal(read_tables(tmp_path), expected)
    # the words of a partition are one file under two names: that partition alone was annotated again
    assert sum(before[name] != made for name, made in finished(tmp_path).items()) == 1


def test_articles_added_cost_only_themselves_and_old_partitions_go(corpus, tmp_path):
    pages = [tmp_path / f"{n}.txt" for n in range(5)]
    for n, page in enumerate(pages):
        page.write_text((corpus / f"halaman-{n % 3}.txt").read_text(encoding="utf-8") + f"\nTambahan {n}.", encoding="utf-8")
    out = tmp_path / "out"
    scale.annotate_corpus(map(str, pages[:4]), out, size=2)
    before = finished(out)
    scale.annotate_corpus(map(str, pages), out, size=2)
    assert before.items() <= finished(out).items() and len(finished(out)) == 3
    scale.annotate_corpus(map(str, pages[:2]), out, size=2)
    assert len(finished(out)) == 1 and {len(linking.finals(out, name)) for name in TABLES} == {1}
    assert_equal(read_tables(out), analyse(pages[:2]))


def test_tables_for_sharing_hold_no_text(corpus, tmp_path):
    assert main(["annotate", str(corpus), "--out", str(tmp_path), "--workers", "0", "--no-text", "--quiet"]) == 0
    articles = read_tables(tmp_path).articles
    assert "text" not in articles and not articles["source"].str.contains("/").any() and not (tmp_path / scale.WORK).exists()


def test_what_cannot_be_is_said(corpus, tmp_path, capsys):
    assert main(["annotate", str(corpus), "--out", str(tmp_path), "--workers", "0", "--format", "csv"]) == 2
    (tmp_path / "quotes.parquet").touch()
    assert main(["annotate", str(corpus), "--out", str(tmp_path), "--workers", "0"]) == 2
    said = capsys.readouterr().err
    assert "are Parquet" in said and "without partitions; give another folder" in said


def test_partitions_inside_a_folder_of_articles_are_not_read_as_articles(corpus, expected, tmp_path):
    (tmp_path / "a.txt").write_text((corpus / "halaman-1.txt").read_text(encoding="utf-8"), encoding="utf-8")
    for _ in range(2):
        scale.annotate_corpus([str(tmp_path)], tmp_path / "tables")
        assert read_tables(tmp_path / "tables").articles["article_id"].tolist() == ["a"]


def test_keyness_and_log_odds_of_partitions(parted, expected):
    words = compare.words(expected)
    quoted, told = (words.loc[(words["voice"] == compare.NARRATOR) == same, "word"] for same in (False, True))
    counts = scale.total(parted, compare.word_counts)
    sums = counts.drop(columns=compare.NARRATOR).sum(axis=1), counts[compare.NARRATOR]
    for measure in (compare.keyness, compare.log_odds):
        pd.testing.assert_frame_equal(measure(*sums), measure(quoted, told), check_dtype=False)
        assert measure(*sums).attrs["notes"] == measure(quoted, told).attrs["notes"]


def test_collocations_concordance_and_rates_of_partitions(parted, expected):
    near = scale.total(parted, lambda tables: compare.neighbours(compare.words(tables), "netral"))
    pd.testing.assert_frame_equal(compare.collocations(near, "netral"), compare.collocations(compare.words(expected), "netral"))
    lines = pd.concat(scale.each_part(parted, partial(compare.concordance, pattern="netral")), ignore_index=True)
    whole = compare.concordance(expected, "netral")
    assert len(lines) > 5
    pd.testing.assert_frame_equal(lines, whole)
    for by in ("outlet", "provenance"):
        count = partial(compare.occurrences, of="events", by=by)
        pd.testing.assert_frame_equal(compare.rates(scale.total(parted, count)), compare.rates(count(expected)))
    assert compare.rates(count(expected))["per_1000"].item() == 1000 * len(expected.events) / len(expected.tokens)


def test_counts_of_partitions_by_workers(parted, scheduler):
    with scale.cluster(scheduler=scheduler) as client:
        found = scale.total(parted, compare.occurrences, client)
    pd.testing.assert_frame_equal(found, scale.total(parted, compare.occurrences))
