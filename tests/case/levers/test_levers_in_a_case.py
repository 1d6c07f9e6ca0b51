"""Levers as a case declares them, and as they are worked out from its parts."""

import copy
from typing import Any

import pytest

from backchannel.case.building import build
from backchannel.case.formats import convert
from backchannel.case.levers.deriving import derived
from backchannel.case.levers.limits import past_limit, within_limit
from backchannel.case.levers.moves import MOVES, kinds_of, lever_label
from backchannel.case.levers.pulling import as_set, clash, clashes
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.reading import find_case, read_case
from backchannel.case.schema import Guarantee, Lever
from backchannel.case.setting import apply
from backchannel.case.tree import Tree, parse
from backchannel.case.veil import Veil
from backchannel.core.labels import Label

TREE = """\
case: {id: two, title: Two sides, as_of: 2014-01-28}
actors:
  - {id: government, role: principal, side: state, capability: 100, trust: 0.3, audience_cost: 0.1}
  - {id: rebels, role: principal, side: rebellion, capability: 50}
  - {id: group, role: armed, side: rebellion, capability: 10, rent: [0.1, 0.2, 0.3], attacking_cost: 0.1}
  - {id: clerks, role: insider, side: state, parent: government}
issues:
  - {id: power, anchors: {0: stays, 100: goes}, status_quo: 0, tag: leadership}
stances:
  - {actor: government, issue: power, public: 0, private: 0, salience: 100}
  - {actor: rebels, issue: power, public: 100, private: 100, salience: 100}
  - {actor: group, issue: power, private: 100, salience: 100}
levels:
  - id: deal
    opens: [power]
    signers: [government, rebels]
    breakage: [{group: group, effect: 0.2, attack: 0.5}]
tracks:
  - {id: plenary, kind: formal, members: [government, rebels]}
  - {id: back_room, kind: corridor, members: [government, rebels], publicity: 0.1}
  - {id: line, kind: corridor, members: [clerks, rebels], open: false}
guarantees:
  - {id: jobs, beneficiary: rebels, worth: 0.1, credibility: 0.5}
  - {id: desks, beneficiary: clerks, worth: 0.1, credibility: 0.5}
  - {id: safe_exit, beneficiary: government, credibility: 0.5, worth: 0.1}
  - {id: bounded, beneficiary: government, credibility: 0.5, covers_exit: true, limit: Never for war crimes.}
war: {sides: [{id: state}, {id: rebellion}]}
levers:
"""


def problems(*levers: str) -> list[str]:
    """What is wrong with some levers, a line each; the lines of the levers follow those of the tree."""
    text = TREE + "".join(f"  - {{{one}}}\n" for one in levers)
    try:
        build(parse(text, "two.yaml"))
    except CaseError as error:
        return [str(one) for one in error.problems]
    return []


FIRST = TREE.count("\n") + 1


@pytest.mark.parametrize(
    ("lever", "words"),
    [
        ("id: a, kind: publicity, changes: {tracks.plenary.publicity: 2}", "above its range"),
        ("id: a, kind: publicity, changes: {tracks.plenry.publicity: 0.2}", "did you mean `plenary`?"),
        ("id: a, kind: publicity, changes: {tracks.plenary.publicity: high}", "levers.a.changes: is not right"),
        ("id: a, kind: enforcement, changes: {tracks.plenary.publicity: 0.2}", "is not the kind of what is moved"),
        ("id: a, kind: enforcement, changes: {stances.rebels.power.private: 2}", "is nothing that a lever moves"),
        ("id: a, kind: enforcement, changes: {levels: 2}", "is nothing that a lever moves"),
        ("id: a, kind: enforcement, changes: {}", "is empty"),
        ("id: a, kind: enforcment, changes: {levels.deal.enforcement: 1}", "did you mean `enforcement`?"),
        ("id: a, kind: inclusion, changes: {tracks.plenary.members: +rebels}", "sits there already"),
        ("id: a, kind: inclusion, changes: {tracks.plenary.members: '-group'}", "who does not sit there"),
        ("id: a, kind: inclusion, changes: {tracks.plenary.members: +nobody}", "names an actor that does not exist"),
        ("id: a, kind: channel, changes: {tracks.back_room.open: perhaps}", "not true or false"),
        ("id: a, kind: channel, holder: me, changes: {tracks.back_room.open: false}", "names an actor that does not"),
        ("id: a, kind: channel, cost: 101, changes: {tracks.back_room.open: false}", "a number from 0 to 100"),
        ("id: a, kind: guarantee, changes: {guarantees.desks.credibility: 1}", "write `label: secret`"),
    ],
)
def test_what_is_wrong_with_a_lever_is_said_of_its_line(lever, words):
    told = problems("id: fine, kind: enforcement, changes: {levels.deal.enforcement: 1}", lever)
    assert len(told) == 1, told
    assert told[0].startswith(f"two.yaml:{FIRST + 1}: levers.a")
    assert words in told[0]


