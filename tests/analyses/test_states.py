"""States of the game that indicators tell of, read as the game reads them."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from backchannel.analyses.signs import chances
from backchannel.analyses.states import STATES, rounds_so
from backchannel.case.draws import sample
from backchannel.case.problems import CaseError
from backchannel.case.schema import Indicator
from backchannel.conference.planning import plan
from backchannel.core.errors import AskError
from backchannel.runs import Rules, simulate
from backchannel.runs.manifests import names
from tests.analyses.indicators import HALF, SIGNS, TRACKS, case


def courses(**fields):
    shape = {"count": 2, "first": 0}
    return SimpleNamespace(**(shape | fields))


def test_a_text_that_is_tabled_at_once_has_been_agreed():
    held = np.zeros((2, 4, 2), dtype=bool)
    held[0, 1, 0] = True
    c = courses(agreed=held, endorsed=np.array([[-1, -1], [-1, 2]]))
    p: Any = SimpleNamespace(rounds=4, months=1.0, levels=[SimpleNamespace(id="aid"), SimpleNamespace(id="deal")])
    assert STATES["corridor_text"].holds(c, p, [0, 1]).tolist() == [[False, True, False, False], [False] * 4]
    assert STATES["corridor_agreed"].holds(c, p, [0, 1]).tolist() == [
        [False, True, True, True],
        [False, False, True, True],
    ]

    def sign(**more):
        return Indicator(id="s", what="x", if_so=HALF, if_not=HALF, state="corridor_agreed", **more)

    assert rounds_so(sign(), c, p).tolist() == [2, 1]
    assert rounds_so(sign(levels=("deal",)), c, p).tolist() == [0, 1]
    assert rounds_so(sign(window_months=120), c, p).tolist() == [3, 2]  # no longer than is played


def test_converging_is_read_as_the_game_reads_it():
    """The game tosses for the default state itself, so certain signs of it show there in the first round it is so."""
    sure = {"id": "sure", "what": "x", "if_so": 1, "if_not": 0, "window_months": 1}
    played = simulate(case([sure]), runs=200, rules=Rules(inner=2, months=6))
    c = played.whole()
    so = STATES["backers_converging"].holds(c, played.plan, [0])
    first = np.where(so.any(axis=1), so.argmax(axis=1), -1)
    assert 0 < (first >= 0).sum() < 200
    assert c.shown[:, 0].tolist() == first.tolist()


def test_the_game_tosses_for_signs_of_its_own_state_only():
    signs = [SIGNS[3], {"id": "own", "what": "x", "if_so": 0.5, "if_not": 0.1, "label": "public"}]
    p = plan(sample(case(signs), runs=2), rounds=2)
    assert [n.id for n in p.indicators] == ["own"]
    assert names(p)["indicator"] == ["own"]


def test_a_table_has_to_be_there():
    p: Any = SimpleNamespace(case=case(tracks=TRACKS).model_copy(update={"tracks": (), "conference": None}))
    with pytest.raises(AskError, match="no formal track"):
        STATES["table_meets"].holds(courses(), p, [])


def test_the_chance_over_a_window_is_that_of_its_state():
    draws = sample(case(), runs=50)
    table = chances(draws, case().indicators[0], 3)
    assert table.shape == (50, 4)
    assert table[:, 0] == pytest.approx(np.full(50, 0.2), abs=1e-12)
    assert table[:, 3] == pytest.approx(draws.of("indicators.whisper.if_so", 0.0), abs=1e-12)
    between = 1 - (1 - table[:, 3]) ** (1 / 3) * 0.8 ** (2 / 3)
    assert table[:, 1] == pytest.approx(between, abs=1e-12)


@pytest.mark.parametrize("wrong", [{"state": "quiet"}, {"state": "table_meets", "levels": ["settlement"]},
                                   {"state": "corridor_text", "levels": ["peace"]}])  # fmt: skip
def test_a_state_that_is_none_is_refused(wrong):
    with pytest.raises(CaseError, match=r"state|levels"):
        case([{**SIGNS[0], "state": "corridor_text", **wrong}])
