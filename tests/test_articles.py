"""Reading: files, folders and tables; each bad input by itself; the text fixed once."""

from __future__ import annotations

import codecs
import json
import sys
import unicodedata
from hashlib import sha256
from urllib.parse import unquote

import pandas as pd
import pytest
from conftest import cases, work
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netralitas import analyse, write_tables
from netralitas.articles import ReadError, iter_articles, parse_columns, read_articles, set_aside
from netralitas.decode import decode, mend
from netralitas.stamps import month_comes_first, read_stamp, stamp_in_url

TEXT = (
    "SALAKAN – Camat meminta semua pegawai tetap netral karena itu kewajiban mereka. “Kami awasi,” kata Rini Lestari di café itu.\n"
    "Rapat itu juga dihadiri oleh lurah dan kepala desa.\n"
)


@pytest.fixture
def write(tmp_path):
    """Writes a file of the corpus `tmp_path` and returns its path."""

    def write(name: str, content: str | bytes):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read_one(path, **options):
    [article] = read_articles(path, **options)
    return article


# Encodings and what a scraper breaks: all give the same text.


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.encode().decode("latin-1").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode().replace(b" di", b"\0 di\0"),
        TEXT.replace(" ", "\u00a0").encode(),
        TEXT.replace(" di", "&nbsp;di").encode(),
        TEXT.replace(" di", "&amp;nbsp;di").encode(),
        TEXT.replace("“", "&ldquo;").replace("”", "&#8221;").encode(),
        TEXT.replace("ka", "k\u00ada\u200b").encode(),
        unicodedata.normalize("NFD", TEXT).encode(),
    ],
    ids=[
        "utf8",
        "bom",
        "utf16",
        "utf16le",
        "utf16be",
        "utf16be-bom",
        "cp1252",
        "mojibake",
        "crlf",
        "cr",
        "nul",
        "nbsp",
        "entity",
        "twice",
        "entities",
        "invisible",
        "nfd",
    ],
)
def test_one_text_however_it_was_encoded(write, raw):
    article = read_one(write("a.txt", raw))
    assert (article.text, article.status, article.language) == (TEXT, "ok", "id")
    assert article.sha256 == sha256(raw).hexdigest() and article.n_chars == len(TEXT)


def test_mixed_encodings_in_one_file(write):
    assert read_one(write("a.txt", TEXT.encode() + TEXT.encode("cp1252"))).text == TEXT * 2


@pytest.mark.parametrize(
    "words", ["'lurus' \"lurus\"", "‘lengkung’ “lengkung”", "R&D & co", "ﬁ １", "harga < 5 > 3", "&tidakada;", "a\n\n\nb"]
)
def test_mending_leaves_alone_what_is_not_broken(words):
    assert mend(words) == words


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_mending_any_text(text):
    mended = mend(text)
    mended.encode("utf-8")
    assert "\0" not in mended and "\r" not in mended and unicodedata.is_normalized("NFC", mended)
    if text.isascii() and "&" not in text:
        assert [w for w in mended.split() if w.isprintable()] == [w for w in mend(mended).split() if w.isprintable()]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_not(raw):
    text = decode(raw)
    assert text is None or mend(text) is not None


# Each bad input by itself: its reason, and nothing raised while anything else is there.


