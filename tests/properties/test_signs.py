"""Signs that the theory (1.5, 8.1) promises, on whole random cases and common random numbers.

Each lever is moved in the case itself, by a change to one number or the addition of one actor; every other draw stays
the same to the bit, so the margins can be compared run by run. Where a sign needs a condition it stands beside the
lever. A margin is compared on the same texts before and after.
"""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.inequality import prepare
from backchannel.conference.scan import margins
from backchannel.conference.state import build
from backchannel.conference.texts import product
from tests.conference.cases import Tree, case_of, deal, random_texts, random_tree

RUNS = 12
SEEDS = range(700, 716)
ROUNDING = 1e-12
PROMISE = {"id": "posts", "beneficiary": "a1", "levels": ["deal"], "credibility": 0.5, "worth": 0.25}


def margin(tree: Tree, seed: int, texts_of: Tree, which: str) -> Any:
    """The margin [run] in the corridor on the texts of ``texts_of``."""
    case = case_of(tree)
    level, track = deal(case, "corridor")
    texts = random_texts(case_of(texts_of), level, seed)
    setting = prepare(build(sample(case, runs=RUNS, seed=seed)), level, track, guarantees=which)
    return margins(setting, texts)[0]


def moved(seed: int, lever: Any, which: str = "all", **kind: bool) -> tuple[Any, Any]:
    """Margins before and after a lever; ``lever`` changes the tree it is given."""
    before = random_tree(seed, **kind)
    for person in before["actors"][:-1]:  # something to move in every case
        person.setdefault("audience_cost", 0.25)
        person.setdefault("betrayal_loss", 0.125)
        person.setdefault("trust", 0.5)
        person.setdefault("cost", 0.0625)
        person.setdefault("audience_memory", 0.0625)
    if kind.get("benefit", True):
        before["issues"][-1]["tag"] = "leadership"
        fate = {"weight": 0.25, "survival": 0.75, "after": 0.5, "loses": 1, "betrayed": 1}
        before["actors"][1].setdefault("exit", fate)
        before.setdefault("guarantees", [PROMISE | {"covers_exit": True}])
    before["tracks"][1] |= {"publicity": 0.25, "leak": 0.125}
    after = deepcopy(before)
    lever(after)
    return margin(before, seed, before, which), margin(after, seed, before, which)


def toward(value: Any, end: float) -> Any:
    """An estimate moved a quarter of the way to the end of its range.

    All three parts move by one affine map, so every draw moves by it too. To add to each part and cut at the end would
    not do: [.5, .95, 1] becomes [.75, 1, 1], whose upper draws are lower.
    """
    if isinstance(value, dict):
        return {key: toward(one, end) for key, one in value.items()}
    if isinstance(value, list):
        return [toward(v, end) for v in value]
    return value + 0.25 * (end - value)


def everyone(field: str) -> Any:
    def lever(tree: Tree) -> None:
        for person in tree["actors"][:-1]:
            person[field] = toward(person.get(field, 0.0), 1.0)

    return lever


def track(field: str, value: float) -> Any:
    return lambda tree: tree["tracks"][1].update({field: value})


def level(field: str, value: float) -> Any:
    return lambda tree: tree["levels"][0].update({field: value})


def more_breakage(tree: Tree) -> None:
    tree["levels"][0].setdefault("breakage", []).append({"group": "crowd", "effect": 0.25})


def veto_holder(tree: Tree) -> None:
    """The rule now needs somebody else besides those it needed; no side gains a fighter."""
    tree["actors"].insert(0, {"id": "veto", "role": "principal", "cost": 0.1})
    tree["stances"].append({"actor": "veto", "issue": tree["issues"][-1]["id"], "private": 0, "salience": 50})
    tree["levels"][0]["signers"] = {"all": [tree["levels"][0]["signers"], "veto"]}


def another_way(tree: Tree) -> None:
    others = {s["actor"] for s in tree["stances"]}
    tree["levels"][0]["signers"] = {"any": [tree["levels"][0]["signers"], sorted(others)[0]]}


def better_promises(tree: Tree) -> None:
    for promise in tree.get("guarantees", []):
        promise["credibility"] = toward(promise["credibility"], 1.0)


def one_more_promise(tree: Tree) -> None:
    tree.setdefault("guarantees", []).append(PROMISE | {"id": "more", "beneficiary": "a0"})


def dearer_exit(tree: Tree) -> None:
    """A life after the deal worth more to whoever would lose office."""
    for person in tree["actors"]:
        if "exit" in person:
            person["exit"]["after"] = toward(person["exit"]["after"], 2.0)


# Fields that enter with one sign whatever the text: no condition. The schema has premium >= 1, so that exposure never
# falls with leaks; what an audience gives credit for does not hang on exposure, which therefore only costs.
NEVER_RAISES = {
    "publicity of the track": track("publicity", 0.75),
    "leaks": track("leak", 0.5),
    "premium on exposure": track("premium", 3.0),
    "audience cost": everyone("audience_cost"),
    "betrayal loss": everyone("betrayal_loss"),
    "rent of war": everyone("rent"),
    "breakage": more_breakage,
    "a veto holder": veto_holder,
}
NEVER_LOWERS = {
    "cost of fighting": everyone("cost"),
    "side benefit": everyone("side_benefit"),
    "cover": level("cover", 0.9375),
    "credibility of guarantees": better_promises,
    "a guarantee": one_more_promise,
    "life after the deal": dearer_exit,
    "another who may sign instead": another_way,
}


