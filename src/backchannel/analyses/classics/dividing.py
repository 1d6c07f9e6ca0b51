"""Classics of dividing: who gets what where a text exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from backchannel.analyses.classics.toys import (
    EXACT,
    Row,
    case_of,
    judged,
    line,
    listed_for,
    majority,
    pie,
    set_to,
    setting_of,
    simplex,
    surpluses,
    war,
)
from backchannel.case.draws import sample
from backchannel.case.schema import Case
from backchannel.conference.exact import Equilibrium, Solution, at_random, equilibria, in_turn
from backchannel.conference.planning import plan
from backchannel.conference.reference.start import begin
from backchannel.conference.reference.voting import proposal
from backchannel.conference.scan import RULES, best_texts
from backchannel.theory.catalogue import evaluate


def rows() -> Iterator[Row]:
    """Every number of this file."""
    yield from fearon()
    yield from rubinstein_rows()
    yield from majority_rows()
    yield from unanimity_rows()
    yield from rule_rows()
    yield from baseline_rows()
    yield from muthoo_rows()


def fearon() -> Iterator[Row]:
    """Which divisions both sides prefer to war."""
    paper = "Fearon 1995"
    for p, parts in ((0.6, 20), (0.6137, 100), (0.6137, 200)):
        expected = evaluate("fearon_range", {"p": p, "c_A": 0.1, "c_B": 0.15})
        one = judged(war(p, (0.1, 0.15)), line(parts))
        fits = line(parts)[0][(one.surplus >= -1e-12).all(axis=0)]
        on = p == 0.6
        for end, got in (("lower", fits.min()), ("upper", fits.max())):
            yield Row(
                f"{end} end of the range, p = {p}, step 1/{parts}",
                paper,
                "two sides, one issue, trust 1, no audience, no rents",
                "game",
                float(expected[end]),  # type: ignore[arg-type]
                float(got),
                EXACT if on else 1.0 / parts,
                0.0 if on else 1.0 / parts,
            )


def alternating(d: Sequence[float], parts: int, starts: int = 16) -> Solution:
    """Equilibria of two players who propose in turn how to divide a pie into shares of 1/``parts``.

    The search also starts at what waiting is worth in the classic's own solution.
    """
    one = judged(pie(d), simplex(2, parts))
    x = float(evaluate("rubinstein", {"d1": d[0], "d2": d[1]})["share_first"])  # type: ignore[arg-type]
    y = d[0] * x
    near = np.array([[d[0] * y, d[1] * (1 - y)], [d[0] * x, d[1] * (1 - x)]])
    return equilibria(in_turn(one.surplus, one.patience, one.rule), starts=starts, mixed=False, near=[near])


def nearest(found: Solution, player: int, share: float) -> float:
    """The worth to a player, over the equilibria found, that is nearest to a share."""
    return min((float(one.value[player]) for one in found.equilibria), key=lambda v: abs(v - share))


def rubinstein_rows() -> Iterator[Row]:
    """Alternating offers."""
    for d, parts, on in (((0.9, 0.8), 14, True), ((0.5, 0.5), 30, True), ((0.9, 0.8), 100, False),
                         ((0.9, 0.8), 200, False), ((0.9, 0.8), 400, False)):  # fmt: skip
        expected = float(evaluate("rubinstein", {"d1": d[0], "d2": d[1]})["share_first"])  # type: ignore[arg-type]
        found = alternating(d, parts)
        much = "" if len(found.equilibria) == 1 else f" (nearest of {len(found.equilibria)} equilibria found)"
        yield Row(
            f"share of who proposes first, patience {d[0]}, {d[1]}, step 1/{parts}{much}",
            "Rubinstein 1982",
            "a pie, nothing from going on, proposals in turn, both sign",
            "game",
            expected,
            nearest(found, 0, expected),
            EXACT if on else 1.0 / parts,
            0.0 if on else 1.0 / parts,
        )


def by_majority(players: int, patience: float, parts: int) -> Equilibrium:
    """Equilibrium of a majority rule over divisions of a pie, proposers drawn with equal chances."""
    one = judged(pie([patience] * players, majority(players)), simplex(players, parts))
    chances = [1.0 / players] * players
    return equilibria(at_random(one.surplus, one.patience, one.rule, chances), starts=1, mixed=False).first


def majority_rows() -> Iterator[Row]:
    """Closed rule, simple majority."""
    for n, d, parts in ((3, 0.9, 10), (5, 0.8, 25)):
        expected = evaluate("baron_ferejohn_closed_rule", {"n": n, "d": d})
        found, divisions = by_majority(n, d, parts), simplex(n, parts)
        offers = [(divisions[:, j], chance) for j, chance, _ in found.proposals[0]]
        got = {
            "proposer": sum(chance * text[0] for text, chance in offers),
            "partner": max(float(text[1:].max()) for text, _ in offers),
            "ex_ante": float(found.value[0]),
        }
        for what, value in got.items():
            yield Row(
                f"{what.replace('_', ' ')} share, n = {n}, patience {d}",
                "Baron & Ferejohn 1989",
                "a pie, nothing from going on, proposers drawn evenly, a majority signs; all partners are mixed evenly",
                "game",
                float(expected[what]),  # type: ignore[arg-type]
                float(value),
                EXACT,
            )


def unanimous(rho: Sequence[float], d: Sequence[float], parts: int, *, near: bool) -> Solution:
    """Equilibria of a pie that all must agree to divide, proposers drawn with chances ``rho``.

    ``near``: the search also starts at what waiting is worth in the closed form.
    """
    one = judged(pie(d), simplex(len(d), parts))
    problem = at_random(one.surplus, one.patience, one.rule, list(rho))
    v = np.array(evaluate("random_proposer_unanimity", {"rho": list(rho), "d": list(d)})["v"])
    hints = [np.tile(one.patience * v, (len(d), 1))] if near else []
    return equilibria(problem, starts=2, mixed=False, near=hints)


def unanimity_rows() -> Iterator[Row]:
    """Random proposers, all must sign."""
    rho, d = (0.5, 0.3, 0.2), (0.95, 0.9, 0.8)
    v = np.array(evaluate("random_proposer_unanimity", {"rho": list(rho), "d": list(d)})["v"])
    found = unanimous(rho, d, 140, near=True)
    one = min(found.equilibria, key=lambda e: float(np.abs(e.value - v).max()))
    for i in range(3):
        yield Row(
            f"worth to player {i + 1}, chances {rho[i]}, patience {d[i]}, step 1/140",
            "Banks & Duggan 2000, random proposers and unanimity",
            f"a pie, nothing from going on, all sign; nearest of {len(found.equilibria)} equilibria found on this grid",
            "game",
            float(v[i]),
            float(one.value[i]),
            EXACT,
        )


def rule_rows() -> Iterator[Row]:
    """What a mediator's rule picks."""
    case, terms = war(0.6, (0.1, 0.15)), line(40)
    draws = sample(case, runs=1)
    texts = listed_for(case, terms)
    picked = best_texts(setting_of(draws), texts)[0][0]
    nash = evaluate("nash_linear_pie_n", {"d": [0.5, 0.25], "alpha": [1.0, 1.0]})["u"]
    for rule in RULES[:3]:
        yield Row(
            f"share of a, {rule.replace('_', '-')} rule",
            "Nash 1950, Kalai & Smorodinsky 1975, Kalai 1977",
            "Fearon's range, one of four rules among acceptable texts",
            "game",
            float(nash[0]),  # type: ignore[index]
            float(texts.terms[0, picked[RULES.index(rule)]]),
            EXACT,
        )
    mediator = war(0.6, (0.1, 0.15), tracks=[
        {"id": "table", "kind": "formal", "members": ["a", "b"], "proposer": "mediator"}
    ])  # fmt: skip
    run = begin(plan(sample(mediator, runs=1), texts=41, rounds=1), 0)
    yield Row(
        "share of a, the mediator's first text in the game",
        "Kalai 1977",
        "Fearon's range, mediator proposes, nobody looks ahead",
        "game",
        float(nash[0]),  # type: ignore[index]
        proposal(run, 0, 0).terms[0],
        EXACT,
    )


