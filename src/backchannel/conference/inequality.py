"""The spine laid over arrays: what enters the acceptance inequality for each run, actor, guarantee and text.

:func:`surplus_at` evaluates single texts through the two functions of ``theory/acceptance.py``. The surplus is affine
in its sums over issues, so for scans :func:`slopes` probes those same functions for its coefficients; no formula is
written a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from backchannel.case.schema import Guarantee, Level, Track
from backchannel.conference.signing import KEPT, Program, Row, compile_rule, offered
from backchannel.conference.state import Floats, State
from backchannel.core.errors import AskError
from backchannel.core.jit import compiled, kernel, on_arrays
from backchannel.theory.acceptance import honoured, lasting, loss, surplus
from backchannel.theory.audience import exposure
from backchannel.theory.exit import exit_value
from backchannel.theory.implementation import breakage


class Terms(NamedTuple):
    """Everything that enters the inequality at one level on one track. R runs, N actors, K issues, V rows."""

    ideal: Floats  # [R, N, K]
    line: Floats  # [R, N, K]
    has_line: NDArray[np.bool_]  # [N, K]
    precondition: NDArray[np.bool_]  # [N, K]
    salience: Floats  # [R, N, K]
    credit: Floats  # [R, N, K]
    status_quo: Floats  # [R, K]
    outlook: Floats  # [R, N, K]
    war: Floats  # [R, N]
    audience: Floats  # [R, N]
    betrayal: Floats  # [R, N]
    trust: Floats  # [R, N] chance the text is honoured, enforcement included
    fighting_ended: Floats  # [R]
    frozen: Floats  # [R]
    exposed: Floats  # [R] share of the audience that sees it
    weight_betrayal: Floats  # [R, N]
    weight_audience: Floats  # [R, N]
    benefit: Floats  # [R, V]
    exit: Floats  # [R, V] per unit of leadership change
    actor: NDArray[np.int64]  # [V]
    opened: NDArray[np.bool_]  # [K]
    leadership: int  # issue index, -1 = none
    quadratic: bool


@dataclass(frozen=True)
class Setting:
    """One level on one track under one set of guarantees, ready to be evaluated."""

    level: Level
    track: Track
    guarantees: str
    program: Program
    terms: Terms

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.terms.war.shape[0])


class Sums(NamedTuple):
    """What the sums over issues come to for one text."""

    u: float
    D: float
    d: float
    credit: float
    h: float


@compiled
def sums(t: Terms, r: int, v: int, z: Floats, waits: NDArray[np.int64]) -> Sums:
    """The sums over issues that enter the surplus of row ``v`` in run ``r`` for terms ``z`` [K]."""
    i = t.actor[v]
    u, D, d, credit = 1.0, 0.0, 0.0, 0.0
    h = t.benefit[r, v]
    for k in range(z.shape[0]):
        s = t.salience[r, i, k]
        x = t.ideal[r, i, k]
        q = t.status_quo[r, k]
        stays = loss(q, x, t.quadratic)
        if t.opened[k]:
            reached = t.trust[r, i] ** waits[k]
            moved = loss(z[k], x, t.quadratic)
            u -= s * (reached * moved + (1.0 - reached) * stays)
            D += s * reached * (stays - moved)
            credit += t.credit[r, i, k] * (z[k] - q)
            if t.has_line[i, k]:
                d += s * loss(z[k], t.line[r, i, k], False)
            if k == t.leadership:
                h += t.exit[r, v] * reached * z[k]
        else:
            u -= s * (t.frozen[r] * stays + (1.0 - t.frozen[r]) * t.outlook[r, i, k])
            if t.has_line[i, k] and t.precondition[i, k]:
                d += s * loss(q, t.line[r, i, k], False)
    return Sums(u, D, d, credit, h)


@compiled
def accept(t: Terms, r: int, v: int, b: Sums) -> float:
    """Surplus of row ``v`` in run ``r`` from its sums: the one call of the spine."""
    i = t.actor[v]
    return surplus(
        t.trust[r, i],
        t.fighting_ended[r],
        b.u,
        t.war[r, i],
        b.D,
        t.betrayal[r, i],
        t.weight_betrayal[r, i],
        b.h,
        t.exposed[r],
        t.audience[r, i],
        b.d,
        b.credit,
        t.weight_audience[r, i],
        0.0,
    )


@kernel
def _surplus_at(t: Terms, z: Floats, waits: NDArray[np.int64], out: Floats) -> None:
    for run in prange(out.shape[0]):
        r: Any = np.int64(run)  # prange counts in uint64, which mixes with int64 to float64
        n = r if z.shape[0] > 1 else 0
        for v in range(out.shape[1]):
            out[r, v] = accept(t, r, v, sums(t, r, v, z[n], waits[n]))


def surplus_at(terms: Terms, z: Floats, waits: NDArray[np.int64]) -> Floats:
    """Surplus [run, row] of one text for all runs (``z`` [1, issue]) or of one text a run (``z`` [run, issue])."""
    out = np.empty((terms.war.shape[0], terms.actor.shape[0]))
    _surplus_at(terms, np.ascontiguousarray(z), np.ascontiguousarray(waits), out)
    return out


class Slopes(NamedTuple):
    """Surplus as sums over issues: constant - near |z-x| - face |z-line| + slope z. [R, pattern, V] and [.., K]."""

    constant: Floats
    near: Floats
    face: Floats
    slope: Floats


@kernel
def _slopes(
    t: Terms, waits: NDArray[np.int64], constant: Floats, nears: Floats, faces: Floats, steep: Floats
) -> None:  # outputs are plain arrays: a parallel loop loses what it writes into the arrays of a tuple
    kk = waits.shape[1]
    for run in prange(t.war.shape[0]):
        r: Any = np.int64(run)
        for v in range(t.actor.shape[0]):
            i = t.actor[v]
            base = accept(t, r, v, Sums(0.0, 0.0, 0.0, 0.0, 0.0))
            by_u = accept(t, r, v, Sums(1.0, 0.0, 0.0, 0.0, 0.0)) - base
            by_relief = accept(t, r, v, Sums(0.0, 1.0, 0.0, 0.0, 0.0)) - base
            by_d = accept(t, r, v, Sums(0.0, 0.0, 1.0, 0.0, 0.0)) - base
            by_credit = accept(t, r, v, Sums(0.0, 0.0, 0.0, 1.0, 0.0)) - base
            by_h = accept(t, r, v, Sums(0.0, 0.0, 0.0, 0.0, 1.0)) - base
            for p in range(waits.shape[0]):
                z = np.zeros(kk)
                whole = accept(t, r, v, sums(t, r, v, z, waits[p]))
                for k in range(kk):
                    near, face, slope = 0.0, 0.0, 0.0
                    if t.opened[k]:
                        s = t.salience[r, i, k]
                        near = s * t.trust[r, i] ** waits[p, k] * (by_u + by_relief)
                        slope = by_credit * t.credit[r, i, k]
                        whole += near * loss(0.0, t.ideal[r, i, k], t.quadratic)
                        if t.has_line[i, k]:
                            face = -s * by_d
                            whole += face * loss(0.0, t.line[r, i, k], False)
                        if k == t.leadership:
                            slope += by_h * t.exit[r, v] * t.trust[r, i] ** waits[p, k]
                    nears[r, p, v, k] = near
                    faces[r, p, v, k] = face
                    steep[r, p, v, k] = slope
                constant[r, p, v] = whole


def slopes(terms: Terms, waits: NDArray[np.int64]) -> Slopes:
    """Coefficients of the surplus in the terms of a text, for each order of steps in ``waits`` [pattern, issue]."""
    shape = (terms.war.shape[0], waits.shape[0], terms.actor.shape[0])
    wide = (*shape, waits.shape[1])
    out = Slopes(np.empty(shape), np.empty(wide), np.empty(wide), np.empty(wide))
    _slopes(terms, np.ascontiguousarray(waits), *out)
    return out


def prepare(state: State, level: Level, track: Track, *, guarantees: str = "none", ratifiers: bool = False) -> Setting:
    """What enters the inequality at a level on a track, under `none`, `insiders` or `all` guarantees.

    With ``_kept`` behind it (`insiders_kept`), the same guarantees are believed without doubt.
    """
    program = compile_rule(state.draws, level, guarantees=guarantees, ratifiers=ratifiers)
    sure = guarantees.endswith(KEPT)
    return Setting(level, track, guarantees, program, terms(state, level, track, program.rows, sure=sure))


def everyone(state: State, level: Level, track: Track, *, guarantees: str = "none") -> Setting:
    """Like :func:`prepare`, with one row for every actor that decides, signer or not, in the order of the state.

    A guarantee counts for its beneficiary here whether or not its condition is met.
    """
    given = offered(state.case, level, guarantees)
    rows = tuple(Row(a, tuple(g.id for g in given if g.beneficiary == a)) for a in state.actors)
    program = replace(compile_rule(state.draws, level), rows=rows)
    sure = guarantees.endswith(KEPT)
    return Setting(level, track, guarantees, program, terms(state, level, track, rows, sure=sure))


def terms(state: State, level: Level, track: Track, rows: tuple[Row, ...], *, sure: bool = False) -> Terms:
    """The arrays of the inequality for a level, a track and the rows of a program.

    ``sure``: guarantees are believed without doubt, whatever their credibility.
    """
    draws = state.draws
    path = f"levels.{level.id}"
    for row in rows:
        if row.actor not in state.actors:
            who = "a class of insiders" if row.actor in state.case.insiders else row.actor
            raise AskError(f"{who} has to accept a text at level {level.id} and has no stance; add its rows to stances")
    enforcement = draws.of(f"{path}.enforcement", 0.0)
    tau = np.stack([draws.by_level(f"actors.{a}.trust", level.id, 1.0) for a in state.actors], axis=1)
    attacks = [
        draws.of(f"{path}.breakage.{b.group}.attack", 1.0) * draws.of(f"{path}.breakage.{b.group}.effect", 0.0)
        for b in level.breakage
    ]
    chi = breakage(np.stack(attacks, axis=1), np.ones(len(attacks))) if attacks else np.zeros(draws.runs)
    m_chi = on_arrays(lasting)(chi[:, None], state.patience)

    def weight(memory: Floats) -> Floats:
        fades = np.isnan(memory)
        lasts = on_arrays(lasting)(np.where(fades, 0.0, memory), state.patience)
        return np.where(fades, 1.0, lasts / m_chi)

    benefit = np.stack([draws.by_level(f"actors.{row.actor}.side_benefit", level.id, 0.0) for row in rows], axis=1)
    known = {g.id: g for g in state.case.guarantees}
    leaving = np.zeros((draws.runs, len(rows)))
    leadership = next((n for n, k in enumerate(state.case.issues) if k.tag == "leadership"), -1)
    for v, row in enumerate(rows):
        granted = [known[g] for g in row.guarantees]
        for g in granted:
            believed = np.ones(draws.runs) if sure else draws.of(f"guarantees.{g.id}.credibility", 0.0)
            benefit[:, v] += believed * draws.of(f"guarantees.{g.id}.worth", 0.0)
        leaving[:, v] = _leaving(state, row.actor, granted, sure)
    return Terms(
        ideal=state.ideal,
        line=state.line,
        has_line=state.has_line,
        precondition=state.precondition,
        salience=state.salience,
        credit=state.credit,
        status_quo=state.status_quo,
        outlook=state.outlook,
        war=state.war,
        audience=state.audience,
        betrayal=state.betrayal,
        trust=on_arrays(honoured)(tau, enforcement[:, None]),
        fighting_ended=draws.of(f"{path}.fighting_ended", 1.0).copy(),
        frozen=draws.of(f"{path}.frozen", 1.0).copy(),
        exposed=exposure(
            draws.of(f"tracks.{track.id}.publicity", 1.0),
            draws.of(f"tracks.{track.id}.leak", 0.0),
            draws.of(f"tracks.{track.id}.premium", 1.0),
            draws.of(f"{path}.cover", 0.0),
        ),
        weight_betrayal=weight(state.betrayal_memory),
        weight_audience=weight(state.audience_memory),
        benefit=benefit,
        exit=leaving,
        actor=np.array([state.index(row.actor) for row in rows], dtype=np.int64),
        opened=np.array([k in level.opens for k in state.issues]),
        leadership=leadership,
        quadratic=state.quadratic,
    )


def _leaving(state: State, actor: str, granted: list[Guarantee], sure: bool) -> Floats:
    """What a full change of leader is worth to an actor through its own fate [run]."""
    if state.case.actor(actor).exit is None:
        return np.zeros(state.runs)
    draws = state.draws
    path = f"actors.{actor}.exit"
    broken = np.ones(state.runs)
    for g in granted:
        if g.covers_exit:
            kept = 1.0 if sure else draws.of(f"guarantees.{g.id}.credibility", 0.0)
            broken = broken * (1.0 - kept)
    return exit_value(
        draws.of(f"{path}.weight", 0.0),
        1.0,
        1.0 - broken,
        draws.of(f"{path}.keeps", 1.0),
        draws.of(f"{path}.after", 0.0),
        draws.of(f"{path}.loses", 0.0),
        draws.of(f"{path}.betrayed", 0.0),
        draws.of(f"{path}.survival", 1.0),
    )
