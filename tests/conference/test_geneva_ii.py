"""The first case: a finer grid of texts must not change what it says."""

import numpy as np

from backchannel.case.draws import sample
from backchannel.case.reading import find_case, read_case
from backchannel.conference.inequality import prepare
from backchannel.conference.range import variants
from backchannel.conference.scan import margins
from backchannel.conference.state import build
from backchannel.conference.texts import grid

FINE = 200_000


def test_a_finer_grid_changes_little():
    """From steps of 25 to steps of 12.5 shares of draws rise by under 2 points and the usual margin by under 0.01.

    A grid can miss a text and never finds one that is not there, so a grid within a finer one has the lower margins.
    """
    case = read_case(find_case("geneva-ii"))
    state = build(sample(case, runs=400, seed=1))
    compared = 0
    for level in case.levels:
        usual, fine = grid(case, level), grid(case, level, most=FINE)
        if fine.count == usual.count:
            continue
        compared += 1
        for track in case.tracks:
            for which in variants(case, level):
                setting = prepare(state, level, track, guarantees=which)
                before, after = margins(setting, usual)[0], margins(setting, fine)[0]
                assert (after >= before - 1e-12).all()
                assert (after >= 0).mean() - (before >= 0).mean() < 0.02, (level.id, track.id, which)
                assert np.median(after - before) < 0.01, (level.id, track.id, which)
    assert compared >= 1
