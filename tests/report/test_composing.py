import re

import pytest

from backchannel.case.building import build
from backchannel.case.plain import plain
from backchannel.case.tree import Tree
from backchannel.core.errors import AskError
from backchannel.core.labels import Label
from backchannel.core.words import percent, rounded
from backchannel.report import composing, drawing
from backchannel.report.composing import compose, own_words
from backchannel.report.document import Table
from backchannel.report.lint import lint
from backchannel.report.material import Step
from backchannel.report.plain_data import plain_data
from backchannel.report.sections import blockers, judgement, laying
from backchannel.runs.engines import Processes, quiet
from tests.report.composed import FEW, SMALL, case_of, composed, material, texts

WHOLE = [
    "judgement", "litmus", "ranges", "actors", "positions", "blockers", "forecast", "ladder", "levers", "sensitivity",
    "watch", "opinions", "claims", "changing", "released", "attending", "method", "assumptions", "provenance",
    "manifest",
]  # fmt: skip
SILENT = {"ranges", "blockers", "forecast", "levers", "sensitivity", "opinions", "claims"}


def section(document, id):
    return next(s for s in document.sections if s.id == id)


@pytest.mark.slow
def test_all_sections_in_order():
    assert [s.id for s in composed("geneva-ii", Label.SECRET).sections] == WHOLE


@pytest.mark.slow
@pytest.mark.parametrize("profile", [Label.SECRET, Label.TEAM])
def test_played_copies_lint_clean(profile):
    assert lint(composed("geneva-ii", profile)) == []


@pytest.mark.parametrize("profile", [Label.PUBLIC, Label.PARTNERS])
def test_a_copy_without_private_limits_says_so_and_nothing_it_cannot(profile):
    document = composed("geneva-ii", profile)
    assert lint(document) == []
    assert document.sections[0].id == "judgement"
    assert "holds no private limits" in texts(document.sections[0])
    assert {s.id for s in document.sections} & SILENT == set()
    assert not any("%" in texts(s) for s in document.sections if s.id not in ("actors", "released"))


def test_a_public_copy_names_no_insiders():
    case = case_of("geneva-ii")
    names = [case.name(id) for id in case.insiders]
    assert names
    everything = "\n".join(texts(s) for s in composed("geneva-ii", Label.PUBLIC).sections).lower()
    assert not any(name.lower() in everything for name in names)


@pytest.mark.slow
def test_numbers_on_the_first_page_are_those_of_the_forecast():
    found = material("geneva-ii", Label.SECRET).forecast
    assert found is not None
    ladder = next(p for p in found.parts if p.title == "The ladder of levels")
    said = texts(section(composed("geneva-ii", Label.SECRET), "judgement"))
    assert ladder.rows
    for row in ladder.rows:
        share, error = laying.number(row["signed_year"]), laying.number(row["signed_year_error"])
        assert f"{rounded(share, error)} (± {100 * error:.1f})" in said


@pytest.mark.slow
def test_numbers_of_the_ranges_are_those_of_the_brief():
    made = material("geneva-ii", Label.SECRET)
    table = next(b for b in section(composed("geneva-ii", Label.SECRET), "ranges").blocks if isinstance(b, Table))
    assert made.brief is not None
    for row, cells in zip(made.brief.rows, table.rows, strict=True):
        assert cells[1].startswith(percent(laying.number(row["table"]), made.effort.draws))


@pytest.mark.slow
def test_what_a_redacted_copy_computes_says_so():
    assert "computed from this copy" in texts(section(composed("geneva-ii", Label.TEAM), "forecast"))
    assert "computed from this copy" not in texts(section(composed("geneva-ii", Label.SECRET), "forecast"))


def test_every_input_has_a_row():
    made = material("geneva-ii", Label.PUBLIC)
    table = section(composed("geneva-ii", Label.PUBLIC), "provenance").blocks[-1]
    assert len(table.rows) == len(made.register.rows) > 100


@pytest.mark.parametrize("name", SMALL)
def test_small_cases(name):
    document = composed(name, Label.SECRET)
    assert lint(document) == []
    assert {"judgement", "ranges", "positions", "forecast", "ladder", "method"} <= {s.id for s in document.sections}
    assert all(s.blocks for s in document.sections)
    assert all(figure.svg.startswith("<svg") and re.search(r"\d", figure.alt) for figure in document.figures())


