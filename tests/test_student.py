"""The students' copies of the notebooks: every exercise and the way on survive, no answer does."""
from __future__ import annotations

import ast
import re

import copies
import nbformat
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[01]*.ipynb"))
EXERCISE = re.compile(r"^(?:## Exercises\n\n)?\*\*Exercise (\d)\.\*\* ")


def cells(path):
    return nbformat.read(path, as_version=4).cells


def is_solution(cell):
    return "solution" in cell.metadata.get("tags", [])


def last_part(path):
    """The cells from the first exercise on."""
    all_cells = cells(path)
    return all_cells[next(n for n, cell in enumerate(all_cells) if cell.source.startswith("## Exercises")):]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_exercises_and_navigation_are_in_no_solution(path):
    left = "\n".join(cell.source for cell in cells(path) if not is_solution(cell))
    assert re.findall(r"^\*\*Exercise (\d)\.\*\*", left, re.M) == ["1", "2", "3"]
    links = re.findall(r"\]\((?:README\.md|\d\d_\w+\.ipynb)\)", left.split("\n---\n")[-1] if "\n---\n" in left else "")
    assert len(links) == (2 if path in (NOTEBOOKS[0], NOTEBOOKS[-1]) else 3)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_an_exercise_is_a_cell_of_its_own_and_the_next_is_its_solution(path):
    part = last_part(path)
    asked = [n for n, cell in enumerate(part) if EXERCISE.match(cell.source)]
    assert [EXERCISE.match(part[n].source)[1] for n in asked] == ["1", "2", "3"]
    for n in asked:
        question = part[n].source.removeprefix("## Exercises\n\n")
        assert "\n\n" not in question, "one paragraph, and no answer below it"
        assert part[n].cell_type == "markdown" and not is_solution(part[n])
        assert part[n + 1].cell_type == "code" and is_solution(part[n + 1])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_nothing_but_questions_is_left_between_the_exercises(path):
    """After the first exercise a cell is a question, a solution, the navigation, or belongs to a section with a heading of its own."""
    for cell in last_part(path):
        if cell.source.startswith("## ") and not cell.source.startswith("## Exercises"):
            break
        assert EXERCISE.match(cell.source) or is_solution(cell) or cell.source.startswith("---\n"), cell.source[:60]
    assert last_part(path)[-1].source.startswith("---\n[")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_cell_that_is_left_needs_a_name_from_a_solution(path):
    """A copy without the solutions still runs: what only a solution assigns is read by solutions only."""
    code = [cell for cell in cells(path) if cell.cell_type == "code"]
    rest = [ast.parse(cell.source) for cell in code if not is_solution(cell)]
    solved = [ast.parse(cell.source) for cell in code if is_solution(cell)]
    only = names(solved, ast.Store) - names(rest, ast.Store)
    assert not only & names(rest, ast.Load)


def names(trees, context):
    """Names that are assigned (`ast.Store`) or read (`ast.Load`) in the cells."""
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


def test_links_and_paths_of_the_copies_lead_somewhere(tmp_path):
    """The copies lie elsewhere than the notebooks: what they read and point to must be found from there."""
    copies.student(tmp_path)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [path.name for path in NOTEBOOKS]
    for path in sorted(tmp_path.iterdir()):
        kinds = {"markdown": r"\]\((?!http)([^)#]+)", "code": r'"(\.\./[^"{]*)'}
        for target in (place for cell in cells(path) for place in re.findall(kinds[cell.cell_type], cell.source)):
            assert (tmp_path / target).exists(), f"{path.name}: {target}"
