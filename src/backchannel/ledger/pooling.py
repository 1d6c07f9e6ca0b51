"""One forecast made of several that stand in the ledger, as an entry that says how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from backchannel.core.errors import AskError
from backchannel.core.labels import highest
from backchannel.ledger.entries import Draft, Forecast, Pool
from backchannel.ledger.rules import no_forecast
from backchannel.ledger.standing import Standing, Stood
from backchannel.ledger.times import instant
from backchannel.theory.scoring import linear_pool, logit_pool


def pooled(
    question: str,
    about: Standing,
    of: Sequence[int],
    *,
    method: str = "linear",
    weights: Sequence[float] | None = None,
    extremise: float = 1.0,
    at: str | None = None,
    forecaster: str = "pool",
    corrects: int | None = None,
) -> Draft:
    """The pool of the forecasts with the numbers ``of``, dated like the latest of them unless ``at`` says later.

    ``method``: linear or logit; ``weights`` one each, equal unless given; ``extremise`` raises the pooled odds to that
    power (logit only; 1, which does nothing, unless given). The label is the highest of what is pooled. Raises AskError
    for entries that are no standing forecasts of the question, one forecaster twice, a chance of 0 or 1 in a logit pool
    and numbers out of range.
    """
    if method not in ("linear", "logit"):
        raise AskError(f"--method {method}: expected linear or logit")
    if extremise != 1.0 and method == "linear":
        raise AskError("--extremise works on log-odds; expected --method logit beside it")
    if len(of) < 2 or len(set(of)) != len(of):
        raise AskError("--of: expected the numbers of two forecasts or more, each once")
    stood = [_one(number, question, about) for number in of]
    _no_one_twice(question, stood)
    weight = [1.0] * len(of) if weights is None else [float(w) for w in weights]
    chances = [one.forecast.p for one in stood]
    if method == "logit" and not all(0 < p < 1 for p in chances):
        sure = [str(one.entry.number) for one in stood if not 0 < one.forecast.p < 1]
        raise AskError(f"a chance of 0 or 1 has no odds to pool (entry {', '.join(sure)}); use --method linear")
    try:
        p = linear_pool(chances, weight) if method == "linear" else logit_pool(chances, extremise, weight)
    except ValueError as error:
        raise AskError(f"the pool cannot be made: {error}") from None
    latest = max(one.forecast.t for one in stood)
    try:
        t = latest if at is None else instant(at)
    except ValueError as error:
        raise AskError(f"--at: {error}") from None
    how = Pool(
        of=tuple(of), method=cast(Literal["linear", "logit"], method), weights=tuple(weight), extremise=extremise
    )
    says = Forecast.model_validate({
        "t": t, "forecaster": forecaster, "origin": "pool", "p": p, "pool": how, "corrects": corrects,
        "hindsight": any(one.forecast.hindsight for one in stood),
    })  # fmt: skip
    return Draft(question, says, highest(one.entry.label for one in stood))


def _one(number: int, question: str, about: Standing) -> Stood:
    found = about.forecasts.get(number)
    if found is None:
        raise no_forecast(number, question, about)
    return found


def _no_one_twice(question: str, stood: Sequence[Stood]) -> None:
    seen: set[str] = set()
    parts: set[int] = set()
    for one in stood:
        if one.forecast.forecaster in seen:
            raise AskError(
                f"{question}: entry {one.entry.number} counts a forecaster twice; expected one forecast of each"
            )
        seen.add(one.forecast.forecaster)
        parts |= set(one.forecast.pool.of) if one.forecast.pool else set()
    twice = parts & {one.entry.number for one in stood}
    if twice:
        raise AskError(f"{question}: entry {min(twice)} is already in a pool that is pooled here")
