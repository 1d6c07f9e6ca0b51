"""`levers`: what each thing somebody could do, and each two of them, would change; at what cost; and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backchannel import __version__
from backchannel.analyses.asking import SEED
from backchannel.analyses.levers.laying_out import laid_out, listed
from backchannel.analyses.levers.pulls import Sweep
from backchannel.analyses.levers.quantities import named, quantities
from backchannel.analyses.levers.reaching import parse, smallest
from backchannel.analyses.levers.sweeping import Swept, keeping, play, to_play
from backchannel.case.levers.deriving import derived
from backchannel.case.levers.limits import past_limit
from backchannel.case.problems import nearest
from backchannel.case.reading import case_hash
from backchannel.case.schema import Case, Lever
from backchannel.core.errors import AskError
from backchannel.core.finding import Finding
from backchannel.core.labels import Label
from backchannel.runs import Rules, prepared
from backchannel.runs.engines import Engine, Here, Told, quiet

__all__ = ["known", "levers", "list_levers"]

RUNS = 2000


def levers(
    case: Case,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    rules: Rules = Rules(),  # noqa: B008 - frozen
    chosen: Sequence[str] | None = None,
    question: str | None = None,
    target: str | None = None,
    pairs: bool = True,
    engine: Engine = Here(),  # noqa: B008 - frozen
    told: Told = quiet,
    into: Path | None = None,
) -> Finding:
    """What levers change, alone and together, on every question and every level, on the same doubts and chances.

    The levers are those that the case declares, else those that its parts make (see ``derived``); ``chosen`` names
    some of either. Up to six are played in all combinations, more in pairs, one at a time without ``pairs``.
    Rows: one a combination and quantity, ``effect`` being the chance with the levers pulled less that without, with its
    standard ``error`` and 95% interval clustered by draw, and ``moved`` the runs that answer otherwise. Parts: the
    levers, pairs beyond the sum of both, who gains, frontier of cost and effect, costs that nobody states, and for a
    ``target`` (``QUESTION>=SHARE``) the smallest change of one lever and the combinations that reach it. ``question``
    leaves one quantity. ``into`` names a folder in which finished combinations are kept and gone on with, to the same
    bits. Ctrl-C loses nothing that is there.

    Raises AskError for a lever, question or target that is not there, one that would cross the limit of a promise,
    fewer than two draws of the doubts, nothing to pull, and a case that cannot be played.

    >>> from backchannel.case.reading import find_case, read_case
    >>> case = read_case(find_case("geneva-ii"))
    >>> found = levers(case, runs=20, rules=Rules(inner=2, months=6), chosen=["monitors"], question="aid.signed")
    >>> [(row["levers"], row["moved"] >= 0) for row in found.rows]
    [('monitors', True)]
    """
    if runs <= rules.inner:
        raise AskError(
            f"runs = {runs}: are of one draw of the doubts, from which no error follows; "
            f"expected more than inner = {rules.inner}"
        )
    pulled = choose(case, chosen)
    small = prepared(case, runs=min(runs, 1), seed=seed, rules=rules)
    found, questions = quantities(case, small)
    aim = None if target is None else parse(target, found)
    shown = list(range(len(found))) if question is None else [found.index(named(found, question))]
    played = case.model_copy(update={"claims": ()})
    key = f"{case_hash(played)} {[one.model_dump_json() for one in pulled]} {seed} {runs} {rules}"
    sweep = Sweep(played, pulled, runs, seed, rules, key)
    swept = Swept(sweep, small, found, questions)
    with keeping(sweep, into) as kept:
        wanted = to_play(pulled, pairs=pairs)
        play(swept, wanted, engine, kept, told)
        reached = [] if aim is None else smallest(swept, aim, engine, kept, told)
    settings = {"pairs": pairs, "question": question, "target": None if aim is None else aim.says}
    return laid_out(swept, wanted, shown, aim, reached, settings)


def known(case: Case) -> tuple[Lever, ...]:
    """The levers of a case: those it declares, then those its parts make."""
    return (*case.levers, *derived(case))


def list_levers(case: Case, chosen: Sequence[str] | None = None) -> Finding:
    """Every lever there is, declared or derived: what it changes, whose it is and what it costs. Plays nothing.

    ``chosen`` names some by id. Raises AskError for one that is not there.
    """
    every = known(case)
    if chosen is not None:
        _there(every, chosen)
        every = tuple(one for one in every if one.id in chosen)
    return listed(case, every, {"program": f"backchannel {__version__}", "case": case_hash(case)})


def choose(case: Case, chosen: Sequence[str] | None) -> tuple[Lever, ...]:
    """The levers to pull, in the order of the case. Raises AskError for one that is not there or crosses a limit."""
    every = known(case)
    if chosen is None:
        found = case.levers or every
    else:
        _there(every, chosen)
        found = tuple(one for one in every if one.id in chosen)
    if not found:
        raise AskError("this case declares no lever and has no part that could be one")
    for one in found:
        past = past_limit(case.guarantees, one)
        if past is not None:
            who = "a lever" if one.label == str(Label.SECRET) else f"lever {one.id}"
            raise AskError(f"{who} {past}; the limit of a promise is never crossed")
    return tuple(found)


def _there(every: Sequence[Lever], chosen: Sequence[str]) -> None:
    ids = {one.id for one in every}
    for id in chosen:
        if id not in ids:
            close = nearest(id, [one.id for one in every if one.label != str(Label.SECRET)])
            hint = f"did you mean {close[0]}?" if close else "`backchannel levers CASE --list` names them"
            raise AskError(f"no lever called {id[:70]}; {hint}")