ROUNDING = 1e-9
IDEALS, WEIGHTS, MEDIAN, COSTLY = (10.0, 30.0, 45.0, 70.0, 95.0), (3, 1, 2, 4, 1), 0.45, 1.0


def assembly(loss: str, patience: float) -> Case:
    """Five actors with ideals on one issue, of different weight; going on is bad for all of them."""
    actors = [f"a{i}" for i in range(len(IDEALS))]
    return case_of(
        {
            "case": {"id": "classic", "title": "A classic", "as_of": "2014-01-28", "loss": loss},
            "actors": [{"id": a, "role": "principal", "patience": patience, "cost": COSTLY} for a in actors],
            "issues": [{"id": "k", "anchors": {0: "none", 100: "all"}, "status_quo": 0}],
            "stances": [
                {"actor": a, "issue": "k", "private": x, "salience": 100} for a, x in zip(actors, IDEALS, strict=True)
            ],
            "levels": [
                {
                    "id": "deal",
                    "opens": ["k"],
                    "signers": {
                        "of": actors,
                        "quota": sum(WEIGHTS) / 2 + 0.25,
                        "weights": dict(zip(actors, WEIGHTS, strict=True)),
                    },
                }
            ],
            "tracks": [{"id": "table", "kind": "formal"}],
        }
    )


