"""`--set`: every input can be set by its path, nothing else changes, and a slip is named as one in a file is."""

import re
from typing import Any

import pytest
from pydantic import ValidationError

from backchannel.case.estimate import Estimate
from backchannel.case.inputs import inputs
from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, read_case, read_tree
from backchannel.case.setting import NOTE, _Way, apply
from backchannel.case.shape import raw_path
from backchannel.case.veil import Veil
from tests.case.cases import FULL, write
from tests.support import ROOT


def at(case, path):
    return {one.path: one for one in inputs(case)}[path]


def test_every_input_of_the_shipped_case_is_found_by_its_path():
    tree = read_tree(ROOT / "cases" / "geneva-ii")
    veil = Veil(tree.data)
    found = list(inputs(read_case(ROOT / "cases" / "geneva-ii")))
    assert len(found) > 200
    for one in found:
        place = _Way(veil, tuple(one.path.split("."))).find(tree.data)
        node: Any = tree.data
        for step in raw_path(tree.data, (*place.holder, *place.new)):
            node = node[step]
        assert one.estimate in (_estimate(node), _estimate(node, "all")), one.path


def _estimate(node, key=None):
    if key and isinstance(node, dict):
        node = node.get(key)
    try:
        return Estimate.model_validate(node)
    except ValidationError:
        return None


@pytest.mark.parametrize("path", [one.path for one in inputs(read_case(ROOT / "cases" / "geneva-ii"))][::23])
def test_a_set_input_changes_and_no_other(path):
    folder = ROOT / "cases" / "geneva-ii"
    before = {one.path: one for one in inputs(read_case(folder))}
    one = before[path]
    number = round(one.value.lo + 0.37 * (min(one.value.hi, 100) - one.value.lo), 3)
    after = {new.path: new for new in inputs(read_case(folder, [f"{path}={number}"]))}
    assert after[path].estimate.central == number
    assert after[path].note == NOTE
    assert after[path].evidence == ("judgement",)
    assert after[path].label == one.label
    assert {p: i.estimate for p, i in after.items() if p != path} == {
        p: i.estimate for p, i in before.items() if p != path and p in after
    }


@pytest.mark.parametrize(
    ("override", "path", "bounds"),
    [
        ("actors.northland.openness=0.3", "actors.northland.openness", (0.3, 0.3)),
        ("actors.government.cost = [0.1, 0.2, 0.3]", "actors.government.cost", (0.1, 0.3)),
        ("actors.rebels.patience=.9", "actors.rebels.patience", (0.9, 0.9)),
        ("actors.government.trust=0.5", "actors.government.trust", (0.5, 0.5)),
        ("actors.government.trust.aid=0.5", "actors.government.trust.aid", (0.5, 0.5)),
        ("actors.government.trust.all=0.5", "actors.government.trust", (0.5, 0.5)),
        ("actors.circle.trust=[0, 0.5, 1]", "actors.circle.trust", (0, 1)),
        ("actors.circle.trust.transition=0.6", "actors.circle.trust.transition", (0.6, 0.6)),
        ("actors.northland.trust.aid=0.6", "actors.northland.trust.aid", (0.6, 0.6)),
        ("actors.circle.exit.after=0.6", "actors.circle.exit.after", (0.6, 0.6)),
        ("stances.rebels.leadership.private=[50,60,70]", "stances.rebels.leadership.private", (50, 70)),
        ("stances.rebels.access.credit=-0.1", "stances.rebels.access.credit", (-0.1, -0.1)),
        ("levels.transition.signers.0.1.quota=0.6", "levels.transition.signers.0.1.quota", (0.6, 0.6)),
        ("levels.transition.signers.0.1.weights.posts=2", "levels.transition.signers.0.1.weights.posts", (2, 2)),
        ("levels.aid.breakage.rebels.attack=0.2", "levels.aid.breakage.rebels.attack", (0.2, 0.2)),
        ("ties.northland-government.withheld=0.4", "ties.northland-government.withheld", (0.4, 0.4)),
        ("expectations.rebels.a_start.before=0.4", "expectations.rebels.a_start.before", (0.4, 0.4)),
        ("tracks.plenary.leak=0.4", "tracks.plenary.leak", (0.4, 0.4)),
        ("war.decisiveness=1.4", "war.decisiveness", (1.4, 1.4)),
        ("war.sides.state.outcome.access=40", "war.sides.state.outcome.access", (40, 40)),
    ],
)
def test_a_number_is_set(tmp_path, override, path, bounds):
    one = at(read_case(write(tmp_path), [override]), path)
    assert one.estimate.bounds == bounds
    assert one.note == NOTE


