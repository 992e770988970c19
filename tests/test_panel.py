"""The coding panel: what is drawn, coded, compared; ticking does what `code` does; hostile text stays text."""
import pandas as pd
import pytest

from netralitas.panel import CodingPanel

SENTENCES = pd.DataFrame({"article_id": ["a"] * 6, "sentence_id": [f"a:s{n}" for n in range(1, 7)], "text": [
    "Pegawai terikat kode etik.", "Rapat dibuka pagi.", "Camat menerima sanksi.", "Hujan turun <script>alert(1)</script>.",
    "Situasi kondusif.", "Warga melapor."]})
GOLD = pd.DataFrame([("a:s1", "professionalism"), ("a:s3", "law_and_sanction"), ("a:s5", "security_order"),
                     ("a:s6", "surveillance_reporting")], columns=["sentence_id", "theme"])
CODEBOOK = {theme: f"What {theme} means." for theme in GOLD["theme"]}


@pytest.fixture
def panel() -> CodingPanel:
    return CodingPanel(SENTENCES, GOLD, CODEBOOK, n=6)


def test_the_same_seed_draws_the_same_and_half_have_a_theme_at_least():
    many = pd.concat([SENTENCES.assign(sentence_id=SENTENCES["sentence_id"] + str(n)) for n in range(20)])
    gold = pd.concat([GOLD.assign(sentence_id=GOLD["sentence_id"] + str(n)) for n in range(20)])
    one, same, other = (CodingPanel(many, gold, CODEBOOK, seed=seed).sentences["sentence_id"] for seed in (1, 1, 2))
    assert len(one) == 20 and list(one) == list(same) != list(other)
    assert one.isin(gold["sentence_id"]).sum() == 10


def test_full_agreement_and_a_difference(panel):
    for number, sentence in enumerate(panel.sentences["sentence_id"], 1):
        panel.code(number, *GOLD.loc[GOLD["sentence_id"] == sentence, "theme"])
    assert (panel.agreement()["alpha"] == 1).all() and panel.differences().empty
    assert list(panel.table["coded"])[1] == "-"
    panel.code(3)
    panel.code(4, "security_order")
    assert panel.differences()[["only_yours", "only_gold"]].to_dict("list") == {
        "only_yours": ["", "security_order"], "only_gold": ["law_and_sanction", ""]}
    assert panel.agreement().set_index("theme")["alpha"]["all"] < 1


def test_only_what_is_coded_counts(panel):
    assert panel.agreement().empty and panel.differences().empty and set(panel.table["coded"]) == {""}
    panel.code(1, "professionalism")
    assert set(panel.agreement()["sentences"]) == {1}


@pytest.mark.parametrize(("number", "theme", "why"), [(1, "weather", "'weather' is no theme"), (0, "security_order", "1 to 6"),
                                                      (7, "security_order", "1 to 6")])
def test_a_wrong_code_is_refused(panel, number, theme, why):
    with pytest.raises(ValueError, match=why):
        panel.code(number, theme)


def test_ticking_is_coding(panel):
    number, sentence, grid, buttons, result = panel.widget().children
    next(box for box in grid.children if box.description == "professionalism").value = True
    buttons.children[0].click()
    assert panel.codes == {1: ("professionalism",)} and number.value == 2
    assert not any(box.value for box in grid.children) and "Rapat dibuka" in sentence.value
    number.value = 1
    assert [box.description for box in grid.children if box.value] == ["professionalism"]
    buttons.children[1].click()
    assert "professionalism" in result.value
    number.value = 4
    assert "<script>" not in sentence.value and "&lt;script&gt;" in sentence.value


def test_without_widgets_it_is_a_table(panel, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    shown = panel._repr_mimebundle_()
    assert "Pegawai terikat" in shown["text/plain"] and "<script>" not in shown["text/html"]
    monkeypatch.setenv("JPY_SESSION_NAME", "07_themes.ipynb")
    assert "application/vnd.jupyter.widget-view+json" in panel._repr_mimebundle_()


def test_little_to_code():
    empty = CodingPanel(SENTENCES[:0], GOLD, CODEBOOK)
    assert empty.table.empty and empty.agreement().empty and empty.widget()
