"""A panel in which a student codes sentences by hand and then sees how far she agrees with the gold, and where she differs.

In JupyterLab it shows boxes to tick; where there are no widgets (an exported page, an executed notebook) it shows a table, and
`panel.code(3, "law_and_sanction")` does what ticking does.
"""
from __future__ import annotations

import os
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .agreement import reliability

if TYPE_CHECKING:
    from ipywidgets import Widget


class CodingPanel:
    """`n` sentences to code with the themes of a codebook, and the agreement with the gold once they are coded.

    `sentences` has `article_id`, `sentence_id` and `text`; `gold` has `sentence_id` and `theme`; `codebook` maps a theme to its
    definition. At most half of the sentences are ones without a theme in the gold, so the sample is for practice and says nothing of
    the corpus. The same `seed` draws the same sentences. Sentences are numbered from 1. The gold is not shown before it is asked for.
    """

    def __init__(self, sentences: pd.DataFrame, gold: pd.DataFrame, codebook: dict[str, str], n: int = 20, seed: int = 1):
        draw, coded = np.random.default_rng(seed), sentences["sentence_id"].isin(gold["sentence_id"]).to_numpy()
        with_theme, without = (draw.permutation(np.flatnonzero(flags)) for flags in (coded, ~coded))
        chosen = sorted([*without[:n // 2], *with_theme[:n - len(without[:n // 2])]])
        self.sentences = sentences.iloc[chosen].reset_index(drop=True)
        self.gold = gold[gold["sentence_id"].isin(self.sentences["sentence_id"])]
        self.codebook = codebook
        self.codes: dict[int, tuple[str, ...]] = {}

    def code(self, number: int, *themes: str) -> None:
        """Codes sentence `number` with `themes` (none: it has no theme) in place of what it had. ValueError for what is not there."""
        strange = [theme for theme in themes if theme not in self.codebook]
        if strange or not 1 <= number <= len(self.sentences):
            raise ValueError(f"{strange[0]!r} is no theme of the codebook" if strange else f"sentences are 1 to {len(self.sentences)}")
        self.codes[number] = themes

    @property
    def table(self) -> pd.DataFrame:
        """A row for each sentence, from 1: its `text` and what was coded (`-` no theme, empty: not yet)."""
        codes = [", ".join(self.codes[n]) or "-" if n in self.codes else "" for n in range(1, len(self.sentences) + 1)]
        return pd.DataFrame({"text": list(self.sentences["text"]), "coded": codes}, index=pd.RangeIndex(1, len(codes) + 1, name="number"))

    def agreement(self) -> pd.DataFrame:
        """`reliability` of the student and the gold over the sentences she has coded; no row before the first is coded."""
        done = self._done()
        mine = [(self.sentences["sentence_id"][n - 1], theme) for n in sorted(self.codes) for theme in self.codes[n]]
        student = pd.DataFrame(mine, columns=["sentence_id", "theme"])
        return reliability({"student": student, "gold": self.gold[self.gold["sentence_id"].isin(done["sentence_id"])]}, done, runs=0)

    def differences(self) -> pd.DataFrame:
        """The coded sentences where student and gold differ: `text`, themes `only_yours`, themes `only_gold`; index is the number."""
        rows = []
        for number in sorted(self.codes):
            sentence = self.sentences.iloc[number - 1]
            mine, theirs = set(self.codes[number]), set(self.gold.loc[self.gold["sentence_id"] == sentence["sentence_id"], "theme"])
            if mine != theirs:
                rows.append((number, sentence["text"], ", ".join(sorted(mine - theirs)), ", ".join(sorted(theirs - mine))))
        return pd.DataFrame(rows, columns=["number", "text", "only_yours", "only_gold"]).set_index("number")

    def widget(self) -> Widget:
        """The panel as a Jupyter widget: a sentence, a box for each theme, two buttons. Needs ipywidgets."""
        import ipywidgets as w

        fit = w.Layout(width="auto")  # by itself a box is wider than its cell of the grid
        boxes = {theme: w.Checkbox(description=theme, tooltip=told, indent=False, layout=fit) for theme, told in self.codebook.items()}
        sentence, result = w.HTML(), w.HTML()
        number = w.BoundedIntText(value=1, min=1, max=max(1, len(self.sentences)), description="sentence")
        show, save = w.Button(description="Agreement"), w.Button(description="Save, next", button_style="primary")

        def turn(_: object = None) -> None:
            text = self.sentences["text"].iloc[number.value - 1] if len(self.sentences) else ""
            sentence.value = f'<p lang="id" style="font-size:120%">{escape(text)}</p>'
            for theme, box in boxes.items():
                box.value = theme in self.codes.get(number.value, ())

        def keep(_: object) -> None:
            self.code(number.value, *(theme for theme, box in boxes.items() if box.value))
            number.value = min(number.value + 1, len(self.sentences))
            result.value = f"{len(self.codes)} of {len(self.sentences)} sentences coded"

        number.observe(turn, "value")
        save.on_click(keep)
        show.on_click(lambda _: setattr(result, "value", self._result()))
        turn()
        grid = w.GridBox(list(boxes.values()), layout=w.Layout(grid_template_columns="repeat(auto-fill, minmax(14em, 1fr))"))
        return w.VBox([number, sentence, grid, w.HBox([save, show]), result])

    def _done(self) -> pd.DataFrame:
        return self.sentences.iloc[[n - 1 for n in sorted(self.codes)]]

    def _result(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            agreed = self.agreement()[["theme", "first", "second", "both", "alpha"]]
            return agreed.to_html(index=False, float_format="%.2f", na_rep="-") + self.differences().to_html()

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        if "JPY_SESSION_NAME" in os.environ:  # a person looks on: JupyterLab and Notebook set it, a notebook that is only executed has none
            try:
                return self.widget()._repr_mimebundle_()
            except ImportError:
                pass
        with pd.option_context("display.max_colwidth", None):
            return {"text/plain": self.table.to_string(), "text/html": self.table.to_html()}