def test_setting_one_level_keeps_the_value_of_the_others(tmp_path):
    for text in (FULL, FULL.replace("trust: 0.3", "trust: {all: 0.3}")):
        case = read_case(write(tmp_path, text), ["actors.government.trust.aid=0.5"])
        given = case.actor("government").trust or {}
        assert {key: estimate.central for key, estimate in given.items()} == {"else": 0.3, "aid": 0.5}


def test_unknown_words_lists_and_nothing_can_be_set(tmp_path):
    case = read_case(
        write(tmp_path),
        [
            "stances.rebels.leadership.private=?",
            "conference.table=back_room",
            "conference.attendance.government.status=refused",
            "levels.aid.opens=[access, leadership]",
            "levels.aid.signers=[government, {any: [rebels, northland]}]",
            "levels.transition.signers.1=northland",
            "actors.government.name=Land: of 'plenty' # 1",
            "actors.northland.openness=",
            "tracks.plenary.open=false",
            "case.loss=quadratic",
            "issues.access.anchors.50=half",
            "claims.C1.says=much",
        ],
    )
    assert case.stances[2].private.unknown
    assert case.conference
    assert case.conference.table == "back_room"
    assert case.conference.attendance[0].status == "refused"
    assert case.level("aid").opens == ("access", "leadership")
    assert case.level("aid").signers.actors() == ["government", "rebels", "northland"]
    assert case.level("transition").signers.actors()[-1] == "northland"
    assert case.actor("government").name == "Land: of 'plenty' # 1"
    assert case.actor("northland").openness is None
    assert not case.track("plenary").open
    assert case.case.loss == "quadratic"
    assert case.issue("access").anchors[50] == "half"
    assert case.claims[0].says == "much"


def test_the_last_of_two_settings_holds_and_the_files_stay(tmp_path):
    path = write(tmp_path)
    case = read_case(path, ["war.intensity=0.5", "war.intensity=0.7"])
    assert at(case, "war.intensity").estimate.central == 0.7
    assert path.read_text() == FULL


def test_a_tree_is_left_as_it_was(tmp_path):
    tree = read_tree(write(tmp_path))
    data, marks = repr(tree.data), dict(tree.marks)
    apply(tree, ["actors.government.trust.aid=0.5", "war.decisiveness=1"])
    assert repr(tree.data) == data
    assert tree.marks == marks
    assert apply(tree, []) is tree


def test_a_set_value_keeps_the_label_and_nothing_else_of_the_old_one(tmp_path):
    text = FULL.replace("public: 100", "public: {best: 100, label: secret, note: heard in a corridor, evidence: e1}")
    one = at(
        read_case(write(tmp_path, text), ["stances.rebels.leadership.public=50"]), "stances.rebels.leadership.public"
    )
    assert (str(one.label), one.note, one.evidence) == ("secret", NOTE, ("judgement",))


def test_the_hash_knows_of_a_setting(tmp_path):
    path = write(tmp_path)
    assert case_hash(read_case(path)) != case_hash(read_case(path, ["war.intensity=0.5"]))


