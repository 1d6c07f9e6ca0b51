"""The state before the first round."""

from __future__ import annotations

from backchannel.conference.plan import NONE, LevelPlan, Plan
from backchannel.conference.reference.holding import belief_in, expect_attacks
from backchannel.conference.reference.run import UNIT_LOGISTIC, Course, Run, shock
from backchannel.conference.reference.searching import see
from backchannel.conference.reference.war import worth_of_war
from backchannel.conference.reference.watching import backers_apart


def begin(p: Plan, number: int) -> Run:
    """The state before the first round."""
    d = number // p.inner
    st = p.state
    n, levels, tracks = len(st.actors), len(p.levels), len(p.tracks)
    run = Run(p, number, d)
    run.x = [[float(a) for a in row] for row in st.ideal[d]]
    run.x0 = [row[:] for row in run.x]
    run.s = [[float(a) for a in row] for row in st.salience[d]]
    run.s0 = [row[:] for row in run.s]
    run.q = [float(a) for a in st.status_quo[d]]
    run.q0 = run.q[:]
    run.cut = [0.0] * len(p.ties)
    run.cut_for = [NONE] * len(p.ties)
    run.L = [0.0] * n
    run.y = [1.0] * len(p.groups)
    run.v = float(p.intensity[d])
    run.stays = [True] * len(p.everyone)
    run.line = [[float(a) for a in row] for row in st.line[d]]
    run.has_line = [[bool(a) for a in row] for row in st.has_line]
    run.shut = [0.0] * tracks
    run.up = [1.0] * n
    run.broken = [False] * tracks
    run.force = [None] * levels
    run.imp = [0.0] * levels
    run.passing = [0.0] * levels
    run.worth = [[0.0] * n for _ in range(levels)]
    run.chi = [0.0] * levels
    run.zeta = [shock(run.chance(f"lean.{a}", 0)) * UNIT_LOGISTIC for a in st.actors]
    run.good = [[kind(run, side, level) for level in p.levels] for side in range(len(st.sides))]
    run.course = Course(
        signed=[-1] * levels,
        signed_at=[-1] * levels,
        signed_text=[-1] * levels,
        spells=[0] * levels,
        ended=[0] * levels,
        lasted=[0] * levels,
        force=[],
        refused=[[0] * n for _ in range(levels)],
        voted=[0] * levels,
        sessions=[],
        agreed=[],
        endorsed=[-1] * levels,
        endorsed_at=[-1] * levels,
        leaks=[0] * tracks,
        leaked=[-1] * tracks,
        broke_off=[-1] * tracks,
        attacks=[0] * len(p.groups),
        gap=[],
        trust=[],
        fighting=[],
        represented=[],
        leaning=[],
        present=[],
        shown=[-1] * len(p.indicators),
    )
    run.gap0 = backers_apart(run)
    worth_of_war(run)
    expect_attacks(run)
    for c, track in enumerate(p.tracks if p.waits else ()):
        for lv in track.signs:
            if not any(lv in earlier.signs for earlier in p.tracks[:c]):
                see(run, int(lv), c, 1.0)
    return run


def kind(run: Run, side: int, level: LevelPlan) -> bool:
    """Whether a side is of the kind that keeps a text of this level: drawn from what the others' signers believe."""
    return run.chance(f"kind.{run.p.state.sides[side]}", 0) < belief_in(run, side, level)
