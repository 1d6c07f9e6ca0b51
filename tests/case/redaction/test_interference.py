"""Cases that differ only above the profile give byte-identical folders."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from backchannel.case.building import build
from backchannel.case.plain import plain
from backchannel.case.problems import CaseError
from backchannel.case.reading import case_hash, find_case, read_case
from backchannel.case.redaction import redact
from backchannel.case.schema import Case
from backchannel.case.tree import Tree
from backchannel.case.writing import single
from backchannel.core.labels import Label
from tests.case.redaction.planted import Planter

PROFILES = (Label.PUBLIC, *(pytest.param(one, marks=pytest.mark.slow) for one in (Label.PARTNERS, Label.TEAM)))

Data = dict[str, Any]
SECRET_ACTOR = {"id": "aaa_mole", "role": "insider", "side": "government", "name": "Zqmole", "cost": 0.3}
ADDED: dict[str, Callable[[Data], Any]] = {
    "an insider": lambda d: d["actors"].insert(0, SECRET_ACTOR),
    "an actor labelled secret": lambda d: d["actors"].insert(2, {**SECRET_ACTOR, "role": "backer", "label": "secret"}),
    "an insider who signs": lambda d: (
        d["actors"].insert(0, SECRET_ACTOR),
        d["levels"][0].update(signers=[d["levels"][0]["signers"], "aaa_mole"]),
    ),
    "an insider at the table": lambda d: (
        d["actors"].append(SECRET_ACTOR),
        d["tracks"][0]["members"].insert(0, "aaa_mole"),
    ),
    "an insider's stance": lambda d: (
        d["actors"].append(SECRET_ACTOR),
        d["stances"].insert(0, {"actor": "aaa_mole", "issue": "leadership", "public": 40, "private": 3}),
    ),
    "a corridor": lambda d: d["tracks"].insert(0, {"id": "aaa", "kind": "corridor", "members": ["russia"]}),
    "a table nobody knows of": lambda d: d["tracks"].insert(0, {"id": "aaa", "kind": "formal", "open": False}),
    "a guarantee": lambda d: d["guarantees"].insert(0, {"id": "aaa", "beneficiary": "russia", "credibility": 0.2}),
    "a level labelled secret": lambda d: d["levels"].insert(
        1, {"id": "aaa", "opens": ["leadership"], "signers": "russia", "label": "secret"}
    ),
    "an issue labelled secret": lambda d: (
        d["issues"].insert(0, {"id": "aaa", "anchors": {"0": "Zqnone"}, "status_quo": 3, "label": "secret"}),
        d["levels"][0]["opens"].insert(0, "aaa"),
    ),
    "a side of an insider alone": lambda d: (
        d["war"]["sides"].insert(0, {"id": "aaa"}),
        d["actors"].append({**SECRET_ACTOR, "side": "aaa"}),
    ),
    "a source": lambda d: d["sources"].insert(0, {"id": "aaa", "what": "Zqleaked paper"}),
    "a note": lambda d: d["actors"][0].update(note="Zqnote"),
    "a private stance": lambda d: d["stances"].insert(0, {"actor": "syrian_government", "issue": "agenda"}),
    "a figure for the team": lambda d: d.setdefault("declassify", []).insert(
        0, {"id": "aaa", "finding": "packages", "to": "team", "by": "Zqme", "on": "2014-01-28", "why": "Zqwhy"}
    ),
    "another id of the case": lambda d: d["case"].update(id="zqother", title="Zqother", summary="Zqsummary"),
    "another order of what stays behind": lambda d: d["ties"].reverse(),
    "no private limits at all": lambda d: [s.pop(n, None) for s in d["stances"] for n in ("private", "salience")],
    "no game": lambda d: d.pop("game"),
}
FIRST = ("an insider who signs", "an insider at the table", "a corridor", "an issue labelled secret", "a note")


@cache
def told() -> Data:
    return plain(read_case(find_case("geneva-ii")))


def copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: copied(one) for name, one in node.items()}
    return [copied(one) for one in node] if isinstance(node, list) else node


def made(data: Data) -> Case:
    return build(Tree("case.yaml", data))


@cache
def at(profile: Label) -> str:
    return single(redact(made(copied(told())), profile).case)


@pytest.mark.parametrize("profile", [Label.PUBLIC, pytest.param(Label.PARTNERS, marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize("what", [one if one in FIRST else pytest.param(one, marks=pytest.mark.slow) for one in ADDED])
def test_what_is_added_above_the_profile_changes_no_byte(what, profile):
    data = copied(told())
    ADDED[what](data)
    other = made(data)
    assert case_hash(other) != case_hash(made(copied(told())))
    assert single(redact(other, profile).case) == at(profile)


@pytest.mark.slow
@pytest.mark.parametrize(
    "what", ["an insider", "an actor labelled secret", "an insider's stance", "a side of an insider alone"]
)
def test_what_is_secret_changes_no_byte_for_the_team(what):
    data = copied(told())
    ADDED[what](data)
    found = single(redact(made(data), Label.TEAM).case)
    if what != "a side of an insider alone":  # at `team` a side without a label is the team's
        assert found == at(Label.TEAM)


def numbers(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every low number, and of every text that is planted, in plain data."""
    if isinstance(node, dict):
        for name, one in node.items():
            yield from numbers(one, (*path, name))
    elif isinstance(node, list):
        for place, one in enumerate(node):
            yield from numbers(one, (*path, place))
    elif isinstance(node, float) or (isinstance(node, str) and node.startswith("Zqtext")):
        yield path


@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_every_value_above_the_profile_one_after_the_other(profile):
    """All at once first: each group of values that must not matter is moved, and no byte may follow."""
    planter = Planter(None)
    data = plain(planter.case())
    before = single(redact(made(copied(data)), profile, coarsen=0).case)
    above = {text for text, said in planter.planted.items() if said[0] > profile}
    changed = copied(data)
    moved = 0
    for path in numbers(data):
        holder = changed
        for step in path[:-1]:
            holder = holder[step]
        said = holder[path[-1]]
        if str(said) in above:
            holder[path[-1]] = f"Another{said[6:]}" if isinstance(said, str) else said + 1e-6
            moved += 1
    assert moved > 100
    try:
        after = made(changed)
    except CaseError as error:
        pytest.fail(str(error)[:500])
    assert single(redact(after, profile, coarsen=0).case) == before