@pytest.mark.parametrize(
    ("name", "raw", "status"),
    [
        ("a.txt", b"", "empty file"),
        ("a.txt", b" \r\n\t", "empty file"),
        ("a.txt", codecs.BOM_UTF8, "empty file"),
        ("a.txt", b"\0" * 99, "empty file"),
        ("a.txt", b"%PDF-1.7 x", "binary file"),
        ("a.txt", bytes(range(256)) * 9, "binary file"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "binary file"),
        ("a.html", b"<html><body></body></html>", "empty text"),
        ("a.csv", b"", "empty file"),
        ("a.csv", b"judul,isi_berita\n", "a table without rows"),
        ("a.csv", b"PK\x03\x04zip", "binary file"),
        ("a.jsonl", b"\n \n", "empty file"),
        ("a.parquet", b"PAR1 no", "not a Parquet file, or a broken one"),
        ("a.pdf", b"%PDF", "a .pdf file is not read: save it as .txt, .html or .csv"),
        ("a.csv", b"id,judul\n1,Apel\n", "no text column; the columns are id, judul; name one with --columns text=..."),
        ("a.jsonl", b'{"id": 1, "judul": "Apel"}', "no text column; the columns are id, judul; name one with --columns text=..."),
    ],
)
def test_bad_inputs(write, tmp_path, name, raw, status):
    write(f"bad/{name}", raw)
    write("good.txt", TEXT)
    good, bad = sorted(read_articles([tmp_path / "bad", tmp_path / "good.txt"]), key=lambda a: a.status != "ok")
    assert (good.status, bad.status, bad.text) == ("ok", status, "")
    assert set_aside([good, bad]) == f"1 of 2 set aside: 1 {status}"


def test_missing_path(write, tmp_path):
    good, bad = read_articles([write("good.txt", TEXT), tmp_path / "gone.txt"])
    assert (good.status, bad.status) == ("ok", "no such file or folder")
    with pytest.raises(ReadError, match="gone.txt: no such file or folder"):
        read_articles(tmp_path / "gone.txt")
    with pytest.raises(ReadError, match="a folder without articles"):
        (tmp_path / "empty").mkdir()
        read_articles(tmp_path / "empty")
    with pytest.raises(ReadError, match="no source"):
        read_articles([])


def test_table_without_text_column_alone_raises_and_lists_the_columns(write):
    with pytest.raises(ReadError, match="no text column; the columns are id, judul"):
        read_articles(write("a.csv", "id,judul\n1,Apel\n"))


def test_file_that_may_not_be_opened(write, monkeypatch):
    good, bad = write("a.txt", TEXT), write("b.txt", TEXT)
    read_bytes = type(bad).read_bytes

    def refuse(path):
        if path == bad:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(type(bad), "read_bytes", refuse)
    assert [a.status for a in read_articles([good, bad])] == ["ok", "cannot be opened (Permission denied)"]


def test_broken_json_line_has_its_number(write):
    lines = [json.dumps({"content": TEXT, "title": "Apel"}), "", '{"content": "rusak', "[1, 2]", json.dumps({"content": f"\ud800 {TEXT}"})]
    articles = read_articles(write("a.jsonl", "\n".join(lines)))
    assert [a.status for a in articles] == ["ok", "broken JSON in line 3", "no JSON object in line 4", "ok"]
    assert [a.article_id for a in articles] == ["a-1", "a-3", "a-4", "a-5"]
    assert articles[1].text == '{"content": "rusak\n' and articles[3].text.startswith("\ufffd SALAKAN")


def test_row_with_too_many_cells_keeps_what_it_has(write):
    articles = read_articles(write("a.csv", f'judul,isi\nApel,"{TEXT}"\nApel,satu, dua\n'))
    assert [(a.status, a.text[:4]) for a in articles] == [("ok", "Apel"), ("row 2 has 3 cells where the header has 2", "satu")]


def test_quotation_mark_that_is_not_closed(write):
    rows = "".join(f'Apel {n},"{TEXT}",x\n' for n in range(150))
    good, bad = read_articles(write("a.csv", f'judul,isi,sumber\nApel,"{TEXT}",x\nApel,"{TEXT},x\n{rows.replace(chr(34), "")}'))
    assert (good.status, bad.status) == ("ok", "row 2 has 2 cells where the header has 3: a quotation mark may not be closed")
    assert "Apel 149" in bad.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
    st.sampled_from(
        [
            ("txt", b""),
            ("md", b"---\ntitle: x\n---\n"),
            ("html", b"<p>"),
            ("csv", b"isi,judul\n"),
            ("jsonl", b'{"isi": "'),
            ("json", b'[{"isi": "'),
            ("parquet", b"PAR1"),
        ]
    ),
)
def test_any_file_is_read_or_has_its_reason(write, raw, kind):
    suffix, head = kind
    try:
        articles = read_articles(write(f"a.{suffix}", head + raw))
    except ReadError as error:
        assert "a." + suffix in str(error)
    else:
        assert articles and all(a.status == "ok" or not a.language or a.status.startswith("not Indonesian") for a in articles)


