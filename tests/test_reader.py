"""The pages of articles and their index: all text, all layers, what the scripts do; hostile text stays text, nothing is asked."""
import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from browser import visit
from netralitas import analyse, analyse_text, compare, figures
from netralitas.__main__ import main
from netralitas.reader import (
    LAYERS, Mark, article_page, marked_html, marks, page_name, row_address, segments, site_items, write_site,
)


class Page(HTMLParser):
    """The text of the <article>, the tags met, and the classes of the marks."""

    def __init__(self, page: str):
        super().__init__()
        self.text, self.tags, self.layers, self.inside = "", [], set(), False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.inside |= tag == "article"
        if tag == "mark":
            self.layers |= set(dict(attributes)["class"].split())

    def handle_endtag(self, tag):
        self.inside &= tag != "article"

    def handle_data(self, data):
        self.text += data if self.inside else ""


def test_every_article_is_shown_whole_with_its_layers(teaching):
    for article in teaching.articles[teaching.articles["status"] == "ok"].itertuples():
        page = Page(article_page(teaching, article.article_id))
        assert page.text == article.text
        found = {layer for layer in LAYERS if article.article_id in set(getattr(teaching, layer)["article_id"])}
        assert found - {"blocks"} <= page.layers


@pytest.fixture(scope="module")
def site(teaching, tmp_path_factory):
    """The folder of the teaching corpus' pages; do not change it but by files named `tried-`."""
    return write_site(teaching, tmp_path_factory.mktemp("site")).parent


def items(page):
    """Of each item of an index: its id, outlet and date, and its parts."""
    found = re.findall('<li data-id="([^"]*)" data-outlet="([^"]*)"(?: data-date="([^"]*)")?>.*?json">(.*?)</script>', page, re.S)
    return [(unescape(ident), unescape(outlet), date, json.loads(parts)) for ident, outlet, date, parts in found]


HOSTILE = '</article></script><script>document.title="hacked"</script> <img src=x onerror=alert(2)> "onfocus="alert(3) &lt;b&gt; <!--'


def hostile(article_id, lexicons):
    text = f"Bawaslu mengimbau ASN {HOSTILE} harus netral pada Rabu, 31 Juli 2024, kata Wayan di kantor itu."
    tables = analyse_text(text, article_id, lexicons=lexicons)
    return tables._replace(articles=tables.articles.assign(title=HOSTILE, outlet=HOSTILE, byline=HOSTILE))


def test_hostile_text_stays_text(tmp_path, lexicons):
    tables = hostile("x", lexicons)
    page = article_page(tables, "x")
    read = Page(page)
    assert read.text == tables.articles["text"].iloc[0] and read.tags.count("script") == 1 and "img" not in read.tags
    write_site(tables, tmp_path)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert Page(index).tags.count("script") == 2 and "img" not in Page(index).tags  # the item's data and the page's script
    assert [item[1] for item in items(index)] == [HOSTILE]
    for name, title in (("article-x.html", HOSTILE), ("index.html", "Articles")):
        seen = visit(tmp_path / name)
        assert seen.told == title and not seen.console and not seen.asked


NAMES = ["../../etc/x", "/etc/x", "..", "a/b", "a\\b", "C:x", "index", "a b", "", "A", "a", "Ä", "x" * 300, "con", "\0", "<b>", "?q#f"]


def test_no_id_is_a_path_and_no_two_are_one_file(tmp_path, lexicons):
    names = [page_name(name) for name in NAMES]
    assert all(re.fullmatch(r"article-[a-z0-9_-]{1,100}\.html", name) for name in names)
    assert len(set(names)) == len(NAMES) and page_name("t01_rakor") == "article-t01_rakor.html"
    inside = tmp_path / "deep" / "site"
    for name in NAMES:
        write_site(hostile(name, lexicons), inside)
    assert sorted(p.name for p in inside.iterdir()) == sorted([*names, "index.html"])
    assert [p.name for p in tmp_path.rglob("*.html") if p.parent != inside] == []


