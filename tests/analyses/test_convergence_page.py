"""The page on convergence is what comes out, and its sentences are what its tables show."""

import re
import runpy

import pytest

from tests.support import ROOT

PAGE = (ROOT / "docs" / "explanation" / "convergence.md").read_text(encoding="utf-8")


def cells(section: str) -> list[list[str]]:
    """The rows of a section's table, without the first two columns."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [row[2:] for row in rows[1:]]


def changes(section: str, column: int) -> list[tuple[float, float]]:
    """Changes and their errors in one column."""
    found = [re.search(r"([+-][\d.]+) ± ([\d.]+)", row[column]) for row in cells(section)]
    return [(float(m[1]), float(m[2])) for m in found if m]


@pytest.mark.slow
def test_the_committed_page_is_what_comes_out():
    script = runpy.run_path(str(ROOT / "docs" / "make_convergence.py"), run_name="make_convergence")
    assert script["page"]() == PAGE, "run: python docs/make_convergence.py"


def test_more_texts_move_nothing_and_few_hide_agreement():
    assert all(abs(change) <= max(2 * error, 0.3) for change, error in changes("Texts a level", 3))
    assert any(change < -2 * error for change, error in changes("Texts a level", 1))


def test_ten_thousand_runs_leave_about_a_point():
    errors = {tuple(row[:2]): [float(x) for x in row[2:]] for row in _runs()}
    assert max(errors["10,000", "5"]) <= 1.1
    assert max(errors["10,000", "1"]) < max(errors["10,000", "5"]) < max(errors["10,000", "20"])


def _runs() -> list[list[str]]:
    text = PAGE.split("## Runs\n")[1].split("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][1:]


def test_precision_moves_much_and_looking_ahead_mostly_closes():
    assert max(abs(change) for change, _ in changes("Precision of votes", 3)) > 10
    assert all(change < 2 * error for change, error in changes("Look-ahead", 2))


def test_weekly_rounds_tell_the_same_story_to_about_a_point():
    assert all(abs(change) < 1.5 for change, _ in changes("Length of a round", 0))
