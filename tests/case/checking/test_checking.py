"""All checks together: each is tested to speak and to keep silent, and none shows a value above public."""

import re

from hypothesis import HealthCheck, given, settings

from backchannel.case.building import build
from backchannel.case.checking import CHECKS, FORM, REACH, SOURCE, UNKNOWN, check
from backchannel.case.inputs import inputs
from backchannel.case.reading import read_case
from backchannel.case.tree import parse
from tests.case.cases import FULL
from tests.case.checking import (
    test_care,
    test_doubt,
    test_idle,
    test_labels,
    test_naming,
    test_reach,
    test_sources,
    test_voices,
)
from tests.case.checking.saying import case_with
from tests.case.strategies import cases
from tests.support import ROOT

THEMES = (test_care, test_doubt, test_idle, test_labels, test_naming, test_reach, test_sources, test_voices)


def about(found, words):
    return [p for p in found if words in p.message]


def test_every_check_is_tested_to_speak_and_to_keep_silent():
    assert {row[0] for theme in THEMES for row in theme.SPEAKS} == set(CHECKS)
    assert {row[0] for theme in THEMES for row in theme.SILENT} == set(CHECKS)


def test_what_matters_most_comes_first():
    found = check(
        case_with([("members: [government, rebels, circle]", "members: [rebels]"), ("title: A toy", "title: A junta")])
    )
    weights = [p.weight for p in found]
    assert weights == sorted(weights, reverse=True)
    assert "no open track" in found[0].message
    kinds = [("no open track", REACH), ("not known", UNKNOWN), ("without evidence", SOURCE), ("loaded word", FORM)]
    for words, least in kinds:
        assert all(least <= p.weight < least + 100 for p in about(found, words))


def test_an_unknown_limit_weighs_by_how_much_its_actor_cares():
    found = about(
        check(case_with([("private: [60, 80, 95]", "private: ?"), ("private: 90", "private: ?")])), "not known"
    )
    assert [p.field for p in found if "private" in p.field] == [
        "stances.rebels.leadership.private",
        "stances.rebels.access.private",
    ]


def test_no_message_shows_a_number_of_the_case():
    odd = re.sub(r"\b0\.\d+", lambda m: m.group() + "37", FULL)
    found = check(build(parse(odd.replace("salience: 60", "salience: 61.37"), "toy.yaml")))
    assert not [p for p in found if "37" in str(p)]


def test_problems_name_inputs_there_are_and_do_not_print_them():
    case = case_with([("private: [10, 40, 70]", "private: ?")])
    paths = {i.path for i in inputs(case)}
    found = check(case)
    assert any("posts" in path for p in found for path in p.paths)
    assert {path for p in found for path in p.paths} <= paths
    assert {p.decides for p in found} - {None} <= {level.id for level in case.levels}
    assert "posts" not in "".join(map(repr, found))


def test_the_smallest_case_can_be_checked():
    text = """\
case: {id: a, title: t, as_of: 2014-01-28}
actors: [{id: a, role: audience}]
issues: [{id: i, anchors: {}, status_quo: 0}]
levels: [{id: l, opens: [i], signers: a}]
tracks: [{id: t, kind: formal}]
"""
    assert check(build(parse(text, "x.yaml")))


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_case_can_be_checked(case):
    paths = {i.path for i in inputs(case)}
    for problem in check(case):
        assert set(problem.paths) <= paths
        assert problem.message
        assert "\n" not in str(problem)


def test_the_shipped_case():
    """What its coder left is known: no number without a source, two offers made louder than meant."""
    found = check(read_case(ROOT / "cases" / "geneva-ii"))
    assert about(found, "without evidence") == []
    assert [p.field for p in about(found, "offer aloud")] == [
        "stances.presidents_circle.aid_access",
        "stances.national_coalition.local_truces",
    ]
    assert [p.field for p in about(found, "no open track")] == [
        "levels.local_truce.signers",
        "levels.ceasefire.signers",
    ]
    assert "`armed_rebels` sits on none" in about(found, "no open track")[0].message