def test_the_page_asks_for_nothing(teaching, site):
    for page in (article_page(teaching, teaching.articles["article_id"].iloc[0]), (site / "index.html").read_text(encoding="utf-8")):
        assert "default-src 'none'" in page and not re.search(r"src=|url\(|@import|fetch\(|<link|XMLHttp|import\(", page)
        assert {h.partition("#")[0] for h in re.findall('href="([^"]*)"', page)} <= {"", *(p.name for p in site.iterdir())}


def test_every_sentence_and_row_is_a_place_of_its_page(teaching, site):
    """So the id in a figure's CSV file leads to the words: article-x.html#x:e4, index.html#x:e4."""
    for article in teaching.articles.itertuples():
        page = (site / page_name(article.article_id)).read_text(encoding="utf-8")
        places = re.findall(' id="([^"]*:[^"]*)"', page)
        ids = [i for layer in ("sentences", "mentions", "dates", "quotes", "events", "messages") for frame in [getattr(teaching, layer)]
               for i in frame.loc[frame["article_id"] == article.article_id, layer[:-1] + "_id"]]
        assert len(places) == len(set(places)) and set(ids) <= set(places)
        assert {unquote(h) for h in re.findall('href="#([^"]*)"', page)} - {"found"} <= set(places)
        for sentence in teaching.sentences[teaching.sentences["article_id"] == article.article_id].itertuples():
            inside = page.split(f'<span class="sentence" id="{sentence.sentence_id}">')[1].split("</span>")[0]
            assert unescape(re.sub("<[^>]*>", "", inside)) == article.text[sentence.start:sentence.end]


def test_the_index_has_every_article_and_sentence_by_date(teaching, site):
    found = items((site / "index.html").read_text(encoding="utf-8"))
    assert sorted(i for i, *_ in found) == sorted(teaching.articles["article_id"])
    assert [date for _, _, date, _ in found] == sorted((date for _, _, date, _ in found), key=lambda date: date or "9")
    texts = dict(zip(teaching.articles["article_id"], teaching.articles["text"]))
    for ident, _, _, parts in found:
        own = teaching.sentences[teaching.sentences["article_id"] == ident]
        assert [part[:2] for part in parts] == [[s.sentence_id, texts[ident][s.start:s.end]] for s in own.itertuples()]


def test_an_article_without_date_outlet_or_text_is_in_the_index_too(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "kosong.txt").write_bytes(b"")
    (tmp_path / "in" / "polos.txt").write_text("Camat itu meminta semua pegawai tetap netral selama masa kampanye.", encoding="utf-8")
    page = write_site(analyse(tmp_path / "in"), tmp_path / "out").read_text(encoding="utf-8")
    assert {(i, outlet, date) for i, outlet, date, _ in items(page)} == {("kosong", "", ""), ("polos", "", "")}
    assert "set aside: " in page and [p.name for p in (tmp_path / "out").glob("article-*")] == ["article-polos.html"]


