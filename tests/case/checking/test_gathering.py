"""What holds of many records alike is said once, and only then."""

from backchannel.case.building import build
from backchannel.case.checking import CHECKS, Look, check
from backchannel.case.checking.gathering import MOST_ALIKE, gathered
from backchannel.case.problems import Problem
from backchannel.case.schema import Imported
from backchannel.case.tree import parse
from tests.case.cases import FULL


def problem(n, **other):
    given = {"severity": "warning", "field": f"actors.a{n}", "message": "is odd", "weight": float(n)}
    return Problem(**{**given, "paths": (f"actors.a{n}.cost",), **other})


def test_few_alike_stay_as_they_are():
    few = [problem(n) for n in range(MOST_ALIKE)]
    assert gathered(few) == few


def test_many_alike_become_the_weightiest_with_the_numbers_of_all():
    (one,) = gathered(problem(n) for n in (1, 4, 0, 2))
    assert str(one) == "actors.a4: is odd; so with 3 more of `actors`"
    assert one.weight == 4
    assert one.paths == ("actors.a1.cost", "actors.a4.cost", "actors.a0.cost", "actors.a2.cost")


def test_what_is_said_otherwise_stays_apart():
    others = [
        problem(9, message="is even"),
        problem(9, severity="note"),
        problem(9, field="issues.i"),
        problem(9, fix="x"),
    ]
    assert len(gathered([*(problem(n) for n in range(5)), *others])) == 5


def test_a_place_without_an_id_belongs_to_its_group():
    (one,) = gathered(problem(n, field=f"actors[{n}].cost") for n in range(4))
    assert one.message.endswith("so with 3 more of `actors`")


def test_only_an_imported_case_is_gathered():
    text = FULL.replace("role: principal\n", "role: principal\n    patience: ?\n")
    text = text.replace("role: leader\n", "role: leader\n    patience: ?\n").replace("openness: ?", "patience: ?")
    case = build(parse(text, "x"))
    each = [found for one in CHECKS for found in one(Look(case))]
    assert len(check(case)) == len(each)
    imported = case.model_copy(update={"imported": Imported(format="ktab")})
    assert len(check(imported)) == len(gathered(each)) < len(each)
    assert {path for p in check(imported) for path in p.paths} == {path for p in each for path in p.paths}
