"""The brief says what `packages` and `claims` say on the same draws, under its eight heads."""

import ast
import re
from pathlib import Path

import pytest

from backchannel import terminal
from backchannel.analyses.brief import SECTIONS, brief
from backchannel.analyses.claims import claims, tallied
from backchannel.analyses.packages import packages
from backchannel.core.words import percent
from tests.analyses.cases import geneva, row, toy

RUNS = 200


@pytest.fixture(scope="module")
def found():
    return brief(geneva(), runs=RUNS)


@pytest.fixture(scope="module")
def ranges():
    return packages(geneva(), runs=RUNS)


def section(found, name):
    return [s.partition(": ")[2] for s in found.sentences() if s.startswith(f"{name}: ")]


def test_every_section_in_order_and_every_sentence_in_a_section(found):
    heads = [s.partition(": ")[0] for s in found.sentences()]
    assert list(dict.fromkeys(heads)) == list(SECTIONS)
    assert heads == sorted(heads, key=SECTIONS.index)
    assert all(s.rstrip().endswith(".") for s in found.sentences())


def test_rows_are_levels_and_columns_are_places(found):
    assert [r["level"] for r in found.rows] == [level.id for level in geneva().levels]
    assert found.columns == (
        "level", "table", "table_se", "corridor", "corridor_se", "insiders_guaranteed", "insiders_guaranteed_se",
        "unseated",
    )  # fmt: skip


def test_shares_are_those_of_packages_on_the_same_draws(found, ranges):
    for r in found.rows:
        for column, track, guarantees in (
            ("table", "mediated_sessions", "none"),
            ("corridor", "multilateral_corridor", "none"),
            ("insiders_guaranteed", "multilateral_corridor", "insiders"),
        ):
            try:
                one = row(ranges, level=r["level"], track=track, guarantees=guarantees)
            except KeyError:  # no promise to insiders differs at this level
                one = row(ranges, level=r["level"], track=track, guarantees="none")
            assert (r[column], r[f"{column}_se"]) == (one["share"], one["se"])


def test_claims_are_those_of_claims_on_the_same_draws(found):
    """Those that ask the game are named, and left to `claims`, which plays it."""
    said = section(found, "Claims")[0]
    judged, _, left = said.partition("ask the game of rounds")
    game = {c.id for c in geneva().claims if any(t.finding in ("game", "watch") for t in c.tests)}
    assert game == set(left.rstrip(".").partition(": ")[2].split(", "))
    for status, ids in tallied(claims(geneva(), runs=RUNS).rows).items():
        mine = [one for one in ids if one.rstrip("*") not in game]
        if mine:
            assert (
                f"{'held' if status == 'holds' else 'failed' if status == 'fails' else status} {len(mine)} (" in judged
            )
            assert ", ".join(mine) in judged


def test_who_has_no_seat(found):
    assert row(found, level="local_truce")["unseated"] == "armed_rebels"
    assert row(found, level="aid")["unseated"] is None


def test_the_absent_are_printed_as_absent(found):
    said = section(found, "Who is absent")[0].lower()
    for who in ("women", "besieged", "kurdish"):
        assert who in said


def test_a_closed_level_is_called_closed(found):
    closed = [r["level"] for r in found.rows if r["table"] < 0.05]
    assert closed
    said = section(found, "Why not")[0].lower()
    for level in closed:
        assert geneva().name(level).lower() in said


def test_hindsight_and_the_error_of_the_runs_are_declared(found):
    doubt = " ".join(section(found, "Doubt"))
    assert "hindsight" in doubt
    assert "no probability" in doubt
    assert f"{100 * found.manifest['monte_carlo_error']:.1f} points" in doubt


def test_parts_are_ranges_break_evens_and_claims(found, ranges):
    assert [p.columns for p in found.parts[:2]] == [ranges.columns, ranges.parts[2].columns]
    assert "claim" in found.parts[2].columns


def test_a_level_and_another_track(ranges):
    found = brief(geneva(), runs=RUNS, level="aid", track="backers_corridor")
    one = row(ranges, level="aid", track="backers_corridor", guarantees="none")
    assert [(r["level"], r["corridor"]) for r in found.rows] == [("aid", one["share"])]
    assert found.manifest["settings"]["corridor"] == "backers_corridor"


def test_a_small_case_has_a_brief():
    found = brief(toy(), runs=20)
    assert len(found.rows) == 1
    assert (found.rows[0]["table"], found.rows[0]["corridor"]) == (0.0, 1.0)
    assert "insiders_guaranteed" not in found.columns
    assert "carries no claims" in section(found, "Claims")[0]
    assert "the corridor adds +100.0 points" in " ".join(section(found, "Why not"))


def test_a_case_with_one_place_to_talk_has_a_brief():
    found = brief(toy(tracks=[{"id": "plenary", "kind": "formal"}]), runs=20)
    assert "corridor" not in found.columns
    found = brief(toy(tracks=[{"id": "back_room", "kind": "corridor"}]), runs=20)
    assert len(found.rows) == 1


def test_no_identifier_is_left_in_the_sentences(found):
    """A desk officer reads names; a path is for the table."""
    known = [i.path for i in _inputs(geneva())]
    text = " ".join(found.sentences())
    assert [p for p in known if p in text] == []
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", text) == []


def _inputs(case):
    from backchannel.case.inputs import inputs

    return inputs(case)


def test_likelihood_and_confidence_share_no_sentence(found):
    for s in found.sentences():
        assert not (re.search(r"\b(un)?likel", s) and re.search(r"\bconfidence\b", s)), s
        assert not re.search(r"\b(should|recommend)", s), s


# --- the terminal computes nothing ------------------------------------------------------------------------------


def test_the_terminal_prints_the_finding_s_numbers(found, capsys):
    terminal.brief(found, geneva().name, "geneva-ii", claims=True)
    printed = capsys.readouterr().out.splitlines()
    for r in found.rows:
        line = next(x for x in printed if x.startswith(geneva().name(r["level"])))
        cells = [
            f"{percent(r[c], RUNS)} ±{100 * r[f'{c}_se']:.1f}" for c in ("table", "corridor", "insiders_guaranteed")
        ]
        assert re.sub(r"\s+", " ", line).strip().endswith(" ".join(cells))


def test_the_terminal_knows_no_numerics_and_no_case():
    tree = ast.parse(Path(terminal.__file__).read_text(encoding="utf-8"))
    imported = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} | {
        a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    rooms = ("case", "conference", "theory", "analyses")
    forbidden = ("numpy", "pandas", "scipy", "numba", *(f"backchannel.{room}" for room in rooms))
    assert [m for m in imported if m.startswith(forbidden)] == []