def test_two_articles_with_one_id(write, tmp_path):
    write("a.csv", f'id,isi\n17,"{TEXT}"\n17,"{TEXT} Beda."\n')
    write("x/a-17.txt", TEXT)
    write("y/A-17.txt", TEXT)
    articles = read_articles(tmp_path)
    assert [a.article_id for a in articles] == ["a-17", "a-17-2", "a-17-3", "A-17-4"]
    assert [a.status for a in articles] == ["ok", "the id 17 stands twice in the table", "ok", "ok"]
    assert articles[1].text.endswith("Beda.")


@pytest.mark.parametrize("case", cases("articles"), ids=lambda case: case["note"])
def test_status_of_a_text(write, case):
    article = read_one(write("a.txt", case["text"]))
    assert article.status == case["status"]
    assert article.text == case["text"]


def test_summary_counts_reasons(write, tmp_path):
    for n in range(3):
        write(f"{n}.txt", "")
    write("ok.txt", TEXT)
    write("en.txt", "The mayor said that the staff should not attend the campaign for the good of the city.")
    articles = read_articles(tmp_path)
    assert set_aside(articles) == "4 of 5 set aside: 3 empty file, 1 not Indonesian (English)"
    assert set_aside(pd.DataFrame({"status": [a.status for a in articles]})) == set_aside(articles)
    assert set_aside([a for a in articles if a.status == "ok"]) == ""


def test_summary_counts_reasons_that_differ_in_a_detail_together(write, tmp_path):
    for n in range(3):
        write(f"{n}.csv", f"id,judul{n}\n1,Apel\n")
    write("j.jsonl", "".join(json.dumps({"isi": value}) + "\n" for value in (123, 4.5, TEXT)) + "{\n")
    summary = set_aside(read_articles(tmp_path))
    assert summary == (
        "6 of 7 set aside: 3 no text column (columns of the first: id, judul0), 2 such as `the text is no string but 123`, "
        "1 broken JSON in line 4"
    )


def test_summary_counts_the_days_that_cannot_be_read(write):
    days = ["31/02/2024", "besok", "45000", "6/3/2024", ""]
    articles = read_articles(write("a.csv", "tanggal,isi\n" + "".join(f'{day},"{TEXT} {day}"\n' for day in days)))
    assert [a.published for a in articles] == [None, None, None, "2024-03-06", None] and {a.status for a in articles} == {"ok"}
    assert articles[1].source.endswith("a.csv#2;published=besok") and articles[4].source.endswith("a.csv#5")
    assert set_aside(articles) == "3 of 5 with a day of publication that cannot be read"
    assert set_aside([*articles, articles[0]._replace(status="empty text")]).startswith("1 of 6 set aside: 1 empty text; 4 of 6 with")
    assert read_one(write("b.md", f"---\ntanggal: besok\n---\n{TEXT}")).source.endswith("b.md;published=besok")


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        (123, "the text is no string but 123"),
        ({"a": 1}, "the text is no string but {'a': 1}"),
        (True, "the text is no string but True"),
        ("123", "no words in the text"),
        ([TEXT], "ok"),
        (None, "empty text"),
    ],
)
def test_a_text_that_is_no_text_has_its_own_reason(write, cell, status):
    assert read_one(write("a.jsonl", json.dumps({"judul": "Apel", "text": cell}))).status == status


# Sources and ids.


