"""Lexicons: every row is found in its own example; a bad row is refused with file and line; the longest match wins."""
import re

import pytest

from netralitas.lexicon import LexiconError, Lexicons, check_example, lexicon_names, needed, read_entries


@pytest.mark.parametrize("name", lexicon_names())
def test_every_row_is_found_in_its_example(lexicons, name):
    for entry in lexicons[name]:
        check_example(name, entry)


@pytest.mark.parametrize("name", lexicon_names())
def test_no_form_stands_twice(lexicons, name):
    forms = [form.strip().lower() for e in lexicons[name] for form in getattr(e, "form", "").split("|") if form.strip()]
    assert sorted(forms) == sorted(set(forms))


HEADER = "id\tform\tpattern\tcategory\texample\tsource\n"


@pytest.mark.parametrize("body, reason", [
    ("a\tharus\t\tx\tASN harus netral.\n", ":2: 5 columns"),
    ("a\tharus\t\tx\tASN harus.\town\na\twajib\t\tx\tASN wajib.\town\n", ":3: the id 'a' is empty or stands twice"),
    ("a\t\t(\tx\tASN\town\n", ":2: a: missing ), unterminated"),
    ("a\t\t\tx\tASN\town\n", ":2: a: no form and no pattern"),
])
def test_a_bad_row_is_refused_with_file_and_line(tmp_path, body, reason):
    file = tmp_path / "own.tsv"
    file.write_text(HEADER + body, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        read_entries(file)
    assert reason in str(error.value) and "own.tsv" in str(error.value)


def test_a_row_of_the_users_lies_over_ours(tmp_path, monkeypatch):
    ours, own = tmp_path / "ours", tmp_path / "own"
    ours.mkdir()
    own.mkdir()
    monkeypatch.setattr("netralitas.lexicon._FOLDER", ours)
    (ours / "w.tsv").write_text(HEADER + "must\tharus\t\t5\tASN harus netral.\town\nmay\tboleh\t\t2\tASN boleh.\town\n", encoding="utf-8")
    rows = "must\tharus\t\t2\tASN harus netral.\town\nsoft\tharus tetap\t\t2\tASN harus  tetap netral.\town\n"
    (own / "w.tsv").write_text(HEADER + rows, encoding="utf-8")
    found = Lexicons(own)["w"].find("ASN HARUS netral dan harus tetap tenang")
    assert [(m.entry.id, m.entry.category) for m in found] == [("must", "2"), ("soft", "2")]


@pytest.mark.parametrize("file", ["tema.tsv", "themes.csv", "Themes.tsv", "themes.tsv.txt"])
def test_a_file_of_the_users_with_no_name_of_ours_is_refused(tmp_path, file):
    (tmp_path / file).write_text(HEADER, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        Lexicons(tmp_path)
    assert f"{file}: no lexicon has this name; they are abbreviations, " in str(error.value) and ", themes, " in str(error.value)


def test_notes_beside_the_users_lexicons_are_left_alone(tmp_path):
    for name in ("README.md", "README.txt", ".themes.tsv.swp", ".hidden.tsv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert Lexicons(tmp_path)["themes"].entries


THEMES = "id\tform\tpattern\tcategory\tsubtheme\texample\tsource\n# ours\n"
STRENGTH = "\t".join(["id", "form", "pattern", "category", "strength", "voice", "addressed", "example", "source"]) + "\n# ours\n"


@pytest.mark.parametrize("name, body, category", [
    ("themes", THEMES + "ronda\tronda digital\t\tpengawasan\t\tWarga ronda digital.\town\n", "pengawasan"),
    ("strength", STRENGTH + "ingat\tmewanti\t\tremind\t3\tactive\t\tCamat mewanti.\town\n", "remind"),
])
def test_a_category_that_no_row_of_ours_has_is_refused(tmp_path, name, body, category):
    (tmp_path / f"{name}.tsv").write_text(body, encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        Lexicons(tmp_path)
    assert f"{name}.tsv:3: " in str(error.value) and f"no category {category!r}; they are " in str(error.value)


def test_a_header_that_lacks_a_column_of_ours_is_refused(tmp_path):
    row = "ronda\tronda digital\t\tparticipation\tWarga ronda digital.\town\n"
    (tmp_path / "themes.tsv").write_text(HEADER + row, encoding="utf-8")
    with pytest.raises(LexiconError, match="themes.tsv:1: the header lacks subtheme"):
        Lexicons(tmp_path)


def test_a_language_of_the_users_may_have_a_name_of_its_own(tmp_path):
    (tmp_path / "languages.tsv").write_text(HEADER + "bug\tiyanaritu\t\tBuginese\tiyanaritu\town\n", encoding="utf-8")
    assert Lexicons(tmp_path)["languages"].entries["bug"].category == "Buginese"


def test_a_form_with_a_capital_is_found_as_written_or_in_capitals(tmp_path):
    file = tmp_path / "w.tsv"
    file.write_text(HEADER + "jan\tMei\t\tmonth\t3 Mei 2024\town\n", encoding="utf-8")
    from netralitas.lexicon import Lexicon
    lexicon = Lexicon("w", read_entries(file))
    assert [m.start for m in lexicon.find("3 Mei, 4 MEI, mei, Meier")] == [2, 9]


@pytest.mark.parametrize("name", lexicon_names())
def test_what_an_expression_needs_stands_in_what_it_finds(lexicons, name):
    rows = [(re.search(entry.pattern, entry.example), needed(entry.pattern)) for entry in lexicons[name] if getattr(entry, "pattern", "")]
    assert not [(m[0], sign) for m, sign in rows if m and sign not in m[0]]


@pytest.mark.parametrize("pattern, sign", [
    ("[Ss]croll (?:to|ke)", "croll "), (r"\[(?:foto|video)\]?", "["), ("bupati|camat", ""), ("(?i)bupati", ""), ("ab?c{2}def", "def"),
    (r"a+bc\.d*", "bc."), ("x(?:a(b[)]c)d)?yz", "yz"), (r".{0,9}\d[]a]", ""),
])
def test_what_an_expression_needs_is_seen_outside_groups_and_classes(pattern, sign):
    assert needed(pattern) == sign
