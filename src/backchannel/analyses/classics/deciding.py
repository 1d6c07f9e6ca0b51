"""Classics of deciding: when a text is acceptable at all, and what would make it so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from backchannel.analyses.classics.toys import ERRORS, EXACT, Floats, Row, case_of, set_to, surplus_of, surpluses, war
from backchannel.case.draws import Draws, sample
from backchannel.case.schema import Case
from backchannel.core.rng import uniforms
from backchannel.theory.breakeven import break_even
from backchannel.theory.catalogue import evaluate

MOMENT = 0.5
"""Any: what conceding costs is linear in time."""


def rows() -> Iterator[Row]:
    """Every number of this file."""
    yield from powell_rows()
    yield from walter_rows()
    yield from exit_rows()
    yield from selectorate_rows()
    yield from kurizaki_rows()
    yield from attrition_rows()
    yield from veto_rows()


def closed(name: str, output: str, **given: Any) -> float:
    """One output of a closed form."""
    return float(evaluate(name, given)[output])  # type: ignore[arg-type]


def powell_rows() -> Iterator[Row]:
    """A shift of power that cannot be bought off."""
    p, c, delta, D = 0.6, 0.1, 0.9, 0.2

    def content(lost: float) -> float:
        return surplus_of(war(p, (c, 0.0), {"trust": 1 - delta, "betrayal_loss": lost}), [1.0], "a")

    setting = (
        "the best text gives A all for one round (trust = weight of one round), then its worth of war after the shift"
    )
    for name, output, got in (
        ("largest shift without war", "D_star", break_even(content)),
        (
            "share of a shift of 0.2 that a guarantee must prevent",
            "G_needed",
            break_even(lambda G: content((1 - G) * D)),
        ),
    ):
        expected = closed("powell_threshold", output, p=p, c_A=c, delta=delta, D=D)
        yield Row(f"{name}, p = {p}, patience {delta}", "Powell 2006", setting, "inequality", expected, got, EXACT)


def walter_rows() -> Iterator[Row]:
    """Enforcement where trust fails."""

    def content(G: float) -> float:
        levels = [{"id": "deal", "opens": ["k"], "signers": ["a", "b"], "enforcement": G}]
        return surplus_of(war(0.5, first={"trust": 0.5, "betrayal_loss": 0.5}, levels=levels), [0.7], "a")

    yield Row(
        "enforcement at which peace of 0.7 is accepted, war 0.5, trust 0.5",
        "Walter 1997, 2002",
        "trust only; betrayal leaves nothing",
        "inequality",
        closed("guarantee_threshold", "G_star_with_xi", w=0.5, f=0.0, u=0.7, tau=0.5),
        break_even(content),
        EXACT,
    )


def leaving(gamma: float, after: float, survival: float, loses: float, betrayed: float) -> float:
    """Surplus of a leader whose only stake is its own fate, under a guarantee of credibility ``gamma``."""
    exit_stake = {"weight": 1, "survival": survival, "after": after, "loses": loses, "betrayed": betrayed}
    case = case_of(
        {
            "actors": [
                {"id": "l", "role": "leader", "exit": exit_stake},
                {"id": "o", "role": "principal"},
            ],
            "issues": [
                {"id": "office", "tag": "leadership", "anchors": {0: "stays", 100: "goes"}, "status_quo": 0},
                {"id": "else", "anchors": {0: "none", 100: "all"}, "status_quo": 0},
            ],
            "stances": [
                {"actor": "l", "issue": "else", "private": 0, "salience": 100},
                {"actor": "o", "issue": "office", "private": 100, "salience": 100},
            ],
            "levels": [{"id": "deal", "opens": ["office"], "signers": ["l", "o"]}],
            "tracks": [{"id": "table", "kind": "formal"}],
            "guarantees": [
                {"id": "g", "beneficiary": "l", "levels": ["deal"], "credibility": gamma, "covers_exit": True}
            ],
        }
    )
    return surplus_of(case, [1.0, 0.0], "l", guarantees="all")


def exit_rows() -> Iterator[Row]:
    """A leader's or an insider's own fate."""
    for who, after, loses, betrayed in (
        ("leader, life after office worth 0.3", 0.3, 2.0, 2.0),
        ("insider who keeps the post", 1.0, 2.0, 2.0),
        ("leader, broken promise twice as bad", 0.3, 2.0, 4.0),
    ):
        given = {"s_w": 0.7, "V_in": 1.0, "V_post": after, "K_lose": loses, "K_exit": betrayed}
        yield Row(
            f"credibility a guarantee needs: {who}",
            "Goemans 2000, Debs & Goemans 2010",
            "no stake in policy, the exit weighs 1, a full change of leader",
            "inequality",
            closed("exit_guarantee_threshold", "gamma_star", **given),
            break_even(lambda g, a=after, k=loses, b=betrayed: leaving(g, a, 0.7, k, b)),  # type: ignore[misc]
            EXACT,
        )


def selectorate_rows() -> Iterator[Row]:
    """What keeps a winning coalition loyal."""
    delta, W, S = 0.9, 10.0, 50.0

    def defecting(z: float) -> float:
        person = {"id": "i", "role": "principal", "trust": 1 - delta, "betrayal_loss": z * (1 - W / S)}
        case = case_of(
            {
                "actors": [person, {"id": "o", "role": "principal"}],
                "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": 100 * z}],
                "stances": [{"actor": a, "issue": "k", "private": 100, "salience": 100} for a in "io"],
                "levels": [{"id": "deal", "opens": ["k"], "signers": ["i", "o"]}],
                "tracks": [{"id": "table", "kind": "formal"}],
            }
        )
        return surplus_of(case, [1.0], "i")

    yield Row(
        "share of the spoils that a leader must pay, coalition 10 of 50, patience 0.9",
        "Bueno de Mesquita, Smith, Siverson & Morrow 2003",
        "an insider weighs going over: all the spoils for one round (trust = weight of one round), then its chance of "
        "being needed; going on is what it is paid",
        "reduced",
        closed("selectorate_private_goods", "z", R=1.0, W=W, S=S, delta=delta),
        break_even(defecting),
        EXACT,
    )


def _threat(lost: float, cost: float, audience: float) -> Case:
    """An actor that gives way and loses ``lost``, or goes on at ``cost``; all of its audience cost is at stake."""
    other = 1.0 - lost
    return case_of(
        {
            "actors": [
                {"id": "d", "role": "principal", "cost": cost, "rent": 0, "audience_cost": audience / other},
                {"id": "o", "role": "principal"},
            ],
            "issues": [
                {"id": "prize", "anchors": {0: "kept", 100: "given"}, "status_quo": 0},
                {"id": "face", "anchors": {0: "none", 100: "all"}, "status_quo": 0},
            ],
            "stances": [
                {"actor": "d", "issue": "prize", "private": 0, "salience": 100 * lost},
                {
                    "actor": "d",
                    "issue": "face",
                    "private": 0,
                    "public": 100,
                    "salience": 100 * other,
                    "precondition": True,
                },
                {"actor": "o", "issue": "prize", "private": 100, "salience": 100},
            ],
            "levels": [{"id": "deal", "opens": ["prize"], "signers": ["d", "o"]}],
            "tracks": [
                {"id": "table", "kind": "formal"},
                {"id": "corridor", "kind": "corridor", "publicity": 0, "leak": 0.1},
            ],
        }
    )


def fights(audience: float, low: float, high: float, track: str, draws: int = 1200) -> float:
    """Share of challengers, gains from fighting evenly spread over low..high, that rather fight than back down."""
    drawn = sample(_threat(0.0, 1.0, audience), runs=draws)
    gain = low + (high - low) * (np.arange(draws) + 0.5) / draws
    back_down = surpluses(set_to(drawn, {"actors.d.rent": 1.0 + gain}), [1.0, 0.0], track=track)[:, 0]
    return float((back_down <= 0.0).mean())


def kurizaki_rows() -> Iterator[Row]:
    """A threat in public and in private."""
    given = {"M": 1.0, "M_prime": 0.2, "v": 0.1, "W": 1.0, "a_D": 0.4, "a_C": 0.1, "lam": 0.1}
    for track, name in (("table", "public"), ("corridor", "private")):
        yield Row(
            f"{name} threat: chance that the challenger fights",
            "Kurizaki 2007, reduced form",
            "backing down against fighting, over evenly spread gains from fighting; exposure 1 or the leak",
            "reduced",
            closed("kurizaki_reduced", f"{name}_q", **given),
            fights(0.1, -1.0, 0.2, track),
            EXACT,
        )
        yield Row(
            f"{name} threat: chance of a fight from which the defender yields",
            "Kurizaki 2007, reduced form",
            "yielding against being fought with that chance; exposure 1 or the leak",
            "reduced",
            closed("kurizaki_reduced", f"{name}_threshold", **given),
            break_even(lambda q, t=track: surplus_of(_threat(0.1, q, 0.4), [1.0, 0.0], "d", track=t)),  # type: ignore[misc]
            EXACT,
        )


def conceding(cost: float, terms: float) -> float:
    """Surplus of a side that said it wants all of a prize, from a text that gives it ``terms`` of it."""
    case = case_of(
        {
            "actors": [
                {"id": "i", "role": "principal", "audience_cost": cost},
                {"id": "o", "role": "principal"},
            ],
            "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": 0}],
            "stances": [
                {"actor": "i", "issue": "k", "private": 100, "public": 100, "salience": 100},
                {"actor": "o", "issue": "k", "private": 0, "salience": 100},
            ],
            "levels": [{"id": "deal", "opens": ["k"], "signers": ["i", "o"]}],
            "tracks": [{"id": "table", "kind": "formal"}],
        }
    )
    return surplus_of(case, [terms], "i")


def hazard_against(a: float, t: float) -> float:
    """Rate at which the other side must give way at ``t`` for a side whose audience cost grows as ``a t`` to wait.

    Waiting a moment costs what conceding comes dearer by and wins, at this rate, what winning is worth over conceding.
    """
    now, then = conceding(a * t, 0.0), conceding(a * (t + MOMENT), 0.0)
    return (now - then) / MOMENT / (conceding(a * t, 1.0) - now)


def attrition_rows() -> Iterator[Row]:
    """Who gives way when audience costs rise."""
    a, t = (0.3, 0.6), 1.0
    times = np.linspace(0.0, t, 21)
    setting = (
        "conceding and winning judged with an audience cost of a t; that waiting leaves both indifferent is solved "
        "outside the game, which has no concession without a text"
    )
    for i in range(2):
        rates = np.array([hazard_against(a[1 - i], float(s)) for s in times])
        thirds = np.r_[1.0, np.tile([4.0, 2.0], 10)[:-1], 1.0] * (times[1] - times[0]) / 3.0
        for what, output, got, off in (
            ("rate of giving way", f"hazard_{i + 1}", float(rates[-1]), EXACT),
            ("chance of having given way", f"F_{i + 1}", float(-np.expm1(-(thirds @ rates))), EXACT),
        ):
            expected = closed("war_of_attrition_audience", output, a=list(a), v=[1.0, 1.0], t=t)
            yield Row(f"{what} of side {i + 1} at t = 1", "Fearon 1994", setting, "reduced", expected, got, off)


def vetoes(n: int, runs: int, ideals: Callable[[int], Floats] | None = None) -> float:
    """Share of draws in which the text halfway between the outermost of ``n`` ideals suits all; uniform by default."""
    names = [f"v{i}" for i in range(n)]
    case = case_of(
        {
            "actors": [{"id": v, "role": "principal", "rent": 0.25} for v in names]
            + [{"id": g, "role": "armed", "side": g, "capability": 50} for g in ("s", "t")],
            "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": 0}],
            "stances": [{"actor": v, "issue": "k", "private": [10, 50, 90], "salience": 100} for v in names],
            "levels": [{"id": "deal", "opens": ["k"], "signers": names}],
            "tracks": [{"id": "table", "kind": "formal"}],
            "war": {"sides": [{"id": "s", "outcome": {"k": 0}}, {"id": "t", "outcome": {"k": 100}}]},
        }
    )
    draws: Draws = sample(case, runs=runs)
    x = _uniform(n, runs) if ideals is None else ideals(runs)
    draws = set_to(draws, {f"stances.{v}.k.private": 100.0 * x[i] for i, v in enumerate(names)})
    middle = (x.min(axis=0) + x.max(axis=0)) / 2.0
    return float((surpluses(draws, middle[:, None]) >= -1e-12).all(axis=1).mean())


def _uniform(n: int, runs: int) -> Floats:
    return uniforms([f"classics.ideal.{i}" for i in range(n)], runs, seed=1)


def _lattice(side: int) -> Callable[[int], Floats]:
    def ideals(runs: int) -> Floats:
        points = (np.arange(side) + 0.5) / side
        return np.array([axis.ravel() for axis in np.meshgrid(points, points)])[:, :runs]

    return ideals


def veto_rows() -> Iterator[Row]:
    """How many must agree."""
    setting = "one issue, what war brings the same for all, so that each accepts within 0.25 of its ideal"
    yield Row(
        "chance that 2 with a veto agree, all pairs of 601 evenly spread ideals",
        "Cunningham 2006",
        setting,
        "inequality",
        closed("veto_player_probability", "P", n=2, two_rho=0.5),
        vetoes(2, 601 * 601, _lattice(601)),
        EXACT,
    )
    for n in (2, 3, 5):
        expected, runs = closed("veto_player_probability", "P", n=n, two_rho=0.5), 40_000
        yield Row(
            f"chance that {n} with a veto agree, 40,000 draws",
            "Cunningham 2006",
            setting,
            "inequality",
            expected,
            vetoes(n, runs),
            ERRORS * float(np.sqrt(expected * (1 - expected) / runs)),
        )