def test_everything_wrong_is_said_at_once_and_two_levers_may_move_one_thing():
    told = problems(
        "id: a, kind: publicity, changes: {tracks.plenary.publicity: 2}",
        "id: b, kind: publicity, changes: {tracks.plenary.publicity: 3, tracks.back_room.publicity: -1}",
        "id: c, kind: publicity, changes: {tracks.plenary.publicity: 0.5}",
    )
    assert [one.split(":")[1] for one in told] == [str(FIRST + n) for n in (0, 1, 1)]


def test_a_secret_path_is_not_named_in_a_message():
    told = problems("id: a, kind: guarantee, changes: {guarantees.desk.credibility: 1}")
    assert len(told) == 1
    assert "desks" not in told[0]


@pytest.mark.parametrize(
    "lever",
    [
        "id: a, kind: guarantee, changes: {guarantees.jobs.limit: none}",
        "id: a, kind: guarantee, changes: {guarantees.jobs.credibility: 1, guarantees.bounded.limit: ''}",
        "id: a, kind: guarantee, changes: {guarantees.safe_exit.credibility: 1}",
        "id: a, kind: guarantee, name: A full amnesty, changes: {guarantees.bounded.credibility: 1}",
        "id: blanket_immunity, kind: guarantee, changes: {guarantees.bounded.credibility: 1}",
        "id: amnesty, kind: enforcement, changes: {levels.deal.enforcement: 1}",
    ],
)
def test_a_lever_past_the_limit_of_a_promise_is_refused(lever):
    (told,) = problems(lever)
    assert told.startswith(f"two.yaml:{FIRST}: levers.")
    assert "war crimes, crimes against humanity, genocide" in told


def test_a_promise_with_its_limit_may_be_believed_more():
    assert problems("id: a, kind: guarantee, changes: {guarantees.bounded.credibility: 1}") == []


@pytest.mark.parametrize(
    ("said", "fine"),
    [
        ({"covers_exit": True}, False),
        ({"covers_exit": True, "limit": "Covers war crimes."}, False),
        ({"covers_exit": True, "limit": "Not for the cold-hearted."}, False),
        ({"covers_exit": True, "limit": "Never for genocide."}, True),
        ({"name": "Amnesty for conscripts"}, False),
        ({"name": "Amnesty for conscripts", "limit": "Nobody answerable for crimes against humanity."}, True),
        ({"name": "Posts"}, True),
    ],
)
def test_which_promises_say_their_limit(said, fine):
    promise = Guarantee.model_validate({"id": "g", "beneficiary": "a", "credibility": 0.5, **said})
    assert within_limit(promise) is fine
    lever = Lever(id="a", kind="guarantee", changes={"guarantees.g.credibility": 1.0})
    assert (past_limit([promise], lever) is None) is fine


def test_no_derived_lever_crosses_a_limit_or_touches_one():
    two = build(parse(TREE, "two.yaml"))
    ids = {one.id for one in derived(two)}
    assert {"sure_jobs", "sure_desks", "sure_bounded"} <= ids
    assert "sure_safe_exit" not in ids
    for case in (two, read_case(find_case("geneva-ii"))):
        for one in derived(case):
            assert past_limit(case.guarantees, one) is None
            assert not any(path.endswith(".limit") for path in one.changes)