def test_folder_is_read_in_order_without_hidden_files_and_readme(write, tmp_path):
    for name in ["b.txt", "a/z.md", "a/b.html", ".git/x.txt", ".h.txt", "README.md", "note.tsv", "gold.json", "a/c.jpg"]:
        write(name, f"<p>{TEXT}</p>" if name.endswith("html") else TEXT)
    articles = read_articles(tmp_path)
    assert [a.source.removeprefix(tmp_path.as_posix()) for a in articles] == ["/a/b.html", "/a/z.md", "/b.txt"]
    assert read_articles([tmp_path, tmp_path / "b.txt", str(tmp_path)]) == articles


@pytest.mark.parametrize(
    ("name", "article_id"),
    [
        ("000_f23210ace3031736.txt", "000_f23210ace3031736"),
        ("Berita Baru (1).txt", "Berita-Baru-1"),
        ("é..txt", "e"),
        ("a.b.txt", "a-b"),
        ("-- x.txt", "x"),
    ],
)
def test_ids_are_safe_names(write, name, article_id):
    assert read_one(write(name, TEXT)).article_id == article_id


def test_ids_of_names_in_other_letters_or_too_long(write):
    for name in ("公务员.txt", f"{'x' * 150}.txt", "...txt"):
        article_id = read_one(write(name, TEXT)).article_id
        assert article_id and len(article_id) <= 100 and article_id.isascii() and not set(article_id) & set("/\\. ")


def test_our_own_tables_in_a_folder_are_no_articles(write, tmp_path):
    write("a.txt", TEXT)
    tables = analyse(tmp_path)
    write_tables(tables, tmp_path / "sub")
    write_tables(tables._replace(articles=tables.articles.drop(columns="text")), tmp_path / "csv", "csv")
    write("sub/.articles.parquet.part", b"PAR1 half")
    write("clippings/articles.csv", f'id,isi\n1,"{TEXT} Satu."\n')  # somebody's own table of that name
    write("clippings/quotes.csv", f'article_id,isi\n1,"{TEXT} Dua."\n')
    articles = read_articles(tmp_path)
    sources = [a.source.removeprefix(tmp_path.as_posix()) for a in articles]
    assert sources == ["/a.txt", "/clippings/articles.csv#1", "/clippings/quotes.csv#1"]
    assert set_aside(articles) == ""


@pytest.mark.parametrize("own_id", ["../../evil", "berita 7", "tiga\nbaris", "7;published=x", "100%", "é/ü"])
def test_a_cleaned_id_can_be_joined_back(write, own_id):
    article = read_one(write("a.jsonl", json.dumps({"id": own_id, "isi": TEXT})))
    name, told = article.source.split(";id=")
    assert name.endswith("a.jsonl#1") and unquote(told) == own_id and not set(told) & set("/\\\n;")
    assert not set(article.article_id) & set("/\\. ;\n")


def test_an_id_that_needs_no_cleaning_is_not_told_twice(write):
    assert read_one(write("a.jsonl", json.dumps({"id": 7, "isi": TEXT}))).source.endswith("a.jsonl#1")


def test_reading_is_a_generator(write):
    rows = "\n".join(f'{n},"{TEXT}"' for n in range(50))
    stream = iter_articles(write("a.csv", f"id,isi\n{rows}\n"))
    assert next(stream).article_id == "a-0" and next(stream).source.endswith("a.csv#2")


# Tables.


def test_layout_of_detik(write):
    article = read_one(
        write("d.csv", f'id,judul,tautan,tanggal,isi_berita,Summary\n7,Apel Pagi,https://news.detik.com/x,10/21/2025 20:43,"{TEXT}",x\n')
    )
    assert (article.article_id, article.title, article.published, article.url) == (
        "d-7",
        "Apel Pagi",
        "2025-10-21",
        "https://news.detik.com/x",
    )
    assert article.text == f"Apel Pagi\n\n{TEXT}" and article.sha256 == sha256(TEXT.encode()).hexdigest()


def test_layout_of_news_watch(write):
    header = '"title","publish_date","author","content","keyword","category","source","link"'
    row = f'"Apel Pagi","2024-03-06 10:00:00","Unknown","{TEXT}","asn","Unknown","detik.com","https://news.detik.com/x"'
    article = read_one(write("news-watch-asn-20240306_10.csv", f"{header}\n{row}\n"))
    assert (article.title, article.published, article.byline, article.outlet) == ("Apel Pagi", "2024-03-06", None, "detik.com")
    assert article.article_id == "news-watch-asn-20240306_10-1" and article.url == "https://news.detik.com/x"