@pytest.mark.parametrize("name", NEVER_RAISES)
def test_the_margin_never_rises_with(name):
    lever = NEVER_RAISES[name]
    changed = 0
    for seed in SEEDS:
        before, after = moved(seed, lever)
        assert (after <= before + ROUNDING).all(), seed
        changed += (after < before - ROUNDING).any()
    assert changed >= 3  # the lever is connected


@pytest.mark.parametrize("name", NEVER_LOWERS)
def test_the_margin_never_falls_with(name):
    lever = NEVER_LOWERS[name]
    changed = 0
    for seed in SEEDS:
        before, after = moved(seed, lever)
        assert (after >= before - ROUNDING).all(), seed
        changed += (after > before + ROUNDING).any()
    assert changed >= 3


@pytest.mark.parametrize(
    ("field", "lever"),
    [("trust", everyone("trust")), ("enforcement", level("enforcement", 0.75))],
)
def test_trust_and_enforcement_widen_what_is_acceptable(field, lever):
    """dS/dT = g - w + phi ell m_b, which can be negative where peace is worse than war.

    Where a text is accepted without side benefits (h <= 0) or credit, T (g - w) is at least the betrayal term, so peace
    beats war and the sign holds: an acceptable text stays acceptable and the margin cannot fall. No orders of steps:
    trust brings later steps closer, which some of those who must sign do not want.
    """
    changed = acceptable = 0
    for seed in SEEDS:
        before, after = moved(seed, lever, which="none", credit=False, sequence=False, benefit=False)
        there = before >= 0
        assert (after[there] >= before[there] - ROUNDING).all(), (field, seed)
        acceptable += there.any()
        changed += (after[there] > before[there] + ROUNDING).any()
    assert acceptable >= 4
    assert changed >= 3


def test_the_condition_on_trust_is_needed():
    """With a side benefit a party may accept a text that it likes less than war, and then trust turns it away."""
    case_before, case_after = (
        {
            "actors": [
                {"id": "g", "role": "principal", "side": "a", "own_chance": 1, "trust": trust, "side_benefit": 0.25},
                {"id": "r", "role": "principal", "side": "b", "capability": 1},
            ],
            "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": 0}],
            "stances": [
                {"actor": "g", "issue": "k", "private": 100, "salience": 1},
                {"actor": "r", "issue": "k", "private": 0, "salience": 1},
            ],
            "levels": [{"id": "deal", "opens": ["k"], "signers": "g"}],
            "tracks": [{"id": "corridor", "kind": "corridor"}],
        }
        for trust in (0.25, 1.0)
    )
    found = []
    for case in map(case_of, (case_before, case_after)):
        setting = prepare(build(sample(case, runs=1)), *deal(case, "corridor"))
        found.append(margins(setting, product(case, case.level("deal"), {"k": np.array([50.0])}))[0][0])
    assert found == pytest.approx([0.25 - 0.25 * 0.5, 0.25 - 0.5], abs=1e-12)


def test_power_is_neutral_to_the_range_and_not_to_the_split():
    """Chances moved oppositely by the same amount shift the text everybody can live with and leave the margin."""

    def at(p: float) -> tuple[float, float]:
        tree: Tree = {
            "actors": [
                {"id": "r", "role": "principal", "side": "a", "own_chance": p, "cost": 0.1},
                {"id": "o", "role": "principal", "side": "b", "own_chance": 1 - p, "cost": 0.15},
            ],
            "issues": [{"id": "k", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50}],
            "stances": [
                {"actor": "r", "issue": "k", "private": 100, "public": 100, "salience": 1},
                {"actor": "o", "issue": "k", "private": 0, "public": 0, "salience": 1},
            ],
            "levels": [{"id": "deal", "opens": ["k"], "signers": ["r", "o"]}],
            "tracks": [{"id": "corridor", "kind": "corridor", "publicity": 0.25}],
        }
        for person in tree["actors"]:
            person |= {"trust": 0.75, "audience_cost": 0.5, "betrayal_loss": 0.125}
        case = case_of(tree)
        setting = prepare(build(sample(case, runs=1)), *deal(case, "corridor"))
        texts = product(case, case.level("deal"), {"k": np.arange(0, 100.001, 0.125)})
        found, index = margins(setting, texts)
        return float(found[0]), float(texts.terms[0, index[0]])

    # A shift of .35 in p moves the split by T * .35 / (T + omega a) = .3, a whole number of steps of the grid.
    weak, strong = at(0.25), at(0.6)
    assert strong[0] == pytest.approx(weak[0], abs=1e-12)
    assert strong[1] - weak[1] == pytest.approx(0.3, abs=1e-9)
