"""CS18 to CS20: levels, power, and the time until a text is signed."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.conference.cases import Tree
from tests.conference.comparative_statics.games import VETO, converging, later, pair, play, table, wants


def nested(**more: Any) -> Tree:
    """Two levels over one issue: the farther asks more of its text and needs one signature more."""
    tree = pair(more_actors=[VETO], more_stances=[wants("v", 80)], **more)
    near = tree["levels"][0]
    far = near | {"id": "far", "signers": ["r", "o", "v"], "requires": [{"issue": "share", "min": 45}]}
    return tree | {"levels": [near, far]}


def test_cs18_a_level_nested_in_another_is_never_signed_sooner():
    """Nested: its texts are among the other's, whoever signs there signs here, all else equal. Then run by run."""
    found = play(nested())
    later(found.when(0), found.when(1))
    assert found.signed(1).any()


def test_cs18_more_issues_are_no_nesting():
    """Opening an issue adds texts, and trading across issues can make the wider level the easier one (Tollison and
    Willett 1979): two who each care for one issue sign both and neither."""
    tree = pair(
        issues=[{"id": k, "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50} for k in ("share", "seat")],
        stances=[
            *(wants(a, x, salience=s) for a, x, s in (("r", 100, 80), ("o", 0, 20))),
            *(wants(a, x, salience=s, issue="seat") for a, x, s in (("r", 100, 20), ("o", 0, 80))),
        ],
        war={},
    )
    for one in tree["actors"]:
        one |= {"cost": 0, "betrayal_loss": 0.1}
        del one["side"], one["own_chance"]
    narrow = tree["levels"][0]
    both = play(tree | {"levels": [narrow, narrow | {"id": "wide", "opens": ["share", "seat"]}]})
    assert not both.signed(0).any()
    assert both.signed(1).all()


def test_cs19_power_moves_the_split_and_not_the_existence():
    """Odds that both believe, moved by .2 with T = .75 and denominators of one: the text moves by .15, no run else."""
    side: Tree = {"trust": 0.75, "audience_cost": 0.5, "betrayal_loss": 0.02}
    weak, strong = (
        play(pair(r=side | {"own_chance": p}, o=side | {"own_chance": 1 - p}, tracks=[table(publicity=0.5)]), texts=41)
        for p in (0.35, 0.55)
    )
    assert (weak.when() == strong.when()).all()
    assert 0.1 < weak.signed().mean() < 0.9
    assert np.allclose((strong.share() - weak.share())[weak.signed()], 0.15)


def test_cs20_contact_between_backers_brings_signatures_forward():
    """Where they can undo what the sides would sign: sooner run by run, so stochastically sooner too."""
    times = [play(converging(w, meets=0.6), rounds=24).when() for w in (0.05, 0.15, 0.35)]
    later(times[1], times[0])
    later(times[2], times[1])
    by = [[(when <= t).mean() for t in range(24)] for when in times]
    assert all(a <= b <= c for a, b, c in zip(*by, strict=True))
