"""The state of the conference before anything moves: a case's draws as arrays.

Arrays are indexed [run, actor, issue]; positions, saliences and probabilities are in [0, 1]. Only actors with a stance
decide anything and appear here, in the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backchannel.case.draws import Draws
from backchannel.case.redaction import playable
from backchannel.case.schema import Actor, Case
from backchannel.core.errors import AskError
from backchannel.core.jit import on_arrays
from backchannel.theory.acceptance import loss
from backchannel.theory.contest import own_chances, shares, shift_own, war_flow

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class State:
    """What every actor wants, fears, believes and has said, in every run."""

    draws: Draws
    actors: tuple[str, ...]
    issues: tuple[str, ...]
    sides: tuple[str, ...]
    ideal: Floats  # [run, actor, issue]
    line: Floats  # [run, actor, issue] public position; 0 where there is none
    has_line: Flags  # [actor, issue]
    precondition: Flags  # [actor, issue]
    stance: Flags  # [actor, issue] whether it has a view at all
    salience: Floats  # [run, actor, issue], summing to 1 over issues
    credit: Floats  # [run, actor, issue]
    status_quo: Floats  # [run, issue]
    chances: Floats  # [run, actor, side], as each actor believes them
    outlook: Floats  # [run, actor, issue] loss on an issue expected of the war's outcome
    war: Floats  # [run, actor] worth of fighting on, per period
    audience: Floats  # [run, actor]
    betrayal: Floats  # [run, actor]
    patience: Floats  # [run, actor]
    audience_memory: Floats  # [run, actor]; nan = fades with the deal
    betrayal_memory: Floats  # [run, actor]; nan = fades with the deal
    quadratic: bool

    @property
    def case(self) -> Case:
        """The case these arrays were drawn from."""
        return self.draws.case

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.draws.runs

    def index(self, actor: str) -> int:
        """Column of an actor. Raises KeyError for one without a stance."""
        try:
            return self.actors.index(actor)
        except ValueError:
            raise KeyError(actor) from None


def build(draws: Draws) -> State:
    """The state of a case in every run. Missing mechanisms are neutral.

    Raises AskError for a case that was redacted and no longer holds the private limits that decide.
    """
    case = draws.case
    if not playable(case):
        raise AskError(
            f"this case was shared at {case.case.profile} and does not hold the private limits that this answer is "
            "made from; ask it of the case it was shared from"
        )
    issues = tuple(i.id for i in case.issues)
    deciding = {s.actor for s in case.stances}
    actors = tuple(a for a in case.actors if a.id in deciding)
    shape = (draws.runs, len(actors), len(issues))
    column = {a.id: n for n, a in enumerate(actors)}
    ideal, line, salience, credit = (np.zeros(shape) for _ in range(4))
    has_line, precondition, stances = (np.zeros(shape[1:], dtype=np.bool_) for _ in range(3))
    for stance in case.stances:
        i, k = column[stance.actor], issues.index(stance.issue)
        path = f"stances.{stance.actor}.{stance.issue}"
        ideal[:, i, k] = draws.of(f"{path}.private", 50.0) / 100.0
        salience[:, i, k] = draws.of(f"{path}.salience", 0.0)
        credit[:, i, k] = draws.of(f"{path}.credit", 0.0)
        precondition[i, k] = stance.precondition
        stances[i, k] = True
        if stance.public is not None:
            has_line[i, k] = True
            line[:, i, k] = draws.of(f"{path}.public", 0.0) / 100.0
    total = salience.sum(axis=2, keepdims=True)
    salience = np.where(total > 0, salience / np.where(total > 0, total, 1.0), 1.0 / len(issues))
    status_quo = np.stack([draws.of(f"issues.{k}.status_quo", 0.0) / 100.0 for k in issues], axis=1)
    quadratic = case.case.loss == "quadratic"
    sides, chances, outlook, war = _war(draws, actors, issues, ideal, salience, quadratic)

    def each(field: str, neutral: float) -> Floats:
        return np.stack([draws.of(f"actors.{a.id}.{field}", neutral) for a in actors], axis=1)

    return State(
        draws=draws,
        actors=tuple(a.id for a in actors),
        issues=issues,
        sides=sides,
        ideal=ideal,
        line=line,
        has_line=has_line,
        precondition=precondition,
        stance=stances,
        salience=salience,
        credit=credit,
        status_quo=status_quo,
        chances=chances,
        outlook=outlook,
        war=war,
        audience=each("audience_cost", 0.0),
        betrayal=each("betrayal_loss", 0.0),
        patience=each("patience", 0.95),
        audience_memory=each("audience_memory", np.nan),
        betrayal_memory=each("betrayal_memory", np.nan),
        quadratic=quadratic,
    )


def sides_of(case: Case) -> tuple[str, ...]:
    """Sides of the war: those declared, then any other an actor names."""
    named = [s.id for s in case.war.sides] + [a.side for a in case.actors if a.side]
    return tuple(dict.fromkeys(named))


def _fighting_weight(draws: Draws, actor: Actor) -> Floats:
    """An actor's own capability, or its share of its parent's."""
    own = draws.get(f"actors.{actor.id}.capability")
    if own is not None:
        return own
    if actor.parent is None:
        return np.zeros(draws.runs)
    parent = draws.of(f"actors.{actor.parent}.capability", 0.0)
    return parent * draws.of(f"actors.{actor.id}.weight_in_parent", 1.0)


def _strength(draws: Draws, actor: Actor, *, cut: bool) -> Floats:
    """Capability, less what backers withhold of the support they carry (if ``cut``)."""
    strength = draws.of(f"actors.{actor.id}.capability", 0.0)
    if not cut:
        return strength
    served = [actor.id] + [a.id for a in draws.case.actors if a.parent == actor.id]
    seen: dict[str, Floats] = {}
    for tie in draws.case.ties:
        if tie.target in served and tie.support is not None:
            lost = draws.of(f"ties.{tie.id}.support", 0.0) * draws.of(f"ties.{tie.id}.withheld", 0.0)
            seen[tie.source] = np.maximum(seen.get(tie.source, np.zeros(draws.runs)), lost)
    return strength * np.clip(1.0 - sum(seen.values(), np.zeros(draws.runs)), 0.0, 1.0)


def _war(
    draws: Draws,
    actors: tuple[Actor, ...],
    issues: tuple[str, ...],
    ideal: Floats,
    salience: Floats,
    quadratic: bool,
) -> tuple[tuple[str, ...], Floats, Floats, Floats]:
    case = draws.case
    sides = sides_of(case)
    if not sides:  # nobody fights: going on is the status quo
        quo = np.stack([draws.of(f"issues.{k}.status_quo", 0.0) / 100.0 for k in issues], axis=1)
        outlook = on_arrays(loss)(quo[:, None, :], ideal, quadratic)
        cost, rent = (np.stack([draws.of(f"actors.{a.id}.{f}", 0.0) for a in actors], axis=1) for f in ("cost", "rent"))
        return (), np.zeros((draws.runs, len(actors), 0)), outlook, 1.0 - (salience * outlook).sum(2) - cost + rent
    imposed = _imposed(draws, sides, actors, issues, ideal)
    power = draws.of("war.decisiveness", 1.0)
    base, changed = (
        shares(
            np.stack(
                [
                    sum((_strength(draws, a, cut=cut) for a in case.actors if a.side == s), np.zeros(draws.runs))
                    for s in sides
                ],
                axis=1,
            ),
            power,
        )
        for cut in (False, True)
    )
    chances = np.empty((draws.runs, len(actors), len(sides)))
    for i, actor in enumerate(actors):
        chances[:, i] = _beliefs(draws, actor, sides, base, changed)
    losses = on_arrays(loss)(imposed[:, None], ideal[:, :, None], quadratic)
    worth = 1.0 - (salience[:, :, None] * losses).sum(axis=3)
    outlook = (chances[..., None] * losses).sum(axis=2)
    cost, rent = (np.stack([draws.of(f"actors.{a.id}.{f}", 0.0) for a in actors], axis=1) for f in ("cost", "rent"))
    intensity = draws.of("war.intensity", 1.0)[:, None]
    return sides, chances, outlook, war_flow(chances, worth, cost, rent, intensity)


def _beliefs(draws: Draws, actor: Actor, sides: tuple[str, ...], base: Floats, changed: Floats) -> Floats:
    if actor.side is None or len(sides) < 2:
        return changed
    mine = sides.index(actor.side)
    own = draws.get(f"actors.{actor.id}.own_chance")
    if own is not None:
        return own_chances(changed, mine, own=shift_own(own, base[:, mine], changed[:, mine]))
    return own_chances(changed, mine, optimism=draws.of(f"actors.{actor.id}.optimism", 0.0))


def imposed(state: State) -> Floats:
    """What each side would impose if it won [run, side, issue]."""
    case = state.case
    actors = tuple(case.actor(a) for a in state.actors)
    return _imposed(state.draws, state.sides, actors, state.issues, state.ideal)


def _imposed(
    draws: Draws, sides: tuple[str, ...], actors: tuple[Actor, ...], issues: tuple[str, ...], ideal: Floats
) -> Floats:
    """What each side would impose [run, side, issue]: as declared, else its fighters' weighted private positions."""
    declared = {s.id: s for s in draws.case.war.sides}
    out = np.empty((draws.runs, len(sides), len(issues)))
    for n, side in enumerate(sides):
        members = [i for i, a in enumerate(actors) if a.side == side]
        weight = np.stack([_fighting_weight(draws, actors[i]) for i in members], axis=1) if members else None
        for k, issue in enumerate(issues):
            if side in declared and issue in declared[side].outcome:
                out[:, n, k] = draws.of(f"war.sides.{side}.outcome.{issue}", 50.0) / 100.0
            elif weight is None:
                out[:, n, k] = draws.of(f"issues.{issue}.status_quo", 0.0) / 100.0
            else:
                none = weight.sum(axis=1, keepdims=True) <= 0
                share = np.where(none, 1.0, weight)
                out[:, n, k] = (share * ideal[:, members, k]).sum(axis=1) / share.sum(axis=1)
    return out