def test_columns_that_the_user_names(write):
    path = write("a.csv", f'kepala;kapan;"wadah teks"\nApel Pagi;6 Maret 2024;"{TEXT}"\n')
    article = read_one(path, columns={"text": "wadah teks", "title": "kepala", "published": "kapan"})
    assert (article.title, article.published, article.text) == ("Apel Pagi", "2024-03-06", f"Apel Pagi\n\n{TEXT}")
    with pytest.raises(ReadError, match="no column 'isi'; the columns are kepala, kapan, wadah teks"):
        read_articles(path, columns={"text": "isi"})


def test_parse_columns():
    assert parse_columns(" text = isi_berita , title=judul,") == {"text": "isi_berita", "title": "judul"}
    for words in ("text", "text=", "teks=isi", "=isi"):
        with pytest.raises(ReadError, match="write OURS=YOURS"):
            parse_columns(words)
    with pytest.raises(ReadError, match="'text=b': text is already a"):
        parse_columns("text=a,text=b")


def test_parquet_and_json(write, tmp_path):
    frame = pd.DataFrame(
        {"id": [1.0, 2.0], "judul": ["Apel", None], "konten": [TEXT, None], "tanggal": pd.to_datetime(["2024-03-06", None])}
    )
    frame.to_parquet(tmp_path / "p.parquet")
    first, second = read_articles(tmp_path / "p.parquet")
    assert (first.article_id, first.title, first.published, first.status) == ("p-1", "Apel", "2024-03-06", "ok")
    assert (second.article_id, second.status) == ("p-2", "empty text")
    rows = [{"title": "Apel", "content": TEXT, "author": ["Rini", "Tono"]}]
    for name, content in (("l.json", rows), ("d.json", {"articles": rows})):
        assert read_one(write(name, json.dumps(content))).byline == "Rini, Tono"
    with pytest.raises(ReadError, match="broken JSON"):
        read_articles(write("b.json", "[{"))


@pytest.mark.parametrize("encode", [lambda t: t.encode("utf-16"), lambda t: codecs.BOM_UTF8 + t.encode(), lambda t: t.encode("cp1252")])
def test_tables_in_other_encodings(write, encode):
    article = read_one(write("a.csv", encode(f'judul\tisi\nApel\t"{TEXT}"\n')))
    assert article.text == f"Apel\n\n{TEXT}"


def test_cell_with_tags_and_title_already_there(write):
    cell = "<p>Apel Pagi</p><p>" + TEXT.replace("\n", "</p><p>").replace('"', "'") + "</p>"
    assert read_one(write("a.csv", f'judul,isi\nApel Pagi,"{cell}"\n')).text.startswith("Apel Pagi\n\nSALAKAN – Camat")


@pytest.mark.parametrize(
    ("values", "first"),
    [
        (["10/21/2025 20:43", "10/9/2025"], True),
        (["21/10/2025", "10/9/2025"], False),
        (["1/2/2025"], False),
        ([None, "", "2025-01-31"], False),
    ],
)
def test_the_column_decides_whether_the_month_comes_first(values, first):
    assert month_comes_first(values) is first


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Sep 29, 2024 - 13:16", "2024-09-29"),
        ("Selasa, 6 Februari 2024 | 10:15 WIB", "2024-02-06"),
        ("6/3/2024", "2024-03-06"),
        ("2024-09-29T13:16:00+07:00", "2024-09-29"),
        ("20240929", "2024-09-29"),
        ("29-09-2024", "2024-09-29"),
        ("Sun, 29 Sep 2024 13:16:00", "2024-09-29"),
        ("September 29th, 2024", "2024-09-29"),
        ("29/9/24", "2024-09-29"),
        ("31/2/2024", None),
        ("kemarin", None),
        ("2024", None),
        ("9/29/2024", "2024-09-29"),
        ("5 orang 2024", None),
    ],
)
def test_stamps(words, value, lexicons):
    assert read_stamp(words, lexicons["months"]) == value


