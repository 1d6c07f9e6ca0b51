"""NegMAS at a table as large as ours: so many parties, issues and steps. Needs the extra `bench` and nothing of ours.

Parties with linear additive utilities (weights from a flat Dirichlet, loss by distance from an ideal on each issue)
make alternating offers and concede by time (NegMAS's `AspirationNegotiator`, Boulware). Two protocols: in a step every
party may make an offer to all others (NegMAS's own setting), or one party does, in turn. Callbacks that nobody listens
to are switched off, nothing is traced, and of the ways NegMAS has to find an offer the fastest at this size is taken.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

PROTOCOLS = {"every party, each step": False, "one party a step": True}
FINDERS = (
    "PresortingInverseUtilityFunction",
    "BruteForceInverseUtilityFunction",
    "AttributePlanningInverseUtilityFunction",
    "FastInverseUtilityFunction",
)
"""The ways to find an offer of a wanted worth that were the fastest of all those in NegMAS, at one size or another."""


def table(parties: int, values: Sequence[int], steps: int, single: bool, finder: str, seed: int) -> Any:
    """One negotiation, ready to run."""
    from negmas import AspirationNegotiator, LinearAdditiveUtilityFunction, SAOMechanism, make_issue, make_os
    from negmas.preferences import inv_ufun
    from negmas.preferences.value_fun import TableFun

    rng = np.random.default_rng(seed)
    space = make_os([make_issue(n, f"k{k}") for k, n in enumerate(values)])
    made = SAOMechanism(
        outcome_space=space, n_steps=steps, one_offer_per_step=single, extra_callbacks=False, check_offers=False
    )
    for n in range(parties):
        ideal = rng.uniform(size=len(values))
        tables = [
            TableFun({v: 1.0 - abs(v / max(1, size - 1) - x) for v in range(size)})
            for size, x in zip(values, ideal, strict=True)
        ]
        weights = [float(w) for w in rng.dirichlet(np.ones(len(values)))]
        worth = LinearAdditiveUtilityFunction(values=tables, weights=weights, outcome_space=space, reserved_value=0.0)
        made.add(AspirationNegotiator(name=f"p{n}", ufun_inverter=getattr(inv_ufun, finder)), ufun=worth)
    return made


def measure(parties: int, values: Sequence[int], steps: int, single: bool, repeats: int) -> dict[str, Any]:
    """Milliseconds of each of ``repeats`` negotiations, set up before the clock starts, and how they went.

    What was asked for is read back from the negotiations themselves.
    """
    table(parties, values, steps, single, FINDERS[0], 0).run()  # loading
    tried = {
        finder: statistics.median(_run(table(parties, values, steps, single, finder, 1000 + n))[0] for n in range(3))
        for finder in FINDERS
    }
    finder = min(tried, key=lambda one: tried[one])
    took: list[float] = []
    used: list[int] = []
    agreed = 0
    for seed in range(repeats):
        made = table(parties, values, steps, single, finder, seed)
        ms, done = _run(made)
        took.append(ms)
        used.append(int(done.step))
        agreed += done.agreement is not None
    return {
        "ms": took,
        "steps_used": statistics.median(used),
        "agreed": agreed / repeats,
        "finder": finder,
        "parties": len(made.negotiators),
        "issues": len(made.outcome_space.issues),
        "outcomes": int(made.outcome_space.cardinality),
        "steps": int(made.n_steps),
    }


def _run(made: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    done = made.run()
    return 1e3 * (time.perf_counter() - start), done


def main() -> None:
    asked = json.loads(sys.argv[1])
    import negmas

    out = {
        name: measure(asked["parties"], asked["values"], asked["steps"], single, asked["repeats"])
        for name, single in PROTOCOLS.items()
    }
    print(json.dumps({"version": negmas.__version__, "protocols": out}))


if __name__ == "__main__":
    main()