def test_pages_are_written_one_by_one_and_alike_every_time(teaching, site, tmp_path):
    made = site_items(teaching, tmp_path, ("index.html", "Articles"))
    next(made)
    assert len(list(tmp_path.iterdir())) == 1
    write_site(teaching, tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (site / path.name).read_bytes()


def test_the_command_writes_all_pages_or_one(tmp_path, monkeypatch, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Satu.txt").write_text("Camat itu meminta semua pegawai tetap netral selama masa kampanye.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["read", "--all", "--corpus", "in", "--out", "a/site", "--quiet"]) == 0
    assert sorted(p.name for p in (tmp_path / "a" / "site").iterdir()) == [page_name("Satu"), "index.html"]
    assert main(["read", "Satu", "--corpus", "in", "--quiet"]) == 0 and (tmp_path / page_name("Satu")).is_file()
    for wrong in (["read"], ["read", "Satu", "--all"], ["read", "--all", "--out", "in/Satu.txt"]):
        assert main([*wrong, "--corpus", "in", "--quiet"]) == 2
    assert "read wants the id of an article, or --all" in capsys.readouterr().err


def test_the_browser_of_these_tests_sees_errors_and_requests(tmp_path):
    page = "<title>a</title><script>console.error('oh'); fetch('http://example.test/y')</script>"
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    seen = visit(tmp_path / "x.html")
    assert any("oh" in line for line in seen.console) and seen.asked == ["GET http://example.test/y HTTP/1.1"]


SWITCH = """
const box = layer => document.querySelector(`input[data-layer="${layer}"]`), told = [];
const count = selector => document.querySelectorAll(selector).length;
const state = () => [count("#text mark.quotes"), count('#text mark[tabindex="0"]'),
  [...document.querySelectorAll("mark")].some(mark => /^quote;/m.test(mark.title)), count("tbody tr:not([hidden])")];
told.push(state());
box("quotes").click(); told.push(state());
for (const b of boxes) if (b.checked) b.click();
told.push(state());
for (const b of boxes) b.click();
told.push(state());
document.querySelector("mark.events").dispatchEvent(new Event("focus"));  // .focus() waits for a window that has the focus
told.push(document.getElementById("says").textContent);
document.title = JSON.stringify(told);
"""


def test_switches_and_focus_work(teaching, site):
    article = teaching.quotes["article_id"].iloc[0]
    seen = visit(site / page_name(article), script=SWITCH)
    first, without, none, again, says = json.loads(seen.told)
    rows = marks(teaching, article)
    quotes = sum(m.layer == "quotes" for m in rows)
    assert first[0] and first[2] and first[3] == len(rows) and again == first
    assert without[0] == 0 and not without[2] and without[3] == len(rows) - quotes
    assert none == [0, 0, False, 0]
    assert re.search("event; type: .*; rule: ", says) and f"sentence: {article}:s" in says
    assert not seen.console and not seen.asked


def test_an_id_leads_from_the_index_to_the_words(teaching, site):
    event = teaching.events.iloc[len(teaching.events) // 2]
    seen = visit(site / "index.html", event.event_id)
    assert f'<span class="sentence" id="{event.sentence_id}" data-here="">' in seen.page
    status = seen.page.split('id="says"')[1].split("</p>")[0]
    assert f"event; type: {event.type}; " in status and event.sentence_id in status and not seen.console


ASK = """
const ask = asked => {
  form.reset();
  for (const [name, value] of Object.entries(asked)) form.elements.namedItem(name).value = value;
  form.dispatchEvent(new Event("input"));
  const shown = [...document.querySelectorAll("li[data-id]")].filter(li => !li.hidden);
  const hits = shown.flatMap(li => [...li.querySelectorAll(":scope ul a")]);
  return [shown.map(li => li.dataset.id), hits.map(a => decodeURIComponent(a.hash.slice(1))), document.getElementById("count").textContent];
};
document.title = JSON.stringify(QUESTIONS.map(ask));
"""


def test_an_id_in_the_data_of_a_figure_is_a_place(teaching, site):
    """In the CSV files of the figures: article_id, article_a, article_b, event_id."""
    articles = {ident for ident, *_ in items((site / "index.html").read_text(encoding="utf-8"))}
    checked = 0
    for draw in (figures.figure_corpus, figures.figure_blocks, figures.figure_events, figures.figure_reuse):
        for column, values in draw(teaching).data.filter(regex="_id$|^article_").items():
            for ident in set(values):
                page = (site / page_name(ident.partition(":")[0])).read_text(encoding="utf-8")
                assert ident in articles if column.startswith("article_") else f' id="{ident}"' in page, (draw, ident)
                checked += 1
    assert checked > 100


FOLLOW = """
const follow = hash => {
  history.replaceState(null, "", hash);
  arrive();
  return [...document.querySelectorAll("li[data-id]")].filter(li => !li.hidden).map(li => li.dataset.id);
};
document.title = JSON.stringify(ROWS.map(follow));
"""


def test_a_row_of_a_figure_leads_to_the_sentences_that_it_counts(teaching, site):
    classes, names = (teaching.entities.set_index("entity_id")[column] for column in ("actor_class", "name"))
    messages = teaching.messages.assign(issuer_class=teaching.messages["issuer_id"].map(classes),
                                        addressee=teaching.messages["addressee_id"].map(names))
    themes = teaching.themes.assign(voice=compare.voices(teaching, teaching.themes),
                                    stage=teaching.themes["article_id"].map(compare.article_days(teaching).set_index("article_id")["stage"]))
    mentions = teaching.mentions.assign(actor_class=teaching.mentions["entity_id"].map(classes))
    words = compare.words(teaching, stop=False)
    held = {"06_strength": messages, "06_addressees": messages, "07_themes": themes, "07_stages": themes, "07_theme_voices": themes,
            "04_voices": words, "08_keyness": words, "02_words": words, "03_actors": mentions}
    rows, expected = [], []
    for name, table in held.items():
        data = figures.FIGURES[name](teaching).data
        size = next((column for column in ("messages", "sentences", "evidence") if column in data), None)
        data = data[data[size] > 0] if size and name != "07_stages" else data
        for row in data.iloc[::max(1, len(data) // 6)].to_dict("records"):
            asked = {c: v for c, v in row.items() if c in table and c not in ("article_id", "kind", "sentences")}
            same = (table[list(asked)] == list(asked.values())).all(axis=1)
            if asked and "not" not in str(row) and "unknown" not in row.values() and row.get("word") != "nya":
                rows.append(row_address(row).removeprefix("index.html"))
                expected.append((name, set(table.loc[same, "article_id"])))
    seen = visit(site / "index.html", script=FOLLOW.replace("ROWS", json.dumps(rows)))
    for (name, articles), shown, address in zip(expected, json.loads(seen.told), rows, strict=True):
        if name in ("02_words", "08_keyness"):  # a word is found by its beginning
            assert articles <= set(shown), address
        elif name in ("04_voices", "03_actors"):  # of these the row has a column that the table here has not: speech, kind
            assert shown and set(shown) <= articles, address
        else:
            assert set(shown) == articles, address
    assert len(rows) > 40 and not seen.console and not seen.asked


def test_the_address_of_a_row_is_its_id_or_what_it_counts():
    assert row_address({"article_id": "a b", "event_id": "a b:e2", "type": "MEETING"}) == "index.html#a%20b:e2"
    assert row_address({"article_a": "x", "article_b": "y", "sentences": 3}) == "index.html#x"
    assert row_address({"strength": 6, "issuer_class": "public", "messages": 2}) == "index.html#issuer_class=public&strength=6"
    assert row_address({"actor_class": "public", "kind": "person"}).endswith("actor_class=public&kind=person")
    assert row_address({"outlet": "kabar.example", "kind": "body"}) == "index.html#outlet=kabar.example"
    with pytest.raises(ValueError, match="columns are layer, f1"):
        row_address({"layer": "quotes", "f1": 1})


def test_what_is_asked_of_a_message_holds_of_one_message(tmp_path, lexicons):
    text = "Bawaslu melarang ASN berkampanye di kantor, sedangkan Bupati mengimbau kepala desa agar netral."
    tables = analyse_text(text, "x", lexicons=lexicons)
    message = tables.messages.iloc[0]
    both = pd.concat([tables.messages.iloc[[0]]] * 2)
    both = both.assign(strength=[6, 3], issuer_id=[message.issuer_id, None], message_id=["x:n1", "x:n2"])
    write_site(tables._replace(messages=both), tmp_path)
    ours = tables.entities.set_index("entity_id")["actor_class"][message.issuer_id]
    rows = [f"#issuer_class={ours}&strength=6", "#issuer_class=not+named&strength=3", f"#issuer_class={ours}&strength=3", "#strength=3"]
    seen = visit(tmp_path / "index.html", script=FOLLOW.replace("ROWS", json.dumps(rows)))
    assert json.loads(seen.told) == [["x"], ["x"], [], ["x"]] and "Sentences counted as strength: 3" in seen.page


def test_search_and_filters_find_what_the_tables_hold(teaching, site):
    texts = dict(zip(teaching.articles["article_id"], teaching.articles["text"].str.lower()))
    speaker, outlet = teaching.quotes["speaker_id"].dropna().mode()[0], teaching.articles["outlet"].mode()[0]
    days = teaching.articles["published"]
    expected = [
        ({}, teaching.articles["article_id"]),
        ({"q": "kerawanan"}, [i for i, text in texts.items() if re.search(r"\bkerawanan", text)]),
        ({"q": '"pakta integritas"'}, [i for i, text in texts.items() if "pakta integritas" in text]),
        ({"q": "awanan"}, []),  # a word is found by its beginning
        ({"theme": "conflict_risk"}, teaching.themes.loc[teaching.themes["theme"] == "conflict_risk", "article_id"]),
        ({"speaker": speaker}, teaching.quotes.loc[teaching.quotes["speaker_id"] == speaker, "article_id"]),
        ({"outlet": outlet}, teaching.articles.loc[teaching.articles["outlet"] == outlet, "article_id"]),
        ({"from": "2024-02-06", "to": "2024-06-20"}, teaching.articles.loc[days.between("2024-02-06", "2024-06-20"), "article_id"]),
        ({"outlet": outlet, "to": "2024-02-06"},
         teaching.articles.loc[(days <= "2024-02-06") & (teaching.articles["outlet"] == outlet), "article_id"]),
    ]
    seen = visit(site / "index.html", script=ASK.replace("QUESTIONS", json.dumps([asked for asked, _ in expected])))
    told = json.loads(seen.told)
    for (asked, articles), (shown, _, count) in zip(expected, told):
        assert sorted(shown) == sorted(set(articles)), asked
        undated = sum(days.isna() & ((teaching.articles["outlet"] == outlet) | ("outlet" not in asked)))
        tail = f"; {undated} without a date left out" if undated and {"from", "to"} & {*asked} else ""
        assert count == f"{len(shown)} of {len(texts)} pages{tail}", asked
    assert 0 < len(told[1][0]) < len(texts) and 0 < len(told[2][0]) < len(texts)
    themed = set(teaching.themes.loc[teaching.themes["theme"] == "conflict_risk", "sentence_id"])
    assert told[4][1] and set(told[4][1]) <= themed
    assert not seen.console and not seen.asked


def test_the_address_of_the_index_can_ask(teaching, site):
    """A row of a figure that counts sentences of a theme is `index.html#theme=…`; its sentences are links."""
    seen = visit(site / "index.html", "theme=conflict_risk&to=2024-06-30")
    early = teaching.articles.loc[teaching.articles["published"] <= "2024-06-30", "article_id"]
    hits = teaching.themes[(teaching.themes["theme"] == "conflict_risk") & teaching.themes["article_id"].isin(early)]
    assert f"{hits['article_id'].nunique()} of {len(teaching.articles)} pages" in seen.page
    assert set(re.findall('<ul><li><a href="[^"#]*#([^"]*)"', seen.page)) <= set(hits["sentence_id"]) and not seen.console


def test_an_unknown_article_is_refused(teaching):
    with pytest.raises(KeyError):
        article_page(teaching, "no such article")


def test_a_row_is_one_stop_of_the_tab_key_and_each_line_has_its_layer():
    marked = [Mark(0, 9, "quotes", "quote"), Mark(0, 3, "mentions", "mention"), Mark(4, 9, "dates", "date")]
    page = marked_html("abc defgh.", marked)
    assert re.findall("<mark [^>]*>", page) == [
        '<mark class="mentions quotes" data-layers="quotes mentions" title="quote\nmention" data-begins="quotes mentions" tabindex="0">',
        '<mark class="quotes" data-layers="quotes" title="quote">',
        '<mark class="dates quotes" data-layers="quotes dates" title="quote\ndate" data-begins="dates" tabindex="0">',
    ]


def test_every_line_of_a_title_has_a_layer_and_every_row_one_stop(teaching):
    for article_id in teaching.articles["article_id"][:8]:
        page = article_page(teaching, article_id)
        for layers, title in re.findall('data-layers="([^"]*)" title="([^"]*)"', page):
            assert len(layers.split()) == len(title.split("\n"))
        begins = [layer for names in re.findall('data-begins="([^"]*)"', page) for layer in names.split()]
        assert sorted(begins) == sorted(m.layer for m in marks(teaching, article_id))


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_pieces_are_the_text_however_marks_overlap(text, pairs):
    marked = sorted(Mark(min(a, b), max(a, b), "dates", "d") for a, b in pairs if a != b and max(a, b) <= len(text))
    pieces = list(segments(text, marked))
    assert "".join(piece for piece, _ in pieces) == text
    position = 0
    for piece, over in pieces:
        assert {m for m in marked if m.start <= position and m.end >= position + len(piece)} == set(over) or not piece
        position += len(piece)
    assert Page(f"<article>{marked_html(text, marked)}</article>").text.replace("\r", "") == text.replace("\r", "")