def test_stamp_in_url():
    assert stamp_in_url("https://a.id/read/2024/02/06/apel") == "2024-02-06"
    assert stamp_in_url("https://a.id/berita/20240206101500-32-1/apel") == "2024-02-06"
    assert stamp_in_url("https://a.id/d-12345678/apel") is None


# HTML and Markdown.

PAGE = (
    "<html><head><title>Apel Pagi - Kabar</title><meta name='author' content='Rini Lestari'>"
    "<meta property='article:published_time' content='2024-03-06T10:00:00+08:00'><script>tulis('jahat')</script><style>p {}</style></head>"
    "<body><nav><a href='/'>Beranda</a></nav><h1>Apel Pagi</h1><article><p>"
    + TEXT.strip().replace("\n", "</p><p>")
    + "</p></article></body></html>"
)


def test_html(write):
    article = read_one(write("a.html", PAGE))
    assert (article.title, article.published, article.byline) == ("Apel Pagi", "2024-03-06", "Rini Lestari")
    assert all(line in article.text for line in TEXT.strip().split("\n"))
    assert "jahat" not in article.text and "<" not in article.text and article.text.startswith("Apel Pagi")


@pytest.mark.parametrize(
    "page",
    [
        PAGE[: PAGE.index("dihadiri") + 8],
        f"<p>{TEXT}</p>",
        TEXT,
        f"<table><tr><td>{TEXT}</td></tr></table>",
        f"<div><b>{TEXT}</i></p></div></div>",
        PAGE.replace("</p>", "").replace("</article>", ""),
    ],
)
def test_html_that_is_broken_loses_no_words(write, page):
    text = read_one(write("a.html", page)).text
    assert "Camat meminta semua pegawai tetap netral" in text and "juga dihadiri" in text


def test_html_is_read_without_its_library(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    article = read_one(write("a.html", PAGE))
    assert (article.status, article.title) == ("ok", "Apel Pagi - Kabar") and "Camat meminta semua pegawai" in article.text


def test_html_is_read_when_its_library_fails(write, monkeypatch):
    import trafilatura

    def fail(*args, **options):
        raise RuntimeError("lxml")

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    article = read_one(write("a.html", PAGE))
    assert article.status == "ok" and "jahat" not in article.text and "juga dihadiri" in article.text


def test_markdown(write):
    front = "---\ntitle: Apel Pagi\ndate: 6 Maret 2024\nurl: https://a.id/x\n---\n"
    page = f"{front}## Apel Pagi\n\n**SALAKAN** – [Camat](https://a.id) {TEXT[16:]}"
    article = read_one(write("a.md", page))
    assert (article.title, article.published, article.url) == ("Apel Pagi", "2024-03-06", "https://a.id/x")
    assert article.text == f"Apel Pagi\n\n{TEXT}"


# The real texts beside the project.


def test_real_articles_are_all_read(shared_data):
    articles = read_articles([shared_data / "reference", shared_data / "news" / "detik-1000.csv"])
    assert len(articles) == 1005 and set_aside(articles) == ""
    assert len({a.article_id for a in articles}) == 1005 and all(a.published for a in articles[5:])
    for path, article in zip(sorted((shared_data / "reference").glob("*.txt")), articles):
        assert article.article_id == path.stem and article.text.split() == path.read_text(encoding="utf-8").split()


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
@pytest.mark.parametrize(
    "piece", ["<p ", '<a href="', "<div>", "<!--", "<script>", "[a", "![a](", "**a ", "_a ", "&am", "â€", "# ", '"', "a,\n"]
)
def test_no_page_takes_long(write, name, piece):
    few, many = (work(list, iter_articles(write(name, piece * n))) for n in (1000, 10_000))
    assert many < 12 * few + 5000