def test_every_kind_is_derived_where_the_case_has_its_parts():
    found = derived(read_case(find_case("geneva-ii")))
    assert {one.kind for one in found} == set(MOVES)
    assert len({one.id for one in found}) == len(found)
    two = {one.id: one for one in derived(build(parse(TREE, "two.yaml")))}
    assert "recognition" not in {one.kind for one in two.values()}
    assert two["publicity_plenary"].changes == {"tracks.plenary.publicity": 0.0}
    assert two["publicity_back_room"].changes == {"tracks.back_room.publicity": 1.0}
    assert two["opening_line"].changes == {"tracks.line.open": True}
    assert two["closing_back_room"].changes == {"tracks.back_room.open": False}
    assert two["seat_group_plenary"].changes == {"tracks.plenary.members": "+group"}
    assert two["induced_group"].changes == {"actors.group.side_benefit": "[0.1, 0.2, 0.3]"}
    assert two["stopped_group"].changes == {"levels.deal.breakage.group.effect": 0.0}
    assert {two[id].label for id in ("opening_line", "sure_desks")} == {"secret"}
    assert all(one.cost is None and one.holder in (None, "group") for one in two.values())


@pytest.mark.parametrize("name", ["geneva-ii", None])
def test_every_derived_lever_could_have_been_declared(name):
    case = read_case(find_case(name)) if name else build(parse(TREE, "two.yaml"))
    whole = case.model_copy(update={"levers": (*case.levers, *derived(case))})
    assert build(Tree("case.yaml", plain(whole))) == whole


def test_geneva_ii_declares_levers_that_can_all_be_pulled_together():
    case = read_case(find_case("geneva-ii"))
    assert len(case.levers) >= 6
    assert clashes(case.levers) == frozenset()
    assert all(one.holder and one.cost and one.note and one.name for one in case.levers)
    assert any("para_9" in one.evidence for one in case.levers)
    assert {one.id for one in case.levers if lever_label(case, one) == Label.SECRET} == {"posts_believed"}


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_levers_survive_other_formats(tmp_path, ending):
    source = find_case("geneva-ii")
    convert(read_case(source), tmp_path / f"case.{ending}")
    assert read_case(tmp_path / f"case.{ending}").levers == read_case(source).levers


def test_lists_are_kept_as_they_are_written_after_set():
    lever = Lever.model_validate(
        {"id": "a", "kind": "enforcement", "changes": {"levels.deal.enforcement": [0, 0.5, 1]}}
    )
    assert lever.changes == {"levels.deal.enforcement": "[0, 0.5, 1]"}


def test_members_are_added_one_by_one_and_words_clash():
    def seat(id: str, said: Any, path: str = "tracks.plenary.members") -> Lever:
        return Lever(id=id, kind="inclusion", changes={path: said})

    assert not clash(seat("a", "+group"), seat("b", "+clerks"))
    assert clash(seat("a", "+group"), seat("b", "+group"))
    assert clash(seat("a", "+group"), seat("b", "[group]"))
    data = copy.deepcopy(parse(TREE, "two.yaml").data)
    told = as_set(data, [("tracks.plenary.members", "+group"), ("tracks.plenary.members", "-rebels")])
    assert told == ["tracks.plenary.members=[government, group]"]
    with pytest.raises(CaseError, match="leaves nobody"):
        as_set(data, [("tracks.plenary.members", "-rebels"), ("tracks.plenary.members", "-government")])
    data["tracks"][0].pop("members")
    with pytest.raises(CaseError, match="names none, where everybody sits"):
        as_set(data, [("tracks.plenary.members", "+group")])
    assert as_set(data, [("tracks.line.open", True)]) == ["tracks.line.open=true"]


def test_what_a_lever_moves_is_of_some_kind():
    assert kinds_of("levels.deal.breakage.group.attack") == ("inclusion", "spoiler")
    for path in ("stances.a.b.private", "guarantees.a.limit", "guarantees.a.covers_exit", "actors.a.trust", "game.x"):
        assert kinds_of(path) == ()


def test_setting_many_numbers_does_not_make_the_veil_anew(monkeypatch):
    """A number moves no label, so what may be shown is worked out once."""
    made = []

    def counting(data):
        made.append(data)
        return Veil(data)

    monkeypatch.setattr("backchannel.case.setting.Veil", counting)
    apply(parse(TREE, "two.yaml"), ["actors.rebels.cost=0.1", "actors.rebels.rent=0.1", "levels.deal.cover=0.1"])
    assert len(made) == 1
