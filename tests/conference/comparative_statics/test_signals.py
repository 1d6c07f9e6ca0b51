"""CS14 to CS17: frames, attendance, contact and leaks."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from backchannel.case.draws import sample
from backchannel.conference.kernel import simulate
from backchannel.conference.planning import plan
from backchannel.conference.reference.start import begin
from tests.conference.cases import Tree, case_of
from tests.conference.comparative_statics.games import (
    NEVER,
    ROUNDS,
    converging,
    corridor,
    later,
    pair,
    play,
    table,
    wants,
)


def framed(believed: float, *, ratified: bool = True, **effect: float) -> Tree:
    speech: Tree = {"id": "frame", "speaker": "r", "audience": "b", "frame": "so it is", "needed": 0.5}
    return pair(
        more_actors=[
            {"id": "b", "role": "backer", "side": "state", "own_chance": 0.6, "rent": [0.1, 0.2, 0.4], "trust": 0.9}
        ],
        more_stances=[wants("b", 70, salience=40), wants("b", 0, issue="office", salience=60)],
        issues=[
            {"id": "share", "anchors": {0: "theirs", 100: "ours"}, "status_quo": 50},
            {"id": "office", "tag": "leadership", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0},
        ],
        deal={"ratifiers": ["b"] if ratified else []},
        ties=[{"source": "b", "target": "r", "support": 0.5}],
        narratives=[speech | {"believed": believed} | effect],
    )


def test_cs14_a_frame_that_is_believed_makes_its_speakers_concessions_cheaper():
    """Run by run, up to the belief needed; beyond it nothing more. The cliff in credibility is not in the game."""
    found = [play(framed(mu, ratified=False, effect_on_cost=0.9)).when() for mu in (0.1, 0.3, 0.5, 0.8)]
    later(found[1], found[0])
    later(found[2], found[1])
    assert (found[3] == found[2]).all()


def test_cs14_a_signer_made_willing_can_lose_a_ratifier():
    """Why the sign above needs that nobody else can undo it: the mediator's text suits signers, and moves away from the
    one whose concessions became cheaper, and so from the backer who has to live with it."""
    doubted, believed = (play(framed(mu, effect_on_cost=0.9)) for mu in (0.1, 0.5))
    assert (believed.when() > doubted.when()).any()
    assert (believed.when() < doubted.when()).any()
    both = believed.signed() & doubted.signed()
    assert (believed.share()[both] < doubted.share()[both]).any()


def test_cs14_a_frame_nobody_believes_makes_going_on_dearer_for_its_backers():
    found = [play(framed(mu, effect_on_backer=0.6)).when() for mu in (0.1, 0.3, 0.5, 0.8)]
    later(found[0], found[1])
    later(found[1], found[2])
    assert (found[3] == found[2]).all()


@cache
def attending(benefit: float) -> tuple[Any, Any]:
    """Whether a text is worth anything to the government [run], and whether it comes to the first session."""
    tree = pair(
        r={"attending_cost": [0.015, 0.02, 0.03], "attending_benefit": benefit}, tracks=[table(meets=1, publicity=0.5)]
    )
    p = plan(sample(case_of(tree), runs=400, seed=3), texts=41, rounds=1)
    willing = np.array([begin(p, n).worth[0][0] > 0 for n in range(400)])
    return willing, simulate(p, 0, 400).present[:, 0, 0]


def test_cs15_the_more_a_seat_brings_by_itself_the_less_coming_says():
    """The share of the willing among those who come falls to their share of all. In the game nobody learns from it."""
    said = []
    for benefit in (0.0, 0.02, 0.05):
        willing, came = attending(benefit)
        said.append((came[~willing].mean(), willing[came].mean()))
    willing, _ = attending(0.0)
    assert [unwilling for unwilling, _ in said] == sorted(unwilling for unwilling, _ in said)
    assert said[0] == (0.0, 1.0)
    assert said[0][1] > said[1][1] > said[2][1]
    assert said[2] == (1.0, pytest.approx(willing.mean()))


def test_cs16_contact_narrows_the_private_gap_in_every_round():
    """And by the closed form of Friedkin and Johnsen for two. Public lines do not move by construction."""
    gaps = [play(converging(w)).course.gap for w in (0.0, 0.1, 0.2, 0.4)]
    for less, more in pairwise(gaps):
        assert (more < less).all()
    assert (gaps[0] == gaps[0][:, :1]).all()
    start, rho = gaps[0][:, 0], 0.9 * (1.0 - 2.0 * 0.2)
    limit = (1.0 - 0.9) * start / (1.0 - rho)
    for t in range(ROUNDS):
        assert np.allclose(gaps[2][:, t], limit + (start - limit) * rho ** (t + 1), atol=1e-12)


def secret(leak: float, *, open: bool = True) -> Tree:
    """A corridor whose text is covered when it is announced together, and which may leak."""
    return pair(tracks=[table(meets=0.3), corridor("r", "o", leak=leak, meets=0.5, cover=0.8, open=open)])


def test_cs17_the_likelier_a_leak_the_later_there_is_a_private_text():
    """Run by run, as exposure lowers what members accept among themselves and leaks void what they agreed."""

    def there(leak: float) -> Any:
        """First round in which a corridor's text outlived the meeting [run]: it was held, or stood by at the table."""
        course = play(secret(leak)).course
        held, stood_by = course.agreed[:, :, 0], course.endorsed[:, 0].astype(int)
        first = np.where(held.any(1), held.argmax(1), NEVER)
        return np.minimum(first, np.where(stood_by < 0, NEVER, stood_by))

    later(there(0.0), there(0.2))
    later(there(0.2), there(0.6))


def test_cs17_with_a_leak_at_every_meeting_no_text_survives_and_the_table_is_as_it_was():
    """Amended (8.10): not `lambda = 1 is the formal track`. Where the leak itself harms nobody."""
    leaky, shut = play(secret(1.0)), play(secret(0.0, open=False))
    assert not leaky.course.agreed.any()
    assert (leaky.course.endorsed == -1).all()
    assert (leaky.when() == shut.when()).all()
    later(play(secret(0.0)).when(), leaky.when())
