"""Answers put into a case: each kept, the earlier one replaced, and everything else left as it was."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backchannel.case.draws import sample
from backchannel.case.elicitation.pooling import Answer, merged, replaced
from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from tests.analyses.cases import geneva, toy
from tests.case.strategies import cases

DAY = dt.date(2025, 3, 1)
COST = "actors.government.cost"


def one(by: str = "heron", path: str = COST, low: float = 0.2, best: float = 0.3, high: float = 0.4, **more) -> Answer:
    return Answer(path, by, low, best, high, more.pop("interval", 0.8), **more)


def number(case, path: str = COST):
    return next(i for i in inputs(case) if i.path == path)


def test_the_coder_s_own_figure_stays_as_one_more_answer():
    before = toy("actors.government.cost=[0.05, 0.1, 0.2]")
    found = number(merged(before, [one()], DAY)).estimate
    assert [(e.by, e.low, e.best, e.high, e.interval) for e in found.experts] == [
        ("coder", 0.05, 0.1, 0.2, 0.8),
        ("heron", 0.2, 0.3, 0.4, 0.8),
    ]
    assert (found.low, found.best, found.high) == (None, None, None)
    dropped = number(merged(before, [one()], DAY, drop_coder=True)).estimate
    assert [e.by for e in dropped.experts] == ["heron"]


def test_the_coder_s_interval_comes_along():
    before = toy(actors=[{"id": "government", "role": "principal", "cost": {"best": 0.1, "low": 0, "high": 0.2,
                          "interval": 0.5}}, {"id": "opposition", "role": "principal"}])  # fmt: skip
    assert number(merged(before, [one()], DAY)).estimate.experts[0].interval == 0.5


def test_of_what_nobody_knew_only_the_answers_are_left():
    found = number(merged(toy("actors.government.cost=?"), [one()], DAY)).estimate
    assert (found.unknown, [e.by for e in found.experts]) == (False, ["heron"])


def test_answering_again_replaces_and_keeps_place_and_weight():
    case = merged(toy(), [one("wren"), one("heron")], DAY)
    assert [e.by for e in number(case).estimate.experts] == ["coder", "heron", "wren"]
    heavy = number(case).estimate.experts[1].model_copy(update={"weight": 3.0})
    experts = (number(case).estimate.experts[0], heavy, number(case).estimate.experts[2])
    case = replaced(case, {COST: number(case).estimate.model_copy(update={"experts": experts})})
    again = number(merged(case, [one("heron", best=0.35)], DAY)).estimate.experts
    assert [(e.by, e.best, e.weight) for e in again] == [("coder", 0.1, 1), ("heron", 0.35, 3), ("wren", 0.3, 1)]


def test_merging_twice_is_merging_once():
    once = merged(toy(), [one(), one("wren", best=0.25)], DAY)
    assert merged(once, [one(), one("wren", best=0.25)], DAY) == once


def test_label_evidence_and_note_stay_and_judgement_joins():
    case = toy(
        actors=[
            {"id": "government", "role": "principal",
             "cost": {"best": 0.1, "evidence": "e1", "note": "why", "label": "secret", "perspective": "theirs"}},
            {"id": "opposition", "role": "principal"},
        ],
        sources=[{"id": "s", "what": "a paper"}],
        evidence=[{"id": "e1", "source": "s"}],
    )  # fmt: skip
    found = number(merged(case, [one()], DAY))
    assert (str(found.label), found.evidence, found.note) == ("secret", ("e1", "judgement"), "why")
    assert found.estimate.perspective == "theirs"
    bare = number(merged(toy(), [one()], DAY))
    assert bare.evidence == ("judgement",)
    assert bare.note
    assert "2025-03-01" in bare.note


def test_what_was_judged_already_gets_no_new_note():
    case = toy(actors=[{"id": "government", "role": "principal", "cost": 0.1, "evidence": "judgement", "note": "mine"},
                       {"id": "opposition", "role": "principal"}])  # fmt: skip
    found = number(merged(case, [one()], DAY))
    assert (found.estimate.evidence, found.estimate.note, found.note) == ((), None, "mine")


@given(cases(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_number_is_replaced_at_its_path_and_nowhere_else(case, data):
    """`replaced` walks a case as `inputs` does, for any case there is."""
    numbers = list(inputs(case))
    if not numbers:
        return
    which = data.draw(st.integers(0, len(numbers) - 1))
    marked = numbers[which].estimate.model_copy(update={"note": "replaced here"})
    after = list(inputs(replaced(case, {numbers[which].path: marked})))
    assert [i.path for i in after] == [i.path for i in numbers]
    paths = [i.path for i in numbers]
    for old, new in zip(numbers, after, strict=True):
        if old.path == numbers[which].path and paths.count(old.path) == 1:
            assert new.estimate == marked
        elif old.path != numbers[which].path:
            assert new.estimate == old.estimate


def test_every_number_of_the_shipped_case_can_be_replaced():
    case = geneva()
    marked = {i.path: i.estimate.model_copy(update={"perspective": i.path[:60]}) for i in inputs(case)}
    assert {i.path: i.estimate.perspective for i in inputs(replaced(case, marked))} == {p: p[:60] for p in marked}


def test_a_path_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        replaced(toy(), {"actors.government.nothing": Estimate(unknown=True)})
    with pytest.raises(KeyError):
        merged(toy(), [one(path="actors.nobody.cost")], DAY)


def test_draws_stand_on_the_average_of_the_quantiles():
    """As the how-to says: the pool keeps the width of the answers and does not widen where they contradict."""
    near = merged(toy(), [one("a", low=0.1, best=0.2, high=0.3), one("b", low=0.1, best=0.2, high=0.3)], DAY,
                  drop_coder=True)  # fmt: skip
    far = merged(toy(), [one("a", low=0.1, best=0.2, high=0.3), one("b", low=0.7, best=0.8, high=0.9)], DAY,
                 drop_coder=True)  # fmt: skip
    a, b = (sample(case, runs=500, seed=3).of(COST, 0.0) for case in (near, far))
    assert np.allclose(b - a, 0.3)


def test_a_merged_case_reads_back_and_answers():
    from backchannel.analyses.packages import packages

    case = merged(geneva(), [one(path="actors.russia.cost"), one("wren", "actors.russia.cost")], DAY)
    assert packages(case, runs=60, level="aid").rows