@pytest.mark.parametrize("left", [("tracks",), ("questions",), ("claims",)])
def test_minimal_cases(left):
    data = plain(case_of("two-sides"))
    data.pop("questions", None)
    if left == ("tracks",):
        data["tracks"] = [{"id": "plenary", "kind": "formal"}]
    document = compose(build(Tree("case", data)), Label.SECRET, runs=20)
    assert lint(document) == []
    assert len(document.sections) > 5


def test_the_same_twice():
    case = case_of("two-sides")
    assert compose(case, Label.SECRET, runs=FEW) == composed("two-sides", Label.SECRET)


def test_a_level_that_is_not_there():
    with pytest.raises(AskError, match="no level called"):
        compose(case_of("two-sides"), Label.SECRET, runs=20, level="nothing")


def test_pictures_hold_names_and_carry_no_more_than_their_label():
    for figure in composed("three-camps", Label.SECRET).figures():
        assert figure.spec["usermeta"] == {"label": figure.spec["usermeta"]["label"]}  # type: ignore[index]
        assert "description" not in figure.spec
        assert re.fullmatch(r"[a-z0-9-]+", figure.name)


@pytest.mark.parametrize("name", ["three-camps", pytest.param("geneva-ii", marks=pytest.mark.slow)])
def test_pictures_follow_the_schema_of_vega_lite(name):
    import altair as alt

    figures = list(composed(name, Label.SECRET).figures())
    assert figures
    for figure in figures:
        alt.Chart.from_dict(dict(figure.spec), validate=True)


def test_ids_in_a_text_of_a_chart_become_names():
    called = drawing._called(case_of("geneva-ii"))
    assert called("presidents_circle - national coalition") == "the president's circle - the Coalition"
    assert called("aid: signed") == "A step on aid: signed"
    assert called("A step on aid") == "A step on aid"


def test_what_only_a_keyboard_can_follow_goes():
    made = material("geneva-ii", Label.SECRET)
    assert laying.on_paper(made, "some were left out; --most raises the number") == ["Some were left out."]
    assert laying.on_paper(made, "15 ask the game, which `backchannel claims` plays") == []
    assert laying.on_paper(made, "thin for second_round") == ["Thin for 'second round'."]


@pytest.mark.slow
def test_ids_that_were_taken_away_are_no_words():
    for one in composed("geneva-ii", Label.TEAM).sections:
        assert not re.search(r"\b[aqlti]\d+\b", texts(one)), one.id


def test_confidence_is_low_where_most_is_judgement():
    assert "is low" in str(judgement.confidence(material("geneva-ii", Label.SECRET)))


def test_the_analysts_names_are_known_as_such():
    assert {"the president's circle", "the Coalition"} <= own_words(case_of("geneva-ii"))


def test_as_plain_data():
    document = composed("two-sides", Label.SECRET)
    found = plain_data(document)
    assert set(found) >= {"title", "sentences", "columns", "rows", "label", "manifest", "sections", "profile"}
    assert [s["id"] for s in found["sections"]] == [r["id"] for r in found["rows"]]
    assert found["manifest"]["case as redacted"]


def test_progress_is_told_to_the_end():
    seen = []
    compose(case_of("two-sides"), Label.SECRET, runs=20, told=lambda done, total: seen.append((done, total)))
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.slow
def test_worker_processes_make_the_same_document():
    case = case_of("two-sides")
    with Processes(2) as engine:
        assert compose(case, Label.SECRET, runs=FEW, engine=engine) == composed("two-sides", Label.SECRET)


def test_what_fails_in_a_step_is_told(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("backchannel.report.material.opinions", broken)
    with pytest.raises(RuntimeError, match="broken"):
        compose(case_of("two-sides"), Label.SECRET, runs=20)


def test_a_step_that_needs_more_makes_it_itself():
    bare = composing.gathered(case_of("two-sides"), Label.SECRET, runs=20)
    made = Step(("litmus",), (blockers.section,))(bare)
    assert set(made.found) == {"litmus"}
    assert made.sections[blockers.__name__] == blockers.section(composing.gathered(bare.case, Label.SECRET, runs=20))


def test_no_section_can_see_the_whole_case():
    made = composing.gathered(case_of("geneva-ii"), Label.PUBLIC, runs=20)
    made.all(composing.STEPS, quiet)
    assert made.release is None
    assert made.case.case.profile == "public"
