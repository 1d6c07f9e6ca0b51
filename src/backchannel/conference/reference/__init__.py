"""The game of rounds in plain Python: written to be read, and the oracle of the fast engine.

One object is one run; each stage of docs/explanation/model.md is a function on it. Python floats, ``math`` and
left-to-right loops only, so that the compiled engine can agree to the bit; the acceptance functions are the ones
everything shares.
"""

from __future__ import annotations

from backchannel.conference.plan import Plan
from backchannel.conference.reference.holding import in_force, ratify, spoilers
from backchannel.conference.reference.meetings import convene, corridors, insiders
from backchannel.conference.reference.run import Course
from backchannel.conference.reference.start import begin
from backchannel.conference.reference.voting import provisional
from backchannel.conference.reference.war import surroundings
from backchannel.conference.reference.watching import look_around


def play(p: Plan, number: int) -> Course:
    """One run of the game. ``number`` counts runs from 0; run ``number // inner`` of the draws is its reading."""
    run = begin(p, number)
    for t in range(p.rounds):
        run.t = t
        surroundings(run)
        meeting = convene(run)
        corridors(run, meeting)
        insiders(run)
        pending, shocks = provisional(run, meeting)
        spoilers(run, pending)
        ratify(run, pending, shocks)
        in_force(run)
        look_around(run)
    assert run.course is not None
    return run.course