@pytest.mark.parametrize(
    ("override", "where", "said"),
    [
        (
            "actors.northlnd.openness=0.3",
            "--set actors.northlnd.openness=...",
            "record .*northlnd.*did you mean `northland`",
        ),
        (
            "actors.xx.openness=0.3",
            "--set actors.xx.openness=...",
            "expected one of circle, government, northland or rebels",
        ),
        (
            "actors.northland.opennes=0.3",
            "--set actors.northland.opennes=...",
            "field .*opennes.*did you mean `openness`",
        ),
        ("actors.northland.zzz=0.3", "--set actors.northland.zzz=...", "expected one of .*openness"),
        ("actor.northland.openness=0.3", "--set actor.northland.openness=...", "did you mean `actors`"),
        ("actors.northland.openness", "--set actors.northland.openness=...", "says no value.*PATH=VALUE"),
        ("actors.northland.openness 0.3", "--set actors.northland.?.3=...", "says no value"),
        ("", "--set ?=...", "says no value"),
        ("=", "--set ?=...", "field that does not exist"),
        ("actors=3", "--set actors=...", "is not a list"),
        ("actors.northland=3", "--set actors.northland=...", "whole record"),
        ("actors.northland.openness.best=3", "--set actors.northland.openness.best=...", "below a value.*whole value"),
        ("actors.northland.cost.best=3", "--set actors.northland.cost.best=...", "below a value"),
        ("actors.northland.role.x=3", "--set actors.northland.role.x=...", "below a value"),
        ("actors.northland.name.x=3", "--set actors.northland.name.x=...", "below a value"),
        ("actors.northland.cost=[0.1", "--set actors.northland.cost=...", "cannot be read"),
        ("actors.northland.cost=.inf", "--set actors.northland.cost=...", "cannot be read"),
        ("actors.northland.cost=[.nan, 1, 2]", "--set actors.northland.cost=...", "cannot be read"),
        ("actors.northland.cost=5", "--set actors.northland.cost=...", "above its range, value not shown .team"),
        ("actors.northland.cost=true", "--set actors.northland.cost=...", "expected a number"),
        ("actors.northland.cost=high", "--set actors.northland.cost=...", "expected a number"),
        ("actors.northland.cost=[1, 2]", "--set actors.northland.cost=...", "three numbers"),
        ("actors.northland.cost=[0.3, 0.2, 0.1]", "--set actors.northland.cost=...", "low <= best <= high"),
        ("actors.northland.role=bakcer", "--set actors.northland.role=...", "bakcer.*did you mean `backer`"),
        ("actors.northland.exit.weight=1", "--set actors.northland.exit.weight=...", "survival: is missing"),
        ("actors.northland.exit.wight=1", "--set actors.northland.exit.wight=...", "did you mean `weight`"),
        ("stances.rebels.leadership.public=140", "--set stances.rebels.leadership.public=140", r"\(got 140\)"),
        ("stances.rebels.ledership.public=1", "--set stances.rebels.ledership.public=...", "`rebels.leadership`"),
        ("stances.rebels=1", "--set stances.rebels=...", "record that does not exist"),
        ("levels.aid.signers.7.quota=1", "--set levels.aid.signers.7.quota=...", "part of a rule"),
        ("levels.aid.signers.0.quota=1", "--set levels.aid.signers.0.quota=...", "below a value"),
        ("levels.aid.signers.0.7=1", "--set levels.aid.signers.0.7=...", "part of a rule"),
        ("levels.aid.requires.0.min=1", "--set levels.aid.requires.0.min=...", "record that does not exist"),
        ("levels.transition.requires.5.min=1", "--set levels.transition.requires.5.min=...", "item of a list"),
        ("levels.aid.breakage.circle.effect=1", "--set levels.aid.breakage.circle.effect=...", "record"),
        ("actors.circle.trust.ad=0.2", "--set actors.circle.trust.ad=...", "level that does not exist .got `ad`"),
        ("conference.table=plenry", "--set conference.table=...", "did you mean `plenary`"),
        ("conference.table.x=plenry", "--set conference.table.x=...", "below a value"),
        ("guarantees.nobody.credibility=1", "--set guarantees.nobody.credibility=...", "record"),
        ("case.as_of=soon", "--set case.as_of=soon", r"\(got 'soon'\)"),
        ("war.sides.state.outcome=3", "--set war.sides.state.outcome=...", "whole record"),
    ],
)
def test_a_slip_is_named(tmp_path, override, where, said):
    with pytest.raises(CaseError) as caught:
        read_case(write(tmp_path), [override])
    found = [p for p in caught.value.problems if p.file == where]
    assert found, str(caught.value)
    assert any(re.search(said, str(p)) for p in found), "\n".join(map(str, found))
    assert all(p.line is None for p in found)


def test_all_slips_are_named_at_once(tmp_path):
    with pytest.raises(CaseError) as caught:
        read_case(write(tmp_path), ["actors.a.b=1", "actors.c.d=1"])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    "override",
    [
        "actors.posts.weight_in_parent=77.25",
        "actors.posts.wait_in_parent=77.25",
        "actors.post.weight_in_parent=77.25",
        "stances.posts.leadership.public=777.25",
        "stances.posts.ledership.public=777.25",
        "tracks.back_room.publicity=77.25",
        "tracks.backroom.publicity=77.25",
        "guarantees.posts_kept.credibility=77.25",
        "guarantees.postskept.credibility=77.25",
        "levels.transition.signers.0.1.weights.posts=-77.25",
        "conference.table=bck_room",
        "levels.aid.ratifiers=[post]",
        "actors.posts",
        "actors.posts 77.25",
    ],
)
def test_secret_ids_and_numbers_are_not_repeated(tmp_path, override):
    with pytest.raises(CaseError) as caught:
        read_case(write(tmp_path), [override])
    said = str(caught.value).replace(str(tmp_path), "")
    assert not re.search(r"\bposts?\b|back_?room|bck_room|kept|77", said), said