def median_offers(patience: float, parts: int) -> list[float]:
    """Every text proposed in any equilibrium found, where a weighted majority signs."""
    one = judged(assembly("linear", patience), line(parts))
    problem = at_random(one.surplus, one.patience, one.rule, [w / sum(WEIGHTS) for w in WEIGHTS])
    found = equilibria(problem, starts=4, mixed=False).equilibria
    return [float(line(parts)[0][j]) for e in found for row in e.proposals for j, _, _ in row]


def baseline_rows() -> Iterator[Row]:
    """Compromise and weighted median."""
    sums = judged(assembly("quadratic", 0.9), line(100)).surplus.sum(axis=0)
    yield Row(
        "the mean of five ideals",
        "Compromise mean (Van den Bos 1991; Achen 2006)",
        "quadratic losses, the text of greatest sum of surpluses; equal weights only",
        "game",
        float(np.average(IDEALS)) / 100.0,
        float(line(100)[0][sums.argmax()]),
        EXACT,
    )
    for patience, parts in ((0.98, 100), (0.99, 200)):
        offers, reach = median_offers(patience, parts), around_median(patience)
        for end, expected, got in (
            ("lowest", MEDIAN - reach, min(offers)),
            ("highest", MEDIAN + reach, max(offers)),
        ):
            yield Row(
                f"{end} proposal around the weighted median 0.45 of five ideals, patience {patience}, step 1/{parts}",
                "Median (Black 1948); core of a patient majority (Banks & Duggan 2000)",
                "a weighted majority signs, proposers drawn by weight, going on is bad for all; form derived here",
                "game",
                expected,
                got,
                1.0 / parts,
                1.0 / parts,
            )


def around_median(patience: float) -> float:
    """How far from the median's ideal proposals lie, in theory: what leaves the median indifferent to waiting.

    It gives in as far as ``d = (1 - patience) S + patience (1 - its weight) d``, ``S`` its surplus at its ideal, where
    all others propose at the ends of what it accepts.
    """
    weight = WEIGHTS[IDEALS.index(100.0 * MEDIAN)] / sum(WEIGHTS)
    return (1.0 - patience) * (MEDIAN + COSTLY) / (1.0 - patience * (1.0 - weight))


def muthoo_rows() -> Iterator[Row]:
    """Public lines as commitments."""
    parts, k = 70, (0.6, 0.2)
    expected = evaluate("muthoo_revocable_commitment", {"k1": k[0], "k2": k[1]})
    yield Row(
        "share of the side with the costlier line, costs 0.6 and 0.2",
        "Muthoo 1996",
        "a pie, audience cost of departing from a public line, the game's Nash text; the lines are inputs of the game, "
        "and mutual best replies in lines are sought outside it",
        "reduced",
        float(expected["x_1"]),  # type: ignore[arg-type]
        committed(k, parts),
        EXACT,
    )


def committed(k: tuple[float, float], parts: int) -> float:
    """Share of the first of two sides whose public lines are mutual best replies, mean over such pairs of lines."""
    draws = sample(pie([0.9, 0.9], audience=k), runs=parts + 1)
    lines = np.arange(parts + 1) / parts
    draws = set_to(draws, {f"stances.a{i}.k{i}.public": 100.0 * lines for i in range(2)})
    shares = simplex(2, parts)
    S = np.stack([surpluses(draws, shares[:, j]) for j in range(shares.shape[1])])  # [text, line, player]
    product = np.clip(S[:, :, None, 0], 0, None) * np.clip(S[:, None, :, 1], 0, None)  # [text, line of 1, line of 2]
    chosen = product.argmax(axis=0)
    at = np.arange(parts + 1)
    first, second = S[chosen, at[:, None], 0], S[chosen, at[None, :], 1]  # [line of 1, line of 2]
    settled = (first >= first.max(axis=0) - ROUNDING) & (second >= second.max(axis=1)[:, None] - ROUNDING)
    if not settled.any():
        return float("nan")
    return float(shares[0][chosen[settled]].mean())
